//! What denies a risk to people, as the file of phrases has it.

use super::phrase_file::RiskWords;
use super::recorded::Risk;
use crate::letter::check::speech::Lexicon;

/// What denies a risk to people.
pub(super) struct DeniedRisk {
    pub risk: Lexicon<()>,
    pub whom: Lexicon<()>,
    /// What makes it a high one that is denied.
    pub high: Lexicon<()>,
    /// That a risk cannot be ruled out denies none.
    pub unless: Lexicon<()>,
    /// By what a sentence that speaks of a risk decides nothing.
    pub no_decision: Vec<(Risk, Lexicon<()>)>,
}

pub(super) fn denied_risk(words: RiskWords, no_decision: Vec<(Risk, Lexicon<()>)>) -> DeniedRisk {
    let lexicon = |phrases: Vec<String>| Lexicon::of(phrases.into_iter().map(|phrase| (phrase, ())));
    DeniedRisk {
        risk: lexicon(words.risk),
        whom: lexicon(words.whom),
        high: lexicon(words.high),
        unless: lexicon(words.unless),
        no_decision,
    }
}
