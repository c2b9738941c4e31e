//! Sentences of a letter beside those that the record holds: the texts of the story, and the draft that the template makes
//! of what is recorded. One that is nearly the same and tells another day, number or name was altered, whatever it says; one
//! that is like none of them and brings words in that the record has nowhere is nobody's but its writer's.

use std::collections::BTreeSet;
use std::hash::{Hash as _, Hasher as _};
use std::ops::Range;

use super::date::{Written, dates};
use super::number::numbers;
use super::phrases::all;
use super::recorded::{Known, Told};
use super::{Compared, Outcome, Said, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences};

/// From which share of common words on a sentence is taken for an altered one. Half the words and more of any two
/// sentences about one incident are the same by chance; of three in five that is rare (tests/data/letters).
const ALIKE: f64 = 0.6;
/// From which share on another value in it is an alteration, and no other sentence about the same.
const SAME: f64 = 0.75;
/// From which share on a word more that denies or doubts turns what a sentence says.
const NEARLY: f64 = 0.85;
/// Shorter sentences are like many others.
const SHORTEST: usize = 4;
/// One in so many sentences of the draft may be left out of a letter that was made of it.
const INTACT: usize = 3;
/// So many words that the record has nowhere make a statement that it does not hold.
const STRANGE: usize = 2;

/// A sentence, or a row of a table, with what can be compared in it.
struct Unit {
    text: String,
    /// The words in order.
    words: Vec<String>,
    /// The words without numbers and days, sorted.
    plain: Vec<String>,
    /// The same as numbers, sorted: sentences are held beside hundreds of others.
    marks: Vec<u64>,
    /// The beginnings of the longer ones, sorted.
    long: Vec<u64>,
    /// The first cell of a row.
    label: Option<String>,
    /// The heading it stands under.
    heading: String,
    days: Vec<Written>,
    /// Months that are told without a day.
    months: BTreeSet<u32>,
    numbers: BTreeSet<u64>,
    /// Words with capitals inside the sentence.
    names: BTreeSet<String>,
}

/// What a letter's sentences are held against.
pub(super) struct Recorded<'k> {
    units: Vec<(Unit, Option<&'k Told>)>,
    /// Beginnings of the words that the record has.
    known: BTreeSet<String>,
    /// Of those that the templates have.
    ordinary: &'k BTreeSet<String>,
}

impl<'k> Recorded<'k> {
    pub(super) fn of(known: &'k Known, told: &'k [(Passage, &'k Told)], drafted: &[Passage]) -> Recorded<'k> {
        let mut units = Vec::new();
        for (passage, told) in told {
            units.extend(cut(passage, known.american).into_iter().map(|unit| (unit, Some(*told))));
        }
        for passage in drafted {
            units.extend(cut(passage, known.american).into_iter().map(|unit| (unit, None)));
        }
        let mut words: BTreeSet<String> = BTreeSet::new();
        if !known.ordinary.is_empty() {
            words.extend(
                units
                    .iter()
                    .flat_map(|(unit, _)| unit.words.iter().map(|word| stem(word))),
            );
        }
        for told in &known.facts {
            let text = told.fact.text().unwrap_or_default();
            words.extend(
                crate::letter::check::speech::words_of(&text)
                    .iter()
                    .map(|word| stem(&word.text)),
            );
        }
        Recorded {
            units,
            known: words,
            ordinary: &known.ordinary,
        }
    }

    /// The number of the recorded sentence that a letter's was made of.
    fn like(&self, own: &Unit) -> Option<usize> {
        let numbered = || self.units.iter().map(|(unit, _)| unit).enumerate();
        let mut rows = numbered().filter(|(_, unit)| unit.label.is_some() && unit.label == own.label);
        let near = numbered().filter(|(_, unit)| unit.label.is_none() || own.label.is_none());
        let scored = near
            .filter(|(_, unit)| own.words.len() >= SHORTEST && at_most_alike(own, unit) >= ALIKE)
            .map(|(at, unit)| (likeness(own, unit), at))
            .filter(|(score, _)| *score >= ALIKE);
        let best = scored.max_by(|one, other| one.0.total_cmp(&other.0));
        rows.next().map(|(at, _)| at).or(best.map(|(_, at)| at))
    }

    fn knows(&self, word: &str) -> bool {
        let stem = stem(word);
        self.known.contains(&stem) || self.ordinary.contains(&stem)
    }

    /// The numbers of the recorded sentences that a letter's is word for word.
    fn same(&self, own: &Unit) -> Vec<usize> {
        // Of a row the value alone may be a text of the story.
        let value = own.label.as_ref().and_then(|label| {
            let lead = crate::letter::check::speech::words_of(label).len();
            own.words.get(lead..).filter(|value| !value.is_empty())
        });
        let same = |unit: &Unit| unit.words == own.words || value.is_some_and(|value| unit.words == value);
        let numbered = self.units.iter().enumerate();
        numbered.filter(|(_, (unit, _))| same(unit)).map(|(at, _)| at).collect()
    }
}

/// The beginning of a word, by which its forms are one.
pub(in crate::check) fn stem(word: &str) -> String {
    let short = word.chars().count() <= 5;
    match short {
        true => word
            .strip_suffix('s')
            .filter(|rest| rest.len() > 2)
            .unwrap_or(word)
            .to_owned(),
        false => word.chars().take(6).collect(),
    }
}

fn cut(passage: &Passage, american: bool) -> Vec<Unit> {
    let ranges = match passage.place {
        Place::Heading => Vec::new(),
        Place::Row if passage.words.is_empty() => Vec::new(),
        Place::Row => std::iter::once(0..passage.words.len()).collect(),
        Place::Paragraph | Place::Item => sentences(&passage.words),
    };
    let days = dates(passage, american);
    ranges.into_iter().map(|range| unit(passage, range, &days)).collect()
}

fn unit(passage: &Passage, range: Range<usize>, days: &[Written]) -> Unit {
    let words = &passage.words[range.clone()];
    let days: Vec<Written> = days
        .iter()
        .filter(|day| range.contains(&day.words.start))
        .cloned()
        .collect();
    let of_a_day = |at: usize| days.iter().any(|day| day.words.contains(&(range.start + at)));
    let numbers = numbers(words);
    let of_a_number = |at: usize| numbers.iter().any(|number| number.words.contains(&at));
    let months = words
        .iter()
        .enumerate()
        .filter(|(at, word)| !of_a_day(*at) && passage.text[word.at.clone()].chars().count() > 3);
    let months = months
        .filter_map(|(_, word)| all().months.get(&word.text).copied())
        .collect();
    let mut plain: Vec<String> = Vec::new();
    let mut names = BTreeSet::new();
    for (at, word) in words
        .iter()
        .enumerate()
        .filter(|(at, _)| !of_a_day(*at) && !of_a_number(*at))
    {
        plain.push(word.text.clone());
        let raw = &passage.text[word.at.clone()];
        if at > 0 && raw.starts_with(char::is_uppercase) && raw.chars().count() > 2 {
            names.insert(word.text.clone());
        }
    }
    plain.sort_unstable();
    let counted = numbers
        .iter()
        .filter(|number| !of_a_day(number.words.start) && stands_alone(passage, words, &number.words))
        .map(|number| number.value);
    let first = words.first().map_or(0, |word| word.at.start);
    let last = words.last().map_or(0, |word| word.at.end);
    Unit {
        text: passage.text[first..last].to_owned(),
        words: words.iter().map(|word| word.text.clone()).collect(),
        marks: sorted(plain.iter().map(|word| mark(word))),
        long: {
            let long = plain.iter().filter(|word| word.chars().count() >= LONG);
            let mut long = sorted(long.map(|word| mark(&stem(word))));
            long.dedup();
            long
        },
        plain,
        label: (passage.place == Place::Row)
            .then(|| passage.lead.trim().to_owned())
            .filter(|lead| !lead.is_empty()),
        heading: passage.heading.clone(),
        numbers: counted.collect(),
        names,
        months,
        days,
    }
}

/// A word as a number; the same word is the same number in every run.
fn mark(word: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

fn sorted(marks: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut marks: Vec<u64> = marks.collect();
    marks.sort_unstable();
    marks
}

/// Whether a number is no part of a telephone number, a time, a section or an address.
fn stands_alone(passage: &Passage, words: &[Word], number: &Range<usize>) -> bool {
    let (from, to) = (words[number.start].at.start, words[number.end - 1].at.end);
    let joins = |c: char| ['-', ':', '.', '/', '§', '+', '('].contains(&c);
    let before = passage.text[..from].trim_end().chars().next_back();
    let mut after = passage.text[to..].chars();
    let behind = after.next().filter(|c| joins(*c)).and_then(|_| after.next());
    let half = passage.text[to..].trim_start().to_lowercase();
    let of_a_day = all().marks.halves.iter().any(|mark| half.starts_with(mark.as_str()));
    !before.is_some_and(joins) && !behind.is_some_and(|c| c.is_ascii_digit()) && !of_a_day
}

/// How many marks two sorted lists have in common.
fn in_common(one: &[u64], other: &[u64]) -> usize {
    let (mut at, mut there, mut common) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (one.get(at), other.get(there)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => there += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                at += 1;
                there += 1;
            }
        }
    }
    common
}

/// The share of words that two sentences have in common.
fn likeness(one: &Unit, other: &Unit) -> f64 {
    let all = one.marks.len() + other.marks.len();
    if all == 0 {
        return 0.0;
    }
    2.0 * in_common(&one.marks, &other.marks) as f64 / all as f64
}

/// At most how alike two sentences of such lengths are.
fn at_most_alike(one: &Unit, other: &Unit) -> f64 {
    let (less, more) = (
        one.marks.len().min(other.marks.len()),
        one.marks.len().max(other.marks.len()),
    );
    if more == 0 {
        0.0
    } else {
        2.0 * less as f64 / (less + more) as f64
    }
}

/// Every sentence of a letter beside the record.
pub(super) fn compare(recorded: &Recorded<'_>, known: &Known, passages: &[Passage], found: &mut Vec<Compared>) {
    let mut kept: BTreeSet<usize> = BTreeSet::new();
    let mut new: Vec<Unit> = Vec::new();
    for passage in passages {
        for own in cut(passage, known.american) {
            let same = recorded.same(&own);
            if !same.is_empty() {
                kept.extend(same);
            } else if let Some(at) = recorded.like(&own) {
                kept.insert(at);
                let (unit, told) = &recorded.units[at];
                altered(recorded, &own, unit, *told, found);
            } else {
                new.push(own);
            }
        }
    }
    let added = recorded.sections_added_to(&kept, &new);
    for own in &new {
        strange(recorded, known, own, added.contains(&own.heading), found);
    }
}

impl Recorded<'_> {
    /// Headings below which more sentences are new than were left out of the draft: something was added there, and not only
    /// said in other words. Of a letter that has little of the draft, nobody can tell.
    fn sections_added_to(&self, kept: &BTreeSet<usize>, new: &[Unit]) -> BTreeSet<String> {
        let drafted: Vec<(usize, &Unit)> = (self.units.iter().enumerate())
            .filter(|(_, (unit, told))| told.is_none() && unit.words.len() >= SHORTEST)
            .map(|(at, (unit, _))| (at, unit))
            .collect();
        let left_out: Vec<&Unit> = (drafted.iter())
            .filter(|(at, _)| !kept.contains(at))
            .map(|(_, unit)| *unit)
            .collect();
        if drafted.is_empty() || left_out.len() * INTACT > drafted.len() {
            return BTreeSet::new();
        }
        let there = |units: &mut dyn Iterator<Item = &Unit>, heading: &str| {
            units.filter(|unit| unit.heading == heading).count()
        };
        let headings = new.iter().map(|unit| unit.heading.clone());
        headings
            .filter(|heading| there(&mut new.iter(), heading) > there(&mut left_out.iter().copied(), heading))
            .collect()
    }
}

/// What a sentence says otherwise than the one that it was made of.
fn altered(recorded: &Recorded<'_>, own: &Unit, unit: &Unit, told: Option<&Told>, found: &mut Vec<Compared>) {
    let words = format!("recorded or drafted as “{}”", unit.text);
    let differs = || match told {
        Some(told) => Outcome::differs(told, format!("{}: {words}", told.origin())),
        None => Outcome::contradicted(&words),
    };
    let lacks = |mine: &[Written], theirs: &[Written]| {
        let same = |one: &Written, other: &Written| one.same(other);
        mine.iter()
            .filter(|day| !theirs.iter().any(|other| same(day, other)))
            .count()
    };
    let mut push = |what, outcome| {
        found.push(Compared {
            what,
            written: own.text.clone(),
            outcome,
        });
    };
    let same = own.label.is_some() || likeness(own, unit) >= SAME;
    if same && lacks(&own.days, &unit.days) > 0 && lacks(&unit.days, &own.days) > 0 {
        push(What::Day, differs());
        return;
    }
    let other_months =
        own.months.difference(&unit.months).next().is_some() && unit.months.difference(&own.months).next().is_some();
    if same && other_months {
        push(What::Day, differs());
        return;
    }
    let other_numbers = own.numbers.difference(&unit.numbers).next().is_some()
        && unit.numbers.difference(&own.numbers).next().is_some();
    if same && other_numbers {
        push(What::Number, differs());
        return;
    }
    let strange = |mine: &Unit, theirs: &Unit| {
        let other = |name: &&String| !theirs.words.contains(name) && !is_calendar(name);
        mine.names
            .iter()
            .filter(other)
            .any(|name| !recorded.ordinary.contains(&stem(name)))
    };
    // Where many words have capitals, as in German and in addresses, they tell no names.
    let few = |unit: &Unit| unit.names.len() * 4 <= unit.words.len();
    let alike = likeness(own, unit) >= SAME;
    if alike && few(own) && few(unit) && strange(own, unit) && strange(unit, own) {
        push(What::Name, differs());
        return;
    }
    if own.label.is_none() && likeness(own, unit) >= NEARLY && turned(own, unit) {
        push(What::Wording, differs());
        return;
    }
    if recorded.says_something_new(own, unit) {
        push(
            What::Wording,
            Outcome::Unknown(Said {
                record: words,
                event: told.and_then(|told| told.source),
            }),
        );
    }
}

/// Whether one of two sentences denies or doubts and the other does not.
fn turned(own: &Unit, unit: &Unit) -> bool {
    let has = |unit: &Unit, kind: &BTreeSet<String>| unit.plain.iter().any(|word| kind.contains(word));
    let kinds = [&all().turns.denies, &all().turns.doubts];
    kinds.into_iter().any(|kind| has(own, kind) != has(unit, kind))
}

/// The share of a sentence's longer words that one recorded sentence has, for the two to say the same.
const SHARED: f64 = 0.5;
/// Shorter words tell little.
const LONG: usize = 5;

impl Recorded<'_> {
    /// Whether most of what a sentence says stands in one sentence of the record or the draft, and neither denies nor
    /// doubts what the other says.
    fn says_in_other_words(&self, own: &Unit) -> bool {
        let said = |unit: &Unit| {
            let shared = in_common(&own.long, &unit.long);
            shared as f64 >= SHARED * own.long.len() as f64 && own.numbers.is_subset(&unit.numbers)
        };
        let mut units = self.units.iter().map(|(unit, _)| unit);
        !own.long.is_empty() && units.any(|unit| said(unit) && !turned(own, unit))
    }

    /// Whether a sentence says what the one that it was made of does not. Other words for the same are no alteration: what
    /// the record or the templates have as well says nothing new, and one word more or another one is how anybody writes;
    /// a name is not, nor what limits, denies or doubts, nor one word in a sentence that is otherwise the same.
    fn says_something_new(&self, own: &Unit, unit: &Unit) -> bool {
        let mine: Vec<&String> = own.plain.iter().filter(|word| !unit.plain.contains(word)).collect();
        let nothing_new = |word: &&&String| {
            let limits = all().turns.limits.contains(**word);
            let known = is_calendar(word) || self.of_its_words(unit, word) || self.knows(word);
            common(word) || (known && !limits)
        };
        let new: Vec<&&String> = mine.iter().filter(|word| !nothing_new(word)).collect();
        let first = own.words.first();
        let weighty = |word: &str| {
            own.names.contains(word) || first.is_some_and(|first| first == word) || all().turns.limits.contains(word)
        };
        new.len() >= STRANGE
            || new.iter().any(|word| weighty(word))
            || (!new.is_empty() && likeness(own, unit) >= NEARLY)
            || (!mine.is_empty() && turned(own, unit))
    }

    fn of_its_words(&self, unit: &Unit, word: &str) -> bool {
        let own = stem(word);
        unit.plain.iter().any(|other| stem(other) == own)
    }
}

fn common(word: &str) -> bool {
    word.chars().count() < 3 || all().articles.iter().any(|article| article == word)
}

/// A sentence that nobody recorded: it has words, or a name, that the record has nowhere.
fn strange(recorded: &Recorded<'_>, known: &Known, own: &Unit, added: bool, found: &mut Vec<Compared>) {
    if known.ordinary.is_empty() {
        return;
    }
    let unknown = |word: &&String| {
        let letters = word.chars().all(char::is_alphabetic) && word.chars().count() > 2;
        letters && !recorded.knows(word) && !is_calendar(word)
    };
    let new: BTreeSet<&String> = own.plain.iter().filter(unknown).collect();
    let name = new.iter().any(|word| own.names.contains(*word));
    let added = added
        && own.label.is_none()
        && own.words.len() >= SHORTEST
        && !addresses(own)
        && !recorded.says_in_other_words(own);
    if new.len() >= STRANGE || name || added {
        let words: Vec<&str> = new.iter().map(|word| word.as_str()).collect();
        let lacks = match words.is_empty() {
            true => "neither the record nor the draft says so".to_owned(),
            false => format!("the record says nothing of: {}", words.join(", ")),
        };
        found.push(Compared {
            what: What::Statement,
            written: own.text.clone(),
            outcome: Outcome::unknown(&lacks),
        });
    }
}

/// Whether a sentence asks the reader to do something.
fn addresses(own: &Unit) -> bool {
    let text = own.words.join(" ");
    let begins = |lead: &String| {
        text.strip_prefix(lead.as_str())
            .is_some_and(|rest| rest.starts_with(' '))
    };
    all().marks.addressed.iter().any(begins)
}

fn is_calendar(word: &str) -> bool {
    all().weekdays.contains_key(word) || all().months.contains_key(word)
}
