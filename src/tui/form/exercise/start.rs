//! An exercise to start.

use std::collections::BTreeMap;

use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::time::Zone;
use crate::drill::tailored::{Wishes, typed_people};
use crate::tui::effect::{Effect, ExerciseEffect};
use crate::tui::form::{Answers, Choice, Form, Here, Known, Optional, Outcome, Prompt, Purpose, Scope, Slot};
use crate::workspace::OwnOrganisation;

const SCENARIO: Prompt<String> = Prompt::among("scenario", "Scenario");
const SEED: Optional<u32> = Prompt::number("seed", "Seed of the variation")
    .help("leave empty for this year's; the same seed plays the same exercise again")
    .optional();

/// With whose profile, call tree and papers it is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Invented,
    Own,
}

const WHOSE: Prompt<Whose> = Prompt::choice(
    "whose",
    "Organization",
    &[("the scenario's, invented", Whose::Invented), ("your own", Whose::Own)],
)
.help("your own: your profile, call tree (numbers masked), playbooks, letters and contracts; deadlines are computed");
const PEOPLE: Optional<BTreeMap<String, u64>> = Prompt::line_as("people", "Your own: people you hold data of", people)
    .help("by place, such as DE=12000, US-CA=3400: counts are scaled to them")
    .optional();

fn people(text: &str, _: &Here) -> Result<BTreeMap<String, u64>, String> {
    text.split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(typed_people)
        .collect()
}

/// The form, once the scenarios are read.
pub(crate) fn form(known: &Known<'_>) -> Form {
    let scenarios = &known.start.scenarios;
    let fields = vec![
        SCENARIO.offering(scenarios.iter().map(Choice::from)),
        WHOSE.field(),
        PEOPLE.field(),
        SEED.field(),
    ];
    let home = known.home.clone();
    Form::new(StartExercise { home }, "Start an exercise", fields).note(format!(
        "Its clock is paused until you run it (F, then P). It is permanently marked {}.",
        IncidentKind::Exercise.mark(MarkPlace::Word)
    ))
}

#[derive(Debug)]
struct StartExercise {
    /// The zone of the team's home.
    home: Zone,
}

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
        let people = answers.read(&PEOPLE)?.unwrap_or_default();
        let own = match answers.read(&WHOSE)? {
            Whose::Invented => None,
            Whose::Own => Some(OwnOrganisation {
                zone: self.home.clone(),
                wishes: Wishes {
                    people,
                    ..Wishes::default()
                },
            }),
        };
        Some(Outcome::Effect(Effect::Exercise(ExerciseEffect::Start {
            scenario,
            seed,
            own,
        })))
    }
}
