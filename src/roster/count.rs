//! The walk over a roster, row by row.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::columns::{Columns, Wanted, is_header};
use super::distinct::Distinct;
use super::{Counts, Places};

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Columns asked for.
    pub wanted: Wanted,
    /// What stands between cells; `None`: found in the first line.
    pub delimiter: Option<u8>,
    /// Whether the first row is a person already.
    pub no_header: bool,
}

/// Why a roster was not counted. No text of a row is ever in it.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// Reading or counting failed.
    #[error("the roster cannot be read")]
    Io(#[from] std::io::Error),
    /// A row that no reader of CSV can make sense of.
    #[error("row {0} is no row of a CSV file")]
    Row(u64),
    /// Columns that are not there.
    #[error("{}", .0.join("; "))]
    Columns(Vec<String>),
    /// Nothing tells where people live.
    #[error("no column tells where people live")]
    NoPlace,
    /// The names of places do not read.
    #[error("{0}")]
    Places(String),
}

/// Bytes in which delimiter and encoding are looked for.
const PEEK: usize = 1 << 16;
/// Rows that are named when they cannot be placed.
const NAMED: usize = 20;
/// The place number of people who cannot be placed.
const NOWHERE: u16 = u16::MAX;

/// What stands between the cells of a first line.
fn delimiter(line: &[u8]) -> u8 {
    let count = |byte: u8| line.iter().filter(|b| **b == byte).count();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .max_by_key(|byte| (count(*byte), *byte == b','))
        .unwrap_or(b',')
}

/// A cell as text: UTF-8, or else Windows-1252, which every byte is.
fn text(cell: &[u8]) -> String {
    let encoding: &Encoding = if std::str::from_utf8(cell).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    };
    encoding.decode_without_bom_handling(cell).0.trim().to_owned()
}

/// Counts the people of a roster by place.
///
/// # Errors
/// Where it cannot be read, a column asked for is not there, or nothing tells where people live.
pub fn count(mut input: impl Read, options: &Options, secret: [u8; 16]) -> Result<Counts, RosterError> {
    let mut start = vec![0u8; PEEK];
    let mut filled = 0;
    while filled < PEEK {
        let read = input.read(&mut start[filled..])?;
        if read == 0 {
            break;
        }
        filled += read;
    }
    start.truncate(filled);
    // UTF-16 is what some spreadsheets save; it is turned into UTF-8 on the way.
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        input.read_to_end(&mut start)?;
        let (encoding, _) = Encoding::for_bom(&start).unwrap_or((UTF_8, 0));
        let decoded = encoding.decode(&start).0.into_owned().into_bytes();
        return walk(decoded.as_slice(), &decoded[..decoded.len().min(PEEK)], options, secret);
    }
    let start = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&start).to_vec();
    walk(start.as_slice().chain(input), &start, options, secret)
}

struct Walk {
    places: Places,
    columns: Columns,
    distinct: Distinct,
    /// Cells that were placed before, so that each spelling is looked up once.
    seen: HashMap<Vec<u8>, (u16, bool)>,
    codes: Vec<String>,
    numbers: HashMap<String, u16>,
    counts: Counts,
    nowhere: u64,
}

fn walk(input: impl Read, start: &[u8], options: &Options, secret: [u8; 16]) -> Result<Counts, RosterError> {
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let between = options.delimiter.unwrap_or_else(|| delimiter(first));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(between)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(input);
    let mut record = csv::ByteRecord::new();
    let mut row = 1;
    if !read(&mut reader, &mut record, row)? {
        return Ok(Counts::default());
    }
    let head: Vec<String> = record.iter().map(text).collect();
    let header = !options.no_header && is_header(&head);
    let columns = Columns::find(&head, &options.wanted).map_err(RosterError::Columns)?;
    if columns.state.is_none() && columns.country.is_none() && columns.postal.is_none() {
        return Err(RosterError::NoPlace);
    }
    let mut walk = Walk {
        places: Places::built_in().map_err(RosterError::Places)?,
        counts: Counts {
            columns: named(&columns, &head, header),
            ..Counts::default()
        },
        columns,
        distinct: Distinct::new(secret)?,
        seen: HashMap::new(),
        codes: Vec::new(),
        numbers: HashMap::new(),
        nowhere: 0,
    };
    if !header {
        walk.take(&record, row)?;
    }
    loop {
        row += 1;
        if !read(&mut reader, &mut record, row)? {
            break;
        }
        walk.take(&record, row)?;
    }
    walk.done()
}

fn read(reader: &mut csv::Reader<impl Read>, record: &mut csv::ByteRecord, row: u64) -> Result<bool, RosterError> {
    reader
        .read_byte_record(record)
        .map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => RosterError::Io(error),
            _ => RosterError::Row(row),
        })
}

/// Columns by the names the file gives them, which are no data of people; by number where it gives none.
fn named(columns: &Columns, head: &[String], header: bool) -> BTreeMap<&'static str, String> {
    let all = [
        ("state", columns.state),
        ("country", columns.country),
        ("postal", columns.postal),
        ("key", columns.key),
    ];
    let name = |at: usize| match header {
        true => head.get(at).cloned().unwrap_or_default(),
        false => format!("column {}", at + 1),
    };
    all.into_iter()
        .filter_map(|(what, at)| Some((what, name(at?))))
        .collect()
}

impl Walk {
    fn take(&mut self, record: &csv::ByteRecord, row: u64) -> Result<(), RosterError> {
        // A line with nothing in it is no person.
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return Ok(());
        }
        self.counts.rows += 1;
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let (state, country, postal) = (
            cell(self.columns.state),
            cell(self.columns.country),
            cell(self.columns.postal),
        );
        let place = self.place(state, country, postal);
        if place == NOWHERE && self.counts.unplaced_rows.len() < NAMED {
            self.counts.unplaced_rows.push(row);
        }
        let key = cell(self.columns.key).trim_ascii();
        if key.is_empty() {
            self.counts.no_key += 1;
            // Without a key a row is a person of its own: its number, which no key can be, stands for it.
            let own = [b"\0row".as_slice(), &row.to_be_bytes()].concat();
            return Ok(self.distinct.add(&own, place)?);
        }
        Ok(self.distinct.add(&key.to_ascii_lowercase(), place)?)
    }

    fn place(&mut self, state: &[u8], country: &[u8], postal: &[u8]) -> u16 {
        let spelled = [state, b"\x1f", country, b"\x1f", postal].concat();
        if let Some((place, contradicts)) = self.seen.get(&spelled) {
            self.counts.contradictions += u64::from(*contradicts);
            return *place;
        }
        let (found, contradicts) = self.places.of(&text(state), &text(country), &text(postal));
        let place = found.map_or(NOWHERE, |code| self.number(code));
        self.counts.contradictions += u64::from(contradicts);
        // A file of full addresses in the wrong column must not fill the memory.
        if self.seen.len() < 100_000 {
            self.seen.insert(spelled, (place, contradicts));
        }
        place
    }

    fn number(&mut self, code: String) -> u16 {
        if let Some(number) = self.numbers.get(&code) {
            return *number;
        }
        // There are fewer places on earth than numbers.
        let number = u16::try_from(self.codes.len()).unwrap_or(NOWHERE);
        self.codes.push(code.clone());
        self.numbers.insert(code, number);
        number
    }

    fn done(mut self) -> Result<Counts, RosterError> {
        let mut found = self.distinct.count(usize::from(NOWHERE) + 1)?;
        self.nowhere = found.by_place.pop().unwrap_or_default();
        self.counts.people = found.people;
        self.counts.unplaced = self.nowhere;
        self.counts.duplicates = self.counts.rows.saturating_sub(found.people);
        self.counts.by_jurisdiction = self.codes.into_iter().zip(found.by_place).collect();
        Ok(self.counts)
    }
}
