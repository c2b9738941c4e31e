//! What may be recorded about an exercise: every name is one that there is, and nothing is left empty that somebody will read.

use super::exercise::{DrillError, Exercise};
use super::scenario::{Expected, Inject, ROLES, Scenario};
use super::scoring::score::{Outcome, score};
use crate::app::record::RecordError;
use crate::core::drill::{CorrectiveAction, DrillEvent, Element, Observation};
use crate::core::refusal::Refusal;
use crate::core::toml_text::reader::suggestion;

/// Whether an event may be recorded, as far as the scenario can tell.
///
/// # Errors
/// Everything that is wrong with it at once, each with the nearest that there is.
pub(super) fn recordable(exercise: &Exercise, event: &DrillEvent) -> Result<(), DrillError> {
    let scenario = &exercise.scenario;
    let mut wrong = Wrong::default();
    match event {
        DrillEvent::Skipped { inject, .. } | DrillEvent::Held { inject } | DrillEvent::Recalled { inject } => {
            known_inject(scenario, inject)?;
        }
        DrillEvent::Hinted { action } => may_be_hinted(exercise, action)?,
        DrillEvent::Marked { action, .. } | DrillEvent::Declined { action, .. } => {
            expected(scenario, action)?;
        }
        DrillEvent::Rated { objective, reason, .. } => {
            wrong.objective(scenario, Some(objective));
            wrong.empty("the reasons", reason);
        }
        DrillEvent::Observed(Observation {
            objective, observation, ..
        }) => {
            wrong.objective(scenario, objective.as_deref());
            wrong.empty("the observation", observation);
        }
        DrillEvent::Improvement(CorrectiveAction {
            objective,
            action,
            owner,
            element,
            ..
        }) => {
            wrong.empty("the corrective action", action);
            wrong.empty("its owner", owner);
            wrong.one_of("capability element", element, &Element::CODES);
            wrong.objective(scenario, objective.as_deref());
        }
        DrillEvent::Joined { role, .. } => wrong.one_of("role", role, &ROLES),
        DrillEvent::Answered { answer, .. } => wrong.empty("the answer", answer),
        DrillEvent::Started { .. }
        | DrillEvent::ClockSet { .. }
        | DrillEvent::Stood { .. }
        | DrillEvent::Delivered { .. }
        | DrillEvent::ImprovementClosed { .. }
        | DrillEvent::Ended { .. } => {}
    }
    wrong.refused()
}

/// What is wrong with an event, each with what to do about it.
#[derive(Debug, Default)]
struct Wrong {
    problems: Vec<(String, String)>,
}

impl Wrong {
    fn one_of(&mut self, what: &str, name: &str, known: &[&str]) {
        if !known.contains(&name) {
            self.problems
                .push((format!("unknown {what} `{name}`"), suggestion(name, known)));
        }
    }

    fn objective(&mut self, scenario: &Scenario, objective: Option<&str>) {
        let known: Vec<&str> = scenario.objectives.iter().map(|known| known.id.as_str()).collect();
        if let Some(objective) = objective {
            self.one_of("objective", objective, &known);
        }
    }

    fn empty(&mut self, what: &str, text: &str) {
        if text.trim().is_empty() {
            self.problems
                .push((format!("{what} cannot be empty"), "write it in one sentence".to_owned()));
        }
    }

    fn refused(self) -> Result<(), DrillError> {
        let refusal = match <[_; 1]>::try_from(self.problems) {
            Ok([(problem, hint)]) => Refusal::input(problem, hint),
            Err(none) if none.is_empty() => return Ok(()),
            Err(several) => Refusal {
                causes: several
                    .into_iter()
                    .map(|(problem, hint)| format!("{problem} ({hint})"))
                    .collect(),
                ..Refusal::input("nothing was recorded", "correct what is named")
            },
        };
        Err(RecordError::Refused(refusal).into())
    }
}

/// Whether the hint of an expected action can be given now: it takes half the points, so it is given once, to a room that was
/// asked and has not done it.
fn may_be_hinted(exercise: &Exercise, action: &str) -> Result<(), DrillError> {
    let (inject, expected) = expected(&exercise.scenario, action)?;
    let drill = exercise.drill();
    let outcome = score(exercise).outcome_of(action);
    let refusal = match outcome {
        _ if drill.ended.is_some() => Refusal::new(
            format!("the exercise {} is over", exercise.loaded.incident.code),
            "nobody can act on a hint any more",
        ),
        _ if expected.hint.is_none() => Refusal::input(
            format!("{action} has no hint"),
            "ask the room in your own words; that takes no points",
        ),
        None | Some(Outcome::NotDelivered) => Refusal::input(
            format!("{} has not been delivered yet", inject.id),
            format!("the hint of {action} would give it away"),
        ),
        _ if drill.hints.iter().any(|given| given == action) => {
            Refusal::input(format!("the hint of {action} was given before"), "nothing was recorded")
        }
        Some(Outcome::Done | Outcome::Late | Outcome::Hinted) => {
            Refusal::input(format!("{action} is done"), "a hint would only take points away")
        }
        Some(Outcome::Wrong | Outcome::Missed | Outcome::Open | Outcome::NotEvaluated) => return Ok(()),
    };
    Err(RecordError::Refused(refusal).into())
}

fn expected<'s>(scenario: &'s Scenario, action: &str) -> Result<(&'s Inject, &'s Expected), DrillError> {
    let all = scenario.injects.iter().flat_map(|inject| &inject.expect);
    let all = all.map(|expected| expected.id.as_str());
    scenario
        .expected(action)
        .ok_or_else(|| unknown("expected action", action, all))
}

/// An inject of the scenario by its id.
///
/// # Errors
/// The nearest there is.
pub(super) fn known_inject<'s>(scenario: &'s Scenario, inject: &str) -> Result<&'s Inject, DrillError> {
    let all = scenario.injects.iter().map(|inject| inject.id.as_str());
    scenario.inject(inject).ok_or_else(|| unknown("inject", inject, all))
}

fn unknown<'n>(what: &'static str, name: &str, all: impl Iterator<Item = &'n str>) -> DrillError {
    DrillError::Unknown {
        what,
        name: name.to_owned(),
        hint: suggestion(name, &all.collect::<Vec<_>>()),
    }
}
