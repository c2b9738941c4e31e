//! The sheet of a workbook that holds a timeline.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::headings::known_words;
use super::raw_row::RawRow;
use crate::app::files::workbook::{NumberFormat, SheetRow, Workbook, WorkbookError};

/// Why no sheet was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    #[error("the workbook has no sheet `{0}`; it has {1}")]
    NoSheet(String, String),
    #[error("no sheet of the workbook has headings that are known; it has {0}")]
    Unknown(String),
}

/// The rows of the sheet that was named, or of the first whose headings are known; and what of the workbook they are not.
///
/// # Errors
/// [`SheetError`]
pub(super) fn rows(bytes: &[u8], sheet: Option<&str>) -> Result<(Vec<RawRow>, Vec<String>), SheetError> {
    let mut book = Workbook::open(bytes)?;
    let (names, from_1904) = (book.names(), book.from_1904);
    let shown = |value: &str, format: &NumberFormat| {
        let dated = is_date(format).then(|| moment(value, from_1904)).flatten();
        dated.unwrap_or_else(|| value.to_owned())
    };
    for (at, name) in names.iter().enumerate() {
        if sheet.is_some_and(|wanted| !name.eq_ignore_ascii_case(wanted)) {
            continue;
        }
        let found = book.rows(at, shown)?;
        let headed = found.iter().take(40).any(|row| known_words(&row.cells) >= 2);
        if sheet.is_some() || headed || names.len() == 1 {
            return Ok((found.into_iter().map(raw).collect(), book.unseen(at)?));
        }
    }
    Err(match sheet {
        Some(wanted) => SheetError::NoSheet(wanted.to_owned(), names.join(", ")),
        None => SheetError::Unknown(names.join(", ")),
    })
}

fn raw(row: SheetRow) -> RawRow {
    RawRow {
        line: row.number,
        cells: row.cells,
    }
}

/// Whether a format shows a date or a time.
fn is_date(format: &NumberFormat) -> bool {
    match format {
        NumberFormat::BuiltIn(id) => matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58),
        NumberFormat::Own(code) => shows_date(code),
    }
}

/// Whether a format has parts of a date outside quotes and brackets.
fn shows_date(format: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    format.chars().any(|sign| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match sign {
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            '\\' if !quoted => escaped = true,
            'd' | 'D' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' if !quoted && !bracketed => return true,
            _ => {}
        }
        false
    })
}

/// A number that is shown as a date: to the second, since a double is good to no more.
fn moment(value: &str, from_1904: bool) -> Option<String> {
    let days: f64 = value.parse().ok()?;
    if !(0.0..200_000.0).contains(&days) {
        return None;
    }
    let seconds = (days * 86_400.0).round() as i64;
    let (whole, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(rest).ok()?, 0)?;
    if whole == 0 {
        return Some(time.format("%H:%M:%S").to_string());
    }
    let first = match from_1904 {
        true => NaiveDate::from_ymd_opt(1904, 1, 1)?,
        false => NaiveDate::from_ymd_opt(1899, 12, 30)?,
    };
    let day = first.checked_add_signed(TimeDelta::try_days(whole)?)?;
    // A whole number is a day, not its midnight.
    Some(match rest {
        0 => day.to_string(),
        _ => format!("{day} {}", time.format("%H:%M:%S")),
    })
}
