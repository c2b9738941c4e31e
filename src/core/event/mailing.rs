//! Waves of notices to people. Nothing of a person is in these events: counts, digests and numbers of pieces, which only
//! the files of the mailing tie to anybody.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::FiledPaper;
use crate::core::coded::coded;
use crate::core::ids::{BatchId, LetterId, MailingId, ObligationName, StoredDigest};

coded! {
    /// How a mailing reaches people.
    pub enum MailChannel: "channel" {
        Post = "post" => "mail",
        Email = "email" => "e-mail",
        Text = "sms" => "text message",
    }
}

coded! {
    /// To whom a letter about a person is written.
    pub enum LetterVariant: "variant" {
        Adult = "adult" => "adults",
        /// To the parent or guardian of a child.
        Minor = "minor" => "parents of minors",
        /// To the next of kin or the representative.
        Deceased = "deceased" => "next of kin",
        /// To the guardian of an adult.
        Guardian = "guardian" => "guardians",
    }
}

coded! {
    pub enum PrintSize: "print size" {
        Standard = "standard",
        /// At least 18 point.
        Large = "large" => "large print",
    }
}

/// The files of a mailing were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailingPrint {
    pub mailing: MailingId,
    pub channel: MailChannel,
    /// SHA-256 of the affected-persons list.
    pub roster: StoredDigest,
    /// Rows of the list.
    pub rows: u64,
    /// Rows that repeat a person of another row.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub repeats: u64,
    /// Rows without a letter, by the code of the reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub without_letter: BTreeMap<String, u64>,
    pub batches: Vec<Batch>,
    /// The mailing whose returned pieces it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_of: Option<SecondNotice>,
}

/// Letters of one text in one form. Its pieces are numbered through the mailing, place by place in the order of `places`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub id: BatchId,
    pub letter: LetterId,
    /// SHA-256 of the text.
    pub sha256: StoredDigest,
    #[serde(rename = "duty")]
    pub obligation: ObligationName,
    pub language: String,
    pub variant: LetterVariant,
    pub print: PrintSize,
    /// The number of its first piece.
    pub first: u32,
    /// Pieces by place.
    pub places: BTreeMap<String, u32>,
    /// SHA-256 of the list of its pieces.
    pub list: StoredDigest,
}

impl Batch {
    pub fn pieces(&self) -> u32 {
        self.places.values().sum()
    }

    /// The place that one of its pieces went to.
    pub fn place_of(&self, piece: u32) -> Option<&str> {
        let mut next = self.first;
        let mut places = self.places.iter();
        if piece < next {
            return None;
        }
        let found = places.find(|(_, pieces)| {
            next += **pieces;
            piece < next
        });
        found.map(|(place, _)| place.as_str())
    }
}

/// Pieces of an earlier mailing that came back and are sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondNotice {
    pub mailing: MailingId,
    /// The numbers of its pieces, ascending.
    pub pieces: Vec<u32>,
}

/// Batches of a mailing went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailingSent {
    pub mailing: MailingId,
    pub batches: Vec<BatchId>,
    pub at: DateTime<Utc>,
    /// The post, mail house or mail service.
    pub carrier: String,
    /// The class of mail, such as first class.
    pub class: String,
    /// Who handed them over; absent: whoever recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The proof of the carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<FiledPaper>,
}

/// Pieces of a mailing came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailReturned {
    pub mailing: MailingId,
    /// Their numbers, ascending.
    pub pieces: Vec<u32>,
    /// SHA-256 of the file that lists them.
    pub list: StoredDigest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
