//! Phrases that stand for one thing: in a rule, and in a concept that rules name.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::speech::{Lexicon, Word};
use crate::core::toml_text::reader::{Table, suggestion};

/// Phrases, read when they are first looked for.
#[derive(Debug, Default)]
pub struct Sayings {
    phrases: Vec<String>,
    lexicon: OnceLock<Lexicon<()>>,
}

impl Sayings {
    pub(super) fn of(phrases: Vec<String>) -> Sayings {
        Sayings {
            phrases,
            lexicon: OnceLock::new(),
        }
    }

    /// The phrases as they are written.
    pub fn texts(&self) -> &[String] {
        &self.phrases
    }

    pub(super) fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Whether one of the phrases stands in a text.
    pub(super) fn hold(&self, words: &[Word]) -> bool {
        let read = || Lexicon::of(self.phrases.iter().map(|phrase| (phrase.clone(), ())));
        self.lexicon.get_or_init(read).holds(words)
    }
}

impl Clone for Sayings {
    fn clone(&self) -> Sayings {
        Sayings::of(self.phrases.clone())
    }
}

impl PartialEq for Sayings {
    fn eq(&self, other: &Sayings) -> bool {
        self.phrases == other.phrases
    }
}

impl Eq for Sayings {}

/// Kinds of words of which a sentence has one each, in whatever order.
#[derive(Debug)]
pub(super) struct Together(Vec<Lexicon<()>>);

impl Together {
    pub(super) fn of(kinds: Vec<Vec<String>>) -> Together {
        let read = |words: Vec<String>| Lexicon::of(words.into_iter().map(|words| (words, ())));
        Together(kinds.into_iter().map(read).collect())
    }

    pub(super) fn holds(&self, words: &[Word]) -> bool {
        !self.0.is_empty() && self.0.iter().all(|kind| kind.holds(words))
    }
}

/// One thing that letters say in many ways, with the phrases for it by language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concept(BTreeMap<String, Sayings>);

impl Concept {
    /// Whether a text in a language says it.
    pub(super) fn is_said(&self, words: &[Word], language: &str) -> bool {
        self.0.get(language).is_some_and(|sayings| sayings.hold(words))
    }
}

/// Concepts by their names.
#[derive(Debug, Default)]
pub(super) struct Concepts(BTreeMap<String, Arc<Concept>>);

impl Concepts {
    /// Adds the concepts of a rule file, tables `[concept.NAME]` with a list for each language. A list of a later file takes
    /// the place of an earlier one.
    pub(super) fn read(&mut self, root: &Table<'_, '_>) {
        let Some(tables) = root.table("concept") else { return };
        for (name, _, value) in tables.entries() {
            let Some(table) = value.table() else { continue };
            let concept = Arc::make_mut(self.0.entry(name.to_owned()).or_default());
            let lists = table.entries().into_iter();
            concept
                .0
                .extend(lists.map(|(language, _, list)| (language.to_owned(), Sayings::of(list.texts()))));
        }
    }

    /// Those that a test names. An unknown one is a problem: the test would quietly look for less.
    pub(super) fn named_by(&self, table: &Table<'_, '_>) -> Vec<Arc<Concept>> {
        let names = table.texts("concepts");
        let known: Vec<&str> = self.0.keys().map(String::as_str).collect();
        for name in names.iter().filter(|name| !self.0.contains_key(*name)) {
            table.wrong(format!("unknown concept `{name}`"), Some(suggestion(name, &known)));
        }
        names.iter().filter_map(|name| self.0.get(name).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Sayings;
    use crate::letter::check::speech::words_of;

    #[test]
    fn parts_of_a_phrase_stand_in_one_sentence_in_any_order() {
        let sayings = Sayings::of(vec![
            "could|may & fraud*|scam* & #".to_owned(),
            "nothing else".to_owned(),
        ]);
        let hold = |text: &str| sayings.hold(&words_of(text));
        assert!(hold("Fraudsters may call 300 of you."));
        assert!(hold("Of 300 people some could be scammed."));
        assert!(hold("There is nothing else."));
        assert!(!hold("Fraudsters may call. We wrote to 300 of you."));
        assert!(!hold("Fraudsters may call some of you."));
    }
}
