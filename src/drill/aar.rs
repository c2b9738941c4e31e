//! The after-action report with its improvement plan: every section of HSEEP's form, from the events alone.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};

use super::driver::{DrillError, Exercise};
use super::evaluation::Evaluation;
use super::improvements::{Item, items, of};
use super::measure::{ClockState, TeamClock};
use super::score::Outcome;
use crate::app::letters::escaped as e;
use crate::app::record::Record;
use crate::core::drill::clock::minutes;
use crate::core::drill::{Finding, Inject, Rating};
use crate::core::event::What;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::obligation::moment_words;
use crate::core::time::WallTime;

/// Cells of a bar.
const BAR: i64 = 12;

/// What the report looks back at beside the exercise itself.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Corrective actions of earlier exercises, closed ones as well.
    pub improvements: Vec<Item>,
    /// Earlier runs: code, scenario, version, and shares by objective.
    pub runs: Vec<super::compare::Column>,
}

/// What the report of an exercise looks back at.
///
/// # Errors
/// What the record says.
pub fn before(record: &mut Record, exercise: &Exercise, wall: WallTime) -> Result<Before, DrillError> {
    let code = exercise.loaded.incident.code.clone();
    let compared = super::compare::compare(record, &[], false, wall)?;
    let begun = exercise
        .loaded
        .events
        .first()
        .map(|stored| crate::app::views::utc(stored.event.wall().at()));
    let mut runs = compared.columns;
    runs.retain(|column| column.code != code && Some(&column.began) <= begun.as_ref());
    let known: Vec<String> = runs.iter().map(|run| run.code.clone()).collect();
    let mut improvements = items(record, true, Some(&code), wall.at().date_naive())?;
    improvements.retain(|item| known.contains(&item.exercise));
    Ok(Before { improvements, runs })
}

/// The report as Markdown; `brief` is the page for leadership.
pub fn markdown(exercise: &Exercise, found: &Evaluation, before: &Before, today: NaiveDate, brief: bool) -> String {
    let mut out = format!("# After-action report: {}\n\n", e(&found.title));
    facts(&mut out, exercise, found);
    if !brief {
        last_time(&mut out, before);
    }
    objectives(&mut out, found);
    if !brief {
        timeline(&mut out, exercise, found);
    }
    clocks(&mut out, exercise, found, brief);
    late(&mut out, exercise, found);
    findings(&mut out, exercise, Finding::Strength, "Strengths");
    findings(&mut out, exercise, Finding::Improvement, "Areas for improvement");
    plan(&mut out, exercise, found, today);
    if !brief {
        trend(&mut out, found, before);
        hot_wash(&mut out, exercise);
    }
    signatures(&mut out);
    out
}

fn facts(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    let scenario = &exercise.scenario;
    let overall = found
        .score
        .share
        .map_or("nothing evaluated".to_owned(), |share| format!("{share} %"));
    let participants = match found.participants.as_slice() {
        [] => "not recorded".to_owned(),
        all => e(&all.join(", ")) + " (a star marks a deputy)",
    };
    let rows = [
        (
            "Exercise",
            format!(
                "{}. {}",
                e(&found.code),
                IncidentKind::Exercise.mark(MarkPlace::Document)
            ),
        ),
        (
            "Scenario",
            format!("{}, version {}, seed {}", e(&found.scenario), found.version, found.seed),
        ),
        (
            "Purpose",
            e(&scenario.purpose.split_whitespace().collect::<Vec<_>>().join(" ")),
        ),
        ("Played", e(&found.played_at)),
        (
            "Length",
            format!(
                "{} exercise minutes of {} planned; the clock was paused for {} minutes",
                found.minutes, scenario.minutes, found.paused_minutes
            ),
        ),
        ("Difficulty", format!("{} of 5", found.difficulty)),
        ("Participants", participants),
        (
            "Injects",
            format!("{} delivered, {} skipped", found.delivered, found.skipped.len()),
        ),
        (
            "Expected actions",
            format!("{overall} of what was evaluated; hints given: {}", found.score.hints),
        ),
        (
            "Not evaluated",
            format!(
                "{} expected actions, {} objectives without a rating",
                found.score.not_evaluated, found.score.not_rated
            ),
        ),
        (
            "Law",
            format!("rule base {}", e(found.rules.get(..12).unwrap_or(&found.rules))),
        ),
    ];
    out.push_str("## Overview\n\n| | |\n|---|---|\n");
    for (name, value) in rows {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    if !found.ended {
        out.push_str("\n**The exercise is not over; this is a draft.**\n");
    }
    out.push('\n');
}

fn last_time(out: &mut String, before: &Before) {
    out.push_str("## Open from earlier exercises\n\n");
    if before.improvements.is_empty() {
        out.push_str("Earlier exercises left no corrective actions.\n\n");
        return;
    }
    out.push_str("| Corrective action | What | Owner | Due | State |\n|---|---|---|---|---|\n");
    for item in &before.improvements {
        let state = match &item.closed {
            Some((proof, on)) => format!("closed {on}: {}", e(proof)),
            None => item.state.to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {state} |",
            e(&item.id),
            e(&item.action),
            e(&item.owner),
            item.due
        );
    }
    out.push('\n');
}

fn objectives(out: &mut String, found: &Evaluation) {
    out.push_str(
        "## Objectives\n\n| Objective | Capability target | Done | Evaluated | Rating |\n|---|---|---|---|---|\n",
    );
    for objective in &found.score.objectives {
        let share = objective.share.map_or("–".to_owned(), |share| format!("{share} %"));
        let rating = match objective.rating {
            Some(letter) => format!(
                "**{letter}** {}",
                e(objective.rating_reason.as_deref().unwrap_or_default())
            ),
            None => "not observed".to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {share} | {} of {} | {rating} |",
            e(&objective.title),
            e(&objective.target),
            objective.evaluated,
            objective.actions
        );
    }
    let words = Rating::ALL.map(|rating| format!("{rating}: {}", rating.words()));
    let _ = writeln!(
        out,
        "\nRatings are the evaluators': {}. “Done” is the weighted share of expected actions, counted by the engine and \
         by marks; neither replaces the other.\n",
        words.join("; ")
    );
}

/// Injects and what became of what was expected, minute by minute.
fn timeline(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    out.push_str("## Timeline\n\n| Minute | Story | Inject and expected action | Outcome |\n|---|---|---|---|\n");
    let zone = &exercise.scenario.zone;
    let drill = exercise.drill();
    for id in &drill.delivered {
        let (Some(inject), Some(Inject::Delivered { elapsed, story, .. })) =
            (exercise.scenario.inject(id), drill.injects.get(id))
        else {
            continue;
        };
        let _ = writeln!(
            out,
            "| T+{} | {} | **{}** ({}, from {}) | |",
            minutes(*elapsed),
            e(&moment_words(zone, *story)),
            e(&inject.subject),
            e(&inject.channel),
            e(&inject.from)
        );
        for action in found.score.actions.iter().filter(|a| a.inject == *id) {
            let at = action.done.map_or(String::new(), |done| format!("T+{done}"));
            let by = action
                .by
                .as_deref()
                .filter(|by| *by != "engine")
                .map(|by| format!(", says {by}"));
            let remark = action
                .remark
                .as_deref()
                .map(|r| format!(": {}", e(r)))
                .unwrap_or_default();
            let _ = writeln!(
                out,
                "| {at} | | {} | {}{}{remark} |",
                e(&action.action),
                action.outcome.words(),
                e(&by.unwrap_or_default())
            );
        }
    }
    for (id, reason) in &found.skipped {
        let _ = writeln!(out, "| | | {} | skipped: {} |", e(id), e(reason));
    }
    out.push('\n');
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

fn clocks(out: &mut String, exercise: &Exercise, found: &Evaluation, brief: bool) {
    let zone = &exercise.scenario.zone;
    let at = |moment: Option<DateTime<Utc>>| moment.map_or("–".to_owned(), |m| e(&moment_words(zone, m)));
    out.push_str(
        "## Clocks\n\n| Obligation | Correct deadline | The team's deadline | Verdict | Why |\n|---|---|---|---|---|\n",
    );
    for clock in &found.clocks {
        let right = clock.right.map_or("not due".to_owned(), |right| at(Some(right)));
        let _ = writeln!(
            out,
            "| {} | {right} | {} | {} | {} |",
            e(&clock.duty),
            at(clock.team),
            clock.verdict,
            e(&clock.why)
        );
    }
    let duties = &found.measures.duties;
    let _ = writeln!(
        out,
        "\nObligations with a deadline: {} filed on time, {} filed late, {} missed, {} still open when the exercise ended.\n",
        duties.in_time, duties.late, duties.missed, duties.open
    );
    if brief || found.duties.is_empty() {
        return;
    }
    let now = exercise.loaded.incident.last_at.unwrap_or_default();
    out.push_str(
        "| Obligation | From start to deadline | Due by the facts | Due by the team's start | Filed |\n|---|---|---|---|---|\n",
    );
    for clock in &found.duties {
        let filed = match (clock.filed, clock.in_hand) {
            (Some(_), Some(hours)) if clock.state == ClockState::InTime => format!("{hours} h early"),
            (Some(_), Some(hours)) => format!("{} h late", -hours),
            _ => clock.state.words().to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {filed} |",
            e(&clock.duty),
            bar(clock, now),
            at(clock.right),
            at(clock.due)
        );
    }
    out.push_str("\nEach full block is elapsed time, ◆ is the filing, ! is a missed deadline.\n\n");
}

/// A deadline that was not kept: by how much, and what the team's own start made of it.
fn late_line(clock: &TeamClock, end: Option<DateTime<Utc>>) -> Option<String> {
    let words = match clock.state {
        ClockState::Late => "filed late by",
        ClockState::Missed => "not filed, overdue by",
        ClockState::InTime | ClockState::Open | ClockState::NotRequired => return None,
    };
    let by = clock.judged_by().zip(clock.filed.or(end));
    let by = by.map_or(String::new(), |(due, end)| span((end - due).num_minutes()));
    let own = match (clock.right, clock.own) {
        (Some(_), Some(ClockState::InTime)) => " (by the team's own start it was on time)",
        (Some(_), Some(ClockState::Open | ClockState::NotRequired)) => " (by the team's own start it was not due yet)",
        (Some(_), None) => " (the team had no deadline for it)",
        (Some(_), Some(ClockState::Late | ClockState::Missed)) | (None, _) => "",
    };
    Some(format!("- {}: {words} {by}{own}\n", e(&clock.duty)))
}

fn late(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    let end = exercise.loaded.incident.last_at;
    let late = found.duties.iter().filter_map(|clock| late_line(clock, end));
    let slow = found.score.actions.iter().filter_map(|action| {
        let (delivered, done, within) = (action.delivered?, action.done?, i64::try_from(action.within?).ok()?);
        (action.outcome == Outcome::Late).then(|| {
            format!(
                "- {}: {} minutes after its time window\n",
                e(&action.action),
                done - delivered - within
            )
        })
    });
    out.push_str("## What was late, and by how much\n\n");
    let all: String = late.chain(slow).collect();
    out.push_str(if all.is_empty() { "Nothing.\n" } else { &all });
    out.push('\n');
}

fn span(minutes: i64) -> String {
    match minutes {
        m if m < 120 => format!("{m} minutes"),
        m if m < 72 * 60 => format!("{} hours", m / 60),
        m => format!("{} days", m / 1440),
    }
}

fn findings(out: &mut String, exercise: &Exercise, wanted: Finding, title: &str) {
    let _ = writeln!(out, "## {title}\n");
    let mine: Vec<_> = exercise
        .drill()
        .observations
        .iter()
        .filter(|o| o.finding == wanted)
        .collect();
    if mine.is_empty() {
        out.push_str("None was observed.\n\n");
        return;
    }
    for observation in mine {
        let objective = observation
            .objective
            .as_deref()
            .map(|o| format!(" ({})", e(o)))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "**T+{}{objective}, {}.** Observation: {}",
            minutes(observation.elapsed),
            e(&observation.by),
            e(&observation.observation)
        );
        for (name, text) in [
            ("Analysis", &observation.analysis),
            ("Recommendation", &observation.recommendation),
        ] {
            if let Some(text) = text {
                let _ = writeln!(out, "{name}: {}", e(text));
            }
        }
        out.push('\n');
    }
}

fn plan(out: &mut String, exercise: &Exercise, found: &Evaluation, today: NaiveDate) {
    out.push_str("## Improvement plan\n\n");
    let items = of(&found.code, &found.title, exercise.drill(), today);
    if items.is_empty() {
        out.push_str(
            "No corrective action is recorded yet: `firebell drill corrective-actions add`.

",
        );
        return;
    }
    out.push_str("| | What | Element | Owner | Due | Evidence | State |\n|---|---|---|---|---|---|---|\n");
    for item in items {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            e(&item.id),
            e(&item.action),
            e(&item.element),
            e(&item.owner),
            item.due,
            e(item.proof.as_deref().unwrap_or("–")),
            item.state
        );
    }
    out.push('\n');
}

fn trend(out: &mut String, found: &Evaluation, before: &Before) {
    out.push_str("## Trend\n\n");
    if before.runs.is_empty() {
        out.push_str("This is the first exercise on record.\n\n");
        return;
    }
    out.push_str("| Exercise | Scenario | aware | clocks | decide | letters | log |\n|---|---|---|---|---|---|---|\n");
    let cell = |share: Option<u64>, rating: Option<&str>| {
        let share = share.map_or("–".to_owned(), |share| format!("{share} %"));
        rating.map_or(share.clone(), |rating| format!("{share} {rating}"))
    };
    for run in &before.runs {
        let (scenario, version) = run.scenario.clone().unwrap_or_default();
        let cells: Vec<String> = run.objectives.iter().map(|o| cell(o.share, o.rating)).collect();
        let _ = writeln!(
            out,
            "| {} | {} {version} | {} |",
            e(&run.code),
            e(&scenario),
            cells.join(" | ")
        );
    }
    let own = super::scenario::OBJECTIVES.iter().map(|id| {
        let mine = found.score.objectives.iter().find(|o| o.id == *id);
        cell(mine.and_then(|o| o.share), mine.and_then(|o| o.rating))
    });
    let own: Vec<String> = own.collect();
    let _ = writeln!(
        out,
        "| **{}** | {} {} | {} |\n\nOne run a year proves little: look at each run, not at an average. Single actions are comparable only within one version of one scenario.\n",
        e(&found.code),
        e(&found.scenario),
        found.version,
        own.join(" | ")
    );
}

fn hot_wash(out: &mut String, exercise: &Exercise) {
    out.push_str("## Hot wash and feedback\n\n");
    let answers = &exercise.drill().answers;
    for question in &exercise.scenario.hot_wash {
        let answer = answers.iter().find(|(asked, _)| asked == question);
        let answer = answer.map_or("not answered".to_owned(), |(_, answer)| e(answer));
        let _ = writeln!(out, "**{}** {answer}\n", e(question));
    }
    let known = |asked: &String| exercise.scenario.hot_wash.contains(asked);
    for (asked, answer) in answers.iter().filter(|(asked, _)| !known(asked)) {
        let _ = writeln!(out, "**{}** {}\n", e(asked), e(answer));
    }
    let remarks: Vec<_> = exercise
        .drill()
        .observations
        .iter()
        .filter(|o| o.finding == Finding::Remark)
        .collect();
    for remark in remarks {
        let _ = writeln!(out, "- T+{}: {}", minutes(remark.elapsed), e(&remark.observation));
    }
    let notes = exercise
        .loaded
        .events
        .iter()
        .filter(|s| matches!(s.event.what, What::NoteAdded(_)))
        .count();
    let _ = writeln!(
        out,
        "\nThe log of the exercise has {} entries, {notes} of them notes.\n",
        exercise.loaded.events.len()
    );
}

fn signatures(out: &mut String) {
    out.push_str("This report is about an exercise. It is not legal advice.\n\n## Signed\n\n| Function | Name | Date | Signature |\n|---|---|---|---|\n");
    for function in ["Legal", "Security", "Leadership"] {
        let _ = writeln!(out, "| {function} | | | |");
    }
}
