//! A comparison of two texts as one HTML file, with what was deleted and inserted marked as such.

use super::{cell_in, document, escape};
use crate::letter::block::Letter;
use crate::letter::redline::{Change, Kind, Line, Redline, Words};

const LOOKS: &str = "del { background: #fbe3e4; color: #8a1c24; } ins { background: #e2f3e5; color: #14532d; text-decoration: \
                     underline; }\n.item { padding-inline-start: 2em; text-indent: -1.2em; }\n";

/// A comparison as an HTML document. Title, letterhead, language, paper and marks are the letter's; its text is the
/// comparison's.
pub fn redline_html(redline: &Redline, letter: &Letter) -> String {
    let mut body = String::new();
    let mut rest = redline.lines.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if let Some(table) = first.table() {
            let rows = rest
                .iter()
                .take_while(|line| line.table() == Some(table))
                .count()
                .max(1);
            let cells: String = rest[..rows].iter().map(row).collect();
            body.push_str(&format!("<table>\n{cells}</table>\n"));
            rest = &rest[rows..];
        } else {
            body.push_str(&line(first));
            rest = after;
        }
    }
    document(letter, &body, LOOKS)
}

fn line(line: &Line) -> String {
    let text: String = line.cells.iter().flatten().map(words).collect();
    match line.kind {
        Kind::Heading(level) => format!("<h{level}>{text}</h{level}>\n"),
        Kind::Paragraph | Kind::Row { .. } => paragraph(line, &text),
        Kind::Rule => match line.change {
            Change::Same => "<hr>\n".to_owned(),
            Change::Deleted => "<p><del>⸻</del></p>\n".to_owned(),
            Change::Inserted => "<p><ins>⸻</ins></p>\n".to_owned(),
        },
    }
}

fn paragraph(line: &Line, text: &str) -> String {
    let mark = match line.item {
        Some(item) => match item.start {
            Some(start) => format!("{}. ", start + item.place),
            None => "• ".to_owned(),
        },
        None => String::new(),
    };
    let inset = line.lists + line.quotes;
    match inset {
        0 => format!("<p>{text}</p>\n"),
        _within => format!("<p class=\"item\" style=\"margin-inline-start: {inset}em\">{mark}{text}</p>\n"),
    }
}

fn row(line: &Line) -> String {
    if line.is_head() && line.cells.iter().all(Vec::is_empty) {
        return String::new();
    }
    let cells = line.cells.iter().enumerate().map(|(at, cell)| {
        let text: String = cell.iter().map(words).collect();
        cell_in(line.is_head(), at, line.cells.len()).around(&text)
    });
    format!("<tr>{}</tr>\n", cells.collect::<String>())
}

fn words(words: &Words) -> String {
    let mut text = escape(&words.text).replace('\n', "<br>");
    if words.gap {
        text = format!("<mark class=\"gap\">{text}</mark>");
    }
    if words.emphasis {
        text = format!("<em>{text}</em>");
    }
    if words.strong {
        text = format!("<strong>{text}</strong>");
    }
    match words.change {
        Change::Same => text,
        Change::Deleted => format!("<del>{text}</del>"),
        Change::Inserted => format!("<ins>{text}</ins>"),
    }
}
