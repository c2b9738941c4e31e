//! Everything that can be said about an exercise from its events: score, clocks, figures. The after-action report, the
//! comparison of years and `--json` all read this one struct.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::measure::{Measures, TeamClock, Verdict, exercise_clocks, figures, verdicts};
use super::proposal::{Proposal, proposals};
use super::score::{Score, score};
use super::targets::{Measured, targets};
use crate::app::record::Record;
use crate::app::views::moment::in_utc;
use crate::core::drill::{Drill, DrillEvent, InjectState};
use crate::core::event::{Event, What};
use crate::core::json_array::serialize_as_array;
use crate::core::time::WallTime;
use crate::drill::exercise::{DrillError, Exercise};

/// An exercise, evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// Always true: what is written here has not happened.
    pub exercise: bool,
    /// The exercise's code.
    pub code: String,
    pub scenario: String,
    /// Its version; only like with like can be compared action by action.
    pub version: u64,
    pub title: String,
    /// What its variation was drawn from.
    pub seed: u64,
    /// Set before the first run, 1 to 5.
    pub difficulty: u64,
    /// Digest of the law it was played under.
    pub rules: String,
    /// The firebell that evaluated it.
    pub firebell: &'static str,
    /// When it began, wall-clock time.
    #[serde(serialize_with = "in_utc")]
    pub played_at: DateTime<Utc>,
    /// Exercise minutes played.
    pub minutes: i64,
    /// Minutes of real time in which the clock stood.
    pub paused_minutes: i64,
    /// Whether it is over.
    pub ended: bool,
    /// Roles that took part; with a star where a deputy did.
    pub participants: Vec<String>,
    /// Injects delivered.
    pub delivered: usize,
    /// Injects skipped, with why.
    pub skipped: Vec<SkippedInject>,
    pub score: Score,
    /// Sentences of notes that may be what an expected action asks for, and that nobody has answered.
    pub proposals: Vec<Proposal>,
    /// Right answers beside the team's.
    pub clocks: Vec<Verdict>,
    /// Every obligation with a deadline that is due, as the team kept it.
    #[serde(rename = "duties")]
    pub obligations: Vec<TeamClock>,
    /// Figures that years are compared by.
    pub measures: Measures,
    /// What was expected by when, beside what was measured.
    pub targets: Vec<Measured>,
}

/// An inject that nobody got to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedInject {
    pub inject: String,
    pub reason: String,
}
serialize_as_array!(SkippedInject: inject, reason);

/// Evaluates an exercise as it stands.
///
/// # Errors
/// What the record says.
pub fn evaluate(record: &Record, exercise: &Exercise, wall: WallTime) -> Result<Evaluation, DrillError> {
    let drill = exercise.drill();
    let loaded = &exercise.loaded;
    let now = loaded.incident.now(wall);
    let assessed = record.assess(&loaded.incident, &loaded.organisation, now)?;
    let obligations = exercise_clocks(exercise, &assessed, &record.rules, now);
    let measures = figures(loaded, &assessed, &obligations);
    let begun = loaded.events.first().map_or(wall, |stored| stored.event.wall());
    Ok(Evaluation {
        exercise: true,
        code: loaded.incident.code.to_string(),
        scenario: drill.scenario.clone(),
        version: drill.version,
        title: exercise.scenario.title.clone(),
        seed: drill.seed,
        difficulty: exercise.scenario.difficulty,
        rules: drill.rules.clone(),
        firebell: env!("CARGO_PKG_VERSION"),
        played_at: begun.at(),
        minutes: drill.clock.now(wall).minute(),
        paused_minutes: drill.clock.paused(ended_at(exercise).unwrap_or(wall)).num_minutes(),
        ended: drill.ended.is_some(),
        participants: participants(drill),
        delivered: drill.delivered.len(),
        skipped: skipped(drill),
        score: score(exercise),
        proposals: proposals(exercise),
        clocks: verdicts(exercise, &assessed, &record.rules),
        targets: targets(exercise, &measures),
        measures,
        obligations,
    })
}

/// Roles that took part, a deputy's with a star.
fn participants(drill: &Drill) -> Vec<String> {
    let star = |deputy: bool| if deputy { "*" } else { "" };
    let roles = drill.participants.iter();
    roles.map(|(role, deputy)| format!("{role}{}", star(*deputy))).collect()
}

fn skipped(drill: &Drill) -> Vec<SkippedInject> {
    let skipped = drill.injects.iter().filter_map(|(id, state)| match state {
        InjectState::Skipped { reason } => Some(SkippedInject {
            inject: id.clone(),
            reason: reason.clone(),
        }),
        InjectState::Delivered { .. } | InjectState::Held => None,
    });
    skipped.collect()
}

/// When it ended, by wall-clock time.
pub fn ended_at(exercise: &Exercise) -> Option<WallTime> {
    let mut events = exercise.loaded.events.iter().map(|stored| &stored.event);
    let end = events.find(|event| matches!(event.what, What::Drill(DrillEvent::Ended { .. })));
    end.map(Event::wall)
}
