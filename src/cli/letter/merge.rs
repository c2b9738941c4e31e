//! `firebell letter merge`: one letter for each person of a roster.

use std::path::PathBuf;

use clap::Args;

use crate::app::letters::merge::{
    Former, MergeError, Merged, OnePlace, Options, Reach, Ready, Removed, Repeats, Share, Source, merge, read,
};
use crate::app::record::Record;
use crate::app::{clock, letters};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::letter::args::FormatArg;
use crate::cli::letter::run::lacking;
use crate::cli::session::failure;
use crate::cli::text::{Page, line, print, print_json};
use crate::core::ids::ObligationId;
use crate::letter::person::Column;
use crate::roster::sheet::Delimiter;

/// `firebell letter merge`
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// CODE
    code: String,
    /// Which letter; `[[person.COLUMN|…]]` in it is filled from the roster. It must be approved.
    letter: String,
    /// The roster: a CSV file with a header.
    roster: PathBuf,
    /// The folder the letters go into, with a list for the mail house.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// In which form.
    #[arg(long, value_enum, default_value = "pdf")]
    format: FormatArg,
    /// One letter for all people with the same value here, such as state, language or minor; may be given several
    /// times.
    #[arg(long, value_name = "COLUMN")]
    cohort: Vec<String>,
    /// So many letters in one PDF, one after the other; as many as there are rows make one file.
    #[arg(long, value_name = "LETTERS", conflicts_with = "cohort", value_parser = clap::value_parser!(u32).range(1..))]
    bundle: Option<u32>,
    /// Columns that the list for the mail house shows beyond names and addresses, separated by commas.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    list_columns: Vec<String>,
    /// What separates the cells of the roster; default: found from its first rows.
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<Delimiter>,
    /// Remove the letters of another text, form or letter that the folder holds, and make these instead.
    #[arg(long)]
    replace: bool,
    /// Make a letter for each row, also where several rows are the same person.
    #[arg(long)]
    every_row: bool,
    /// Make letters for people who live outside the place that the letter is for, too.
    #[arg(long)]
    any_place: bool,
}

impl MergeArgs {
    fn options(&self) -> Result<Options, Failure> {
        let columns = |names: &[String]| names.iter().map(|name| Column::named(name)).collect::<Vec<_>>();
        let share = match (self.bundle, self.cohort.is_empty()) {
            (Some(size), _) if letters::Format::from(self.format) == letters::Format::Pdf => {
                Share::Bundle(usize::try_from(size).unwrap_or(usize::MAX))
            }
            (Some(_), _) => {
                return Err(Failure::input("only PDF files can hold several letters").hint("leave out --bundle"));
            }
            (None, true) => Share::Each,
            (None, false) => Share::Cohort(columns(&self.cohort)),
        };
        Ok(Options {
            format: self.format.into(),
            share,
            listed: columns(&self.list_columns),
            former: if self.replace { Former::Remove } else { Former::Keep },
            repeats: if self.every_row { Repeats::Every } else { Repeats::First },
            reach: if self.any_place {
                Reach::Anywhere
            } else {
                Reach::OwnPlace
            },
        })
    }
}

/// `firebell letter merge`
pub fn run(global: &Global, record: &Record, args: MergeArgs) -> Result<Answer, Failure> {
    let options = args.options()?;
    let loaded = record.load(&args.code).map_err(failure)?;
    let letter = letters::find(&loaded.incident, &args.letter).map_err(|e| lacking(&e))?;
    let current = letters::revision(letter, None).map_err(|e| lacking(&e))?;
    if letter.approval().is_none() {
        let words = format!("the text of {} is not approved", args.letter);
        let hint = format!(
            "somebody else approves it: firebell letter approve {} {}",
            args.code, args.letter
        );
        return Err(Failure::new(Kind::Refused, words).hint(hint));
    }
    let page = letters::page(&loaded.incident, &loaded.organisation, letter, &current.text);
    let source = Source::of(&loaded.incident, letter, current, &page, &options);
    let duty = letter
        .duty
        .as_deref()
        .and_then(|duty| duty.parse::<ObligationId>().ok());
    let regime = duty.and_then(|duty| record.rules.regimes.iter().find(|regime| regime.id == duty.regime()));
    let ready = Ready {
        page: &page,
        source: &source,
        created: current.at,
        place: regime.map(|regime| OnePlace {
            place: &regime.jurisdiction,
            rules: &record.rules,
        }),
    };
    let sheet = read(&args.roster, args.delimiter, &page).map_err(|error| refused(&error))?;
    let target = format!("{} {}", args.code, args.letter);
    record
        .note(clock::now(), "letter.merge", &target, "begun")
        .map_err(failure)?;
    let bar = indicatif::ProgressBar::new(u64::try_from(sheet.rows.len()).unwrap_or(u64::MAX));
    let merged = merge(ready, &sheet, &args.out, &options, &|rows| bar.inc(rows));
    bar.finish_and_clear();
    let outcome = if merged.is_ok() { "ok" } else { "refused" };
    record.note_done(clock::now(), "letter.merge", &target, outcome);
    let merged = merged.map_err(|error| refused(&error))?;
    if global.json {
        print_json(&merged)?;
    } else {
        print(text(&merged))?;
    }
    Ok(if merged.failed.is_empty() {
        Answer::Done
    } else {
        Answer::No
    })
}

fn refused(error: &MergeError) -> Failure {
    match error {
        MergeError::Out(error) => crate::cli::out::failed(error),
        MergeError::Read { source, .. } => Failure::new(Kind::Io, error).because(source),
        MergeError::Rows(error) => crate::cli::roster::run::lacking(error),
        MergeError::Roster(problems) => Failure::input(error).causes(problems.iter().cloned()),
        MergeError::Letter(problems) => Failure::new(Kind::Refused, error)
            .causes(problems.iter().cloned())
            .hint("change the text with firebell letter edit, and have it approved again"),
        MergeError::OtherMerge { differences, files, .. } => Failure::new(Kind::Refused, error)
            .causes(differences.iter().map(ToString::to_string))
            .hint(format!(
                "name a new folder with --out, or remove the {files} files of that merge and its list with --replace"
            )),
        MergeError::Foreign(_) => Failure::new(Kind::Refused, error).hint("name a new or an empty folder with --out"),
        MergeError::Busy(_) => {
            Failure::new(Kind::Refused, error).hint("wait until it is done, or name another folder with --out")
        }
        MergeError::Manifest(_, source) => Failure::new(Kind::Io, error)
            .because(source.as_ref())
            .hint("name a new folder with --out"),
    }
}

/// Numbers that are shown before the rest is only counted.
const SHOWN: usize = 20;

fn numbers(rows: &[u64]) -> String {
    let shown: Vec<String> = rows.iter().take(SHOWN).map(u64::to_string).collect();
    let more = rows.len().saturating_sub(SHOWN);
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A line about rows, where there are any.
fn about(out: &mut Page, rows: &[u64], one: &str, many: &str) {
    match rows {
        [] => {}
        [row] => writeln!(out, "Row {row} {one}."),
        rows => writeln!(out, "{} rows {many}: {}.", rows.len(), numbers(rows)),
    }
}

fn text(merged: &Merged) -> Page {
    let mut out = line(format_args!(
        "{} letters made, {} were there already.",
        merged.made, merged.there
    ));
    for (cohort, people) in &merged.cohorts {
        writeln!(out, "{people} people: {cohort}");
    }
    for failed in &merged.failed {
        writeln!(out, "Row {} has no letter: {}.", failed.row, failed.text);
    }
    let rows = |differs: bool| -> Vec<u64> {
        let repeats = merged.repeats.iter().filter(|repeat| repeat.differs == differs);
        repeats.map(|repeat| repeat.row).collect()
    };
    let same = "of a person who has a letter already";
    about(&mut out, &rows(false), &format!("is {same}"), &format!("are {same}"));
    let differs = "of a person who has a letter already, with another address or other cells: check which is right, or \
                   make a letter for each with --every-row";
    about(
        &mut out,
        &rows(true),
        &format!("is {differs}"),
        &format!("are {differs}"),
    );
    let shared = "the key of another row under another name; each has a letter";
    about(
        &mut out,
        &merged.shared_keys,
        &format!("has {shared}"),
        &format!("have {shared}"),
    );
    let cleaned = "control characters, which were left out";
    about(
        &mut out,
        &merged.cleaned,
        &format!("held {cleaned}"),
        &format!("held {cleaned}"),
    );
    let without = "listed without a postal address";
    about(
        &mut out,
        &merged.without_address,
        &format!("is {without}"),
        &format!("are {without}"),
    );
    out += about_files(merged);
    writeln!(out, "The list for the mail house is {}.", merged.list.display());
    out
}

fn about_files(merged: &Merged) -> Page {
    let mut out = Page::new();
    if !merged.removed.is_empty() {
        let count = merged.removed.len();
        let rows: Vec<u64> = merged
            .removed
            .iter()
            .flat_map(|Removed { rows, .. }| rows)
            .copied()
            .collect();
        let then = match rows.as_slice() {
            [] => String::new(),
            rows => format!(" They were for these rows then: {}.", numbers(rows)),
        };
        writeln!(
            out,
            "{count} files of an earlier run were removed, because no row of this roster goes with them.{then}"
        );
    }
    for file in &merged.mended {
        writeln!(out, "{file} had been changed since it was made, and was made again.");
    }
    for file in merged.others.iter().take(SHOWN) {
        writeln!(
            out,
            "{file} is in the folder and was not made by this merge; nothing lists it."
        );
    }
    out
}
