//! What rows hold, opened with the keys of incidents and read on every core at once. Whatever needs to know what came before a
//! row is looked at where it is written (`taking`).

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::error::HomeError;
use super::opening::{Came, Opening};
use super::parcel::{Change, Parcel};
use super::refused_rows::{Trouble, void};
use super::row::Row;
use super::unsealed::Unsealed;
use crate::core::event::{Event, What};
use crate::core::ids::Stream;
use crate::store::audit_log::line::{Draft, EventRef};
use crate::store::events::{Digest, link};
use crate::store::keys::IncidentKeyId;
use crate::store::read_event::read_event;

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
    /// The digest that it was found to follow on: that of the event before it in the same parcel, where it does.
    follows: Option<Digest>,
}

/// A row that was opened with everything that it takes, or why it was not.
pub(super) struct Opened {
    pub(super) row: Row,
    pub(super) whole: bool,
    /// Which key of the team opened it.
    pub(super) under: Option<Digest>,
    pub(super) looked: Result<Looked, Trouble>,
}

/// Opens what rows hold with the keys of incidents, and reads it.
pub(super) fn opened(opening: &Opening<'_>, rows: Vec<Unsealed>) -> Vec<Opened> {
    let open = |unsealed: Unsealed| {
        let Unsealed {
            row,
            whole,
            parcel,
            under,
        } = unsealed;
        let (n, epoch) = (row.n, row.epoch);
        let missing = || Err(Trouble::Store(HomeError::NoKey { n, epoch }.into()));
        let looked = parcel
            .unwrap_or_else(missing)
            .and_then(|parcel| looked(opening, &row, parcel));
        Opened {
            row,
            whole,
            under,
            looked,
        }
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
        let mut read = read(change, came);
        if let Read::Event(event) = &mut read {
            event.look_at_what_it_follows(last_event(&looked.changes));
        }
        looked.changes.push(read);
    }
    Ok(looked)
}

/// The last event of a parcel so far. Between it and the next there are few other changes.
fn last_event(changes: &[Read]) -> Option<&ReadEvent> {
    const FEW: usize = 8;
    changes.iter().rev().take(FEW).find_map(|read| match read {
        Read::Event(event) => Some(&**event),
        Read::Line(..) | Read::Other(_) => None,
    })
}

fn read(change: Change, came: Came) -> Read {
    if let Change::Event {
        stream,
        seq,
        body,
        hash,
    } = change
    {
        let event = read_event(&body).ok();
        let text = event.as_ref().and_then(|event| event.what.search_text());
        return Read::Event(Box::new(ReadEvent {
            stream,
            seq,
            body,
            hash,
            came,
            event,
            text,
            follows: None,
        }));
    }
    if let Change::Line(line) = change {
        let draft: Option<Draft> = serde_json::from_str(&line).ok();
        return Read::Line(line, draft.and_then(|draft| draft.event));
    }
    Read::Other(change)
}

impl Looked {
    /// The key of the team that it tells of.
    pub(super) fn announced(&self) -> Result<Option<(u32, Digest)>, Trouble> {
        let told = |read: &Read| match read {
            Read::Other(Change::TeamKey { epoch, commitment }) => Some((*epoch, *commitment)),
            Read::Other(_) | Read::Event(_) | Read::Line(..) => None,
        };
        let mut all = self.changes.iter().filter_map(told);
        match (all.next(), all.next()) {
            (Some(_), Some(_)) => void("it tells of two keys of the team"),
            (first, _) => Ok(first),
        }
    }
}

impl ReadEvent {
    /// Whether its words are sealed, and it is told in the open that it is of a kind.
    pub(super) fn is_told_as(&self, verb: &str) -> bool {
        let what = self.event.as_ref().map(|event| &event.what);
        matches!(what, Some(What::Sealed(sealed)) if sealed.was.as_deref() == Some(verb))
    }

    /// Whether its bytes follow on a digest and come to its own.
    pub(super) fn follows_on(&self, before: &Digest) -> bool {
        self.follows.as_ref() == Some(before) || link(before, self.stream(), &self.body) == self.hash
    }

    /// Finds out beforehand, on whichever core, what will be asked where it is written.
    fn look_at_what_it_follows(&mut self, last: Option<&ReadEvent>) {
        let before = last.filter(|last| last.stream == self.stream).map(|last| last.hash);
        self.follows = before.filter(|before| link(before, self.stream(), &self.body) == self.hash);
    }

    pub(super) fn stream(&self) -> Stream<'_> {
        Stream::named(&self.stream)
    }
}
