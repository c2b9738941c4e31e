//! Text on its way to a terminal. A [`Page`] is the only thing the faces print, and it can only be filled through
//! functions that make acting characters visible and keep a line break inside a value from starting a line of its own.
//!
//! It deliberately does not implement `Display`: a page goes to the terminal, never into another text.

use std::fmt::{self, Write as _};

use super::visible::{one_line, visible};

/// What a value's own further lines are indented by, so that no record can forge a line of firebell's.
const INDENT: &str = "    ";

/// Lines that are safe to print.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page(String);

/// One line. A line break inside a value does not end it: what follows is indented.
pub fn line(args: fmt::Arguments<'_>) -> Page {
    let mut page = Page::default();
    page.write(args);
    page.0.push('\n');
    page
}

impl Page {
    /// Nothing yet.
    pub fn new() -> Page {
        Page::default()
    }

    /// What `writeln!(page, …)` and `write!(page, …)` call: one call, one line or one part of a line.
    pub fn write_fmt(&mut self, args: fmt::Arguments<'_>) {
        self.write(args);
    }

    fn write(&mut self, args: fmt::Arguments<'_>) {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = text.write_fmt(args);
        let (body, end) = match text.strip_suffix('\n') {
            Some(body) => (body, "\n"),
            None => (text.as_str(), ""),
        };
        for (at, part) in body.split('\n').enumerate() {
            if at > 0 {
                self.0.push('\n');
                self.0.push_str(INDENT);
            }
            self.0.push_str(&visible(part));
        }
        self.0.push_str(end);
    }

    /// A document that was asked for as a whole, such as a letter: its lines are its own.
    pub fn document(text: &str) -> Page {
        Page(visible(text).into_owned())
    }

    /// A text inside a page of other things: its lines are its own, but none starts at the margin.
    pub fn block(text: &str) -> Page {
        let mut page = Page::default();
        for part in visible(text).lines() {
            page.0.push_str("  ");
            page.0.push_str(part);
            page.0.push('\n');
        }
        page
    }

    /// A paragraph wrapped to a width, its first line led by `first`, the others indented alike and never at the
    /// margin.
    pub fn paragraph(first: &str, text: &str, width: usize) -> Page {
        let first = one_line(first);
        let indent = " ".repeat(first.chars().count().max(2));
        let options = textwrap::Options::new(width)
            // Ids and dates are copied from here: none is broken at its hyphens or slashes.
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(&first)
            .subsequent_indent(&indent);
        let mut filled = textwrap::fill(&visible(text), options);
        filled.push('\n');
        Page(filled)
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.0.push('\n');
    }

    /// Whether there is nothing on it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, for the one who prints it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Words of firebell's own, line breaks included.
impl From<&'static str> for Page {
    fn from(words: &'static str) -> Page {
        Page(words.to_owned())
    }
}

impl From<&Page> for Page {
    fn from(page: &Page) -> Page {
        page.clone()
    }
}

impl<P: Into<Page>> std::ops::AddAssign<P> for Page {
    fn add_assign(&mut self, more: P) {
        self.0.push_str(&more.into().0);
    }
}

impl FromIterator<Page> for Page {
    fn from_iter<I: IntoIterator<Item = Page>>(pages: I) -> Page {
        Page(pages.into_iter().map(|page| page.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\u{1b}]0;x\u{7}\nerror: forged\r\nDUE\u{202e}";

    #[test]
    fn a_value_never_starts_a_line() {
        let mut page = Page::new();
        writeln!(page, "{} {HOSTILE}", 1);
        page += line(format_args!("{HOSTILE}"));
        page += Page::paragraph("", HOSTILE, 40);
        page += Page::paragraph(HOSTILE, HOSTILE, 40);
        for forged in ["error", "DUE", "]0"] {
            assert!(!page.as_str().lines().any(|l| l.starts_with(forged)), "{page:?}");
        }
        assert!(!page.as_str().contains(super::super::visible::acts), "{page:?}");
    }

    #[test]
    fn a_long_value_is_not_wrapped_to_the_margin() {
        let page = Page::paragraph("", "a long title that goes on and on error: forged", 40);
        assert!(page.as_str().lines().skip(1).all(|l| l.starts_with("  ")), "{page:?}");
    }

    #[test]
    fn a_document_keeps_its_lines() {
        assert_eq!(Page::document("a\nb\u{7}\n").as_str(), "a\nb␇\n");
    }
}
