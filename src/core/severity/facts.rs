//! What is known about a breach, as far as the severity methods ask: one struct, every field may be unknown.
//!
//! Must not know: any method, any law, how facts are written.

use crate::core::facts::Facts;
pub use crate::core::facts::codes::{
    Backup, BreachType, Cause, Context, DataKind as Kind, DataRecipient, Deletion, Effect, Identifiability, Likelihood,
};

/// Everything the methods ask about a breach; `None` means unknown, never "no".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RiskFacts {
    /// Element codes of the rule base (`ssn`, `medical` …).
    pub elements: Option<Vec<String>>,
    /// ENISA kinds; where given they are taken as decided, else derived from `elements`.
    pub kinds: Option<Vec<Kind>>,
    /// Whether the data says less or more than its kind.
    pub context: Option<Context>,
    /// GDPR Art. 9 or 10 data.
    pub special_categories: Option<bool>,
    /// Children, patients, protected people among those affected.
    pub vulnerable_people: Option<bool>,
    /// Unreadable by state-of-the-art encryption (or hashing).
    pub encrypted: Option<bool>,
    /// The key went as well.
    pub key_taken: Option<bool>,
    /// Data was copied out or carried off.
    pub acquired: Option<Likelihood>,
    /// Data was looked at.
    pub accessed: Option<Likelihood>,
    /// Properties lost.
    pub breach_types: Option<Vec<BreachType>>,
    /// How it came about.
    pub cause: Option<Cause>,
    /// Done on purpose.
    pub malicious: Option<bool>,
    /// Who got it.
    pub recipient: Option<DataRecipient>,
    /// What became of the copy.
    pub deletion: Option<Deletion>,
    /// What it can be rebuilt from.
    pub backup: Option<Backup>,
    /// Hours until the data could be used again.
    pub restored_after_hours: Option<u32>,
    /// Effect on people seen so far.
    pub effect: Option<Effect>,
    /// How easily it leads to a person.
    pub identifiability: Option<Identifiability>,
    /// People affected: least and most (`None` above: open).
    pub people: Option<(u64, Option<u64>)>,
    /// The data never left the organisation.
    pub within_organisation: Option<bool>,
    /// Put right before it could do serious harm.
    pub remedied: Option<bool>,
}

/// What the facts say of what the methods ask; what is absent stays unknown.
impl From<&Facts> for RiskFacts {
    fn from(facts: &Facts) -> RiskFacts {
        RiskFacts {
            elements: facts.elements.as_ref().map(|set| set.iter().cloned().collect()),
            kinds: facts.kinds.as_ref().map(|set| set.iter().copied().collect()),
            context: facts.context,
            special_categories: facts.special_categories,
            vulnerable_people: facts.vulnerable_people,
            encrypted: facts.encrypted,
            key_taken: facts.key_taken,
            acquired: facts.acquired,
            accessed: facts.accessed,
            breach_types: facts.breach_types.as_ref().map(|set| set.iter().copied().collect()),
            cause: facts.cause,
            malicious: facts.malicious,
            recipient: facts.recipient,
            deletion: facts.deletion,
            backup: facts.backup,
            restored_after_hours: facts
                .restored_after_hours
                .map(|hours| u32::try_from(hours).unwrap_or(u32::MAX)),
            effect: facts.effect,
            identifiability: facts.identifiability,
            people: facts.affected.everybody().map(|count| (count.min, count.max)),
            within_organisation: facts.within_organisation,
            remedied: facts.decisions.risk_removed,
        }
    }
}
