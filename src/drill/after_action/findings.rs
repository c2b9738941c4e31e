//! What was observed, what is to change, and what the team said afterwards.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::played_on;
use crate::app::letters::escaped as e;
use crate::core::drill::{Finding, Observed};
use crate::core::event::What;
use crate::drill::corrective_actions::drafts::drafts;
use crate::drill::corrective_actions::list::{Item, of};
use crate::drill::exercise::Exercise;
use crate::drill::scoring::evaluation::Evaluation;

pub(super) fn observed(exercise: &Exercise, wanted: Finding) -> impl Iterator<Item = &Observed> {
    let all = exercise.drill().observations.iter();
    all.filter(move |observation| observation.finding == wanted)
}

pub(super) fn findings(out: &mut String, exercise: &Exercise, wanted: Finding, title: &str) {
    let _ = writeln!(out, "## {title}\n");
    let paragraphs: String = observed(exercise, wanted).map(paragraph).collect();
    match paragraphs.as_str() {
        "" => out.push_str("None was observed.\n\n"),
        paragraphs => out.push_str(paragraphs),
    }
}

fn paragraph(observation: &Observed) -> String {
    let objective = observation.objective.as_deref().map(|id| format!(" ({})", e(id)));
    let mut out = format!(
        "**T+{}{}, {}.** Observation: {}\n",
        observation.elapsed,
        objective.unwrap_or_default(),
        e(&observation.by),
        e(&observation.observation)
    );
    let more = [
        ("Analysis", &observation.analysis),
        ("Recommendation", &observation.recommendation),
    ];
    for (name, text) in more {
        if let Some(text) = text {
            let _ = writeln!(out, "{name}: {}", e(text));
        }
    }
    out.push('\n');
    out
}

pub(super) fn plan(out: &mut String, exercise: &Exercise, found: &Evaluation, today: NaiveDate) {
    out.push_str("## Improvement plan\n\n");
    let items = of(&found.code, &found.title, exercise.drill(), today);
    if items.is_empty() {
        out.push_str("No corrective action is recorded yet: `firebell drill corrective-actions add`.\n\n");
        return;
    }
    out.push_str("| | What | Element | Owner | Due | Evidence | State |\n|---|---|---|---|---|---|---|\n");
    out.extend(items.iter().map(planned));
    out.push('\n');
}

fn planned(item: &Item) -> String {
    format!(
        "| {} | {} | {} | {} | {} | {} | {} |\n",
        e(&item.id),
        e(&item.action),
        e(&item.element),
        e(&item.owner),
        item.due,
        e(item.proof.as_deref().unwrap_or("–")),
        item.state
    )
}

/// What was missed or done wrongly, as corrective actions for somebody to adopt.
pub(super) fn drafted(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    let Some(played) = played_on(exercise) else { return };
    let drafts = drafts(exercise, found, played);
    if drafts.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "### Draft corrective actions\n\nDrawn from what was missed or done wrongly; nobody has adopted them yet \
         (`firebell drill corrective-actions drafts {} --adopt FROM`).\n\n\
         | From | What | Element | Proposed owner | Proposed due date |\n|---|---|---|---|---|",
        found.code
    );
    for draft in drafts {
        let (from, action, owner) = (e(&draft.from), e(&draft.action), e(&draft.owner));
        let _ = writeln!(
            out,
            "| {from} | {action} | {} | {owner} | {} |",
            draft.element.words(),
            draft.due
        );
    }
    out.push('\n');
}

pub(super) fn hot_wash(out: &mut String, exercise: &Exercise) {
    out.push_str("## Hot wash and feedback\n\n");
    answers(out, exercise);
    for remark in observed(exercise, Finding::Remark) {
        let _ = writeln!(out, "- T+{}: {}", remark.elapsed, e(&remark.observation));
    }
    let events = &exercise.loaded.events;
    let notes = events.iter().filter(|s| matches!(s.event.what, What::NoteAdded(_)));
    let _ = writeln!(
        out,
        "\nThe log of the exercise has {} entries, {} of them notes.\n",
        events.len(),
        notes.count()
    );
}

/// The questions of the scenario, answered or not, and what else was answered.
fn answers(out: &mut String, exercise: &Exercise) {
    let (asked, answers) = (&exercise.scenario.hot_wash, &exercise.drill().answers);
    for question in asked {
        let answer = answers.iter().find(|answered| answered.question == *question);
        let answer = answer.map_or("not answered".to_owned(), |answered| e(&answered.answer));
        let _ = writeln!(out, "**{}** {answer}\n", e(question));
    }
    for other in answers.iter().filter(|answered| !asked.contains(&answered.question)) {
        let _ = writeln!(out, "**{}** {}\n", e(&other.question), e(&other.answer));
    }
}
