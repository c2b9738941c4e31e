//! What people decide and what authorities ask for.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::law::pack::Edition;

/// A decision that the law asks a person to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionMade {
    /// The key below `decisions`, such as `gdpr_risk` or `harm_for.us-fl`.
    pub key: String,
    /// The value as a TOML literal.
    pub value: String,
    /// Why it was decided so.
    pub rationale: String,
    /// Who decided, which need not be whoever records it.
    pub decided_by: String,
    /// The method's working at that moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub working: Vec<String>,
    /// Until when the law wants the documentation retained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_until: Option<NaiveDate>,
    /// The edition of the law it was decided under; absent in entries of an earlier firebell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<Edition>,
}

impl DecisionMade {
    /// What was decided.
    pub fn said(&self) -> FactValue {
        FactValue::recorded(&keys::decisions::key(&self.key), &self.value, None)
    }
}

/// A law-enforcement authority asked to wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawEnforcementDelay {
    pub authority: String,
    /// The regimes whose notices wait.
    pub regimes: Vec<String>,
    /// The end the authority named, if it named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// The reason it gave.
    pub reason: String,
}

impl LawEnforcementDelay {
    /// Whether the notices of a regime wait: of all regimes where it names none.
    pub fn covers(&self, regime: &str) -> bool {
        self.regimes.is_empty() || self.regimes.iter().any(|own| own == regime)
    }
}

/// A law-enforcement delay ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelayLifted {
    /// The authority whose delay it was.
    pub authority: String,
    /// Why, or on whose word.
    pub reason: String,
}
