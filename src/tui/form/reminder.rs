//! A reminder: call back in a quarter of an hour, the next briefing at half past four.

use chrono::{DateTime, Utc};

use super::{Answers, AtHand, Field, Form, NO_INCIDENT, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::core::event::Reminder;
use crate::core::incident::command::{Command, ReminderCommand};

const ABOUT: Prompt<String> = Prompt::line("about", "Of what?").help("one line, such as call Okta back");
const AT: Prompt<DateTime<Utc>> = Prompt::moment("at", "When?").help("+15m, 04:30, tomorrow 09:00");
const OWNER: Optional<String> = Prompt::code("owner", "For whom?")
    .help("leave it empty to remind everybody")
    .optional();

/// Opens the form: for whoever is to be called where one is selected.
pub(crate) const OPEN: Opener = Opener::new("reminder", |at| {
    if at.known.opened.is_none() {
        return Err(NO_INCIDENT);
    }
    let about = called(at).map(|name| format!("call {name} back"));
    let fields = vec![
        ABOUT.field().filled(&about.unwrap_or_default()),
        AT.field().filled("+15m"),
        OWNER.offering(super::assignment::people(&at.known)),
    ];
    Ok(Form::new(Remind, "A reminder", fields))
});

/// The name of the person selected in the call tree.
fn called(at: &AtHand<'_>) -> Option<String> {
    let id = at.target.as_ref()?.contact()?;
    let people = at.known.opened?.calls.iter().flat_map(|call| &call.people);
    people
        .into_iter()
        .find(|person| person.id == id)
        .map(|person| person.name.clone())
}

#[derive(Debug)]
struct Remind;

impl Purpose for Remind {
    fn slot(&self) -> Slot {
        Slot::new("reminder")
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn enter_keeps(&self, field: &Field) -> bool {
        matches!(field.key, "at" | "owner")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (about, at, owner) = (answers.read(&ABOUT), answers.read(&AT), answers.read(&OWNER));
        let reminder = Reminder {
            at: at?,
            about: about?,
            owner: owner?,
        };
        Some(Outcome::Run(Command::Remind(ReminderCommand::Set(reminder))))
    }
}
