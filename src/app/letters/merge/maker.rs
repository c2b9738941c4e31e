//! What letters are made with: the approved letter, the format, and what its fonts can draw.

use super::job::Person;
use super::{MergeError, OnePlace, Ready, WrittenFor};
use crate::app::fonts;
use crate::app::letters::{self, Format};
use crate::core::exercise_mark::MarkPlace;
use crate::letter::bad_character::Sign;
use crate::letter::block::Letter as Page;
use crate::letter::markdown;
use crate::letter::pdf::Printer;
use crate::letter::person::{Column, Holes, fill};

/// What letters are made with.
#[derive(Debug)]
pub(super) struct Maker<'m> {
    ready: Ready<'m>,
    format: Format,
    printer: Printer,
}

impl<'m> Maker<'m> {
    /// A maker of an approved letter.
    ///
    /// # Errors
    /// What keeps the letter from being anybody's, all of it at once.
    pub(super) fn new(ready: Ready<'m>, format: Format) -> Result<Maker<'m>, MergeError> {
        let maker = Maker {
            ready,
            format,
            printer: fonts::printer(),
        };
        let holes = Holes::of(&ready.page.blocks);
        let mut problems = Vec::new();
        if !holes.gaps.is_empty() {
            problems.push(format!("it has open gaps: {}", holes.gaps.join(", ")));
        }
        for address in holes.links {
            problems.push(format!(
                "a person field inside the address of a link cannot be filled: {address}"
            ));
        }
        let sample = fill(ready.page, &|_| Some("x".to_owned()));
        let lacking = match format {
            Format::Pdf => maker.printer.lacking(std::slice::from_ref(&sample)),
            Format::Md | Format::Html | Format::Docx | Format::Txt => Vec::new(),
        };
        if !lacking.is_empty() {
            let signs: Vec<String> = lacking.iter().map(Sign::to_string).collect();
            problems.push(format!(
                "no font can draw {}; name a folder of fonts in the config file (fonts), or use another --format",
                signs.join(", ")
            ));
        }
        match problems.is_empty() {
            true => Ok(maker),
            false => Err(MergeError::Letter(problems)),
        }
    }

    /// The one place whose people the letter is for.
    pub(super) fn place(&self) -> Option<OnePlace<'m>> {
        self.ready.place
    }

    /// Whom the letter is written for.
    pub(super) fn reader(&self) -> Option<WrittenFor<'m>> {
        self.ready.reader
    }

    /// The country it is sent from.
    pub(super) fn sent_from(&self) -> Option<&'m str> {
        self.ready.sent_from
    }

    /// What begins every file name.
    pub(super) fn mark(&self) -> &'static str {
        self.ready.page.kind.mark(MarkPlace::FileName)
    }

    /// What ends every file name.
    pub(super) fn ending(&self) -> &'static str {
        self.format.ending()
    }

    /// Characters of cells that the form cannot draw, each once.
    pub(super) fn lacking<'c>(&self, cells: impl IntoIterator<Item = &'c str>) -> Vec<Sign> {
        match self.format {
            Format::Pdf => self.printer.lacking_in(cells.into_iter().flat_map(str::chars)),
            Format::Md | Format::Html | Format::Docx | Format::Txt => Vec::new(),
        }
    }

    /// The bytes of a file, and the rows whose letters are not in it.
    pub(super) fn bytes(&self, letters: &[Person], fields: &[Column]) -> (Option<Vec<u8>>, Vec<u64>) {
        let pages: Vec<Page> = letters.iter().map(|person| self.page(person, fields)).collect();
        match self.file(&pages) {
            Some(bytes) => (Some(bytes), Vec::new()),
            None if pages.len() < 2 => (None, letters.iter().map(|person| person.row).collect()),
            None => self.without_bad_ones(letters, pages),
        }
    }

    /// Of letters that cannot be made together, those that can be made alone.
    fn without_bad_ones(&self, letters: &[Person], pages: Vec<Page>) -> (Option<Vec<u8>>, Vec<u64>) {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for (person, page) in letters.iter().zip(pages) {
            match self.file(std::slice::from_ref(&page)) {
                Some(_) => good.push(page),
                None => bad.push(person.row),
            }
        }
        match good.is_empty() {
            true => (None, bad),
            false => match self.file(&good) {
                Some(bytes) => (Some(bytes), bad),
                None => (None, letters.iter().map(|person| person.row).collect()),
            },
        }
    }

    fn page(&self, person: &Person, fields: &[Column]) -> Page {
        let cell = |column: &Column| {
            let at = fields.iter().position(|field| field == column)?;
            person.cells.get(at).cloned()
        };
        fill(self.ready.page, &cell)
    }

    /// Several letters in one file are only asked for as PDF. Why it failed is not said: it may hold what stands in
    /// the letter.
    fn file(&self, pages: &[Page]) -> Option<Vec<u8>> {
        let created = self.ready.created;
        match (self.format, pages) {
            (Format::Pdf, pages) => self.printer.print_all(pages, created).ok(),
            (format, [page]) => letters::export(page, &markdown::write(&page.blocks), format, created).ok(),
            (_, _) => None,
        }
    }
}
