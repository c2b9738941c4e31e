//! A Word file that came back from outside counsel: its text as Markdown, its tracked changes and its comments.
//!
//! The file is hostile until read: what unpacks too large, leads outside or declares entities is refused. What a
//! letter cannot keep is counted and named.

pub mod archive;
mod assemble;
mod body;
mod comments;
mod drawing;
mod field;
mod gaps;
mod lost;
mod numbering;
mod parts;
mod run;
mod styles;
mod table;
pub mod xml;

use chrono::{DateTime, Utc};

pub use self::archive::is_word;
pub use self::lost::{Lost, LostKind};

use self::archive::Archive;
use self::parts::Parts;
use super::markdown::write;

/// Why a Word file was not read.
#[derive(Debug, thiserror::Error)]
pub enum WordError {
    #[error("the file is not a Word document")]
    NotWord,
    #[error("the file is protected by a password, or is in the old .doc format")]
    Protected,
    #[error("the file contains macros")]
    Macros,
    #[error("the file unpacks to more than {0} MiB")]
    Large(u64),
    #[error("the file has {0} parts; a letter has at most {most}", most = archive::MOST_PARTS)]
    Parts(usize),
    #[error("the file has a part whose name leads outside of it: {0:?}")]
    Path(String),
    #[error("{part} declares entities, which no Word document needs")]
    Entities { part: String },
    #[error("{part} is nested too deeply, or has too many elements, attributes or namespaces")]
    Deep { part: String },
    #[error("{part} of the file is invalid")]
    Part {
        part: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("the file refers to something outside of it ({kind}): {target:?}")]
    External { kind: String, target: String },
}

/// A comment in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordRemark {
    pub author: String,
    /// As the file says; word processors write their local time here. `None`: the file does not say.
    pub at: Option<DateTime<Utc>>,
    pub text: String,
    /// The words it is about, on one line.
    pub passage: Option<String>,
}

/// What a Word file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The text with every tracked change accepted, as Markdown.
    pub accepted: String,
    /// The text with every tracked change rejected.
    pub rejected: String,
    /// Who made the tracked changes, each once, in the order of the text.
    pub authors: Vec<String>,
    pub remarks: Vec<WordRemark>,
    /// What the text does not keep.
    pub lost: Vec<Lost>,
    /// SHA-256 of the letter's text that the file was exported from, where it says.
    pub exported_from: Option<String>,
}

/// Which text of a file with tracked changes is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Accepted,
    Rejected,
}

/// Reads a Word file.
///
/// # Errors
/// [`WordError`] where it is no Word document, or is one that is not safe to read.
pub fn read(bytes: &[u8]) -> Result<Returned, WordError> {
    let mut archive = Archive::open(bytes)?;
    let parts = Parts::read(&mut archive)?;
    let accepted = body::read(&parts, View::Accepted);
    let rejected = body::read(&parts, View::Rejected);
    let mut lost = accepted.lost;
    if parts.edges_changed {
        lost.add(LostKind::HeaderChange, "");
    }
    if parts.template {
        lost.add(LostKind::Template, "");
    }
    Ok(Returned {
        accepted: write(&assemble::blocks(&accepted.pieces, &parts.numbering)),
        rejected: write(&assemble::blocks(&rejected.pieces, &parts.numbering)),
        authors: accepted.authors,
        remarks: comments::remarks(parts.comments.as_ref(), &accepted.passages),
        lost: lost.into_list(),
        exported_from: parts.exported_from,
    })
}
