//! Rows as they came from the server, opened and read on every core at once, before any of them is written. Whatever needs
//! to know what came before a row is looked at where it is written (`taking`).

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::super::audit_line::{Draft, EventRef};
use super::super::events::Digest;
use super::super::keys::{CircleKey, IncidentKeyId};
use super::applied::{Trouble, void};
use super::error::HomeError;
use super::kept::Kept;
use super::opening::{Came, Opening};
use super::parcel::{Change, Parcel, Unpacked};
use super::row::{LogName, Row};
use crate::core::event::{Event, What};
use crate::core::ids::Stream;

/// A row, and what it holds once the key of the team has opened it.
pub(super) struct Unsealed {
    pub(super) row: Row,
    /// Whether it is what its digest says.
    pub(super) whole: bool,
    /// `None`: the key was not at hand.
    parcel: Option<Result<Parcel, Trouble>>,
}

/// The keys of the team by their numbers.
pub(super) type TeamKeys = BTreeMap<u32, CircleKey>;

pub(super) fn team_keys(kept: &Kept) -> TeamKeys {
    kept.keys().map(|key| (key.epoch, key)).collect()
}

/// Opens rows.
pub(super) fn unsealed(log: &LogName, keys: &TeamKeys, rows: Vec<Row>) -> Vec<Unsealed> {
    let open = |row: Row| Unsealed {
        whole: row.digest(log) == row.hash,
        parcel: keys.get(&row.epoch).map(|key| parcel(log, key, &row)),
        row,
    };
    rows.into_par_iter().map(open).collect()
}

fn parcel(log: &LogName, key: &CircleKey, row: &Row) -> Result<Parcel, Trouble> {
    let Some(text) = key.open(&log.record, &row.id, &row.sealed) else {
        return void("it is sealed under another key");
    };
    match Parcel::unpacked(&text) {
        Ok(parcel) => Ok(parcel),
        Err(Unpacked::Newer) => Err(Trouble::Store(HomeError::Newer { n: row.n }.into())),
        Err(Unpacked::Broken) => void("it cannot be read"),
    }
}

impl Unsealed {
    /// Opens it with a key that was handed out meanwhile, where it is not open.
    pub(super) fn complete(&mut self, log: &LogName, keys: &TeamKeys) {
        if let (None, Some(key)) = (&self.parcel, keys.get(&self.row.epoch)) {
            self.parcel = Some(parcel(log, key, &self.row));
        }
    }

    pub(super) fn changes(&self) -> &[Change] {
        match &self.parcel {
            Some(Ok(Parcel::Moved { changes, .. } | Parcel::Recorded { changes })) => changes,
            Some(Err(_)) | None => &[],
        }
    }

    /// Whether events are written over with it: what comes after it is opened with other keys.
    pub(super) fn rewrites(&self) -> bool {
        self.changes()
            .iter()
            .any(|change| matches!(change, Change::Rewritten { .. }))
    }
}

/// What a row holds, read.
pub(super) struct Looked {
    /// The record as it was before it was shared, and whether this is the last part of it.
    pub(super) moved: Option<bool>,
    pub(super) changes: Vec<Read>,
    /// The keys of incidents that something in it is sealed under.
    pub(super) keys: BTreeSet<IncidentKeyId>,
}

/// A change, with what it takes long to read of it.
pub(super) enum Read {
    Event(Box<ReadEvent>),
    /// The line of the audit log, and which event it tells of.
    Line(String, Option<EventRef>),
    Other(Change),
}

pub(super) struct ReadEvent {
    pub(super) stream: String,
    pub(super) seq: u64,
    pub(super) body: Vec<u8>,
    pub(super) hash: Digest,
    pub(super) came: Came,
    /// `None`: it cannot be read.
    pub(super) event: Option<Event>,
    /// What the search finds of it.
    pub(super) text: Option<String>,
}

/// A row that was opened with everything that it takes, or why it was not.
pub(super) struct Opened {
    pub(super) row: Row,
    pub(super) whole: bool,
    pub(super) looked: Result<Looked, Trouble>,
}

/// Opens what rows hold with the keys of incidents, and reads it.
pub(super) fn opened(opening: &Opening<'_>, rows: Vec<Unsealed>) -> Vec<Opened> {
    let open = |unsealed: Unsealed| {
        let Unsealed { row, whole, parcel } = unsealed;
        let (n, epoch) = (row.n, row.epoch);
        let missing = || Err(Trouble::Store(HomeError::NoKey { n, epoch }.into()));
        let looked = parcel
            .unwrap_or_else(missing)
            .and_then(|parcel| looked(opening, &row, parcel));
        Opened { row, whole, looked }
    };
    rows.into_par_iter().map(open).collect()
}

fn looked(opening: &Opening<'_>, row: &Row, parcel: Parcel) -> Result<Looked, Trouble> {
    let (moved, changes) = match parcel {
        Parcel::Moved { changes, last } => (Some(last), changes),
        Parcel::Recorded { changes } => (None, changes),
    };
    let mut looked = Looked {
        moved,
        changes: Vec::with_capacity(changes.len()),
        keys: BTreeSet::new(),
    };
    for change in changes {
        if let Change::SealedEvent { key, .. } = &change {
            looked.keys.insert(*key);
        }
        let (change, came) = opening.one(row, change)?;
        looked.changes.push(read(change, came));
    }
    Ok(looked)
}

fn read(change: Change, came: Came) -> Read {
    match change {
        Change::Event {
            stream,
            seq,
            body,
            hash,
        } => {
            let event: Option<Event> = serde_json::from_slice(&body).ok();
            let text = event.as_ref().and_then(|event| event.what.search_text());
            Read::Event(Box::new(ReadEvent {
                stream,
                seq,
                body,
                hash,
                came,
                event,
                text,
            }))
        }
        Change::Line(line) => {
            let draft: Option<Draft> = serde_json::from_str(&line).ok();
            Read::Line(line, draft.and_then(|draft| draft.event))
        }
        other => Read::Other(other),
    }
}

impl ReadEvent {
    /// Whether its words are sealed, and it is told in the open that it is of a kind.
    pub(super) fn is_told_as(&self, verb: &str) -> bool {
        let what = self.event.as_ref().map(|event| &event.what);
        matches!(what, Some(What::Sealed(sealed)) if sealed.was.as_deref() == Some(verb))
    }

    pub(super) fn stream(&self) -> Stream<'_> {
        Stream::named(&self.stream)
    }
}
