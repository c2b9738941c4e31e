//! The deadlines: the right ones beside the team's, how each was kept, and what was late.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::short;
use crate::app::letters::escaped as e;
use crate::core::counted::counted;
use crate::core::obligation::moment_words;
use crate::core::time::Zone;
use crate::drill::corrective_actions::drafts::called;
use crate::drill::exercise::Exercise;
use crate::drill::scoring::evaluation::Evaluation;
use crate::drill::scoring::measure::{ClockState, TeamClock};
use crate::drill::scoring::score::{Outcome, ScoredAction};

/// Cells of a bar.
const BAR: i64 = 12;

fn moment(zone: &Zone, at: Option<DateTime<Utc>>) -> String {
    at.map_or("–".to_owned(), |at| e(&moment_words(zone, at)))
}

/// The right deadlines beside those the team had.
pub(super) fn verdicts(out: &mut String, found: &Evaluation) {
    out.push_str(
        "## Clocks\n\n| Obligation | Correct deadline | The team's deadline | Verdict | Why |\n|---|---|---|---|---|\n",
    );
    for clock in &found.clocks {
        let right = clock
            .right
            .map_or("not due".to_owned(), |right| moment(&clock.zone, Some(right)));
        let team = moment(&clock.zone, clock.team);
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
    let now = exercise.loaded.incident.last_at;
    out.push_str(
        "| Obligation | From start to deadline | Due by the facts | Due by the team's start | Filed |\n\
         |---|---|---|---|---|\n",
    );
    for clock in &found.obligations {
        let (obligation, bar, filed) = (e(&clock.obligation), bar(clock, now), filed(clock));
        let (right, due) = (moment(&clock.zone, clock.right), moment(&clock.zone, clock.due));
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
    let deadlines = missed_deadlines(exercise, found);
    let missed = found
        .score
        .actions
        .iter()
        .filter_map(|action| not_done(action, usize::MAX));
    let slow = found.score.actions.iter().filter_map(late_action);
    out.push_str("## What was missed or late, and by how much\n\n");
    let all: Vec<String> = deadlines.into_iter().chain(missed).chain(slow).collect();
    if all.is_empty() {
        out.push_str("Nothing.\n");
    }
    for line in all {
        let _ = writeln!(out, "- {line}");
    }
    out.push('\n');
}

/// Every deadline that was not kept: by how much by the facts, and by the start that the team recorded.
pub(super) fn missed_deadlines(exercise: &Exercise, found: &Evaluation) -> Vec<String> {
    let end = exercise.loaded.incident.last_at;
    let late = found.obligations.iter().filter_map(|clock| late_deadline(clock, end));
    late.collect()
}

fn late_deadline(clock: &TeamClock, end: DateTime<Utc>) -> Option<String> {
    let until = clock.filed.unwrap_or(end);
    let by = |due: Option<DateTime<Utc>>| Some(span((until - due?).num_minutes()));
    let late = by(clock.judged_by()).unwrap_or_default();
    let words = match clock.state {
        ClockState::Late => format!("filed {late} late"),
        ClockState::Missed => format!("not filed, {late} past its deadline"),
        ClockState::InTime | ClockState::Open | ClockState::NotRequired => return None,
    };
    let name = e(&called(clock));
    if clock.right.is_none() {
        return Some(format!("**{name}**: {words}, by the start the team recorded."));
    }
    let own = own_account(clock, until);
    Some(format!("**{name}**: by the facts {words}; {own}."))
}

/// How it looked by the start that the team recorded.
fn own_account(clock: &TeamClock, until: DateTime<Utc>) -> String {
    let between = clock.due.map(|due| (until - due).num_minutes());
    match (clock.own, between) {
        (Some(ClockState::InTime), Some(late)) => format!("by their own start on time, {} early", span(-late)),
        (Some(ClockState::Open), _) => "by their own start not due yet".to_owned(),
        (Some(ClockState::NotRequired), _) => "by their own account not required".to_owned(),
        (Some(ClockState::Late), Some(late)) => format!("by their own start {} late", span(late)),
        (Some(ClockState::Missed), Some(late)) => format!("by their own start {} past its deadline", span(late)),
        (Some(ClockState::InTime | ClockState::Late | ClockState::Missed), None) | (None, _) => {
            "they had no deadline for it".to_owned()
        }
    }
}

/// An expected action that was missed, or done wrongly, in at most so many characters.
pub(super) fn not_done(action: &ScoredAction, longest: usize) -> Option<String> {
    let words = match action.outcome {
        Outcome::Missed => "missed",
        Outcome::Wrong => "done wrongly",
        Outcome::Done
        | Outcome::Late
        | Outcome::Hinted
        | Outcome::Open
        | Outcome::NotEvaluated
        | Outcome::NotDelivered => return None,
    };
    let window = action.delivered.zip(action.within).and_then(|(from, within)| {
        let by = from + i64::try_from(within).ok()?;
        Some(format!(", expected by T+{by}"))
    });
    let what = e(&short(&action.action, longest));
    Some(format!("{what}: {words}{}.", window.unwrap_or_default()))
}

fn late_action(action: &ScoredAction) -> Option<String> {
    if action.outcome != Outcome::Late {
        return None;
    }
    let after = action.done? - action.delivered? - i64::try_from(action.within?).ok()?;
    let after = counted(u64::try_from(after).ok()?, "minute");
    Some(format!("{}: {after} after its time window.", e(&action.action)))
}

fn span(minutes: i64) -> String {
    let (minutes, unit) = match minutes {
        m if m < 120 => (m, "minute"),
        m if m < 72 * 60 => (m / 60, "hour"),
        m => (m / 1440, "day"),
    };
    counted(u64::try_from(minutes).unwrap_or_default(), unit)
}
