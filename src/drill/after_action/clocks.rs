//! The deadlines: the right ones beside the team's, how each was kept, and what was late.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use crate::app::letters::escaped as e;
use crate::core::obligation::moment_words;
use crate::core::time::Zone;
use crate::drill::evaluation::Evaluation;
use crate::drill::exercise::Exercise;
use crate::drill::measure::{ClockState, TeamClock};
use crate::drill::score::{Outcome, ScoredAction};

/// Cells of a bar.
const BAR: i64 = 12;

fn moment(zone: &Zone, at: Option<DateTime<Utc>>) -> String {
    at.map_or("–".to_owned(), |at| e(&moment_words(zone, at)))
}

/// The right deadlines beside those the team had.
pub(super) fn verdicts(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    let zone = &exercise.scenario.zone;
    out.push_str(
        "## Clocks\n\n| Obligation | Correct deadline | The team's deadline | Verdict | Why |\n|---|---|---|---|---|\n",
    );
    for clock in &found.clocks {
        let right = clock
            .right
            .map_or("not due".to_owned(), |right| moment(zone, Some(right)));
        let team = moment(zone, clock.team);
        let (obligation, why) = (e(&clock.obligation), e(&clock.why));
        let _ = writeln!(
            out,
            "| {obligation} | {right} | {team} | {} | {why} |",
            clock.verdict.words()
        );
    }
    let obligations = &found.measures.obligations;
    let _ = writeln!(
        out,
        "\nObligations with a deadline: {} filed on time, {} filed late, {} missed, {} still open when the exercise \
         ended.\n",
        obligations.in_time, obligations.late, obligations.missed, obligations.open
    );
}

/// Every obligation with a deadline, as the team kept it.
pub(super) fn team(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    if found.obligations.is_empty() {
        return;
    }
    let zone = &exercise.scenario.zone;
    let Some(now) = exercise.loaded.incident.last_at else {
        return;
    };
    out.push_str(
        "| Obligation | From start to deadline | Due by the facts | Due by the team's start | Filed |\n\
         |---|---|---|---|---|\n",
    );
    for clock in &found.obligations {
        let (obligation, bar, filed) = (e(&clock.obligation), bar(clock, now), filed(clock));
        let (right, due) = (moment(zone, clock.right), moment(zone, clock.due));
        let _ = writeln!(out, "| {obligation} | {bar} | {right} | {due} | {filed} |");
    }
    out.push_str("\nEach full block is elapsed time, ◆ is the filing, ! is a missed deadline.\n\n");
}

fn filed(clock: &TeamClock) -> String {
    match (clock.filed, clock.hours_to_spare) {
        (Some(_), Some(hours)) if clock.state == ClockState::InTime => format!("{hours} h early"),
        (Some(_), Some(hours)) => format!("{} h late", -hours),
        (Some(_) | None, _) => clock.state.words().to_owned(),
    }
}

/// Start, now and end on a scale of its own length; the filing where there is one.
fn bar(clock: &TeamClock, now: DateTime<Utc>) -> String {
    let (Some(start), Some(due)) = (clock.start, clock.due) else {
        return String::new();
    };
    let whole = (due - start).num_minutes().max(1);
    let until = clock.filed.unwrap_or(now);
    let gone = ((until - start).num_minutes() * BAR / whole).clamp(0, BAR);
    let end = match clock.state {
        ClockState::InTime => "◆",
        ClockState::Late => "◆!",
        ClockState::Missed => "!",
        ClockState::Open | ClockState::NotRequired => "",
    };
    let cells = |n: i64, c: &str| c.repeat(usize::try_from(n).unwrap_or_default());
    format!("{}{}{end}", cells(gone, "█"), cells(BAR - gone, "░"))
}

pub(super) fn late(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    let end = exercise.loaded.incident.last_at;
    let deadlines = found.obligations.iter().filter_map(|clock| late_deadline(clock, end));
    let slow = found.score.actions.iter().filter_map(late_action);
    out.push_str("## What was late, and by how much\n\n");
    let all: String = deadlines.chain(slow).collect();
    out.push_str(if all.is_empty() { "Nothing.\n" } else { &all });
    out.push('\n');
}

/// A deadline that was not kept: by how much, and what the team's own start made of it.
fn late_deadline(clock: &TeamClock, end: Option<DateTime<Utc>>) -> Option<String> {
    let words = match clock.state {
        ClockState::Late => "filed late by",
        ClockState::Missed => "not filed, overdue by",
        ClockState::InTime | ClockState::Open | ClockState::NotRequired => return None,
    };
    let by = clock.judged_by().zip(clock.filed.or(end));
    let by = by.map_or(String::new(), |(due, end)| span((end - due).num_minutes()));
    Some(format!(
        "- {}: {words} {by}{}\n",
        e(&clock.obligation),
        by_own_start(clock)
    ))
}

fn by_own_start(clock: &TeamClock) -> &'static str {
    match (clock.right, clock.own) {
        (Some(_), Some(ClockState::InTime)) => " (by the team's own start it was on time)",
        (Some(_), Some(ClockState::Open | ClockState::NotRequired)) => " (by the team's own start it was not due yet)",
        (Some(_), None) => " (the team had no deadline for it)",
        (Some(_), Some(ClockState::Late | ClockState::Missed)) | (None, _) => "",
    }
}

fn late_action(action: &ScoredAction) -> Option<String> {
    if action.outcome != Outcome::Late {
        return None;
    }
    let after = action.done? - action.delivered? - i64::try_from(action.within?).ok()?;
    let action = e(&action.action);
    Some(format!("- {action}: {after} minutes after its time window\n"))
}

fn span(minutes: i64) -> String {
    match minutes {
        m if m < 120 => format!("{m} minutes"),
        m if m < 72 * 60 => format!("{} hours", m / 60),
        m => format!("{} days", m / 1440),
    }
}
