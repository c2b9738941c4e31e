//! What the team does about an obligation.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::{LetterId, ObligationName, StoredDigest};
use crate::core::law::pack::Edition;
use crate::core::vocabulary::FilingKind;

/// A letter's text that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentLetter {
    pub letter: LetterId,
    /// The number of the text, from 1.
    pub revision: usize,
    /// SHA-256 of the text.
    pub sha256: StoredDigest,
}

/// A file that went out with a notice, or that came back; only its digest is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledPaper {
    /// The name of the file.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: StoredDigest,
}

/// A notice that went out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filing {
    /// The first notice, or a later one.
    pub filing: FilingKind,
    /// When it went out.
    pub at: DateTime<Utc>,
    /// The recipient's reference number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// How it went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Why it was late (GDPR Art 33(1) asks for the reasons).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_because: Option<String>,
    /// Why it went out of the order the law asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_order_because: Option<String>,
    /// Why it went out without an approved letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_letter_because: Option<String>,
    /// The letters that went out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<SentLetter>,
    /// Letters that went with it, such as the sample of the letter to individuals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<SentLetter>,
    /// Other files that went with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<FiledPaper>,
    /// The recipient's receipt or the portal's confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<FiledPaper>,
}

impl Filing {
    /// A filing of which no more than its moment is known.
    pub fn at(filing: FilingKind, at: DateTime<Utc>) -> Filing {
        Filing {
            filing,
            at,
            reference: None,
            channel: None,
            late_because: None,
            out_of_order_because: None,
            without_letter_because: None,
            letters: Vec::new(),
            samples: Vec::new(),
            enclosures: Vec::new(),
            receipt: None,
        }
    }
}

/// What the team did about an obligation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "most dispositions that are kept are filings, and there are few of any"
)]
pub enum Disposition {
    /// Being written.
    Drafting,
    /// Ready to go.
    Approved,
    /// Sent.
    Filed(Filing),
    /// An earlier filing was taken back.
    Withdrawn,
    /// Decided not to be required.
    NotRequired { decided_by: String },
    /// Waiting, for a stated reason.
    OnHold,
}

impl Disposition {
    /// What people read.
    pub fn words(&self) -> &'static str {
        match self {
            Disposition::Drafting => "drafting",
            Disposition::Approved => "approved",
            Disposition::Filed(filing) => filing.filing.words(),
            Disposition::Withdrawn => "withdrawn",
            Disposition::NotRequired { .. } => "not required",
            Disposition::OnHold => "on hold",
        }
    }

    /// The notice that went out, if one did.
    pub fn filing(&self) -> Option<&Filing> {
        match self {
            Disposition::Filed(filing) => Some(filing),
            Disposition::Drafting
            | Disposition::Approved
            | Disposition::Withdrawn
            | Disposition::NotRequired { .. }
            | Disposition::OnHold => None,
        }
    }

    /// Whether the obligation is resolved: nothing more is to be done unless facts change.
    pub fn settles(&self) -> bool {
        match self {
            Disposition::Filed(_) | Disposition::NotRequired { .. } => true,
            Disposition::Drafting | Disposition::Approved | Disposition::Withdrawn | Disposition::OnHold => false,
        }
    }
}

/// A change of what was done about one obligation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObligationUpdate {
    /// `REGIME/OBLIGATION`, with `@PLACE` where it fans out.
    pub obligation: ObligationName,
    /// What was done.
    #[serde(flatten)]
    pub disposition: Disposition,
    /// Why, where a reason was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// The edition of the law by which the obligation stood; absent in entries of an earlier firebell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<Edition>,
}
