//! Appends as they are read: rows of the log, each with its events.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::outlines::{Outline, Outlines, Said};
use super::signed_log::SignedAppend;
use crate::core::event::Event;
use crate::core::ids::Stream;
use crate::store::events::Digest;
use crate::store::read_event::read_event;
use crate::store::sealing::restricted_events::{OwnKeys, opened_event};

/// A row of the log as it was read, with the bytes and digests of its events.
pub(crate) struct Append {
    pub(crate) row: SignedAppend,
    pub(crate) events: Vec<(Vec<u8>, Digest)>,
}

impl Append {
    pub(crate) fn read(&self, keys: &OwnKeys) -> ReadAppend<'_> {
        let events = self.events.iter().map(|(body, digest)| (body.as_slice(), *digest));
        ReadAppend::of(&self.row, events, keys)
    }
}

/// The same with its events read; the reason where one cannot be.
pub(crate) struct ReadAppend<'e> {
    pub(crate) row: &'e SignedAppend,
    pub(crate) events: Result<Vec<Shown<'e>>, serde_json::Error>,
    pub(crate) last: Option<Digest>,
}

/// An event as whoever checks has it.
#[expect(clippy::large_enum_variant, reason = "nearly all are words")]
pub(crate) enum Shown<'e> {
    Words(Cow<'e, Event>),
    /// What its signature is held against.
    Outline(Said<'e>),
    /// Its digest alone. That it was signed can be verified, and not whether whoever signed might record it.
    Digest,
}

impl Shown<'_> {
    pub(crate) fn words(&self) -> Option<&Event> {
        match self {
            Shown::Words(event) => Some(event),
            Shown::Outline(_) | Shown::Digest => None,
        }
    }
}

impl<'e> ReadAppend<'e> {
    /// Reads the events of an append from their bytes, which come with their digests.
    pub(crate) fn of<'b>(
        row: &'e SignedAppend,
        events: impl Iterator<Item = (&'b [u8], Digest)>,
        keys: &OwnKeys,
    ) -> ReadAppend<'e> {
        let mut last = None;
        let stream = Stream::named(&row.appending.stream);
        let events = events.map(|(body, digest)| {
            last = Some(digest);
            Ok(Shown::Words(Cow::Owned(opened_event(keys, stream, read_event(body)?))))
        });
        let events = events.collect();
        ReadAppend { row, events, last }
    }

    /// The same of events that were read before.
    fn outlined(row: &'e SignedAppend, outlines: &'e Outlines, of_row: &[Outline]) -> ReadAppend<'e> {
        let numbered = of_row.iter().zip(row.appending.first..);
        let said = numbered.map(|(outline, seq)| outlines.said(outline, seq).map(Shown::Outline));
        // Without its events an append does not hold.
        let said: Option<Vec<Shown<'e>>> = said.collect();
        let last = of_row.last().filter(|_| said.is_some());
        ReadAppend {
            row,
            events: Ok(said.unwrap_or_default()),
            last: last.map(|outline| outline.digest),
        }
    }
}

/// Appends that are looked at together: the events of all of them in one piece. Its memory is used again.
#[derive(Default)]
pub(crate) struct Batch<'o> {
    rows: Vec<(SignedAppend, Covers<'o>)>,
    /// Digest of each event that is read as a whole, and where its body ends.
    events: Vec<(Digest, usize)>,
    bodies: Vec<u8>,
}

/// The events of an append.
enum Covers<'o> {
    /// None of them needs to be read again.
    Outlines(&'o Outlines, &'o [Outline]),
    /// Where they are among those of its batch.
    Bodies(Range<usize>),
}

impl<'o> Batch<'o> {
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.events.clear();
        self.bodies.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds an append none of whose events needs to be read.
    pub(crate) fn outline(&mut self, row: SignedAppend, outlines: &'o Outlines, of_row: &'o [Outline]) {
        self.rows.push((row, Covers::Outlines(outlines, of_row)));
    }

    /// Adds an append with the events that were read since the one before.
    pub(crate) fn close(&mut self, row: SignedAppend) {
        let bodies = self.rows.iter().rev().find_map(|(_, covers)| match covers {
            Covers::Bodies(range) => Some(range.end),
            Covers::Outlines(..) => None,
        });
        let begin = bodies.unwrap_or(0);
        self.rows.push((row, Covers::Bodies(begin..self.events.len())));
    }

    /// Adds an event of an append that is added right after.
    pub(crate) fn event(&mut self, body: &[u8], digest: Digest) {
        self.bodies.extend_from_slice(body);
        self.events.push((digest, self.bodies.len()));
    }

    /// Reads the events of all of them, on every core.
    pub(crate) fn read(&self, keys: &OwnKeys) -> Vec<ReadAppend<'_>> {
        let all = (0..self.rows.len()).into_par_iter();
        all.map(|at| self.read_one(at, keys)).collect()
    }

    fn read_one(&self, at: usize, keys: &OwnKeys) -> ReadAppend<'_> {
        let (row, covers) = &self.rows[at];
        match covers {
            Covers::Outlines(outlines, of_row) => ReadAppend::outlined(row, outlines, of_row),
            Covers::Bodies(range) => {
                let events = range.clone().map(|event| {
                    let from = event.checked_sub(1).map_or(0, |before| self.events[before].1);
                    let (digest, end) = self.events[event];
                    (&self.bodies[from..end], digest)
                });
                ReadAppend::of(row, events, keys)
            }
        }
    }
}
