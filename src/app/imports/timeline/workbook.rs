//! A sheet of a workbook as rows. The file is hostile until read: the archive and its parts have the limits that Word
//! files have, and nothing in it is calculated or followed.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::headings::known_words;
use super::raw_row::RawRow;
use crate::letter::docx_import::WordError;
use crate::letter::docx_import::archive::Archive;
use crate::letter::docx_import::xml::Element;

/// Why a workbook was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    #[error("the file is an archive, but not a workbook (.xlsx)")]
    NotWorkbook,
    #[error("the workbook is protected by a password, or is in the old .xls format")]
    Protected,
    #[error("the workbook contains macros")]
    Macros,
    #[error("the workbook cannot be read: {0}")]
    Part(String),
    #[error("the workbook has no sheet `{0}`; it has {1}")]
    NoSheet(String, String),
    #[error("no sheet of the workbook has headings that are known; it has {0}")]
    Unknown(String),
    #[error("the workbook has {0} sheets; the limit is {MOST_SHEETS}")]
    Sheets(usize),
}

impl From<WordError> for WorkbookError {
    fn from(error: WordError) -> WorkbookError {
        match error {
            WordError::NotWord => WorkbookError::NotWorkbook,
            WordError::Protected => WorkbookError::Protected,
            WordError::Macros => WorkbookError::Macros,
            WordError::Large(_)
            | WordError::Parts(_)
            | WordError::Path(_)
            | WordError::Entities { .. }
            | WordError::Deep { .. }
            | WordError::Part { .. }
            | WordError::External { .. } => WorkbookError::Part(error.to_string()),
        }
    }
}

const MOST_SHEETS: usize = 100;

/// The widest row of a timeline.
const MOST_COLUMNS: usize = 300;

pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The rows of the sheet that was named, or of the first whose headings are known.
///
/// # Errors
/// [`WorkbookError`]
pub(super) fn rows(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<RawRow>, WorkbookError> {
    let mut archive = Archive::open(bytes)?;
    let book = archive.xml("xl/workbook.xml")?.ok_or(WorkbookError::NotWorkbook)?;
    let sheets = sheets(&book, archive.xml("xl/_rels/workbook.xml.rels")?.as_ref());
    if sheets.len() > MOST_SHEETS {
        return Err(WorkbookError::Sheets(sheets.len()));
    }
    let cells = Cells {
        shared: archive
            .xml("xl/sharedStrings.xml")?
            .map(|part| shared(&part))
            .unwrap_or_default(),
        dated: archive
            .xml("xl/styles.xml")?
            .map(|part| dated_styles(&part))
            .unwrap_or_default(),
        from_1904: book
            .child("workbookPr")
            .and_then(|settings| settings.get("date1904"))
            .is_some_and(|on| on != "0" && on != "false"),
    };
    let names = || {
        sheets
            .iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    for (name, part) in &sheets {
        if sheet.is_some_and(|wanted| !name.eq_ignore_ascii_case(wanted)) {
            continue;
        }
        let found = archive.xml(part)?.map(|part| cells.rows(&part)).unwrap_or_default();
        let headed = found.iter().take(40).any(|row| known_words(&row.cells) >= 2);
        if sheet.is_some() || headed || sheets.len() == 1 {
            return Ok(found);
        }
    }
    Err(match sheet {
        Some(wanted) => WorkbookError::NoSheet(wanted.to_owned(), names()),
        None => WorkbookError::Unknown(names()),
    })
}

/// The sheets in their order: their names, and the parts that hold them.
fn sheets(book: &Element, relations: Option<&Element>) -> Vec<(String, String)> {
    let targets: BTreeMap<&str, &str> = relations
        .iter()
        .flat_map(|all| all.elements())
        .filter_map(|relation| Some((relation.get("Id")?, relation.get("Target")?)))
        .collect();
    let listed = book.child("sheets").into_iter().flat_map(Element::elements);
    listed
        .filter_map(|sheet| {
            let target = targets.get(sheet.get("r:id")?)?;
            let part = match target.strip_prefix('/') {
                Some(from_root) => from_root.to_owned(),
                None => format!("xl/{target}"),
            };
            Some((sheet.get("name")?.to_owned(), part))
        })
        .collect()
}

fn shared(part: &Element) -> Vec<String> {
    part.elements().map(rich_text).collect()
}

/// The text of an item, its runs together; how it is pronounced is no part of it.
fn rich_text(item: &Element) -> String {
    let mut out = String::new();
    for element in item.elements() {
        match element.name.as_str() {
            "t" => out.push_str(&element.text()),
            "r" => out.push_str(&rich_text(element)),
            _ => {}
        }
    }
    out
}

/// For each style of cells, whether it shows a date or a time.
fn dated_styles(part: &Element) -> Vec<bool> {
    let own: BTreeMap<u32, bool> = part
        .child("numFmts")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|format| {
            Some((
                format.get("numFmtId")?.parse().ok()?,
                shows_date(format.get("formatCode")?),
            ))
        })
        .collect();
    let dated = |style: &Element| {
        let id: u32 = style.get("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
        own.get(&id)
            .copied()
            .unwrap_or(matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58))
    };
    let styles = part.child("cellXfs").into_iter().flat_map(Element::elements);
    styles.map(dated).collect()
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

/// How cells of the workbook are read.
struct Cells {
    shared: Vec<String>,
    dated: Vec<bool>,
    /// Days are counted from 1 January 1904.
    from_1904: bool,
}

impl Cells {
    fn rows(&self, sheet: &Element) -> Vec<RawRow> {
        let data = sheet.child("sheetData").into_iter().flat_map(Element::elements);
        let numbered = (1..).zip(data);
        numbered.map(|(at, row)| self.row(at, row)).collect()
    }

    fn row(&self, at: u64, row: &Element) -> RawRow {
        let mut cells: Vec<String> = Vec::new();
        for cell in row.elements() {
            let column = cell.get("r").and_then(column).unwrap_or(cells.len());
            if column >= MOST_COLUMNS {
                continue;
            }
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(place) = cells.get_mut(column) {
                *place = self.text(cell);
            }
        }
        RawRow {
            line: row.get("r").and_then(|number| number.parse().ok()).unwrap_or(at),
            cells,
        }
    }

    fn text(&self, cell: &Element) -> String {
        let value = cell.child("v").map(Element::text).unwrap_or_default();
        match cell.get("t") {
            Some("s") => value
                .parse()
                .ok()
                .and_then(|at: usize| self.shared.get(at).cloned())
                .unwrap_or_default(),
            Some("inlineStr") => cell.child("is").map(rich_text).unwrap_or_default(),
            Some("b") => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            Some("str" | "e" | "d") => value,
            Some(_) | None => {
                let style: usize = cell.get("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                let dated = self.dated.get(style).copied().unwrap_or(false);
                dated.then(|| self.moment(&value)).flatten().unwrap_or(value)
            }
        }
    }

    /// A number that is shown as a date: to the second, since a double is good to no more.
    fn moment(&self, value: &str) -> Option<String> {
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
        let first = match self.from_1904 {
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
}

/// The column of a reference such as `B7`, from 0.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters
        .take(4)
        .fold(0usize, |number, letter| number * 26 + usize::from(letter - b'A' + 1));
    number.checked_sub(1)
}
