//! What is known about a breach, as far as the severity methods ask: one struct, every field may be unknown.
//!
//! Must not know: any method, any law, where facts come from.

/// A word that is not one of the codes of a fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no {fact}; expected one of {expected}")]
pub struct UnknownCode {
    /// The fact that was being read.
    pub fact: &'static str,
    /// The word found.
    pub given: String,
    /// The words that would have done, comma-separated.
    pub expected: String,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $fact:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, mildest first.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The code used in facts files.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownCode;
            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                Self::ALL.iter().copied().find(|v| v.code() == text).ok_or_else(|| UnknownCode {
                    fact: $fact,
                    given: text.to_owned(),
                    expected: [$($code),+].join(", "),
                })
            }
        }
    };
}

codes! {
    /// ENISA's kinds of data.
    Kind, "data kind" {
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
codes! {
    /// Whether the data tells less or more than its kind suggests.
    Context, "data context" {
        /// Less than the label says.
        Lower = "lower",
        /// What the label says.
        Usual = "usual",
        /// More than the label says.
        Higher = "higher",
    }
}
codes! {
    /// How sure it is that something happened to the data.
    Likelihood, "likelihood" {
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
codes! {
    /// Which property of the data was lost.
    BreachType, "breach type" {
        /// Somebody could read it.
        Confidentiality = "confidentiality",
        /// It was changed.
        Integrity = "integrity",
        /// It was out of reach.
        Availability = "availability",
    }
}
codes! {
    /// How it came about.
    Cause, "cause" {
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
codes! {
    /// Who got the data, or could.
    Recipient, "recipient" {
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
codes! {
    /// What is known about the copy at the recipient.
    Deletion, "deletion" {
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
codes! {
    /// What the data can be rebuilt from.
    Backup, "backup" {
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
codes! {
    /// Effect on people seen so far.
    Effect, "effect" {
        /// None seen.
        None = "none",
        /// Annoyance, delay.
        Minor = "minor",
        /// Real harm.
        Serious = "serious",
    }
}
codes! {
    /// How easily the data leads to a person.
    Identifiability, "identifiability" {
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
