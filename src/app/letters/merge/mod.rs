//! One letter for each person of a roster: planned whole before the first file is written, made in parallel, resumed
//! where it was interrupted, and listed for the mail house only when every file stands.
//!
//! `[[person.name|…]]` in the letter is filled from the column `name` of the person's row. A file is named after what
//! was put into it and not after a row's number, so that no later run can pair it with somebody else. A row that fails
//! is named by its number, and the rest go on. Nothing of a row but single characters stands in an error.

mod address_columns;
mod addressee;
mod cells;
mod columns;
mod composed;
mod digest;
mod folder;
mod job;
mod list;
mod make;
mod maker;
mod manifest;
mod people;
mod plan;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Format;
use crate::app::files::out::OutError;
use crate::core::event::LetterVariant;
use crate::core::facts::keys;
use crate::core::ids::LetterId;
use crate::core::law::rulebook::Rulebook;
use crate::core::obligation::within;
use crate::core::organisation::Organisation;
use crate::letter::bad_character::Sign;
use crate::letter::block::Letter as Page;
use crate::letter::person::Column;
use crate::roster::RosterError;

pub(super) use address_columns::AddressColumns;
pub use manifest::{Difference, Source};
pub(super) use people::read_for;
pub use people::{Sheet, read};

/// What a merge was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// In which form.
    pub format: Format,
    /// Who shares a file.
    pub share: Share,
    /// Columns of the list beyond names and addresses.
    pub listed: Vec<Column>,
    /// What happens to the letters of another text in the same folder.
    pub former: Former,
    /// Who gets a letter when several rows are one person.
    pub repeats: Repeats,
    /// Who gets a letter that is for the people of one place.
    pub reach: LetterAudience,
    /// What the list calls the letter of each row, where letters are pieces of a mailing.
    pub pieces: Option<BTreeMap<u64, String>>,
}

/// Which letters go into one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// A letter and a file for each person.
    Each,
    /// One letter and one file for all people who are the same in these columns.
    Cohort(Vec<Column>),
    /// A letter for each person, so many in one PDF.
    Bundle(usize),
}

/// What happens to the letters of another text, form or letter in the same folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Former {
    /// They stay, and the merge is refused.
    Keep,
    /// They are removed.
    Remove,
}

/// Who gets a letter when several rows have one key and one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// The first row.
    First,
    /// Each row.
    Every,
}

/// Who gets a letter that is for the people of one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterAudience {
    /// Nobody who is known to live elsewhere.
    OwnPlace,
    /// Everybody.
    Anywhere,
}

/// The one place whose people a letter is for.
#[derive(Debug, Clone, Copy)]
pub struct OnePlace<'r> {
    /// ISO 3166-1, 3166-2, or a region of the rule base.
    pub place: &'r str,
    /// Knows which places lie in others.
    pub rules: &'r Rulebook,
}

impl OnePlace<'_> {
    fn holds(&self, place: &str) -> bool {
        within(self.rules, place, self.place)
    }
}

/// A letter ready to be merged.
#[derive(Debug, Clone, Copy)]
pub struct Ready<'r> {
    /// Its approved text with letterhead and paper.
    pub page: &'r Page,
    /// Which letter it is.
    pub source: &'r Source,
    /// When its text was written.
    pub created: DateTime<Utc>,
    /// The one place whose people it is for, where it is for one.
    pub place: Option<OnePlace<'r>>,
    /// The reader it is written for, where the rows were not sorted by that already.
    pub reader: Option<WrittenFor<'r>>,
    /// The country it is sent from, ISO 3166-1.
    pub sent_from: Option<&'r str>,
}

/// The country that an organization sends its letters from, ISO 3166-1, where its profile has it.
pub fn country_of(organisation: &Organisation) -> Option<String> {
    let place = organisation.profile.get(keys::organisation::COUNTRY)?.plain();
    place
        .split('-')
        .next()
        .filter(|country| country.len() == 2)
        .map(str::to_owned)
}

/// Whom a letter is written for.
#[derive(Debug, Clone, Copy)]
pub struct WrittenFor<'r> {
    /// BCP 47.
    pub language: &'r str,
    pub variant: LetterVariant,
    /// The day on which a date of birth makes somebody a minor.
    pub on: NaiveDate,
}

/// Why a row got no letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The letter needs a cell that is empty.
    #[error("the column `{column}` is empty")]
    Empty { column: Column },
    /// The fonts cannot draw a character.
    #[error("no font can draw {}", named(.characters))]
    Glyph { characters: Vec<Sign> },
    /// A character that reverses the text around it.
    #[error("the column `{column}` contains {}, which changes the direction of the text around it", named(.characters))]
    Turning { column: Column, characters: Vec<Sign> },
    /// The letter is for the people of another place.
    #[error("the letter is for people in {letter}, and this row is in {row}")]
    Place {
        letter: String,
        /// The row's.
        row: String,
    },
    /// The row names another language than the letter's.
    #[error("the letter is written in `{letter}`, and this row asks for `{row}`")]
    Language {
        letter: String,
        /// The row's.
        row: String,
    },
    /// The row names a language, and it is not clear which.
    #[error("the language of the row is not recognized, and the letter is written in `{letter}`")]
    LanguageUnclear { letter: String },
    /// The row is for a letter of another kind, as to a child's parents.
    #[error("the letter is for {}, and this row is for {}", .letter.words(), .row.words())]
    Variant {
        letter: LetterVariant,
        /// The row's.
        row: LetterVariant,
    },
    /// The row may be for a child's parents or a representative.
    #[error("it is not clear whether the letter is for this person, a parent or a representative")]
    Unclear,
    /// The row has more or fewer cells than the header.
    #[error("it has {cells} cells and the header has {columns}, so a cell may be in the wrong column")]
    Width {
        /// Of the row.
        cells: usize,
        /// Of the header.
        columns: usize,
    },
    /// The row is a sum at the end of the file.
    #[error("it is a total row, not a person")]
    Total,
    /// The form cannot hold the letter.
    #[error("the letter cannot be laid out in this format")]
    Layout,
}

fn named(signs: &[Sign]) -> String {
    signs.iter().map(Sign::to_string).collect::<Vec<_>>().join(", ")
}

/// A row without a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// Its number; the header is row 1.
    pub row: u64,
    /// Everything that is wrong with it.
    pub why: Vec<Fault>,
    /// The same in words.
    pub text: String,
}

/// A row whose person has a letter already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Repeat {
    /// Its number.
    pub row: u64,
    /// The row of the letter.
    pub first: u64,
    /// Whether address or anything else the letter uses differs.
    pub differs: bool,
}

/// A letter of an earlier run that no row has any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removed {
    pub file: String,
    /// The rows it was for in that run; empty where that is not known.
    pub rows: Vec<u64>,
}

/// Rows that ask for another language than the letter's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OtherLanguage {
    pub rows: u64,
    /// Whether they got the letter all the same, because that was asked for.
    pub written_to: bool,
    /// Approved letters to individuals in that language.
    pub approved: Vec<LetterId>,
}

/// What a merge came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// Letters made now.
    pub made: u64,
    /// Letters that an earlier run had made from the same rows.
    pub there: u64,
    /// Rows that ask for another language than the letter's, by the language.
    pub other_languages: BTreeMap<String, OtherLanguage>,
    /// Files of an earlier run that had been changed since, and were made again.
    pub mended: Vec<String>,
    /// Rows that got no letter.
    pub failed: Vec<Failed>,
    /// Rows of people who have a letter already.
    pub repeats: Vec<Repeat>,
    /// Rows that share a key with others under another name; each has a letter.
    pub shared_keys: Vec<u64>,
    /// Letters of an earlier run that were removed.
    pub removed: Vec<Removed>,
    /// Files in the folder that no merge made.
    pub others: Vec<String>,
    /// Rows that are listed without a postal address.
    pub without_address: Vec<u64>,
    /// Rows from whose cells control characters were left out.
    pub cleaned: Vec<u64>,
    /// How many people each cohort has, by its values; empty where each person gets a letter.
    pub cohorts: BTreeMap<String, u64>,
    /// The list for the mail house.
    pub list: PathBuf,
}

/// Why a merge did not happen.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A file.
    #[error(transparent)]
    Out(#[from] OutError),
    #[error("could not read {}", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The roster cannot be read as rows of people.
    #[error(transparent)]
    Rows(#[from] RosterError),
    /// The roster lacks what was asked for.
    #[error("the affected-persons list does not match the letter")]
    Roster(Vec<String>),
    /// The letter is not ready for people.
    #[error("the letter cannot be merged")]
    Letter(Vec<String>),
    /// The folder holds letters of something else.
    #[error("{} contains letters from another merge", folder.display())]
    OtherMerge {
        folder: PathBuf,
        differences: Vec<Difference>,
        /// How many files there are.
        files: usize,
    },
    /// The folder holds files, and no merge says that it made them.
    #[error("{} contains files that no merge recorded", .0.display())]
    Foreign(PathBuf),
    /// Another merge is at work there.
    #[error("another merge is writing into {}", .0.display())]
    Busy(PathBuf),
    /// The folder's own record of its letters cannot be used.
    #[error("{} cannot be used", .0.display())]
    Manifest(PathBuf, #[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Told how many rows are done.
pub type Progress<'p> = &'p (dyn Fn(u64) + Sync);

/// Rows of a list for which no letter could be made, with everything that is wrong with each. Nothing is written.
///
/// # Errors
/// Where the affected-persons list does not match the letter.
pub(super) fn failing(ready: Ready<'_>, sheet: &Sheet, options: &Options) -> Result<Vec<Failed>, MergeError> {
    let maker = maker::Maker::new(ready, options.format)?;
    let columns = columns::Columns::of(ready.page, sheet, options)?;
    let mut merged = Merged::default();
    plan::Plan::of(sheet, &columns, options, &maker, &digest::Salt::nobodys()).take_in(&mut merged);
    Ok(merged.failed)
}

/// Makes a letter for each person or cohort, each into a file of its own or many into one.
///
/// # Errors
/// Where the affected-persons list does not match the letter, the folder belongs to something else, or a file cannot be
/// written. Rows that fail are no error.
pub fn merge(
    ready: Ready<'_>,
    sheet: &Sheet,
    folder: &Path,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Merged, MergeError> {
    let maker = maker::Maker::new(ready, options.format)?;
    let columns = columns::Columns::of(ready.page, sheet, options)?;
    let mut folder = folder::Folder::open(folder, ready, sheet.sha256, options)?;
    let mut plan = plan::Plan::of(sheet, &columns, options, &maker, folder.salt());
    folder.begin()?;
    let done = make::make(&maker, &columns, &plan, &folder, progress)?;
    let mut merged = Merged::default();
    plan.take_in(&mut merged);
    done.take_in(&mut merged);
    folder.finish(done.entries(), &mut merged)?;
    let list = list::Listed {
        sheet,
        columns: &columns,
        pieces: options.pieces.as_ref(),
    };
    list.write(&folder, &done, &mut merged)?;
    Ok(merged)
}
