//! What a folder of merged letters says about itself: which letter, which options, which row is in which file.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::digest::{Digest, Salt};
use super::{Failed, Options, Repeat, Share};
use crate::core::event::PrintSize;
use crate::core::facts::IncidentKind;
use crate::core::ids::{LetterId, Sha256Digest, StoredDigest};
use crate::core::incident::Incident;
use crate::core::incident::letter::{Letter, Revision};
use crate::letter::block::{Letter as Page, Paper};

/// The version of the form of the file.
const FORM: u32 = 1;

/// What every letter of a folder is made from, but the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The incident's UUID.
    incident: String,
    /// The incident's code, for people.
    code: String,
    /// The letter's id within the incident.
    letter: LetterId,
    /// SHA-256 of its text, as the approval names it.
    text: StoredDigest,
    /// Of letterhead, title, language, paper, time and mark of an exercise.
    page: Digest,
    /// The ending of the form.
    form: String,
    /// Who shares a file.
    share: Share,
}

/// What two merges differ in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    Letter {
        /// Its id.
        letter: LetterId,
        /// Its incident.
        code: String,
    },
    /// The text of the letter.
    Text {
        /// SHA-256 of the text of the letters in the folder.
        was: StoredDigest,
        /// SHA-256 of the text now.
        now: StoredDigest,
    },
    /// Letterhead, title, language, paper or mark.
    Page,
    Form {
        /// The ending of the files in the folder.
        was: String,
    },
    /// Who shares a file.
    Share,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Letter { letter, code } => write!(f, "they were made from the letter {letter} of {code}"),
            Difference::Text { was, now } => write!(
                f,
                "the text was different (SHA-256 {}…, now {}…)",
                was.short(),
                now.short()
            ),
            Difference::Page => f.write_str("letterhead, logo, title, language or paper size was different"),
            Difference::Form { was } => write!(f, "they were made as {was}"),
            Difference::Share => f.write_str("they were grouped differently (--cohort, --bundle)"),
        }
    }
}

impl Source {
    /// Of a text of a letter.
    pub fn of(incident: &Incident, letter: &Letter, revision: &Revision, page: &Page, options: &Options) -> Source {
        let paper = match page.paper {
            Paper::A4 => "a4",
            Paper::Letter => "letter",
        };
        let created = revision.at.to_rfc3339();
        let kind = match page.kind {
            IncidentKind::Exercise => "exercise",
            IncidentKind::Real => "real",
        };
        let about = [
            &page.title,
            &page.language,
            paper,
            &created,
            kind,
            &page.letterhead.name,
        ];
        // Standard print adds nothing, so that folders of earlier versions are known.
        let large = (page.print == PrintSize::Large).then_some(PrintSize::Large.code());
        let logo = page.letterhead.logo.as_ref().map(|logo| logo.digest().to_string());
        let lines = large
            .into_iter()
            .chain(page.letterhead.lines.iter().map(String::as_str))
            .chain(logo.as_deref());
        Source {
            incident: incident.id.to_string(),
            code: incident.code.to_string(),
            letter: letter.id.clone(),
            text: revision.sha256.clone(),
            page: Digest::of_parts(about.into_iter().chain(lines)),
            form: options.format.ending().to_owned(),
            share: options.share.clone(),
        }
    }

    /// What is different about the letters that a folder holds already.
    pub(super) fn differs_from(&self, folder: &Source) -> Vec<Difference> {
        if (&self.incident, &self.letter) != (&folder.incident, &folder.letter) {
            return vec![Difference::Letter {
                letter: folder.letter.clone(),
                code: folder.code.clone(),
            }];
        }
        let text = (self.text != folder.text).then(|| Difference::Text {
            was: folder.text.clone(),
            now: self.text.clone(),
        });
        let page = (self.page != folder.page && text.is_none()).then_some(Difference::Page);
        let form = (self.form != folder.form).then(|| Difference::Form {
            was: folder.form.clone(),
        });
        let share = (self.share != folder.share).then_some(Difference::Share);
        [text, page, form, share].into_iter().flatten().collect()
    }
}

/// A row in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EntryRow {
    /// Its number; the header is row 1.
    pub(super) row: u64,
    /// Of the cells that its letter and its address use.
    pub(super) digest: Digest,
    /// Which letter of the file it is, from 1.
    pub(super) letter: u64,
}

/// A file that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its name.
    pub(super) file: String,
    /// Of what was put into it.
    pub(super) digest: Digest,
    /// Of the file.
    pub(super) sha256: Digest,
    pub(super) rows: Vec<EntryRow>,
    /// Rows that should be in it and could not be laid out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) left_out: Vec<u64>,
}

/// How far a merge came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// It was begun; files made since are in the journal.
    Begun,
    /// Every file stands.
    Finished,
}

/// A row without a letter, as the manifest keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NotMade {
    row: u64,
    why: String,
}

/// A row whose person has a letter under another row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Repeated {
    row: u64,
    first: u64,
}

/// The file itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    form: u32,
    pub(super) state: State,
    pub(super) source: Source,
    pub(super) salt: Salt,
    /// SHA-256 of the roster's bytes.
    pub(super) roster: Sha256Digest,
    pub(super) files: Vec<Entry>,
    pub(super) not_made: Vec<NotMade>,
    pub(super) repeats: Vec<Repeated>,
}

impl Manifest {
    /// One whose files are those.
    pub(super) fn new(state: State, source: &Source, salt: &Salt, roster: Sha256Digest, files: Vec<Entry>) -> Manifest {
        Manifest {
            form: FORM,
            state,
            source: source.clone(),
            salt: salt.clone(),
            roster,
            files,
            not_made: Vec::new(),
            repeats: Vec::new(),
        }
    }

    /// With the rows that have no file of their own.
    pub(super) fn with_rows(mut self, failed: &[Failed], repeats: &[Repeat]) -> Manifest {
        let not_made = failed.iter().map(|failed| NotMade {
            row: failed.row,
            why: failed.text.clone(),
        });
        self.not_made = not_made.collect();
        let repeats = repeats.iter().map(|Repeat { row, first, .. }| Repeated {
            row: *row,
            first: *first,
        });
        self.repeats = repeats.collect();
        self
    }
}
