//! What was read out: nothing is read out twice, and of a screen that has changed only what has changed.

use crate::core::page::{Page, line};

/// Lines that are read out in one go.
const PART: usize = 40;

/// The screen that was read out last, and how far.
#[derive(Debug, Default)]
pub(super) struct Told {
    place: String,
    lines: Vec<String>,
    /// The lines before this one were read out.
    upto: usize,
}

/// A line without the number it is chosen by.
fn bare(line: &str) -> &str {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match line[digits..].strip_prefix(". ") {
        Some(rest) if digits > 0 => rest,
        Some(_) | None => line,
    }
}

impl Told {
    /// What is to be read out of a screen: all of a new one, as far as one part goes, and of one that was read out before
    /// what is new in it.
    pub(super) fn news(&mut self, place: String, screen: &Page) -> Page {
        let lines: Vec<String> = screen.as_str().lines().map(str::to_owned).collect();
        if place != self.place {
            (self.place, self.lines, self.upto) = (place, lines, 0);
            return self.on();
        }
        let before = std::mem::replace(&mut self.lines, lines);
        let known: Vec<&str> = before.iter().map(|line| bare(line)).collect();
        let new: Vec<&String> = self.lines.iter().filter(|line| !known.contains(&bare(line))).collect();
        let mut page: Page = new.iter().take(PART).map(|new| line(format_args!("{new}"))).collect();
        let more = new.len().saturating_sub(PART);
        if more > 0 {
            page += line(format_args!("and {more} more; Enter reads the screen again."));
        }
        let moved = self
            .lines
            .iter()
            .zip(&before)
            .any(|(now, then)| bare(now) != bare(then));
        if more == 0 && (moved || self.lines.len() != before.len()) && !new.is_empty() {
            page += "The numbers may have changed; Enter reads the screen again.\n";
        }
        self.upto = self.lines.len();
        page
    }

    /// Reads on from where it stopped, and from the beginning where it had come to the end.
    pub(super) fn on(&mut self) -> Page {
        if self.upto >= self.lines.len() {
            self.upto = 0;
        }
        let part = self.lines.iter().skip(self.upto).take(PART);
        let mut page: Page = part.map(|text| line(format_args!("{text}"))).collect();
        self.upto = (self.upto + PART).min(self.lines.len());
        let left = self.lines.len() - self.upto;
        if left > 0 {
            page += line(format_args!("{left} more lines; Enter reads on."));
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::{PART, Told};
    use crate::core::page::{Page, line};

    fn screen(rows: &[&str]) -> Page {
        let rows = rows.iter().enumerate();
        rows.map(|(at, row)| line(format_args!("{}. {row}", at + 1))).collect()
    }

    #[test]
    fn of_a_screen_that_was_read_out_only_what_is_new_is_read() {
        let mut told = Told::default();
        let first = told.news("part 2".to_owned(), &screen(&["one", "two", "three"]));
        assert_eq!(first.as_str(), "1. one\n2. two\n3. three\n");
        let same = told.news("part 2".to_owned(), &screen(&["one", "two", "three"]));
        assert_eq!(same.as_str(), "");
        let changed = told.news("part 2".to_owned(), &screen(&["one", "two: yes", "three"]));
        assert_eq!(
            changed.as_str(),
            "2. two: yes\nThe numbers may have changed; Enter reads the screen again.\n"
        );
        assert_eq!(told.on().as_str(), "1. one\n2. two: yes\n3. three\n");
        let other = told.news("part 3".to_owned(), &screen(&["one"]));
        assert_eq!(other.as_str(), "1. one\n");
    }

    #[test]
    fn two_hundred_rows_are_read_in_parts() {
        let rows: Vec<String> = (0..200).map(|row| format!("row {row}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut told = Told::default();
        let first = told.news("part 4".to_owned(), &screen(&rows));
        assert_eq!(first.as_str().lines().count(), PART + 1);
        assert!(
            first.as_str().ends_with("160 more lines; Enter reads on.\n"),
            "{first:?}"
        );
        assert!(told.on().as_str().starts_with("41. row 40\n"));
    }
}
