//! What a decision is about, as its key below `decisions` tells.

use std::fmt;

const HARM: &str = "harm.";
const HARM_FOR: &str = "harm_for.";
const NO_HARM: &str = "no_harm:";

/// The key of a decision. Those about harm have one for each test and each regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKey<'k> {
    /// How a test that several laws share comes out, by the test.
    Harm(&'k str),
    /// How the test of one law comes out, by its regime.
    HarmFor(&'k str),
    /// Whether one law takes the obligation away because no harm is likely, by its regime.
    NoHarm(&'k str),
    /// Any other decision, by its name.
    Named(&'k str),
}

impl<'k> DecisionKey<'k> {
    /// The regime whose law alone asks.
    pub fn regime(self) -> Option<&'k str> {
        match self {
            DecisionKey::HarmFor(regime) | DecisionKey::NoHarm(regime) => Some(regime),
            DecisionKey::Harm(_) | DecisionKey::Named(_) => None,
        }
    }

    /// The scale of its answers, as `decisions.toml` names it, for what no law asks alone.
    pub fn scale(self) -> Option<&'k str> {
        match self {
            DecisionKey::Harm(name) | DecisionKey::Named(name) => Some(name),
            DecisionKey::HarmFor(_) | DecisionKey::NoHarm(_) => None,
        }
    }

    /// The regime that it says no harm for.
    pub fn no_harm(self) -> Option<&'k str> {
        match self {
            DecisionKey::NoHarm(regime) => Some(regime),
            DecisionKey::Harm(_) | DecisionKey::HarmFor(_) | DecisionKey::Named(_) => None,
        }
    }

    /// Whether it is about harm, by whatever test.
    pub fn is_on_harm(self) -> bool {
        match self {
            DecisionKey::Harm(_) | DecisionKey::HarmFor(_) | DecisionKey::NoHarm(_) => true,
            DecisionKey::Named(_) => false,
        }
    }
}

impl<'k> From<&'k str> for DecisionKey<'k> {
    fn from(key: &'k str) -> DecisionKey<'k> {
        let harm = || key.strip_prefix(HARM).map(DecisionKey::Harm);
        let harm_for = || key.strip_prefix(HARM_FOR).map(DecisionKey::HarmFor);
        let no_harm = || key.strip_prefix(NO_HARM).map(DecisionKey::NoHarm);
        let family = harm().or_else(harm_for).or_else(no_harm);
        family.unwrap_or(DecisionKey::Named(key))
    }
}

impl fmt::Display for DecisionKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, name) = match self {
            DecisionKey::Harm(test) => (HARM, test),
            DecisionKey::HarmFor(regime) => (HARM_FOR, regime),
            DecisionKey::NoHarm(regime) => (NO_HARM, regime),
            DecisionKey::Named(name) => ("", name),
        };
        write!(f, "{start}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::DecisionKey;

    #[test]
    fn a_key_is_written_as_it_was_read() {
        for (key, read) in [
            ("harm.misuse", DecisionKey::Harm("misuse")),
            ("harm_for.us-fl", DecisionKey::HarmFor("us-fl")),
            ("no_harm:us-fl", DecisionKey::NoHarm("us-fl")),
            ("gdpr_risk", DecisionKey::Named("gdpr_risk")),
        ] {
            assert_eq!((DecisionKey::from(key), read.to_string().as_str()), (read, key));
        }
    }
}
