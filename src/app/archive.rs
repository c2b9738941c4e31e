//! A whole incident as one document that imports back to the same incident, digest for digest.
//!
//! Events go out as the bytes that lie in the record, since the digests are over those bytes. Where privileged notes
//! are left out, their events stay as a digest without words, so that the chain can still be followed; such a document
//! is for reading and does not import.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::record::Loaded;
use super::views::utc;
use crate::core::event::Event;
use crate::store::Stored;
use crate::store::key::{hex, unhex};

/// Version of this form.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Archive {
    firebell_export: u32,
    exported_at: String,
    code: String,
    title: String,
    kind: crate::core::fact::IncidentKind,
    privileged_included: bool,
    events: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    seq: u64,
    digest: String,
    /// The event's bytes as text; absent: privileged and left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// Why a document does not import.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no export of an incident.
    #[error("it is no export of an incident")]
    Form(#[source] serde_json::Error),
    /// Of a newer firebell.
    #[error("it was written by a newer firebell (form {0})")]
    Newer(u32),
    /// Privileged notes were left out.
    #[error("privileged notes were left out of it, so it is not whole")]
    NotWhole,
    /// An event that does not read.
    #[error("event {0} does not read")]
    Event(u64),
}

/// Writes an incident out.
///
/// # Errors
/// None that a well-formed record can cause.
pub fn export(loaded: &Loaded, privileged: bool, now: DateTime<Utc>) -> Result<String, serde_json::Error> {
    let entry = |stored: &Stored| Entry {
        seq: stored.event.seq,
        digest: hex(&stored.hash),
        body: (privileged || !stored.event.what.privileged())
            .then(|| String::from_utf8_lossy(&stored.body).into_owned()),
    };
    let archive = Archive {
        firebell_export: FORMAT,
        exported_at: utc(now),
        code: loaded.incident.code.clone(),
        title: loaded.incident.title.clone(),
        kind: loaded.incident.kind,
        privileged_included: privileged,
        events: loaded.events.iter().map(entry).collect(),
    };
    let mut text = serde_json::to_string_pretty(&archive)?;
    text.push('\n');
    Ok(text)
}

/// Reads an export back. The chain itself is checked by the store.
///
/// # Errors
/// [`ImportError`] says why it is not taken in.
pub fn import(text: &str) -> Result<Vec<Stored>, ImportError> {
    let archive: Archive = serde_json::from_str(text).map_err(ImportError::Form)?;
    if archive.firebell_export > FORMAT {
        return Err(ImportError::Newer(archive.firebell_export));
    }
    archive.events.into_iter().map(stored).collect()
}

fn stored(entry: Entry) -> Result<Stored, ImportError> {
    let body = entry.body.ok_or(ImportError::NotWhole)?.into_bytes();
    let event: Event = serde_json::from_slice(&body).map_err(|_| ImportError::Event(entry.seq))?;
    let hash = unhex(&entry.digest).and_then(|bytes| bytes.try_into().ok());
    Ok(Stored {
        event,
        body,
        hash: hash.ok_or(ImportError::Event(entry.seq))?,
    })
}
