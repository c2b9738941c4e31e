//! How the bytes of a file become text: found from its first bytes, refused where it cannot be known.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde::Serialize;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Charset {
    /// UTF-8, and ASCII with it. A cell that is not valid UTF-8 is read as Windows-1252.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// What Excel writes for Western languages.
    #[serde(rename = "Windows-1252")]
    Windows1252,
    /// Little-endian, with a byte order mark.
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// Big-endian, with a byte order mark.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
}

/// Why the bytes are not the text of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// Two bytes per character, and nothing that says so.
    #[error("the file looks like {0} without a byte order mark, so its encoding cannot be known")]
    Unmarked(&'static str),
    /// Four bytes per character.
    #[error("the file is UTF-32, which is not supported")]
    Utf32,
    /// A workbook, an archive or a document.
    #[error("the file is {0}, not a text file of rows")]
    Binary(&'static str),
}

/// First bytes of files that people take for CSV.
const BINARY: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "an SQLite database"),
];
/// Bytes in which NULs tell UTF-16 from text.
const PROBE: usize = 4096;

impl Charset {
    /// The encoding, from the first bytes of a file.
    pub(super) fn of(start: &[u8]) -> Result<Charset, NotText> {
        if let Some((_, what)) = BINARY.iter().find(|(magic, _)| start.starts_with(magic)) {
            return Err(NotText::Binary(what));
        }
        if start.starts_with(b"\xff\xfe\0\0") || start.starts_with(b"\0\0\xfe\xff") {
            return Err(NotText::Utf32);
        }
        if start.starts_with(b"\xff\xfe") {
            return Ok(Charset::Utf16Le);
        }
        if start.starts_with(b"\xfe\xff") {
            return Ok(Charset::Utf16Be);
        }
        unmarked(start)?;
        Ok(match std::str::from_utf8(start) {
            // A character cut in two at the end of the first bytes is not a fault of the file.
            Ok(_) => Charset::Utf8,
            Err(error) if error.error_len().is_none() => Charset::Utf8,
            Err(_) => Charset::Windows1252,
        })
    }

    /// Whether each character takes two bytes, so that rows can only be found after decoding.
    fn wide(self) -> Option<&'static Encoding> {
        match self {
            Charset::Utf16Le => Some(UTF_16LE),
            Charset::Utf16Be => Some(UTF_16BE),
            Charset::Utf8 | Charset::Windows1252 => None,
        }
    }

    /// The bytes as rows can be found in them: UTF-16 becomes UTF-8, everything else stays.
    pub(super) fn rows_of<'r>(self, input: Box<dyn Read + 'r>) -> Box<dyn Read + 'r> {
        match self.wide() {
            Some(encoding) => Box::new(
                DecodeReaderBytesBuilder::new()
                    .encoding(Some(encoding))
                    .strip_bom(true)
                    .build(input),
            ),
            None => input,
        }
    }
}

/// Text in a Latin script has a NUL in every second byte when it is UTF-16.
fn unmarked(start: &[u8]) -> Result<(), NotText> {
    let probe = &start[..start.len().min(PROBE) & !1];
    let nuls = |offset: usize| probe.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (nuls(0), nuls(1));
    let many = |count: usize| count * 4 > probe.len() / 2 && count > 1;
    match (many(first), many(second)) {
        (false, true) if first * 10 < second => Err(NotText::Unmarked("UTF-16LE")),
        (true, false) if second * 10 < first => Err(NotText::Unmarked("UTF-16BE")),
        (true, true) => Err(NotText::Binary("binary data")),
        _ => Ok(()),
    }
}

/// A cell with everything in it, seen or not: for letters, which may not drop a joiner that a name is written with.
/// Only blanks around it and the `="…"` of spreadsheets go.
pub(super) fn verbatim(cell: &[u8]) -> String {
    let text = decoded(cell);
    let inner = text.trim();
    let guarded = inner.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    guarded.map_or(inner, str::trim).to_owned()
}

/// A cell as text: UTF-8, or else Windows-1252, which can read every byte.
fn decoded(cell: &[u8]) -> Cow<'_, str> {
    let encoding = match std::str::from_utf8(cell) {
        Ok(_) => UTF_8,
        Err(_) => WINDOWS_1252,
    };
    encoding.decode_without_bom_handling(cell).0
}

/// Characters that are there but cannot be seen: NUL, zero-width characters, the soft hyphen, direction marks.
fn unseen(c: char) -> bool {
    matches!(
        c,
        '\0' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// A cell as a person sees it: decoded, without invisible characters and blanks around it, and without the `="…"` that
/// keeps a spreadsheet from dropping leading zeros.
pub(super) fn text(cell: &[u8]) -> Cow<'_, str> {
    let text = decoded(cell);
    let text = match text.contains(unseen) {
        true => Cow::Owned(text.replace(unseen, "")),
        false => text,
    };
    let inner = text.trim();
    let inner = inner
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .map_or(inner, str::trim);
    match inner.len() == text.len() {
        true => text,
        false => Cow::Owned(inner.to_owned()),
    }
}
