//! The manual inside the program: the pages of docs/book, as they are read in a terminal.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::app::files::packed::{self, Texts};
use crate::core::facts::reference;

/// The pages, and the documents that they take in, by their paths in the project.
static FILES: LazyLock<Texts> =
    LazyLock::new(|| packed::texts(include_bytes!(concat!(env!("OUT_DIR"), "/manual.deflate"))));

/// A page of the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    /// Its path without the ending, such as `guides/commander`.
    pub name: &'static str,
    pub title: &'static str,
    markdown: &'static str,
}

/// The page of a path as the summary names it. Pages of commands are none: `help` says the same.
fn page(path: &str) -> Option<&'static str> {
    file(&format!("docs/book/src/{path}"))
}

fn file(path: &str) -> Option<&'static str> {
    FILES.get(path).map(String::as_str)
}

/// What a page takes in: a document of docs/ or of the project's own folder, or the table of facts.
fn taken_in(line: &str) -> Option<Cow<'static, str>> {
    if line.trim() == reference::DIRECTIVE {
        return Some(Cow::Owned(reference::manual_section()));
    }
    let path = line.trim().strip_prefix("{{#include ")?.strip_suffix("}}")?;
    let name = path.trim_start_matches("../");
    file(&format!("docs/{name}")).or_else(|| file(name)).map(Cow::Borrowed)
}

/// Every topic, in the order of the manual.
pub fn topics() -> impl Iterator<Item = Topic> {
    let summary = page("SUMMARY.md").unwrap_or_default();
    summary.lines().filter_map(|line| {
        let (title, rest) = line
            .trim()
            .trim_start_matches("- ")
            .strip_prefix('[')?
            .split_once("](")?;
        let path = rest.strip_suffix(')')?;
        Some(Topic {
            name: path.strip_suffix(".md")?,
            title,
            markdown: page(path)?,
        })
    })
}

/// The topic of a path, of the last part of one, or of a title. Of two, the one that comes first in the manual.
pub fn topic(wanted: &str) -> Option<Topic> {
    let wanted = wanted.trim().to_lowercase().replace(' ', "-");
    let by = |fits: &dyn Fn(&Topic) -> bool| topics().find(fits);
    by(&|topic| topic.name == wanted)
        .or_else(|| by(&|topic| topic.name.rsplit('/').next() == Some(&wanted)))
        .or_else(|| by(&|topic| topic.title.to_lowercase().replace(' ', "-") == wanted))
}

impl Topic {
    /// The page with the documents it takes in.
    pub fn markdown(&self) -> String {
        let lines = self
            .markdown
            .lines()
            .map(|line| taken_in(line).unwrap_or(Cow::Borrowed(line)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The page as plain lines of at most so many columns; code and tables keep theirs.
    pub fn plain(&self, width: usize) -> String {
        plain(&self.markdown(), width)
    }
}

/// What a line of Markdown is.
enum Line<'l> {
    Fence,
    Heading(usize, &'l str),
    /// An item of a list.
    Item(&'l str),
    /// A row of a table.
    Row(&'l str),
    /// The rule under the heads of a table.
    RuleOfTable,
    /// A line that only a page has: a picture.
    OfThePage,
    Blank,
    Text(&'l str),
}

fn read(line: &str) -> Line<'_> {
    let text = line.trim_start();
    let hashes = text.len() - text.trim_start_matches('#').len();
    if text.starts_with("```") {
        Line::Fence
    } else if (1..=6).contains(&hashes) {
        Line::Heading(hashes, text[hashes..].trim())
    } else if let Some(item) = text.strip_prefix("- ").or(text.strip_prefix("* ")) {
        Line::Item(item)
    } else if text.starts_with("| ---") || text.starts_with("|---") {
        Line::RuleOfTable
    } else if text.starts_with("![") {
        Line::OfThePage
    } else if let Some(row) = text.strip_prefix('|') {
        Line::Row(row.trim().strip_suffix('|').unwrap_or(row))
    } else if text.is_empty() {
        Line::Blank
    } else {
        Line::Text(text)
    }
}

/// Markdown as it is read in a terminal.
fn plain(markdown: &str, width: usize) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut table = Vec::new();
    let mut code = false;
    for line in markdown.lines() {
        let read = read(line);
        if code && !matches!(read, Line::Fence) {
            out += &format!("    {line}\n");
            continue;
        }
        if !matches!(read, Line::Row(_) | Line::RuleOfTable) {
            out += &laid_out(&std::mem::take(&mut table), width);
        }
        match read {
            Line::Row(row) => {
                end(&mut out, &mut paragraph, width);
                table.push(cells(row));
            }
            Line::RuleOfTable => {}
            Line::Text(text) => {
                paragraph += text.trim_end();
                paragraph.push(' ');
            }
            Line::Fence => {
                end(&mut out, &mut paragraph, width);
                code = !code;
            }
            Line::Heading(level, text) => {
                end(&mut out, &mut paragraph, width);
                let text = inline(text);
                let mark = if level == 1 { "=" } else { "-" };
                out += &format!("{text}\n{}\n", mark.repeat(text.chars().count()));
            }
            Line::Item(text) => {
                end(&mut out, &mut paragraph, width);
                let options = textwrap::Options::new(width.max(20))
                    .initial_indent("- ")
                    .subsequent_indent("  ");
                out += &(textwrap::fill(&inline(text), options) + "\n");
            }
            Line::OfThePage => {}
            Line::Blank => {
                end(&mut out, &mut paragraph, width);
                out.push('\n');
            }
        }
    }
    end(&mut out, &mut paragraph, width);
    out + &laid_out(&table, width)
}

/// The cells of a row. What a page sets in the type of code stands by itself in a table.
fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for letter in row.chars() {
        match (letter, escaped) {
            ('|', false) => cells.push(String::new()),
            (letter, _) => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(letter);
                }
            }
        }
        escaped = letter == '\\' && !escaped;
    }
    let plain = |cell: &String| inline(cell.trim()).replace('`', "");
    cells.iter().map(plain).collect()
}

/// Between two columns of a table.
const BETWEEN: usize = 2;

/// A table with its columns below each other: each as wide as its widest cell and at most a fair share of the width, its
/// cells wrapped.
fn laid_out(table: &[Vec<String>], width: usize) -> String {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return String::new();
    }
    let widest = |at: usize| {
        let cells = table.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let room = width.max(20).saturating_sub(BETWEEN * (columns - 1));
    let mut widths: Vec<usize> = (0..columns).map(widest).collect();
    // The widest column gives way until everything fits.
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(most) if *most > LEAST_COLUMN => *most -= 1,
            Some(_) | None => break,
        }
    }
    let mut out = String::new();
    for row in table {
        let wrapped: Vec<Vec<String>> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| {
                let lines = textwrap::wrap(cell, (*width).max(1)).into_iter();
                lines.map(Cow::into_owned).collect()
            })
            .collect();
        for line in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0) {
            let parts = wrapped.iter().zip(&widths).map(|(lines, width)| {
                let text = lines.get(line).map_or("", String::as_str);
                let blanks = width.saturating_sub(text.chars().count()) + BETWEEN;
                format!("{text}{}", " ".repeat(blanks))
            });
            out += &(parts.collect::<String>().trim_end().to_owned() + "\n");
        }
    }
    out
}

/// A column is never narrower for the others' sake.
const LEAST_COLUMN: usize = 8;

fn end(out: &mut String, paragraph: &mut String, width: usize) {
    let text = std::mem::take(paragraph);
    // A paragraph in italics is one like any other here.
    let italic = text.trim().strip_prefix('*').and_then(|text| text.strip_suffix('*'));
    let text = italic.filter(|text| !text.contains('*')).unwrap_or(text.trim());
    if !text.is_empty() {
        *out += &(textwrap::fill(&inline(text), width.max(20)) + "\n");
    }
}

/// A line without the marks of Markdown: links by their words, with the address where it leads out of the manual.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out += before;
        let link = after
            .split_once("](")
            .and_then(|(words, more)| Some((words, more.split_once(')')?)));
        match link {
            Some((words, (address, behind))) if !words.contains(']') => {
                out += words;
                if address.contains("://") {
                    out += &format!(" ({address})");
                }
                rest = behind;
            }
            _no_link => {
                out.push('[');
                rest = after;
            }
        }
    }
    (out + rest).replace("**", "").replace("\\*", "*").replace("\\|", "|")
}

#[cfg(test)]
mod test {
    use super::{plain, topic, topics};

    #[test]
    fn a_page_reads_as_lines() {
        let page = "# Title\n\nOne **bold** [link](a.md) and [out](https://x.example).\nMore.\n\n```sh\n$ a | b\n```\n\
                    - item [1]\n\n| a | b |\n| --- | --- |\n| `c` | d |\n";
        let read = "Title\n=====\n\nOne bold link and out (https://x.example). More.\n\n    $ a | b\n- item [1]\n\na  b\nc  d\n";
        assert_eq!(plain(page, 80), read);
    }

    #[test]
    fn the_columns_of_a_table_stand_below_each_other_and_their_cells_are_wrapped() {
        let page =
            "| key | does |\n| --- | --- |\n| `x` | a long sentence about it |\n| `\\|`, `Enter` | b |\n\nEnd.\n";
        let read = "key       does\nx         a long sentence\n          about it\n|, Enter  b\n\nEnd.\n";
        assert_eq!(plain(page, 26), read);
    }

    #[test]
    fn topics_are_found_by_path_name_and_title() {
        assert_eq!(topic("guides/commander").unwrap().name, "guides/commander");
        assert_eq!(topic("commander").unwrap().name, "guides/commander");
        assert_eq!(topic("letters").unwrap().name, "letters");
        assert_eq!(topic("How dates are computed").unwrap().name, "dates");
        assert!(topic("nonsense").is_none());
        for topic in topics() {
            let text = topic.plain(72);
            assert!(text.lines().count() > 3 && !text.contains("{{#"), "{}", topic.name);
        }
    }
}
