//! What is known about an incident: every value may be missing, and missing is *unknown*, never "no".
//!
//! These are the engine's inputs. How they are written in a facts file is the business of `read`; what the
//! law makes of them is `obligation`'s.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

pub use crate::core::affected::{Affected, Mismatch, Unplaced};
use crate::core::time::Zone;
use crate::core::tri::Tri;

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

/// The part an organisation plays for the data: it decides about them (GDPR: controller; US: owner or licensee),
/// or holds them for another (processor; vendor).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Controller, owner, licensee.
    Owner,
    /// Processor, vendor, service provider, third-party agent.
    Vendor,
}

/// How likely it is that the data were reached or taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// Ruled out.
    Excluded,
    /// Cannot be ruled out.
    Possible,
    /// More probable than not.
    Likely,
    /// Established.
    Confirmed,
}

impl Likelihood {
    /// The code of the facts file.
    pub fn code(self) -> &'static str {
        match self {
            Likelihood::Excluded => "excluded",
            Likelihood::Possible => "possible",
            Likelihood::Likely => "likely",
            Likelihood::Confirmed => "confirmed",
        }
    }

    /// Whether the law may take it as having happened. `Possible` stays unknown: it neither makes nor ends a duty.
    pub fn happened(known: Option<Likelihood>) -> Tri {
        match known {
            None | Some(Likelihood::Possible) => Tri::Unknown,
            Some(Likelihood::Excluded) => Tri::No,
            Some(Likelihood::Likely | Likelihood::Confirmed) => Tri::Yes,
        }
    }
}

/// On what the data were held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// In a computer system.
    Electronic,
    /// On paper.
    Paper,
    /// On both.
    Both,
}

/// A number of people known exactly or within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// At least this many.
    pub min: u64,
    /// At most this many; `None` where there is no upper bound.
    pub max: Option<u64>,
}

impl Count {
    /// Nobody.
    pub const ZERO: Count = Count::exactly(0);
    /// Nothing known at all.
    pub const UNKNOWN: Count = Count { min: 0, max: None };

    /// A number known exactly.
    pub const fn exactly(number: u64) -> Count {
        Count {
            min: number,
            max: Some(number),
        }
    }

    /// Sum of two counts, bound by bound.
    pub fn plus(self, other: Count) -> Count {
        let max = self.max.zip(other.max).map(|(a, b)| a.saturating_add(b));
        Count {
            min: self.min.saturating_add(other.min),
            max,
        }
    }

    /// The bounds that two statements about the same people leave. Where they contradict each other the larger holds.
    pub fn meet(self, other: Count) -> Count {
        let min = self.min.max(other.min);
        let max = match (self.max, other.max) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Count {
            min,
            max: max.map(|max| max.max(min)),
        }
    }

    /// Whether somebody is affected.
    pub fn anybody(self) -> Tri {
        match (self.min, self.max) {
            (1.., _) => Tri::Yes,
            (0, Some(0)) => Tri::No,
            _ => Tri::Unknown,
        }
    }
}

impl Default for Count {
    /// Absent is unknown, never nobody.
    fn default() -> Count {
        Count::UNKNOWN
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.max {
            Some(max) if max == self.min => write!(f, "{max}"),
            Some(max) => write!(f, "{}–{max}", self.min),
            None if self.min == 0 => write!(f, "an unknown number of"),
            None => write!(f, "at least {}", self.min),
        }
    }
}

/// A moment that may have started a clock, with the reason for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// When.
    pub at: DateTime<Utc>,
    /// Why this may be the start, where several are kept.
    pub reason: Option<String>,
}

/// Who is asking: the organisation.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    /// Its name.
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
    /// Who asked.
    pub authority: String,
    /// Until when, where named.
    pub until: Option<DateTime<Utc>>,
    /// For which regimes.
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
    /// Regime to the other law the organisation complies with instead.
    pub relies_on: BTreeMap<String, String>,
    /// Later measures removed the risk (GDPR 34(3)(b) and its kin).
    pub risk_removed: Option<bool>,
    /// Whether people can be reached one by one.
    pub direct_notice: Option<String>,
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
    /// The organisation.
    pub organisation: Organisation,
    /// Milestone to its candidate moments.
    pub milestones: BTreeMap<String, Vec<Candidate>>,
    /// Data element codes; `None` unknown, empty: none.
    pub elements: Option<BTreeSet<String>>,
    /// Regulated data sets touched.
    pub sets: Option<BTreeSet<String>>,
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
    pub breach_types: Option<BTreeSet<String>>,
    /// Kinds of incident beyond personal data.
    pub incident_kinds: Option<BTreeSet<String>>,
    /// A good-faith or mistaken access by someone allowed to.
    pub internal_slip: Option<bool>,
    /// Whether the recipient returned or deleted the data.
    pub deletion: Option<String>,
    /// Those affected.
    pub affected: Affected,
    /// Human decisions.
    pub decisions: Decisions,
    /// Answers to the questions of `jurisdictions/questions.toml`.
    pub answers: BTreeMap<String, bool>,
    /// Obligation to the moment it was filed.
    pub filed: BTreeMap<String, DateTime<Utc>>,
    /// What only the severity methods ask for, in the facts file's words.
    pub risk_words: RiskWords,
    /// The inputs of the severity methods.
    pub risk: crate::core::severity::RiskFacts,
}

/// Facts that only the severity methods use, as coded words; absent is unknown.
#[derive(Debug, Clone, Default)]
pub struct RiskWords {
    /// simple, behavioural, financial, sensitive
    pub kinds: Option<BTreeSet<String>>,
    /// lower, usual, higher
    pub context: Option<String>,
    /// GDPR Art 9 and 10 data.
    pub special_categories: Option<bool>,
    /// Children, patients, protected people.
    pub vulnerable_people: Option<bool>,
    /// attack, theft, insider, slip, failure
    pub cause: Option<String>,
    /// On purpose.
    pub malicious: Option<bool>,
    /// none, trusted, known, many-known, attacker, unknown
    pub recipient: Option<String>,
    /// fast, slow, paper-only, none, hit-too
    pub backup: Option<String>,
    /// Hours until the data were usable again.
    pub restored_after_hours: Option<u64>,
    /// none, minor, serious
    pub effect: Option<String>,
    /// negligible, limited, significant, maximum
    pub identifiability: Option<String>,
    /// The data never left the organisation.
    pub within_organisation: Option<bool>,
}
