//! A roster on disk: counted, its digest taken, and nothing of it kept.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::core::affected::{ELSEWHERE, TOTAL};
use crate::core::event::{Certainty, FactClaim};
use crate::core::facts::keys;
use crate::core::facts::write::quoted;
use crate::core::ids::Sha256Digest;
use crate::core::incident::command::{Command, FactCommand};
use crate::roster::{Counts, Options, Place, Range, RosterError, count};

/// What a roster came to, with the digest of its bytes.
#[derive(Debug, Clone, Serialize)]
pub struct RosterView {
    #[serde(flatten)]
    pub counts: Counts,
    /// SHA-256 of the file.
    pub sha256: Sha256Digest,
}

/// Hashes what passes through.
pub(crate) struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R> Hashed<R> {
    pub(crate) fn new(inner: R) -> Hashed<R> {
        Hashed {
            inner,
            hash: Sha256::new(),
        }
    }

    /// The digest of all that passed through.
    pub(crate) fn sha256(self) -> Sha256Digest {
        Sha256Digest::finished(self.hash)
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

/// Counts a file.
///
/// # Errors
/// As [`count`].
pub fn counted(path: &Path, options: &Options) -> Result<RosterView, RosterError> {
    let file = std::fs::File::open(path)?;
    let mut secret = [0u8; 16];
    getrandom::fill(&mut secret).map_err(|error| std::io::Error::other(error.to_string()))?;
    let (sender, blocks) = sync_channel(AHEAD);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || read_ahead(Hashed::new(file), &sender));
        let mut arriving = Arriving {
            blocks,
            block: Cursor::default(),
        };
        let counts = count(&mut arriving, options, secret)?;
        // The digest is that of the whole file, however much of it the count asked for.
        let rest = arriving.blocks.into_iter().find_map(Result::err);
        let ended = || std::io::Error::other("reading ended before the file did");
        let sha256 = reading.join().map_err(|_| ended())?;
        match rest {
            Some(error) => Err(error.into()),
            None => Ok(RosterView { counts, sha256 }),
        }
    })
}

/// Bytes that are read at a time, and how many such blocks may wait to be counted.
const BLOCK: usize = 1 << 18;
const AHEAD: usize = 8;

/// A block of the file, or why there is none.
type Block = std::io::Result<Vec<u8>>;

/// Reads a file and takes its digest while the rows before are counted: on a file of half a gigabyte that is a sixth of
/// the time. Ends where nobody listens any more.
fn read_ahead(mut file: Hashed<std::fs::File>, sender: &SyncSender<Block>) -> Sha256Digest {
    loop {
        let mut block = vec![0; BLOCK];
        let read = match file.read(&mut block) {
            Ok(0) => break,
            Ok(read) => Ok(read),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let failed = read.is_err();
        let block = read.map(|read| {
            block.truncate(read);
            block
        });
        if sender.send(block).is_err() || failed {
            break;
        }
    }
    file.sha256()
}

/// The blocks of a file as one stream.
struct Arriving {
    blocks: Receiver<Block>,
    block: Cursor<Vec<u8>>,
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            match self.block.read(buffer)? {
                0 if !buffer.is_empty() => match self.blocks.recv() {
                    Ok(block) => self.block = Cursor::new(block?),
                    // The reading thread has ended. If it broke off, joining it says so.
                    Err(_) => return Ok(0),
                },
                read => return Ok(read),
            }
        }
    }
}

/// The commands that set an incident's counts; none where the file has nobody. Where people could not be placed, or a
/// key may stand for several, each place has a range: what is certain, and what is possible.
pub fn facts(name: &str, view: &RosterView) -> Vec<Command> {
    let counts = &view.counts;
    if counts.people == 0 {
        return Vec::new();
    }
    let source = format!("roster {name}, {} rows, SHA-256 {}", counts.rows, view.sha256);
    let set = |(key, range): (String, Range)| {
        Command::Fact(FactCommand::Set(FactClaim {
            key: keys::affected::key(&key),
            value: literal(range),
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: Some(source.clone()),
            also: false,
        }))
    };
    let places = places(counts);
    let total = total(counts, &places);
    let places = places.into_iter().map(|(place, range)| (place.to_string(), range));
    let elsewhere = (ELSEWHERE.to_owned(), elsewhere(counts));
    places.chain([(TOTAL.to_owned(), total), elsewhere]).map(set).collect()
}

/// Nobody lives outside the counted places only where every row was placed and nothing warns.
fn elsewhere(counts: &Counts) -> Range {
    let sure = counts.is_certain();
    let room = |max: u64| max.saturating_sub(counts.people).saturating_add(counts.unplaced);
    Range {
        min: 0,
        max: if sure {
            Some(0)
        } else {
            counts.people_range.max.map(room)
        },
    }
}

/// The range of each place. Where a whole country is listed beside its parts, as some rows name no part, the country
/// takes in the parts, and each part may have those who name none.
fn places(counts: &Counts) -> BTreeMap<Place, Range> {
    let mut places = counts.ranges.clone();
    for (whole, own) in &counts.ranges {
        let parts: Vec<&Place> = counts
            .ranges
            .keys()
            .filter(|part| part.whole().as_ref() == Some(whole))
            .collect();
        if parts.is_empty() {
            continue;
        }
        let (mut min, mut max) = (own.min, own.max);
        for part in parts {
            let range = counts.ranges[part];
            min = min.max(range.min);
            max = plus(max, range.max);
            if let Some(entry) = places.get_mut(part) {
                entry.max = plus(range.max, own.max);
            }
        }
        places.insert(whole.clone(), Range { min, max });
    }
    places
}

/// Everybody. Somebody in several places counts in each, so the places can add up to more than there are people; the
/// total then reaches as far, as a total below its places contradicts them.
fn total(counts: &Counts, places: &BTreeMap<Place, Range>) -> Range {
    let Range { min, max } = counts.people_range;
    let listed = |place: &Place| place.whole().is_none_or(|whole| !places.contains_key(&whole));
    let sum = places
        .iter()
        .filter(|(place, _)| listed(place))
        .map(|(_, range)| range.min)
        .sum();
    Range {
        min,
        max: max.map(|max: u64| max.max(sum)),
    }
}

fn plus(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a.zip(b).map(|(a, b)| a.saturating_add(b))
}

/// As the facts file writes it.
fn literal(range: Range) -> String {
    match range {
        Range { min, max: Some(max) } if min == max => min.to_string(),
        Range { min, max: Some(max) } => format!("{{ min = {min}, max = {max} }}"),
        Range { min, max: None } => format!("{{ min = {min} }}"),
    }
}

/// What a count came to, in one line.
pub fn summary(counts: &Counts) -> String {
    let people = if counts.people == 1 {
        "1 person".to_owned()
    } else {
        format!("{} people", counts.people)
    };
    let places = match counts.by_jurisdiction.len() {
        1 => "1 place".to_owned(),
        many => format!("{many} places"),
    };
    let mut words = format!("{people} in {places} counted");
    if counts.unplaced > 0 {
        words += &format!("; {} COULD NOT BE PLACED, so the counts are ranges", counts.unplaced);
    }
    for warning in counts.warnings.iter().filter(|warning| warning.leaves_room()) {
        words += &format!("; WARNING: {}", warning.text);
    }
    words
}

/// A file's name as the record keeps it.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    quoted(&name.to_string_lossy()).trim_matches('"').to_owned()
}
