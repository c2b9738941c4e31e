//! An export checked without the record: for whoever was handed one and doubts it, a court's expert for instance.
//!
//! What is needed is the file and nothing else; the public key of the record should come another way. What was left out shows
//! as a place without words, and nothing about its words can be found out from it.

use std::collections::BTreeSet;

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::signers::{Signatures, SignersReport};
use super::{Checkpoint, SignedCheckpoint, signer_key};
use crate::app::law::pack::note::{self, VerifierKey};
use crate::app::record::{Committed, ExportedEvent, Loaded, Record, RecordError, Stored, commitment, open_exported};
use crate::core::event::{Event, What};
use crate::core::ids::Stream;
use crate::core::merkle::{self, Digest};

const STATEMENT: &str = "firebell export 1";

/// What an export carries so that it can be checked by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Evidence {
    /// The key that checks both signatures. Compare it with one that came another way.
    pub verifier: String,
    /// The state of the record when it was exported.
    pub checkpoint: String,
    /// The record's signature over the list of events below, so that none can be left out unseen.
    pub statement: String,
    /// Absent in a record without members, and in exports of an earlier firebell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatures: Option<Signatures>,
}

/// An event's place in the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Proven {
    /// SHA-256 over salt, incident, number and body (docs/proof.md).
    pub commitment: String,
    /// Absent where the body is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
}

impl Proven {
    /// What is told of an event; what would help to guess a body that is left out is not.
    pub fn of(committed: &Committed, told: bool) -> Proven {
        Proven {
            commitment: hex::encode(committed.commitment),
            salt: told.then(|| hex::encode(committed.salt)),
            index: committed.place.as_ref().map(|place| place.index),
            path: committed
                .place
                .iter()
                .flat_map(|place| &place.path)
                .map(|digest| Base64::encode_string(digest))
                .collect(),
        }
    }
}

/// The list that a statement is about: the incident and the commitments in order.
fn list(stream: Stream<'_>, commitments: impl Iterator<Item = Digest>) -> String {
    let mut digest = Sha256::new();
    let mut count = 0u64;
    for commitment in commitments {
        digest.update(commitment);
        count += 1;
    }
    format!("{stream}\n{count}\n{}\n", Base64::encode_string(&digest.finalize()))
}

/// What an export of an incident carries; `None` in a record of the first format. `told`: whether an event goes out with its
/// words.
///
/// # Errors
/// What the database says.
pub fn evidence(
    record: &Record,
    checkpoint: Option<SignedCheckpoint>,
    (loaded, committed): (&Loaded, &[Committed]),
    told: &dyn Fn(&Stored) -> bool,
) -> Result<Option<Evidence>, RecordError> {
    let (Some(signer), Some(signed)) = (record.signer()?, checkpoint) else {
        return Ok(None);
    };
    let Ok(key) = signer_key(&signer) else { return Ok(None) };
    let stream = Stream::Incident(&loaded.incident.id);
    let list = list(stream, committed.iter().map(|event| event.commitment));
    let exported = |stored: &Stored| told(stored).then(|| String::from_utf8_lossy(&stored.body).into_owned());
    let bodies: Vec<Option<String>> = loaded.events.iter().map(exported).collect();
    let events: Vec<ExportedEvent<'_>> = bodies
        .iter()
        .map(|body| ExportedEvent {
            body: body.as_deref(),
            key: None,
        })
        .collect();
    let signatures = record
        .signed_export(loaded, told)?
        .and_then(|export| Signatures::of(export, (stream, &events), &signed.checkpoint, &key).ok());
    Ok(Some(Evidence {
        verifier: signed.verifier,
        checkpoint: signed.note,
        statement: note::sign(&format!("{STATEMENT}\n{list}"), &key),
        signatures,
    }))
}

/// What is checked of an export.
#[derive(Deserialize)]
struct Exported {
    firebell_export: u32,
    code: String,
    /// The incident, where its first event is sealed and does not tell.
    #[serde(default)]
    id: Option<String>,
    title: String,
    events: Vec<Entry>,
    #[serde(default)]
    evidence: Option<Evidence>,
}

#[derive(Deserialize)]
struct Entry {
    seq: u64,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    proven: Option<Proven>,
    /// What opens it.
    #[serde(default)]
    key: Option<String>,
}

/// What the check of an export found.
#[derive(Debug, Serialize)]
pub struct Report {
    pub code: String,
    pub title: String,
    pub record: Option<String>,
    /// Of how many events the record was when it was exported.
    pub record_events: Option<u64>,
    pub exported_at: Option<String>,
    pub events: usize,
    pub withheld: usize,
    /// The key that was used, and whether it came with the export itself.
    pub verifier: Option<String>,
    pub key_of_the_export: bool,
    /// Who signed what; `None` where it does not tell.
    pub signatures: Option<SignersReport>,
    pub problems: Vec<String>,
}

/// The newest form of an export that is known.
pub const NEWEST: u32 = 2;

/// Why a file cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum NoExport {
    #[error("it is not an export of an incident")]
    Form(#[source] serde_json::Error),
    /// What its parts say there is known to newer ones alone.
    #[error("it was written by a newer firebell (form {0}; this one knows {NEWEST})")]
    Newer(u32),
}

/// Checks an export with a key that came another way, or with the one it brings along.
///
/// # Errors
/// [`NoExport`]; whatever does not fit is in the report.
pub fn check(text: &str, key: Option<&VerifierKey>) -> Result<Report, NoExport> {
    let exported: Exported = serde_json::from_str(text).map_err(NoExport::Form)?;
    if exported.firebell_export > NEWEST {
        return Err(NoExport::Newer(exported.firebell_export));
    }
    let mut report = Report {
        code: exported.code.clone(),
        title: exported.title.clone(),
        record: None,
        record_events: None,
        exported_at: None,
        events: exported.events.len(),
        withheld: exported.events.iter().filter(|entry| entry.body.is_none()).count(),
        verifier: None,
        key_of_the_export: key.is_none(),
        signatures: None,
        problems: Vec::new(),
    };
    match &exported.evidence {
        None => report.problems.push(
            "it carries no proof: it is of a record of the first format, or was written by an earlier firebell"
                .to_owned(),
        ),
        Some(evidence) => against(&exported, evidence, key, &mut report),
    }
    Ok(report)
}

fn against(exported: &Exported, evidence: &Evidence, key: Option<&VerifierKey>, report: &mut Report) {
    let key = match key
        .cloned()
        .map_or_else(|| evidence.verifier.parse::<VerifierKey>(), Ok)
    {
        Ok(key) => key,
        Err(error) => {
            report.problems.push(format!("its key is none: {error}"));
            return;
        }
    };
    report.verifier = Some(key.to_string());
    let checkpoint = match Checkpoint::verified(evidence.checkpoint.as_bytes(), &key) {
        Ok(checkpoint) => checkpoint,
        Err(error) => {
            report.problems.push(format!("its checkpoint: {error}"));
            return;
        }
    };
    report.record = Some(checkpoint.origin.clone());
    report.record_events = Some(checkpoint.head.size);
    report.exported_at = Some(crate::app::views::utc(checkpoint.at));
    let Some(stream) = opened(exported) else {
        report
            .problems
            .push("its first event does not open an incident".to_owned());
        return;
    };
    let mut commitments = Vec::new();
    let mut places = BTreeSet::new();
    for (entry, expected) in exported.events.iter().zip(1..) {
        let proven = one(entry, expected, Stream::named(&stream), &checkpoint);
        let fresh = proven.as_ref().map_or(true, |(_, place)| places.insert(*place));
        match proven {
            Ok((commitment, _)) if fresh => commitments.push(commitment),
            Ok(_) => report
                .problems
                .push(format!("event {expected}: another event has its place in the record")),
            Err(why) => report.problems.push(format!("event {expected}: {why}")),
        }
    }
    let stated = format!("{STATEMENT}\n{}", list(Stream::named(&stream), commitments.into_iter()));
    match note::verified(evidence.statement.as_bytes(), std::slice::from_ref(&key)) {
        Ok(signed) if signed.text == stated => {}
        Ok(_) => report
            .problems
            .push("events were added, left out or changed after it was exported".to_owned()),
        Err(error) => report.problems.push(format!("its list of events: {error}")),
    }
    let events: Vec<ExportedEvent<'_>> = exported
        .events
        .iter()
        .map(|entry| ExportedEvent {
            body: entry.body.as_deref(),
            key: entry.key.as_deref(),
        })
        .collect();
    let of = (Stream::named(&stream), &events[..]);
    let signatures = evidence.signatures.as_ref();
    report.signatures = signatures.map(|signed| signed.check(of, (&checkpoint, &key), &mut report.problems));
}

/// The incident that the first event opens.
fn opened(exported: &Exported) -> Option<String> {
    let body = exported.events.first()?.body.as_ref()?;
    let event: Event = serde_json::from_str(body).ok()?;
    let event = match (&exported.id, &exported.events.first()?.key) {
        (Some(id), Some(key)) => open_exported(Stream::Incident(id), &event, key).unwrap_or(event),
        (Some(_) | None, _) => event,
    };
    if let What::Opened { id, title, .. } = event.what {
        return (title == exported.title).then_some(id);
    }
    None
}

/// Whether an event stands in the record that a checkpoint is of, and with these words where it has any.
///
/// # Errors
/// Why not.
pub fn stands(
    (stream, seq): (&str, u64),
    body: Option<&str>,
    proven: &Proven,
    checkpoint: &Checkpoint,
) -> Result<(), &'static str> {
    let entry = Entry {
        seq,
        body: body.map(str::to_owned),
        proven: Some(proven.clone()),
        key: None,
    };
    one(&entry, seq, Stream::named(stream), checkpoint).map(drop)
}

/// The commitment of an event and its place, if it is part of the record.
fn one(
    entry: &Entry,
    expected: u64,
    stream: Stream<'_>,
    checkpoint: &Checkpoint,
) -> Result<(Digest, u64), &'static str> {
    if entry.seq != expected {
        return Err("events are numbered from 1 without a gap");
    }
    let proven = entry.proven.as_ref().ok_or("it carries no proof")?;
    let digest: Digest = read(&proven.commitment).ok_or("its commitment is not a digest")?;
    match (&entry.body, &proven.salt) {
        (None, _) => {}
        (Some(body), Some(salt)) => {
            let salt = read(salt).ok_or("its salt is not 16 bytes")?;
            if commitment(&salt, stream, entry.seq, body.as_bytes()) != digest {
                return Err("its words are not those that were recorded");
            }
            let event: Event = serde_json::from_str(body).map_err(|_| "it is not an event")?;
            if event.seq != entry.seq {
                return Err("its words are those of another event");
            }
        }
        (Some(_), None) => return Err("it has words and no salt"),
    }
    let index = proven.index.ok_or("it has no place in the record")?;
    let path: Option<Vec<Digest>> = proven
        .path
        .iter()
        .map(|digest| Base64::decode_vec(digest).ok()?.try_into().ok())
        .collect();
    let path = path.ok_or("its path is not a list of digests")?;
    let root = merkle::root_of(merkle::leaf(&digest), index, checkpoint.head.size, &path);
    match root == Some(checkpoint.head.root) {
        true => Ok((digest, index)),
        false => Err("it is not part of the record that the checkpoint is of"),
    }
}

fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok().map(|()| bytes)
}
