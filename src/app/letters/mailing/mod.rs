//! Mailings: one wave of notices to the people of an affected-persons list.
//!
//! Every person gets exactly one approved letter whose obligation covers the place where they live, in their language and
//! of the variant that is meant for them, or is named with the reason why not. Nothing of a person is kept in the record.

mod candidate;
mod gather;
mod lots;
mod plan;
mod print;
mod proof;
mod returns;
mod route;
mod status;
mod substitute;

use std::collections::BTreeMap;

use serde::Serialize;

use super::merge::{MergeError, Repeat};
use super::{Format, LettersError};
use crate::core::event::{LetterVariant, MailChannel, PrintSize};
use crate::core::ids::{BatchId, LetterId, MailingId, ObligationName, Sha256Digest, StoredDigest};

pub use candidate::{Candidate, Unusable};
pub use plan::{Plan, PlanRequest, plan};
pub use print::{PrintOptions, PrintRun, Printed, print};
pub use proof::{Proof, document, proof};
pub use returns::{ReturnsError, returned_pieces};
pub use route::{Language, NoLetter, Preference, Wanted, route};
pub use status::{MailingRow, rows};
pub use substitute::Substitute;

/// What a mailing is planned by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanOptions {
    pub channel: MailChannel,
    /// The form of its files.
    pub format: Format,
    /// The letters it may use; empty: every one that fits.
    pub letters: Vec<LetterId>,
    pub language: Language,
    pub preference: Preference,
    /// The mailing whose returned pieces are sent again.
    pub second_of: Option<MailingId>,
}

impl PlanOptions {
    /// What a mailing is when nothing else is asked for.
    pub fn of(channel: MailChannel) -> PlanOptions {
        PlanOptions {
            channel,
            format: match channel {
                MailChannel::Post => Format::Pdf,
                MailChannel::Email | MailChannel::Text => Format::Txt,
            },
            letters: Vec::new(),
            language: Language::default(),
            preference: Preference::Only,
            second_of: None,
        }
    }
}

/// A row that gets no letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithoutLetter {
    /// Its number; the header is row 1.
    pub row: u64,
    pub why: NoLetter,
    /// The same in words.
    pub text: String,
}

impl WithoutLetter {
    fn of(row: u64, why: NoLetter) -> WithoutLetter {
        let text = why.to_string();
        WithoutLetter { row, why, text }
    }
}

/// Letters of one text in one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedBatch {
    pub batch: BatchId,
    pub letter: LetterId,
    /// SHA-256 of the text.
    pub sha256: StoredDigest,
    #[serde(rename = "duty")]
    pub obligation: ObligationName,
    pub language: String,
    pub variant: LetterVariant,
    pub print: PrintSize,
    pub letters: u32,
    pub places: BTreeMap<String, u32>,
}

/// A plan, for programs and people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanView {
    pub mailing: MailingId,
    pub channel: MailChannel,
    /// SHA-256 of the list.
    pub roster: Sha256Digest,
    pub rows: u64,
    /// Letters in all.
    pub letters: u32,
    pub batches: Vec<PlannedBatch>,
    /// Rows that are one person with an earlier row.
    pub repeats: Vec<Repeat>,
    pub without_letter: Vec<WithoutLetter>,
    /// Letters to individuals that cannot be used, and why.
    pub unusable: Vec<Unusable>,
    /// Where notice by other means may be allowed or needed.
    pub substitute: Vec<Substitute>,
    /// What the plan takes for granted.
    pub notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_of: Option<MailingId>,
}

/// Why there is no mailing.
#[derive(Debug, thiserror::Error)]
pub enum MailingError {
    #[error(transparent)]
    Lots(#[from] LettersError),
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The list does not fit what a letter needs.
    #[error("{letter} cannot be merged with this list")]
    Letter {
        letter: LetterId,
        #[source]
        source: MergeError,
    },
    /// The list cannot say who is written to.
    #[error("the affected-persons list cannot be used for a mailing")]
    List(Vec<String>),
    #[error("unknown mailing `{0}`")]
    Unknown(String),
    /// Nobody would get a letter.
    #[error("nobody on the list gets a letter")]
    Nobody,
    /// The folder for the files.
    #[error(transparent)]
    Out(#[from] crate::app::files::out::OutError),
    #[error("could not read {}", path.display())]
    Read {
        path: std::path::PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the plan could not be written")]
    Json(#[from] serde_json::Error),
}
