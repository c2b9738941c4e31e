//! What a case of law worked out by hand expects of one obligation, and whether the engine gives it.

use firebell::app::views::ObligationView;

use crate::common::at;

/// The verdict of one obligation, with its date or moment where the case names one.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    verdict: String,
    date: Option<String>,
    strict: Option<String>,
    /// `false`: no deadline, since the number stands in guidance.
    dated: Option<bool>,
}

impl Expected {
    /// Whether an answer is another one.
    pub(crate) fn differs(&self, found: &ObligationView) -> bool {
        let deadline = found.deadline.as_ref();
        let date = deadline.map(|d| d.date.to_string());
        let date = date.as_deref();
        let strict = deadline.map(|d| d.strict);
        found.verdict.code() != self.verdict
            || self.dated.is_some_and(|dated| dated != deadline.is_some())
            || self.date.as_deref().is_some_and(|day| date != Some(day))
            || self.strict.as_deref().is_some_and(|moment| strict != Some(at(moment)))
    }
}
