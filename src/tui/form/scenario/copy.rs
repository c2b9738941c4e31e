//! A scenario to copy and change, or one of the team's own to go on with.

use super::optional;
use crate::tui::effect::{Effect, ScenarioEffect};
use crate::tui::form::{Answers, Choice, Form, Known, Optional, Outcome, Prompt, Purpose, Scope, Slot};

const SCENARIO: Prompt<String> = Prompt::among("scenario", "Scenario");
const TITLE: Optional<String> = optional("title", "Title of your copy");

pub(crate) fn form(known: &Known<'_>) -> Form {
    let scenarios = &known.start.scenarios;
    let fields = vec![
        SCENARIO.offering(scenarios.iter().map(Choice::from)),
        TITLE
            .field()
            .help("its file is named after it; leave empty to go on with one of your own"),
    ];
    Form::new(CopyScenario, "Copy and change a scenario", fields)
        .note("The copy goes into your folder of scenarios when you save it. The original stays as it is.")
}

#[derive(Debug)]
struct CopyScenario;

impl Purpose for CopyScenario {
    fn slot(&self) -> Slot {
        Slot::new("scenario-copy")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let scenario = answers.read(&SCENARIO)?;
        let title = answers.read(&TITLE)?;
        Some(Outcome::Look(Effect::Scenario(ScenarioEffect::Copy {
            scenario,
            title,
        })))
    }
}
