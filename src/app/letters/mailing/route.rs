//! Which letter a person gets: the one that is for people where they live, in their language, of their variant. Where
//! none is, or several are, the person gets none and the reason is told. Nothing is guessed.

use serde::Serialize;

use super::candidate::Candidate;
use crate::core::event::{LetterVariant, MailChannel};
use crate::core::ids::LetterId;
use crate::core::law::rulebook::Rulebook;
use crate::core::obligation::within;
use crate::roster::Said;

/// In which language people are written to whose row does not settle it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Language {
    /// Of rows that name none.
    pub unnamed: Option<String>,
    /// Of rows that name one in which there is no letter.
    pub missing: Option<String>,
}

/// What happens where letters of several laws fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preference {
    /// None is taken: a person must choose.
    Only,
    /// The one for the narrowest place, such as a state's before the country's.
    Narrowest,
}

/// Who is to be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<'p> {
    /// Where the person lives.
    pub place: Option<&'p str>,
    pub language: Said<String>,
    pub variant: Said<LetterVariant>,
    pub channel: MailChannel,
}

/// Why a person gets no letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoLetter {
    #[error("it is not known where the person lives")]
    PlaceUnknown,
    #[error("no letter is for people in {place}")]
    Place { place: String },
    #[error("no letter to {} is for people in {place}", .variant.words())]
    Variant { place: String, variant: LetterVariant },
    #[error("it is not clear whether the person is an adult, a minor, deceased or has a guardian")]
    VariantUnclear,
    #[error("there is no letter in `{language}` for people in {place}, only in {}", .offered.join(", "))]
    Language {
        place: String,
        language: String,
        offered: Vec<String>,
    },
    #[error("the row names no language, and there are letters in {}", .offered.join(", "))]
    LanguageUnknown { offered: Vec<String> },
    #[error("the language of the row is not recognized")]
    LanguageUnclear,
    #[error("it is not clear whether the person needs large print")]
    PrintUnclear,
    #[error("several letters fit: {}", .letters.iter().map(LetterId::as_str).collect::<Vec<_>>().join(", "))]
    Several { letters: Vec<LetterId> },
    #[error("rows {} are one person and differ in {about}", numbers(.rows))]
    RowsDiffer { rows: Vec<u64>, about: &'static str },
    #[error("the row has no postal address")]
    NoAddress,
    #[error("the row has no e-mail address")]
    NoEmail,
    #[error("the row has no telephone number")]
    NoPhone,
    #[error("the row names no piece of {mailing} that came back and was not sent again")]
    NotReturned { mailing: String },
    #[error("{text}")]
    Unfit { text: String },
}

fn numbers(rows: &[u64]) -> String {
    rows.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

impl NoLetter {
    /// The code under which the record counts it.
    pub fn code(&self) -> &'static str {
        match self {
            NoLetter::PlaceUnknown => "place_unknown",
            NoLetter::Place { .. } => "place",
            NoLetter::Variant { .. } => "variant",
            NoLetter::VariantUnclear => "variant_unclear",
            NoLetter::Language { .. } => "language",
            NoLetter::LanguageUnknown { .. } => "language_unknown",
            NoLetter::LanguageUnclear => "language_unclear",
            NoLetter::PrintUnclear => "print_unclear",
            NoLetter::Several { .. } => "several",
            NoLetter::RowsDiffer { .. } => "rows_differ",
            NoLetter::NoAddress => "no_address",
            NoLetter::NoEmail => "no_email",
            NoLetter::NoPhone => "no_phone",
            NoLetter::NotReturned { .. } => "not_returned",
            NoLetter::Unfit { .. } => "unfit",
        }
    }

    /// Whether it says that the person cannot be reached this way, whatever letters there are.
    pub fn is_unreachable(&self) -> bool {
        match self {
            NoLetter::NoAddress | NoLetter::NoEmail | NoLetter::NoPhone => true,
            NoLetter::PlaceUnknown
            | NoLetter::Place { .. }
            | NoLetter::Variant { .. }
            | NoLetter::VariantUnclear
            | NoLetter::Language { .. }
            | NoLetter::LanguageUnknown { .. }
            | NoLetter::LanguageUnclear
            | NoLetter::PrintUnclear
            | NoLetter::Several { .. }
            | NoLetter::RowsDiffer { .. }
            | NoLetter::NotReturned { .. }
            | NoLetter::Unfit { .. } => false,
        }
    }
}

/// The letter of a person.
///
/// # Errors
/// Why there is none.
pub fn route<'c>(
    rules: &Rulebook,
    candidates: &'c [Candidate],
    wanted: &Wanted<'_>,
    language: &Language,
    preference: Preference,
) -> Result<&'c Candidate, NoLetter> {
    let place = wanted.place.ok_or(NoLetter::PlaceUnknown)?;
    let variant = match wanted.variant {
        Said::Nothing => LetterVariant::Adult,
        Said::Clearly(variant) => variant,
        Said::Unclear => return Err(NoLetter::VariantUnclear),
    };
    let here = candidates.iter().filter(|letter| within(rules, place, &letter.place));
    let here: Vec<&Candidate> = here.filter(|letter| letter.goes_by(wanted.channel)).collect();
    if here.is_empty() {
        let place = place.to_owned();
        return Err(NoLetter::Place { place });
    }
    let meant: Vec<&Candidate> = here.into_iter().filter(|letter| letter.variant == variant).collect();
    if meant.is_empty() {
        let place = place.to_owned();
        return Err(NoLetter::Variant { place, variant });
    }
    let spoken = spoken(meant, place, &wanted.language, language)?;
    only(rules, made_for(spoken, wanted.channel), preference)
}

/// Letters in the language of the row.
fn spoken<'c>(
    letters: Vec<&'c Candidate>,
    place: &str,
    said: &Said<String>,
    language: &Language,
) -> Result<Vec<&'c Candidate>, NoLetter> {
    let within = |code: &str| -> Vec<&'c Candidate> {
        let own = letters.iter().filter(|letter| letter.speaks(code));
        own.copied().collect()
    };
    let offered = || {
        let mut all: Vec<String> = letters.iter().map(|letter| letter.language.clone()).collect();
        all.sort();
        all.dedup();
        all
    };
    let found = match said {
        Said::Unclear => return Err(NoLetter::LanguageUnclear),
        Said::Clearly(code) => {
            let own = within(code);
            let other = language.missing.as_deref().filter(|_| own.is_empty());
            other.map_or(own, within)
        }
        Said::Nothing => match (&language.unnamed, offered().as_slice()) {
            (Some(code), _) => within(code),
            (None, [_]) => letters.clone(),
            (None, _) => return Err(NoLetter::LanguageUnknown { offered: offered() }),
        },
    };
    match (found.is_empty(), said) {
        (false, _) => Ok(found),
        (true, Said::Clearly(code)) => Err(NoLetter::Language {
            place: place.to_owned(),
            language: code.clone(),
            offered: offered(),
        }),
        (true, Said::Nothing | Said::Unclear) => Err(NoLetter::LanguageUnknown { offered: offered() }),
    }
}

/// A text that was made for the channel goes before one that fits any.
fn made_for(letters: Vec<&Candidate>, channel: MailChannel) -> Vec<&Candidate> {
    let own: Vec<&Candidate> = letters
        .iter()
        .filter(|letter| letter.channel == Some(channel))
        .copied()
        .collect();
    if own.is_empty() { letters } else { own }
}

fn only<'c>(rules: &Rulebook, letters: Vec<&'c Candidate>, preference: Preference) -> Result<&'c Candidate, NoLetter> {
    let narrowest = |letter: &&&Candidate| letters.iter().all(|other| within(rules, &letter.place, &other.place));
    let left: Vec<&Candidate> = match preference {
        Preference::Only => letters.clone(),
        Preference::Narrowest => letters.iter().filter(narrowest).copied().collect(),
    };
    match left.as_slice() {
        [one] => Ok(one),
        _ => Err(NoLetter::Several {
            letters: letters.iter().map(|letter| letter.letter.clone()).collect(),
        }),
    }
}
