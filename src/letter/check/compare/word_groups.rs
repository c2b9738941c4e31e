//! Words that are read for one thing: what is offered after a breach, and the data that was affected.

use crate::core::letter_recipient::LetterRecipient;
use crate::letter::check::speech::Lexicon;

/// What is offered to people after a breach.
pub(super) struct Offer {
    pub monitoring: Lexicon<()>,
    /// Headings below which services are offered.
    pub services: Lexicon<()>,
    /// Words of sentences whose terms are of something else.
    pub other_terms: Lexicon<()>,
    /// What an offer asks for no credit card with.
    pub no_card: Vec<String>,
    /// Words before the name of who provides it.
    pub provided_by: Vec<String>,
}

/// Where a letter speaks of the data, and how.
pub(super) struct DataWords {
    /// Headings with a word for data that are about something else.
    pub other_headings: Lexicon<()>,
    pub headings: Lexicon<()>,
    pub sentences: Lexicon<()>,
    /// Sentences that say in passing what was taken.
    pub taken: Lexicon<()>,
    pub advice: Lexicon<()>,
    pub spared: Lexicon<()>,
    /// The same of sentences outside the lists of data.
    pub absent: Lexicon<()>,
    /// What is denied of the data and spares none of it.
    pub not_spared: Lexicon<()>,
    /// Words before data that somebody used, and did not take.
    pub of_means: Vec<String>,
    /// Data of which a part is another thing than the whole.
    pub parted: Vec<String>,
    pub maybe: Lexicon<()>,
    /// That only a part of a number was affected.
    pub partial: Lexicon<()>,
    /// Elements that a phrase cannot tell from another: where one is recorded, the other's words name it.
    pub kindred: Vec<Vec<String>>,
    /// Words before data that is not there; those of the second list stand right before it.
    pub without: Vec<String>,
    pub none: Vec<String>,
    /// Elements that a sentence may name as the means of an attack or as what was changed after it: without other data in the
    /// same sentence they are not said to be affected.
    pub means: Vec<String>,
    /// Recipients who are told which data it was.
    pub told_to: Vec<LetterRecipient>,
    /// Parts of the names of columns that hold a person's data, and not their name or code.
    pub per_person: Vec<String>,
    /// Elements that are recorded with their code.
    pub with_code: Vec<String>,
}
