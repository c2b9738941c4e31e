//! What a workbook has beside the rows that are read: other sheets, hidden rows, comments, formulas that nobody calculated.
//! Whoever reads the rows says so, since nothing may vanish without a word.

use super::{MOST_COLUMNS, Workbook, WorkbookError, column};
use crate::letter::docx_import::xml::Element;

/// Places that are named; of more there is the number.
const NAMED: usize = 5;

impl Workbook<'_> {
    /// What is not read where one sheet is, and what of that sheet a person did not see, a sentence each.
    ///
    /// # Errors
    /// [`WorkbookError`]
    pub fn unseen(&mut self, read: usize) -> Result<Vec<String>, WorkbookError> {
        let mut notes = Vec::new();
        for at in 0..self.sheets.len() {
            let hidden = self.hidden.get(at).copied().unwrap_or(false);
            let name = self.sheets.get(at).map(|(name, _)| name.clone()).unwrap_or_default();
            if at == read {
                notes.extend(hidden.then(|| format!("the sheet “{name}”, which was read, is hidden in the workbook")));
                continue;
            }
            let rows = self.rows(at, |value, _| value.to_owned())?;
            let filled = rows
                .iter()
                .filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
            let (filled, kind) = (filled.count(), if hidden { "hidden sheet" } else { "sheet" });
            let rows = match filled {
                0 => "is empty".to_owned(),
                1 => format!("has 1 row and was not read; to read it instead: --sheet \"{name}\""),
                filled => format!("has {filled} rows and was not read; to read it instead: --sheet \"{name}\""),
            };
            notes.push(format!("the {kind} “{name}” {rows}"));
        }
        notes.extend(self.of_sheet(read)?);
        notes.extend(self.comments(read)?);
        Ok(notes)
    }

    fn of_sheet(&mut self, read: usize) -> Result<Vec<String>, WorkbookError> {
        let Some((_, part)) = self.sheets.get(read) else {
            return Ok(Vec::new());
        };
        let Some(part) = self.archive.xml(part)? else {
            return Ok(Vec::new());
        };
        let rows = || part.child("sheetData").into_iter().flat_map(Element::elements);
        let hidden_rows = (1u64..).zip(rows()).filter(|(_, row)| is_on(row, "hidden"));
        let hidden_rows = hidden_rows.map(|(at, row)| row.get("r").map_or(at.to_string(), str::to_owned));
        let columns = part.child("cols").into_iter().flat_map(Element::elements);
        let hidden_columns = columns.filter(|column| is_on(column, "hidden")).count();
        let cells = || rows().flat_map(Element::elements);
        let place = |cell: &Element| cell.get("r").unwrap_or("a cell without a place").to_owned();
        let blank = |cell: &&Element| cell.child("v").is_none_or(|value| value.text().trim().is_empty());
        let not_calculated = cells().filter(|cell| cell.child("f").is_some()).filter(blank);
        let far = cells().filter(|cell| cell.get("r").and_then(column).is_some_and(|at| at >= MOST_COLUMNS));
        let far = far.filter(|cell| !blank(cell) || cell.child("is").is_some());
        let mut notes = Vec::new();
        notes.extend(told(
            "hidden rows of the sheet are read like the others",
            hidden_rows.collect(),
        ));
        if hidden_columns > 0 {
            notes.push("hidden columns of the sheet are read like the others".to_owned());
        }
        notes.extend(told(
            "formulas whose result the workbook does not hold are read as empty cells",
            not_calculated.map(place).collect(),
        ));
        notes.extend(told(
            &format!("cells beyond column {MOST_COLUMNS} are not read"),
            far.map(place).collect(),
        ));
        Ok(notes)
    }

    /// Comments are no cells: they are in parts of their own.
    fn comments(&mut self, read: usize) -> Result<Vec<String>, WorkbookError> {
        let Some((_, part)) = self.sheets.get(read) else {
            return Ok(Vec::new());
        };
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let (folder, relations) = (folder.to_owned(), format!("{folder}/_rels/{file}.rels"));
        let Some(relations) = self.archive.xml(&relations)? else {
            return Ok(Vec::new());
        };
        let mut places = Vec::new();
        for relation in relations.elements() {
            let kind = relation.get("Type").unwrap_or_default();
            let target = relation.get("Target").unwrap_or_default();
            if !kind.ends_with("/comments") && !kind.ends_with("/threadedComment") {
                continue;
            }
            let Some(comments) = self.archive.xml(&resolved(&folder, target))? else {
                continue;
            };
            let listed = match comments.child("commentList") {
                Some(list) => list.elements(),
                None => comments.elements(),
            };
            places.extend(listed.filter_map(|comment| comment.get("ref").map(str::to_owned)));
        }
        places.sort();
        places.dedup();
        Ok(told("comments on cells are not read", places).into_iter().collect())
    }
}

fn is_on(element: &Element, name: &str) -> bool {
    element.get(name).is_some_and(|on| on != "0" && on != "false")
}

/// The part that a relation leads to.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(from_root) = target.strip_prefix('/') {
        return from_root.to_owned();
    }
    let (mut folder, mut target) = (folder, target);
    while let Some(rest) = target.strip_prefix("../") {
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        target = rest;
    }
    match folder {
        "" => target.to_owned(),
        folder => format!("{folder}/{target}"),
    }
}

fn told(what: &str, places: Vec<String>) -> Option<String> {
    let named: Vec<&str> = places.iter().take(NAMED).map(String::as_str).collect();
    let more = match places.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!places.is_empty()).then(|| format!("{what}: {}{more}", named.join(", ")))
}
