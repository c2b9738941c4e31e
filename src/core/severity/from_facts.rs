//! The inputs of the severity methods, taken from the facts of the incident.

use super::RiskFacts;
use crate::core::facts::{Facts, Likelihood};

/// What the facts say of what the methods ask; what is absent stays unknown.
impl From<&Facts> for RiskFacts {
    fn from(facts: &Facts) -> RiskFacts {
        let words = &facts.risk_words;
        let likelihood = |known: Option<Likelihood>| known.and_then(|l| l.code().parse().ok());
        RiskFacts {
            elements: facts.elements.as_ref().map(|set| set.iter().cloned().collect()),
            kinds: words
                .kinds
                .as_ref()
                .map(|set| set.iter().filter_map(|k| k.parse().ok()).collect()),
            context: parsed(words.context.as_ref()),
            special_categories: words.special_categories,
            vulnerable_people: words.vulnerable_people,
            encrypted: facts.encrypted,
            key_taken: facts.key_taken,
            acquired: likelihood(facts.acquired),
            accessed: likelihood(facts.accessed),
            breach_types: facts
                .breach_types
                .as_ref()
                .map(|set| set.iter().filter_map(|t| t.parse().ok()).collect()),
            cause: parsed(words.cause.as_ref()),
            malicious: words.malicious,
            recipient: parsed(words.recipient.as_ref()),
            deletion: parsed(facts.deletion.as_ref()),
            backup: parsed(words.backup.as_ref()),
            restored_after_hours: words.restored_after_hours.and_then(|hours| u32::try_from(hours).ok()),
            effect: parsed(words.effect.as_ref()),
            identifiability: parsed(words.identifiability.as_ref()),
            people: facts.affected.everybody().map(|count| (count.min, count.max)),
            within_organisation: words.within_organisation,
            remedied: facts.decisions.risk_removed,
        }
    }
}

/// The facts file has checked the word against the same list, so a word that does not parse cannot occur here.
fn parsed<T: std::str::FromStr>(word: Option<&String>) -> Option<T> {
    word.and_then(|word| word.parse().ok())
}
