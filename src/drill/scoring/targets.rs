//! Targets: how soon a prepared room knows, calls and files, as the scenario's own windows set it, beside what was
//! measured.

use serde::Serialize;

use super::condition::{Condition, Known};
use super::measure::Measures;
use crate::core::coded::coded;
use crate::core::drill::InjectState;
use crate::core::drill::clock::ExerciseTime;
use crate::core::facts::keys;
use crate::drill::exercise::Exercise;
use crate::drill::scenario::Expected;

coded! {
    /// What a target is about.
    pub enum Target: "target" {
        Awareness = "awareness" => "Awareness recorded",
        FirstCall = "first_call" => "First call of the call tree",
        FirstFiling = "first_filing" => "First notice filed",
    }
}

/// A target and how it was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Measured {
    pub target: Target,
    /// The exercise minute by which it was expected; `None`: what was delivered sets no time for it.
    pub by: Option<i64>,
    /// The exercise minute of it; `None`: it did not happen.
    pub at: Option<i64>,
    /// Whether it was in time; `None` where there is no target, or it can still be met.
    pub met: Option<bool>,
}

/// The targets of what was delivered.
pub fn targets(exercise: &Exercise, measures: &Measures) -> Vec<Measured> {
    let measured = |target| {
        let at = match target {
            Target::Awareness => measures.to_aware,
            Target::FirstCall => measures.to_first_call,
            Target::FirstFiling => measures.to_first_filing,
        };
        let by = expected_by(exercise, target);
        let met = match (by, at) {
            (None, _) => None,
            (Some(by), Some(at)) => Some(at <= by),
            (Some(_), None) => exercise.drill().ended.map(|_| false),
        };
        Measured { target, by, at, met }
    };
    Target::ALL.into_iter().map(measured).collect()
}

/// The end of the first window in which an expected action needs it.
fn expected_by(exercise: &Exercise, target: Target) -> Option<i64> {
    let windows = exercise.scenario.injects.iter().filter_map(|inject| {
        let Some(InjectState::Delivered { elapsed, .. }) = exercise.drill().injects.get(&inject.id) else {
            return None;
        };
        let ends = inject
            .expect
            .iter()
            .filter_map(|expected| window(expected, *elapsed, target));
        ends.min()
    });
    windows.min().map(ExerciseTime::minute)
}

fn window(expected: &Expected, from: ExerciseTime, target: Target) -> Option<ExerciseTime> {
    let needs = expected.done.as_ref()?.rests_on(match target {
        Target::Awareness => {
            |condition| matches!(condition, Condition::Fact(Known { key, .. }) if key == keys::milestones::AWARENESS)
        }
        Target::FirstCall => |condition| matches!(condition, Condition::Called { .. }),
        Target::FirstFiling => |condition| matches!(condition, Condition::Filed(_)),
    });
    needs.then_some(from.after_minutes(expected.within?))
}
