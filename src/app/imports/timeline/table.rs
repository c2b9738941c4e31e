//! The rows of a file, whatever its form: delimited, Markdown, JSON, pasted lines, or a sheet of a workbook.

use super::answers::{Answers, Confirm};
use super::question::{Question, Topic};
use super::raw_row::RawRow;
use super::{delimited, headings, lines, objects};
use crate::core::coded::coded;

coded! {
    /// The form of a file.
    pub enum Form: "form" {
        Comma = "comma" => "cells separated by commas",
        Semicolon = "semicolon" => "cells separated by semicolons",
        Tab = "tab" => "cells separated by tabs",
        Bar = "bar" => "cells separated by bars",
        Markdown = "markdown" => "a Markdown table",
        JsonLines = "json_lines" => "a JSON object a line",
        JsonList = "json_list" => "a list of JSON objects",
        Lines = "lines" => "lines that begin with a time",
        Workbook = "workbook" => "a sheet of a workbook",
    }
}

/// Rows under their headings.
pub(super) struct Table {
    pub form: Form,
    /// The line of the headings; `None`: there are none.
    pub head_line: Option<u64>,
    pub head: Vec<String>,
    /// What stood above the headings.
    pub titles: Vec<String>,
    pub rows: Vec<RawRow>,
    /// Rows without any cell, and headings that came again: counted, and left out.
    pub blank: usize,
    pub repeated: usize,
    pub questions: Vec<Question>,
}

/// Lines among which the headings are looked for.
const HEADINGS_WITHIN: usize = 40;

/// Reads a text.
///
/// # Errors
/// A sentence that says what is wrong with the form.
pub(super) fn read(text: &str, answers: &Answers) -> Result<Table, String> {
    if text.trim().is_empty() {
        return Err("there is nothing in the file".to_owned());
    }
    if objects::looks_so(text) {
        let form = match text.trim_start().starts_with('[') {
            true => Form::JsonList,
            false => Form::JsonLines,
        };
        let objects = objects::read(text)?;
        return Ok(of_parts(form, objects.head, objects.rows));
    }
    if let Some(rows) = markdown(text) {
        return Ok(headed(Form::Markdown, rows, Vec::new()));
    }
    let sign = delimited::sign(text);
    if lines::looks_so(text) && sign.is_none_or(|sign| sign == b',' && !many(text, sign)) {
        return Ok(of_parts(
            Form::Lines,
            lines::HEAD.map(str::to_owned).to_vec(),
            lines::rows(text),
        ));
    }
    Ok(by_sign(text, sign.unwrap_or(b','), answers))
}

/// The rows of a sheet that a workbook has.
pub(super) fn of_sheet(rows: Vec<RawRow>) -> Table {
    headed(Form::Workbook, rows, Vec::new())
}

/// Whether every line is parted, so that commas are no part of what was said.
fn many(text: &str, sign: u8) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .take(20)
        .all(|line| line.bytes().filter(|byte| *byte == sign).count() > 0)
}

fn by_sign(text: &str, sign: u8, answers: &Answers) -> Table {
    let form = match sign {
        b';' => Form::Semicolon,
        b'\t' => Form::Tab,
        b'|' => Form::Bar,
        _ => Form::Comma,
    };
    let Some(line) = delimited::unclosed(text, sign) else {
        return headed(form, delimited::rows(text, sign, None), Vec::new());
    };
    if answers.confirms(Confirm::UnclosedQuote) {
        return headed(form, delimited::rows(text, sign, Some(line)), Vec::new());
    }
    let words = format!(
        "a quotation mark is opened on line {line} and never closes, so the lines after it are read as one cell; \
         is it part of the text?"
    );
    let question = Question::of_file(Topic::UnclosedQuote, words);
    headed(form, delimited::rows(text, sign, None), vec![question])
}

fn of_parts(form: Form, head: Vec<String>, rows: Vec<RawRow>) -> Table {
    Table {
        form,
        head_line: None,
        head,
        titles: Vec::new(),
        rows,
        blank: 0,
        repeated: 0,
        questions: Vec::new(),
    }
}

/// Finds the headings: the first row in which at least two cells are known words.
fn headed(form: Form, all: Vec<RawRow>, questions: Vec<Question>) -> Table {
    let at = all
        .iter()
        .take(HEADINGS_WITHIN)
        .position(|row| headings::known_words(&row.cells) >= 2);
    let mut table = Table {
        questions,
        ..of_parts(form, Vec::new(), Vec::new())
    };
    let first = at.map_or(0, |at| at + 1);
    if let Some(row) = at.and_then(|at| all.get(at)) {
        table.head_line = Some(row.line);
        table.head.clone_from(&row.cells);
        let above = all.iter().take(first - 1).flat_map(|row| &row.cells);
        table.titles = above.filter(|cell| !cell.trim().is_empty()).cloned().collect();
    }
    for row in all.into_iter().skip(first) {
        if row.cells.iter().all(String::is_empty) {
            table.blank += 1;
        } else if at.is_some() && row.cells == table.head {
            table.repeated += 1;
        } else {
            table.rows.push(row);
        }
    }
    table
}

/// The rows of a Markdown table; `None`: it is none.
fn markdown(text: &str) -> Option<Vec<RawRow>> {
    let mut numbered = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let (line, head) = numbered.next()?;
    let (_, rule) = numbered.next()?;
    let ruled = rule.trim_start().starts_with('|') && rule.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    if !head.trim_start().starts_with('|') || !ruled {
        return None;
    }
    let row = |(line, text): (u64, &str)| RawRow {
        line,
        cells: bars(text),
    };
    Some([row((line, head))].into_iter().chain(numbered.map(row)).collect())
}

/// The cells between bars; an escaped bar is part of its cell.
fn bars(line: &str) -> Vec<String> {
    const ESCAPED: char = '\u{1}';
    let line = line.trim().replace("\\|", &ESCAPED.to_string());
    let inner = line.strip_prefix('|').unwrap_or(&line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(|cell| cell.trim().replace(ESCAPED, "|")).collect()
}
