//! The first bytes of a file of people, in which its encoding, delimiter and header are looked for.

use std::io::Read;

use super::encoding::Charset;
use super::layout::Delimiter;

/// The first bytes of a file with what they tell.
#[derive(Debug)]
pub(super) struct Top {
    pub bytes: Vec<u8>,
    pub charset: Charset,
    pub delimiter: Delimiter,
    /// What ends a row.
    pub ending: u8,
    /// The row that the bytes begin with: 2 behind a line such as `sep=;`.
    pub first: u64,
    /// Whether the bytes are the whole file.
    pub whole: bool,
}

impl Top {
    pub(super) fn reader<R: Read>(&self, input: R, delimiter: Delimiter) -> csv::Reader<R> {
        csv::ReaderBuilder::new()
            .delimiter(delimiter.byte())
            // A carriage return before the line feed stays in the last cell and is trimmed there; a lone one in a cell
            // does not cut the row in two.
            .terminator(csv::Terminator::Any(self.ending))
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 18)
            .from_reader(input)
    }

    /// The first rows, if cells are separated so; a last one that may be cut off is left out.
    pub(super) fn rows(&self, delimiter: Delimiter, most: usize) -> Vec<csv::ByteRecord> {
        let mut rows: Vec<csv::ByteRecord> = self
            .reader(self.bytes.as_slice(), delimiter)
            .into_byte_records()
            .filter_map(Result::ok)
            .take(most)
            .collect();
        if !self.whole && rows.len() < most {
            rows.pop();
        }
        rows
    }
}

/// The delimiter that a first line such as `sep=;` names, and the bytes of that line.
pub(super) fn named(bytes: &[u8]) -> Option<(Delimiter, usize)> {
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
    let line = bytes[..end].trim_ascii_end();
    let line = line
        .strip_prefix(b"\"")
        .map_or(line, |rest| rest.strip_suffix(b"\"").unwrap_or(rest));
    let (word, value) = line.split_at_checked(4)?;
    let [byte] = value else { return None };
    let next = match bytes[end..].starts_with(b"\r\n") {
        true => end + 2,
        false => end + 1,
    };
    word.eq_ignore_ascii_case(b"sep=")
        .then_some((Delimiter::of_byte(*byte), next))
}
