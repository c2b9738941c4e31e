//! An observation of an evaluator.

use super::{objective, objectives};
use crate::core::drill::{DrillEvent, Finding, Observation};
use crate::tui::form::{Answers, Form, Opener, Optional, Outcome, Prompt, Purpose, Slot};

const OBSERVATION: Prompt<String> = Prompt::line("observation", "What was seen, in one neutral sentence");
const FINDING: Prompt<Finding> = Prompt::choice("finding", "What it shows", &Finding::PAIRS);
const OBJECTIVE: Prompt<Option<String>> = Prompt::among_as("objective", "Objective", objective);
const ANALYSIS: Optional<String> = Prompt::line("analysis", "Why it happened, and what it led to").optional();
const RECOMMENDATION: Optional<String> = Prompt::line("recommendation", "Recommended change").optional();

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("observation", |_| {
    let fields = vec![
        OBSERVATION.field(),
        FINDING.field(),
        OBJECTIVE.offering(objectives()),
        ANALYSIS.field(),
        RECOMMENDATION.field(),
    ];
    Ok(Form::new(Observe, "An observation", fields))
});

#[derive(Debug)]
struct Observe;

impl Purpose for Observe {
    fn slot(&self) -> Slot {
        Slot::single("observation", "Observation")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        Some(Outcome::Tell(DrillEvent::Observed(Observation {
            finding: answers.read(&FINDING)?,
            objective: answers.read(&OBJECTIVE)?,
            observation: answers.read(&OBSERVATION)?,
            analysis: answers.read(&ANALYSIS)?,
            recommendation: answers.read(&RECOMMENDATION)?,
        })))
    }
}
