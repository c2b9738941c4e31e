//! One file of a merge: whose letters it holds, and which rows it is for.

use super::digest::Digest;

/// What one letter is filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) row: u64,
    /// Of every cell that the letter and the address use.
    pub(super) digest: Digest,
    /// In the order of the letter's fields.
    pub(super) cells: Vec<String>,
}

/// A row and the digest of what it put into its letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Served {
    pub(super) row: u64,
    pub(super) digest: Digest,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) file: String,
    /// Of what is put into it.
    pub(super) digest: Digest,
    pub(super) letters: Vec<Person>,
    /// The rows it is for: those of its letters, or all rows of a cohort.
    pub(super) rows: Vec<Served>,
}
