//! An exercise as it is in the record, with its scenario.

use std::cell::RefCell;

use chrono::TimeDelta;

use super::read::read;
use super::scenario::{Inject, Kind, Scenario};
use crate::app::record::{Loaded, Record, RecordError};
use crate::core::drill::Drill;
use crate::core::drill::clock::ExerciseTime;
use crate::core::time::WallTime;
use crate::core::toml_text::reader::Problem;

/// Why an exercise does not go on.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The scenario in the record is invalid with this firebell.
    #[error("the scenario of this exercise is invalid")]
    Scenario(Vec<Problem>),
    /// There is no scenario on this incident.
    #[error("{0} is not an exercise with a scenario")]
    NoDrill(String),
    /// Something that was named is not there.
    #[error("unknown {what} `{name}`")]
    Unknown {
        /// inject, expected action, objective …
        what: &'static str,
        /// As typed.
        name: String,
        /// The nearest.
        hint: String,
    },
}

/// What was read last, and of what: an exercise is looked at every second, and its scenario never changes.
#[derive(Debug)]
struct LastRead {
    id: String,
    text: String,
    seed: u64,
    scenario: Scenario,
}

thread_local! {
    static LAST: RefCell<Option<LastRead>> = const { RefCell::new(None) };
}

fn last_read(drill: &Drill) -> Result<Scenario, DrillError> {
    LAST.with_borrow_mut(|last| {
        let same = |last: &&LastRead| last.seed == drill.seed && last.id == drill.scenario && last.text == drill.text;
        if let Some(same) = last.as_ref().filter(same) {
            return Ok(same.scenario.clone());
        }
        let scenario = read(&drill.scenario, &drill.text, drill.seed).map_err(DrillError::Scenario)?;
        *last = Some(LastRead {
            id: drill.scenario.clone(),
            text: drill.text.clone(),
            seed: drill.seed,
            scenario: scenario.clone(),
        });
        Ok(scenario)
    })
}

/// An exercise with its scenario.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// The incident.
    pub loaded: Loaded,
    /// The scenario as it is played.
    pub scenario: Scenario,
}

impl Exercise {
    /// Reads an exercise from the record.
    ///
    /// # Errors
    /// Where there is none, or its scenario is invalid.
    pub fn load(record: &Record, code: &str) -> Result<Exercise, DrillError> {
        Exercise::of(record.load(code)?)
    }

    /// The exercise on an incident that was read.
    ///
    /// # Errors
    /// Where there is none, or its scenario is invalid.
    pub fn of(loaded: Loaded) -> Result<Exercise, DrillError> {
        let Some(drill) = &loaded.incident.drill else {
            return Err(DrillError::NoDrill(loaded.incident.code.to_string()));
        };
        let scenario = last_read(drill)?;
        Ok(Exercise { loaded, scenario })
    }

    /// How the exercise stands.
    ///
    /// # Panics
    /// Never: an exercise is only made where there is one.
    pub fn drill(&self) -> &Drill {
        self.loaded
            .incident
            .drill
            .as_ref()
            .expect("an exercise is made of an incident that has one")
    }

    /// Injects that are still to come by the clock, soonest first.
    pub fn coming(&self) -> impl Iterator<Item = &Inject> {
        let drill = self.drill();
        self.scenario
            .injects
            .iter()
            .filter(|i| i.at.is_some() && !drill.settled(&i.id))
    }

    /// The next one that is due by an exercise time.
    pub(super) fn due(&self, elapsed: ExerciseTime) -> Option<&Inject> {
        self.coming()
            .find(|inject| inject.due().is_some_and(|due| due <= elapsed))
    }
}

/// Time to the end as planned, below zero when it is over time.
pub fn left(exercise: &Exercise, wall: WallTime) -> TimeDelta {
    ExerciseTime::at_minute(exercise.scenario.minutes).since(exercise.drill().clock.now(wall))
}

/// Injects that come only when the facilitator delivers them: contingencies, and those held back.
pub fn out_of_turn(exercise: &Exercise) -> impl Iterator<Item = &Inject> {
    let drill = exercise.drill();
    exercise
        .scenario
        .injects
        .iter()
        .filter(|inject| match drill.injects.get(&inject.id) {
            None => inject.kind == Kind::Contingency,
            Some(state) => *state == crate::core::drill::InjectState::Held,
        })
}
