//! A timeline that somebody kept elsewhere, taken in as entries: what somebody wrote down, and never a fact by itself.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::StoredDigest;

/// The entries of one file. They are taken back together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineImport {
    /// The name of the file.
    pub file: String,
    /// Of its bytes: with the number of a row it names an entry, so that no row is taken in twice.
    pub sha256: StoredDigest,
    /// The layout it was recognized by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// The zone of moments that named none, where a person gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    pub entries: Vec<TimelineEntry>,
    /// Rows of the file that were left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<u64>,
}

/// One entry, as its row told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The number of its row in the file, from 1.
    pub row: u64,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// The day, where no time was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Told as about that time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about: bool,
    /// What was written in the place of the moment.
    pub written: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_from: Option<String>,
    /// Every other cell with its heading, a line each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
}

impl TimelineImport {
    /// Entries without a moment.
    pub fn undated(&self) -> usize {
        self.entries.iter().filter(|entry| entry.at.is_none()).count()
    }
}
