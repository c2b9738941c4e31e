//! A law-enforcement delay: asked for, or lifted. (Stored as a hold, its former name.)

use chrono::{DateTime, Utc};

use super::{Answers, Asked, Choice, Form, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::core::event::{DelayLifted, LawEnforcementDelay};
use crate::core::incident::command::{Command, DelayCommand};

const AUTHORITY: Prompt<String> = Prompt::line("authority", "Which authority asked?");
const REGIMES: Prompt<Vec<String>> = Prompt::list("regimes", "For which laws?");
const UNTIL: Optional<DateTime<Utc>> = Prompt::moment("until", "Until when?")
    .help("leave empty if no end was named")
    .optional();
const REASON: Prompt<String> = Prompt::line("reason", "What reason did they give?");
const LIFTED: Prompt<String> = Prompt::line("reason", "Who lifted it, and why?");

/// Opens the form of a new delay.
pub(crate) const OPEN: Opener = Opener::new("delay", |at| {
    let laws = at
        .known
        .start
        .law
        .iter()
        .map(|row| Choice::new(row.id.as_str(), row.name.clone()));
    let fields = vec![AUTHORITY.field(), REGIMES.offering(laws), UNTIL.field(), REASON.field()];
    let form = Form::new(Delay, "A law-enforcement delay", fields);
    Ok(form.note("Only laws that allow a law-enforcement delay are paused."))
});

/// The end of a delay.
pub(crate) fn lift(authority: &str) -> Form {
    let title = format!("Lift the delay requested by {authority}");
    Form::new(Lift(authority.to_owned()), title, vec![LIFTED.field()])
}

#[derive(Debug)]
struct Delay;

impl Purpose for Delay {
    fn slot(&self) -> Slot {
        Slot::single("hold", "Hold")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let until = answers.read(&UNTIL)?;
        let (authority, regimes) = (answers.read(&AUTHORITY)?, answers.read(&REGIMES)?);
        let end = match until {
            Some(at) => format!("until {}", answers.moment(at)),
            None => "with no end named".to_owned(),
        };
        let words = format!(
            "Record that {authority} asked to delay notices under {} {end}? Their deadlines are paused where the law \
             allows it.",
            regimes.join(", ")
        );
        let command = Command::Delay(DelayCommand::Place(LawEnforcementDelay {
            authority,
            regimes,
            until,
            reason: answers.read(&REASON)?,
        }));
        let asked = Asked::new("Record a law-enforcement delay", words, "Record it");
        Some(Outcome::Ask(asked, command))
    }
}

#[derive(Debug)]
struct Lift(String);

impl Purpose for Lift {
    fn slot(&self) -> Slot {
        Slot::about("lift", "Lift", &self.0)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (authority, reason) = (self.0.clone(), answers.read(&LIFTED)?);
        let words = format!(
            "Record that the delay requested by {authority} is lifted, because: {reason}? Its deadlines run again."
        );
        let command = Command::Delay(DelayCommand::Lift(DelayLifted { authority, reason }));
        let asked = Asked::new("Lift a law-enforcement delay", words, "Lift it");
        Some(Outcome::Ask(asked, command))
    }
}
