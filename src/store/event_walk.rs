//! The walk over the events: every chain recomputed, on every core at once.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use rusqlite::Rows;

use super::board_check::Claims;
use super::clock;
use super::erasures::ErasedIn;
use super::events::{Digest, GENESIS, link};
use super::leaves::Commitments;
use super::proof::{Broken, Depth, Times};
use super::restricted::{OwnKeys, Position, recomputed};
use super::told::{EventTells, NOT_COMPARED, Numbering};
use super::{Store, StoreError, sql};
use crate::core::event::{Erasure, Event, SealedEvent, What};
use crate::core::ids::Stream;

/// Events that are read before they are looked at.
const BATCH: usize = 8192;

/// An event as its line should tell of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walked {
    pub(super) hash: Digest,
    pub(super) told: u64,
    /// Its leaf in the tree of the record; none in the first format.
    pub(super) leaf: Option<Digest>,
}

/// What the walk over the events found.
#[derive(Default)]
pub(super) struct EventWalk {
    pub(super) events: Vec<Walked>,
    pub(super) claims: Claims,
    pub(super) times: Times,
    /// Events that were erased.
    pub(super) erased: ErasedIn,
    pub(super) broken: Option<Broken>,
}

/// An event as it lies in its row, with what the row before it says.
struct Raw {
    stream: Arc<str>,
    seq: u64,
    expected: u64,
    before: Digest,
    body: Vec<u8>,
    hash: Digest,
}

/// An event looked at by itself.
struct Looked {
    why: Option<&'static str>,
    told: u64,
    leaf: Option<Digest>,
    at: Option<DateTime<Utc>>,
    erased: bool,
}

/// What it takes to recompute an event.
struct Recomputing {
    commitments: Option<Commitments>,
    /// Those of restricted incidents that whoever looks has.
    keys: OwnKeys,
    numbering: Numbering,
}

/// Where the reading of rows is.
struct Place {
    stream: Arc<str>,
    expected: u64,
    before: Digest,
}

/// Where the walk is within a stream.
struct Within {
    stream: Arc<str>,
    /// Index of its first event.
    first: usize,
    at: Option<DateTime<Utc>>,
}

impl Store {
    /// Recomputes every chain.
    pub(super) fn walk_events(&self, numbering: Numbering, depth: Depth) -> Result<EventWalk, StoreError> {
        let cut_off = |broken| EventWalk {
            broken: Some(broken),
            ..EventWalk::default()
        };
        // The cipher looks at the checksum of each page that is read: a look at every page reads most of them once more.
        if depth == Depth::Full
            && let Some(broken) = self.broken_page()?
        {
            return Ok(cut_off(broken));
        }
        self.or_broken_page(self.walk_rows(numbering), cut_off)
    }

    /// Reads the rows here, and looks at those that were read before on every core meanwhile.
    fn walk_rows(&self, numbering: Numbering) -> Result<EventWalk, StoreError> {
        let by = Recomputing {
            commitments: Commitments::of_record(&self.connection)?,
            keys: self.own_keys()?,
            numbering,
        };
        let mut statement = self
            .connection
            .prepare("SELECT stream, seq, body, hash FROM event ORDER BY stream, seq")
            .map_err(sql("read events"))?;
        let mut rows = statement.query([]).map_err(sql("read events"))?;
        let mut place = Place {
            stream: Arc::from(""),
            expected: 1,
            before: GENESIS,
        };
        std::thread::scope(|scope| {
            let (hand_over, batches) = mpsc::sync_channel(1);
            let walk = scope.spawn(|| walk_batches(batches, &by));
            let read = read_all(&mut rows, &mut place, &hand_over);
            drop(hand_over);
            let walk = walk.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            match read {
                // What was found before is told first.
                Err(error) if walk.broken.is_none() => Err(error),
                Ok(()) | Err(_) => Ok(walk),
            }
        })
    }

    /// Where something could not be read because a page is damaged: which one.
    pub(super) fn or_broken_page<T>(
        &self,
        found: Result<T, StoreError>,
        told: impl FnOnce(Broken) -> T,
    ) -> Result<T, StoreError> {
        match found {
            Err(error) if error.is_of_a_damaged_page() => self.broken_page()?.map(told).ok_or(error),
            found => found,
        }
    }

    /// The cipher's own checksums, page by page.
    fn broken_page(&self) -> Result<Option<Broken>, StoreError> {
        let mut statement = self
            .connection
            .prepare("PRAGMA cipher_integrity_check")
            .map_err(sql("check its pages"))?;
        let mut rows = statement.query([]).map_err(sql("check its pages"))?;
        let first = rows.next().map_err(sql("check its pages"))?;
        first
            .map(|row| row.get::<_, String>(0).map(Broken::Database))
            .transpose()
            .map_err(sql("check its pages"))
    }
}

/// Reads row after row until there is none, or nobody takes more of them.
fn read_all(rows: &mut Rows<'_>, place: &mut Place, hand_over: &SyncSender<Vec<Raw>>) -> Result<(), StoreError> {
    loop {
        let batch = read(rows, place)?;
        if batch.is_empty() || hand_over.send(batch).is_err() {
            return Ok(());
        }
    }
}

/// Looks at batches of rows, up to the first that does not fit.
fn walk_batches(batches: Receiver<Vec<Raw>>, by: &Recomputing) -> EventWalk {
    let mut walk = EventWalk::default();
    let mut within = Within {
        stream: Arc::from(""),
        first: 0,
        at: None,
    };
    for batch in batches {
        let looked: Vec<Looked> = batch.par_iter().map(|raw| look(raw, by)).collect();
        for (raw, looked) in batch.into_iter().zip(looked) {
            if !walk.take(&raw, &looked, &mut within) {
                return walk;
            }
        }
    }
    walk
}

fn read(rows: &mut Rows<'_>, place: &mut Place) -> Result<Vec<Raw>, StoreError> {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH {
        let Some(row) = rows.next().map_err(sql("read events"))? else {
            break;
        };
        let name = row
            .get_ref(0)
            .and_then(|value| value.as_str().map_err(Into::into))
            .map_err(sql("read an event"))?;
        if *name != *place.stream {
            *place = Place {
                stream: Arc::from(name),
                expected: 1,
                before: GENESIS,
            };
        }
        let hash: Digest = row.get(3).map_err(sql("read an event"))?;
        batch.push(Raw {
            stream: Arc::clone(&place.stream),
            seq: row.get::<_, i64>(1).map_err(sql("read an event"))?.unsigned_abs(),
            expected: place.expected,
            before: place.before,
            body: row.get(2).map_err(sql("read an event"))?,
            hash,
        });
        place.expected += 1;
        place.before = hash;
    }
    Ok(batch)
}

fn look(raw: &Raw, by: &Recomputing) -> Looked {
    let (numbering, commitments) = (by.numbering, by.commitments.as_ref());
    let tells = serde_json::from_slice::<EventTells<'_>>(&raw.body).ok();
    if let Some(erased) = tells
        .as_ref()
        .filter(|tells| tells.is_erased())
        .and_then(|_| erased(&raw.body))
    {
        return look_at_erased(raw, &erased, tells.map(|tells| tells.wall()), commitments);
    }
    if let Some(sealed) = tells
        .as_ref()
        .filter(|tells| tells.is_sealed())
        .and_then(|_| sealed_earlier(&raw.body))
    {
        return look_at_sealed_earlier(raw, &sealed, tells.as_ref(), by);
    }
    let why = match (
        raw.seq == raw.expected,
        link(&raw.before, Stream::named(&raw.stream), &raw.body) == raw.hash,
    ) {
        (false, _) => Some("an event before it is missing"),
        (true, false) => Some("its digest does not match its contents"),
        (true, true) => None,
    };
    Looked {
        why,
        told: tells
            .as_ref()
            .map_or(NOT_COMPARED, |tells| numbering.of_event(tells, &raw.body)),
        leaf: commitments.map(|kept| kept.leaf(Stream::named(&raw.stream), raw.seq, &raw.body, &raw.hash)),
        at: tells.map(|tells| tells.wall()),
        erased: false,
    }
}

fn erased(body: &[u8]) -> Option<Erasure> {
    let event: Event = serde_json::from_slice(body).ok()?;
    if let What::Erased(erased) = event.what {
        return Some(erased);
    }
    None
}

/// An event that was sealed where it stands.
fn sealed_earlier(body: &[u8]) -> Option<SealedEvent> {
    let event: Event = serde_json::from_slice(body).ok()?;
    let What::Sealed(sealed) = event.what else { return None };
    sealed.earlier.is_some().then_some(sealed)
}

/// An event that was recorded in the open and sealed when its incident was restricted. Who has the key recomputes what it was;
/// for everybody else, digest and leaf are told.
fn look_at_sealed_earlier(raw: &Raw, sealed: &SealedEvent, tells: Option<&EventTells<'_>>, by: &Recomputing) -> Looked {
    let stated = sealed.earlier.as_ref();
    let hash = stated.and_then(|earlier| digest_in(&earlier.digest));
    let leaf = stated.and_then(|earlier| earlier.leaf.as_deref()).and_then(digest_in);
    let position = Position {
        before: &raw.before,
        stream: &raw.stream,
        seq: raw.seq,
    };
    let made = recomputed(&by.keys, position, sealed, by.commitments.as_ref());
    let is_it = made.is_none_or(|made| made.hash == raw.hash && made.leaf == leaf);
    let why = match (raw.seq == raw.expected, hash == Some(raw.hash), is_it) {
        (false, _, _) => Some("an event before it is missing"),
        (true, false, _) => Some("it was sealed under another digest"),
        (true, true, false) => Some("what is sealed is not what was recorded"),
        (true, true, true) => None,
    };
    Looked {
        why,
        told: tells.map_or(NOT_COMPARED, |tells| by.numbering.of_event(tells, &raw.body)),
        leaf,
        at: tells.map(EventTells::wall),
        erased: false,
    }
}

fn digest_in(text: &str) -> Option<Digest> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok().map(|()| bytes)
}

/// An event that was erased: its digest and its leaf are told, and nothing else can be held against them.
fn look_at_erased(raw: &Raw, erased: &Erasure, at: Option<DateTime<Utc>>, commitments: Option<&Commitments>) -> Looked {
    let why = match (raw.seq == raw.expected, digest_in(&erased.digest) == Some(raw.hash)) {
        (false, _) => Some("an event before it is missing"),
        (true, false) => Some("it was erased under another digest"),
        (true, true) => None,
    };
    Looked {
        why,
        told: NOT_COMPARED,
        leaf: erased.leaf.as_deref().and_then(digest_in).or_else(|| {
            // It was erased in the first format, before the record had leaves.
            commitments.map(|kept| kept.leaf(Stream::named(&raw.stream), raw.seq, &raw.body, &raw.hash))
        }),
        at,
        erased: true,
    }
}

impl EventWalk {
    /// Takes an event; `false` where the walk ends.
    fn take(&mut self, raw: &Raw, looked: &Looked, within: &mut Within) -> bool {
        if raw.stream != within.stream {
            *within = Within {
                stream: Arc::clone(&raw.stream),
                first: self.events.len(),
                at: None,
            };
        }
        let (stream, seq) = (&*raw.stream, raw.seq);
        if let Some(why) = looked.why {
            self.broken = Some(Broken::Event {
                stream: stream.to_owned(),
                seq,
                why: why.to_owned(),
            });
            return false;
        }
        if let (Some(earlier), Some(at)) = (within.at, looked.at)
            && at + clock::BESIDE < earlier
        {
            let by = clock::span(earlier - at);
            self.times
                .note(|| format!("event {seq} of {stream} is dated {by} before the event before it"));
        }
        within.at = looked.at.or(within.at);
        if looked.erased {
            match self.erased.get_mut(stream) {
                Some(events) => events.push(seq),
                None => drop(self.erased.insert(stream.to_owned(), [seq].into_iter().collect())),
            }
        }
        if self.claims.take(Stream::named(stream), seq, &raw.body) {
            // What was imported was recorded elsewhere; its lines here tell of the import.
            for event in self.events.iter_mut().skip(within.first) {
                event.told = NOT_COMPARED;
            }
        }
        self.events.push(Walked {
            hash: raw.hash,
            told: looked.told,
            leaf: looked.leaf,
        });
        true
    }
}
