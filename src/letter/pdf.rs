//! A letter as PDF: tagged for screen readers (PDF/UA-1), made for archiving (PDF/A-2a), fonts embedded.
//!
//! A letter's blocks become strips as wide as the page (`flow`, `table`), strips become pages (`pages`), and pages are
//! drawn with their tags (`draw`, `tags`, `document`). The text is never markup. No file, clock or network is used: the fonts are in the program, the time of creation is given, and the same input gives the same bytes.
//! Without the feature `pdf` the same interface says that this build cannot print.

#[cfg(feature = "pdf")]
mod characters;
#[cfg(feature = "pdf")]
mod document;
#[cfg(feature = "pdf")]
mod draw;
#[cfg(feature = "pdf")]
mod flow;
#[cfg(feature = "pdf")]
mod fonts;
#[cfg(feature = "pdf")]
mod large;
#[cfg(feature = "pdf")]
mod logo;
#[cfg(feature = "pdf")]
mod mark;
#[cfg(feature = "pdf")]
mod pages;
#[cfg(feature = "pdf")]
mod shelf;
#[cfg(feature = "pdf")]
mod strip;
#[cfg(feature = "pdf")]
mod table;
#[cfg(feature = "pdf")]
mod tags;
#[cfg(feature = "pdf")]
mod text;
#[cfg(feature = "pdf")]
mod typeset;
#[cfg(not(feature = "pdf"))]
#[path = "pdf/absent.rs"]
mod typeset;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::bad_character::Sign;
use super::block::Letter;

/// Why no PDF was made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// No letters were given: a PDF has at least one page.
    #[error("there is no letter to print")]
    Nothing,
    /// No built-in font has these characters. They are named by number, so that no name reaches a log.
    #[error("no font has {}; name a folder of fonts in the config file (fonts), or export the letter as DOCX or HTML", .0.join(", "))]
    Characters(Vec<String>),
    /// The letter could not be laid out or written: a defect of the template or a limit of the format.
    #[error("the letter cannot be printed: {}", .0.join("; "))]
    Printing(Vec<String>),
    /// The program was built without the feature `pdf`.
    #[error("this build of firebell cannot print PDF; export the letter as DOCX or HTML instead")]
    NotBuilt,
}

#[cfg(not(feature = "pdf"))]
#[path = "pdf/absent_shelf.rs"]
mod shelf;

pub use shelf::Reader;

/// Prints letters. Made once, because it loads the fonts; may be shared between threads.
#[derive(Debug)]
pub struct Printer {
    typesetter: Arc<typeset::Typesetter>,
    /// More fonts, for characters that the built-in text face lacks.
    shelf: Option<shelf::Shelf>,
}

impl Default for Printer {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Printer {
    /// A printer with the built-in fonts (Latin, Greek, Cyrillic and more; not Chinese, Japanese, Korean or Arabic) and
    /// those in `files`, each the bytes of a TTF, OTF or TTC file. Bytes that are not a font are passed over.
    pub fn new(files: Vec<Vec<u8>>) -> Self {
        Self {
            typesetter: Arc::new(typeset::Typesetter::new(files)),
            shelf: None,
        }
    }

    /// A printer with the built-in fonts and so many files that are read when a letter has a character that the built-in
    /// text face lacks; the first `texts` of them are faces for texts, the others for anything else.
    pub fn with_shelf(files: usize, texts: usize, read: Reader) -> Self {
        Self {
            shelf: Some(shelf::Shelf::new(files, texts, read)),
            ..Self::default()
        }
    }

    /// The typesetter for a text.
    fn typesetter(&self, signs: impl Iterator<Item = char>) -> Arc<typeset::Typesetter> {
        let foreign = self.typesetter.foreign(signs);
        match &self.shelf {
            Some(shelf) if !foreign.is_empty() => shelf.typesetter(&foreign),
            Some(_) | None => Arc::clone(&self.typesetter),
        }
    }

    /// The letter as a PDF with the given time of creation.
    ///
    /// # Errors
    /// When no font has a character of the letter, or the letter cannot be laid out.
    pub fn print(&self, letter: &Letter, created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        self.print_all(std::slice::from_ref(letter), created)
    }

    /// Many letters in one PDF, each starting on a page of its own with the number 1. Title, author and language of
    /// the file are those of the first letter. Memory grows with their number; some hundreds in a file are fine.
    ///
    /// # Errors
    /// As [`print`](Self::print), and when there are no letters.
    pub fn print_all(&self, letters: &[Letter], created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        if letters.is_empty() {
            return Err(PdfError::Nothing);
        }
        let typesetter = self.typesetter(typeset::signs(letters).into_iter());
        let undrawable = typesetter.undrawable(letters);
        if !undrawable.is_empty() {
            let numbers = undrawable.into_iter().map(|sign| format!("U+{:04X}", u32::from(sign)));
            return Err(PdfError::Characters(numbers.collect()));
        }
        typesetter.print(letters, created)
    }

    /// Characters of letters that no font can draw, each once.
    pub fn lacking(&self, letters: &[Letter]) -> Vec<Sign> {
        let typesetter = self.typesetter(typeset::signs(letters).into_iter());
        typesetter.undrawable(letters).into_iter().map(Sign).collect()
    }

    /// Characters of a text that no font can draw, each once.
    pub fn lacking_in(&self, text: impl Iterator<Item = char>) -> Vec<Sign> {
        let signs: std::collections::BTreeSet<char> = text.collect();
        let typesetter = self.typesetter(signs.iter().copied());
        typesetter
            .undrawable_in(signs.into_iter())
            .into_iter()
            .map(Sign)
            .collect()
    }
}
