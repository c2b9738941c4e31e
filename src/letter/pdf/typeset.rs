//! The typesetter: typst with its text given as data, its fonts built in, and nothing else in reach.

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

use super::{PdfError, data};
use crate::letter::block::Letter;

const LAYOUT: &str = include_str!("../../../templates/letter.typ");
/// The fonts that `build.rs` picks. Typst asks them in this order for what the layout's own lack.
const FONTS: [&[u8]; 8] = include!(concat!(env!("OUT_DIR"), "/fonts.rs"));
/// Letters laid out before typst's memory of older ones is dropped. After many letters in one file it is dropped at
/// once, because it grows with each of them.
const REMEMBERED: usize = 10;
/// Bytes of stack for the typesetter: enough for letters nested as deeply as Markdown is read.
const STACK: usize = 32 << 20;

#[derive(Debug)]
pub(super) struct Typesetter {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    layout: Source,
}

impl Typesetter {
    pub(super) fn new(files: Vec<Vec<u8>>) -> Self {
        let built_in = FONTS.into_iter().map(Bytes::new);
        let all = built_in.chain(files.into_iter().map(Bytes::new));
        let fonts: Vec<Font> = all.flat_map(|file| Font::iter(file).collect::<Vec<_>>()).collect();
        Self {
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            layout: Source::detached(LAYOUT),
        }
    }

    pub(super) fn print(&self, letters: &[Letter], created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        let pdf = on_own_pool(|| self.compile(letters, created));
        comemo::evict(if letters.len() > 1 { 0 } else { REMEMBERED });
        pdf
    }

    /// Characters of letters that no font can draw, each once.
    pub(super) fn undrawable(&self, letters: &[Letter]) -> BTreeSet<char> {
        let mut seen = data::signs(letters);
        seen.retain(|sign| !self.has(*sign));
        seen
    }

    /// Characters of a text that no font can draw, each once.
    pub(super) fn undrawable_in(&self, text: impl Iterator<Item = char>) -> BTreeSet<char> {
        text.filter(|sign| data::is_drawn(*sign) && !self.has(*sign)).collect()
    }

    fn has(&self, sign: char) -> bool {
        let number = u32::from(sign);
        self.fonts.iter().any(|font| font.info().coverage.contains(number))
    }

    fn compile(&self, letters: &[Letter], created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        let library = Library::builder().with_inputs(data::inputs(letters)).build();
        let world = Closed {
            typesetter: self,
            library: LazyHash::new(library),
        };
        let document: PagedDocument = typst::compile(&world)
            .output
            .map_err(|all| PdfError::Printing(messages(&all)))?;
        typst_pdf::pdf(&document, &options(created)?).map_err(|all| PdfError::Printing(messages(&all)))
    }
}

/// Runs the typesetter on a thread and a rayon pool of its own. Typst splits its work through rayon: on the pool of a
/// caller that prints many letters, a thread that waits for a part of one letter would start the next letter on top of
/// it until its stack overflows. A panic in there becomes an error.
fn on_own_pool<T: Send>(work: impl FnOnce() -> Result<T, PdfError> + Send) -> Result<T, PdfError> {
    let stopped = |what: String| PdfError::Printing(vec![what]);
    let pooled = move || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build();
        pool.map_err(|error| stopped(error.to_string()))?.install(work)
    };
    let joined = std::thread::scope(|scope| scope.spawn(pooled).join());
    joined.unwrap_or_else(|_| Err(stopped("the typesetter stopped".to_owned())))
}

fn messages(all: &[SourceDiagnostic]) -> Vec<String> {
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

/// Everything that typst can see: the layout, the fonts and one set of data.
struct Closed<'a> {
    typesetter: &'a Typesetter,
    library: LazyHash<Library>,
}

impl World for Closed<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.typesetter.book
    }

    fn main(&self) -> FileId {
        self.typesetter.layout.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = id == self.typesetter.layout.id();
        known
            .then(|| self.typesetter.layout.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.typesetter.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
