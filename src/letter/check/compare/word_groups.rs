//! Words that are read for one thing: what is offered after a breach, the data that was affected, who is counted, who sends.

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

/// Who is counted.
pub(super) struct Counted {
    /// Names of fields about several countries.
    pub across: Lexicon<()>,
    /// That nobody else is affected.
    pub only_one: Lexicon<()>,
    /// That a number is of everybody, wherever they live.
    pub all_told: Lexicon<()>,
    /// What a number counts: first what is no people, then kinds of people.
    pub kinds: Vec<Lexicon<()>>,
    /// Words between a number of people and where they live.
    pub inside_place: Vec<String>,
    /// Names of fields that count the people of the letter's own place.
    pub own_place: Lexicon<()>,
    /// Names of fields that count the people who were told.
    pub notified: Lexicon<()>,
    /// Words before a number that say of whom it is.
    pub totals: Vec<String>,
    /// Words that count people beside the names of places.
    pub lives: Lexicon<()>,
    /// Between the people and their number.
    pub copulas: Lexicon<()>,
    /// Numbers that count nobody who is affected.
    pub workforce: Workforce,
    /// What may be a record: files, entries, cases.
    pub files: Lexicon<()>,
}

/// How sentences tell shares and how many people an organization employs.
pub(super) struct Workforce {
    /// Words behind a number that make it a share.
    pub share: Lexicon<()>,
    /// Before a number of people who work somewhere.
    pub employs: Lexicon<()>,
    /// The same, where the number is one of staff or of the members of a body.
    pub has: Lexicon<()>,
    pub has_of: Lexicon<()>,
    /// That the number is of people who are affected after all.
    pub concerned: Lexicon<()>,
}

/// Who sends a letter, and whose names stand in it besides.
pub(super) struct Senders {
    /// What only the sender of a letter does, behind its name.
    pub sends: Lexicon<()>,
    pub on_behalf: Lexicon<()>,
    /// Words of sentences in which a company is an example.
    pub examples: Lexicon<()>,
    /// Words that begin a sentence and no name of a sender.
    pub not_senders: Vec<String>,
    /// Endings of hosts that are written without `www`.
    pub host_endings: Vec<String>,
    /// What says that a website is the sender's own.
    pub own_site: Lexicon<()>,
}

/// Authorities.
pub(super) struct Bodies {
    /// By their names and short names: each with its place.
    pub authorities: Lexicon<String>,
    /// Police and agencies for security: each by one name.
    pub agencies: Lexicon<String>,
    /// Offices that every American state has.
    pub offices: Lexicon<()>,
    /// Officers of whom each region of a country has one.
    pub regional: Lexicon<()>,
    /// Words between an office and its state.
    pub office_of: Vec<String>,
    /// Words of an authority's name that tell it from no other.
    pub office_words: Vec<String>,
}

/// What of data can be lost.
pub(super) struct Lost {
    /// By code.
    pub types: Lexicon<String>,
    /// Names of fields about what was lost, and words that say in a sentence that it was.
    pub nature: Lexicon<()>,
    pub words: Lexicon<()>,
    pub denials: Vec<String>,
    /// Words behind a denial that make it none.
    pub only: Vec<String>,
}
