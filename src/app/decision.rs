//! Decisions that a person makes: what is kept with them, so that they can be followed years later.

use chrono::Months;

use super::record::{Loaded, Record, RecordError};
use super::views::incident::{working, years_to_keep};
use super::views::replaced_words;
use crate::core::event::DecisionMade;
use crate::core::incident::command::Command;
use crate::core::time::StoryTime;

/// Adds to a decision the working of the risk methods at that moment, and the day until which its paper must be kept:
/// the years asked for, else the longest that a regime whose test it answers asks for. Other commands pass unchanged.
///
/// # Errors
/// As [`Record::assess`].
pub fn with_papers(
    record: &Record,
    loaded: &Loaded,
    command: Command,
    years: Option<u32>,
    now: StoryTime,
) -> Result<Command, RecordError> {
    let Command::Decide(DecisionMade {
        key,
        value,
        rationale,
        decided_by,
        ..
    }) = command
    else {
        return Ok(command);
    };
    let assessed = record.assess(&loaded.incident, &loaded.organisation, now)?;
    let years = years.or_else(|| years_to_keep(&record.rules, &key));
    let today = loaded.zone.local(now.at()).date_naive();
    Ok(Command::Decide(DecisionMade {
        keep_until: years.and_then(|years| today.checked_add_months(Months::new(years.saturating_mul(12)))),
        working: working(&assessed.view)
            .into_iter()
            .chain(replaced_words(&assessed.view.rule_base.overlays))
            .collect(),
        key,
        value,
        rationale,
        decided_by,
    }))
}
