//! What one writing transaction changed, as it goes to the others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::events::Digest;
use crate::store::keys::IncidentKeyId;
use crate::store::signing::signed_log::{Appending, SignedAppend};

/// What a firebell reads that knows no keys of incidents.
const FIRST: u8 = 1;
const SECOND: u8 = 2;
/// What a firebell reads that takes no key of the team but those that are announced.
const EDITION: u8 = 3;
/// An entry by its stream and number.
pub(super) type At = (String, u64);
/// What a row puts in the place of events whose keys go with it.
pub(super) type InTheirPlace = BTreeMap<At, Vec<u8>>;

/// Lengths are told in steps, so that they say little of what was written.
const STEP: usize = 256;

/// What goes to the others in one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Parcel {
    /// A part of the record as it was before it was shared.
    Moved {
        changes: Vec<Change>,
        /// Whether it is the last part.
        last: bool,
    },
    Recorded {
        changes: Vec<Change>,
    },
}

/// One changed row of a table. Variants are only ever added at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Change {
    /// The key that names events in the audit log.
    AuditKey(String),
    Event {
        stream: String,
        seq: u64,
        body: Vec<u8>,
        hash: Digest,
    },
    /// The place of an event in the order of the record.
    Leaf(Digest),
    Append(AppendRow),
    DataKey {
        id: [u8; 8],
        stream: String,
        purpose: String,
        made_at: i64,
    },
    KeyShare {
        key: [u8; 8],
        member: [u8; 8],
        wrapped: Vec<u8>,
    },
    EventKey {
        stream: String,
        seq: u64,
        key: [u8; 8],
        kept: Vec<u8>,
    },
    Hold(HoldRow),
    Erased {
        stream: String,
        code: String,
        erased_at: i64,
        events: i64,
        reason: String,
    },
    /// The line of the audit log that tells of an event.
    Line(String),
    /// An event under a key that can go, while the row that has it stays.
    SealedEvent {
        stream: String,
        seq: u64,
        key: IncidentKeyId,
        sealed: Vec<u8>,
        hash: Digest,
    },
    /// What stands in the place of an event whose key goes with this row.
    Rewritten {
        stream: String,
        seq: u64,
        body: Vec<u8>,
    },
    /// A key of the team that counts from here on, by what no other key has.
    TeamKey {
        epoch: u32,
        commitment: Digest,
    },
}

/// A row of the record's own log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AppendRow {
    n: u64,
    stream: String,
    first: u64,
    count: u64,
    at: i64,
    signer: [u8; 8],
    hash: Digest,
    signature: Vec<u8>,
}

/// A legal hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HoldRow {
    pub(super) id: i64,
    pub(super) stream: Option<String>,
    pub(super) matter: String,
    pub(super) why: String,
    pub(super) until: Option<String>,
    pub(super) placed_by: String,
    pub(super) placed_at: i64,
    pub(super) released_by: Option<String>,
    pub(super) released_at: Option<i64>,
    pub(super) release_why: Option<String>,
}

/// Why bytes that opened are no parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unpacked {
    /// A newer firebell packed it.
    Newer,
    Broken,
}

impl From<&SignedAppend> for AppendRow {
    fn from(append: &SignedAppend) -> AppendRow {
        let Appending {
            n,
            stream,
            first,
            count,
            at,
            signer,
        } = &append.appending;
        AppendRow {
            n: *n,
            stream: stream.clone(),
            first: *first,
            count: *count,
            at: *at,
            signer: *signer.bytes(),
            hash: append.hash,
            signature: append.signature.bytes().to_vec(),
        }
    }
}

impl AppendRow {
    /// `None` where its signature has another length.
    pub(super) fn signed(&self) -> Option<SignedAppend> {
        Some(SignedAppend {
            appending: Appending {
                n: self.n,
                stream: self.stream.clone(),
                first: self.first,
                count: self.count,
                at: self.at,
                signer: MemberId::of(self.signer),
            },
            hash: self.hash,
            signature: SignatureBytes::of(self.signature.as_slice().try_into().ok()?),
        })
    }
}

impl Change {
    /// About how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        const FIXED: usize = 64;
        FIXED
            + match self {
                Change::AuditKey(text) | Change::Line(text) => text.len(),
                Change::Event { stream, body, .. } => stream.len() + body.len(),
                Change::Leaf(_) => 0,
                Change::Append(row) => row.stream.len() + 64,
                Change::DataKey { stream, purpose, .. } => stream.len() + purpose.len(),
                Change::KeyShare { wrapped, .. } => wrapped.len(),
                Change::EventKey { stream, kept, .. } => stream.len() + kept.len(),
                Change::Hold(hold) => hold.matter.len() + hold.why.len() + hold.placed_by.len(),
                Change::Erased { stream, reason, .. } => stream.len() + reason.len(),
                Change::SealedEvent { stream, sealed, .. } => stream.len() + sealed.len(),
                Change::Rewritten { stream, body, .. } => stream.len() + body.len(),
                Change::TeamKey { .. } => 36,
            }
    }

    /// The edition of firebell that does not take it for rubbish.
    fn edition(&self) -> u8 {
        match self {
            Change::TeamKey { .. } => EDITION,
            Change::SealedEvent { .. } | Change::Rewritten { .. } => SECOND,
            Change::AuditKey(_)
            | Change::Event { .. }
            | Change::Leaf(_)
            | Change::Append(_)
            | Change::DataKey { .. }
            | Change::KeyShare { .. }
            | Change::EventKey { .. }
            | Change::Hold(_)
            | Change::Erased { .. }
            | Change::Line(_) => FIRST,
        }
    }
}

impl Parcel {
    fn edition(&self) -> u8 {
        let (Parcel::Moved { changes, .. } | Parcel::Recorded { changes }) = self;
        changes.iter().map(Change::edition).max().unwrap_or(FIRST)
    }

    /// The parcel in bytes: edition, length, contents, and zeros up to the next step.
    pub(super) fn packed(&self) -> Result<Vec<u8>, postcard::Error> {
        let contents = postcard::to_allocvec(self)?;
        let length = u32::try_from(contents.len()).map_err(|_| postcard::Error::SerializeBufferFull)?;
        let mut bytes = Vec::with_capacity(contents.len() + STEP);
        bytes.push(self.edition());
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&contents);
        bytes.resize(bytes.len().next_multiple_of(STEP), 0);
        Ok(bytes)
    }

    pub(super) fn unpacked(bytes: &[u8]) -> Result<Parcel, Unpacked> {
        let (edition, rest) = bytes.split_first().ok_or(Unpacked::Broken)?;
        if *edition > EDITION {
            return Err(Unpacked::Newer);
        }
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(Unpacked::Broken)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Unpacked::Broken)?;
        let contents = rest.get(..length).ok_or(Unpacked::Broken)?;
        postcard::from_bytes(contents).map_err(|_| Unpacked::Broken)
    }
}
