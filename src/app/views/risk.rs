//! What the risk methods propose, with their working.

use serde::Serialize;

use crate::core::severity::Proposal;

/// What the methods propose; the decision is a person's.
#[derive(Debug, Clone, Serialize)]
pub struct RiskView {
    /// unlikely, risk, high, or null while undecided.
    pub suggested: Option<String>,
    /// Each method with its working.
    pub methods: Vec<MethodView>,
    pub reasons: Vec<String>,
    /// Single facts that would turn the answer.
    pub pivots: Vec<String>,
    /// Facts the methods lack.
    pub missing: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MethodView {
    /// enisa, gdpr, hipaa …
    pub name: String,
    /// Score, where the method has one.
    pub score: Option<f64>,
    pub band: String,
    /// What follows.
    pub conclusion: String,
    pub working: Vec<String>,
    /// Facts it lacks.
    pub missing: Vec<String>,
    /// Where it stands.
    pub cite: String,
}

pub(super) fn risk(proposal: Proposal) -> RiskView {
    let method = |m: crate::core::severity::MethodResult| MethodView {
        name: m.name.to_owned(),
        score: m.score,
        band: m.band.clone(),
        conclusion: m.conclusion.clone(),
        working: m.working,
        missing: m.missing,
        cite: m.cite.clone(),
    };
    RiskView {
        suggested: proposal.suggested.map(|s| s.to_string()),
        methods: proposal.methods.into_iter().map(method).collect(),
        reasons: proposal.reasons,
        pivots: proposal.pivots,
        missing: proposal.missing,
    }
}
