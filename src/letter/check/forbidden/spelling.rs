//! American and British spelling: a letter to readers in the United States has the one, a letter to readers in the United
//! Kingdom or Ireland the other. Names that are recorded keep theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::finding;
use crate::letter::check::compare::{Fact, Owner};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Lexicon, Word, words_of};
use crate::letter::check::{Finding, Subject, Weight};

const FILE: &str = include_str!("../../../../templates/rules/spelling.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    british_in: BTreeSet<String>,
    /// British spellings with the American ones; empty: American has another word.
    pairs: BTreeMap<String, String>,
}

struct Spellings {
    british_in: BTreeSet<String>,
    british: Lexicon<()>,
    american: Lexicon<()>,
}

/// Without them no spelling would be looked at, so that a file that cannot be read must end the program; a test parses it.
static SPELLINGS: LazyLock<Spellings> =
    LazyLock::new(|| read().expect("templates/rules/spelling.toml is a part of the program"));

fn read() -> Result<Spellings, toml::de::Error> {
    let file: File = toml::from_str(FILE)?;
    let lexicon = |words: &mut dyn Iterator<Item = &String>| {
        Lexicon::of(words.filter(|word| !word.is_empty()).map(|word| (forms(word), ())))
    };
    Ok(Spellings {
        british: lexicon(&mut file.pairs.keys()),
        american: lexicon(&mut file.pairs.values()),
        british_in: file.british_in,
    })
}

/// `centre(|s)` is `centre|centres`.
fn forms(word: &str) -> String {
    let Some((stem, endings)) = word.strip_suffix(')').and_then(|word| word.split_once('(')) else {
        return word.to_owned();
    };
    let all: Vec<String> = endings.split('|').map(|ending| format!("{stem}{ending}")).collect();
    all.join("|")
}

/// How a letter is spelled.
enum Spelling {
    American,
    British,
}

fn of_letter(subject: &Subject) -> Option<Spelling> {
    let (own, region) = subject.language.split_once('-').unwrap_or((&subject.language, ""));
    let place = subject.known.as_ref().and_then(|known| known.place.as_deref());
    let country = place.and_then(|place| place.split('-').next()).unwrap_or(region);
    match (own, country) {
        ("en", "US") => Some(Spelling::American),
        ("en", country) if SPELLINGS.british_in.contains(country) => Some(Spelling::British),
        _ => None,
    }
}

/// Words in the other country's spelling.
pub(super) fn findings(passages: &[Passage], subject: &Subject) -> Option<Finding> {
    let spelling = of_letter(subject)?;
    let (other, demand, from) = match spelling {
        Spelling::American => (
            &SPELLINGS.british,
            "a letter to readers in the United States is in American English",
            "British",
        ),
        Spelling::British => (
            &SPELLINGS.american,
            "a letter to readers in the United Kingdom or Ireland is in British English",
            "American",
        ),
    };
    let recorded = LazyLock::new(|| recorded(subject));
    let mut said: Vec<String> = Vec::new();
    for passage in passages {
        for hit in other.hits(passage.written()) {
            let word = &passage.written()[hit.words.start];
            if !recorded.contains(&word.text) && !within_a_name(passage, hit.words.start) && !said.contains(&word.text)
            {
                said.push(word.text.clone());
            }
        }
    }
    let quoted: Vec<String> = said.iter().map(|word| format!("“{word}”")).collect();
    let found = format!("{}: {from} spelling", quoted.join(", "));
    (!said.is_empty()).then(|| finding("language", Weight::Warns, demand, found))
}

/// Words of the sender's names and addresses. Those of others have capitals.
fn recorded(subject: &Subject) -> BTreeSet<String> {
    let facts = subject.known.iter().flat_map(|known| &known.facts);
    let named = facts.filter_map(|told| match &told.fact {
        Fact::Name(Owner::Own, text)
        | Fact::Reach(Owner::Own, _, text)
        | Fact::Provider(text)
        | Fact::Signer(text)
        | Fact::Title(text)
        | Fact::Labelled(_, text) => Some(text),
        Fact::Name(Owner::Parent | Owner::Other(_), _)
        | Fact::Reach(Owner::Parent | Owner::Other(_), ..)
        | Fact::Authority(_)
        | Fact::Day(..)
        | Fact::Moment(..)
        | Fact::People(..)
        | Fact::Records(_)
        | Fact::Element(..)
        | Fact::Risk(_)
        | Fact::Delay(_)
        | Fact::Months(_)
        | Fact::Answer(..)
        | Fact::Story(_) => None,
    });
    named.flat_map(|text| words_of(text)).map(|word| word.text).collect()
}

/// Whether a word with a capital stands beside another one inside a sentence: `Centre for Cyber Security` has its own
/// spelling wherever it is told of. Headings have capitals everywhere.
fn within_a_name(passage: &Passage, at: usize) -> bool {
    let words = passage.written();
    let capital = |word: &Word| {
        let text = passage.text.get(word.at.clone()).unwrap_or_default();
        text.starts_with(char::is_uppercase)
    };
    let beside = [at.checked_sub(1), Some(at + 1), Some(at + 2)];
    let named = beside
        .into_iter()
        .flatten()
        .filter_map(|at| words.get(at))
        .any(|word| capital(word) && !word.sentence);
    let own = words.get(at).is_some_and(capital);
    passage.place != Place::Heading && own && named
}

#[cfg(test)]
mod tests {
    use super::{forms, read};

    #[test]
    fn the_spellings_are_read() {
        assert_eq!(forms("centre(|s|d)"), "centre|centres|centred");
        assert!(read().unwrap().british_in.contains("IE"));
    }
}
