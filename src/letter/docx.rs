//! A letter as DOCX, for counsel who edits it in a word processor, and a comparison of two as tracked changes.

mod body;
mod package;
mod remark;
mod run;
mod shell;
mod tracked;

use chrono::{DateTime, SecondsFormat, Utc};

pub use remark::{Remark, shown};

use super::block::Letter;
use super::redline::Redline;
use super::words;
use crate::core::ids::StoredDigest;

/// Why no DOCX was made.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// The parts could not be packed into one file.
    #[error("cannot pack the document")]
    Pack(#[from] zip::result::ZipError),
    /// A part could not be written.
    #[error("cannot write the document")]
    Write(#[from] std::io::Error),
}

/// Who made a change and when, as a word processor shows it beside each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedBy {
    /// The name shown.
    pub author: String,
    /// The time shown.
    pub at: DateTime<Utc>,
}

/// The letter as a DOCX file said to be created at that time. The same input gives the same bytes.
///
/// # Errors
/// When the file cannot be packed, which no text of a letter can bring about.
pub fn docx(letter: &Letter, created: DateTime<Utc>) -> Result<Vec<u8>, DocxError> {
    docx_for_counsel(letter, &[], None, created)
}

/// The letter as a DOCX file for whoever goes on with it: with remarks as comments, and with the digest of its text,
/// by which the text is known when the file comes back.
///
/// # Errors
/// As [`docx`].
pub fn docx_for_counsel(
    letter: &Letter,
    remarks: &[Remark],
    text: Option<&StoredDigest>,
    created: DateTime<Utc>,
) -> Result<Vec<u8>, DocxError> {
    let blocks = words::shown(letter);
    let mut body = body::Body::with_remarks(remark::anchors(remarks, &blocks));
    body.blocks(&blocks, body::Place::default());
    let mut shell = shell::shell(letter);
    if let Some(text) = text {
        shell = shell.custom_property(TEXT_PROPERTY, text.as_str());
    }
    let (shell, headed) = body.into_document(shell);
    package::pack(shell, &package::about(letter, &stamp(created)), &headed)
}

/// The property of the file that holds the SHA-256 of the letter's text.
pub(super) const TEXT_PROPERTY: &str = "firebell-text-sha256";

/// A comparison as a DOCX file whose insertions and deletions can be accepted or refused one by one. Title, letterhead,
/// language, paper and the mark of an exercise are the letter's; its text is the comparison's.
///
/// # Errors
/// As [`docx`].
pub fn redline_docx(redline: &Redline, letter: &Letter, by: &ChangedBy) -> Result<Vec<u8>, DocxError> {
    let at = stamp(by.at);
    let mut body = body::Body::default();
    tracked::write(&mut body, redline, &by.author, &at);
    let (shell, headed) = body.into_document(shell::shell(letter));
    package::pack(shell, &package::about(letter, &at), &headed)
}

fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
