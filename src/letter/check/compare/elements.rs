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
    /// In words that are said of other data as well: they name an element that is recorded, and show none that is not.
    weak: Lexicon<String>,
}

impl Elements {
    /// The elements that a text may name, where they are recorded.
    pub(super) fn weak_hits(&self, words: &[Word]) -> Vec<Hit<'_, String>> {
        self.weak.hits(words)
    }

    /// The elements that a text names. What stands within a longer name is no name of its own: `state identification card
    /// number` names no payment card, `account number with a code or password` no sign-in.
    pub(super) fn hits(&self, words: &[Word]) -> Vec<Hit<'_, String>> {
        let terms = longest(self.terms.hits(words), &[]);
        let other = longest(self.phrases.hits(words), &terms);
        let mut all: Vec<Hit<'_, String>> = terms.into_iter().chain(other).collect();
        all.sort_by_key(|hit| hit.words.start);
        all
    }
}

/// The hits that are not within a longer one, and not within one of the others.
fn longest<'h>(hits: Vec<Hit<'h, String>>, others: &[Hit<'h, String>]) -> Vec<Hit<'h, String>> {
    let within = |hit: &Hit<'_, String>, other: &Hit<'_, String>| {
        other.words.start <= hit.words.start && other.words.end >= hit.words.end
    };
    let kept: Vec<bool> = hits
        .iter()
        .map(|hit| {
            let longer = |other: &&Hit<'_, String>| other.words != hit.words && within(hit, other);
            !hits.iter().any(|other| longer(&other)) && !others.iter().any(|other| within(hit, other))
        })
        .collect();
    hits.into_iter()
        .zip(kept)
        .filter_map(|(hit, kept)| kept.then_some(hit))
        .collect()
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

pub(super) fn elements(
    phrases: BTreeMap<String, Vec<String>>,
    weak: BTreeMap<String, Vec<String>>,
) -> Result<Elements, toml::de::Error> {
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
        weak: Lexicon::grouped(weak),
        terms: Lexicon::of(terms.map(|(code, term)| (plain(&term), code))),
    })
}
