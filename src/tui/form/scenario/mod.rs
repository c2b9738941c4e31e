//! Forms of a scenario in the making: one for each kind of part. A change is made to the draft at once; nothing of it is in
//! the record.

pub(crate) mod action;
pub(crate) mod copy;
pub(crate) mod head;
pub(crate) mod inject;
pub(crate) mod target;

use super::{Optional, Outcome, Prompt};
use crate::drill::edit::{Change, Draft};
use crate::tui::effect::{Effect, ScenarioEffect};

/// The draft with a change, which is checked and shown.
fn changed(draft: &Draft, change: Change) -> Outcome {
    Outcome::Look(Effect::Scenario(ScenarioEffect::Change {
        draft: Box::new(draft.clone()),
        change: Box::new(change),
    }))
}

/// A line that may stay empty.
const fn optional(key: &'static str, label: &'static str) -> Optional<String> {
    Prompt::line(key, label).optional()
}

/// A number as a field holds it.
fn number(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
