//! The walk over a roster, row by row.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use foldhash::fast::RandomState;
use memchr::{memchr, memchr_iter, memchr2};

use super::address::{Address, Aside, Country, Home, Place, Placing, Why};
use super::columns::{Columns, Wanted};
use super::country_reading::{Evidence, home, look};
use super::counts::{Counts, Spans};
use super::distinct::{Distinct, Doubts, Entry, Span};
use super::encoding::text;
use super::key::{Doubt, fold, identity, is_total};
use super::layout::{Delimiter, Heading, Layout};
use super::place::Places;
use super::sheet_reader::{Column, Row, Sheet, SheetError};
use super::warning::{Rows, Unplaced, Warning, WarningKind, Warnings};

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Columns asked for.
    pub wanted: Wanted,
    /// What stands between cells; `None`: found in the first rows.
    pub delimiter: Option<Delimiter>,
    /// Where the names of the columns are.
    pub heading: Heading,
    /// The country of rows that name none.
    pub country: Option<Country>,
}

/// Why a roster was not counted. No text of a row is ever in it.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The rows cannot be read.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// Opening the file, or counting, failed.
    #[error("the roster cannot be read")]
    Io(#[from] std::io::Error),
    /// Columns that are not there.
    #[error("{}", .0.join("; "))]
    Columns(Vec<String>),
    /// Nothing tells where people live.
    #[error("no column says where people live")]
    NoPlace,
    /// A built-in file of places cannot be read.
    #[error("{0}")]
    Places(String),
}

/// The place number of people who cannot be placed.
const NOWHERE: u16 = u16::MAX;
/// Spellings of addresses that are remembered: a file of full addresses in the wrong column must not fill the memory.
const REMEMBERED: usize = 100_000;

/// Counts the people of a roster by place.
///
/// # Errors
/// Where it cannot be read, a column asked for is not there, or nothing tells where people live.
pub fn count(input: impl Read, options: &Options, secret: [u8; 16]) -> Result<Counts, RosterError> {
    let layout = Layout {
        delimiter: options.delimiter,
        heading: options.heading,
        named: options.wanted.names(),
    };
    let mut sheet = Sheet::open(input, &layout)?;
    if sheet.headline().width() == 0 {
        return Ok(Counts {
            warnings: vec![Warning::new(WarningKind::Nobody, 0, Vec::new())],
            ..Counts::default()
        });
    }
    let mut walk = Walk::new(&sheet, options, secret)?;
    while let Some(row) = sheet.next_row()? {
        walk.take(row)?;
    }
    walk.done(&sheet)
}

/// What a spelling of an address came to.
#[derive(Debug, Clone, Copy)]
struct Outcome {
    place: u16,
    why: Option<Why>,
    aside: Aside,
}

/// Space that is used again for each row.
#[derive(Debug, Default)]
struct Scratch {
    key: Vec<u8>,
    identity: Vec<u8>,
    address: Vec<u8>,
}

struct Walk {
    places: Places,
    evidence: Option<Evidence>,
    columns: Columns,
    width: usize,
    delimiter: u8,
    distinct: Distinct,
    /// Addresses that were placed before, so that each spelling is looked up once. Every row asks, which is why the hash
    /// is a fast one; whoever knew its seed could make a file slow to count, and no more: see `REMEMBERED`.
    seen: HashMap<Vec<u8>, Outcome, RandomState>,
    codes: Vec<Place>,
    numbers: HashMap<Place, u16>,
    scratch: Scratch,
    rows: u64,
    padded: Rows,
    assumed: u64,
    loose: u64,
    warnings: Warnings,
    unplaced: BTreeMap<Why, Rows>,
    unplaced_rows: Rows,
}

impl Walk {
    fn new(sheet: &Sheet<'_>, options: &Options, secret: [u8; 16]) -> Result<Walk, RosterError> {
        let columns = Columns::find(sheet, &options.wanted).map_err(RosterError::Columns)?;
        if columns.placeless() {
            return Err(RosterError::NoPlace);
        }
        let mut places = Places::built_in().map_err(RosterError::Places)?;
        let (evidence, na) = look(sheet, &columns, &places);
        places.na = na;
        places.home = home(options.country.clone().map(Home::Given), evidence);
        Ok(Walk {
            places,
            evidence,
            columns,
            width: sheet.headline().width(),
            delimiter: sheet.delimiter().byte(),
            distinct: Distinct::new(secret)?,
            seen: HashMap::default(),
            codes: Vec::new(),
            numbers: HashMap::new(),
            scratch: Scratch::default(),
            rows: 0,
            padded: Rows::default(),
            assumed: 0,
            loose: 0,
            warnings: Warnings::default(),
            unplaced: BTreeMap::new(),
            unplaced_rows: Rows::default(),
        })
    }

    fn take(&mut self, row: Row<'_>) -> Result<(), RosterError> {
        if sums_up(row) {
            self.warnings.add(WarningKind::TotalRow, row.number);
            return Ok(());
        }
        self.rows += 1;
        let uneven = self.uneven(row);
        let outcome = self.place(row);
        // A row whose cells may have moved, or whose ZIP code is another state's, counts at its place at most, never
        // surely.
        let place = uneven || outcome.aside.contradicts;
        self.note(outcome, row.number);
        self.loose += u64::from(place && outcome.place != NOWHERE);
        self.person(row, outcome.place, place)
    }

    /// Whether the cells of a row may be in the wrong columns; warns of what is wrong with it.
    fn uneven(&mut self, row: Row<'_>) -> bool {
        let uneven = row.width() != self.width;
        if uneven {
            self.warnings.add(WarningKind::FieldCount, row.number);
        }
        // Hardly any row has either, so one look is enough for most.
        if memchr2(0, b'\n', row.all()).is_none() {
            return uneven;
        }
        let nul = memchr(0, row.all()).is_some();
        if nul {
            self.warnings.add(WarningKind::NulBytes, row.number);
        }
        if memchr(b'\n', row.all()).is_some() && row.cells().any(|cell| self.holds_rows(cell)) {
            self.warnings.add(WarningKind::RowsInCell, row.number);
        }
        uneven || nul
    }

    /// Whether a line inside a cell has as many delimiters as a row.
    fn holds_rows(&self, cell: &[u8]) -> bool {
        let lines: Vec<&[u8]> = cell.split(|byte| *byte == b'\n').collect();
        let inner = lines.get(1..lines.len() - 1).unwrap_or_default();
        let whole = |line: &&[u8]| memchr_iter(self.delimiter, line).count() + 1 == self.width;
        self.width > 2 && inner.iter().any(whole)
    }

    fn note(&mut self, outcome: Outcome, row: u64) {
        if let Some(why) = outcome.why {
            self.unplaced.entry(why).or_default().add(row);
            self.unplaced_rows.add(row);
        }
        if outcome.aside.contradicts {
            self.warnings.add(WarningKind::OtherState, row);
        }
        if outcome.aside.padded {
            self.padded.add(row);
        }
        self.assumed += u64::from(outcome.aside.assumed);
    }

    fn person(&mut self, row: Row<'_>, place: u16, loose: bool) -> Result<(), RosterError> {
        let mut doubts = Doubts {
            key: false,
            place: loose,
        };
        let mut entry = Entry {
            place,
            doubts,
            identity: 0,
            row: row.number,
        };
        let Some(key) = self.columns.key else {
            return self.nameless(entry);
        };
        if let Err(doubt) = fold(row.bytes(Some(key)), &mut self.scratch.key) {
            let kind = match doubt {
                Doubt::Empty => WarningKind::EmptyKey,
                Doubt::Placeholder => WarningKind::PlaceholderKey,
                Doubt::Rounded => WarningKind::RoundedKey,
            };
            self.warnings.add(kind, row.number);
            doubts.key = true;
            return self.nameless(Entry { doubts, ..entry });
        }
        let cells = self.columns.identity.iter().map(|column| row.bytes(Some(*column)));
        entry.identity = identity(cells, &mut self.scratch.identity, |text| self.distinct.short(text));
        Ok(self.distinct.add(&self.scratch.key, entry)?)
    }

    /// Without a key, a row is a person of its own: its number, which no key can be, stands for it.
    fn nameless(&mut self, entry: Entry) -> Result<(), RosterError> {
        let mut own = [0; 12];
        own[..4].copy_from_slice(b"\0row");
        own[4..].copy_from_slice(&entry.row.to_be_bytes());
        Ok(self.distinct.add(&own, entry)?)
    }

    fn place(&mut self, row: Row<'_>) -> Outcome {
        let state = row.bytes(self.columns.state);
        let country = row.bytes(self.columns.country);
        let postal = row.bytes(self.columns.postal);
        let military = is_post_office(row.bytes(self.columns.city));
        let spelled = &mut self.scratch.address;
        spelled.clear();
        for cell in [state, b"\x1f", country, b"\x1f", postal] {
            spelled.extend_from_slice(cell);
        }
        spelled.push(u8::from(military));
        if let Some(outcome) = self.seen.get(spelled.as_slice()) {
            return *outcome;
        }
        let (placing, aside) = self.places.of(Address {
            state: &text(state),
            country: &text(country),
            postal: &text(postal),
            military_city: military,
        });
        let (place, why) = match placing {
            Placing::At(place) => (self.number(place), None),
            Placing::Nowhere(why) => (NOWHERE, Some(why)),
        };
        let outcome = Outcome { place, why, aside };
        if self.seen.len() < REMEMBERED {
            self.seen.insert(self.scratch.address.clone(), outcome);
        }
        outcome
    }

    fn number(&mut self, place: Place) -> u16 {
        if let Some(number) = self.numbers.get(&place) {
            return *number;
        }
        // There are fewer places on earth than numbers.
        let number = u16::try_from(self.codes.len()).unwrap_or(NOWHERE);
        self.codes.push(place.clone());
        self.numbers.insert(place, number);
        number
    }

    fn done(self, sheet: &Sheet<'_>) -> Result<Counts, RosterError> {
        let notes = self.notes(sheet);
        let mut found = self.distinct.count(usize::from(NOWHERE) + 1)?;
        let nowhere = found.by_place.pop().unwrap_or_else(Span::default);
        let mut counts = Counts {
            rows: self.rows,
            no_key: self.warnings.count(WarningKind::EmptyKey),
            contradictions: self.warnings.count(WarningKind::OtherState),
            unplaced_rows: self.unplaced_rows.first,
            unplaced_reasons: self
                .unplaced
                .into_iter()
                .map(|(why, rows)| Unplaced::new(why, rows))
                .collect(),
            warnings: self.columns.duplicates.iter().map(Warning::duplicate).collect(),
            columns: named(&self.columns, sheet.names()),
            charset: Some(sheet.charset()),
            notes,
            ..Counts::default()
        };
        counts.warnings.extend(self.warnings.list());
        if found.shared > 0 {
            let rows = found.shared_rows.into_iter().collect();
            counts
                .warnings
                .push(Warning::new(WarningKind::SharedKey, found.shared, rows));
        }
        match (counts.rows, self.columns.key) {
            (0, _) => counts.warnings.push(Warning::new(WarningKind::Nobody, 0, Vec::new())),
            (rows, None) => counts
                .warnings
                .push(Warning::new(WarningKind::NoKeyColumn, rows, Vec::new())),
            (_, Some(_)) => {}
        }
        counts.span(Spans {
            people: found.people,
            places: self.codes.into_iter().zip(found.by_place).collect(),
            nowhere,
            loose: self.loose,
        });
        Ok(counts)
    }

    /// What was assumed or changed, in sentences.
    fn notes(&self, sheet: &Sheet<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(titles) = sheet.headline().titles() {
            notes.push(format!(
                "The first {titles} lines are above the header and were not counted."
            ));
        }
        if sheet.names().is_empty() {
            notes.push("No header was recognized, so the first row counts as a person.".to_owned());
        }
        if let (true, Some(evidence)) = (self.assumed > 0, self.evidence) {
            let rows = self.assumed;
            let because = evidence.because();
            notes.push(format!(
                "{rows} rows name no country and were read as American {because}; if that is wrong, give the country with --country."
            ));
        }
        if self.padded.count > 0 {
            notes.push(format!(
                "{} ZIP codes had lost their leading zeros, which were restored (first in row {}).",
                self.padded.count,
                self.padded.first.first().copied().unwrap_or_default()
            ));
        }
        notes
    }
}

/// Whether a row sums up those above it: it says "Total" and holds a number.
pub(super) fn sums_up(row: Row<'_>) -> bool {
    let mut cells = row.cells().map(<[u8]>::trim_ascii).filter(|cell| !cell.is_empty());
    let number = |cell: &[u8]| {
        cell.iter()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b' '))
    };
    cells.next().is_some_and(is_total) && cells.any(number)
}

pub(super) fn is_post_office(city: &[u8]) -> bool {
    city.len() == 3
        && [b"APO", b"FPO", b"DPO"]
            .iter()
            .any(|name| city.eq_ignore_ascii_case(*name))
}

/// Columns by the names the file gives them, which are no data of people; by number where it gives none.
fn named(columns: &Columns, head: &[String]) -> BTreeMap<&'static str, String> {
    let all = [
        ("state", columns.state),
        ("country", columns.country),
        ("postal", columns.postal),
        ("key", columns.key),
    ];
    let name = |column: Column| match head.get(column.index()) {
        Some(name) => name.clone(),
        None => format!("column {}", column.number()),
    };
    all.into_iter()
        .filter_map(|(what, at)| Some((what, name(at?))))
        .collect()
}
