//! An exercise to start.

use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::tui::effect::{Effect, ExerciseEffect};
use crate::tui::form::{Answers, Choice, Form, Known, Optional, Outcome, Prompt, Purpose, Scope, Slot};

const SCENARIO: Prompt<String> = Prompt::among("scenario", "Scenario");
const SEED: Optional<u32> = Prompt::number("seed", "Seed of the variation")
    .help("leave empty for this year's; the same seed plays the same exercise again")
    .optional();

/// The form, once the scenarios are read.
pub(crate) fn form(known: &Known<'_>) -> Form {
    let scenarios = &known.start.scenarios;
    let fields = vec![SCENARIO.offering(scenarios.iter().map(Choice::from)), SEED.field()];
    Form::new(StartExercise, "Start an exercise", fields).note(format!(
        "Its clock is paused until you run it (F, then space). It is permanently marked {}.",
        IncidentKind::Exercise.mark(MarkPlace::Word)
    ))
}

#[derive(Debug)]
struct StartExercise;

impl Purpose for StartExercise {
    fn slot(&self) -> Slot {
        Slot::single("start-exercise", "StartDrill")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let seed = answers.read(&SEED)?.map(u64::from);
        let scenario = answers.read(&SCENARIO)?;
        Some(Outcome::Effect(Effect::Exercise(ExerciseEffect::Start {
            scenario,
            seed,
        })))
    }
}
