//! Checkpoints: the state of a record in a signed text that leaves the house (<https://c2sp.org/tlog-checkpoint>).
//!
//! The text names the record, how many events it has, and the root of the tree of all of them (RFC 6962). Whoever keeps one can
//! show later that the record was cut, rewritten or put back; the record itself cannot talk its way out of it.

pub mod bundle;
mod der;
pub mod signers;
pub mod statement;
pub mod timestamp;

use std::str::FromStr;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use chrono::{DateTime, SubsecRound as _, Utc};

use crate::app::law::pack::note::{self, KeyError, KeyId, NoteError, SignerKey, VerifierKey};
use crate::app::record::{Loaded, Record, RecordError, RecordSigner, TeamPlace, TreeHead};
use crate::core::member::Member;
use crate::core::time::WallTime;

const ORIGIN: &str = "firebell/";
const TIME: &str = "time ";
const TEAM: &str = "team ";
/// What a short form begins with.
pub const SHORT: &str = "fbc1.";

/// The state of a record at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The record's name.
    pub origin: String,
    pub head: TreeHead,
    pub at: DateTime<Utc>,
    /// On which machine it was made and how far that one had the team's log, where the record is shared.
    pub team: Option<TeamPlace>,
}

fn place_text(place: &TeamPlace) -> String {
    let TeamPlace { n, hash, machine } = place;
    format!("{TEAM}{n} {} {machine}\n", hex::encode(hash))
}

fn read_place(text: &str) -> Option<TeamPlace> {
    let mut parts = text.split(' ');
    let n = parts.next()?.parse().ok()?;
    let mut hash = [0; 32];
    hex::decode_to_slice(parts.next()?, &mut hash).ok()?;
    let machine = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some(TeamPlace { n, hash, machine })
}

/// A checkpoint with the record's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    pub checkpoint: Checkpoint,
    /// The signed note, byte for byte.
    pub note: String,
    /// The key that signatures of this record are checked with.
    pub verifier: String,
}

/// The same in one word, to be printed at the foot of a paper: it is not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortForm(pub TreeHead);

/// Why a text is not a checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    #[error("it is not a checkpoint: {0}")]
    Form(&'static str),
    #[error(transparent)]
    Note(#[from] NoteError),
    #[error("its signature is not by the key it names")]
    Key(#[from] KeyError),
    #[error("it is of another record ({0})")]
    Other(String),
    #[error("the key that signed it was replaced when the record had {0} events")]
    Replaced(u64),
    /// It names this record, and a key that came later has signed it, or nobody's.
    #[error("this record does not know the key that signed it")]
    UnknownKey(Box<Checkpoint>),
}

impl Checkpoint {
    /// What is signed.
    fn text(&self) -> String {
        let Checkpoint { origin, head, at, team } = self;
        let root = Base64::encode_string(&head.root);
        format!(
            "{origin}\n{}\n{root}\n{TIME}{}\n{}",
            head.size,
            at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            team.as_ref().map(place_text).unwrap_or_default()
        )
    }

    fn read(text: &str) -> Result<Checkpoint, CheckpointError> {
        let mut lines = text.lines();
        let origin = lines.next().filter(|origin| origin.starts_with(ORIGIN));
        let origin = origin.ok_or(CheckpointError::Form("its first line names no record"))?;
        let size = lines.next().and_then(|size| size.parse().ok());
        let size = size.ok_or(CheckpointError::Form("its second line is not a number of events"))?;
        let root = lines.next().and_then(|root| Base64::decode_vec(root).ok());
        let root = root.and_then(|root| root.try_into().ok());
        let root = root.ok_or(CheckpointError::Form("its third line is not a root"))?;
        let rest: Vec<&str> = lines.collect();
        let told = |what: &str| rest.iter().find_map(|line| line.strip_prefix(what));
        let at = told(TIME).and_then(|at| at.parse().ok());
        let team = match told(TEAM) {
            Some(text) => Some(read_place(text).ok_or(CheckpointError::Form("it does not tell where it was made"))?),
            None => None,
        };
        Ok(Checkpoint {
            origin: origin.to_owned(),
            head: TreeHead { size, root },
            at: at.ok_or(CheckpointError::Form("it has no time"))?,
            team,
        })
    }

    /// The checkpoint of a note that a key has signed.
    ///
    /// # Errors
    /// [`CheckpointError`]
    pub fn verified(note: &[u8], key: &VerifierKey) -> Result<Checkpoint, CheckpointError> {
        Checkpoint::signed_by(note, std::slice::from_ref(key)).map(|(checkpoint, _)| checkpoint)
    }

    /// The same of one of several keys, and which it was.
    fn signed_by(note: &[u8], keys: &[VerifierKey]) -> Result<(Checkpoint, VerifierKey), CheckpointError> {
        let signed = note::verified(note, keys)?;
        let checkpoint = Checkpoint::read(signed.text)?;
        match checkpoint.origin == signed.by.id().name() {
            true => Ok((checkpoint, signed.by)),
            false => Err(CheckpointError::Form("it is signed by the key of another record")),
        }
    }

    pub fn short(&self) -> String {
        ShortForm(self.head).to_string()
    }
}

impl std::fmt::Display for ShortForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{SHORT}{}.{}",
            self.0.size,
            Base64UrlUnpadded::encode_string(&self.0.root)
        )
    }
}

impl FromStr for ShortForm {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<ShortForm, CheckpointError> {
        let parts = text.strip_prefix(SHORT).and_then(|rest| rest.split_once('.'));
        let (size, root) = parts.ok_or(CheckpointError::Form("a short form is fbc1.EVENTS.ROOT"))?;
        let root = Base64UrlUnpadded::decode_vec(root)
            .ok()
            .and_then(|root| root.try_into().ok());
        Ok(ShortForm(TreeHead {
            size: size
                .parse()
                .map_err(|_| CheckpointError::Form("it names no number of events"))?,
            root: root.ok_or(CheckpointError::Form("it names no root"))?,
        }))
    }
}

/// The short forms that stand in a text, such as a report that was saved.
pub fn short_forms(text: &str) -> Vec<ShortForm> {
    let of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let words = text.split(|c| !of_word(c)).filter(|word| word.starts_with(SHORT));
    words
        .filter_map(|word| word.trim_end_matches('.').parse().ok())
        .collect()
}

/// The key that signs for a record.
pub(super) fn signer_key(signer: &RecordSigner) -> Result<SignerKey, KeyError> {
    SignerKey::new(&format!("{ORIGIN}{}", signer.record), &signer.seed)
}

/// A key that signatures of a record are checked with.
pub struct RecordVerifier {
    pub key: VerifierKey,
    /// How many events the record had when another key took its place: who had the record key before may still have this one.
    pub until: Option<u64>,
}

/// The keys that signatures of an open record are checked with, that of today last; none in a record of the first format.
///
/// # Errors
/// What the database says.
pub fn verifiers(record: &Record) -> Result<Vec<RecordVerifier>, RecordError> {
    let signers = record.signers()?.into_iter();
    let keys = signers.filter_map(|signer| {
        Some(RecordVerifier {
            key: signer_key(&signer).ok()?.verifier(),
            until: signer.until,
        })
    });
    Ok(keys.collect())
}

/// A checkpoint that one of the keys of a record signed while it was in force.
///
/// # Errors
/// [`CheckpointError`]
pub fn of_record(note: &[u8], keys: &[RecordVerifier]) -> Result<Checkpoint, CheckpointError> {
    let all: Vec<VerifierKey> = keys.iter().map(|verifier| verifier.key.clone()).collect();
    let (checkpoint, by) = match Checkpoint::signed_by(note, &all) {
        Err(CheckpointError::Note(NoteError::Unknown(by))) => return Err(by_unknown(note, &all, by)),
        signed => signed?,
    };
    let until = keys
        .iter()
        .find(|verifier| verifier.key == by)
        .and_then(|found| found.until);
    match until.filter(|until| *until < checkpoint.head.size) {
        None => Ok(checkpoint),
        Some(until) => Err(CheckpointError::Replaced(until)),
    }
}

/// A checkpoint that a colleague made on a machine of their own, and who that is. Each copy of a shared record has keys of its
/// own; the keys of members are known to all.
///
/// # Errors
/// [`CheckpointError`]: no member, then or now, has signed it.
pub fn of_colleague(
    note: &[u8],
    record: &Record,
) -> Result<Result<(Checkpoint, Member), CheckpointError>, RecordError> {
    let Some(signer) = record.signer()? else {
        return Ok(Err(CheckpointError::Form("a record of the first format signs nothing")));
    };
    let members = record.members()?;
    let named = |member: &Member| Some((member_key(&signer.record, member)?, member.clone()));
    let keys: Vec<(VerifierKey, Member)> = members.all().iter().filter_map(named).collect();
    let trusted: Vec<VerifierKey> = keys.iter().map(|(key, _)| key.clone()).collect();
    let read = || {
        let signed = note::verified(note, &trusted)?;
        let checkpoint = Checkpoint::read(signed.text)?;
        let by = keys.into_iter().find(|(key, _)| *key == signed.by);
        match by.filter(|_| checkpoint.origin == format!("{ORIGIN}{}", signer.record)) {
            Some((_, member)) => Ok((checkpoint, member)),
            None => Err(CheckpointError::Form("it is signed by the key of another record")),
        }
    };
    Ok(read())
}

/// The key of a member under the name that it has below a checkpoint.
fn member_key(record: &str, member: &Member) -> Option<VerifierKey> {
    VerifierKey::named(&format!("{ORIGIN}{record}/{}", member.id), member.key.bytes()).ok()
}

/// A record that was put back to an earlier state does not know the keys that came after it.
fn by_unknown(note: &[u8], keys: &[VerifierKey], by: Vec<KeyId>) -> CheckpointError {
    let text = std::str::from_utf8(note).ok();
    let named = text.and_then(|text| Checkpoint::read(text).ok());
    match named.filter(|named| keys.iter().any(|key| key.id().name() == named.origin)) {
        Some(checkpoint) => CheckpointError::UnknownKey(Box::new(checkpoint)),
        None => CheckpointError::Note(NoteError::Unknown(by)),
    }
}

/// The state of the record now, signed and not kept; `None` in a record of the first format.
///
/// # Errors
/// What the database says.
pub fn of_now(record: &Record, now: WallTime) -> Result<Option<SignedCheckpoint>, RecordError> {
    let Some(signer) = record.signer()? else {
        return Ok(None);
    };
    let Ok(key) = signer_key(&signer) else { return Ok(None) };
    let Some(head) = record.tree_head(None)? else {
        return Ok(None);
    };
    let checkpoint = Checkpoint {
        origin: format!("{ORIGIN}{}", signer.record),
        head,
        at: now.at().trunc_subsecs(0),
        team: record.team_place()?,
    };
    let text = checkpoint.text();
    let mut note = note::sign(&text, &key);
    // Colleagues do not have the keys of this copy.
    if checkpoint.team.is_some()
        && let Some((member, signature)) = record.vouch_for_checkpoint(&text)?
        && let Some(key) = member_key(&signer.record, &member)
    {
        note = note::with_signature(&note, &key, signature.bytes());
    }
    Ok(Some(SignedCheckpoint {
        note,
        verifier: key.verifier().to_string(),
        checkpoint,
    }))
}

/// A text with the record's signature; `None` in a record of the first format.
///
/// # Errors
/// What the database says.
pub fn sign(record: &Record, text: &str) -> Result<Option<String>, RecordError> {
    let signer = record.signer()?;
    let key = signer.and_then(|signer| signer_key(&signer).ok());
    Ok(key.map(|key| note::sign(text, &key)))
}

/// The line at the foot of a paper.
pub fn foot(checkpoint: &Checkpoint) -> String {
    format!("Record state: {} ({} events)", checkpoint.short(), checkpoint.head.size)
}

/// The line at the foot of a paper that is made now; `None` in a record of the first format.
///
/// # Errors
/// What the database says.
pub fn foot_of_now(record: &Record, now: WallTime) -> Result<Option<String>, RecordError> {
    Ok(of_now(record, now)?.map(|state| foot(&state.checkpoint)))
}

/// The state of the record when an event of an incident had just been recorded: whenever it is asked for it is the same, and a
/// paper that carries it has the same bytes each time it is made. `None` in a record of the first format.
///
/// # Errors
/// What the database says.
pub fn with_event(record: &Record, loaded: &Loaded, seq: u64) -> Result<Option<ShortForm>, RecordError> {
    let stored = loaded.events.iter().find(|stored| stored.event.seq == seq);
    let head = stored.map(|stored| record.tree_head_with(&loaded.incident.id, stored));
    Ok(head.transpose()?.flatten().map(ShortForm))
}

/// The same of the last event of an incident, as a paper about it carries it that has no place for a line.
///
/// # Errors
/// What the database says.
pub fn with_last_event(record: &Record, loaded: &Loaded) -> Result<Option<String>, RecordError> {
    Ok(with_event(record, loaded, loaded.incident.seq)?.map(|state| state.to_string()))
}

/// What a record is, held against a state that it was once said to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Everything of then is as it was, and so many events came since.
    Extends { size: u64, since: u64 },
    /// It has fewer events than it had.
    Shorter { was: u64, has: u64 },
    /// It has as many, and they are others.
    Other { size: u64 },
}

/// Holds the record against a state.
///
/// # Errors
/// What the database says.
pub fn hold(record: &Record, then: &TreeHead) -> Result<Held, RecordError> {
    let has = record.tree_head(None)?.map_or(0, |head| head.size);
    Ok(match record.tree_head(Some(then.size))? {
        None => Held::Shorter { was: then.size, has },
        Some(head) if head.root == then.root => Held::Extends {
            size: then.size,
            since: has - then.size,
        },
        Some(_) => Held::Other { size: then.size },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: "firebell/00ff".to_owned(),
            head: TreeHead {
                size: 12,
                root: [9; 32],
            },
            at: "2026-11-29T01:00:00Z".parse().unwrap(),
            team: None,
        }
    }

    #[test]
    fn a_checkpoint_survives_its_note_and_no_other_key_signs_it() {
        let key = SignerKey::new("firebell/00ff", &Zeroizing::new([3; 32])).unwrap();
        let note = note::sign(&checkpoint().text(), &key);
        assert_eq!(
            Checkpoint::verified(note.as_bytes(), &key.verifier()).unwrap(),
            checkpoint()
        );
        let other = SignerKey::new("firebell/00ff", &Zeroizing::new([4; 32])).unwrap();
        assert!(Checkpoint::verified(note.as_bytes(), &other.verifier()).is_err());
        let swapped = SignerKey::new("firebell/eeee", &Zeroizing::new([3; 32])).unwrap();
        let note = note::sign(&checkpoint().text(), &swapped);
        assert!(Checkpoint::verified(note.as_bytes(), &swapped.verifier()).is_err());
    }

    #[test]
    fn short_forms_are_found_in_a_paper() {
        let short = checkpoint().short();
        let paper = format!("Dear all,\n\nRecord state: {short} (12 events).\nand {short}.");
        assert_eq!(short_forms(&paper), [ShortForm(checkpoint().head); 2]);
        assert!("fbc1.x.y".parse::<ShortForm>().is_err());
    }
}
