//! A person's name in the greeting of a letter that goes to many.

use super::finding;
use super::phrases::all;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::{Finding, Subject, Weight};

/// The longest greeting, in words.
const LONGEST: usize = 8;

pub(super) fn findings(passages: &[Passage], subject: &Subject) -> Option<Finding> {
    if !subject.is_to_people() {
        return None;
    }
    let named = passages.iter().find(|passage| names_somebody(passage))?;
    let demand = "a letter to many names each reader by the fields of a person";
    let found = format!("“{}” greets one person in every letter", named.text.trim());
    Some(finding("addressee", Weight::Fails, demand, found))
}

/// Whether a greeting has a name in it: words with capitals that do not stand for anybody.
fn names_somebody(passage: &Passage) -> bool {
    let words = &passage.words;
    let greeting = all().greetings.hits(words).into_iter().find(|hit| hit.words.start == 0);
    let Some(greeting) = greeting.filter(|_| passage.place == Place::Paragraph && words.len() <= LONGEST) else {
        return false;
    };
    // What is filled in for each person is no name.
    if passage.gaps.iter().any(|gap| gap.starts_with("person.")) {
        return false;
    }
    let capital = |text: &str| text.starts_with(char::is_uppercase);
    let rest = &words[greeting.words.end..];
    rest.iter()
        .any(|word| capital(&passage.text[word.at.clone()]) && !all().anybody.contains(&word.text))
}
