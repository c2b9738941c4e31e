//! A comparison with the older text on the left and the newer one on the right.

use textwrap::core::display_width;

use super::{Change, Line, Redline, lines};

/// Columns between the two texts.
const BETWEEN: &str = " │ ";

impl Redline {
    /// Both texts beside each other in so many columns, each line at the height of its counterpart. Changed words are
    /// marked as in [`Redline::text`]. Every line has the full width.
    pub fn columns(&self, names: (&str, &str), columns: usize) -> String {
        let each = columns.saturating_sub(BETWEEN.chars().count()) / 2;
        let mut text = row(names.0, names.1, each);
        text.push_str(&row(&"─".repeat(each), &"─".repeat(each), each));
        for line in &self.lines {
            text.push_str(&row(&side(line, Change::Inserted), &side(line, Change::Deleted), each));
            text.push_str(&row("", "", each));
        }
        text
    }
}

/// A line as one side has it: without what only the other side has.
fn side(line: &Line, without: Change) -> String {
    if line.change == without {
        return String::new();
    }
    let mut line = line.clone();
    for cell in &mut line.cells {
        cell.retain(|words| words.change != without);
    }
    lines::shown(&line)
}

fn row(left: &str, right: &str, each: usize) -> String {
    let (left, right) = (wrapped(left, each), wrapped(right, each));
    let empty = String::new();
    let mut text = String::new();
    for at in 0..left.len().max(right.len()) {
        let at_side = |side: &[String]| {
            let line = side.get(at).unwrap_or(&empty);
            format!("{line}{}", " ".repeat(each.saturating_sub(display_width(line))))
        };
        text.push_str(&format!("{}{BETWEEN}{}\n", at_side(&left), at_side(&right)));
    }
    text
}

fn wrapped(text: &str, columns: usize) -> Vec<String> {
    text.split('\n')
        .flat_map(|line| textwrap::wrap(line, columns.max(1)))
        .map(std::borrow::Cow::into_owned)
        .collect()
}
