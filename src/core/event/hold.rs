//! Legal holds: placed and released by events of the record's own stream, signed as every other.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A legal hold was placed: from now on nothing that it covers is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalHoldPlaced {
    /// Its number in the record.
    pub hold: u64,
    /// The UUID of the incident that it is on; absent: everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// The matter: a case, an inquiry.
    pub matter: String,
    pub why: String,
    /// The day it is looked at again. It goes on after that until somebody releases it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<HeldBefore>,
}
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalHoldReleased {
    pub hold: u64,
    pub why: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<HeldBefore>,
}

/// By whom and when it was done where it was done before holds were events. Nobody's signature was asked for then: whoever signs
/// the event says what the record had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBefore {
    pub by: String,
    pub at: DateTime<Utc>,
}
