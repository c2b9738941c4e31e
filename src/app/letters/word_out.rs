//! Letters as Word files for outside counsel; what comes back is taken in by `import`.

use super::LetterError;
use super::export::{Format, export, printable};
use crate::core::incident::letter::{Letter, Revision};
use crate::letter::block::Letter as Page;
use crate::letter::docx::{Remark, docx_for_counsel, shown};
use crate::letter::markdown::parse;

/// The longest passage that a remark names, in characters.
pub(super) const LONGEST_PASSAGE: usize = 300;

/// Whether the remarks on a letter go into its Word file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remarks {
    /// For whoever works on the draft.
    Along,
    /// For its recipient.
    LeftOut,
}

impl Remarks {
    pub fn go_along(self) -> bool {
        self == Remarks::Along
    }
}

/// A letter as a Word file with its remarks as comments; without them where it goes to its recipient.
///
/// # Errors
/// [`LetterError::Made`] where it cannot be written.
fn export_word(page: &Page, letter: &Letter, current: &Revision, remarks: Remarks) -> Result<Vec<u8>, LetterError> {
    printable(page)?;
    let noted = letter
        .comments
        .iter()
        .filter(|_| remarks == Remarks::Along)
        .map(|comment| Remark {
            author: comment.author.clone(),
            at: comment.at,
            text: comment.text.clone(),
            passage: comment.passage.clone(),
        });
    let made = docx_for_counsel(page, &noted.collect::<Vec<_>>(), Some(&current.sha256), current.at);
    made.map_err(|error| LetterError::Made(Box::new(error)))
}

/// A letter's file in a format. Only a Word file can carry its remarks.
///
/// # Errors
/// [`LetterError::Made`] where it cannot be written.
pub fn letter_file(
    page: &Page,
    letter: &Letter,
    current: &Revision,
    format: Format,
    remarks: Remarks,
) -> Result<Vec<u8>, LetterError> {
    match format {
        Format::Docx => export_word(page, letter, current, remarks),
        Format::Md | Format::Html | Format::Pdf | Format::Txt => export(page, &current.text, format, current.at),
    }
}

/// The words of a text that a remark is about, as they are recorded.
///
/// # Errors
/// [`LetterError::Passage`] where the text does not have them in one line.
pub fn passage(text: &str, words: &str) -> Result<String, LetterError> {
    let words = one_line(words);
    let found = !words.is_empty() && shown(&parse(text)).iter().any(|line| line.contains(&words));
    match found && words.chars().count() <= LONGEST_PASSAGE {
        true => Ok(words),
        false => Err(LetterError::Passage),
    }
}

/// Words with a space for every blank and none around them.
pub(super) fn one_line(words: &str) -> String {
    let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
    words.trim().chars().map(blank).collect()
}
