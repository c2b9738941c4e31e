//! Letters to people in Massachusetts: nothing of the nature of the breach, nothing of how many residents it reached
//! (M.G.L. c. 93H § 3(b)). What a paragraph is about decides; where that cannot be told, a person is asked.

use super::drafted::Drafted;
use super::phrases::all;
use crate::core::law::terms::Recipient;
use crate::letter::check::compare::number::numbers;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences};
use crate::letter::check::{Finding, Subject, Weight};

const CITE: &str = "M.G.L. c. 93H § 3(b)";

pub(super) fn findings(passages: &[Passage], subject: &Subject, drafted: &Drafted) -> Vec<Finding> {
    if !subject.is_to(Recipient::Individuals) || !subject.regimes.iter().any(|regime| regime == "us-ma") {
        return Vec::new();
    }
    let told = |passage: &&Passage| nature(passage).is_none() && counted(passage).is_none();
    let unsure = passages
        .iter()
        .filter(told)
        .filter_map(|passage| Some((passage, doubtful(passage, drafted)?)));
    let found = unsure.map(|(_, words)| Finding {
        rule: "massachusetts".to_owned(),
        weight: Weight::Warns,
        demand:
            "a letter to people in Massachusetts says nothing of the nature of the breach or the number of residents"
                .to_owned(),
        found: format!("a person must say whether this may stand: {words}"),
        cite: CITE.to_owned(),
    });
    found.collect()
}

/// The first words that tell of the nature of the breach: words that can tell of nothing else, or somebody who did
/// something to data. What may happen to the reader tells nothing of it.
pub(in crate::check) fn nature(passage: &Passage) -> Option<String> {
    sentences(&passage.words).into_iter().find_map(|sentence| {
        let words = &passage.words[sentence];
        let deed = done(words);
        let hits = all().nature.hits(words);
        let phrase = hits.first().map(|hit| hit.words.clone());
        let found = deed.clone().or(phrase)?;
        let of_the_reader = all().nature_unless.holds(words) && !all().narrative.holds(words);
        let told = deed.is_some_and(|_| !conditional(words)) || !of_the_reader;
        told.then(|| super::quoted(&passage.text, &words[found]))
    })
}

/// From somebody to what they did, in one sentence.
fn done(words: &[Word]) -> Option<std::ops::Range<usize>> {
    let actors = all().actors.hits(words);
    let deeds = all().deeds.hits(words);
    let pairs = actors.iter().flat_map(|actor| {
        let near = |deed: &&crate::letter::check::speech::Hit<'_, ()>| {
            deed.words.start >= actor.words.end && deed.words.start - actor.words.end <= FAR
        };
        deeds.iter().filter(near).map(|deed| actor.words.start..deed.words.end)
    });
    pairs.min_by_key(ExactSizeIterator::len)
}

/// How far a deed may be from who did it, in words.
const FAR: usize = 5;

/// Whether a sentence speaks of what may happen.
fn conditional(words: &[Word]) -> bool {
    words.iter().any(|word| all().conditional.contains(&word.text))
}

/// The first number of people.
pub(in crate::check) fn counted(passage: &Passage) -> Option<String> {
    let words = &passage.words;
    let hits = all().counted.hits(words);
    let numbers = numbers(words);
    let sentences = sentences(words);
    let count = numbers.iter().find(|number| {
        let sentence = sentences.iter().find(|range| range.contains(&number.words.start));
        let near = hits.iter().any(|hit| {
            let inside = sentence.is_some_and(|range| range.contains(&hit.words.start));
            let gap = hit
                .words
                .start
                .abs_diff(number.words.end)
                .min(number.words.start.abs_diff(hit.words.end));
            inside && gap <= 3
        });
        let small = number.value < 4 && number.words.len() == 1;
        near && !small && !is_other(words, number.words.start, number.words.end)
    })?;
    Some(super::quoted(&passage.text, &words[count.words.clone()]))
}

/// Numbers of addresses, years, terms and laws, which count nobody.
fn is_other(words: &[Word], start: usize, end: usize) -> bool {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let before = start.checked_sub(1).map_or("", text);
    let year = words[start].text.len() == 4
        && ["19", "20"].contains(&words[start].text.get(..2).unwrap_or_default())
        && !words[start].text.contains(',');
    let zip = words[start].text.len() == 5
        && before.len() == 2
        && words[start].text.bytes().all(|byte| byte.is_ascii_digit());
    let part_of_number = |at: usize| text(at).bytes().all(|byte| byte.is_ascii_digit()) && !text(at).is_empty();
    let phone = part_of_number(end) || start.checked_sub(1).is_some_and(part_of_number);
    let law = all().numbered.iter().any(|word| word == before);
    all().units.iter().any(|unit| unit == text(end)) || year || zip || phone || law
}

/// The first sentence of a passage that a person must look at: what it tells of happened, or it is about nothing that the
/// letter is for.
fn doubtful(passage: &Passage, drafted: &Drafted) -> Option<String> {
    let row = passage.place == Place::Row || passage.place == Place::Heading;
    let headed = all().allowed.holds(&passage.lead_words) && passage.place == Place::Item;
    let found = sentences(&passage.words).into_iter().find(|sentence| {
        let words = &passage.words[sentence.clone()];
        if drafted.holds(words) {
            return false;
        }
        let narrative = all().narrative.holds(words) || drafted.is_strange(words);
        let short = words.len() <= 3;
        let about = all().allowed.holds(words) || headed || row || short;
        // A sender's name, a day and the like say nothing.
        let says = words
            .iter()
            .any(|word| passage.text[word.at.clone()].starts_with(char::is_lowercase));
        narrative || (!about && says)
    })?;
    Some(super::quoted(&passage.text, &passage.words[found]))
}
