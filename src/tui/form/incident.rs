//! A new incident.

use super::{Answers, Form, Here, Known, Opener, Outcome, Prompt, Purpose, Scope, Slot};
use crate::core::facts::IncidentKind;
use crate::core::time::Zone;
use crate::tui::effect::Effect;
use crate::tui::places;

const TITLE: Prompt<String> =
    Prompt::line("title", "Name of the incident").help("for example: Support mailbox read by a stranger");
const KIND: Prompt<IncidentKind> = Prompt::choice(
    "kind",
    "Real, or an exercise?",
    &[("real", IncidentKind::Real), ("exercise", IncidentKind::Exercise)],
);
const ZONE: Prompt<Zone> = Prompt::one_of_as("zone", "Time zone of your local times", zone).help("type a city");
pub(crate) const OPEN: Opener = Opener::new("incident", |at| Ok(form(&at.known)));

fn form(known: &Known<'_>) -> Form {
    let fields = vec![
        TITLE.field(),
        KIND.field(),
        ZONE.picking(places::zones()).filled(known.home.name()),
    ];
    Form::new(NewIncident, "A new incident", fields)
        .note("Its kind can never be changed. Opening an incident starts no deadlines; recording a milestone does.")
}

fn zone(text: &str, _: &Here) -> Result<Zone, String> {
    Zone::named(text).map_err(|error| format!("{error}; use an IANA name such as America/Chicago"))
}

#[derive(Debug)]
struct NewIncident;

impl Purpose for NewIncident {
    fn slot(&self) -> Slot {
        Slot::single("incident", "Incident")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        Some(Outcome::Effect(Effect::Create {
            title: answers.read(&TITLE)?,
            kind: answers.read(&KIND)?,
            zone: answers.read(&ZONE)?,
        }))
    }
}
