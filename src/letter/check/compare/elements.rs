//! What data elements are called: in the words of our own letters, in every language, and in others'.

use std::collections::BTreeMap;

use crate::letter::check::speech::{Hit, Lexicon, Word, words_of};

/// What the letters' own words call each data element.
const TERMS: &str = include_str!("../../../../templates/letters/words.toml");

/// What data elements are called.
pub(super) struct Elements {
    /// In any words.
    phrases: Lexicon<String>,
    /// In the words of our own letters, in every language.
    terms: Lexicon<String>,
}

impl Elements {
    /// The elements that a text names. A term of our letters is read as a whole: `state identification card number` names
    /// no payment card.
    pub(super) fn hits(&self, words: &[Word]) -> Vec<Hit<'_, String>> {
        let mut terms: Vec<Hit<'_, String>> = Vec::new();
        for term in self.terms.hits(words) {
            let inside = |longer: &&Hit<'_, String>| {
                longer.words.start <= term.words.start
                    && longer.words.end >= term.words.end
                    && longer.words != term.words
            };
            if !terms.iter().any(|longer| inside(&longer)) {
                terms.push(term);
            }
        }
        let apart = |hit: &Hit<'_, String>| {
            !terms
                .iter()
                .any(|term| term.words.start <= hit.words.start && term.words.end >= hit.words.end)
        };
        let other: Vec<Hit<'_, String>> = self.phrases.hits(words).into_iter().filter(apart).collect();
        terms.extend(other);
        terms.sort_by_key(|hit| hit.words.start);
        terms
    }
}

/// The terms of our letters in one language.
#[derive(serde::Deserialize)]
struct Terms {
    elements: BTreeMap<String, String>,
    #[serde(default)]
    regional: Vec<Regional>,
}

#[derive(serde::Deserialize)]
struct Regional {
    #[serde(default)]
    elements: BTreeMap<String, String>,
}

pub(super) fn elements(phrases: BTreeMap<String, Vec<String>>) -> Result<Elements, toml::de::Error> {
    let languages: BTreeMap<String, Terms> = toml::from_str(TERMS)?;
    let terms = languages.into_values().flat_map(|own| {
        let regional = own.regional.into_iter().flat_map(|regional| regional.elements);
        own.elements.into_iter().chain(regional)
    });
    let plain = |term: &str| {
        words_of(term)
            .into_iter()
            .map(|word| word.text)
            .collect::<Vec<_>>()
            .join(" ")
    };
    Ok(Elements {
        phrases: Lexicon::grouped(phrases),
        terms: Lexicon::of(terms.map(|(code, term)| (plain(&term), code))),
    })
}
