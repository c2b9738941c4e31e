//! A report as an Excel workbook, for those who fill it in there: one row a field, with the codes of closed lists to pick from,
//! and read back from it. It is not the authorities' own template.

use chrono::{DateTime, Datelike as _, Utc};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook,
    Worksheet, XlsxError,
};
use serde_json::{Value, json};

use super::fill::{Spot, Unfit};
use super::sheet::{Row, sheet};
use super::{Kind, LISTS, Stage, codes};
use crate::app::files::workbook::{NumberFormat, Workbook as Read, WorkbookError};

/// Why a report does not fit into a workbook.
pub use rust_xlsxwriter::XlsxError as Unfitting;

const SHEET: &str = "Report";
const CODES: &str = "Lists";
const HEADINGS: [&str; 7] = [
    "Field",
    "What it is",
    "Asked",
    "On condition",
    "Takes",
    "Missing or wrong",
    "Value",
];
/// The column of the first value.
const VALUES: u16 = 6;
/// Columns of values that offer codes, where a field takes several.
const OFFERED: u16 = 10;

/// Why a workbook is no report.
#[derive(Debug, thiserror::Error)]
pub enum UnreadReport {
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    #[error("the workbook has no sheet `{SHEET}` with the fields of a report")]
    NoReport,
    /// Every value that does not fit, with its row.
    #[error("the workbook has values that the fields do not take")]
    Unfit(Vec<(u64, Unfit)>),
}

impl UnreadReport {
    /// The values that do not fit, a line each.
    pub fn causes(&self) -> Vec<String> {
        let UnreadReport::Unfit(unfit) = self else {
            return Vec::new();
        };
        let cause = |(row, unfit): &(u64, Unfit)| match &unfit.hint {
            Some(hint) => format!("row {row}: {unfit} ({hint})"),
            None => format!("row {row}: {unfit}"),
        };
        unfit.iter().map(cause).collect()
    }

    pub fn hint(&self) -> &'static str {
        match self {
            UnreadReport::Unfit(_) => "correct these rows; nothing was written",
            UnreadReport::Workbook(_) | UnreadReport::NoReport => {
                "take a workbook that `firebell dora draft` or `firebell dora sheet` wrote"
            }
        }
    }
}

/// Writes a report. `mark` stands above everything: the mark of an exercise. `state`: that of the record, among the properties.
///
/// # Errors
/// Where a text is longer than a cell can hold.
pub fn write(report: &Value, mark: &str, state: Option<&str>, now: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let year = u16::try_from(now.year()).unwrap_or(1970);
    let (month, day) = (now.month().try_into().unwrap_or(1), now.day().try_into().unwrap_or(1));
    let made = ExcelDateTime::from_ymd(year, month, day)?;
    book.set_properties(
        &DocProperties::new()
            .set_title("DORA report")
            .set_keywords(state.unwrap_or_default())
            .set_creation_datetime(&made),
    );
    let whole = sheet(report);
    let stage = whole.stage.map_or("report", Stage::words);
    let page = book.add_worksheet();
    page.set_name(SHEET)?;
    let strong = Format::new().set_bold();
    page.write_string_with_format(0, 0, format!("{mark}DORA: {stage}"), &strong)?;
    page.write_string(
        1,
        0,
        "Not the authorities' template. Fill in column G and on; a field with several values has one a cell.",
    )?;
    for (column, heading) in (0..).zip(HEADINGS) {
        page.write_string_with_format(3, column, heading, &strong)?;
    }
    for (column, width) in (0..).zip([8.0, 38.0, 7.0, 30.0, 30.0, 34.0, 44.0]) {
        page.set_column_width(column, width)?;
    }
    page.set_freeze_panes(4, 2)?;
    for (line, row) in (4..).zip(&whole.rows) {
        written(page, line, row)?;
    }
    lists(book.add_worksheet())?;
    book.save_to_buffer()
}

fn written(page: &mut Worksheet, line: u32, row: &Row) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    // As text, so that a program makes no date of a duration and no number of a code.
    let text = Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let wrong = row.findings.join("; ");
    let told = [
        &row.n,
        row.label,
        row.asked,
        row.when.unwrap_or_default(),
        row.form,
        &wrong,
    ];
    for (column, words) in (0..).zip(told) {
        page.write_string_with_format(line, column, words, &wrapped)?;
    }
    let kind = Spot::named(&row.n).map(|spot| spot.field.kind);
    let is_number = matches!(kind, Some(Kind::Whole | Kind::Percent | Kind::Money));
    let empty = String::new();
    let values = if row.values.is_empty() {
        std::slice::from_ref(&empty)
    } else {
        &row.values
    };
    for (column, value) in (VALUES..).zip(values) {
        match value.parse::<f64>().ok().filter(|_| is_number) {
            Some(number) => page.write_number_with_format(line, column, number, &wrapped)?,
            None if value.is_empty() && is_number => page.write_blank(line, column, &wrapped)?,
            None if value.is_empty() => page.write_blank(line, column, &text)?,
            None => page.write_string_with_format(line, column, value, &text)?,
        };
    }
    let last = match kind {
        Some(Kind::Several) => VALUES + OFFERED - 1,
        Some(_) | None => VALUES,
    };
    if let Some(choice) = choice(row, kind) {
        page.add_data_validation(line, VALUES, line, last, &choice)?;
    }
    Ok(())
}

/// What a cell offers to pick from.
fn choice(row: &Row, kind: Option<Kind>) -> Option<DataValidation> {
    let validation = match (row.list.and_then(column), kind) {
        (Some((column, length)), _) => {
            let letters = letters(column);
            let codes = format!("={CODES}!${letters}$2:${letters}${}", length + 1);
            DataValidation::new().allow_list_formula(Formula::new(codes))
        }
        (None, Some(Kind::Flag)) => DataValidation::new().allow_list_strings(&["true", "false"]).ok()?,
        (None, _) => return None,
    };
    let refused = validation.set_error_style(DataValidationErrorStyle::Stop);
    refused.set_error_message("Choose one of the codes of the list.").ok()
}

/// The lists that fields name, each a column of the second sheet: its place, and how many codes it has.
fn column(name: &str) -> Option<(u16, usize)> {
    let at = LISTS.keys().position(|known| known == name)?;
    Some((u16::try_from(at).ok()?, codes(name).len()))
}

fn letters(column: u16) -> String {
    let letter = |n: u16| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    match column / 26 {
        0 => letter(column).to_string(),
        more => format!("{}{}", letter(more - 1), letter(column)),
    }
}

fn lists(page: &mut Worksheet) -> Result<(), XlsxError> {
    page.set_name(CODES)?;
    for (at, name) in (0..).zip(LISTS.keys()) {
        page.write_string(0, at, name)?;
        for (line, code) in (1..).zip(codes(name)) {
            page.write_string(line, at, code)?;
        }
    }
    Ok(())
}

/// Reads a report that was filled in.
///
/// # Errors
/// [`UnreadReport`], with every value that does not fit.
pub fn read(bytes: &[u8]) -> Result<Value, UnreadReport> {
    let mut book = Read::open(bytes)?;
    let sheet = book
        .names()
        .iter()
        .position(|name| name == SHEET)
        .ok_or(UnreadReport::NoReport)?;
    let rows = book.rows(sheet, |text, _: &NumberFormat| plain(text))?;
    let (mut report, mut unfit, mut known) = (json!({}), Vec::new(), 0);
    for row in rows {
        let Some(spot) = row.cells.first().and_then(|n| Spot::named(n.trim())) else {
            continue;
        };
        known += 1;
        let values = row.cells.get(usize::from(VALUES)..).unwrap_or_default();
        if let Err(error) = spot.put(&mut report, values) {
            unfit.push((row.number, error));
        }
    }
    match (known, unfit.is_empty()) {
        (0, _) => Err(UnreadReport::NoReport),
        (_, false) => Err(UnreadReport::Unfit(unfit)),
        (_, true) => Ok(report),
    }
}

/// A number without what binary fractions add to it.
fn plain(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => number.to_string(),
        Ok(_) | Err(_) => text.to_owned(),
    }
}
