//! A file of people as rows and cells, whatever program wrote it: encodings, delimiters, lines above the header.
//!
//! Rows are read one at a time and numbered as a spreadsheet shows them. Nothing is skipped silently.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use memchr::{memchr, memchr_iter};

use super::csv_faults::{BadRow, Guard};
use super::encoding::{Charset, NotText, text};
use super::first_bytes::{Top, named};
use super::header::{Headline, headline};
use super::layout::{Delimiter, Layout};

/// Why a file cannot be read as rows. No text of a row is ever in it.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("the file cannot be read")]
    Io(#[source] std::io::Error),
    /// It is not text, or not certain which.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// A row that cannot be read.
    #[error(transparent)]
    Row(#[from] BadRow),
}

impl From<std::io::Error> for SheetError {
    fn from(error: std::io::Error) -> SheetError {
        match error.downcast::<BadRow>() {
            Ok(row) => SheetError::Row(row),
            Err(error) => SheetError::Io(error),
        }
    }
}

impl From<csv::Error> for SheetError {
    fn from(error: csv::Error) -> SheetError {
        let words = error.to_string();
        if let csv::ErrorKind::Io(error) = error.into_kind() {
            SheetError::from(error)
        } else {
            SheetError::Io(std::io::Error::other(words))
        }
    }
}

/// A column, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column(usize);

impl Column {
    /// From a place counted from 0.
    pub(super) fn at(index: usize) -> Column {
        Column(index)
    }

    /// Counted from 0; people see it counted from 1.
    pub fn index(self) -> usize {
        self.0
    }

    /// As people count, from 1.
    pub fn number(self) -> usize {
        self.0 + 1
    }
}

/// A file of rows.
pub struct Sheet<'r> {
    reader: csv::Reader<Guard<Box<dyn Read + 'r>>>,
    record: csv::ByteRecord,
    top: Top,
    headline: Headline,
    /// Line feeds inside quoted cells so far: no rows of a spreadsheet.
    inner_lines: u64,
    row: u64,
}

/// A row with its number.
#[derive(Debug, Clone, Copy)]
pub struct Row<'s> {
    /// As a spreadsheet shows it, from 1.
    pub number: u64,
    record: &'s csv::ByteRecord,
}

impl<'s> Row<'s> {
    /// The bytes of a cell without blanks around them; empty where the row is too short.
    pub(super) fn bytes(self, column: Option<Column>) -> &'s [u8] {
        let cell = column.and_then(|column| self.record.get(column.0));
        cell.map_or(&[], <[u8]>::trim_ascii)
    }

    /// A cell as a person sees it; `None` where the row is too short.
    pub fn text(self, column: Column) -> Option<Cow<'s, str>> {
        self.record.get(column.0).map(text)
    }

    /// How many cells the row has.
    pub fn width(self) -> usize {
        self.record.len()
    }

    /// The bytes of all cells in a row.
    pub fn all(self) -> &'s [u8] {
        self.record.as_slice()
    }

    pub fn cells(self) -> impl Iterator<Item = &'s [u8]> {
        self.record.iter()
    }
}

/// Bytes in which encoding, delimiter and header are looked for.
const PEEK: u64 = 1 << 20;

fn fill(input: &mut dyn Read) -> Result<Vec<u8>, SheetError> {
    let mut bytes = Vec::new();
    input.take(PEEK).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn full(bytes: &[u8]) -> bool {
    u64::try_from(bytes.len()).is_ok_and(|length| length >= PEEK)
}

impl<'r> Sheet<'r> {
    /// Opens a file and finds its encoding, delimiter and header.
    ///
    /// # Errors
    /// Where it cannot be read, is not text, or its encoding cannot be known.
    pub fn open(mut input: impl Read + 'r, layout: &Layout) -> Result<Sheet<'r>, SheetError> {
        let raw = fill(&mut input)?;
        let charset = Charset::of(&raw)?;
        let more = full(&raw);
        let mut rest = charset.rows_of(Box::new(Cursor::new(raw).chain(input)));
        let mut bytes = fill(&mut rest)?;
        let whole = !more && !full(&bytes);
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let told = named(&bytes);
        if let Some((_, length)) = told {
            bytes.drain(..length);
        }
        let delimiter = layout.delimiter.or(told.map(|(delimiter, _)| delimiter));
        let mut top = Top {
            ending: if memchr(b'\n', &bytes).is_none() && memchr(b'\r', &bytes).is_some() {
                b'\r'
            } else {
                b'\n'
            },
            bytes,
            charset,
            delimiter: delimiter.unwrap_or(Delimiter::COMMON[0]),
            first: if told.is_some() { 2 } else { 1 },
            whole,
        };
        let headline = headline(&mut top, delimiter, layout);
        Sheet::begin(top, headline, rest)
    }

    fn begin(top: Top, headline: Headline, rest: Box<dyn Read + 'r>) -> Result<Sheet<'r>, SheetError> {
        // Each row is ended, the last one too, so that rows can be numbered by their ends.
        let end = Cursor::new([top.ending]);
        let input: Box<dyn Read + 'r> = Box::new(Cursor::new(top.bytes.clone()).chain(rest).chain(end));
        let guard = Guard::new(input, top.delimiter.byte(), top.ending, top.first);
        let mut sheet = Sheet {
            reader: top.reader(guard, top.delimiter),
            record: csv::ByteRecord::new(),
            row: top.first - 1,
            top,
            headline,
            inner_lines: 0,
        };
        for _ in 0..sheet.headline.records() {
            sheet.step()?;
        }
        Ok(sheet)
    }

    /// Reads a record, blank or not. The csv reader skips empty lines, which a spreadsheet shows as rows, and counts
    /// line feeds within quoted cells, which are none: the number comes from its line count less those. When a record
    /// is out, the count stands on the line behind it, and both it and `first` begin with 1: hence the two.
    fn step(&mut self) -> Result<bool, SheetError> {
        if !self.reader.read_byte_record(&mut self.record)? {
            return Ok(false);
        }
        let lines = memchr_iter(b'\n', self.record.as_slice()).count();
        self.inner_lines += u64::try_from(lines).unwrap_or(u64::MAX);
        let by_line = (self.reader.position().line() + self.top.first).saturating_sub(self.inner_lines + 2);
        self.row = (self.row + 1).max(by_line);
        Ok(true)
    }

    /// The next row that is not blank.
    ///
    /// # Errors
    /// Where reading fails, or a row cannot be read.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, SheetError> {
        while self.step()? {
            if self.record.as_slice().iter().any(|byte| !byte.is_ascii_whitespace()) {
                return Ok(Some(Row {
                    number: self.row,
                    record: &self.record,
                }));
            }
        }
        Ok(None)
    }

    /// The names of the columns; without a header, the cells of the first row stay hidden and names are empty.
    pub fn names(&self) -> &[String] {
        self.headline.names()
    }

    /// The header with what was above it.
    pub(super) fn headline(&self) -> &Headline {
        &self.headline
    }

    /// What separates cells.
    pub fn delimiter(&self) -> Delimiter {
        self.top.delimiter
    }

    /// The encoding.
    pub fn charset(&self) -> Charset {
        self.top.charset
    }

    /// First rows below the header, at most `most`, to see what a file is like.
    pub fn sample(&self, most: usize) -> Vec<csv::ByteRecord> {
        let skipped = self.headline.records();
        let rows = self.top.rows(self.top.delimiter, most + skipped);
        rows.into_iter().skip(skipped).collect()
    }
}
