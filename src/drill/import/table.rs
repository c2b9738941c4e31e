//! The rows of an event list, from whatever a spreadsheet saved: CSV in any of its encodings and with any of its
//! separators, or a workbook.

use super::columns::{Columns, NamedColumn, Unfit};
use super::{ImportError, Row, xlsx};
use crate::app::files::text::{TextEncoding, text_of};

/// What may stand between two cells.
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// A header stands in one of the first lines; titles may be above it.
const HEADER_WITHIN: usize = 12;

/// The rows below the header.
#[derive(Debug)]
pub(super) struct Table {
    pub columns: Columns,
    pub rows: Vec<Row>,
    /// How the file was read, where that was not plain; a sentence each.
    pub read_as: Vec<String>,
    /// What was not read.
    pub left: Vec<String>,
}

/// Reads a list.
pub(super) fn table(bytes: &[u8], named: &[NamedColumn], sheet: Option<&str>) -> Result<Table, ImportError> {
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ImportError::Form(
            "it is an old or protected workbook (.xls); save it as .xlsx or .csv".to_owned(),
        ));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook(bytes, named, sheet);
    }
    let whole = text_of(bytes).map_err(|error| ImportError::Form(error.to_string()))?;
    let mut read_as: Vec<String> = match whole.encoding {
        TextEncoding::Utf8 | TextEncoding::Utf8Marked => Vec::new(),
        TextEncoding::Utf16Little | TextEncoding::Utf16Big | TextEncoding::Windows1252 => {
            vec![format!("text in {}", whole.encoding.words())]
        }
    };
    let (text, told) = separator_line(&whole.text);
    let separators: &[u8] = told.as_ref().map_or(&SEPARATORS, std::slice::from_ref);
    let mut best: Option<(Vec<Row>, Unfit)> = None;
    for separator in separators {
        let rows = rows(text, *separator)?;
        match under_header(&rows, named) {
            Ok((columns, rows)) => {
                if told.is_some() {
                    read_as.push(format!(
                        "separated by `{}`, as its first line says",
                        char::from(*separator)
                    ));
                }
                return Ok(Table {
                    columns,
                    rows,
                    read_as,
                    left: Vec::new(),
                });
            }
            Err(unfit) => {
                let wider = best.as_ref().is_none_or(|(known, _)| width(&rows) > width(known));
                if wider {
                    best = Some((rows, unfit));
                }
            }
        }
    }
    let (rows, unfit) = best.unwrap_or_else(|| (Vec::new(), Unfit::NoText));
    Err(refused(&rows, &unfit))
}

fn width(rows: &[Row]) -> usize {
    rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
}

fn refused(rows: &[Row], unfit: &Unfit) -> ImportError {
    let heads = rows.first().map(|row| row.cells.join(", ")).unwrap_or_default();
    ImportError::Columns {
        problem: match unfit {
            Unfit::NoColumn(name) => format!("it has no column `{name}`"),
            Unfit::NoText => "it has no column for the text".to_owned(),
        },
        heads,
    }
}

/// Excel's own first line, `sep=;`.
fn separator_line(text: &str) -> (&str, Option<u8>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let told = first.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=");
    match told.map(str::as_bytes) {
        Some([separator]) => (rest, Some(*separator)),
        Some(_) | None => (text, None),
    }
}

fn rows(text: &str, separator: u8) -> Result<Vec<Row>, ImportError> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (record, number) in reader.records().zip(1..) {
        let record = record.map_err(ImportError::Csv)?;
        let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
        rows.push(Row { number, cells });
    }
    Ok(rows)
}

/// The header, which may have titles above it, and the rows under it.
fn under_header(rows: &[Row], named: &[NamedColumn]) -> Result<(Columns, Vec<Row>), Unfit> {
    let mut unfit = None;
    for (at, row) in rows.iter().enumerate().take(HEADER_WITHIN) {
        match Columns::of(&row.cells, named) {
            Ok(columns) if row.cells.len() > 1 => return Ok((columns, rows[at + 1..].to_vec())),
            Ok(_) => {}
            Err(why) => {
                unfit.get_or_insert(why);
            }
        }
    }
    Err(unfit.unwrap_or(Unfit::NoText))
}

fn workbook(bytes: &[u8], named: &[NamedColumn], wanted: Option<&str>) -> Result<Table, ImportError> {
    let sheets = xlsx::sheets(bytes)?;
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    if let Some(missing) = wanted.filter(|wanted| !names.iter().any(|name| name == wanted)) {
        return Err(ImportError::Form(format!(
            "it has no sheet `{missing}`, only {}",
            names.join(", ")
        )));
    }
    let mut first = None;
    for sheet in sheets
        .into_iter()
        .filter(|sheet| wanted.is_none_or(|wanted| sheet.name == wanted))
    {
        match under_header(&sheet.rows, named) {
            Ok((columns, rows)) => {
                let others = names.iter().filter(|name| **name != sheet.name);
                return Ok(Table {
                    columns,
                    rows,
                    read_as: vec![format!("the sheet `{}`", sheet.name)],
                    left: others
                        .map(|name| format!("the sheet `{name}` was not read (--sheet)"))
                        .collect(),
                });
            }
            Err(unfit) => {
                first.get_or_insert((sheet.rows, unfit));
            }
        }
    }
    let (rows, unfit) = first.unwrap_or_else(|| (Vec::new(), Unfit::NoText));
    Err(refused(&rows, &unfit))
}
