//! What is due is delivered, in order and once. Every event of an exercise is recorded here.

use crate::app::record::{Done, Record, RecordError};
use crate::core::drill::DrillEvent;
use crate::core::drill::clock::ExerciseTime;
use crate::core::time::WallTime;
use crate::drill::exercise::{DrillError, Exercise};
use crate::drill::scenario::Inject;
use crate::drill::scoring::scene::{Purpose, Scene};

/// The one place where an event of an exercise is recorded. What it names was looked at before.
pub(crate) fn noted(record: &mut Record, code: &str, event: DrillEvent, wall: WallTime) -> Result<Done, RecordError> {
    record.run_exercise(code, event, wall)
}

/// Hands out everything that is due at a wall-clock time; says what was delivered.
///
/// # Errors
/// What the record says.
pub fn advance(record: &mut Record, code: &str, wall: WallTime) -> Result<Vec<Inject>, DrillError> {
    let exercise = Exercise::load(record, code)?;
    advanced(record, exercise, wall)
}

/// As [`advance`], for an exercise that was read.
pub(crate) fn advanced(record: &mut Record, exercise: Exercise, wall: WallTime) -> Result<Vec<Inject>, DrillError> {
    if exercise.drill().ended.is_some() {
        return Ok(Vec::new());
    }
    let elapsed = exercise.drill().clock.now(wall);
    hand_out(record, exercise, elapsed, wall)
}

pub(crate) fn hand_out(
    record: &mut Record,
    mut exercise: Exercise,
    until: ExerciseTime,
    wall: WallTime,
) -> Result<Vec<Inject>, DrillError> {
    let code = exercise.loaded.incident.code.to_string();
    // A jump hands out also while the clock is paused.
    let running = exercise.drill().clock.running() || until > exercise.drill().clock.now(wall);
    let mut handed = Vec::new();
    // At zero and paused the room has not sat down yet.
    if until == ExerciseTime::START && !running {
        return Ok(handed);
    }
    while let Some(inject) = exercise.due(until).cloned() {
        let taken = branch_taken(&exercise, &inject);
        let event = match taken {
            true => DrillEvent::Delivered {
                inject: inject.id.clone(),
                // Its own time, and not that of whoever looked late: windows count from it.
                elapsed: inject.due().unwrap_or(until),
                story: inject.story,
            },
            false => DrillEvent::Skipped {
                inject: inject.id.clone(),
                reason: "branch not taken".to_owned(),
            },
        };
        exercise = match noted(record, &code, event, wall) {
            Ok(done) => {
                if taken {
                    handed.push(inject);
                }
                Exercise::of(done.loaded)?
            }
            // Another terminal was faster: it is delivered, which is all that matters.
            Err(RecordError::Refused(_)) => Exercise::load(record, &code)?,
            Err(error) => return Err(error.into()),
        };
        if exercise.drill().ended.is_some() {
            break;
        }
    }
    Ok(handed)
}

/// Whether an inject fits what the team has done, as evaluators marked it and as it was recorded.
pub fn branch_taken(exercise: &Exercise, inject: &Inject) -> bool {
    let incident = &exercise.loaded.incident;
    let scene = Scene {
        incident,
        scenario: &exercise.scenario,
        since: incident.opened_at,
        purpose: Purpose::Branch,
    };
    inject.when.as_ref().is_none_or(|when| when.holds(&scene))
}
