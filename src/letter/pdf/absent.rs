//! The typesetter of a build without the feature `pdf`: it refuses to print, and finds no fault with any character.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::PdfError;
use crate::letter::block::Letter;

#[derive(Debug)]
pub(super) struct Typesetter;

impl Typesetter {
    pub(super) fn new(_: Vec<Vec<u8>>) -> Self {
        Self
    }

    pub(super) fn print(&self, _: &[Letter], _: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        Err(PdfError::NotBuilt)
    }

    pub(super) fn foreign(&self, _: impl Iterator<Item = char>) -> BTreeSet<char> {
        BTreeSet::new()
    }

    pub(super) fn undrawable(&self, _: &[Letter]) -> BTreeSet<char> {
        BTreeSet::new()
    }

    pub(super) fn undrawable_in(&self, _: impl Iterator<Item = char>) -> BTreeSet<char> {
        BTreeSet::new()
    }
}

/// Nothing is drawn.
pub(super) fn signs(_: &[Letter]) -> BTreeSet<char> {
    BTreeSet::new()
}
