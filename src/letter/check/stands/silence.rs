//! Letters to people in Massachusetts: nothing of the nature of the breach, nothing of how many residents it reached
//! (M.G.L. c. 93H § 3(b)). What a paragraph is about decides; where that cannot be told, a person is asked.

use super::phrases::all;
use crate::letter::check::compare::number::numbers;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences};
use crate::letter::check::{Finding, Subject, Weight};

const CITE: &str = "M.G.L. c. 93H § 3(b)";

pub(super) fn findings(passages: &[Passage], subject: &Subject) -> Vec<Finding> {
    if subject.recipient != "individuals" || !subject.regimes.iter().any(|regime| regime == "us-ma") {
        return Vec::new();
    }
    let unsure = passages
        .iter()
        .filter(|passage| nature(passage).is_none() && counted(passage).is_none() && !allowed(passage));
    let found = unsure.map(|passage| Finding {
        rule: "massachusetts".to_owned(),
        weight: Weight::Reminds,
        demand:
            "a letter to people in Massachusetts says nothing of the nature of the breach or the number of residents"
                .to_owned(),
        found: format!("a person must say whether this may stand: “{}”", passage.text.trim()),
        cite: CITE.to_owned(),
    });
    found.collect()
}

/// The first words that tell of the nature of the breach.
pub(in crate::letter::check) fn nature(passage: &Passage) -> Option<String> {
    sentences(&passage.words).into_iter().find_map(|sentence| {
        let words = &passage.words[sentence];
        let hits = all().nature.hits(words);
        let hit = hits.first()?;
        let of_the_reader = all().nature_unless.holds(words) && !ours(words);
        (!of_the_reader).then(|| super::quoted(&passage.text, &words[hit.words.clone()]))
    })
}

/// Whether a sentence says what happened to the sender, whatever else it says.
fn ours(words: &[Word]) -> bool {
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
    (0..words.len()).any(|at| {
        is(at, &["we", "our"])
            && is(
                at + 1,
                &[
                    "were",
                    "was",
                    "network",
                    "systems",
                    "servers",
                    "suffered",
                    "experienced",
                ],
            )
    })
}

/// The first number of people.
pub(in crate::letter::check) fn counted(passage: &Passage) -> Option<String> {
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
    let unit = [
        "months", "month", "years", "year", "days", "day", "hours", "bureaus", "credit", "minutes", "a", "p", "am",
        "pm", "u", "usc", "cfr",
    ];
    let year = words[start].text.len() == 4
        && ["19", "20"].contains(&words[start].text.get(..2).unwrap_or_default())
        && !words[start].text.contains(',');
    let zip = words[start].text.len() == 5
        && before.len() == 2
        && words[start].text.bytes().all(|byte| byte.is_ascii_digit());
    let part_of_number = |at: usize| text(at).bytes().all(|byte| byte.is_ascii_digit()) && !text(at).is_empty();
    let phone = part_of_number(end) || start.checked_sub(1).is_some_and(part_of_number);
    let law = ["section", "chapter", "c", "ch", "box", "suite", "floor", "page", "unit"].contains(&before);
    unit.contains(&text(end)) || year || zip || phone || law
}

/// Whether a passage is about what the letter is for.
fn allowed(passage: &Passage) -> bool {
    let short = passage.words.len() <= 6;
    passage.place == Place::Row || short || all().allowed.holds(&passage.words)
}
