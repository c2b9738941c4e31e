//! Taking back the newest own entry: what is asked before, and what stays.

use super::rows::selected;
use super::state::Freshness;
use crate::app::assessment::opened_incident::{Opened, StayingEntry};
use crate::tui::effect::{Question, Yes};
use crate::tui::model::Model;
use crate::tui::widget::opener::Target;
use crate::tui::widget::overlay::Overlay;
use crate::tui::words;

/// Asks before the newest own entry is taken back, and says what it was and when.
pub(crate) fn undo(model: &mut Model) {
    if let Some(incident) = model.screens.incident_mut()
        && incident.freshness != Freshness::Fresh
    {
        incident.freshness = Freshness::StaleThenUndo;
        model.message = "Please wait: reading the last entry.".to_owned();
        return;
    }
    let (Some(opened), Some(code)) = (model.opened(), model.at_hand()) else {
        return;
    };
    let others = opened.undo.others.as_ref();
    let others = others.map(|last| {
        format!(
            "The latest entry is by {} and cannot be undone: {}.",
            last.actor, last.what
        )
    });
    // What is taken back is the newest own entry, never an older one behind it that nobody has in mind.
    let next = opened.undo.next.as_ref().filter(|_| opened.undo.stays.is_empty());
    let Some(next) = next else {
        let line = line_selected(model, opened).map(|line| format!(" {line}"));
        model.message = nothing_to_undo(&opened.undo.stays, others) + &line.unwrap_or_default();
        return;
    };
    let when = words::short(&opened.whole.home_zone, next.undo.recorded_at);
    let mut words = format!(
        "Undo your entry of {when}: {}?\nIt stays in the log, and a further entry is recorded: {}.",
        next.what, next.undo.words
    );
    words += &others.map(|others| format!("\n{others}")).unwrap_or_default();
    words += &line_selected(model, opened)
        .map(|line| format!("\n{line}"))
        .unwrap_or_default();
    let yes = Yes::Run(code, Box::new(next.undo.command.clone()));
    let question = Question::new("Undo an entry", words, "Undo it", yes);
    model.overlays.push(Overlay::Ask(Box::new(question)));
}

/// What is said of the line of the log that is selected: people press the key to take that one back.
fn line_selected(model: &Model, opened: &Opened) -> Option<String> {
    let Some(Target::Event(seq)) = selected(model).map(|row| row.target) else {
        return None;
    };
    let is_note = opened.notes.iter().any(|note| note.seq == seq);
    is_note.then(|| {
        format!("Line #{seq} of the log stays; e on its row (5) corrects it, such as “#{seq} was on Sat 14:10”.")
    })
}

/// Why `u` has nothing to take back: what was recorded stays, and how it is put right otherwise.
fn nothing_to_undo(stays: &[StayingEntry], others: Option<String>) -> String {
    let mut words = match stays.first() {
        Some(StayingEntry { what, why }) => format!("Your last entry cannot be undone ({what}): {why}."),
        None => "You have recorded nothing here that can be undone.".to_owned(),
    };
    if let Some(others) = others {
        words += &format!(" {others}");
    }
    words
}
