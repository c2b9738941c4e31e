//! The letters of an incident: drafted from templates and facts, checked against the law, approved, exported, merged.

mod approval_rows;
mod approve;
mod check;
mod clauses;
mod compare;
pub mod context;
mod customers;
mod draft;
pub mod edit;
pub mod edit_room;
mod export;
mod filed;
mod files;
mod filing_told;
pub mod mailing;
pub mod merge;
mod ordinary;
mod packet;
mod people_by_place;
pub mod recorded;
mod recorded_decisions;
mod redraft;
mod reviews;
mod sent_on;
mod stale;
mod to_follow;
pub mod word_in;
mod word_out;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::record::{Loaded, RecordError};
use super::views::{ObligationView, utc};
use crate::core::ids::{LetterId, ObligationId, ObligationName, StoredDigest};
use crate::core::incident::Incident;
use crate::core::incident::letter::{Comment, Letter, Revision};
use crate::core::json_array::serialize_as_array;
use crate::core::sign_off::same_person;
use crate::core::time::Zone;
use crate::core::toml_text::reader::suggestion;
use crate::letter::person::{Field, Need};

pub use approval_rows::{ApprovalRow, SignOffBook, words as sign_off_words};
pub use approve::{Approval, Open, PREVIEW, approval, open, redline_since_first, withdrawal};
pub use check::{Unsaved, check, check_unsaved, compared, compared_text, findings_text};
pub use clauses::{Insertion, with_clause};
pub use compare::{Side, beside, sides};
pub use draft::{Draft, Drafted, draft};
pub use export::{
    Format, approved_in, document, escaped, export, lacks_its_logo, outgoing, page, redline, redline_columns,
    redline_docx, redline_html, report, single,
};
pub use files::{TemplateRow, clauses, contacts, rules, sign_off, templates};
pub use ordinary::ordinary_words;
pub use packet::{Manifest, PacketFile, packet};
pub use redraft::{Redraft, redraft};
pub use stale::{Stale, stale};
pub use to_follow::{Owed, owed};
pub use word_out::{Remarks, letter_file, passage};

/// A letter in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterRow {
    /// Its id within the incident.
    pub letter: LetterId,
    /// The template it came from.
    pub template: String,
    pub language: String,
    #[serde(rename = "duty")]
    pub obligation: Option<ObligationName>,
    /// draft, approved, partly approved, or why an approval no longer holds
    pub state: &'static str,
    /// How many texts it has had.
    pub revisions: usize,
    /// SHA-256 of the text as it stands.
    pub sha256: StoredDigest,
    /// Who wrote the text as it stands, and when.
    pub written: ByWhom,
    /// Everybody who wrote any part of it.
    #[serde(skip)]
    pub hands: Vec<String>,
    /// Who gave the last approval that was needed, and when; `None` while one is missing.
    pub approved: Option<ByWhom>,
    /// Every approval it needs.
    pub sign_off: Vec<ApprovalRow>,
    pub comments: usize,
    /// What it tells that has changed since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<Stale>,
    /// The day that it says it goes out on, where one is recorded.
    #[serde(skip)]
    pub dated: Option<NaiveDate>,
    /// Whether it is merged with a list of people before it goes out.
    #[serde(skip)]
    pub for_each_person: bool,
    /// Whether a filing says that it went out: then it is supplemented, not drafted anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub filed: bool,
}

/// Who did something, and when. In JSON an array of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByWhom {
    pub actor: String,
    pub at: DateTime<Utc>,
}

impl ByWhom {
    fn new(actor: &str, at: DateTime<Utc>) -> ByWhom {
        let actor = actor.to_owned();
        ByWhom { actor, at }
    }
}

impl Serialize for ByWhom {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.actor, utc(self.at)).serialize(serializer)
    }
}

/// A remark on a letter, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub author: String,
    pub text: String,
}
serialize_as_array!(Remark: author, text);

/// The remarks on a letter, oldest first.
fn remarks(letter: &Letter) -> Vec<Remark> {
    let remark = |comment: &Comment| Remark {
        author: comment.author.clone(),
        text: comment.text.clone(),
    };
    letter.comments.iter().map(remark).collect()
}

/// The remarks on a letter in words, oldest first.
pub fn remarks_told(letter: &Letter, zone: &Zone) -> Vec<String> {
    let told = |comment: &Comment| {
        let at = zone.local(comment.at).format("%-d %b %H:%M");
        let on = comment.passage.as_ref().map(|passage| format!(" on “{passage}”"));
        format!(
            "remark by {} {at}{}: {}",
            comment.author,
            on.unwrap_or_default(),
            comment.text
        )
    };
    letter.comments.iter().map(told).collect()
}

/// The letters of an incident, each with what has changed since it was written.
pub fn rows(loaded: &Loaded, obligations: &[ObligationView], book: &SignOffBook<'_>) -> Vec<LetterRow> {
    let incident = &loaded.incident;
    let letters = incident.letters.values();
    letters
        .filter_map(|letter| {
            let row = row(incident, letter, book)?;
            // What was supplemented is measured against the supplement.
            let stale = match filed::is_supplemented(incident, &letter.id) {
                true => Vec::new(),
                false => stale(book.rules, loaded, obligations, &letter.id),
            };
            Some(LetterRow { stale, ..row })
        })
        .collect()
}

fn row(incident: &Incident, letter: &Letter, book: &SignOffBook<'_>) -> Option<LetterRow> {
    let current = letter.current()?;
    let signed = book.shown(incident, letter);
    Some(LetterRow {
        letter: letter.id.clone(),
        template: letter.template.clone(),
        language: letter.language.clone(),
        obligation: letter.obligation.clone(),
        state: signed.state,
        revisions: letter.revisions.len(),
        sha256: current.sha256.clone(),
        written: ByWhom::new(&current.author, current.at),
        hands: hands(letter),
        approved: signed.approved,
        sign_off: signed.rows,
        comments: letter.comments.len(),
        stale: Vec::new(),
        dated: filed::dated(incident, letter),
        for_each_person: is_for_each_person(&current.text),
        filed: filed::is_filed(incident, &letter.id),
    })
}

/// Whether a text has blanks that a list of people fills, so that it cannot go out as it is.
pub fn is_for_each_person(text: &str) -> bool {
    let blanks = crate::letter::gaps::gaps(text);
    let needs = |key: &str| Field::of(key).is_some_and(|field| field.need == Need::Required);
    blanks.iter().any(|blank| needs(&blank.key))
}

/// Everybody who wrote any part of a letter, each once.
fn hands(letter: &Letter) -> Vec<String> {
    let mut hands: Vec<String> = Vec::new();
    for hand in letter.revisions.iter().flat_map(|revision| &revision.hands) {
        if !hands.iter().any(|known| same_person(known, hand)) {
            hands.push(hand.clone());
        }
    }
    hands
}

/// Why a letter was not made.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// There is no such letter.
    #[error("unknown letter `{letter}` in {code}")]
    Unknown {
        /// As typed.
        letter: String,
        /// The incident.
        code: String,
        /// The nearest there is; `None`: none was drafted yet.
        hint: Option<String>,
    },
    /// Its texts are sealed for others.
    #[error("the text of {letter} is sealed for those who draft, approve or export letters")]
    Sealed { letter: LetterId, code: String },
    /// There is no such revision.
    #[error("{letter} has no revision {asked}; its revisions are numbered 1 to {revisions}")]
    Revision {
        letter: String,
        /// How many there are.
        revisions: usize,
        /// As typed.
        asked: usize,
    },
    /// There is no such obligation in this incident.
    #[error("unknown obligation `{obligation}`")]
    Obligation {
        /// As typed.
        obligation: String,
        /// The obligations of the same regime.
        near: Vec<ObligationId>,
    },
    /// There is no such template.
    #[error("unknown template `{template}`")]
    Template {
        /// As typed.
        template: String,
        /// The nearest there is.
        hint: String,
    },
    /// Neither a template nor an obligation was named.
    #[error("neither a template nor an obligation is named")]
    Unnamed,
    /// No template is made for the obligation.
    #[error("there is no template for {0}")]
    NoTemplate(ObligationId),
    /// A letter whose facts changed cannot be approved without a word.
    #[error("{letter} tells what has changed since")]
    Stale {
        letter: LetterId,
        /// The incident.
        code: String,
        /// What it tells, a line each.
        told: Vec<String>,
    },
    /// A text that is too long to be compared with another.
    #[error("the text is too long to compare")]
    TooLong,
    /// A table that no page can hold.
    #[error("a table of the letter has {0} columns; a page holds at most {most}", most = export::WIDEST)]
    Wide(usize),
    /// There is no such clause in the letter's language.
    #[error("unknown clause `{clause}` in `{language}`")]
    Clause {
        clause: String,
        language: String,
        /// The nearest there is; `None`: there are none.
        hint: Option<String>,
    },
    /// A clause that was approved for other readers.
    #[error("clause `{clause}` is not approved for letters to {audience}")]
    Audience { clause: String, audience: String },
    /// Two revisions to be compared, and several letters they could be of.
    #[error("a revision number alone does not say which letter is meant")]
    WhichLetter,
    /// A Word file that was not read.
    #[error("the Word file cannot be read")]
    Word(#[source] crate::letter::docx_import::WordError),
    /// A file that says which text it was made of, and that text is none of this letter's.
    #[error("the file was not made from a text of {0}")]
    OtherText(String),
    /// A file whose text and remarks are all known.
    #[error("the file has no change and no new remark")]
    NothingNew,
    /// Words that a remark is said to be about.
    #[error("the current text does not have these words in one line, or they are too long")]
    Passage,
    /// An obligation has no letter, so that there is nothing to pack.
    #[error("{0} has no letter")]
    NothingToPack(String),
    /// It cannot be printed.
    #[error("the letter cannot be exported")]
    Made(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A letter of an incident by its id.
///
/// # Errors
/// [`LetterError::Unknown`] with the nearest id.
pub fn find<'i>(incident: &'i Incident, letter: &LetterId) -> Result<&'i Letter, LetterError> {
    if incident.sealed_letters.contains(letter) {
        let (letter, code) = (letter.clone(), incident.code.to_string());
        return Err(LetterError::Sealed { letter, code });
    }
    incident.letters.get(letter).ok_or_else(|| {
        let known: Vec<&str> = incident.letters.keys().map(LetterId::as_str).collect();
        LetterError::Unknown {
            letter: letter.to_string(),
            code: incident.code.to_string(),
            hint: (!known.is_empty()).then(|| suggestion(letter, &known)),
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
        letter: letter.id.to_string(),
        revisions: letter.revisions.len(),
        asked,
    })
}

/// Why something about letters did not work.
#[derive(Debug, thiserror::Error)]
pub enum LettersError {
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The letter or its template.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// Templates or rules with problems, one a line.
    #[error("the templates or rules have problems")]
    Files(Vec<String>),
}

/// A letter whole, for programs.
#[derive(Debug, Clone, Serialize)]
pub struct WholeLetter<'l> {
    letter: &'l str,
    template: &'l str,
    language: &'l str,
    #[serde(rename = "duty")]
    obligation: Option<&'l str>,
    state: &'static str,
    sha256: &'l StoredDigest,
    author: &'l str,
    text: &'l str,
    comments: Vec<Remark>,
    sign_off: Vec<ApprovalRow>,
}

/// A letter with one of its texts.
pub fn whole<'l>(letter: &'l Letter, revision: &'l Revision, row: &LetterRow) -> WholeLetter<'l> {
    WholeLetter {
        letter: &letter.id,
        template: &letter.template,
        language: &letter.language,
        obligation: letter.obligation.as_deref(),
        state: row.state,
        sha256: &revision.sha256,
        author: &revision.author,
        text: &revision.text,
        comments: remarks(letter),
        sign_off: row.sign_off.clone(),
    }
}
