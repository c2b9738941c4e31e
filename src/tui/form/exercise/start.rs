//! An exercise to start.

use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::tui::effect::{Effect, ExerciseEffect};
use crate::tui::form::{Answers, Form, Known, Optional, Outcome, Prompt, Purpose, Scope, Slot};

const SCENARIO: Prompt<String> = Prompt::among("scenario", "Scenario");
const SEED: Optional<u32> = Prompt::number("seed", "Seed of the variation")
    .help("leave empty for this year's; the same seed plays the same exercise again")
    .optional();

/// Between the id of a scenario and its title.
const TITLE: &str = ": ";

/// The form, once the scenarios are read.
pub(crate) fn form(known: &Known<'_>) -> Form {
    let scenarios = &known.start.scenarios;
    let offers = scenarios
        .iter()
        .map(|offer| format!("{}{TITLE}{}", offer.id, offer.words));
    let offers: Vec<String> = offers.collect();
    let fields = vec![SCENARIO.offering(offers.iter().map(String::as_str)), SEED.field()];
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
        let chosen = answers.read(&SCENARIO)?;
        let scenario = chosen.split(TITLE).next().unwrap_or_default().to_owned();
        Some(Outcome::Effect(Effect::Exercise(ExerciseEffect::Start {
            scenario,
            seed,
        })))
    }
}
