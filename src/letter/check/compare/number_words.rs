//! Words for numbers in the languages of letters, read once from their file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

const FILE: &str = include_str!("../../../../templates/rules/numbers.toml");

/// What a word does to the number it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Adds(u64),
    /// `alone`: without a number before it, it is one: `tausend`.
    Multiplies {
        by: u64,
        alone: bool,
    },
}

/// A word of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub part: Part,
    /// Whether it may as well be an article: then nothing but what follows makes it a number.
    pub article: bool,
}

pub(super) struct NumberWords {
    named: HashMap<String, Named>,
    /// The same words of languages that write a number in one, longest first.
    in_one_word: Vec<(String, Part)>,
    /// Between the parts of a number: `two hundred and ten`.
    pub joins: BTreeSet<String>,
    /// Quantities before a word that is then no number: `several hundred`.
    pub some: BTreeSet<String>,
    /// Articles before a word that is a number with them: `a hundred`.
    pub before: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    ones: Vec<String>,
    teens: Vec<String>,
    tens: Vec<String>,
    #[serde(default)]
    hundreds: Vec<String>,
    #[serde(default)]
    more: BTreeMap<String, u64>,
    times: BTreeMap<String, u64>,
    #[serde(default)]
    alone: BTreeSet<String>,
    #[serde(default)]
    articles: Vec<String>,
    #[serde(default)]
    before: BTreeSet<String>,
    some: BTreeSet<String>,
    #[serde(default)]
    joins: BTreeSet<String>,
    /// What joins ones to the tens behind them in one word.
    #[serde(default)]
    ones_first: Vec<String>,
    /// Whether ones stand behind their tens in one word.
    #[serde(default)]
    tens_first: bool,
}

/// Without them no number in words would be compared, so that a file that cannot be read must end the program; a test parses
/// it.
static WORDS: LazyLock<NumberWords> =
    LazyLock::new(|| read().expect("templates/rules/numbers.toml is a part of the program"));

pub(super) fn words() -> &'static NumberWords {
    &WORDS
}

fn read() -> Result<NumberWords, toml::de::Error> {
    let languages: BTreeMap<String, Language> = toml::from_str(FILE)?;
    let mut all = NumberWords {
        named: HashMap::new(),
        in_one_word: Vec::new(),
        joins: BTreeSet::new(),
        some: BTreeSet::new(),
        before: BTreeSet::new(),
    };
    for language in languages.into_values() {
        let parts = language.parts();
        if language.tens_first || !language.ones_first.is_empty() {
            all.in_one_word.extend(parts.iter().cloned());
            all.in_one_word
                .extend(language.articles.iter().map(|word| (word.clone(), Part::Adds(1))));
        }
        for (word, part) in parts {
            all.named.insert(word, Named { part, article: false });
        }
        for word in language.articles {
            let one = Named {
                part: Part::Adds(1),
                article: true,
            };
            all.named.entry(word).or_insert(one);
        }
        all.joins.extend(language.joins);
        all.some.extend(language.some);
        all.before.extend(language.before);
    }
    all.in_one_word.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    all.in_one_word.dedup();
    Ok(all)
}

/// Words with the values that they have by their places: `first`, `first + step`, …
fn valued(words: &[String], first: u64, step: u64) -> impl Iterator<Item = (&str, u64)> {
    let values = std::iter::successors(Some(first), move |value| Some(value + step));
    words.iter().zip(values).flat_map(|(spellings, value)| {
        let spellings = spellings.split('|').filter(|word| !word.is_empty());
        spellings.map(move |word| (word, value))
    })
}

impl Language {
    fn parts(&self) -> Vec<(String, Part)> {
        let plain = valued(&self.ones, 1, 1)
            .chain(valued(&self.teens, 10, 1))
            .chain(valued(&self.tens, 20, 10))
            .chain(valued(&self.hundreds, 100, 100))
            .chain(self.more.iter().map(|(word, value)| (word.as_str(), *value)));
        let mut parts: Vec<(String, Part)> = plain
            .map(|(word, value)| (word.to_owned(), Part::Adds(value)))
            .collect();
        parts.extend(
            self.two_digits()
                .into_iter()
                .map(|(word, value)| (word, Part::Adds(value))),
        );
        parts.extend(self.times.iter().map(|(word, by)| {
            let alone = self.alone.contains(word);
            (word.clone(), Part::Multiplies { by: *by, alone })
        }));
        parts
    }

    /// `vierundzwanzig`, `ventiquattro`: words of ones and tens together.
    fn two_digits(&self) -> Vec<(String, u64)> {
        let articles = self.articles.iter().map(|word| (word.as_str(), 1));
        let ones: Vec<(&str, u64)> = valued(&self.ones, 1, 1).chain(articles).collect();
        let mut made = Vec::new();
        for (tens, ten) in valued(&self.tens, 20, 10) {
            for (one, value) in &ones {
                let firsts = self.ones_first.iter().map(|join| format!("{one}{join}{tens}"));
                made.extend(firsts.map(|word| (word, ten + value)));
                made.extend(self.tens_first.then(|| (format!("{tens}{one}"), ten + value)));
            }
        }
        made
    }
}

/// The shortest word that has several parts, `duemila`, and the longest that is looked at: that of a number below a thousand
/// million.
const SHORTEST: usize = 7;
const LONGEST: usize = 90;

impl NumberWords {
    /// What a word says of a number: one part, or several in a language that writes a number in one word.
    pub(super) fn parts(&self, word: &str) -> Option<Vec<Named>> {
        if let Some(named) = self.named.get(word) {
            return Some(vec![*named]);
        }
        let large = |stem: &str| word.contains(stem);
        if !(SHORTEST..=LONGEST).contains(&word.len()) || !LARGE.iter().any(|stem| large(stem)) {
            return None;
        }
        let mut parts = Vec::new();
        let mut rest = word;
        while !rest.is_empty() {
            let (own, part) = self.longest(rest)?;
            parts.push(Named { part, article: false });
            rest = &rest[own..];
            // `dreihundertundfünf`, `tweehonderdenvijf`: nothing else stands between the parts of one word.
            let joined = self.joins.iter().find_map(|join| rest.strip_prefix(join.as_str()));
            rest = joined.filter(|after| self.longest(after).is_some()).unwrap_or(rest);
        }
        Some(parts)
    }

    fn longest(&self, text: &str) -> Option<(usize, Part)> {
        let mut words = self.in_one_word.iter();
        words
            .find(|(word, _)| text.starts_with(word.as_str()))
            .map(|(word, part)| (word.len(), *part))
    }
}

/// One of these is in every number of several parts that is one word.
const LARGE: [&str; 6] = ["hundert", "tausend", "honderd", "duizend", "cento", "mil"];

#[cfg(test)]
mod tests {
    use super::{Part, words};

    #[test]
    fn a_number_in_one_word_has_parts_and_another_word_has_none() {
        let parts = |word: &str| words().parts(word).map(|parts| parts.len());
        assert_eq!(parts("zweitausenddreihundert"), Some(4));
        assert_eq!(parts("duemilatrecentoventuno"), Some(5));
        assert_eq!(parts("drieëntwintig"), Some(1));
        for other in [
            "jahrhundert",
            "hundertprozentig",
            "tausendfach",
            "milano",
            "percento",
            "familie",
            "similar",
        ] {
            assert_eq!(parts(other), None, "{other}");
        }
        assert_eq!(words().parts("trecento").unwrap()[0].part, Part::Adds(3));
    }
}
