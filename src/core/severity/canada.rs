//! Canada's real risk of significant harm: sensitivity of the data × probability of misuse.
//!
//! Must not know: provinces, reports and their forms.

use super::facts::Effect;
use super::methods::{Answer, Methods};
use super::view::{Grade, View};
use super::{MethodResult, missing};
use crate::core::facts::table::Method;

pub(super) fn result(v: &View, m: &Methods) -> MethodResult {
    let (sensitivity, misuse) = (v.sensitivity(m), v.misuse());
    let answer = answer(v, m, sensitivity, misuse);
    let (band, conclusion) = match answer {
        Answer::No => ("no", "no real risk of significant harm: keep the record only"),
        Answer::Undecided => (
            "undecided",
            "sensitivity and probability do not settle it: record, and decide in writing",
        ),
        Answer::Yes => (
            "yes",
            "real risk of significant harm: record, report to the commissioner and tell the people",
        ),
    };
    MethodResult {
        name: "canada-rrosh",
        score: None,
        band: band.to_owned(),
        rank: answer as u8,
        conclusion: conclusion.to_owned(),
        working: working(v, sensitivity, misuse),
        missing: missing::owned(&missing::of(v, Method::Harm)),
        cite: m.canada.cite.clone(),
    }
}

fn answer(v: &View, m: &Methods, sensitivity: Grade, misuse: Grade) -> Answer {
    // Harm that has been done is no longer a matter of probability.
    if v.effect == Some(Effect::Serious) {
        return Answer::Yes;
    }
    let answer = m.canada.matrix[sensitivity as usize][misuse as usize];
    if v.data_unknown() {
        answer.min(Answer::Undecided)
    } else {
        answer
    }
}

fn working(v: &View, sensitivity: Grade, misuse: Grade) -> Vec<String> {
    let mut lines = vec![
        format!("sensitivity in context: {}", sensitivity.word()),
        format!("probability of misuse: {}", misuse.word()),
    ];
    if v.effect == Some(Effect::Serious) {
        lines.push("harm has already occurred, which settles it".to_owned());
    }
    lines
}
