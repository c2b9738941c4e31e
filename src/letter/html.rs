//! A letter as one HTML file that needs nothing else and prints well.

mod compared;

pub use compared::redline_html;

use super::block::{Block, Inline, Letter, Letterhead, Paper, logo_size};
use super::words::{gap, may_follow, shown};
use crate::core::event::PrintSize;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::picture::Picture;

const LOOKS: &str = include_str!("../../templates/letter.css");
/// Letters of at least 18 points.
const LARGE: &str = "body, .letterhead p { font-size: 18pt; }\n.letterhead .name { font-size: 24pt; }\n\
h1 { font-size: 27pt; }\nh2 { font-size: 22pt; }\nh3, h4 { font-size: 19pt; }\n\
main, .letterhead { max-width: 60rem; padding-inline: 2rem; }\n@media print { @page { margin: 18mm; } }\n";

/// The letter as an HTML document in UTF-8. Links lead only to the web, to mailboxes and telephones; any other address
/// is shown as text. It loads and runs nothing: its own policy forbids all but its style.
pub fn html(letter: &Letter) -> String {
    let body: String = shown(letter).iter().map(block).collect();
    document(letter, &body, looks(letter.print))
}

fn looks(print: PrintSize) -> &'static str {
    match print {
        PrintSize::Standard => "",
        PrintSize::Large => LARGE,
    }
}

/// A page with the letter's head and marks around a body. `looks`: rules of style besides those of every letter.
fn document(letter: &Letter, body: &str, looks: &str) -> String {
    let mark = letter.mark();
    let banner = match mark.as_str() {
        "" => String::new(),
        mark => format!("<p class=\"exercise\" role=\"note\"><span>{mark}</span></p>\n"),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{pictures}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{state}<title>{title}</title>\n\
         <style>\n{LOOKS}{looks}@page {{ size: {paper}; }}\n</style>\n</head>\n<body{marked}>\n\
         {banner}{head}<main>\n{body}</main>\n{foot}</body>\n</html>\n",
        language = escape(&letter.language),
        title = escape(&title(letter)),
        pictures = letter.letterhead.logo.as_ref().map_or("", |_| "; img-src data:"),
        state = state(&letter.state),
        marked = if mark.is_empty() { "" } else { " class=\"marked\"" },
        paper = paper(letter.paper),
        head = letterhead(&letter.letterhead),
        foot = letter.tlp.map_or_else(String::new, |tlp| format!(
            "<p class=\"exercise\"><span>{}</span></p>\n",
            tlp.words()
        )),
    )
}

/// The state of the record, where a reader of the page does not see it.
fn state(short: &str) -> String {
    match short {
        "" => String::new(),
        short => format!("<meta name=\"keywords\" content=\"{}\">\n", escape(short)),
    }
}

fn title(letter: &Letter) -> String {
    let words = if letter.title.trim().is_empty() {
        "Letter"
    } else {
        letter.title.trim()
    };
    letter.kind.mark(MarkPlace::Title).to_owned() + words
}

fn paper(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    }
}

fn letterhead(head: &Letterhead) -> String {
    if head.is_empty() {
        return String::new();
    }
    let lines: String = head
        .lines
        .iter()
        .map(|line| format!("<p>{}</p>\n", escape(line)))
        .collect();
    format!(
        "<header class=\"letterhead\"><div>\n{logo}<p class=\"name\">{}</p>\n{lines}</div></header>\n",
        escape(&head.name),
        logo = head.logo.as_ref().map(logo).unwrap_or_default(),
    )
}

/// The logo; its text is the name that stands under it.
fn logo(picture: &Picture) -> String {
    let (width, height) = logo_size(picture);
    format!(
        "<img alt=\"\" style=\"width: {width:.1}pt; height: {height:.1}pt\" src=\"{}\">\n",
        picture.data_uri()
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => format!("<h{level}>{}</h{level}>\n", inlines(text)),
        Block::Paragraph(text) => format!("<p>{}</p>\n", inlines(text)),
        Block::List { start, items } => list(*start, items),
        Block::Table { head, rows } => table(head, rows),
        Block::Quote(inner) => format!("<blockquote>\n{}</blockquote>\n", blocks(inner)),
        Block::Rule => "<hr>\n".to_owned(),
    }
}

fn blocks(list: &[Block]) -> String {
    list.iter().map(block).collect()
}

fn list(start: Option<u64>, items: &[Vec<Block>]) -> String {
    let items: String = items
        .iter()
        .map(|item| format!("<li>{}</li>\n", blocks(item)))
        .collect();
    match start {
        None => format!("<ul>\n{items}</ul>\n"),
        Some(number) => format!("<ol start=\"{number}\">\n{items}</ol>\n"),
    }
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> String {
    let row = |row: &[Vec<Inline>], of_head: bool| -> String {
        let cells = row
            .iter()
            .enumerate()
            .map(|(at, cell)| cell_in(of_head, at, row.len()).around(&inlines(cell)));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let rows: String = rows.iter().map(|cells| row(cells, false)).collect();
    let head = if head.iter().all(Vec::is_empty) {
        String::new()
    } else {
        format!("<thead>\n{}</thead>\n", row(head, true))
    };
    format!("<table>\n{head}<tbody>\n{rows}</tbody>\n</table>\n")
}

/// A cell of a table: what heads a column or a row is read out before what stands there.
#[derive(Clone, Copy)]
enum CellKind {
    ColumnHead,
    RowHead,
    Data,
}

/// The first cell of a row heads it, where the row has others.
fn cell_in(head: bool, at: usize, cells: usize) -> CellKind {
    match (head, at) {
        (true, _) => CellKind::ColumnHead,
        (false, 0) if cells > 1 => CellKind::RowHead,
        (false, _) => CellKind::Data,
    }
}

impl CellKind {
    fn around(self, text: &str) -> String {
        match self {
            CellKind::ColumnHead => format!("<th scope=\"col\">{text}</th>"),
            CellKind::RowHead => format!("<th scope=\"row\">{text}</th>"),
            CellKind::Data => format!("<td>{text}</td>"),
        }
    }
}

fn inlines(list: &[Inline]) -> String {
    list.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => escape(text),
        Inline::Strong(inner) => format!("<strong>{}</strong>", inlines(inner)),
        Inline::Emphasis(inner) => format!("<em>{}</em>", inlines(inner)),
        Inline::Link { address, text } if may_follow(address) => {
            format!(
                "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
                escape(address),
                inlines(text)
            )
        }
        Inline::Link { address, text } => format!("{} ({})", inlines(text), escape(address)),
        Inline::Gap { key, words } => format!("<mark class=\"gap\">{}</mark>", escape(&gap(key, words))),
        Inline::Break => "<br>".to_owned(),
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
