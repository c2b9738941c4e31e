//! The data that a letter says was affected: all that is recorded, nothing else, and what is suspected as suspected.

use std::collections::BTreeSet;

use super::phrases::all;
use super::recorded::{Fact, Known, Told};
use super::{Compared, Outcome, What};
use crate::core::law::terms::Recipient;
use crate::core::vocabulary::Certainty;
use crate::letter::check::Subject;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Hit, Word, sentences};

/// A part of a number.
const PARTIAL: &str = "partial_ssn";

/// A code beside an account or a card.
const CODE: &str = "access_code";

/// Names, addresses and whatever else is said with any other data.
const GENERAL: &str = "any_personal_data";

fn kindred(one: &str, other: &str) -> bool {
    one == other
        || all().data.kindred.iter().any(|group| {
            let has = |code: &str| group.iter().any(|own| own == code);
            has(one) && has(other)
        })
}

/// So many words an item has at most that only names data.
const ITEM: usize = 14;

/// What a letter says of the data.
#[derive(Default)]
struct Said<'p> {
    /// The sentences that tell of the data: those below a heading or a lead about it, and others.
    listed: Vec<&'p [Word]>,
    about: Vec<&'p [Word]>,
    /// Whether a passage is about the data.
    section: bool,
    /// Whether the data is filled in for each person.
    for_each: bool,
    named: BTreeSet<String>,
    /// Of these, what is named where the letter lists the data.
    named_in_list: BTreeSet<String>,
    /// Data that may be meant: by words that are said of other data as well, or as a means of the attack.
    maybe_named: BTreeSet<String>,
    /// Data that a sentence outside says was taken.
    taken: BTreeSet<String>,
    spared: BTreeSet<String>,
    /// Data of which only a part is said to be affected, with the words.
    partly: Vec<(String, String)>,
    maybe: bool,
}

/// What is recorded of the data, and what the letter says of it. A letter to people in Massachusetts may not tell the
/// nature of the breach (M.G.L. c. 93H § 3(b)), so that it need not name the data.
pub(super) fn compare(known: &Known, passages: &[Passage], subject: &Subject, found: &mut Vec<Compared>) {
    let recorded = recorded(known);
    if recorded.is_empty() {
        return;
    }
    let silent = subject.regimes.iter().any(|regime| regime == "us-ma") && subject.is_to(Recipient::Individuals);
    let said = said(passages);
    let told = subject.is_to_one_of(&all().data.told_to) && !silent && !subject.announces;
    if !silent && !said.for_each {
        let about = if said.listed.is_empty() {
            &said.about
        } else {
            &said.listed
        };
        super::part::compare(known, about, subject.is_for_people(), found);
    }
    let mut push = |written: &str, outcome| {
        found.push(Compared {
            what: What::Element,
            written: written.to_owned(),
            outcome,
        });
    };
    for element in &recorded {
        let told = told.then(|| said.section || subject.is_to(Recipient::Individuals));
        said.stands(element, told)
            .into_iter()
            .for_each(|outcome| push(element.1, outcome));
    }
    for (words, origin) in partly(&said, &recorded) {
        push(
            words,
            Outcome::differs(origin, format!("the whole of it is recorded: {}", origin.origin())),
        );
    }
    for code in not_recorded(&said, &recorded) {
        push(
            &code.replace('_', " "),
            Outcome::contradicted("it is named as affected and not recorded"),
        );
    }
    let suspected = recorded
        .iter()
        .find(|(.., told)| told.certainty == Certainty::Suspected);
    if let Some((_, words, told)) = suspected.filter(|_| told && said.section && !said.maybe) {
        push(
            words,
            Outcome::differs(
                told,
                format!("it is suspected and told as a fact; recorded: {}", told.origin()),
            ),
        );
    }
}

/// Whether a letter names some of the data that is recorded, beside names and addresses where there is more.
pub(in crate::check) fn names_data(known: &Known, passages: &[Passage]) -> bool {
    let recorded = recorded(known);
    let only_general = recorded.iter().all(|(code, ..)| code.as_str() == GENERAL);
    let said = said(passages);
    let named = |code: &str| said.named.iter().any(|own| kindred(own, code));
    let mut telling = recorded
        .iter()
        .filter(|(code, ..)| only_general || code.as_str() != GENERAL);
    telling.any(|(code, ..)| named(code))
}

impl Said<'_> {
    /// How a recorded element stands in the letter. `told`: whether its reader is told which data it was, and then whether it
    /// must be named.
    fn stands(&self, (code, _, origin): &Recorded<'_>, told: Option<bool>) -> Vec<Outcome> {
        let mut named = self.named.iter().chain(&self.maybe_named);
        let named = self.for_each || named.any(|own| kindred(own, code));
        let recorded = format!("recorded: {}", origin.origin());
        if self.spared.contains(*code) && !named {
            return vec![Outcome::differs(
                origin,
                format!("it is said not to be affected; {recorded}"),
            )];
        }
        let general = code.as_str() == GENERAL;
        match (named, told) {
            (true, told) => {
                let listed = self.for_each || self.named_in_list.iter().any(|own| kindred(own, code));
                let apart = told.is_some() && !self.named_in_list.is_empty() && !listed && !general;
                let elsewhere = format!("it is named, but not where the letter lists the data; {recorded}");
                let found = std::iter::once(Outcome::equal(origin));
                found.chain(apart.then(|| Outcome::unknown(&elsewhere))).collect()
            }
            // Who is written to by name knows that the name was there.
            (false, Some(true)) if general => vec![Outcome::unknown(&format!("it is not named; {recorded}"))],
            (false, Some(true)) => vec![Outcome::differs(origin, format!("it is not named; {recorded}"))],
            (false, Some(false) | None) => Vec::new(),
        }
    }
}

/// Numbers of which a letter names a part, where the whole is recorded and no part of one.
fn partly<'s, 'k>(said: &'s Said<'_>, recorded: &[Recorded<'k>]) -> Vec<(&'s str, &'k Told)> {
    if recorded.iter().any(|(code, ..)| code.as_str() == PARTIAL) {
        return Vec::new();
    }
    let whole = |code: &str| {
        recorded
            .iter()
            .find(|(own, ..)| kindred(own, code))
            .map(|(.., told)| *told)
    };
    let found = said
        .partly
        .iter()
        .filter(|(_, code)| all().data.parted.contains(code))
        .filter_map(|(words, code)| Some((words.as_str(), whole(code)?)));
    found.collect()
}

/// An element that is recorded: its code, its words, and where.
type Recorded<'k> = (&'k String, &'k String, &'k Told);

fn recorded(known: &Known) -> Vec<Recorded<'_>> {
    let elements = known.facts.iter().filter_map(|told| {
        let Fact::Element(code, words) = &told.fact else {
            return None;
        };
        Some((code, words, told))
    });
    elements.collect()
}

/// Data that is named and not recorded. A name and an address are said with any other data.
fn not_recorded<'s>(said: &'s Said<'_>, recorded: &[Recorded<'_>]) -> BTreeSet<&'s String> {
    let named = said.named.iter().filter(|_| said.section).chain(&said.taken);
    // Who has lost a card with its code has lost the code.
    let coded = |code: &str| {
        let with = |own: &String| all().data.with_code.contains(own);
        code == CODE && recorded.iter().any(|(own, ..)| with(own))
    };
    let known = |code: &str| coded(code) || recorded.iter().any(|(own, ..)| kindred(own, code));
    named.filter(|code| *code != GENERAL && !known(code)).collect()
}

/// Reads what is said of the data: where it has a place of its own, there; else in every sentence that gives no advice.
fn said(passages: &[Passage]) -> Said<'_> {
    let mut said = Said::default();
    let lists = lists_of_data(passages);
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        let headed = about_data(&passage.heading, &passage.heading_words) && passage.place != Place::Row;
        let led = passage.place != Place::Paragraph && leads_to_data(passage);
        let cell = passage.place == Place::Row;
        let list = passage.place == Place::Item && lists.contains(&(passage.heading.as_str(), passage.lead.as_str()));
        let whole = headed || led || list;
        said.maybe |= whole && all().data.maybe.holds(&passage.lead_words);
        for sentence in sentences(&passage.words) {
            let words = &passage.words[sentence];
            let listed = || {
                all()
                    .elements
                    .hits(words)
                    .iter()
                    .map(|hit| hit.means)
                    .collect::<BTreeSet<_>>()
                    .len()
                    > 2
            };
            let about = whole || (!cell && (all().data.sentences.holds(words) || listed()));
            let advises = !whole || passage.place == Place::Paragraph;
            if about && !(advises && all().data.advice.holds(words)) {
                match whole {
                    true => said.listed.push(words),
                    false => said.about.push(words),
                }
            }
            read(words, about, whole && passage.place != Place::Paragraph, &mut said);
            if whole && !all().data.advice.holds(words) {
                let own = all().elements.hits(words);
                let own = own.iter().map(|hit| hit.means.clone());
                said.named_in_list.extend(own.filter(|code| said.named.contains(code)));
            }
        }
        if whole || all().data.sentences.holds(&passage.words) {
            said.for_each |= passage
                .gaps
                .iter()
                .any(|gap| gap.starts_with("person.") && per_person(gap));
        }
    }
    if !said.section {
        for passage in passages
            .iter()
            .filter(|passage| passage.place != Place::Heading && passage.place != Place::Row)
        {
            for sentence in sentences(&passage.words) {
                let words = &passage.words[sentence];
                let absent = all().data.absent.holds(words) && !all().data.not_spared.holds(words);
                if !all().data.advice.holds(words) && !absent {
                    let named = all().elements.hits(words);
                    said.named.extend(named.iter().map(|hit| hit.means.clone()));
                    let weak = all().elements.weak_hits(words);
                    said.maybe_named.extend(weak.iter().map(|hit| hit.means.clone()));
                }
            }
        }
    }
    said
}

/// Lists of which every item is no more than the name of data, by their heading and their lead.
fn lists_of_data(passages: &[Passage]) -> BTreeSet<(&str, &str)> {
    let items = || passages.iter().filter(|passage| passage.place == Place::Item);
    let named = |passage: &Passage| {
        let short = passage.words.len() <= ITEM && !all().data.advice.holds(&passage.words);
        short && !all().elements.hits(&passage.words).is_empty()
    };
    let of = |passage: &Passage| (passage.heading.clone(), passage.lead.clone());
    let whole = |passage: &&Passage| {
        let own = || items().filter(|other| of(other) == of(passage));
        own().count() > 1 && own().all(named)
    };
    items()
        .filter(whole)
        .map(|passage| (passage.heading.as_str(), passage.lead.as_str()))
        .collect()
}

fn per_person(gap: &str) -> bool {
    let gap = gap.to_lowercase();
    all().data.per_person.iter().any(|part| gap.contains(part.as_str()))
}

/// Whether what stands before a list or a value asks for data, or says that data follows.
fn leads_to_data(passage: &Passage) -> bool {
    let words = &passage.lead_words;
    about_data(&passage.lead, words) || (all().data.sentences.holds(words) && !all().data.other_headings.holds(words))
}

fn about_data(text: &str, words: &[Word]) -> bool {
    !text.is_empty() && text.len() < 120 && all().data.headings.holds(words) && !all().data.other_headings.holds(words)
}

/// Whether a word that leaves out stands before data: `without any of the access codes`, `no access codes`.
fn is_excluded(words: &[Word], at: usize) -> bool {
    let before = |most: usize, those: &[String]| {
        let near = &words[at.saturating_sub(most)..at];
        near.iter().any(|word| those.contains(&word.text))
    };
    let joined = words[..=at].iter().rev().take_while(|word| !word.clause).count();
    before(joined.min(4), &all().data.without) || before(joined.min(4), &all().data.none)
}

/// Whether a sentence says that data was not affected. That it was not encrypted says nothing of the kind.
fn is_spared(words: &[Word]) -> bool {
    all().data.spared.holds(words) && !all().data.not_spared.holds(words)
}

/// Reads one sentence about the data.
fn read(words: &[Word], about: bool, listed: bool, said: &mut Said<'_>) {
    let advice = !listed && all().data.advice.holds(words);
    let hits = all().elements.hits(words);
    let part = all().data.partial.hits(words).into_iter().next();
    if let (Some(part), true, false) = (&part, about, advice) {
        let near = hits
            .iter()
            .filter(|hit| hit.words.end > part.words.start && hit.means.as_str() != PARTIAL);
        let first = near.min_by_key(|hit| hit.words.start.abs_diff(part.words.end));
        said.partly.extend(first.map(|hit| {
            let text: Vec<&str> = words[part.words.start..hit.words.end.max(part.words.end)]
                .iter()
                .map(|word| word.text.as_str())
                .collect();
            (text.join(" "), hit.means.clone())
        }));
    }
    let weak = all().elements.weak_hits(words);
    if about && !advice && !is_spared(words) {
        said.maybe_named.extend(weak.iter().map(|hit| hit.means.clone()));
    }
    let means = |hit: &&Hit<'_, String>| all().data.means.contains(hit.means);
    if about && !listed && !hits.is_empty() && hits.iter().all(|hit| means(&hit)) {
        said.maybe_named.extend(hits.iter().map(|hit| hit.means.clone()));
        return;
    }
    // `IBAN, without an access code`: it is said not to be there.
    let (without, hits): (Vec<_>, Vec<_>) = hits.into_iter().partition(|hit| is_excluded(words, hit.words.start));
    if about && !advice {
        said.spared.extend(without.iter().map(|hit| hit.means.clone()));
    }
    if !about || advice {
        let taken = !advice && all().data.taken.holds(words) && !is_spared(words);
        let used = |hit: &&Hit<'_, String>| {
            let before = &words[hit.words.start.saturating_sub(2)..hit.words.start];
            means(hit) && before.iter().any(|word| all().data.of_means.contains(&word.text))
        };
        let codes = hits
            .iter()
            .filter(|hit| taken && !used(hit))
            .map(|hit| hit.means.clone());
        said.taken.extend(codes);
        if !advice && all().data.absent.holds(words) && !all().data.not_spared.holds(words) {
            said.spared.extend(hits.iter().map(|hit| hit.means.clone()));
        }
        return;
    }
    let codes = hits.iter().map(|hit| hit.means.clone());
    if is_spared(words) {
        said.spared.extend(codes);
        return;
    }
    said.named.extend(codes);
    said.section |= !hits.is_empty() || !words.is_empty() && listed;
    said.maybe |= all().data.maybe.holds(words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::law::codes::ELEMENTS;

    /// A code that is none would be about no data, and nobody would see it.
    #[test]
    fn every_list_of_data_names_data_elements() {
        let data = &all().data;
        let lists = [&data.means, &data.parted, &data.with_code];
        let codes = lists.into_iter().chain(&data.kindred).flatten();
        let wrong: Vec<&String> = codes.filter(|code| !ELEMENTS.has(code)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
