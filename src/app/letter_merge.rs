//! One letter for each person of a roster: made in parallel, resumed where it was interrupted.
//!
//! A gap `[[person.name|…]]` in the letter is filled from the column `name` of the person's row. A row that fails is
//! named by its number, and the rest go on. Nothing of a row stands in an error.

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

/// Makes a letter for each person, each into a file of its own; `progress` is told after each.
///
/// # Errors
/// Where the roster does not read, lacks a column the letter asks for, or the folder cannot be written.
pub fn merge(
    page: &Page,
    roster: &Path,
    folder: &Path,
    format: Format,
    created: DateTime<Utc>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Merged, MergeError> {
    std::fs::create_dir_all(folder)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(roster)
        .map_err(|e| io(e, 1))?;
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| io(e, 1))?
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let missing: Vec<String> = wanted(page).into_iter().filter(|name| !header.contains(name)).collect();
    if !missing.is_empty() {
        return Err(MergeError::Columns(missing));
    }
    let printer = Printer::default();
    let mut house = csv::Writer::from_path(folder.join("mail-house.csv")).map_err(|e| io(e, 1))?;
    house
        .write_record(["row", "file"].into_iter().chain(header.iter().map(String::as_str)))
        .map_err(|e| io(e, 1))?;
    let mut merged = Merged::default();
    let mut rows = reader.records();
    let mut number = 1;
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        for record in rows.by_ref().take(BATCH) {
            number += 1;
            let record = record.map_err(|e| io(e, number))?;
            let cells = header
                .iter()
                .enumerate()
                .map(|(at, _)| record.get(at).unwrap_or_default().trim().to_owned());
            batch.push(Person {
                number,
                cells: cells.collect(),
            });
        }
        if batch.is_empty() {
            break;
        }
        let (made, there) = (AtomicU64::new(0), AtomicU64::new(0));
        let outcomes: Vec<Result<(), String>> = batch
            .par_iter()
            .map(|person| {
                let path = folder.join(file_of(person.number, format));
                if path.exists() {
                    there.fetch_add(1, Ordering::Relaxed);
                    return Ok(());
                }
                let done = one(page, &header, person, &path, format, created, &printer);
                made.fetch_add(u64::from(done.is_ok()), Ordering::Relaxed);
                progress(person.number);
                done
            })
            .collect();
        for (person, outcome) in batch.iter().zip(outcomes) {
            if let Err(why) = outcome {
                merged.failed.push((person.number, why));
                continue;
            }
            let row = [person.number.to_string(), file_of(person.number, format)];
            house
                .write_record(row.iter().chain(&person.cells))
                .map_err(|e| io(e, person.number))?;
            let addressed = header
                .iter()
                .zip(&person.cells)
                .any(|(name, cell)| ADDRESS.iter().any(|word| name.contains(word)) && !cell.is_empty());
            if !addressed {
                merged.without_address.push(person.number);
            }
        }
        merged.made += made.into_inner();
        merged.there += there.into_inner();
    }
    house.flush()?;
    Ok(merged)
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

/// Makes one letter and puts it in its place whole, or not at all.
fn one(
    page: &Page,
    header: &[String],
    person: &Person,
    path: &Path,
    format: Format,
    created: DateTime<Utc>,
    printer: &Printer,
) -> Result<(), String> {
    let own = filled(page, header, &person.cells);
    let bytes = match format {
        Format::Pdf => printer
            .print(&own, created)
            .map_err(|error| LetterError::Made(Box::new(error))),
        format => super::letters::export(&own, &crate::letter::markdown::write(&own.blocks), format, created),
    };
    let bytes = bytes.map_err(|_| "it cannot be made into a file".to_owned())?;
    let half: PathBuf = path.with_extension("part");
    let written = std::fs::write(&half, bytes).and_then(|()| std::fs::rename(&half, path));
    written.map_err(|error| error.to_string())
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
