//! The sheets of an Excel workbook, cell by cell as text. The file is hostile until read: the archive and its parts have the
//! limits that Word files have, and nothing in it is calculated or followed.

mod unseen;

use std::collections::BTreeMap;

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
    #[error("the workbook has {0} sheets; the limit is {MOST_SHEETS}")]
    Sheets(usize),
}

impl From<WordError> for WorkbookError {
    fn from(error: WordError) -> WorkbookError {
        match error {
            WordError::NotWord => WorkbookError::NotWorkbook,
            WordError::Protected => WorkbookError::Protected,
            WordError::Macros => WorkbookError::Macros,
            WordError::Entities { part } => {
                WorkbookError::Part(format!("{part} declares entities, which no workbook needs"))
            }
            WordError::Large(_)
            | WordError::Parts(_)
            | WordError::Path(_)
            | WordError::Deep { .. }
            | WordError::Part { .. }
            | WordError::External { .. } => WorkbookError::Part(error.to_string()),
        }
    }
}

const MOST_SHEETS: usize = 100;

/// Cells beyond are not read.
const MOST_COLUMNS: usize = 300;

/// Whether bytes are an archive, or a workbook of the old or protected kind.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// How numbers of a style are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberFormat {
    /// One that every workbook has, by its number.
    BuiltIn(u32),
    /// One of the workbook's own, as it is written.
    Own(String),
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// As the spreadsheet counts.
    pub number: u64,
    pub cells: Vec<String>,
}

/// An open workbook.
pub struct Workbook<'b> {
    archive: Archive<'b>,
    /// Names, and the parts that hold them.
    sheets: Vec<(String, String)>,
    /// Whether the workbook shows each of them.
    hidden: Vec<bool>,
    shared: Vec<String>,
    formats: Vec<NumberFormat>,
    /// Days are counted from 1 January 1904.
    pub from_1904: bool,
}

impl<'b> Workbook<'b> {
    /// Reads all but the sheets.
    ///
    /// # Errors
    /// [`WorkbookError`]
    pub fn open(bytes: &'b [u8]) -> Result<Workbook<'b>, WorkbookError> {
        let mut archive = Archive::open(bytes)?;
        let book = archive.xml("xl/workbook.xml")?.ok_or(WorkbookError::NotWorkbook)?;
        let sheets = sheets(&book, archive.xml("xl/_rels/workbook.xml.rels")?.as_ref());
        let (sheets, hidden): (Vec<_>, Vec<_>) = sheets.into_iter().unzip();
        if sheets.len() > MOST_SHEETS {
            return Err(WorkbookError::Sheets(sheets.len()));
        }
        let from_1904 = book
            .child("workbookPr")
            .and_then(|settings| settings.get("date1904"))
            .is_some_and(|on| on != "0" && on != "false");
        Ok(Workbook {
            shared: archive
                .xml("xl/sharedStrings.xml")?
                .map(|part| shared(&part))
                .unwrap_or_default(),
            formats: archive
                .xml("xl/styles.xml")?
                .map(|part| formats(&part))
                .unwrap_or_default(),
            archive,
            sheets,
            hidden,
            from_1904,
        })
    }

    pub fn names(&self) -> Vec<String> {
        self.sheets.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The rows of a sheet by its place; a number becomes the text that `shown` makes of it. A sheet without a part has none.
    ///
    /// # Errors
    /// [`WorkbookError`]
    pub fn rows(
        &mut self,
        sheet: usize,
        shown: impl Fn(&str, &NumberFormat) -> String,
    ) -> Result<Vec<SheetRow>, WorkbookError> {
        let Some((_, part)) = self.sheets.get(sheet) else {
            return Ok(Vec::new());
        };
        let Some(part) = self.archive.xml(part)? else {
            return Ok(Vec::new());
        };
        let data = part.child("sheetData").into_iter().flat_map(Element::elements);
        Ok((1..).zip(data).map(|(at, row)| self.row(at, row, &shown)).collect())
    }

    fn row(&self, at: u64, row: &Element, shown: &impl Fn(&str, &NumberFormat) -> String) -> SheetRow {
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
                *place = self.text(cell, shown);
            }
        }
        SheetRow {
            number: row.get("r").and_then(|number| number.parse().ok()).unwrap_or(at),
            cells,
        }
    }

    /// A formula is taken as its last result.
    fn text(&self, cell: &Element, shown: &impl Fn(&str, &NumberFormat) -> String) -> String {
        let value = cell.child("v").map(Element::text).unwrap_or_default();
        match cell.get("t") {
            Some("s") => value
                .trim()
                .parse()
                .ok()
                .and_then(|at: usize| self.shared.get(at).cloned())
                .unwrap_or_default(),
            Some("inlineStr") => cell.child("is").map(rich_text).unwrap_or_default(),
            Some("b") => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            Some("str" | "e" | "d") => value,
            Some(_) | None => {
                let style: usize = cell.get("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                let format = self.formats.get(style).unwrap_or(&NumberFormat::BuiltIn(0));
                shown(&value, format)
            }
        }
    }
}

/// The sheets in their order: their names, the parts that hold them, and whether they are hidden.
fn sheets(book: &Element, relations: Option<&Element>) -> Vec<((String, String), bool)> {
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
            let hidden = sheet.get("state").is_some_and(|state| state != "visible");
            Some(((sheet.get("name")?.to_owned(), part), hidden))
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

/// The format of each style of cells.
fn formats(part: &Element) -> Vec<NumberFormat> {
    let own: BTreeMap<u32, &str> = part
        .child("numFmts")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|format| Some((format.get("numFmtId")?.parse().ok()?, format.get("formatCode")?)))
        .collect();
    let format = |style: &Element| {
        let id: u32 = style.get("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
        own.get(&id)
            .map_or(NumberFormat::BuiltIn(id), |code| NumberFormat::Own((*code).to_owned()))
    };
    let styles = part.child("cellXfs").into_iter().flat_map(Element::elements);
    styles.map(format).collect()
}

/// The column of a reference such as `B7`, from 0.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters
        .take(4)
        .fold(0usize, |number, letter| number * 26 + usize::from(letter - b'A' + 1));
    number.checked_sub(1)
}
