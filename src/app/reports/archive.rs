//! A whole incident as one document. Every event in it imports back digest for digest; the import is a further event.
//!
//! Events go out as the bytes that lie in the record, since the digests are over those bytes. Where privileged notes
//! are left out, their events stay as commitments from which nothing can be guessed; such a document is for reading and
//! does not import. `firebell verify` checks both without the record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app::checkpoint::bundle::{Evidence, NEWEST, Proven};
use crate::app::record::{Committed, Loaded, Stored, open_exported};
use crate::app::views::utc;
use crate::core::drill::DrillEvent;
use crate::core::event::{Event, What};
use crate::core::facts::IncidentKind;
use crate::core::ids::{IncidentCode, IncidentId, Stream};
use crate::core::incident::{FoldError, Incident};
use crate::core::time::WallTime;

/// The form of an export of everything, which imports.
const WHOLE: u32 = 1;
/// The form of an export that leaves something out, which is for reading.
const PARTS: u32 = NEWEST;

#[derive(Serialize, Deserialize)]
struct Archive {
    firebell_export: u32,
    exported_at: String,
    code: String,
    /// The incident's UUID, where its events are sealed and do not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    title: String,
    kind: IncidentKind,
    privileged_included: bool,
    /// What shows without the record that it is of one (docs/proof.md); absent in exports of an earlier firebell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
    events: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    seq: u64,
    /// The digest of the chain. Absent where a privileged note is left out of the export: whoever guesses its words could
    /// check the guess by the digests that follow from them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proven: Option<Proven>,
    /// The event's bytes as text; absent: privileged, or a letter that whoever exported could not open, and left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// What opens the event, where its text is sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// Why a document does not import.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Not an export of an incident.
    #[error("it is not an export of an incident")]
    Form(#[source] serde_json::Error),
    /// Of a newer firebell.
    #[error("it was written by a newer firebell (format {0})")]
    Newer(u32),
    /// What it says does not fit together.
    #[error("it contradicts itself")]
    Problems(Vec<String>),
}

/// An export that was read and fits together. Its chain is checked when it is taken in.
#[derive(Debug)]
pub struct Archived {
    pub id: IncidentId,
    /// The code it had where it was exported.
    pub code: IncidentCode,
    /// As they were recorded.
    pub events: Vec<Stored>,
    /// The same with letters and those of a restricted incident opened.
    pub told: Vec<Event>,
    /// What they tell.
    pub incident: Incident,
    /// What opens sealed events, by their numbers.
    pub keys: BTreeMap<u64, String>,
}

impl Archived {
    /// Whether it is an exercise.
    pub fn exercise(&self) -> bool {
        self.code.kind() == IncidentKind::Exercise
    }
}

/// What an export is made of.
pub struct Export<'a> {
    pub loaded: &'a Loaded,
    /// Privileged notes go with it.
    pub privileged: bool,
    /// The keys of what is sealed and goes with it, by the numbers of the events.
    pub keys: &'a BTreeMap<u64, String>,
    /// What shows that each event is part of the record.
    pub committed: &'a [Committed],
    pub evidence: Option<Evidence>,
}

/// Whether an event goes out with its words. Of a letter that whoever exports cannot open, the place is told.
pub fn goes_out(stored: &Stored, privileged: bool) -> bool {
    let closed = matches!(&stored.event.what, What::Sealed(sealed) if sealed.nature.letter_step().is_some());
    (privileged || !stored.event.what.privileged()) && !closed
}

/// Writes an incident out.
///
/// # Errors
/// None that a well-formed record can cause.
pub fn export(export: Export<'_>, now: WallTime) -> Result<String, serde_json::Error> {
    let Export {
        loaded,
        privileged,
        keys,
        committed,
        evidence,
    } = export;
    let told = |stored: &Stored| goes_out(stored, privileged);
    let whole = loaded.events.iter().all(told);
    let entry = |(stored, committed): (&Stored, &Committed)| Entry {
        seq: stored.event.seq,
        digest: whole.then(|| hex::encode(stored.hash)),
        proven: Some(Proven::of(committed, told(stored))),
        key: keys.get(&stored.event.seq).filter(|_| told(stored)).cloned(),
        body: told(stored).then(|| String::from_utf8_lossy(&stored.body).into_owned()),
    };
    let archive = Archive {
        firebell_export: if whole { WHOLE } else { PARTS },
        exported_at: utc(now.at()),
        code: loaded.incident.code.to_string(),
        id: loaded
            .incident
            .restricted_to
            .as_ref()
            .map(|_| loaded.incident.id.to_string()),
        title: loaded.incident.title.clone(),
        kind: loaded.incident.kind,
        privileged_included: privileged,
        evidence,
        events: loaded.events.iter().zip(committed).map(entry).collect(),
    };
    let mut text = serde_json::to_string_pretty(&archive)?;
    text.push('\n');
    Ok(text)
}

/// Reads an export back and looks whether it fits together. The chain itself is checked by the store.
///
/// # Errors
/// [`ImportError`] with every problem.
pub fn import(text: &str) -> Result<Archived, ImportError> {
    let archive: Archive = serde_json::from_str(text).map_err(ImportError::Form)?;
    if archive.firebell_export > NEWEST {
        return Err(ImportError::Newer(archive.firebell_export));
    }
    let mut problems = Vec::new();
    let mut events = Vec::with_capacity(archive.events.len());
    for (at, entry) in archive.events.iter().enumerate() {
        match stored(entry) {
            Ok(stored) if stored.event.seq == position(at) && entry.seq == position(at) => events.push(stored),
            Ok(_) => problems.push(format!(
                "event {}: events must be numbered from 1 without a gap",
                position(at)
            )),
            Err(problem) => problems.push(format!("event {}: {problem}", position(at))),
        }
    }
    if !problems.is_empty() {
        return Err(ImportError::Problems(problems));
    }
    // A restricted incident is named by the file, any other by its first event.
    let first = events.first().map(|stored| &stored.event.what);
    let id = match (&archive.id, first) {
        (Some(id), _) => id.clone(),
        (None, Some(What::Opened { id, .. })) => id.clone(),
        (None, _) => String::new(),
    };
    let told: Vec<Event> = archive
        .events
        .iter()
        .zip(&events)
        .map(|(entry, stored)| opened(&id, entry, stored))
        .collect();
    let folded = Incident::fold(&told);
    if let Ok(incident) = &folded {
        problems.extend(header_differs(&archive, incident));
    }
    let kind = folded.as_ref().map_or(archive.kind, |incident| incident.kind);
    problems.extend(events_that_do_not_fit(&told, kind));
    let (incident, names) = match folded {
        Ok(incident) => {
            let names = (incident.id.parse::<IncidentId>(), incident.code.parse::<IncidentCode>());
            (incident, names)
        }
        Err(error) => {
            problems.extend(unfolded(&error));
            return Err(ImportError::Problems(problems));
        }
    };
    let (Ok(id), Ok(code), true) = (&names.0, &names.1, problems.is_empty()) else {
        problems.extend(names.0.err().map(|error| format!("id: {error}")));
        problems.extend(names.1.err().map(|error| format!("code: {error}")));
        return Err(ImportError::Problems(problems));
    };
    Ok(Archived {
        id: id.clone(),
        code: *code,
        incident,
        events,
        told,
        keys: archive
            .events
            .into_iter()
            .filter_map(|entry| Some((entry.seq, entry.key?)))
            .collect(),
    })
}

/// What the header of a file says otherwise than its events.
fn header_differs(archive: &Archive, incident: &Incident) -> Vec<String> {
    let header = [
        ("code", incident.code == archive.code),
        ("title", archive.title == incident.title),
        ("kind", archive.kind == incident.kind),
    ];
    let differs = header.iter().filter(|(_, same)| !same);
    differs
        .map(|(name, _)| format!("{name}: the header of the file and its events differ"))
        .collect()
}

fn position(at: usize) -> u64 {
    u64::try_from(at + 1).unwrap_or(u64::MAX)
}

/// Why the events tell no incident. That the opening is missing is said of the first event.
fn unfolded(error: &FoldError) -> Option<String> {
    match error {
        FoldError::Zone(_) => Some("home_zone: expected an IANA name such as America/Chicago".to_owned()),
        FoldError::Unopened => None,
    }
}

/// Every event that cannot be part of an incident of a kind.
fn events_that_do_not_fit(events: &[Event], kind_of_incident: IncidentKind) -> Vec<String> {
    let mut problems = Vec::new();
    if events.is_empty() {
        problems.push("events: expected at least the opening of the incident".to_owned());
    }
    let mut started = false;
    for event in events {
        let seq = event.seq;
        let mut refuse = |why: &str| problems.push(format!("event {seq}: {why}"));
        match (&event.what, seq) {
            (What::Opened { code, kind, .. }, 1) => match code.parse::<IncidentCode>() {
                Ok(code) if code.kind() != *kind => refuse(&format!(
                    "its kind is {}, but {code} is the code of {}",
                    kind_words(*kind),
                    kind_words(code.kind())
                )),
                Ok(_) => {}
                Err(error) => refuse(&error.to_string()),
            },
            (What::Opened { .. }, _) => refuse("an incident is opened once, by its first event"),
            (_, 1) => refuse("the first event must be the opening of the incident"),
            (What::Imported { code, .. } | What::Recoded { code, .. }, _) if code.kind() != kind_of_incident => {
                refuse(&format!("{code} is the code of {}", kind_words(code.kind())));
            }
            (What::Drill(_), _) if kind_of_incident == IncidentKind::Real => {
                refuse("it belongs to an exercise, but the incident is a real one");
            }
            (What::Drill(DrillEvent::Started(_)), _) if started => refuse("the exercise was already started"),
            (What::Drill(DrillEvent::Started(_)), _) => started = true,
            (What::Drill(_), _) if !started => refuse("the exercise was not yet started"),
            (
                What::ProfileSet { .. }
                | What::ProfileUnset { .. }
                | What::ContactSaved { .. }
                | What::ContactRemoved { .. }
                | What::LegalHoldPlaced(_)
                | What::LegalHoldReleased(_)
                | What::ErasureRecorded(_)
                | What::Members(_),
                _,
            ) => refuse("it belongs to the organization or to a record's members, not to an incident"),
            _ => {}
        }
    }
    problems
}

/// An event of a restricted incident, or of a letter, as it is within, where its key came along.
fn opened(id: &str, entry: &Entry, stored: &Stored) -> Event {
    let key = entry.key.as_deref().unwrap_or_default();
    open_exported(Stream::Incident(id), &stored.event, key).unwrap_or_else(|| stored.event.clone())
}

fn kind_words(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Real => "a real incident",
        IncidentKind::Exercise => "an exercise",
    }
}

fn stored(entry: &Entry) -> Result<Stored, String> {
    let body = entry.body.as_ref().ok_or(
        "it is a privileged note that was left out, or a letter that whoever exported it may not read; to import it, have \
         somebody export it who may, with --include-privileged",
    )?;
    let event: Event = serde_json::from_str(body).map_err(|error| format!("it is not an event: {error}"))?;
    if let (What::Sealed(_), None) = (&event.what, &entry.key) {
        return Err("it is sealed, and whoever exported it did not have its key".to_owned());
    }
    let digest = entry.digest.as_deref().ok_or("it has no digest")?;
    let hash = hex::decode(digest).ok().and_then(|bytes| bytes.try_into().ok());
    Ok(Stored {
        event,
        body: body.clone().into_bytes(),
        hash: hash.ok_or("its digest is not a SHA-256 in hexadecimal")?,
    })
}
