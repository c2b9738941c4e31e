//! The typesetter: lines by parley, pages by us, the file by krilla.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::PdfError;
use super::characters;
use super::document::Document;
use super::fonts::Fonts;
use super::logo::Logos;
use super::text::Setter;
use crate::letter::block::Letter;

/// Every character of letters that is drawn.
pub(super) fn signs(letters: &[Letter]) -> BTreeSet<char> {
    characters::signs(letters)
}

#[derive(Debug)]
pub(super) struct Typesetter {
    fonts: Fonts,
    logos: Logos,
}

impl Typesetter {
    pub(super) fn new(files: Vec<Vec<u8>>) -> Self {
        Self {
            fonts: Fonts::new(files),
            logos: Logos::default(),
        }
    }

    pub(super) fn print(&self, letters: &[Letter], created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        let mut setter = Setter::new(&self.fonts);
        let mut document = Document::new()?;
        for letter in letters {
            let logo = letter.letterhead.logo.as_ref();
            let logo = logo.map(|logo| self.logos.drawable(logo)).transpose()?;
            document.add(&mut setter, letter, logo, letters.len() > 1);
        }
        setter.finish();
        document.finish(letters, created)
    }

    /// Characters that the built-in text face lacks, each once.
    pub(super) fn foreign(&self, signs: impl Iterator<Item = char>) -> BTreeSet<char> {
        let drawn = signs.filter(|sign| characters::is_drawn(*sign));
        drawn.filter(|sign| !self.fonts.has_in_text_face(*sign)).collect()
    }

    /// Characters of letters that no font can draw, each once.
    pub(super) fn undrawable(&self, letters: &[Letter]) -> BTreeSet<char> {
        let mut seen = characters::signs(letters);
        seen.retain(|sign| !self.fonts.has(*sign));
        seen
    }

    /// Characters of a text that no font can draw, each once.
    pub(super) fn undrawable_in(&self, text: impl Iterator<Item = char>) -> BTreeSet<char> {
        let drawn: BTreeSet<char> = text.filter(|sign| characters::is_drawn(*sign)).collect();
        drawn.into_iter().filter(|sign| !self.fonts.has(*sign)).collect()
    }
}
