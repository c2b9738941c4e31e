//! What is known about a breach, as far as the severity methods ask: one struct, every field may be unknown.
//!
//! Must not know: any method, any law, where facts come from.

use crate::core::coded::coded;

coded! {
    /// ENISA's kinds of data.
    pub enum Kind: "data kind" {
        /// Identity, contact, education, family, working life.
        Simple = "simple",
        /// Location, traffic, habits, preferences.
        Behavioural = "behavioural",
        /// Income, transactions, cards.
        Financial = "financial",
        /// Health, politics, religion, sexual life.
        Sensitive = "sensitive",
    }
}
coded! {
    /// Whether the data tells less or more than its kind suggests.
    pub enum Context: "data context" {
        /// Less than the label says.
        Lower = "lower",
        /// What the label says.
        Usual = "usual",
        /// More than the label says.
        Higher = "higher",
    }
}
coded! {
    /// How sure it is that something happened to the data.
    pub enum Likelihood: "likelihood" {
        /// Proven not to have happened.
        Excluded = "excluded",
        /// No sign, no proof against it.
        Possible = "possible",
        /// More probable than not.
        Likely = "likely",
        /// Known.
        Confirmed = "confirmed",
    }
}
coded! {
    /// Which property of the data was lost.
    pub enum BreachType: "breach type" {
        /// Somebody could read it.
        Confidentiality = "confidentiality",
        /// It was changed.
        Integrity = "integrity",
        /// It was out of reach.
        Availability = "availability",
    }
}
coded! {
    /// How it came about.
    pub enum Cause: "cause" {
        /// A mistake by hand.
        Slip = "slip",
        /// A technical failure.
        Failure = "failure",
        /// Somebody from inside, on purpose.
        Insider = "insider",
        /// A thing was stolen.
        Theft = "theft",
        /// Somebody broke in.
        Attack = "attack",
    }
}
coded! {
    /// Who got the data, or could.
    pub enum Recipient: "recipient" {
        /// Nobody.
        None = "none",
        /// Somebody bound to secrecy or otherwise dependable.
        Trusted = "trusted",
        /// One known outsider, or a few.
        Known = "known",
        /// Many known outsiders.
        ManyKnown = "many-known",
        /// It cannot be told who.
        Unknown = "unknown",
        /// Somebody hostile.
        Attacker = "attacker",
    }
}
coded! {
    /// What is known about the copy at the recipient.
    pub enum Deletion: "deletion" {
        /// Destroyed, and reliably confirmed.
        Confirmed = "confirmed",
        /// Came back.
        Returned = "returned",
        /// Asked for, no answer yet.
        Asked = "asked",
        /// Nothing of the kind.
        No = "no",
    }
}
coded! {
    /// What the data can be rebuilt from.
    pub enum Backup: "backup" {
        /// Back in hours.
        Fast = "fast",
        /// Back in days.
        Slow = "slow",
        /// Rebuilt from paper.
        PaperOnly = "paper-only",
        /// There is none.
        None = "none",
        /// There was one, and it was hit as well.
        HitToo = "hit-too",
    }
}
coded! {
    /// Effect on people seen so far.
    pub enum Effect: "effect" {
        /// None seen.
        None = "none",
        /// Annoyance, delay.
        Minor = "minor",
        /// Real harm.
        Serious = "serious",
    }
}
coded! {
    /// How easily the data leads to a person.
    pub enum Identifiability: "identifiability" {
        /// Hardly.
        Negligible = "negligible",
        /// With luck.
        Limited = "limited",
        /// With some effort.
        Significant = "significant",
        /// At once.
        Maximum = "maximum",
    }
}

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
    pub recipient: Option<Recipient>,
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
