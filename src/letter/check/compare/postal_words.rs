//! How postal addresses are told, as the file of phrases has it.

use std::collections::BTreeSet;

use super::phrase_file::PostalWords;
use crate::letter::check::speech::Lexicon;

/// How postal addresses are told.
pub(super) struct Postal {
    /// Words for streets.
    pub streets: BTreeSet<String>,
    /// How names of streets end.
    pub endings: Vec<String>,
    pub boxes: Lexicon<()>,
    /// What says that an address is the sender's.
    pub ours: Lexicon<()>,
    /// Names beside which it is somebody else's.
    pub of_others: Lexicon<()>,
}

pub(super) fn postal(words: PostalWords) -> Postal {
    let lexicon = |phrases: Vec<String>| Lexicon::of(phrases.into_iter().map(|phrase| (phrase, ())));
    Postal {
        streets: words.streets,
        endings: words.endings,
        boxes: lexicon(words.boxes),
        ours: lexicon(words.ours),
        of_others: lexicon(words.of_others),
    }
}
