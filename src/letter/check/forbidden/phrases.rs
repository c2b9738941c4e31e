//! Phrases of what must not stand in a letter, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::core::event::LetterVariant;

use crate::letter::check::sayings::Together;
use crate::letter::check::speech::{Lexicon, Word};

const FILE: &str = include_str!("../../../../templates/rules/stands.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    phrase: Vec<Listed>,
    answers: Answers,
    blanks: Marks,
    language: BTreeMap<String, Vec<String>>,
    filling: BTreeMap<String, Vec<String>>,
    massachusetts: Silence,
    numbers: Numbers,
    greeting: Greeting,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    id: String,
    weight: Weighty,
    demand: String,
    /// It may stand where the story says it: then somebody vouches for it.
    #[serde(default)]
    recorded: bool,
    /// Only in letters to people.
    #[serde(default)]
    people: bool,
    /// Only in sentences that neither the record nor the draft has.
    #[serde(default)]
    new: bool,
    /// In letters of these variants it may stand.
    #[serde(default)]
    variants: Vec<LetterVariant>,
    words: Vec<String>,
    /// Kinds of words that say it together, wherever they stand in a sentence.
    #[serde(default)]
    together: Vec<Vec<Vec<String>>>,
    #[serde(default)]
    unless: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Weighty {
    Fails,
    Warns,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    words: Vec<String>,
    nothing: Vec<String>,
    owed: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    marks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Silence {
    actors: Vec<String>,
    deeds: Vec<String>,
    narrative: Vec<String>,
    nature: Vec<String>,
    nature_unless: Vec<String>,
    counted: Vec<String>,
    allowed: Vec<String>,
    conditional: Vec<String>,
    units: Vec<String>,
    numbered: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    social: Vec<String>,
    ending: Vec<String>,
    owned: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Greeting {
    words: Vec<String>,
    anybody: Vec<String>,
}

/// A kind of phrase that must not stand.
pub(super) struct Banned {
    pub id: String,
    pub weight: Weighty,
    pub demand: String,
    pub recorded: bool,
    pub people: bool,
    pub new: bool,
    pub variants: Vec<LetterVariant>,
    pub words: Lexicon<()>,
    pub together: Vec<Together>,
    pub unless: Lexicon<()>,
}

impl Banned {
    /// The words of a sentence that say what must not be said.
    pub(super) fn said<'w>(&self, words: &'w [Word]) -> Option<&'w [Word]> {
        let phrase = self.words.hits(words).into_iter().next().map(|hit| &words[hit.words]);
        phrase.or_else(|| self.together.iter().any(|kinds| kinds.holds(words)).then_some(words))
    }
}

pub(super) struct Phrases {
    pub banned: Vec<Banned>,
    /// Words that are no answer to anything.
    pub answers: Vec<String>,
    /// Words that answer who and which, and nothing that the law wants told.
    pub nothing: Vec<String>,
    /// What the law wants told, by the names of fields and headings.
    pub owed: Lexicon<()>,
    pub blanks: Vec<String>,
    /// Languages, and which of them have a word: a bit each, in their order.
    pub languages: Vec<String>,
    pub common: BTreeMap<String, u32>,
    pub offered: Lexicon<()>,
    /// Months as English calls them.
    pub english_months: Vec<String>,
    /// Words by language that tell nothing of what happened.
    pub filling: BTreeMap<String, Vec<String>>,
    /// Names of numbers that the state gives a person.
    pub social: Lexicon<()>,
    /// Words before the last digits of a number.
    pub ending: Lexicon<()>,
    /// Names of numbers that a company gives a person.
    pub owned: Lexicon<()>,
    pub greetings: Lexicon<()>,
    /// Words by which anybody may be greeted.
    pub anybody: Vec<String>,
    pub actors: Lexicon<()>,
    pub deeds: Lexicon<()>,
    pub narrative: Lexicon<()>,
    pub nature: Lexicon<()>,
    pub nature_unless: Lexicon<()>,
    pub counted: Lexicon<()>,
    pub allowed: Lexicon<()>,
    /// Words of what may happen.
    pub conditional: Vec<String>,
    /// Words behind a number that counts nobody, and before one.
    pub units: Vec<String>,
    pub numbered: Vec<String>,
}

/// Without them everything could stand, so that a file that cannot be read must end the program; a test parses it.
static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| phrases().expect("templates/rules/stands.toml is a part of the program"));

pub(super) fn all() -> &'static Phrases {
    &PHRASES
}

fn lexicon(words: Vec<String>) -> Lexicon<()> {
    Lexicon::of(words.into_iter().map(|words| (words, ())))
}

fn banned(listed: Listed) -> Banned {
    Banned {
        id: listed.id,
        weight: listed.weight,
        demand: listed.demand,
        recorded: listed.recorded,
        people: listed.people,
        new: listed.new,
        variants: listed.variants,
        words: lexicon(listed.words),
        together: listed.together.into_iter().map(Together::of).collect(),
        unless: lexicon(listed.unless),
    }
}

fn phrases() -> Result<Phrases, toml::de::Error> {
    let file: File = toml::from_str(FILE)?;
    let mut languages = file.language;
    let offered = languages.remove("offered").unwrap_or_default();
    let english_months = languages.remove("months").unwrap_or_default();
    let mut common: BTreeMap<String, u32> = BTreeMap::new();
    for (at, words) in languages.values().enumerate() {
        words
            .iter()
            .for_each(|word| *common.entry(word.clone()).or_default() |= 1 << at);
    }
    Ok(Phrases {
        banned: file.phrase.into_iter().map(banned).collect(),
        answers: file.answers.words,
        nothing: file.answers.nothing,
        owed: lexicon(file.answers.owed),
        blanks: file.blanks.marks,
        languages: languages.into_keys().collect(),
        common,
        offered: lexicon(offered),
        english_months,
        filling: file.filling,
        social: lexicon(file.numbers.social),
        ending: lexicon(file.numbers.ending),
        owned: lexicon(file.numbers.owned),
        greetings: lexicon(file.greeting.words),
        anybody: file.greeting.anybody,
        actors: lexicon(file.massachusetts.actors),
        deeds: lexicon(file.massachusetts.deeds),
        narrative: lexicon(file.massachusetts.narrative),
        nature: lexicon(file.massachusetts.nature),
        nature_unless: lexicon(file.massachusetts.nature_unless),
        counted: lexicon(file.massachusetts.counted),
        allowed: lexicon(file.massachusetts.allowed),
        conditional: file.massachusetts.conditional,
        units: file.massachusetts.units,
        numbered: file.massachusetts.numbered,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_phrases_are_there() {
        let phrases = super::phrases().unwrap();
        assert!(phrases.banned.len() > 5 && phrases.languages.contains(&"en".to_owned()));
    }
}
