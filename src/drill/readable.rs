//! A Markdown text as it is read on a screen: paragraphs flow, lists keep their items, tables stand in columns, and no mark of
//! emphasis is left.

use textwrap::core::display_width;

/// The text, a line for each paragraph, item and row. A blank line stays between blocks.
pub fn readable(markdown: &str) -> String {
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut block: Vec<&str> = Vec::new();
    for line in markdown.trim().lines().chain([""]) {
        match line.trim().is_empty() {
            false => block.push(line.trim_end()),
            true if block.is_empty() => {}
            true => blocks.push(shown(&std::mem::take(&mut block))),
        }
    }
    let blocks: Vec<String> = blocks.iter().map(|lines| lines.join("\n")).collect();
    blocks.join("\n\n")
}

fn shown(block: &[&str]) -> Vec<String> {
    let tables = block.chunk_by(|a, b| is_row(a) == is_row(b));
    let lines = tables.flat_map(|lines| match lines.first().is_some_and(|line| is_row(line)) {
        true => table(lines),
        false => flowing(lines),
    });
    lines.collect()
}

fn is_row(line: &str) -> bool {
    line.trim_start().starts_with('|')
}

/// Lines that go on belong to the one before; an item, a heading and what follows a hard break stand alone.
fn flowing(lines: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut broken = true;
    for line in lines {
        let text = line.trim();
        let (text, ends) = match text.strip_suffix('\\') {
            Some(text) => (text, true),
            None => (text, false),
        };
        match out.last_mut().filter(|_| !broken && !begins(text)) {
            Some(last) => {
                last.push(' ');
                last.push_str(&unmarked(text));
            }
            None => out.push(unmarked(text.trim_start_matches('#').trim_start())),
        }
        broken = ends || line.ends_with("  ") || text.starts_with('#');
    }
    out
}

/// Whether a line begins something of its own.
fn begins(line: &str) -> bool {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let numbered = digits > 0 && line[digits..].starts_with(". ");
    numbered || line.starts_with("- ") || line.starts_with("* ") || line.starts_with('#') || line.starts_with("> ")
}

/// A text without the marks of emphasis and code.
fn unmarked(text: &str) -> String {
    let (mark, rest) = match text.strip_prefix("* ") {
        Some(rest) => ("- ", rest),
        None => ("", text),
    };
    let plain = rest.replace("**", "").replace(['*', '`'], "");
    format!("{mark}{plain}")
}

fn table(rows: &[&str]) -> Vec<String> {
    let cells = |row: &&str| -> Vec<String> {
        let row = row.trim().trim_matches('|');
        row.split('|').map(|cell| unmarked(cell.trim())).collect()
    };
    let rule = |row: &Vec<String>| row.iter().all(|cell| cell.chars().all(|c| "-: ".contains(c)));
    let rows: Vec<Vec<String>> = rows.iter().map(cells).filter(|row| !rule(row)).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| {
        rows.iter()
            .filter_map(|row| row.get(at))
            .map(|cell| display_width(cell))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let padded = row.iter().zip(&widths).map(|(cell, width)| {
            let space = width.saturating_sub(display_width(cell));
            format!("{cell}{}", " ".repeat(space))
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn paragraphs_flow_lists_and_tables_keep_their_lines() {
        let text = "\n*\"My bag was on the **rack** of\nthe train.\"*\n\nTwo things:\n- one that\n  goes on\n- two\n\n| Name | Count |\n|---|--:|\n| **Aspen** Clinic | 1,450 |\n| B | 3 |\n";
        let shown = "\"My bag was on the rack of the train.\"\n\nTwo things:\n- one that goes on\n- two\n\nName          Count\nAspen Clinic  1,450\nB             3";
        assert_eq!(readable(text), shown);
    }

    #[test]
    fn nothing_is_lost_of_a_text_without_marks() {
        assert_eq!(
            readable("09:12 it began.\\\n09:40 it ended."),
            "09:12 it began.\n09:40 it ended."
        );
        assert_eq!(readable("# Head\nText"), "Head\nText");
        assert_eq!(readable(""), "");
    }
}
