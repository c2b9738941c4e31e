//! Exact counts of distinct keys in bounded memory.
//!
//! Each key becomes a 128-bit SipHash under a random key of this run, and is written with the number of its place to
//! one of many nameless temporary files. At the end each file is read, sorted and counted by itself. Two keys would
//! have to share all 128 bits to be taken for one.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

use siphasher::sip128::SipHasher13;

/// Parts: at ten million people a part has some 160,000 entries, which take 3 MB to sort.
const PARTS: usize = 64;
/// Bytes of an entry: the digest and the place.
const ENTRY: usize = 18;

/// Keys with their places.
#[derive(Debug)]
pub(super) struct Distinct {
    key: [u8; 16],
    parts: Vec<BufWriter<File>>,
}

/// Distinct keys in all, and by place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub people: u64,
    pub by_place: Vec<u64>,
}

impl Distinct {
    /// An empty count; `key` is random and dies with it.
    pub(super) fn new(key: [u8; 16]) -> std::io::Result<Distinct> {
        let part = |_| Ok(BufWriter::with_capacity(1 << 15, tempfile::tempfile()?));
        let parts = (0..PARTS).map(part).collect::<std::io::Result<_>>()?;
        Ok(Distinct { key, parts })
    }

    /// Takes a key in, at a place.
    pub(super) fn add(&mut self, key: &[u8], place: u16) -> std::io::Result<()> {
        let hash = SipHasher13::new_with_key(&self.key).hash(key).as_bytes();
        let part = usize::from(hash[0]) % PARTS;
        let mut entry = [0u8; ENTRY];
        entry[..16].copy_from_slice(&hash);
        entry[16..].copy_from_slice(&place.to_be_bytes());
        self.parts[part].write_all(&entry)
    }

    /// Counts part by part.
    pub(super) fn count(self, places: usize) -> std::io::Result<Found> {
        let mut found = Found {
            people: 0,
            by_place: vec![0; places],
        };
        for part in self.parts {
            let mut file = part.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.seek(SeekFrom::Start(0))?;
            let mut bytes = Vec::new();
            BufReader::new(file).read_to_end(&mut bytes)?;
            let (entries, _) = bytes.as_chunks_mut::<ENTRY>();
            entries.sort_unstable();
            tally(entries, &mut found);
        }
        Ok(found)
    }
}

/// Sorted entries: a new digest is a new person, a new pair a new person of a place.
fn tally(entries: &[[u8; ENTRY]], found: &mut Found) {
    let mut before: Option<&[u8; ENTRY]> = None;
    for entry in entries {
        if before.is_none_or(|before| before[..16] != entry[..16]) {
            found.people += 1;
        }
        let place = usize::from(u16::from_be_bytes([entry[16], entry[17]]));
        if before != Some(entry)
            && let Some(count) = found.by_place.get_mut(place)
        {
            *count += 1;
        }
        before = Some(entry);
    }
}
