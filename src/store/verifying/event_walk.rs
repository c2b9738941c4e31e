//! The walk over the events: every chain recomputed, on every core at once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use rusqlite::Rows;

use super::board::{AboutCodes, Claims};
use super::clock_jumps;
use super::line_against_event::{EventTells, NOT_COMPARED, NamedAndTold, Numbering, Tally};
use super::proof::{Broken, Depth, Times};
use crate::core::event::{Erasure, SealedEvent, What};
use crate::core::ids::Stream;
use crate::store::audit_log::event_names::NamesOfEvents;
use crate::store::erasing::signed_erasures::ErasedIn;
use crate::store::events::{Digest, GENESIS, digest_in, link};
use crate::store::leaves::Commitments;
use crate::store::read_event::read_event;
use crate::store::sealing::restricted_events::{OwnKeys, Position, recomputed};
use crate::store::signing::outlines::{ByStream, Outline, Outlines};
use crate::store::{Store, StoreError, sql};

/// Events that are read before they are looked at.
const BATCH: usize = 8192;

/// What the walk over the events found.
#[derive(Default)]
pub(crate) struct EventWalk {
    /// The events as their lines should tell of them.
    pub(crate) events: Tally,
    /// Names of those of which nothing but the name is compared with their lines.
    pub(crate) not_compared: HashSet<Digest>,
    /// Their leaves in the tree of the record; none in the first format.
    pub(crate) leaves: Tally,
    pub(crate) claims: Claims,
    pub(crate) times: Times,
    /// Events that were erased.
    pub(crate) erased: ErasedIn,
    /// The number of the last event of each stream.
    pub(crate) ends: HashMap<Arc<str>, u64>,
    /// What signatures are held against, by stream, where that was asked for.
    pub(crate) outlines: ByStream,
    pub(crate) broken: Option<Broken>,
}

/// An event as it lies in its row, with what the row before it says.
struct Raw<'a> {
    stream: &'a Arc<str>,
    seq: u64,
    expected: u64,
    before: &'a Digest,
    hash: &'a Digest,
    body: &'a [u8],
}

/// A row that was read, but for the body of its event.
struct Read {
    stream: Arc<str>,
    seq: u64,
    expected: u64,
    before: Digest,
    hash: Digest,
    /// Where its body ends in those of its batch.
    end: usize,
}

/// Events that are looked at together: the bodies of all of them in one piece.
#[derive(Default)]
struct Batch {
    rows: Vec<Read>,
    bodies: Vec<u8>,
}

impl Batch {
    fn event(&self, at: usize) -> Raw<'_> {
        let row = &self.rows[at];
        let begins = at.checked_sub(1).map_or(0, |before| self.rows[before].end);
        Raw {
            stream: &row.stream,
            seq: row.seq,
            expected: row.expected,
            before: &row.before,
            hash: &row.hash,
            body: &self.bodies[begins..row.end],
        }
    }
}

/// An event looked at by itself.
struct Looked {
    why: Option<&'static str>,
    name: Digest,
    told: u64,
    leaf: Option<Digest>,
    at: Option<DateTime<Utc>>,
    erased: bool,
    outline: Option<Outline>,
}

/// What it takes to recompute an event.
struct Recomputing<'a> {
    commitments: Option<Commitments>,
    names: NamesOfEvents,
    /// Those of restricted incidents that whoever looks has.
    keys: OwnKeys,
    numbering: Numbering,
    about_codes: AboutCodes,
    /// Where outlines are kept, if they are.
    outlines: Option<&'a Outlines>,
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
    /// Its events so far: a later one may say that they are not compared.
    events: Vec<NamedAndTold>,
    outlines: Vec<Outline>,
    /// How many outlines are still kept.
    room_for_outlines: usize,
    /// The number of the last of them.
    last: u64,
    at: Option<DateTime<Utc>>,
}

impl Store {
    /// Recomputes every chain.
    pub(crate) fn walk_events(
        &self,
        (numbering, depth): (Numbering, Depth),
        (tally, outlines): (Tally, Option<&Outlines>),
    ) -> Result<EventWalk, StoreError> {
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
        self.or_broken_page(self.walk_rows(numbering, (tally, outlines)), cut_off)
    }

    /// Reads the rows here, and looks at those that were read before on every core meanwhile.
    fn walk_rows(
        &self,
        numbering: Numbering,
        (tally, outlines): (Tally, Option<&Outlines>),
    ) -> Result<EventWalk, StoreError> {
        let by = Recomputing {
            commitments: Commitments::of_record(&self.connection)?,
            names: NamesOfEvents::of_record(&self.connection)?,
            keys: self.own_keys()?,
            numbering,
            about_codes: AboutCodes::default(),
            outlines,
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
            let (hand_back, used) = mpsc::channel();
            let by = &by;
            let walk = scope.spawn(move || walk_batches(batches, &hand_back, by, tally));
            let read = read_all(&mut rows, &mut place, &hand_over, &used);
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
    pub(crate) fn or_broken_page<T>(
        &self,
        found: Result<T, StoreError>,
        told: impl FnOnce(Broken) -> T,
    ) -> Result<T, StoreError> {
        match found {
            Err(error) if error.may_be_of_a_damaged_page() => self.broken_page()?.map(told).ok_or(error),
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

/// Reads row after row until there is none, or nobody takes more of them. The memory of a batch that was looked at is used again.
fn read_all(
    rows: &mut Rows<'_>,
    place: &mut Place,
    hand_over: &SyncSender<Batch>,
    used: &Receiver<Batch>,
) -> Result<(), StoreError> {
    loop {
        let mut batch = used.try_recv().unwrap_or_default();
        read(rows, place, &mut batch)?;
        if batch.rows.is_empty() || hand_over.send(batch).is_err() {
            return Ok(());
        }
    }
}

/// Looks at batches of rows, up to the first that does not fit.
fn walk_batches(batches: Receiver<Batch>, used: &Sender<Batch>, by: &Recomputing<'_>, tally: Tally) -> EventWalk {
    let mut walk = EventWalk {
        events: tally,
        ..EventWalk::default()
    };
    let mut looked: Vec<(Looked, bool)> = Vec::new();
    let mut within = Within {
        stream: Arc::from(""),
        events: Vec::new(),
        outlines: Vec::new(),
        room_for_outlines: by.outlines.map_or(0, Outlines::most),
        last: 0,
        at: None,
    };
    for batch in batches {
        let all = (0..batch.rows.len()).into_par_iter().map(|at| {
            let raw = batch.event(at);
            (look(&raw, by), by.about_codes.may_be(raw.seq, raw.body))
        });
        all.collect_into_vec(&mut looked);
        for (at, (looked, of_a_code)) in looked.iter().enumerate() {
            if !walk.take(&batch.event(at), looked, &mut within, by.numbering) {
                return walk;
            }
            if *of_a_code {
                walk.take_code(&batch.event(at), &mut within);
            }
        }
        // Where nothing more is read, nobody needs it.
        let _ = used.send(batch);
    }
    walk.end_stream(&mut within, by.numbering);
    walk
}

fn read(rows: &mut Rows<'_>, place: &mut Place, batch: &mut Batch) -> Result<(), StoreError> {
    let fail = || sql("read an event");
    batch.rows.clear();
    batch.bodies.clear();
    while batch.rows.len() < BATCH {
        let Some(row) = rows.next().map_err(sql("read events"))? else {
            break;
        };
        let name = row.get_ref(0).and_then(|value| value.as_str().map_err(Into::into));
        let name = name.map_err(fail())?;
        if *name != *place.stream {
            *place = Place {
                stream: Arc::from(name),
                expected: 1,
                before: GENESIS,
            };
        }
        let body = row.get_ref(2).and_then(|value| value.as_blob().map_err(Into::into));
        batch.bodies.extend_from_slice(body.map_err(fail())?);
        let hash: Digest = row.get(3).map_err(fail())?;
        batch.rows.push(Read {
            stream: Arc::clone(&place.stream),
            seq: row.get::<_, i64>(1).map_err(fail())?.unsigned_abs(),
            expected: place.expected,
            before: place.before,
            hash,
            end: batch.bodies.len(),
        });
        place.expected += 1;
        place.before = hash;
    }
    Ok(())
}

/// Looks at one event by itself. An erased event, or one sealed in place, no longer matches its digest and is checked
/// in its own way. Its kind is read from its first bytes, because parsing every event would take most of the time.
fn look(raw: &Raw<'_>, by: &Recomputing<'_>) -> Looked {
    let (numbering, commitments) = (by.numbering, by.commitments.as_ref());
    let tells = EventTells::read(raw.body);
    if let Some(erased) = tells
        .as_ref()
        .filter(|tells| tells.is_erased())
        .and_then(|_| erased(raw.body))
    {
        return look_at_erased(raw, &erased, tells.map(|tells| tells.wall()), by);
    }
    if let Some(sealed) = tells
        .as_ref()
        .filter(|tells| tells.is_sealed())
        .and_then(|_| sealed_earlier(raw.body))
    {
        return look_at_sealed_earlier(raw, &sealed, tells.as_ref(), by);
    }
    let why = match (
        raw.seq == raw.expected,
        link(raw.before, Stream::named(raw.stream), raw.body) == *raw.hash,
    ) {
        (false, _) => Some("an event before it is missing"),
        (true, false) => Some("its digest does not match its contents"),
        (true, true) => None,
    };
    Looked {
        why,
        name: by.names.of(raw.hash),
        told: tells
            .as_ref()
            .map_or(NOT_COMPARED, |tells| numbering.of_event(tells, raw.body)),
        leaf: commitments.map(|kept| kept.leaf(Stream::named(raw.stream), raw.seq, raw.body, raw.hash)),
        at: tells.map(|tells| tells.wall()),
        erased: false,
        outline: by.outlines.map(|kept| kept.outline((raw.seq, raw.body), *raw.hash)),
    }
}

fn erased(body: &[u8]) -> Option<Erasure> {
    let event = read_event(body).ok()?;
    if let What::Erased(erased) = event.what {
        return Some(erased);
    }
    None
}

/// An event that was sealed where it stands.
fn sealed_earlier(body: &[u8]) -> Option<SealedEvent> {
    let event = read_event(body).ok()?;
    let What::Sealed(sealed) = event.what else { return None };
    sealed.earlier.is_some().then_some(sealed)
}

/// An event that was recorded in the open and sealed when its incident was restricted. Who has the key recomputes what it was;
/// for everybody else, digest and leaf are told.
fn look_at_sealed_earlier(
    raw: &Raw<'_>,
    sealed: &SealedEvent,
    tells: Option<&EventTells<'_>>,
    by: &Recomputing<'_>,
) -> Looked {
    let stated = sealed.earlier.as_ref();
    let hash = stated.and_then(|earlier| digest_in(earlier.digest.as_bytes()));
    let leaf = stated
        .and_then(|earlier| earlier.leaf.as_deref())
        .and_then(|leaf| digest_in(leaf.as_bytes()));
    let position = Position {
        before: raw.before,
        stream: raw.stream,
        seq: raw.seq,
    };
    let made = recomputed(&by.keys, position, sealed, by.commitments.as_ref());
    let is_it = made.is_none_or(|made| made.hash == *raw.hash && made.leaf == leaf);
    let why = match (raw.seq == raw.expected, hash == Some(*raw.hash), is_it) {
        (false, _, _) => Some("an event before it is missing"),
        (true, false, _) => Some("it was sealed under another digest"),
        (true, true, false) => Some("what is sealed is not what was recorded"),
        (true, true, true) => None,
    };
    Looked {
        why,
        name: by.names.of(raw.hash),
        told: tells.map_or(NOT_COMPARED, |tells| by.numbering.of_event(tells, raw.body)),
        leaf,
        at: tells.map(EventTells::wall),
        erased: false,
        outline: by.outlines.map(|_| Outline::left_open(*raw.hash)),
    }
}

/// An event that was erased: its digest and its leaf are told, and nothing else can be held against them.
fn look_at_erased(raw: &Raw<'_>, erased: &Erasure, at: Option<DateTime<Utc>>, by: &Recomputing<'_>) -> Looked {
    let why = match (
        raw.seq == raw.expected,
        digest_in(erased.digest.as_bytes()) == Some(*raw.hash),
    ) {
        (false, _) => Some("an event before it is missing"),
        (true, false) => Some("it was erased under another digest"),
        (true, true) => None,
    };
    Looked {
        why,
        name: by.names.of(raw.hash),
        told: NOT_COMPARED,
        leaf: erased
            .leaf
            .as_deref()
            .and_then(|leaf| digest_in(leaf.as_bytes()))
            .or_else(|| {
                // It was erased in the first format, before the record had leaves.
                let commitments = by.commitments.as_ref();
                commitments.map(|kept| kept.leaf(Stream::named(raw.stream), raw.seq, raw.body, raw.hash))
            }),
        at,
        erased: true,
        outline: by.outlines.map(|_| Outline::left_open(*raw.hash)),
    }
}

impl EventWalk {
    /// Takes an event; `false` where the walk ends.
    fn take(&mut self, raw: &Raw<'_>, looked: &Looked, within: &mut Within, numbering: Numbering) -> bool {
        if *raw.stream != within.stream {
            self.end_stream(within, numbering);
            within.stream = Arc::clone(raw.stream);
            within.at = None;
        }
        let (stream, seq) = (&**raw.stream, raw.seq);
        if let Some(why) = looked.why {
            self.broken = Some(Broken::Event {
                stream: stream.to_owned(),
                seq,
                why: why.to_owned(),
            });
            return false;
        }
        if let (Some(earlier), Some(at)) = (within.at, looked.at)
            && at + clock_jumps::BESIDE < earlier
        {
            let by = clock_jumps::span(earlier - at);
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
        within.events.push((looked.name, looked.told));
        within.last = seq;
        within.outlines.extend(looked.outline);
        if let Some(leaf) = looked.leaf {
            self.leaves.add(numbering, (leaf, NOT_COMPARED));
        }
        true
    }

    fn end_stream(&mut self, within: &mut Within, numbering: Numbering) {
        if !within.events.is_empty() {
            self.ends.insert(Arc::clone(&within.stream), within.last);
        }
        let room = within.room_for_outlines.checked_sub(within.outlines.len());
        if let Some(room) = room.filter(|_| !within.outlines.is_empty()) {
            within.room_for_outlines = room;
            let outlines = within.outlines.as_slice().into();
            self.outlines.insert(Arc::clone(&within.stream), outlines);
        }
        within.outlines.clear();
        for (name, told) in within.events.drain(..) {
            if told == NOT_COMPARED {
                self.not_compared.insert(name);
            }
            self.events.add(numbering, (name, told));
        }
    }

    /// Takes what the event that was taken last says of a code.
    fn take_code(&mut self, raw: &Raw<'_>, within: &mut Within) {
        if self.claims.take(Stream::named(raw.stream), raw.body) {
            // What was imported was recorded elsewhere; its lines here tell of the import.
            if let Some((_import, before)) = within.events.split_last_mut() {
                before.iter_mut().for_each(|(_, told)| *told = NOT_COMPARED);
            }
        }
    }
}
