//! Exact counts of distinct keys in bounded memory.
//!
//! Each key becomes a 128-bit SipHash under a random key of this run, and is written with the number of its place to
//! one of many nameless temporary files. At the end each file is read, sorted and counted by itself. Two keys would
//! have to share all 128 bits to be taken for one.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

use siphasher::sip128::SipHasher13;

/// Parts: at ten million people a part has some 160,000 entries, which take 4 MB to sort.
const PARTS: usize = 64;
/// Bytes of an entry: digest, place, doubts, identity, row.
const ENTRY: usize = 27;
const DIGEST: usize = 16;
const PLACE: usize = 18;
/// Rows that are named.
const NAMED: usize = 20;

/// What is not certain about a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Doubts {
    /// The key may stand for several people, so the row counts as a person of its own.
    pub key: bool,
    /// The place may be another.
    pub place: bool,
}

/// A row's person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub place: u16,
    pub doubts: Doubts,
    /// What else tells people apart; 0: nothing.
    pub identity: u32,
    pub row: u64,
}

/// Keys with their places.
#[derive(Debug)]
pub(super) struct Distinct {
    key: [u8; 16],
    parts: Vec<BufWriter<File>>,
}

/// How many people: certainly, by their keys, and at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub sure: u64,
    /// Keys whose place is certain, whether or not they tell people apart.
    pub placed: u64,
    pub keys: u64,
    pub most: u64,
}

/// Distinct keys in all, and by place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub people: Span,
    pub by_place: Vec<Span>,
    /// Keys that several people share.
    pub shared: u64,
    /// The first rows of such keys.
    pub shared_rows: BTreeSet<u64>,
}

impl Distinct {
    /// An empty count; `key` is random and dies with it.
    pub(super) fn new(key: [u8; 16]) -> std::io::Result<Distinct> {
        let part = |_| Ok(BufWriter::with_capacity(1 << 15, tempfile::tempfile()?));
        let parts = (0..PARTS).map(part).collect::<std::io::Result<_>>()?;
        Ok(Distinct { key, parts })
    }

    /// A number for a text, under the key of this run.
    pub(super) fn short(&self, text: &[u8]) -> u32 {
        let hash = SipHasher13::new_with_key(&self.key).hash(text).as_bytes();
        u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
    }

    /// Takes a key in.
    pub(super) fn add(&mut self, key: &[u8], entry: Entry) -> std::io::Result<()> {
        let hash = SipHasher13::new_with_key(&self.key).hash(key).as_bytes();
        let part = usize::from(hash[0]) % PARTS;
        let row = u32::try_from(entry.row).unwrap_or(u32::MAX);
        let mut bytes = [0u8; ENTRY];
        bytes[..DIGEST].copy_from_slice(&hash);
        bytes[DIGEST..PLACE].copy_from_slice(&entry.place.to_be_bytes());
        bytes[PLACE] = u8::from(entry.doubts.key) | u8::from(entry.doubts.place) << 1;
        bytes[19..23].copy_from_slice(&entry.identity.to_be_bytes());
        bytes[23..].copy_from_slice(&row.to_be_bytes());
        self.parts[part].write_all(&bytes)
    }

    /// Counts part by part.
    pub(super) fn count(self, places: usize) -> std::io::Result<Found> {
        let mut found = Found {
            by_place: vec![Span::default(); places],
            ..Found::default()
        };
        let mut bytes = Vec::new();
        for part in self.parts {
            let mut file = part.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.seek(SeekFrom::Start(0))?;
            bytes.clear();
            BufReader::new(file).read_to_end(&mut bytes)?;
            let (entries, _) = bytes.as_chunks_mut::<ENTRY>();
            entries.sort_unstable();
            for person in entries.chunk_by(|a, b| a[..DIGEST] == b[..DIGEST]) {
                found.person(person);
            }
        }
        Ok(found)
    }
}

fn identity(entry: &[u8; ENTRY]) -> [u8; 4] {
    [entry[19], entry[20], entry[21], entry[22]]
}

/// How many people some rows of one key tell apart: at least one.
fn people(entries: &[[u8; ENTRY]]) -> u64 {
    if entries.len() == 1 {
        return 1;
    }
    let mut told: Vec<[u8; 4]> = entries
        .iter()
        .map(identity)
        .filter(|identity| *identity != [0; 4])
        .collect();
    told.sort_unstable();
    told.dedup();
    u64::try_from(told.len().max(1)).unwrap_or(u64::MAX)
}

impl Found {
    /// Takes in all rows of one key, sorted by place.
    fn person(&mut self, entries: &[[u8; ENTRY]]) {
        let most = people(entries);
        self.people.keys += 1;
        self.people.sure += u64::from(entries.iter().any(|entry| entry[PLACE] & 1 == 0));
        // Wherever somebody lives, they are one of all: for the file as a whole the place is never in doubt.
        self.people.placed += 1;
        self.people.most += most;
        if most > 1 {
            self.shared += 1;
            for entry in entries {
                let row = u32::from_be_bytes([entry[23], entry[24], entry[25], entry[26]]);
                self.shared_rows.insert(u64::from(row));
            }
            while self.shared_rows.len() > NAMED {
                self.shared_rows.pop_last();
            }
        }
        for rows in entries.chunk_by(|a, b| a[DIGEST..PLACE] == b[DIGEST..PLACE]) {
            let place = usize::from(u16::from_be_bytes([rows[0][DIGEST], rows[0][DIGEST + 1]]));
            if let Some(span) = self.by_place.get_mut(place) {
                span.keys += 1;
                span.sure += u64::from(rows.iter().any(|entry| entry[PLACE] == 0));
                span.placed += u64::from(rows.iter().any(|entry| entry[PLACE] & 2 == 0));
                span.most += people(rows);
            }
        }
    }
}
