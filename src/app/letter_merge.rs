//! One letter for each person of a roster: made in parallel, resumed where it was interrupted.
//!
//! A gap `[[person.name|…]]` in the letter is filled from the column `name` of the person's row. A row that fails is
//! named by its number, and the rest go on. Nothing of a row stands in an error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::Serialize;

use super::letters::{Format, LetterError};
use crate::letter::block::{Block, Inline, Letter as Page};
use crate::letter::pdf::Printer;

/// What gaps of a person begin with.
const PERSON: &str = "person.";
/// Rows made between two looks at the disk.
const BATCH: usize = 512;

/// What a merge came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// Letters made now.
    pub made: u64,
    /// Letters that were there from an earlier run.
    pub there: u64,
    /// Numbers of rows whose letter could not be made, with why.
    pub failed: Vec<(u64, String)>,
    /// Numbers of rows without an address of any kind.
    pub without_address: Vec<u64>,
    /// How many rows each cohort has, by its values; empty where each person gets a letter.
    pub cohorts: BTreeMap<String, u64>,
}

/// Who gets a letter of their own, and what goes into one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// Columns whose values make a cohort that gets one letter; empty: each person.
    pub cohort: Vec<String>,
    /// Letters in one PDF; `None`: a file each.
    pub bundle: Option<usize>,
}

/// Why a merge did not begin.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// Reading or writing failed.
    #[error("the merge cannot be written or read")]
    Io(#[from] std::io::Error),
    /// The roster does not read.
    #[error("row {0} of the roster does not read")]
    Row(u64),
    /// The letter asks for what differs within a cohort.
    #[error("a letter for a cohort cannot hold {}", .0.join(", "))]
    Within(Vec<String>),
    /// The letter asks for columns that the roster does not have.
    #[error("the roster has no column {}", .0.join(", "))]
    Columns(Vec<String>),
}

/// Columns that hold an address.
const ADDRESS: [&str; 6] = ["address", "street", "email", "e-mail", "city", "mail"];

/// A row with its number.
struct Person {
    number: u64,
    cells: Vec<String>,
}

/// What letters are made from, and where they go.
struct Maker<'m> {
    page: &'m Page,
    header: Vec<String>,
    folder: &'m Path,
    format: Format,
    created: DateTime<Utc>,
    printer: Printer,
    bundle: Option<usize>,
    progress: &'m (dyn Fn(u64) + Sync),
}

/// How many rows a roster has, for a bar that knows its end.
///
/// # Errors
/// Where it does not read.
pub fn rows(roster: &Path) -> Result<u64, MergeError> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(roster)
        .map_err(|e| io(e, 1))?;
    let mut record = csv::ByteRecord::new();
    let mut count = 0;
    while reader.read_byte_record(&mut record).map_err(|e| io(e, count + 2))? {
        count += 1;
    }
    Ok(count)
}

/// Makes a letter for each person or cohort, each into a file of its own or many into one; `progress` is told after each.
///
/// # Errors
/// Where the roster does not read, lacks a column the letter asks for, or the folder cannot be written.
pub fn merge(
    page: &Page,
    roster: &Path,
    folder: &Path,
    format: Format,
    share: &Share,
    created: DateTime<Utc>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Merged, MergeError> {
    std::fs::create_dir_all(folder)?;
    let (mut reader, header) = opened(roster)?;
    let cohort: Vec<String> = share.cohort.iter().map(|column| column.trim().to_lowercase()).collect();
    asked(page, &header, &cohort)?;
    let mut house = csv::Writer::from_path(folder.join("mail-house.csv")).map_err(|e| io(e, 1))?;
    house
        .write_record(["row", "file"].into_iter().chain(header.iter().map(String::as_str)))
        .map_err(|e| io(e, 1))?;
    let maker = Maker {
        page,
        header,
        folder,
        format,
        created,
        printer: Printer::default(),
        bundle: share.bundle.filter(|_| format == Format::Pdf),
        progress,
    };
    let mut merged = Merged::default();
    if cohort.is_empty() {
        let size = maker.bundle.unwrap_or(BATCH).max(1);
        let mut number = 1;
        loop {
            let batch = maker.batch(&mut reader, &mut number, size)?;
            if batch.is_empty() {
                break;
            }
            let files = maker.make(&batch, &mut merged)?;
            maker.list(&mut house, &batch, &files, &mut merged)?;
        }
    } else {
        maker.cohorts(&mut reader, &cohort, &mut house, &mut merged)?;
    }
    house.flush()?;
    Ok(merged)
}

type Roster = csv::Reader<std::fs::File>;

fn opened(roster: &Path) -> Result<(Roster, Vec<String>), MergeError> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(roster)
        .map_err(|e| io(e, 1))?;
    let header = reader.headers().map_err(|e| io(e, 1))?;
    let header = header.iter().map(|name| name.trim().to_lowercase()).collect();
    Ok((reader, header))
}

/// The roster has what the letter asks for, and a cohort's letter asks for nothing that differs within it.
fn asked(page: &Page, header: &[String], cohort: &[String]) -> Result<(), MergeError> {
    let wanted = wanted(page);
    let missing = wanted.iter().chain(cohort).filter(|name| !header.contains(name));
    let missing: Vec<String> = missing.cloned().collect();
    if !missing.is_empty() {
        return Err(MergeError::Columns(missing));
    }
    let within: Vec<String> = wanted.into_iter().filter(|name| !cohort.contains(name)).collect();
    match cohort.is_empty() || within.is_empty() {
        true => Ok(()),
        false => Err(MergeError::Within(within)),
    }
}

impl Maker<'_> {
    fn batch(&self, reader: &mut Roster, number: &mut u64, size: usize) -> Result<Vec<Person>, MergeError> {
        let mut batch = Vec::with_capacity(size);
        for record in reader.records().take(size) {
            *number += 1;
            let record = record.map_err(|e| io(e, *number))?;
            let cell = |at: usize| record.get(at).unwrap_or_default().trim().to_owned();
            batch.push(Person {
                number: *number,
                cells: (0..self.header.len()).map(cell).collect(),
            });
        }
        Ok(batch)
    }

    /// The letters of a batch; the file of each person, or why there is none.
    fn make(&self, batch: &[Person], merged: &mut Merged) -> Result<Vec<Result<String, String>>, MergeError> {
        if self.bundle.is_some() {
            return Ok(self.bundled(batch, merged));
        }
        let (made, there) = (AtomicU64::new(0), AtomicU64::new(0));
        let each = |person: &Person| {
            let file = file_of(person.number, self.format);
            let path = self.folder.join(&file);
            if path.exists() {
                there.fetch_add(1, Ordering::Relaxed);
                return Ok(file);
            }
            let done = self.one(person, &path);
            made.fetch_add(u64::from(done.is_ok()), Ordering::Relaxed);
            (self.progress)(person.number);
            done.map(|()| file)
        };
        let files = batch.par_iter().map(each).collect();
        merged.made += made.into_inner();
        merged.there += there.into_inner();
        Ok(files)
    }

    /// One PDF with the letters of a whole batch, one after the other.
    fn bundled(&self, batch: &[Person], merged: &mut Merged) -> Vec<Result<String, String>> {
        let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let first = batch.first().map_or(0, |person| person.number);
        let file = format!("letters-from-row-{first:08}.{}", self.format.ending());
        let path = self.folder.join(&file);
        let outcome = if path.exists() {
            merged.there += count;
            Ok(file)
        } else {
            let pages: Vec<Page> = batch
                .iter()
                .map(|p| filled(self.page, &self.header, &p.cells))
                .collect();
            let bytes = self.printer.print_all(&pages, self.created);
            let bytes = bytes.map_err(|_| "its file cannot be made".to_owned());
            let done = bytes.and_then(|bytes| put(&path, &bytes));
            merged.made += if done.is_ok() { count } else { 0 };
            batch.iter().for_each(|person| (self.progress)(person.number));
            done.map(|()| file)
        };
        batch.iter().map(|_| outcome.clone()).collect()
    }

    /// Lists who got which file, for the mail house, and who has no address.
    fn list(
        &self,
        house: &mut csv::Writer<std::fs::File>,
        batch: &[Person],
        files: &[Result<String, String>],
        merged: &mut Merged,
    ) -> Result<(), MergeError> {
        for (person, file) in batch.iter().zip(files) {
            let file = match file {
                Ok(file) => file,
                Err(why) => {
                    merged.failed.push((person.number, why.clone()));
                    continue;
                }
            };
            let row = [person.number.to_string(), file.clone()];
            house
                .write_record(row.iter().chain(&person.cells))
                .map_err(|e| io(e, person.number))?;
            let mut named = self.header.iter().zip(&person.cells);
            let addressed =
                named.any(|(name, cell)| ADDRESS.iter().any(|word| name.contains(word)) && !cell.is_empty());
            if !addressed {
                merged.without_address.push(person.number);
            }
        }
        Ok(())
    }

    /// One letter for each cohort: the people whose cells in some columns are the same.
    fn cohorts(
        &self,
        reader: &mut Roster,
        cohort: &[String],
        house: &mut csv::Writer<std::fs::File>,
        merged: &mut Merged,
    ) -> Result<(), MergeError> {
        let places: Vec<usize> = cohort
            .iter()
            .filter_map(|name| self.header.iter().position(|own| own == name))
            .collect();
        let mut files: BTreeMap<String, Result<String, String>> = BTreeMap::new();
        let mut number = 1;
        loop {
            let batch = self.batch(reader, &mut number, BATCH)?;
            if batch.is_empty() {
                return Ok(());
            }
            let mut own = Vec::with_capacity(batch.len());
            for person in &batch {
                let values: Vec<&str> = places.iter().map(|at| person.cells[*at].as_str()).collect();
                let key = values.join(" · ");
                *merged.cohorts.entry(key.clone()).or_default() += 1;
                if !files.contains_key(&key) {
                    let file = self.cohort(person, &places, files.len() + 1, merged);
                    files.insert(key.clone(), file);
                }
                (self.progress)(person.number);
                own.push(files[&key].clone());
            }
            self.list(house, &batch, &own, merged)?;
        }
    }

    fn cohort(&self, first: &Person, places: &[usize], at: usize, merged: &mut Merged) -> Result<String, String> {
        let file = format!("cohort-{at:04}.{}", self.format.ending());
        let path = self.folder.join(&file);
        if path.exists() {
            merged.there += 1;
            return Ok(file);
        }
        // Nothing of the first person but what makes the cohort.
        let shared = |(at, cell): (usize, &String)| {
            if places.contains(&at) {
                cell.clone()
            } else {
                String::new()
            }
        };
        let common = Person {
            number: first.number,
            cells: first.cells.iter().enumerate().map(shared).collect(),
        };
        self.one(&common, &path)?;
        merged.made += 1;
        Ok(file)
    }

    /// Makes one letter and puts it in its place whole, or not at all.
    fn one(&self, person: &Person, path: &Path) -> Result<(), String> {
        let own = filled(self.page, &self.header, &person.cells);
        let bytes = match self.format {
            Format::Pdf => self
                .printer
                .print(&own, self.created)
                .map_err(|error| LetterError::Made(Box::new(error))),
            format => super::letters::export(&own, &crate::letter::markdown::write(&own.blocks), format, self.created),
        };
        put(path, &bytes.map_err(|_| "it cannot be made into a file".to_owned())?)
    }
}

/// Puts a file in its place whole, or not at all.
fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let half: PathBuf = path.with_extension("part");
    let written = std::fs::write(&half, bytes).and_then(|()| std::fs::rename(&half, path));
    written.map_err(|error| error.to_string())
}

fn io(error: csv::Error, row: u64) -> MergeError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => MergeError::Io(error),
        _ => MergeError::Row(row),
    }
}

fn file_of(number: u64, format: Format) -> String {
    format!("{number:08}.{}", format.ending())
}

/// Columns the letter asks for.
fn wanted(page: &Page) -> Vec<String> {
    let keys = crate::letter::check::Reading::of(&page.blocks).gaps;
    let mut names: Vec<String> = keys
        .iter()
        .filter_map(|key| Some(key.strip_prefix(PERSON)?.to_lowercase()))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The letter with a person's cells in its gaps. A cell is text, never markup.
fn filled(page: &Page, header: &[String], cells: &[String]) -> Page {
    let cell = |key: &str| {
        let name = key.strip_prefix(PERSON)?.to_lowercase();
        let at = header.iter().position(|own| *own == name)?;
        cells.get(at).filter(|cell| !cell.is_empty()).cloned()
    };
    let mut own = page.clone();
    own.blocks.iter_mut().for_each(|block| fill(block, &cell));
    own
}

fn fill(block: &mut Block, cell: &dyn Fn(&str) -> Option<String>) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => fill_inlines(text, cell),
        Block::List { items, .. } => items.iter_mut().flatten().for_each(|block| fill(block, cell)),
        Block::Table { head, rows } => {
            let cells = head.iter_mut().chain(rows.iter_mut().flatten());
            cells.for_each(|inlines| fill_inlines(inlines, cell));
        }
        Block::Quote(blocks) => blocks.iter_mut().for_each(|block| fill(block, cell)),
        Block::Rule => {}
    }
}

fn fill_inlines(inlines: &mut [Inline], cell: &dyn Fn(&str) -> Option<String>) {
    for inline in inlines {
        match inline {
            Inline::Gap { key, .. } => {
                if let Some(text) = cell(key) {
                    *inline = Inline::Text(text);
                }
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                fill_inlines(inner, cell)
            }
            Inline::Text(_) | Inline::Break => {}
        }
    }
}
