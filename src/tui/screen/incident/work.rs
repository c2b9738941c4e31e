//! Who does what: what is asked before a reminder is done with.

use crate::core::incident::command::{Command, ReminderCommand};
use crate::tui::effect::{Question, Yes};
use crate::tui::model::Model;
use crate::tui::widget::overlay::Overlay;

/// Asks before a reminder is done with.
pub(super) fn reminder_done(model: &Model, entry: u64) -> Option<Overlay> {
    let reminders = &model.opened()?.whole.reminders;
    let reminder = reminders.iter().find(|reminder| reminder.entry == entry)?;
    let words = format!("Record that this reminder is done with: {}?", reminder.about);
    let command = Command::Remind(ReminderCommand::End(entry));
    let yes = Yes::Run(model.at_hand()?, Box::new(command));
    Some(Overlay::Ask(Box::new(Question::new(
        "Reminder done",
        words,
        "Record it",
        yes,
    ))))
}
