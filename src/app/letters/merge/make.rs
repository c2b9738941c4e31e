//! Letters made from a plan, on all cores.

use rayon::prelude::*;

use super::columns::Columns;
use super::digest::Digest;
use super::folder::Folder;
use super::manifest::{Entry, EntryRow};
use super::plan::{Job, Person, Plan, Served};
use super::{Failed, Fault, MergeError, OnePlace, Progress, Ready};
use crate::app::letters::{self, Format};
use crate::core::exercise_mark::MarkPlace;
use crate::letter::block::Letter as Page;
use crate::letter::markdown;
use crate::letter::pdf::Printer;
use crate::letter::person::{Column, Holes, fill};
use crate::letter::sign::Sign;

/// Files made between two notes in the journal.
const BATCH: usize = 512;
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
            printer: Printer::default(),
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
            problems.push(format!("no font can draw {}; use another --format", signs.join(", ")));
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
    fn bytes(&self, letters: &[Person], fields: &[Column]) -> (Option<Vec<u8>>, Vec<u64>) {
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

/// How a file came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// It was made now.
    Made,
    /// An earlier run had made it.
    There,
    /// An earlier run had made it, and it was changed since.
    Mended,
}

/// A file that stands.
#[derive(Debug, Clone)]
pub(super) struct Finished {
    pub(super) entry: Entry,
    letters: u64,
    came: Came,
}

/// Every file that stands, and the rows that came to nothing.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) files: Vec<Finished>,
    pub(super) failed: Vec<Failed>,
}

impl Done {
    /// Letters in files that came to be in one of these ways.
    pub(super) fn letters(&self, ways: &[Came]) -> u64 {
        let files = self.files.iter().filter(|file| ways.contains(&file.came));
        files.map(|file| file.letters).sum()
    }

    /// Files that had been changed.
    pub(super) fn mended(&self) -> Vec<String> {
        let files = self.files.iter().filter(|file| file.came == Came::Mended);
        files.map(|file| file.entry.file.clone()).collect()
    }

    /// The files as the manifest holds them.
    pub(super) fn entries(&self) -> Vec<Entry> {
        self.files.iter().map(|file| file.entry.clone()).collect()
    }
}

/// Makes the files of a plan that are not there yet.
///
/// # Errors
/// What the disk says. Files made until then stay and are found by the next run.
pub(super) fn make(
    maker: &Maker<'_>,
    columns: &Columns,
    plan: &Plan,
    folder: &Folder,
    progress: Progress<'_>,
) -> Result<Done, MergeError> {
    let fields: Vec<Column> = columns.fields.iter().map(|(field, _)| field.column.clone()).collect();
    let mut done = Done::default();
    for batch in plan.jobs.chunks(BATCH) {
        let each = |job: &Job| {
            let one = one(maker, &fields, job, folder);
            progress(u64::try_from(job.rows.len()).unwrap_or(u64::MAX));
            one
        };
        let outcomes: Vec<Result<Outcome, MergeError>> = batch.par_iter().map(each).collect();
        let before = done.files.len();
        for outcome in outcomes {
            let (file, failed) = outcome?;
            done.files.extend(file);
            done.failed.extend(failed);
        }
        folder.note(done.files[before..].iter().map(|file| &file.entry))?;
    }
    Ok(done)
}

/// A file, where there is one, and the rows that came to nothing.
type Outcome = (Option<Finished>, Vec<Failed>);

fn one(maker: &Maker<'_>, fields: &[Column], job: &Job, folder: &Folder) -> Result<Outcome, MergeError> {
    let mut came = Came::Made;
    if let Some(known) = folder.known(&job.file).filter(|known| known.digest == job.digest) {
        came = match folder.digest(&job.file)? {
            Some(own) if own == known.sha256 && known.left_out.is_empty() => {
                return Ok((Some(finished(job, own, &[], Came::There)), Vec::new()));
            }
            Some(own) if own != known.sha256 => Came::Mended,
            Some(_) | None => Came::Made,
        };
    }
    let (bytes, bad) = maker.bytes(&job.letters, fields);
    let lost: &[u64] = &bad;
    let rows = match bytes {
        // A cohort is served by the letter of its first row.
        None => job.rows.iter().map(|served| served.row).collect(),
        Some(_) => lost.to_vec(),
    };
    let failed = rows
        .into_iter()
        .map(|row| Failed::new(row, vec![Fault::Layout]))
        .collect();
    let Some(bytes) = bytes else {
        return Ok((None, failed));
    };
    folder.put(&job.file, &bytes)?;
    let file = finished(job, Digest::of_file(&bytes), lost, came);
    Ok((Some(file), failed))
}

fn finished(job: &Job, sha256: Digest, lost: &[u64], came: Came) -> Finished {
    let kept = job.rows.iter().filter(|served| !lost.contains(&served.row));
    let many = job.letters.len() > 1;
    let row = |(at, served): (u64, &Served)| EntryRow {
        row: served.row,
        digest: served.digest.clone(),
        letter: if many { at } else { 1 },
    };
    let letters = job.letters.len().saturating_sub(lost.len());
    Finished {
        entry: Entry {
            file: job.file.clone(),
            digest: job.digest.clone(),
            sha256,
            rows: (1..).zip(kept).map(row).collect(),
            left_out: lost.to_vec(),
        },
        letters: u64::try_from(letters).unwrap_or(u64::MAX),
        came,
    }
}
