//! What the CSV reader does not look at: quotes that are never closed, text behind a closing quote, and rows without
//! end.
//!
//! The csv crate reads a file with an unclosed quote as one long cell and reports no error (BurntSushi/rust-csv#289),
//! so thousands of people could vanish into one row. This reader passes every byte on and stops at the first such
//! fault.

use std::io::{Error, Read};

use memchr::{memchr, memchr_iter, memrchr};

/// A row that cannot be read. Rows are numbered as a spreadsheet shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRow {
    /// A quote was opened and never closed.
    #[error("a quote that is opened in row {0} is never closed, so the rows after it cannot be told apart")]
    Unclosed(u64),
    /// Text follows a closing quote.
    #[error("in row {0}, text follows a closing quote, so the rows after it cannot be told apart")]
    Stray(u64),
    /// Longer than any row of people.
    #[error("row {0} is longer than 1 MB")]
    Long(u64),
}

/// Bytes a row may have.
const LONGEST: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    Inside,
    /// Behind a quote inside quotes: it closed the cell, or is the first half of a doubled quote.
    Behind,
    /// The cell is closed and blanks follow.
    Closed,
}

/// Passes bytes on and looks at quotes and row lengths.
pub(super) struct Guard<R> {
    inner: R,
    delimiter: u8,
    ending: u8,
    state: State,
    /// The row the next byte belongs to.
    row: u64,
    /// Bytes of that row so far.
    length: usize,
    last: u8,
}

impl<R: Read> Guard<R> {
    /// `ending` ends a row: a line feed, or a carriage return in files that have nothing else. `row` is the number of
    /// the first row.
    pub(super) fn new(inner: R, delimiter: u8, ending: u8, row: u64) -> Guard<R> {
        Guard {
            inner,
            delimiter,
            ending,
            state: State::Outside,
            row,
            length: 0,
            last: ending,
        }
    }

    fn check(&mut self, bytes: &[u8]) -> Result<(), BadRow> {
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            rest = match self.state {
                State::Outside => self.outside(rest)?,
                State::Inside => self.inside(rest)?,
                State::Behind if *first == b'"' => {
                    self.state = State::Inside;
                    &rest[1..]
                }
                State::Behind | State::Closed => self.closed(*first, rest)?,
            };
        }
        Ok(())
    }

    fn outside<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], BadRow> {
        let quote = memchr(b'"', bytes);
        let plain = &bytes[..quote.unwrap_or(bytes.len())];
        match memrchr(self.ending, plain) {
            Some(at) => {
                self.row += u64::try_from(memchr_iter(self.ending, plain).count()).unwrap_or(u64::MAX);
                self.length = plain.len() - at - 1;
            }
            None => self.length += plain.len(),
        }
        if self.length > LONGEST {
            return Err(BadRow::Long(self.row));
        }
        self.last = plain.last().copied().unwrap_or(self.last);
        let Some(at) = quote else { return Ok(&[]) };
        // Anywhere else a quote is a character like any other: 5" disks.
        if self.last == self.delimiter || self.last == self.ending {
            self.state = State::Inside;
        }
        self.last = b'"';
        Ok(&bytes[at + 1..])
    }

    fn inside<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], BadRow> {
        let quote = memchr(b'"', bytes);
        self.length += quote.unwrap_or(bytes.len());
        if self.length > LONGEST {
            return Err(BadRow::Unclosed(self.row));
        }
        let Some(at) = quote else { return Ok(&[]) };
        self.state = State::Behind;
        Ok(&bytes[at + 1..])
    }

    /// Only blanks, a delimiter or the end of the row may follow a closing quote.
    fn closed<'b>(&mut self, next: u8, bytes: &'b [u8]) -> Result<&'b [u8], BadRow> {
        if next == self.delimiter || next == self.ending {
            self.state = State::Outside;
            return Ok(bytes);
        }
        if !matches!(next, b' ' | b'\r') {
            return Err(BadRow::Stray(self.row));
        }
        self.state = State::Closed;
        self.length += 1;
        if self.length > LONGEST {
            return Err(BadRow::Long(self.row));
        }
        Ok(&bytes[1..])
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && !buffer.is_empty() && self.state == State::Inside {
            return Err(Error::other(BadRow::Unclosed(self.row)));
        }
        self.check(&buffer[..read]).map_err(Error::other)?;
        Ok(read)
    }
}
