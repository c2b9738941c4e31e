//! `firebell roster`: people counted by place from a file, and nothing of it kept.

use crate::app::clock;
use crate::app::roster_file::{RosterView, counted, facts, name_of};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::roster::args::RosterCommand;
use crate::cli::session::{Session, failure};
use crate::cli::text::{Page, line, print, print_json};
use crate::roster::sheet::{Heading, SheetError};
use crate::roster::{Country, Options, Places, RosterError, Wanted};

/// `firebell roster`
pub fn run(global: &Global, command: RosterCommand) -> Result<Answer, Failure> {
    let RosterCommand::Count(args) = command;
    let options = Options {
        wanted: Wanted {
            state: args.state,
            country: args.country_column,
            postal: args.postal,
            key: args.key,
        },
        delimiter: args.delimiter,
        country: args.country.as_deref().map(country).transpose()?,
        heading: if args.no_header {
            Heading::Absent
        } else {
            Heading::Sought
        },
    };
    let view = counted(&args.file, &options).map_err(|error| lacking(&error))?;
    if let Some(code) = &args.set {
        let facts = facts(&name_of(&args.file), &view);
        if facts.is_empty() {
            return Err(Failure::input("the file has no rows of people, so nothing was set")
                .hint("look at the file, or name its columns by number"));
        }
        let session = Session::start(global)?;
        let mut record = session.open(global)?;
        let now = clock::now();
        crate::cli::session::catch_up(&session, &mut record, code, now)?;
        record.run_all(code, facts, now).map_err(failure)?;
    }
    if global.json {
        return print_json(&view);
    }
    print(text(&view, args.set.as_deref()))
}

/// The country of rows that name none.
fn country(text: &str) -> Result<Country, Failure> {
    let places = Places::built_in().map_err(|error| Failure::new(Kind::Internal, error))?;
    places.default_country(text).ok_or_else(|| {
        Failure::input(format!("`{text}` is not a country"))
            .hint("a code or name such as DE or Germany; to name a column, use --country-column")
    })
}

pub fn lacking(error: &RosterError) -> Failure {
    match error {
        RosterError::Io(source) => Failure::new(Kind::Io, "the roster cannot be read").because(source),
        RosterError::NoPlace => Failure::input(error).hint("name a column: --state, --country-column or --postal"),
        RosterError::Columns(_) => {
            Failure::input(error).hint("columns are named as in the first row, or by number from 1")
        }
        RosterError::Sheet(error) => sheet(error),
        RosterError::Places(_) => Failure::new(Kind::Internal, error),
    }
}

/// A file that cannot be read as rows.
fn sheet(error: &SheetError) -> Failure {
    match error {
        SheetError::Io(source) => Failure::new(Kind::Io, "the roster cannot be read").because(source),
        SheetError::NotText(_) => Failure::input(error).hint("save the file as CSV in UTF-8 and try again"),
        SheetError::Row(_) => {
            Failure::input(error).hint("correct that row in the program the file comes from and export it again")
        }
    }
}

fn text(view: &RosterView, set: Option<&str>) -> Page {
    let counts = &view.counts;
    let mut out = line(format_args!(
        "{} people in {} rows, {} rows of people counted already",
        counts.people, counts.rows, counts.duplicates
    ));
    let columns = counts.columns.iter().map(|(what, name)| format!("{what}: {name}"));
    writeln!(out, "columns: {}", columns.collect::<Vec<_>>().join(", "));
    for (place, count) in &counts.by_jurisdiction {
        writeln!(out, "{count:>12}  {place}");
    }
    if counts.unplaced > 0 {
        let rows = listed(&counts.unplaced_rows);
        writeln!(
            out,
            "{:>12}  COULD NOT BE PLACED, the first in rows {rows}",
            counts.unplaced
        );
    }
    for reason in &counts.unplaced_reasons {
        writeln!(
            out,
            "{:>14}{} rows ({}): {}",
            "",
            reason.count,
            listed(&reason.rows),
            reason.text
        );
    }
    for note in &counts.notes {
        writeln!(out, "note: {note}");
    }
    for warning in &counts.warnings {
        let rows = if warning.rows.is_empty() {
            String::new()
        } else {
            format!(" (first in rows {})", listed(&warning.rows))
        };
        writeln!(out, "WARNING: {}{rows}", warning.text);
    }
    writeln!(out, "SHA-256 {}", view.sha256);
    if let Some(code) = set {
        writeln!(out, "The counts of {code} are set.");
    }
    out
}

fn listed(rows: &[u64]) -> String {
    rows.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}
