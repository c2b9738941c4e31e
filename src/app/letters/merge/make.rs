//! Letters made from a plan, on all cores.

use rayon::prelude::*;

use super::columns::Columns;
use super::digest::Digest;
use super::folder::Folder;
use super::job::{Job, Served};
use super::maker::Maker;
use super::manifest::{Entry, EntryRow};
use super::plan::Plan;
use super::{Failed, Fault, MergeError, Merged, Progress};
use crate::letter::person::Column;

/// Files made between two notes in the journal.
const BATCH: usize = 512;

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
    fn letters(&self, ways: &[Came]) -> u64 {
        let files = self.files.iter().filter(|file| ways.contains(&file.came));
        files.map(|file| file.letters).sum()
    }

    /// What is known about the rows after the files were made.
    pub(super) fn take_in(&self, merged: &mut Merged) {
        merged.made = self.letters(&[Came::Made, Came::Mended]);
        merged.there = self.letters(&[Came::There]);
        merged.mended = self.mended();
        merged.failed.extend(self.failed.iter().cloned());
        merged.failed.sort_by_key(|failed| failed.row);
    }

    /// Files that had been changed.
    fn mended(&self) -> Vec<String> {
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

/// Makes a file, or leaves it where an earlier run made the same and nobody changed it since. A file that had to leave
/// rows out is made again each time, so that those rows are tried again and, if they fail, named again.
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
