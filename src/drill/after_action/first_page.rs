//! The first page: what leadership reads. Purpose, result, three strengths, three areas for improvement, and what was
//! missed and by how much. What evaluators wrote comes first; where they wrote less than three, the engine's findings
//! fill the rest and say so.

use std::fmt::Write as _;

use super::clocks::{missed_deadlines, not_done};
use super::findings::observed;
use super::overview::{held, participants, sponsor, target_row};
use super::{Sources, percent, short};
use crate::app::letters::escaped as e;
use crate::core::counted::counted;
use crate::core::drill::Finding;
use crate::drill::corrective_actions::drafts::weightiest;
use crate::drill::exercise::Exercise;
use crate::drill::scoring::evaluation::Evaluation;
use crate::drill::scoring::score::{Objective, Outcome, ScoredAction};

/// How many strengths, and areas for improvement.
const FEW: usize = 3;
/// How many lines tell what was missed; the rest is counted.
const LINES: usize = 6;
/// A share from which an objective counts as a strength, in percent.
const STRONG: u64 = 75;
/// Characters of an observation, and of an action: with all of them the page is still one page.
const OBSERVATION: usize = 220;
const ACTION: usize = 100;

pub(super) fn first_page(out: &mut String, sources: &Sources<'_>) {
    let Sources { exercise, found, .. } = *sources;
    if !found.ended {
        out.push_str("**The exercise is not over; this is a draft.**\n\n");
    }
    let _ = writeln!(
        out,
        "Sponsor: {}. Exercise {}, held {}. Participants: {}.\n\n**Purpose.** {}\n\n**Result.** {}\n",
        sponsor(sources),
        e(&found.code),
        held(exercise, found),
        participants(found),
        purpose(exercise),
        result(found)
    );
    out.push_str("| Target | Expected by | Measured | Result |\n|---|---|---|---|\n");
    out.extend(found.targets.iter().map(target_row));
    few(out, "Three strengths", &strengths(exercise, found));
    few(out, "Three areas for improvement", &areas(exercise, found));
    missed(out, exercise, found);
}

fn purpose(exercise: &Exercise) -> String {
    let words: Vec<&str> = exercise.scenario.purpose.split_whitespace().collect();
    e(&words.join(" "))
}

fn result(found: &Evaluation) -> String {
    let (score, obligations) = (&found.score, &found.measures.obligations);
    let evaluated = score
        .objectives
        .iter()
        .map(|objective| objective.evaluated)
        .sum::<usize>();
    let done = match score.share {
        Some(share) => format!("{share} % of {} done", number(evaluated, "evaluated expected action")),
        None => "No expected action was evaluated".to_owned(),
    };
    let open = match obligations.open {
        0 => String::new(),
        open => format!(", {open} still open"),
    };
    format!(
        "{done}. Of {} judged by the facts, {} met, {} filed late, {} missed{open}. Hints given: {}.",
        number(obligations.judged, "deadline"),
        obligations.in_time,
        obligations.late,
        obligations.missed,
        score.hints
    )
}

fn number(count: usize, noun: &str) -> String {
    counted(u64::try_from(count).unwrap_or(u64::MAX), noun)
}

fn few(out: &mut String, title: &str, findings: &[String]) {
    let _ = writeln!(out, "\n## {title}\n");
    for (finding, at) in findings.iter().zip(1..) {
        let _ = writeln!(out, "{at}. {finding}");
    }
    if findings.is_empty() {
        out.push_str("None was observed.\n");
    }
}

/// What evaluators wrote, up to three.
fn written(exercise: &Exercise, wanted: Finding) -> Vec<String> {
    let observed = observed(exercise, wanted).take(FEW);
    observed
        .map(|observed| e(&short(&observed.observation, OBSERVATION)))
        .collect()
}

fn strengths(exercise: &Exercise, found: &Evaluation) -> Vec<String> {
    let mut all = written(exercise, Finding::Strength);
    let mut strong: Vec<&Objective> = found.score.objectives.iter().collect();
    strong.retain(|objective| objective.share.is_some_and(|share| share >= STRONG));
    strong.sort_by_key(|objective| std::cmp::Reverse(objective.share));
    let told: Vec<&str> = strong.iter().map(|objective| objective.id.as_str()).collect();
    let done = weightiest(found)
        .into_iter()
        .filter(|action| action.outcome == Outcome::Done && !told.contains(&action.objective.as_str()));
    let drafted = strong
        .iter()
        .map(|objective| reached(found, objective))
        .chain(done.map(in_time));
    all.extend(drafted.take(FEW.saturating_sub(all.len())));
    all
}

/// An action that was done in its time.
fn in_time(action: &ScoredAction) -> String {
    let at = action.done.map(|minute| format!(" at T+{minute}"));
    format!(
        "{}: done{}. (from the score)",
        e(&short(&action.action, ACTION)),
        at.unwrap_or_default()
    )
}

/// An objective that was reached, with the weightiest of what was done for it.
fn reached(found: &Evaluation, objective: &Objective) -> String {
    let done = weightiest(found)
        .into_iter()
        .find(|action| action.objective == objective.id && action.outcome == Outcome::Done);
    let among = done.map(|action| format!(", among them: {}", e(&short(&action.action, ACTION))));
    format!(
        "{}: {} of its expected actions{}. (from the score)",
        e(&objective.title),
        percent(objective.share),
        among.unwrap_or_default()
    )
}

fn areas(exercise: &Exercise, found: &Evaluation) -> Vec<String> {
    let mut all = written(exercise, Finding::Improvement);
    let deadlines = missed_deadlines(exercise, found);
    let actions = weightiest(found)
        .into_iter()
        .filter_map(|action| not_done(action, ACTION));
    let drafted = deadlines.into_iter().chain(actions);
    let drafted = drafted.map(|area| format!("{area} (from the score)"));
    all.extend(drafted.take(FEW.saturating_sub(all.len())));
    all
}

fn missed(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    let deadlines = missed_deadlines(exercise, found);
    let actions: Vec<&ScoredAction> = weightiest(found);
    let actions = actions.into_iter().filter_map(|action| not_done(action, ACTION));
    let all: Vec<String> = deadlines.into_iter().chain(actions).collect();
    out.push_str("\n## What was missed, and by how much\n\n");
    if all.is_empty() {
        out.push_str("Nothing.\n");
    }
    for line in all.iter().take(LINES) {
        let _ = writeln!(out, "- {line}");
    }
    if all.len() > LINES {
        let _ = writeln!(out, "- {} more, in the complete report.", all.len() - LINES);
    }
}
