//! A timeline that people kept in a spreadsheet, read into entries: what is not certain is asked, what has no place is
//! kept beside the entry, and nothing is dropped without being named.

pub mod answers;
mod columns;
mod delimited;
mod entries;
mod headings;
mod issues;
mod lines;
mod moments;
mod month_names;
mod number_cells;
mod objects;
pub mod question;
mod raw_row;
mod table;
pub mod to_record;
mod workbook;
mod written;
mod zone_letters;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use self::answers::{Answers, MOST_ROWS, PrivilegedRows, Same, Undated};
use self::columns::Columns;
use self::moments::{Column, Given, Moment, Told};
use self::question::{Question, Topic};
use self::table::Table;
use crate::app::files::text::{NotText, TextEncoding, text_of};
use crate::app::files::workbook::is_workbook;
use crate::core::time::Zone;

pub use self::table::Form;

/// When something happened, as far as the file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "known", content = "value", rename_all = "snake_case")]
pub enum When {
    At(DateTime<Utc>),
    /// A day without a time.
    On(NaiveDate),
    /// A date and time whose zone nobody told yet.
    Local(chrono::NaiveDateTime),
    Unknown,
}

/// One entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The number of the row among the rows of the file, from 1.
    pub row: u64,
    pub line: u64,
    pub when: When,
    /// Marked as about that time.
    pub about: bool,
    /// What stood in the place of the moment.
    pub moment_as_written: String,
    /// Why it is not a moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<String>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Every other cell with its heading, a line each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
    pub privileged: bool,
}

/// What a file came to.
#[derive(Debug, Clone, Serialize)]
pub struct Timeline {
    /// The layout that was recognized, by its id.
    pub layout: Option<&'static str>,
    pub layout_name: Option<&'static str>,
    pub form: Form,
    pub encoding: Option<TextEncoding>,
    /// The line of the headings.
    pub head_line: Option<u64>,
    /// What stood above them.
    pub titles: Vec<String>,
    /// Rows of the file: without headings, titles and empty rows.
    pub records: usize,
    pub entries: Vec<Entry>,
    /// Rows that were read and are left out, by number, and why.
    pub left_out: Vec<(u64, &'static str)>,
    pub empty_rows: usize,
    pub repeated_headings: usize,
    pub questions: Vec<Question>,
    pub notes: Vec<String>,
}

/// Why a file is no timeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimelineError {
    #[error(transparent)]
    NotText(#[from] NotText),
    #[error(transparent)]
    Workbook(#[from] workbook::SheetError),
    #[error("{0}")]
    Form(String),
    #[error("the file has {0} rows; the limit is {MOST_LINES}")]
    Long(usize),
    #[error("row {0} has a cell of more than {most} characters", most = delimited::LONGEST_CELL)]
    Cell(u64),
    #[error("each row is an incident, not an event of one")]
    Register,
}

/// Rows a file may have. Rows are chosen from it; what is longer is no file that people kept.
const MOST_LINES: usize = 200_000;

/// Reads the bytes of a text file or a workbook; of a workbook the sheet that was named, or the first whose headings are
/// known.
///
/// # Errors
/// [`TimelineError`]; what is uncertain is a question of the result instead.
pub fn read(bytes: &[u8], answers: &Answers, now: DateTime<Utc>) -> Result<Timeline, TimelineError> {
    if is_workbook(bytes) {
        let (rows, notes) = workbook::rows(bytes, answers.sheet.as_deref())?;
        let mut timeline = of_table(table::of_sheet(rows), None, answers, now)?;
        timeline.notes.splice(0..0, notes);
        return Ok(timeline);
    }
    let text = text_of(bytes)?;
    let table = table::read(&text.text, answers).map_err(TimelineError::Form)?;
    of_table(table, Some(text.encoding), answers, now)
}

fn of_table(
    mut table: Table,
    encoding: Option<TextEncoding>,
    answers: &Answers,
    now: DateTime<Utc>,
) -> Result<Timeline, TimelineError> {
    within_limits(&table)?;
    let mut questions = std::mem::take(&mut table.questions);
    let mut notes = Vec::new();
    if encoding == Some(TextEncoding::Windows1252) {
        notes.push("the file is not UTF-8; it was read as Windows-1252, which is a guess".to_owned());
    }
    let columns = match table.rows.is_empty() {
        true => columns::of(&table, answers, &mut Vec::new()),
        false => columns::of(&table, answers, &mut questions),
    };
    if columns
        .layout
        .is_some_and(|layout| layout.id == "sheet-incident-register")
    {
        return Err(TimelineError::Register);
    }
    let records = table.rows.len();
    entries::mend(&mut table, &columns, &mut notes);
    let entries = match columns.layout.map(|layout| layout.id.as_str()) {
        Some("jira") => issues::entries(&table, &columns, answers, &mut questions),
        Some(_) | None => entries::of(&table, &columns),
    };
    let mut timeline = Timeline {
        layout: columns.layout.map(|layout| layout.id.as_str()),
        layout_name: columns.layout.map(|layout| layout.name.as_str()),
        form: table.form,
        encoding,
        head_line: table.head_line,
        titles: table.titles.clone(),
        records,
        entries,
        left_out: Vec::new(),
        empty_rows: table.blank,
        repeated_headings: table.repeated,
        questions,
        notes,
    };
    timeline.dated(&table, &columns, answers, now);
    timeline.settled(&columns, answers);
    Ok(timeline)
}

fn within_limits(table: &Table) -> Result<(), TimelineError> {
    if table.rows.len() > MOST_LINES {
        return Err(TimelineError::Long(table.rows.len()));
    }
    let long = |cells: &[String]| cells.iter().any(|cell| cell.len() > delimited::LONGEST_CELL);
    match (1..).zip(&table.rows).find(|(_, row)| long(&row.cells)) {
        Some((number, _)) => Err(TimelineError::Cell(number)),
        None => Ok(()),
    }
}

impl Timeline {
    /// Gives the entries their moments.
    fn dated(&mut self, table: &Table, columns: &Columns, answers: &Answers, now: DateTime<Utc>) {
        let zone_cell = |entry: &Entry| {
            let row = table.rows.get(usize::try_from(entry.row).ok()?.checked_sub(1)?)?;
            row.cells.get(columns.zone?).cloned()
        };
        let given: Vec<Given> = self
            .entries
            .iter()
            .map(|entry| Given {
                row: entry.row,
                text: entry.moment_as_written.clone(),
                zone: zone_cell(entry),
            })
            .collect();
        let fixed_zone = columns.layout.and_then(|layout| layout.zone.as_deref());
        let mut column = Column {
            answers,
            titles: &self.titles,
            order: columns.order,
            fixed_zone: fixed_zone.map(|_| Zone::utc()),
            remark: columns.zone_remark.as_deref(),
            now,
            questions: Vec::new(),
            notes: BTreeSet::new(),
            zoneless: Vec::new(),
        };
        let told = column.read(&given);
        let (questions, notes) = (std::mem::take(&mut column.questions), std::mem::take(&mut column.notes));
        let zoneless = std::mem::take(&mut column.zoneless);
        self.questions.extend(questions);
        self.ask_for_zone(zoneless);
        self.notes.extend(notes);
        for (entry, Told { moment, about }) in self.entries.iter_mut().zip(told) {
            entry.about = about;
            (entry.when, entry.unread) = match moment {
                Moment::At(at) => (When::At(at), None),
                Moment::On(day) => (When::On(day), None),
                Moment::LocalTime(local) => (When::Local(local), None),
                Moment::Missing => (When::Unknown, None),
                Moment::Unread(why) => (When::Unknown, Some(why)),
            };
        }
        entries::check_local(self, table, columns, answers);
    }

    /// Asks what is left to ask, and leaves out what a person said to leave out.
    fn settled(&mut self, columns: &Columns, answers: &Answers) {
        self.choose_rows(columns, answers);
        self.ask_about_undated(answers);
        self.ask_about_privileged(answers);
        self.ask_about_equal(answers);
        self.questions.sort_by_key(|question| question.topic);
        self.gather_questions();
    }

    fn choose_rows(&mut self, columns: &Columns, answers: &Answers) {
        if let Some(chosen) = &answers.rows {
            self.leave_out("not chosen", |entry| !chosen.has(entry.row));
            let left: BTreeSet<u64> = self.entries.iter().map(|entry| entry.row).collect();
            self.questions
                .retain(|question| question.rows.is_empty() || question.rows.iter().any(|row| left.contains(row)));
            return;
        }
        if self.entries.len() > MOST_ROWS {
            let words = format!("{} rows are more than {MOST_ROWS}: which ones?", self.entries.len());
            self.questions.push(Question::of_file(Topic::Rows, words));
        } else if columns.layout.is_some_and(|layout| layout.machine) {
            self.notes
                .push("these are events of a machine: choose the rows that matter".to_owned());
        }
    }

    fn ask_for_zone(&mut self, rows: Vec<u64>) {
        if !rows.is_empty() {
            let words = "no zone is named: in which zone were these times noted?".to_owned();
            let topic = Topic::Zone;
            self.questions.push(Question { topic, words, rows });
        }
    }

    fn ask_about_undated(&mut self, answers: &Answers) {
        let undated = |entry: &Entry| matches!(entry.when, When::Unknown);
        match answers.undated {
            Some(Undated::LeaveOut) => return self.leave_out("its moment is missing or unreadable", undated),
            Some(Undated::Keep) => return,
            None => {}
        }
        let pending: BTreeSet<u64> = self
            .questions
            .iter()
            .filter(|question| !matches!(question.topic, Topic::Undated | Topic::Privileged | Topic::Zone))
            .flat_map(|question| question.rows.clone())
            .collect();
        let whole_file = self.questions.iter().any(|question| question.topic == Topic::Order);
        let open = |entry: &&Entry| undated(entry) && !pending.contains(&entry.row);
        let of_row = |entry: &Entry| {
            let why = entry.unread.as_deref().unwrap_or("no moment is written");
            Question::of_row(Topic::Undated, entry.row, why)
        };
        let asked: Vec<Question> = match whole_file {
            true => Vec::new(),
            false => self.entries.iter().filter(open).map(of_row).collect(),
        };
        self.questions.extend(asked);
    }

    fn ask_about_privileged(&mut self, answers: &Answers) {
        match answers.privileged {
            Some(PrivilegedRows::LeaveOut) => return self.leave_out("it is privileged", |entry| entry.privileged),
            Some(PrivilegedRows::AsNotes) => return,
            None => {}
        }
        let rows: Vec<u64> = self
            .entries
            .iter()
            .filter(|entry| entry.privileged)
            .map(|entry| entry.row)
            .collect();
        if !rows.is_empty() {
            let words = "rows that the sheet marks as privileged: leave them out, or keep them as privileged notes?";
            let topic = Topic::Privileged;
            self.questions.push(Question {
                topic,
                words: words.to_owned(),
                rows,
            });
        }
    }

    fn ask_about_equal(&mut self, answers: &Answers) {
        if answers.same == Some(Same::Each) {
            return;
        }
        let mut seen = BTreeSet::new();
        let key = |entry: &Entry| {
            format!(
                "{:?}\u{0}{}\u{0}{:?}\u{0}{:?}",
                entry.when, entry.text, entry.who, entry.rest
            )
        };
        let known = |entry: &&Entry| !matches!(entry.when, When::Unknown);
        let again: BTreeSet<(u64, String)> = self
            .entries
            .iter()
            .filter(known)
            .filter(|entry| !seen.insert(key(entry)))
            .map(|entry| (entry.row, key(entry)))
            .collect();
        let rows: Vec<u64> = again.iter().map(|(row, _)| *row).collect();
        if rows.is_empty() {
            return;
        }
        if answers.same == Some(Same::Once) {
            return self.leave_out("an equal row came before", |entry| rows.contains(&entry.row));
        }
        let words = "rows that say exactly what an earlier row says: one event or several?".to_owned();
        let topic = Topic::Same;
        self.questions.push(Question { topic, words, rows });
    }

    fn leave_out(&mut self, why: &'static str, which: impl Fn(&Entry) -> bool) {
        let (out, kept) = std::mem::take(&mut self.entries).into_iter().partition(which);
        let out: Vec<Entry> = out;
        self.entries = kept;
        self.left_out.extend(out.iter().map(|entry| (entry.row, why)));
    }

    /// Questions with the same words are one question about several rows.
    fn gather_questions(&mut self) {
        let mut gathered: Vec<Question> = Vec::new();
        for question in std::mem::take(&mut self.questions) {
            match gathered
                .iter_mut()
                .find(|known| known.topic == question.topic && known.words == question.words)
            {
                Some(known) => known.rows.extend(question.rows),
                None => gathered.push(question),
            }
        }
        self.questions = gathered;
    }
}

/// A zone as a person types it: a name of the database or an offset. Letters are no zone.
pub fn zone_as_typed(text: &str) -> Option<Zone> {
    let offset = zone_letters::offset(text).map(Zone::fixed);
    offset
        .or_else(|| Zone::named(text).ok())
        .or_else(|| (text.eq_ignore_ascii_case("utc") || text == "Z").then(Zone::utc))
}
