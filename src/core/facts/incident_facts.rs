//! What is known about an incident: every value may be missing, and missing is *unknown*, never "no".
//!
//! These are the engine's inputs. How they are written in a facts file is the business of `read`; what the
//! law makes of them is `obligation`'s.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::codes::{
    Backup, BreachType, Cause, Context, DataKind, DataRecipient, Deletion, DirectNotice, Effect, Identifiability,
};
pub use super::codes::{Likelihood, Medium, Role};
pub use super::count::Count;
pub use super::value::Candidate;
use super::value::Value;
pub use crate::core::affected::{Affected, Mismatch, Unplaced};
use crate::core::time::Zone;

/// Whether an incident is real or rehearsed; fixed at birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// Something happened.
    #[default]
    Real,
    /// An exercise, never to be counted with real incidents.
    Exercise,
}

/// Who is asking: the organisation.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    pub name: Option<String>,
    /// The country of its seat.
    pub country: Option<String>,
    /// Main establishment in the Union: `Some(None)` is known to have none.
    pub eu_main_establishment: Option<Option<String>>,
    /// The roles it plays in this incident; `None` unknown.
    pub roles: Option<BTreeSet<Role>>,
    /// Sector flags; `None`: every flag is unknown. Given: flags not named are known not to hold.
    pub profile: Option<BTreeSet<String>>,
    /// Single flags that are unknown although a profile is given.
    pub profile_unknown: BTreeSet<String>,
}

/// A law-enforcement hold: an authority asked to wait.
#[derive(Debug, Clone)]
pub struct Hold {
    pub authority: String,
    /// Until when, where named.
    pub until: Option<DateTime<Utc>>,
    pub regimes: Vec<String>,
    /// The reason given.
    pub reason: Option<String>,
}

/// Decisions people have made and recorded. None of them is made by firebell.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// Family of the test (`gdpr_risk`, `misuse` …) to the value decided.
    pub families: BTreeMap<String, String>,
    /// Regime to the value decided for its harm test alone.
    pub for_regime: BTreeMap<String, String>,
    /// Regimes whose harm test was answered "no harm".
    pub no_harm: BTreeSet<String>,
    /// Regime to the other law the organization complies with instead.
    pub relies_on: BTreeMap<String, String>,
    /// Later measures removed the risk (GDPR 34(3)(b) and its kin).
    pub risk_removed: Option<bool>,
    /// Whether people can be reached one by one.
    pub direct_notice: Option<DirectNotice>,
    /// A law-enforcement hold.
    pub hold: Option<Hold>,
}

/// Everything known about one incident.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// What people call it.
    pub title: String,
    /// Real or exercise.
    pub kind: IncidentKind,
    /// The zone of local times.
    pub home_zone: Option<Zone>,
    pub organisation: Organisation,
    /// Milestone to its candidate moments.
    pub milestones: BTreeMap<String, Vec<Candidate>>,
    /// Data element codes; `None` unknown, empty: none.
    pub elements: Option<BTreeSet<String>>,
    /// Regulated data sets touched.
    pub sets: Option<BTreeSet<String>>,
    /// Customers whose data or services were touched.
    pub customers: Option<BTreeSet<String>>,
    /// Marks of the data that are known: mark to whether it holds.
    pub marks: BTreeMap<String, bool>,
    /// Encrypted at rest when reached.
    pub encrypted: Option<bool>,
    /// The key went too.
    pub key_taken: Option<bool>,
    /// Paper or computer.
    pub medium: Option<Medium>,
    /// Taken.
    pub acquired: Option<Likelihood>,
    /// Reached.
    pub accessed: Option<Likelihood>,
    /// confidentiality, integrity, availability.
    pub breach_types: Option<BTreeSet<BreachType>>,
    /// Kinds of incident beyond personal data.
    pub incident_kinds: Option<BTreeSet<String>>,
    /// A good-faith or mistaken access by someone allowed to.
    pub internal_slip: Option<bool>,
    /// Whether the recipient returned or deleted the data.
    pub deletion: Option<Deletion>,
    /// Those affected.
    pub affected: Affected,
    /// Human decisions.
    pub decisions: Decisions,
    /// Answers to the questions of `jurisdictions/questions.toml`.
    pub answers: BTreeMap<String, bool>,
    /// Obligation to the moment it was filed.
    pub filed: BTreeMap<String, DateTime<Utc>>,
    /// ENISA's kinds of data.
    pub kinds: Option<BTreeSet<DataKind>>,
    /// Whether the data tells less or more than its kind.
    pub context: Option<Context>,
    /// Data of GDPR Art 9 or 10.
    pub special_categories: Option<bool>,
    /// Children, patients, protected people among those affected.
    pub vulnerable_people: Option<bool>,
    /// How it came about.
    pub cause: Option<Cause>,
    /// Done on purpose.
    pub malicious: Option<bool>,
    /// Who got the data, or could have.
    pub recipient: Option<DataRecipient>,
    /// What the data can be rebuilt from.
    pub backup: Option<Backup>,
    /// Hours until the data could be used again.
    pub restored_after_hours: Option<u64>,
    /// Effect on people seen so far.
    pub effect: Option<Effect>,
    /// How easily the data leads to a person.
    pub identifiability: Option<Identifiability>,
    /// The data never left the organisation.
    pub within_organisation: Option<bool>,
    /// Facts of the table that no rule asks for yet, by key.
    pub others: BTreeMap<&'static str, Value>,
}
