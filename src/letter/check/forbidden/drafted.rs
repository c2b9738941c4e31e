//! What the template makes of the record: its sentences are the letter's own, and its words tell nothing that happened.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::letter::check::Subject;
use crate::letter::check::compare::{Known, stem};
use crate::letter::check::passage::{Passage, passages};
use crate::letter::check::speech::{Word, sentences, words_of};

pub(super) struct Drafted {
    sentences: BTreeSet<Vec<String>>,
    /// Those of the story.
    told: BTreeSet<Vec<String>>,
    /// Beginnings of the words of the record and the draft; empty: none is known.
    words: BTreeSet<String>,
    ordinary: Arc<BTreeSet<String>>,
}

impl Drafted {
    pub(super) fn of(subject: &Subject) -> Drafted {
        let known = subject.known.as_ref();
        let drafted = known.map_or_else(Vec::new, |known| passages(&known.drafted));
        let story: Vec<Passage> = known
            .into_iter()
            .flat_map(Known::story_texts)
            .map(Passage::of)
            .collect();
        let ordinary = known.map(|known| Arc::clone(&known.ordinary)).unwrap_or_default();
        let mut words: BTreeSet<String> = BTreeSet::new();
        if !ordinary.is_empty() {
            let drafted = drafted.iter().flat_map(|passage| &passage.words);
            words.extend(drafted.map(|word| stem(&word.text)));
            let recorded = known.into_iter().flat_map(Known::texts);
            words.extend(recorded.flat_map(|text| words_of(&text)).map(|word| stem(&word.text)));
        }
        Drafted {
            sentences: cut(&drafted),
            told: cut(&story),
            words,
            ordinary,
        }
    }

    /// Whether a sentence is the draft's own.
    pub(super) fn holds(&self, words: &[Word]) -> bool {
        self.sentences.contains(&texts(words))
    }

    /// Whether neither the draft nor the record has a sentence; no sentence is new where no draft is known.
    pub(super) fn is_new(&self, words: &[Word]) -> bool {
        let own = texts(words);
        !self.words.is_empty() && !self.sentences.contains(&own) && !self.told.contains(&own)
    }

    /// Whether one of these words stands neither in the draft nor in the record.
    pub(super) fn has_new(&self, words: &[Word]) -> bool {
        words.iter().any(|word| !self.words.contains(&stem(&word.text)))
    }

    /// Whether a sentence has a word that neither the record nor any template has.
    pub(super) fn is_strange(&self, words: &[Word]) -> bool {
        let letters = |word: &&Word| word.text.chars().all(char::is_alphabetic) && word.text.chars().count() > 2;
        let unknown = |word: &Word| {
            let stem = stem(&word.text);
            !self.words.contains(&stem) && !self.ordinary.contains(&stem)
        };
        !self.ordinary.is_empty() && words.iter().filter(letters).any(unknown)
    }
}

fn texts(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

fn cut(passages: &[Passage]) -> BTreeSet<Vec<String>> {
    let sentences = passages.iter().flat_map(|passage| {
        let ranges = sentences(&passage.words).into_iter();
        ranges.map(|range| texts(&passage.words[range]))
    });
    sentences.collect()
}
