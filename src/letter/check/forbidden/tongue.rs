//! Clauses in another language within a sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::phrases::all;
use crate::letter::check::speech::Word;

const FILE: &str = include_str!("../../../../templates/rules/languages.toml");

/// The shortest clause that is told.
const SHORTEST: usize = 5;
/// So many different words of its language it has at least,
const FEWEST: usize = 3;
/// and one in so many of its words.
const ONE_IN: usize = 3;
/// What a word of the other language counts for, and one of the letter's own against it.
const THEIRS: i32 = 2;
const OURS: i32 = -3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    clause: BTreeSet<String>,
    words: BTreeSet<String>,
}

/// Which languages have a word, a bit each in the order of their codes.
struct Tongues {
    words: BTreeMap<String, u32>,
    clause: BTreeMap<String, u32>,
}

/// Without them no clause would be told, so that a file that cannot be read must end the program; a test parses it.
static TONGUES: LazyLock<Tongues> =
    LazyLock::new(|| read().expect("templates/rules/languages.toml is a part of the program"));

fn read() -> Result<Tongues, toml::de::Error> {
    let languages: BTreeMap<String, Language> = toml::from_str(FILE)?;
    let mut words = all().common.clone();
    let mut clause: BTreeMap<String, u32> = BTreeMap::new();
    for (code, own) in languages {
        let Some(at) = all().languages.iter().position(|known| *known == code) else {
            continue;
        };
        for word in own.words.into_iter().chain(own.clause.iter().cloned()) {
            *words.entry(word).or_default() |= 1 << at;
        }
        for word in own.clause {
            *clause.entry(word).or_default() |= 1 << at;
        }
    }
    Ok(Tongues { words, clause })
}

/// A clause in another language.
pub(super) struct Clause {
    pub language: &'static str,
    /// Of the sentence.
    pub words: Range<usize>,
}

/// The clause of a sentence that is in another language than its own, where there is one.
pub(super) fn clause(sentence: &[Word], own: &str) -> Option<Clause> {
    if sentence.len() < SHORTEST {
        return None;
    }
    let languages = &all().languages;
    let ours = 1 << languages.iter().position(|language| language == own)?;
    let masks: Vec<u32> = sentence
        .iter()
        .map(|word| TONGUES.words.get(&word.text).copied().unwrap_or_default())
        .collect();
    let others = languages
        .iter()
        .enumerate()
        .map(|(at, language)| (1_u32 << at, language));
    let found = others
        .filter(|(theirs, _)| *theirs != ours)
        .filter_map(|(theirs, language)| {
            let (words, score) = densest(&masks, theirs, ours)?;
            is_clause(sentence, &masks, &words, (theirs, ours)).then_some((score, language, words))
        });
    let (_, language, words) = found.max_by_key(|(score, ..)| *score)?;
    Some(Clause { language, words })
}

/// The stretch that has most of the other language and least of the letter's own: Kadane's maximum.
fn densest(masks: &[u32], theirs: u32, ours: u32) -> Option<(Range<usize>, i32)> {
    let weight = |mask: u32| match (mask & theirs != 0, mask & ours != 0) {
        (true, false) => THEIRS,
        (false, true) => OURS,
        (true, true) | (false, false) => 0,
    };
    let (mut best, mut sum, mut from) = (None, 0, 0);
    for (at, mask) in masks.iter().enumerate() {
        let own = weight(*mask);
        if sum <= 0 {
            (sum, from) = (0, at);
        }
        sum += own;
        // It ends with a word of the other language.
        if own > 0 && best.as_ref().is_none_or(|(_, score)| sum > *score) {
            best = Some((from..at + 1, sum));
        }
    }
    best
}

fn is_clause(sentence: &[Word], masks: &[u32], words: &Range<usize>, (theirs, ours): (u32, u32)) -> bool {
    let telling = |at: &usize| masks[*at] & theirs != 0 && masks[*at] & ours == 0;
    let found: BTreeSet<&str> = words
        .clone()
        .filter(telling)
        .map(|at| sentence[at].text.as_str())
        .collect();
    let verb = found
        .iter()
        .any(|word| TONGUES.clause.get(*word).is_some_and(|mask| mask & theirs != 0));
    // Words that both languages have, or neither, may stand at its edges.
    let edges = |at: &usize| masks[*at] & ours == 0 || masks[*at] & theirs != 0;
    let before = (0..words.start).rev().take_while(edges).count();
    let behind = (words.end..sentence.len()).take_while(edges).count();
    let length = words.len() + before + behind;
    verb && found.len() >= FEWEST && length >= SHORTEST && found.len() * ONE_IN >= words.len()
}

/// Whether words of a text stand between quotation marks, as a title does.
pub(super) fn quoted(text: &str, words: &[Word]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let (before, behind) = (text.get(..first.at.start), text.get(last.at.end..));
    let opens = |text: &str| text.rfind(['“', '„', '«', '"', '‘', '‚']);
    let closes = |text: &str| text.rfind(['”', '»', '’']);
    let inside =
        before.is_some_and(|before| opens(before).is_some_and(|open| closes(before).is_none_or(|close| close < open)));
    inside && behind.is_some_and(|behind| behind.contains(['”', '“', '»', '"', '’', '‘']))
}

#[cfg(test)]
mod tests {
    use super::clause;
    use crate::letter::check::speech::words_of;

    fn told(text: &str, own: &str) -> Option<&'static str> {
        clause(&words_of(text), own).map(|clause| clause.language)
    }

    #[test]
    fn a_clause_in_another_language_is_told_and_a_name_is_none() {
        assert_eq!(
            told(
                "Am 2. November haben wir erfahren, that someone had access to our systems.",
                "de"
            ),
            Some("en")
        );
        assert_eq!(told("We are sorry for this.", "de"), Some("en"));
        assert_eq!(
            told(
                "We learned of it on Monday, y sus datos personales fueron copiados.",
                "en"
            ),
            Some("es")
        );
        assert_eq!(told("Sus datos personales fueron copiados.", "en"), Some("es"));
        assert_eq!(told("Bitte ändern Sie Ihr Passwort.", "en"), Some("de"));
        assert_eq!(
            told("Prosimy zmienić hasło, to jest bardzo ważne dla państwa.", "de"),
            Some("pl")
        );
        for (text, own) in [
            (
                "You may complain to the Commission nationale de l’informatique et des libertés (CNIL).",
                "en",
            ),
            (
                "The Loi relative à l’informatique, aux fichiers et aux libertés applies.",
                "en",
            ),
            (
                "Write to 12 rue de la Paix, 75002 Paris, or to Calle de la Princesa 3, Madrid.",
                "en",
            ),
            (
                "Wir verweisen auf den Health Insurance Portability and Accountability Act of 1996.",
                "de",
            ),
            (
                "Sie erreichen uns unter der Nummer des Call Centers von Kroll Information Assurance.",
                "de",
            ),
        ] {
            assert_eq!(told(text, own), None, "{text}");
        }
    }
}
