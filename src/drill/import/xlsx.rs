//! The sheets of an Excel workbook, cell by cell as text. Formulas are taken as their last result; nothing in the file is
//! followed outside of it, and what unpacks too large is refused.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::{ImportError, Row};

/// The most that one part may unpack to.
const MOST: u64 = 32 * 1024 * 1024;
/// More columns than any list has; a cell beyond is not read.
const WIDEST: usize = 200;
/// More rows than any exercise has injects.
const LONGEST: usize = 20_000;

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

type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

fn invalid(error: impl std::fmt::Display) -> ImportError {
    ImportError::Form(format!("it is not a workbook that can be read: {error}"))
}

/// The sheets in the order of the workbook.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, ImportError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(invalid)?;
    let Some(workbook) = part(&mut archive, "xl/workbook.xml")? else {
        return Err(ImportError::Form(
            "it is no Excel workbook; save it as .xlsx or .csv".to_owned(),
        ));
    };
    let targets = targets(&part(&mut archive, "xl/_rels/workbook.xml.rels")?.unwrap_or_default())?;
    let strings = strings(&part(&mut archive, "xl/sharedStrings.xml")?.unwrap_or_default())?;
    let styles = styles(&part(&mut archive, "xl/styles.xml")?.unwrap_or_default())?;
    let mut sheets = Vec::new();
    for (name, id) in named(&workbook)? {
        let Some(target) = targets.get(&id) else { continue };
        let Some(text) = part(&mut archive, target)? else {
            continue;
        };
        let rows = rows(&text, &strings, &styles)?;
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, ImportError> {
    let Ok(file) = archive.by_name(name) else {
        return Ok(None);
    };
    let mut text = String::new();
    let read = file.take(MOST + 1).read_to_string(&mut text).map_err(invalid)?;
    match u64::try_from(read).unwrap_or(u64::MAX) > MOST {
        true => Err(invalid(format_args!("{name} is too large"))),
        false => Ok(Some(text)),
    }
}

/// Walks a part: what is done with each element, and with the text in it.
fn walk(text: &str, mut see: impl FnMut(Seen<'_>)) -> Result<(), ImportError> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(invalid)? {
            Event::Start(start) => see(Seen::Opens(&start)),
            Event::Empty(start) => {
                see(Seen::Opens(&start));
                see(Seen::Closes(start.local_name().as_ref()));
            }
            Event::End(end) => see(Seen::Closes(end.local_name().as_ref())),
            Event::Text(text) => see(Seen::Text(&text.decode().map_err(invalid)?)),
            Event::CData(text) => see(Seen::Text(&text.decode().map_err(invalid)?)),
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(invalid)?;
                let sign = quick_xml::escape::unescape(&format!("&{name};")).map(std::borrow::Cow::into_owned);
                see(Seen::Text(&sign.map_err(invalid)?));
            }
            Event::DocType(_) => return Err(invalid("it declares entities")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return Ok(()),
        }
    }
}

enum Seen<'s> {
    Opens(&'s BytesStart<'s>),
    Closes(&'s [u8]),
    Text(&'s str),
}

/// An attribute by its name without a prefix.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = start.attributes().flatten();
    let found = all.find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// Name and relation of each sheet.
fn named(workbook: &str) -> Result<Vec<(String, String)>, ImportError> {
    let mut sheets = Vec::new();
    walk(workbook, |seen| {
        if let Seen::Opens(start) = seen
            && start.local_name().as_ref() == b"sheet"
            && let (Some(name), Some(id)) = (attribute(start, "name"), relation(start))
        {
            sheets.push((name, id));
        }
    })?;
    Ok(sheets)
}

/// `r:id`; a sheet also has an `sheetId` and may have an `id` of its own.
fn relation(start: &BytesStart<'_>) -> Option<String> {
    let mut all = start.attributes().flatten();
    let found =
        all.find(|attribute| attribute.key.prefix().is_some() && attribute.key.local_name().as_ref() == b"id")?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// The part that each relation of the workbook leads to.
fn targets(relations: &str) -> Result<BTreeMap<String, String>, ImportError> {
    let mut targets = BTreeMap::new();
    walk(relations, |seen| {
        if let Seen::Opens(start) = seen
            && let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target"))
        {
            let part = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, part);
        }
    })?;
    Ok(targets)
}

/// The shared texts; how a word is read aloud is no part of it.
fn strings(text: &str) -> Result<Vec<String>, ImportError> {
    let (mut all, mut inside, mut aloud) = (Vec::new(), false, false);
    walk(text, |seen| match seen {
        Seen::Opens(start) => match start.local_name().as_ref() {
            b"si" => all.push(String::new()),
            b"t" => inside = !aloud,
            b"rPh" => aloud = true,
            _other => {}
        },
        Seen::Closes(b"t") => inside = false,
        Seen::Closes(b"rPh") => aloud = false,
        Seen::Closes(_) => {}
        Seen::Text(text) => {
            if let Some(last) = all.last_mut().filter(|_| inside) {
                last.push_str(text);
            }
        }
    })?;
    Ok(all)
}

/// How each style shows numbers.
fn styles(text: &str) -> Result<Vec<Shown>, ImportError> {
    let (mut own, mut all, mut cells) = (BTreeMap::new(), Vec::new(), false);
    walk(text, |seen| match seen {
        Seen::Opens(start) => match start.local_name().as_ref() {
            b"numFmt" => {
                if let (Some(id), Some(code)) = (attribute(start, "numFmtId"), attribute(start, "formatCode")) {
                    own.insert(id, by_code(&code));
                }
            }
            b"cellXfs" => cells = true,
            b"xf" if cells => {
                let id = attribute(start, "numFmtId").unwrap_or_default();
                all.push(own.get(&id).copied().unwrap_or_else(|| by_number(&id)));
            }
            _other => {}
        },
        Seen::Closes(b"cellXfs") => cells = false,
        Seen::Closes(_) | Seen::Text(_) => {}
    })?;
    Ok(all)
}

/// Formats that every workbook has.
fn by_number(id: &str) -> Shown {
    match id {
        "18" | "19" => Shown::HalfDay,
        "20" | "21" | "22" => Shown::Time,
        "46" => Shown::Span,
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

/// The cell that is being read.
#[derive(Default)]
struct Open {
    column: usize,
    kind: String,
    style: usize,
    value: String,
}

fn rows(text: &str, strings: &[String], styles: &[Shown]) -> Result<Vec<Row>, ImportError> {
    let mut rows: Vec<Row> = Vec::new();
    let (mut open, mut inside) = (Open::default(), false);
    walk(text, |seen| match seen {
        Seen::Opens(start) => match start.local_name().as_ref() {
            b"row" if rows.len() < LONGEST => {
                let number = attribute(start, "r").and_then(|number| number.parse().ok());
                let next = rows.last().map_or(1, |row| row.number + 1);
                rows.push(Row {
                    number: number.unwrap_or(next),
                    cells: Vec::new(),
                });
            }
            b"c" => {
                let next = rows.last().map_or(0, |row| row.cells.len());
                open = Open {
                    column: attribute(start, "r").and_then(|place| column(&place)).unwrap_or(next),
                    kind: attribute(start, "t").unwrap_or_default(),
                    style: attribute(start, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
                    value: String::new(),
                };
            }
            b"v" | b"t" => inside = true,
            _other => {}
        },
        Seen::Closes(b"v" | b"t") => inside = false,
        Seen::Closes(b"c") => {
            if let Some(row) = rows.last_mut().filter(|_| open.column < WIDEST) {
                row.cells.resize(row.cells.len().max(open.column + 1), String::new());
                row.cells[open.column] = shown(&open, strings, styles);
            }
        }
        Seen::Closes(_) => {}
        Seen::Text(text) if inside => open.value.push_str(text),
        Seen::Text(_) => {}
    })?;
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    Ok(rows)
}

/// The column of a place such as `AB12`, from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).fold(0, |sum, letter| {
        sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1)
}

/// The cell as a person reads it.
fn shown(open: &Open, strings: &[String], styles: &[Shown]) -> String {
    let value = open.value.trim();
    match open.kind.as_str() {
        "s" => value
            .parse()
            .ok()
            .and_then(|at: usize| strings.get(at))
            .map(|text| text.trim().to_owned())
            .unwrap_or_default(),
        "" | "n" => {
            let style = styles.get(open.style).copied().unwrap_or(Shown::Number);
            value
                .parse()
                .ok()
                .and_then(|number| timed(number, style))
                .unwrap_or_else(|| value.to_owned())
        }
        _other => value.to_owned(),
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
