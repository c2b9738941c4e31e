//! What somebody says is so, and taking it back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::facts::FactValue;
use crate::core::time::Zone;
use crate::core::vocabulary::Certainty;

/// A fact as somebody records it. In a command `Learned` may be open ("now"); a stored claim always has its moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactClaim<Learned = DateTime<Utc>> {
    /// The facts-file key, such as `data.elements`.
    pub key: String,
    /// The value as a TOML literal.
    pub value: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// When it was learned, which is not when it was recorded.
    pub learned_at: Learned,
    /// Where it was learned from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// A further candidate beside those already kept (milestones).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub also: bool,
}

impl<Learned> FactClaim<Learned> {
    /// What it says. Local moments are read in the zone given.
    pub fn said(&self, zone: Option<&Zone>) -> FactValue {
        FactValue::recorded(&self.key, &self.value, zone)
    }

    /// The value as people read it: of a picture only what it is.
    pub fn shown(&self) -> String {
        self.said(None).literal_words()
    }

    /// The same claim, learned at a settled moment.
    pub fn learned(self, at: DateTime<Utc>) -> FactClaim {
        FactClaim {
            key: self.key,
            value: self.value,
            certainty: self.certainty,
            learned_at: at,
            source: self.source,
            also: self.also,
        }
    }
}

/// A fact that turned out to be wrong; it is unknown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactWithdrawal {
    /// The facts-file key.
    pub key: String,
    /// Why it is taken back.
    pub reason: String,
}
