//! The bytes of a file as text: a byte order mark decides, then valid UTF-8, then what Western spreadsheets write.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::Serialize;

use crate::core::coded::coded;

coded! {
    /// How the bytes of a file were turned into text.
    pub enum TextEncoding: "encoding" {
        Utf8 = "utf-8" => "UTF-8",
        Utf8Marked = "utf-8-bom" => "UTF-8 with a byte order mark",
        Utf16Little = "utf-16le" => "UTF-16, little endian",
        Utf16Big = "utf-16be" => "UTF-16, big endian",
        /// Not valid UTF-8 and without a mark: a guess, which the person sees in the answer.
        Windows1252 = "windows-1252" => "Windows-1252",
    }
}

/// The text of a file and how it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    pub encoding: TextEncoding,
    #[serde(skip)]
    pub text: String,
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    #[error("the file is not text: it contains bytes that no text has")]
    Binary,
    #[error("the file is an archive or a workbook, not text")]
    Archive,
}

/// Bytes in which zeros tell UTF-16 without a mark from other text.
const PROBE: usize = 400;

/// Reads bytes as text.
///
/// # Errors
/// [`NotText`] for archives and for what holds zero bytes.
pub fn text_of(bytes: &[u8]) -> Result<Text, NotText> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(NotText::Archive);
    }
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((marked, length)) => (of_mark(marked), &bytes[length..]),
        None => (without_mark(bytes), bytes),
    };
    let text = decoder(encoding).decode_without_bom_handling(body).0.into_owned();
    match text.contains('\0') {
        true => Err(NotText::Binary),
        false => Ok(Text { encoding, text }),
    }
}

/// Text in a Latin script has a zero in every second byte when it is UTF-16.
fn without_mark(bytes: &[u8]) -> TextEncoding {
    let probe = &bytes[..bytes.len().min(PROBE)];
    let zeros = |first: usize| probe.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    // At least two zeros, since one alone in a very short file says nothing.
    let half = (probe.len() / 4).max(1);
    let plain = !bytes.contains(&0);
    match (
        plain && std::str::from_utf8(bytes).is_ok(),
        zeros(1) > half,
        zeros(0) > half,
    ) {
        (true, _, _) => TextEncoding::Utf8,
        (false, true, _) => TextEncoding::Utf16Little,
        (false, false, true) => TextEncoding::Utf16Big,
        (false, false, false) => TextEncoding::Windows1252,
    }
}

fn of_mark(marked: &'static Encoding) -> TextEncoding {
    match marked {
        marked if marked == UTF_16LE => TextEncoding::Utf16Little,
        marked if marked == UTF_16BE => TextEncoding::Utf16Big,
        _ => TextEncoding::Utf8Marked,
    }
}

fn decoder(encoding: TextEncoding) -> &'static Encoding {
    match encoding {
        TextEncoding::Utf8 | TextEncoding::Utf8Marked => UTF_8,
        TextEncoding::Utf16Little => UTF_16LE,
        TextEncoding::Utf16Big => UTF_16BE,
        TextEncoding::Windows1252 => WINDOWS_1252,
    }
}
