//! What a person answered before a timeline is read: nothing of it is ever guessed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::core::coded::coded;
use crate::core::time::Zone;

coded! {
    /// Which comes first in dates such as 03/04/2026.
    pub enum DayOrder: "order of day and month" {
        DayFirst = "day_first" => "day first",
        MonthFirst = "month_first" => "month first",
    }
}

coded! {
    /// What becomes of rows whose moment is missing or unreadable.
    pub enum Undated: "treatment of undated rows" {
        /// They are entries without a moment; what was written in its place is kept.
        Keep = "keep",
        LeaveOut = "leave_out" => "leave out",
    }
}

coded! {
    /// Which of the two moments a local time means that occurred twice.
    pub enum Twice: "pass" {
        Earlier = "earlier",
        Later = "later",
    }
}

coded! {
    /// What rows are that say the same.
    pub enum Same: "treatment of equal rows" {
        Once = "once",
        Each = "each",
    }
}

coded! {
    /// What becomes of rows that the sheet marks as privileged.
    pub enum PrivilegedRows: "treatment of privileged rows" {
        LeaveOut = "leave_out" => "leave out",
        /// Each becomes a privileged note.
        AsNotes = "as_notes" => "as privileged notes",
    }
}

coded! {
    /// What a column is, where the headings do not say it.
    pub enum ColumnUse: "column" {
        When = "when",
        What = "what",
        Who = "who",
        Source = "source",
    }
}

coded! {
    /// A reading that a person has to confirm.
    pub enum Confirm: "reading" {
        Columns = "columns" => "which column is what",
        DayNumbers = "day_numbers" => "numbers that are days of a spreadsheet",
        TitleDate = "title_date" => "a date from the lines above the table",
        NextDay = "next_day" => "a time that went back is the next day's",
        Year = "year" => "the year of dates without one",
        UnclosedQuote = "unclosed_quote" => "a quotation mark that never closes is part of the text",
        UtcColumn = "utc_column" => "the UTC column counts where the local one differs",
        IssueMoments = "issue_moments" => "an entry for each moment of an issue",
    }
}

/// Rows that were chosen, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowChoice(BTreeSet<u64>);

/// More rows than this are never taken without being chosen, and never more at once.
pub const MOST_ROWS: usize = 500;

impl RowChoice {
    /// Reads `1-40,44`.
    ///
    /// # Errors
    /// A sentence where a part is no number or range, or there are too many.
    pub fn read(text: &str) -> Result<RowChoice, String> {
        let mut rows = BTreeSet::new();
        for part in text.split(',').map(str::trim) {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let numbers = from.trim().parse::<u64>().ok().zip(to.trim().parse::<u64>().ok());
            let Some((from, to)) = numbers.filter(|(from, to)| from <= to && *from > 0) else {
                return Err(format!("`{part}` is not a row number or a range such as 3-12"));
            };
            let most = u64::try_from(MOST_ROWS).unwrap_or(u64::MAX);
            if to - from >= most || rows.len() + usize::try_from(to - from).unwrap_or(usize::MAX) >= MOST_ROWS {
                return Err(format!("at most {MOST_ROWS} rows can be imported at once"));
            }
            rows.extend(from..=to);
        }
        Ok(RowChoice(rows))
    }

    pub fn has(&self, row: u64) -> bool {
        self.0.contains(&row)
    }
}

/// Everything a person answered.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// The zone of moments that name none.
    pub zone: Option<Zone>,
    pub order: Option<DayOrder>,
    /// The day of the first time of day.
    pub date: Option<NaiveDate>,
    pub year: Option<i32>,
    /// A heading, or the number of a column from 1.
    pub columns: Vec<(ColumnUse, String)>,
    pub undated: Option<Undated>,
    pub twice: Option<Twice>,
    pub same: Option<Same>,
    /// What letters such as CST mean, in capitals.
    pub letters: BTreeMap<String, Zone>,
    pub privileged: Option<PrivilegedRows>,
    pub rows: Option<RowChoice>,
    /// Of a workbook.
    pub sheet: Option<String>,
    pub confirmed: BTreeSet<Confirm>,
}

impl Answers {
    pub(super) fn confirms(&self, reading: Confirm) -> bool {
        self.confirmed.contains(&reading)
    }
}
