//! A letter as PDF: tagged for readers of the screen (PDF/UA-1), made to be kept (PDF/A-2a), fonts inside.
//!
//! The looks are `templates/letter.typ`; the text goes in as data and is never markup. No file, clock or network is
//! behind it: the fonts are in the program, the time of creation is given, and the same input gives the same bytes.

mod data;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Timelike, Utc};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::block::Letter;
use super::sign::Sign;

const LOOKS: &str = include_str!("../../templates/letter.typ");
/// Letters laid out before what was remembered of older ones is forgotten; after many in one file it is forgotten at
/// once, for it fills the memory.
const REMEMBERED: usize = 10;
/// Bytes of stack the typesetter has: enough for letters nested as deeply as Markdown is read.
const STACK: usize = 32 << 20;

/// Why no PDF was made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// No letters were given: a PDF has at least one page.
    #[error("there is no letter to print")]
    Nothing,
    /// The fonts have no sign for these characters. They are named by number, for a name is nobody's to log.
    #[error("no font has a sign for {}; add a font that has them, or export the letter as DOCX or HTML", .0.join(", "))]
    Characters(Vec<String>),
    /// The letter could not be laid out or written; a defect of the template or a limit of the format.
    #[error("the letter cannot be printed: {}", .0.join("; "))]
    Printing(Vec<String>),
}

/// Prints letters. Made once: it holds the fonts. It may be shared between threads.
#[derive(Debug)]
pub struct Printer {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    looks: Source,
}

impl Default for Printer {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Printer {
    /// A printer with the built-in fonts (Latin, Greek, Cyrillic and more, no Chinese, Japanese, Korean, Arabic), and
    /// those in `files`, each the bytes of a TTF, OTF or TTC file. Bytes that are no font are passed over.
    pub fn new(files: Vec<Vec<u8>>) -> Self {
        let built_in = typst_kit::fonts::embedded().map(|(font, _)| font);
        let own = files
            .into_iter()
            .flat_map(|file| Font::iter(Bytes::new(file)).collect::<Vec<_>>());
        let fonts: Vec<Font> = built_in.chain(own).collect();
        Self {
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            looks: Source::detached(LOOKS),
        }
    }

    /// The letter as a PDF said to be created at that time.
    ///
    /// # Errors
    /// When a character has no sign in the fonts, or the letter cannot be laid out.
    pub fn print(&self, letter: &Letter, created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        self.print_all(std::slice::from_ref(letter), created)
    }

    /// Many letters in one PDF, each beginning on a page of its own with the number 1. Title, author and language of
    /// the file are those of the first letter. Memory grows with their number: some hundreds in a file are well borne.
    ///
    /// # Errors
    /// As [`print`](Self::print), and when there are no letters.
    pub fn print_all(&self, letters: &[Letter], created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        if letters.is_empty() {
            return Err(PdfError::Nothing);
        }
        let unknown: Vec<String> = self.lacking(letters).into_iter().map(name).collect();
        if !unknown.is_empty() {
            return Err(PdfError::Characters(unknown));
        }
        let pdf = apart(|| self.compile(letters, created));
        comemo::evict(if letters.len() > 1 { 0 } else { REMEMBERED });
        pdf
    }

    /// Characters of letters that no font can draw, each once.
    pub fn lacking(&self, letters: &[Letter]) -> Vec<Sign> {
        let seen = data::signs(letters).into_iter();
        seen.filter(|sign| !self.has(*sign)).map(Sign).collect()
    }

    /// Characters of a text that no font can draw, each once.
    pub fn lacking_in(&self, text: impl Iterator<Item = char>) -> Vec<Sign> {
        let seen: BTreeSet<char> = text.filter(|sign| data::is_drawn(*sign)).collect();
        seen.into_iter().filter(|sign| !self.has(*sign)).map(Sign).collect()
    }

    fn has(&self, sign: char) -> bool {
        let number = u32::from(sign);
        self.fonts.iter().any(|font| font.info().coverage.contains(number))
    }

    fn compile(&self, letters: &[Letter], created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        let library = Library::builder().with_inputs(data::inputs(letters)).build();
        let desk = Desk {
            printer: self,
            library: LazyHash::new(library),
        };
        let document: PagedDocument = typst::compile(&desk)
            .output
            .map_err(|all| PdfError::Printing(said(&all)))?;
        typst_pdf::pdf(&document, &options(created)?).map_err(|all| PdfError::Printing(said(&all)))
    }
}

/// Runs the typesetter on a thread and a pool of its own. It shares its work through rayon: on the pool of a caller that
/// prints many letters, a thread waiting for a part of one letter would begin the next on top of it, until its stack
/// is full. What breaks in there becomes an error.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, PdfError> + Send) -> Result<T, PdfError> {
    let stopped = |what: String| PdfError::Printing(vec![what]);
    let pooled = move || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build();
        pool.map_err(|error| stopped(error.to_string()))?.install(work)
    };
    let joined = std::thread::scope(|scope| scope.spawn(pooled).join());
    joined.unwrap_or_else(|_| Err(stopped("the typesetter stopped".to_owned())))
}

fn name(sign: Sign) -> String {
    format!("U+{:04X}", u32::from(sign.0))
}

fn said(all: &[SourceDiagnostic]) -> Vec<String> {
    all.iter().map(|one| one.message.to_string()).collect()
}

fn options(created: DateTime<Utc>) -> Result<PdfOptions, PdfError> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| PdfError::Printing(vec![error.message().to_string()]))?;
    Ok(PdfOptions {
        creator: Smart::Custom(Some("firebell".to_owned())),
        timestamp: moment(created).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

fn moment(time: DateTime<Utc>) -> Option<Datetime> {
    let part = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        time.year(),
        part(time.month())?,
        part(time.day())?,
        part(time.hour())?,
        part(time.minute())?,
        part(time.second())?,
    )
}

/// What the typesetter may see: the looks, the fonts and one set of data.
struct Desk<'a> {
    printer: &'a Printer,
    library: LazyHash<Library>,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.printer.book
    }

    fn main(&self) -> FileId {
        self.printer.looks.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = id == self.printer.looks.id();
        known.then(|| self.printer.looks.clone()).ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.printer.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
