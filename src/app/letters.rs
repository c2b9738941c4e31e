//! Letters of an incident as people and programs see them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::views::utc;
use crate::core::fact::IncidentKind;
use crate::core::incident::letter::{LONGEST, Letter, Revision};
use crate::core::incident::{Incident, Organisation};
use crate::core::reader::suggestion;
use crate::letter::block::{Block, Letter as Page, Letterhead, Paper};
use crate::letter::docx::ChangedBy;
use crate::letter::markdown;

/// A letter in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterRow {
    /// Its id within the incident.
    pub letter: String,
    /// The template it came from.
    pub template: String,
    /// The language.
    pub language: String,
    /// The duty it is for.
    pub duty: Option<String>,
    /// draft, approved, or changed since it was approved
    pub state: &'static str,
    /// How many texts it has had.
    pub revisions: usize,
    /// SHA-256 of the text as it stands.
    pub sha256: String,
    /// Who wrote the text as it stands, and when.
    pub written: (String, String),
    /// Who approved the text as it stands, and when.
    pub approved: Option<(String, String)>,
    /// Remarks.
    pub comments: usize,
}

/// The letters of an incident.
pub fn rows(incident: &Incident) -> Vec<LetterRow> {
    incident.letters.values().filter_map(row).collect()
}

fn row(letter: &Letter) -> Option<LetterRow> {
    let current = letter.current()?;
    Some(LetterRow {
        letter: letter.id.clone(),
        template: letter.template.clone(),
        language: letter.language.clone(),
        duty: letter.duty.clone(),
        state: letter.state(),
        revisions: letter.revisions.len(),
        sha256: current.sha256.clone(),
        written: (current.author.clone(), utc(current.at)),
        approved: letter.approval().map(|a| (a.by.clone(), utc(a.at))),
        comments: letter.comments.len(),
    })
}

/// SHA-256 of a text, hexadecimal: what an approval is bound to.
pub fn digest(text: &str) -> String {
    crate::store::key::hex(&Sha256::digest(text.as_bytes()))
}

/// A form a letter can be exported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown, as it is edited.
    Md,
    /// One HTML file.
    Html,
    /// Word.
    Docx,
    /// PDF/UA and PDF/A.
    Pdf,
    /// Plain text.
    Txt,
}

impl Format {
    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Md => "md",
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Txt => "txt",
        }
    }
}

/// Width of plain text letters, in columns.
const WIDTH: usize = 76;

/// Why a letter was not made.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// There is no such letter.
    #[error("there is no letter `{letter}` in {code}")]
    Unknown {
        /// As typed.
        letter: String,
        /// The incident.
        code: String,
        /// The nearest there is.
        hint: String,
    },
    /// There is no such revision.
    #[error("{letter} has {revisions} revisions, there is no number {asked}")]
    Revision {
        /// The letter.
        letter: String,
        /// How many there are.
        revisions: usize,
        /// As typed.
        asked: usize,
    },
    /// No template fits, or something else about what was asked.
    #[error("{0}")]
    Template(String),
    /// A table that no page can hold.
    #[error("a table of the letter has {0} columns; a page holds at most {WIDEST}")]
    Wide(usize),
    /// It cannot be printed.
    #[error("the letter cannot be made into a file")]
    Made(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A letter of an incident by its id.
///
/// # Errors
/// [`LetterError::Unknown`] with the nearest id.
pub fn find<'i>(incident: &'i Incident, letter: &str) -> Result<&'i Letter, LetterError> {
    incident.letters.get(letter).ok_or_else(|| {
        let known: Vec<&str> = incident.letters.keys().map(String::as_str).collect();
        LetterError::Unknown {
            letter: letter.to_owned(),
            code: incident.code.clone(),
            hint: match known.is_empty() {
                true => format!("draft one: firebell letter draft {} TEMPLATE", incident.code),
                false => suggestion(letter, &known),
            },
        }
    })
}

/// A text of a letter by its number, from 1; without one the text as it stands.
///
/// # Errors
/// [`LetterError::Revision`] where there is no such number.
pub fn revision(letter: &Letter, number: Option<usize>) -> Result<&Revision, LetterError> {
    let asked = number.unwrap_or(letter.revisions.len());
    let found = asked.checked_sub(1).and_then(|at| letter.revisions.get(at));
    found.ok_or_else(|| LetterError::Revision {
        letter: letter.id.clone(),
        revisions: letter.revisions.len(),
        asked,
    })
}

/// A text as a letter ready to be shown: with letterhead, paper and, for an exercise, its mark on every page.
pub fn page(incident: &Incident, organisation: &Organisation, letter: &Letter, text: &str) -> Page {
    let blocks = markdown::parse(text);
    let heading = blocks.iter().find_map(|block| match block {
        Block::Heading { text, .. } => Some(markdown::plain(text)),
        _ => None,
    });
    let own = |key: &str| {
        let literal = organisation.profile.get(key)?;
        let text = literal.trim_matches('"').replace("\\\"", "\"");
        (!text.is_empty()).then_some(text)
    };
    let american = letter.duty.as_deref().or(Some(letter.template.as_str()));
    Page {
        title: heading.unwrap_or_else(|| letter.id.clone()),
        language: letter.language.clone(),
        paper: match american.is_some_and(|id| id.starts_with("us")) {
            true => Paper::Letter,
            false => Paper::A4,
        },
        letterhead: Letterhead {
            name: own("organisation.name").unwrap_or_default(),
            lines: LETTERHEAD.iter().filter_map(|key| own(key)).collect(),
        },
        exercise: incident.kind == IncidentKind::Exercise,
        blocks,
    }
}

/// A document that is no letter, such as a report, ready to be shown.
pub fn document(title: &str, organisation: &str, exercise: bool, text: &str) -> Page {
    Page {
        title: title.to_owned(),
        language: "en".to_owned(),
        paper: Paper::A4,
        letterhead: Letterhead {
            name: organisation.to_owned(),
            lines: Vec::new(),
        },
        exercise,
        blocks: markdown::parse(text),
    }
}

/// A value as the Markdown of documents takes it, whatever characters it holds.
pub fn escaped(value: &str) -> String {
    markdown::escape(value)
}

impl Format {
    /// The form a file's ending asks for.
    pub fn of(path: &std::path::Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        let all = [Format::Md, Format::Html, Format::Docx, Format::Pdf, Format::Txt];
        all.into_iter().find(|format| format.ending() == ending)
    }
}

/// Lines of the letterhead, from the organisation's profile.
const LETTERHEAD: [&str; 4] = [
    "identity.address",
    "identity.telephone",
    "identity.email",
    "identity.website",
];

/// Columns of the widest table that is made into a file: as many as Word takes.
const WIDEST: usize = 63;

/// Refuses what would take hours or gigabytes to lay out.
///
/// # Errors
/// [`LetterError::Wide`].
fn printable(page: &Page) -> Result<(), LetterError> {
    fn widest(block: &Block) -> usize {
        match block {
            Block::Table { head, rows } => rows.iter().map(Vec::len).max().unwrap_or_default().max(head.len()),
            Block::List { items, .. } => items.iter().flatten().map(widest).max().unwrap_or_default(),
            Block::Quote(blocks) => blocks.iter().map(widest).max().unwrap_or_default(),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Rule => 0,
        }
    }
    match page.blocks.iter().map(widest).max() {
        Some(columns) if columns > WIDEST => Err(LetterError::Wide(columns)),
        Some(_) | None => Ok(()),
    }
}

/// A letter as the bytes of a file; `created` is the moment its text was written, so that the same text gives the
/// same bytes.
///
/// # Errors
/// [`LetterError::Made`] where it cannot be printed.
pub fn export(page: &Page, text: &str, format: Format, created: DateTime<Utc>) -> Result<Vec<u8>, LetterError> {
    printable(page)?;
    let bytes = match format {
        Format::Md if page.exercise => format!("{BANNER}\n\n{text}\n\n{BANNER}\n").into_bytes(),
        Format::Md => text.as_bytes().to_vec(),
        Format::Html => crate::letter::html::html(page).into_bytes(),
        Format::Txt => crate::letter::plain::plain(page, WIDTH).into_bytes(),
        Format::Pdf => {
            let printed = crate::letter::pdf::Printer::default().print(page, created);
            printed.map_err(|error| LetterError::Made(Box::new(error)))?
        }
        Format::Docx => {
            let made = crate::letter::docx::docx(page, created);
            made.map_err(|error| LetterError::Made(Box::new(error)))?
        }
    };
    Ok(bytes)
}

/// What changed between two texts, for a terminal.
pub fn redline(before: &str, after: &str) -> String {
    if before.len().max(after.len()) > LONGEST {
        return "a text of this length is not compared\n".to_owned();
    }
    let redline = crate::letter::redline::redline(before, after);
    match redline.is_empty() {
        true => "nothing changed\n".to_owned(),
        false => redline.text(),
    }
}

/// What changed between two texts, as Word insertions and deletions by whoever wrote the later one.
///
/// # Errors
/// [`LetterError::Made`] where it cannot be written.
pub fn redline_docx(page: &Page, before: &Revision, after: &Revision) -> Result<Vec<u8>, LetterError> {
    if before.text.len().max(after.text.len()) > LONGEST {
        return Err(LetterError::Template(
            "a text of this length is not compared".to_owned(),
        ));
    }
    printable(page)?;
    let redline = crate::letter::redline::redline(&before.text, &after.text);
    let by = ChangedBy {
        author: after.author.clone(),
        at: after.at,
    };
    crate::letter::docx::redline_docx(&redline, page, &by).map_err(|error| LetterError::Made(Box::new(error)))
}

/// Stands over and under a letter of an exercise that is exported as the text it is edited in.
const BANNER: &str = "**EXERCISE EXERCISE EXERCISE. Nothing in here has happened.**";
