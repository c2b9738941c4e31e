//! The sheets of a workbook as event lists: times as a person reads them in the cells.

use super::{ImportError, Row};
use crate::app::files::workbook::{NumberFormat, SheetRow, Workbook, WorkbookError};

/// A sheet with its rows; empty rows are left out.
#[derive(Debug)]
pub(super) struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
}

/// How a number is shown, as far as a time is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Number,
    /// Hours and minutes.
    Time,
    /// `[h]:mm`, which counts on beyond a day.
    Span,
    /// With am and pm.
    HalfDay,
}

impl From<WorkbookError> for ImportError {
    fn from(error: WorkbookError) -> ImportError {
        ImportError::Form(format!("{error}; save it as .xlsx or .csv"))
    }
}

/// The sheets in the order of the workbook.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, ImportError> {
    let mut book = Workbook::open(bytes)?;
    let mut sheets = Vec::new();
    for (at, name) in book.names().into_iter().enumerate() {
        let rows = book.rows(at, shown)?.into_iter().map(row);
        sheets.push(Sheet {
            name,
            rows: rows
                .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
                .collect(),
        });
    }
    Ok(sheets)
}

fn row(row: SheetRow) -> Row {
    Row {
        number: usize::try_from(row.number).unwrap_or(usize::MAX),
        cells: row.cells.into_iter().map(|cell| cell.trim().to_owned()).collect(),
    }
}

/// A number as a person reads it.
fn shown(value: &str, format: &NumberFormat) -> String {
    let value = value.trim();
    let style = match format {
        NumberFormat::BuiltIn(id) => by_number(*id),
        NumberFormat::Own(code) => by_code(code),
    };
    let time = value.parse().ok().and_then(|number| timed(number, style));
    time.unwrap_or_else(|| value.to_owned())
}

/// Formats that every workbook has.
fn by_number(id: u32) -> Shown {
    match id {
        18 | 19 => Shown::HalfDay,
        20..=22 => Shown::Time,
        46 => Shown::Span,
        _other => Shown::Number,
    }
}

fn by_code(code: &str) -> Shown {
    let code = code.to_lowercase();
    match () {
        () if code.contains("[h") => Shown::Span,
        () if code.contains("am/pm") || code.contains("a/p") => Shown::HalfDay,
        () if code.contains('h') && code.contains(':') => Shown::Time,
        () => Shown::Number,
    }
}

/// A number that is shown as a time; a serial number of a date stays one.
fn timed(number: f64, style: Shown) -> Option<String> {
    if style == Shown::Number || !(0.0..=2.0).contains(&number) {
        return None;
    }
    let minutes = (number * 1440.0).round() as u64;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    Some(match style {
        Shown::Span => format!("+{hours}:{minutes:02}"),
        Shown::HalfDay if hours < 24 => {
            let half = if hours < 12 { "AM" } else { "PM" };
            format!("{}:{minutes:02} {half}", if hours % 12 == 0 { 12 } else { hours % 12 })
        }
        Shown::Time | Shown::HalfDay => format!("{hours}:{minutes:02}"),
        Shown::Number => return None,
    })
}
