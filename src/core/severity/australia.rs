//! Australia's eligible data breach: is serious harm to anyone likely, and was it headed off in time?
//!
//! Must not know: when anybody suspected or believed; only that the two start different clocks.

use super::facts::{Effect, Likelihood};
use super::methods::{Answer, Methods};
use super::view::{Grade, View};
use super::{MethodResult, missing};
use crate::core::facts::table::{Asked, Method};

/// What is owed, mildest first.
#[derive(Clone, Copy)]
enum Duty {
    NotEligible,
    Assess,
    Notify,
}

pub(super) fn result(v: &View, m: &Methods) -> MethodResult {
    let (sensitivity, misuse) = (v.sensitivity(m), v.misuse());
    let duty = duty(v, m, sensitivity, misuse);
    let days = m.australia.assessment_days;
    let (band, conclusion) = match duty {
        Duty::NotEligible => (
            "not eligible",
            "serious harm is not likely, or was prevented: no notice; keep a record".to_owned(),
        ),
        Duty::Assess => (
            "suspect",
            format!("grounds to suspect: assess within {days} days, then decide"),
        ),
        Duty::Notify => (
            "eligible",
            "grounds to believe: statement to the commissioner, then the people".to_owned(),
        ),
    };
    let mut missing = missing::of(v, Method::Harm);
    if v.remedied.is_none() && !matches!(duty, Duty::NotEligible) {
        missing.push(Asked::Remedied);
    }
    MethodResult {
        name: "australia-ndb",
        score: None,
        band: band.to_owned(),
        rank: duty as u8,
        conclusion,
        working: working(v, sensitivity, misuse),
        missing: missing::owned(&missing),
        cite: m.australia.cite.clone(),
    }
}

fn duty(v: &View, m: &Methods, sensitivity: Grade, misuse: Grade) -> Duty {
    let harmed = v.effect == Some(Effect::Serious);
    if harmed {
        return Duty::Notify;
    }
    // Remedial action before serious harm takes the breach out (s 26WF).
    if v.remedied == Some(true) || m.australia.matrix[sensitivity as usize][misuse as usize] == Answer::No {
        return Duty::NotEligible;
    }
    // Grounds to believe need some evidence; less is grounds to suspect, which starts the assessment (s 26WH).
    if v.evidence() >= Likelihood::Likely && !v.data_unknown() {
        Duty::Notify
    } else {
        Duty::Assess
    }
}

fn working(v: &View, sensitivity: Grade, misuse: Grade) -> Vec<String> {
    let safe = if v.readable() {
        "not known to be protected"
    } else {
        "protected, and the key is safe"
    };
    let remedy = match v.remedied {
        Some(true) => "remedial action was taken in time",
        Some(false) => "no remedial action in time",
        None => "remedial action: unknown, treated as none",
    };
    vec![
        format!("kinds and sensitivity of the data (c, d): {}", sensitivity.word()),
        format!("security measures (e, f, h): {safe}"),
        format!("who has it and how likely is misuse (g): {}", misuse.word()),
        remedy.to_owned(),
        "suspicion starts the assessment, belief starts the statement: keep the two dates separate".to_owned(),
    ]
}
