//! The files of a mailing: for each batch a folder with its letters and the list for the mail house, and beside them the
//! plan. What is recorded of it is taken from what was written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::lots::{Lot, Lots};
use super::plan::{Plan, batches};
use super::{MailingError, PlanOptions, WithoutLetter};
use crate::app::files::csv_out::table;
use crate::app::files::input_file::{self, Limit};
use crate::app::files::out::{self, Existing, Folder};
use crate::app::letters::merge::{Former, Merged, Progress, Ready, Share, country_of, merge};
use crate::app::record::{Loaded, Record};
use crate::core::event::{Batch, MailChannel, MailingPrint, SecondNotice};
use crate::core::ids::{BatchId, StoredDigest};

/// The plan, beside the folders of the batches.
const PLAN: &str = "mailing.json";
/// Rows without a letter.
const WITHOUT: &str = "without-letter.csv";

/// How a mailing is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintOptions {
    /// How many letters go into a PDF; `None`: one.
    pub bundle: Option<usize>,
    /// What happens to the files of another plan in the same folder.
    pub former: Former,
    /// Columns of the lists besides names, addresses and what the channel needs.
    pub listed: Vec<crate::letter::person::Column>,
}

/// A printed mailing.
#[derive(Debug, Serialize)]
pub struct Printed {
    #[serde(flatten)]
    pub print: MailingPrint,
    /// Folder of each batch.
    pub folders: BTreeMap<BatchId, PathBuf>,
    /// Letters that were made now, and that an earlier run had made.
    pub made: u64,
    pub there: u64,
    /// Where rows without a letter are listed.
    pub without: PathBuf,
}

/// What is printed, how and where to.
#[derive(Clone, Copy)]
pub struct PrintRun<'p> {
    pub record: &'p Record,
    pub loaded: &'p Loaded,
    pub options: &'p PlanOptions,
    pub how: &'p PrintOptions,
    pub folder: &'p Path,
}

/// Writes the files of a plan. What is recorded of them is returned and recorded by whoever asked.
///
/// # Errors
/// Where nobody gets a letter, or a file cannot be written.
pub fn print(run: &PrintRun<'_>, mut plan: Plan, progress: Progress<'_>) -> Result<Printed, MailingError> {
    let PrintRun {
        record,
        loaded,
        options,
        how,
        folder,
    } = *run;
    let desk = Lots {
        record,
        loaded,
        options,
        country: country_of(&loaded.organisation),
    };
    let out = Folder::open(folder)?;
    let press = Press {
        desk: &desk,
        how,
        folder,
        progress,
    };
    // A letter that cannot be laid out shows only when it is made; the pieces behind it are then numbered anew.
    let merged = loop {
        if plan.lots.is_empty() {
            return Err(MailingError::Nobody);
        }
        let merged = press.run(&plan)?;
        if !plan.drop_failed(&merged) {
            break merged;
        }
    };
    let without = out.path().join(WITHOUT);
    out::write(
        &without,
        without_letter(&plan.view.without_letter).as_bytes(),
        Existing::Replace,
    )?;
    let mut view = serde_json::to_vec_pretty(&plan.view)?;
    view.push(b'\n');
    out::write(&out.path().join(PLAN), &view, Existing::Replace)?;
    let count = |told: fn(&Merged) -> u64| merged.iter().map(told).sum();
    Ok(Printed {
        print: recorded(&plan, options, &merged)?,
        folders: plan
            .view
            .batches
            .iter()
            .map(|batch| (batch.batch.clone(), press.folder_of(&batch.batch)))
            .collect(),
        made: count(|merged| merged.made),
        there: count(|merged| merged.there),
        without,
    })
}

/// What the batches of a plan are made with.
struct Press<'p> {
    desk: &'p Lots<'p>,
    how: &'p PrintOptions,
    folder: &'p Path,
    progress: Progress<'p>,
}

impl Press<'_> {
    fn folder_of(&self, batch: &BatchId) -> PathBuf {
        self.folder.join(batch.as_str())
    }

    fn run(&self, plan: &Plan) -> Result<Vec<Merged>, MailingError> {
        let numbers = numbers(&plan.lots);
        let lots = plan.lots.iter().zip(&plan.view.batches).zip(numbers);
        lots.map(|((lot, batch), numbers)| {
            let mailing = &plan.view.mailing;
            let pieces = numbers.iter().map(|(row, number)| (*row, mailing.piece(*number)));
            self.batch(plan, lot, &batch.batch, pieces.collect())
        })
        .collect()
    }

    fn batch(
        &self,
        plan: &Plan,
        lot: &Lot,
        batch: &BatchId,
        pieces: BTreeMap<u64, String>,
    ) -> Result<Merged, MailingError> {
        let share = self.how.bundle.map_or(Share::Each, Share::Bundle);
        let (mut options, source) = self.desk.options(lot, share, self.how.former)?;
        options.pieces = Some(pieces);
        options.listed = self.how.listed.clone();
        options.listed.extend(plan.column_of(self.desk.options.channel));
        let ready = Ready {
            page: &lot.page,
            source: &source,
            created: lot.created,
            place: self.desk.place(lot),
            reader: None,
            sent_from: self.desk.sent_from(),
        };
        let part = Lots::part(&plan.sheet, lot);
        let merged = merge(ready, &part, &self.folder_of(batch), &options, self.progress);
        merged.map_err(|source| MailingError::Letter {
            letter: lot.candidate.letter.clone(),
            source,
        })
    }
}

impl Plan {
    /// The column that the channel needs in the list.
    fn column_of(&self, channel: MailChannel) -> Option<crate::letter::person::Column> {
        let columns = crate::roster::AddresseeColumns::find(&self.sheet.names).ok()?;
        let at = match channel {
            MailChannel::Post => None,
            MailChannel::Email => columns.email,
            MailChannel::Text => columns.phone,
        };
        let name = self.sheet.names.get(at?)?;
        Some(crate::letter::person::Column::named(name))
    }

    /// Takes out rows whose letter could not be made; whether there were any.
    fn drop_failed(&mut self, merged: &[Merged]) -> bool {
        let mut any = false;
        for (lot, merged) in self.lots.iter_mut().zip(merged) {
            for failed in &merged.failed {
                any = true;
                lot.places.values_mut().for_each(|rows| {
                    rows.remove(&failed.row);
                });
                self.pieces.remove(&failed.row);
                let text = failed.text.clone();
                let why = super::NoLetter::Unfit { text };
                self.view.without_letter.push(WithoutLetter::of(failed.row, why));
            }
            lot.places.retain(|_, rows| !rows.is_empty());
        }
        if any {
            self.lots.retain(|lot| !lot.places.is_empty());
            self.view.without_letter.sort_by_key(|row| row.row);
            self.view.batches = batches(&self.view.mailing, &self.lots);
            self.view.letters = self.view.batches.iter().map(|batch| batch.letters).sum();
        }
        any
    }
}

/// The number of each row's piece: through the mailing, batch by batch, place by place.
fn numbers(lots: &[Lot]) -> Vec<BTreeMap<u64, u32>> {
    let mut next = 1;
    let mut number = || {
        let number = next;
        next += 1;
        number
    };
    let lot = |lot: &Lot| lot.places.values().flatten().map(|row| (*row, number())).collect();
    lots.iter().map(lot).collect()
}

fn recorded(plan: &Plan, options: &PlanOptions, merged: &[Merged]) -> Result<MailingPrint, MailingError> {
    let view = &plan.view;
    let mut first = 1;
    let mut batches = Vec::new();
    for (batch, merged) in view.batches.iter().zip(merged) {
        batches.push(Batch {
            id: batch.batch.clone(),
            letter: batch.letter.clone(),
            sha256: batch.sha256.clone(),
            obligation: batch.obligation.clone(),
            language: batch.language.clone(),
            variant: batch.variant,
            print: batch.print,
            first,
            places: batch.places.clone(),
            list: digest(&merged.list)?,
        });
        first += batch.letters;
    }
    let mut without = BTreeMap::new();
    for row in &view.without_letter {
        *without.entry(row.why.code().to_owned()).or_default() += 1;
    }
    let second_of = options.second_of.clone().map(|mailing| {
        let mut pieces: Vec<u32> = plan.pieces.values().copied().collect();
        pieces.sort_unstable();
        SecondNotice { mailing, pieces }
    });
    Ok(MailingPrint {
        mailing: view.mailing.clone(),
        channel: options.channel,
        roster: StoredDigest::from(view.roster),
        rows: view.rows,
        repeats: u64::try_from(view.repeats.len()).unwrap_or(u64::MAX),
        without_letter: without,
        batches,
        second_of,
    })
}

fn digest(path: &Path) -> Result<StoredDigest, MailingError> {
    let bytes = input_file::bytes(path, Limit::Export).map_err(|source| MailingError::Read {
        path: path.to_owned(),
        source,
    })?;
    Ok(StoredDigest::of(&bytes))
}

fn without_letter(rows: &[WithoutLetter]) -> String {
    let line = |row: &WithoutLetter| vec![row.row.to_string(), row.why.code().to_owned(), row.text.clone()];
    table(&["row", "reason", "words"], rows.iter().map(line))
}
