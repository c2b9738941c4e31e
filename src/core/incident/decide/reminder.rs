//! What may be done about reminders.

use super::World;
use crate::core::event::{ReminderEnd, What};
use crate::core::incident::Incident;
use crate::core::incident::command::ReminderCommand;
use crate::core::refusal::Refusal;

pub(super) fn decide(incident: &Incident, world: &World<'_>, command: ReminderCommand) -> Result<What, Refusal> {
    match command {
        ReminderCommand::Set(reminder) if reminder.at <= world.now.at() => Err(Refusal::input(
            "a reminder cannot be set for a moment that is past",
            "give a later moment, such as +15m",
        )),
        ReminderCommand::Set(reminder) => Ok(What::ReminderSet(reminder)),
        ReminderCommand::End(entry) => {
            let open = incident.reminders.iter().filter(|kept| !kept.ended);
            match open.clone().any(|kept| kept.set.seq == entry) {
                true => Ok(What::ReminderEnded(ReminderEnd { reminder: entry })),
                false => Err(Refusal::input(
                    format!("entry {entry} is no open reminder"),
                    match open.map(|kept| kept.set.seq.to_string()).collect::<Vec<_>>() {
                        none if none.is_empty() => "no reminder is open".to_owned(),
                        some => format!("open: {}", some.join(", ")),
                    },
                )),
            }
        }
    }
}
