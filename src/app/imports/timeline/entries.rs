//! Rows as entries: the text, who, the source, and everything else with its heading.

use super::answers::{Answers, Confirm};
use super::columns::Columns;
use super::question::{Question, Topic};
use super::raw_row::RawRow;
use super::table::Table;
use super::written::{Cell, read};
use super::zone_letters::{ZoneWritten, zone};
use super::{Entry, Timeline, When};

/// Puts cells back together that a tool did not quote, and says what else is odd about the rows.
pub(super) fn mend(table: &mut Table, columns: &Columns, notes: &mut Vec<String>) {
    let width = table.head.len();
    let surplus = columns.layout.and_then(|layout| layout.surplus.as_deref());
    let joined_at = surplus.and_then(|name| columns.head.iter().position(|heading| heading.is(name)));
    for (number, row) in (1..).zip(&mut table.rows) {
        let more = row.cells.len().saturating_sub(width);
        if width == 0 || row.cells.len() == width {
            continue;
        }
        match joined_at {
            Some(at) if more > 0 && row.cells.len() > at + more => {
                let rest = row.cells.drain(at..=at + more).collect::<Vec<_>>().join(",");
                row.cells.insert(at, rest);
                notes.push(format!(
                    "row {number:?} has {more} cells too many; they were put back into the notes"
                ));
            }
            Some(_) | None if more > 0 => {
                notes.push(format!(
                    "row {number} has {more} cells without a heading; they are kept"
                ));
            }
            Some(_) | None => notes.push(format!("row {number} has fewer cells than there are headings")),
        }
    }
}

/// The entries, without their moments.
pub(super) fn of(table: &Table, columns: &Columns) -> Vec<Entry> {
    let numbered = (1..).zip(&table.rows);
    numbered
        .map(|(number, row)| of_row(table, columns, number, row))
        .collect()
}

/// The entry of one row.
pub(super) fn of_row(table: &Table, columns: &Columns, number: u64, row: &RawRow) -> Entry {
    let cell = |at: usize| {
        row.cells
            .get(at)
            .map(|cell| unguarded(cell))
            .filter(|cell| !cell.trim().is_empty())
    };
    let joined = |all: &[usize], sign: &str| all.iter().filter_map(|at| cell(*at)).collect::<Vec<_>>().join(sign);
    let rest = columns
        .rest
        .iter()
        .filter_map(|at| Some(format!("{}: {}", columns.name(table, *at), cell(*at)?)));
    let rest: Vec<String> = rest.collect();
    let is_chat = columns.layout.is_some_and(|layout| layout.id == "slack-export");
    let text = joined(&columns.what, " · ");
    Entry {
        row: number,
        line: row.line,
        when: When::Unknown,
        about: false,
        moment_as_written: joined(&columns.when, " "),
        unread: None,
        text: if is_chat { without_entities(&text) } else { text },
        who: columns.who.and_then(cell).map(str::to_owned),
        source: columns.source.and_then(cell).map(str::to_owned),
        rest: (!rest.is_empty()).then(|| rest.join("\n")),
        privileged: columns
            .privileged
            .and_then(cell)
            .is_some_and(|mark| privileged(columns, mark)),
    }
}

/// A cell of firebell's own files without the apostrophe that keeps spreadsheets from calculating.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        Some(_) | None => cell,
    }
}

/// Chat exports write three signs as entities.
fn without_entities(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Whether a mark in a column of sensitivity means privilege.
fn privileged(columns: &Columns, mark: &str) -> bool {
    let heading = columns.privileged.and_then(|at| columns.head.get(at));
    let about_privilege =
        heading.is_some_and(|heading| ["privileged", "privilege", "attorney-client"].contains(&heading.words.as_str()));
    let small = mark.trim().to_lowercase();
    let denied = ["no", "n", "false", "0", "-", "nein", "non"].contains(&small.as_str());
    (about_privilege && !denied) || small.contains("privileg") || small.contains("attorney")
}

/// Compares a local moment with the one in UTC beside it.
pub(super) fn check_local(timeline: &mut Timeline, table: &Table, columns: &Columns, answers: &Answers) {
    let Some((local, offset)) = columns.local else { return };
    if answers.confirms(Confirm::UtcColumn) {
        return;
    }
    let differs = |entry: &&Entry| {
        let at = usize::try_from(entry.row).ok().and_then(|row| row.checked_sub(1));
        let row = at.and_then(|at| table.rows.get(at));
        let cell = |at: usize| row.and_then(|row| row.cells.get(at));
        let told = cell(local).map(|text| read(text));
        let zone = offset.and_then(cell).and_then(|text| zone(text.trim()));
        match (&entry.when, told, zone) {
            (When::At(at), Some(Cell::Written(written)), Some(ZoneWritten::Known(zone))) => {
                let day = written.date.and_then(|date| date.day(false, date.year()?));
                let local = day.zip(written.time).map(|(day, time)| day.and_time(time));
                local.is_some_and(|local| zone.local(*at).naive_local() != local)
            }
            _ => false,
        }
    };
    let rows: Vec<u64> = timeline.entries.iter().filter(differs).map(|entry| entry.row).collect();
    if !rows.is_empty() {
        let words = "the local time is not the UTC time with the stated offset: is the UTC column right?".to_owned();
        let topic = Topic::UtcColumn;
        timeline.questions.push(Question { topic, words, rows });
    }
}
