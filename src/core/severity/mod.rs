//! Severity and harm: from facts about a breach to a proposal of risk, by six published methods.
//!
//! The statute decides, the score advises: a [`Proposal`] is advice with reasons, never a decision. Unknown facts are
//! scored at their strict value and named in `missing`; only where nothing at all is known about the data is the
//! proposal undecided. Two facts have a middle rather than a strict stand-in: an unknown `context` counts as `usual`
//! (the published base), an unknown `effect` as "none seen so far" (it is a report of harm, not a guess); both are
//! named as missing. Must not know: files, clocks, obligations, jurisdictions beyond the methods' own names.

mod australia;
mod canada;
mod enisa;
mod facts;
mod gdpr;
mod hipaa;
pub mod methods;
mod missing;
mod pivot;
mod singapore;
mod view;

pub use facts::{
    Backup, BreachType, Cause, Context, DataRecipient, Deletion, Effect, Identifiability, Kind, Likelihood, RiskFacts,
};
pub use methods::Methods;

use crate::core::facts::table::Method;

/// The three answers of GDPR Art. 33 and 34.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GdprRisk {
    /// Unlikely to result in a risk: record only.
    Unlikely,
    /// A risk: the authority.
    Risk,
    /// A high risk: the authority and the people.
    High,
}

impl GdprRisk {
    /// The code used in facts files and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unlikely => "unlikely",
            Self::Risk => "risk",
            Self::High => "high",
        }
    }
}

impl std::fmt::Display for GdprRisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// What one method says.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodResult {
    /// `enisa`, `gdpr`, `hipaa`, `canada-rrosh`, `australia-ndb` or `singapore-pdpa`.
    pub name: &'static str,
    /// The number, where the method has one.
    pub score: Option<f64>,
    /// The method's own word for its result.
    pub band: String,
    /// How grave the conclusion is among this method's conclusions, 0 the mildest.
    pub rank: u8,
    /// What follows, in a sentence.
    pub conclusion: String,
    /// The steps, one line each.
    pub working: Vec<String>,
    /// Keys of facts this method wanted and did not get.
    pub missing: Vec<String>,
    /// Where the method comes from.
    pub cite: String,
}

/// Advice on the risk, with everything that led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The GDPR answer suggested; `None` is undecided.
    pub suggested: Option<GdprRisk>,
    /// Each method's result, ENISA first.
    pub methods: Vec<MethodResult>,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// Keys of known facts that alone would turn the suggestion, strongest first.
    pub pivots: Vec<String>,
    /// Keys of facts that are unknown and would matter.
    pub missing: Vec<String>,
}

impl Methods {
    /// Run every method over the facts.
    pub fn assess(&self, facts: &RiskFacts) -> Proposal {
        let view = view::View::new(facts, self);
        let missing = missing::of(&view, Method::Gdpr);
        let (suggested, reasons) = gdpr::explain(&view, self, &missing);
        let methods = vec![
            enisa::result(&view, self),
            gdpr::result(self, suggested, &reasons, &missing),
            hipaa::result(&view, self),
            canada::result(&view, self),
            australia::result(&view, self),
            singapore::result(&view, self),
        ];
        let pivots = pivot::find(&view, self, suggested);
        Proposal {
            suggested,
            methods,
            reasons,
            pivots,
            missing: missing::owned(&missing),
        }
    }
}
