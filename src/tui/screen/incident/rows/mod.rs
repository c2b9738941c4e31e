//! The parts of an incident as rows. Drawing, mouse, keys and the plain walk share them.

pub(crate) mod assessment;
mod detection;
pub(crate) mod internal;
mod log;
mod regulatory;
mod work;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::news;
use super::state::{Found, Tab};
use crate::app::assessment::opened_incident::Opened;
use crate::app::called;
use crate::app::views::ObligationView;
use crate::app::views::incident::{DispositionView, TaskRow};
use crate::core::event::Disposition;
use crate::core::facts::table::{self, Group, question};
use crate::core::time::{TimeLeft, span};
use crate::core::verdict::{Progress, Verdict};
use crate::tui::model::Model;
use crate::tui::places;
use crate::tui::search::{PART, best};
use crate::tui::theme::Tone;
use crate::tui::widget::opener::Target;
use crate::tui::widget::row::{Later, Row};
use crate::tui::words::{self, short, value};

/// The mark of a question that is open.
pub(crate) const QUESTION: &str = "?";

/// The rows of the part at hand, in words.
pub fn rows(model: &Model) -> Vec<Row> {
    let rows = outline(model).into_iter();
    rows.map(|row| in_words(model, row)).collect()
}

/// The rows of the part at hand; those of obligations get their words from [`in_words`].
pub(crate) fn outline(model: &Model) -> Vec<Row> {
    let rows = all(model);
    let Some(incident) = model.incident().filter(|incident| !incident.search.trim().is_empty()) else {
        return rows;
    };
    match incident.found.as_ref().filter(|found| found.fits(incident, rows.len())) {
        Some(found) => narrowed(rows, &found.rows),
        None => {
            let found = best_first(model, &rows, &incident.search);
            narrowed(rows, &found.into_iter().collect())
        }
    }
}

/// What a search has found among the rows of the part, so that it is not searched again with every frame.
pub(crate) fn search_again(model: &mut Model) {
    let Some(incident) = model.incident().filter(|incident| !incident.search.trim().is_empty()) else {
        return;
    };
    let rows = all(model);
    let found = Found::of(incident, rows.len(), best_first(model, &rows, &incident.search));
    if let Some(incident) = model.screens.incident_mut() {
        incident.found = Some(found);
    }
}

/// All rows of the part at hand, whatever is searched for.
fn all(model: &Model) -> Vec<Row> {
    let Some((incident, opened)) = model
        .incident()
        .and_then(|incident| Some((incident, incident.opened()?)))
    else {
        return Vec::new();
    };
    let mut rows = match incident.news_only {
        true => changed(model, opened, incident.seen_before),
        false => of_part(model, opened, incident.tab),
    };
    for row in &mut rows {
        row.picked = row.target.obligation().is_some_and(|id| incident.picked.contains(id));
    }
    news::mark(opened, &model.start.actor, incident.seen_before, &mut rows);
    rows
}

/// All rows of a part.
fn of_part(model: &Model, opened: &Opened, part: Tab) -> Vec<Row> {
    match part {
        Tab::Detection => detection::rows(model, opened),
        Tab::Assessment => assessment::rows(model, opened),
        Tab::Internal => internal::rows(model, opened),
        Tab::Regulatory => regulatory::rows(model, opened),
        Tab::Log => log::rows(opened),
        Tab::Work => work::rows(model, opened),
    }
}

/// What others have touched since somebody left, of all parts; the log comes last. What stands in two parts is listed once.
fn changed(model: &Model, opened: &Opened, seen: Option<u64>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let parts = [
        Tab::Regulatory,
        Tab::Detection,
        Tab::Assessment,
        Tab::Internal,
        Tab::Work,
        Tab::Log,
    ];
    for part in parts {
        let mut own = of_part(model, opened, part);
        news::mark(opened, &model.start.actor, seen, &mut own);
        own.retain(|row| row.news && rows.iter().all(|other| other.target != row.target));
        if !own.is_empty() {
            rows.push(Row::head(format!("{} · {}", part.title(), own.len())));
        }
        rows.append(&mut own);
    }
    if rows.is_empty() {
        rows.push(Row::words("Nobody else has recorded anything since you left."));
    }
    rows
}

/// The row, or the first row that fits best, for words that are about to be searched for.
pub(crate) fn found_first(model: &Model, words: &str) -> (Option<Target>, Option<Found>) {
    let rows = all(model);
    let best = best_first(model, &rows, words);
    let target = best.first().map(|at| rows[*at].target.clone());
    let found = model.incident().map(|incident| Found::of(incident, rows.len(), best));
    (target, found)
}

/// The places of the rows that fit, best first. Heads are not searched.
fn best_first(model: &Model, rows: &[Row], words: &str) -> Vec<usize> {
    let text = |row: &Row| match row.later {
        Some(_) => in_words(model, row.clone()).searched(),
        None => row.searched(),
    };
    let found = best(words, rows.iter().map(text));
    found.into_iter().filter(|at| rows[*at].selectable()).collect()
}

/// The rows that fit, in their order, under their heads.
fn narrowed(rows: Vec<Row>, found: &BTreeSet<usize>) -> Vec<Row> {
    let mut shown: Vec<Row> = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        match row.selectable() {
            true if found.contains(&at) => shown.push(row),
            true => {}
            false => {
                // A head under which nothing fits gives way to the next one.
                if shown.last().is_some_and(|last| !last.selectable()) {
                    shown.pop();
                }
                shown.push(row);
            }
        }
    }
    if shown.last().is_some_and(|last| !last.selectable()) {
        shown.pop();
    }
    shown
}

/// The row selected in the part at hand.
pub(crate) fn selected(model: &Model) -> Option<Row> {
    let row = outline(model).into_iter().nth(model.incident()?.at)?;
    Some(in_words(model, row))
}
pub(crate) fn in_words(model: &Model, row: Row) -> Row {
    let (Some(later), Some(opened)) = (row.later, model.opened()) else {
        return row;
    };
    let all = &opened.whole.assessment.obligations;
    let made = match later {
        Later::Obligation(at) => all.get(at).map(|o| obligation(model, opened, o)),
        Later::NotDue(at) => all.get(at).map(|o| assessment::not_due(model, o)),
    };
    match made {
        Some(made) => Row {
            news: row.news,
            picked: row.picked,
            ..made
        },
        None => row,
    }
}

/// Rows for a group of facts: those that are listed in any case, then what else is known, in the order of the keys.
fn facts(opened: &Opened, group: Group) -> Vec<Row> {
    let listed = table::of_group(group).filter(|fact| fact.listed).map(|fact| fact.key);
    let known = opened.facts.iter().map(|fact| fact.key.as_str());
    let further: BTreeSet<&str> = known
        .filter(|key| table::find(key).is_some_and(|fact| fact.group == group && !fact.listed))
        .collect();
    listed.chain(further).flat_map(|key| fact(opened, key)).collect()
}

/// A row for a fact: what it is and what is known of it.
fn fact(opened: &Opened, key: &str) -> Vec<Row> {
    let zone = &opened.whole.home_zone;
    let known: Vec<_> = opened.facts.iter().filter(|f| f.key == key).collect();
    let label = called::label(&opened.whole.assessment.obligations, key);
    if known.is_empty() {
        let row = Row::new("◌", label, "unknown", Tone::Open, Target::Fact(key.to_owned()));
        return vec![row.found_by(asked(opened, key))];
    }
    let rows = known.iter().map(|fact| {
        let text = fact.value.as_ref().map(|v| value(v, zone)).unwrap_or_default();
        let sure = match fact.certainty {
            "confirmed" => String::new(),
            other => format!(" ({other})"),
        };
        let mark = if sure.is_empty() { "●" } else { "◐" };
        Row::new(
            mark,
            label.clone(),
            format!("{text}{sure}"),
            Tone::Plain,
            Target::Fact(key.to_owned()),
        )
        .found_by(asked(opened, key))
    });
    rows.collect()
}

/// The question that a fact answers: what it was asked by it is found by, once it has an answer as well.
fn asked(opened: &Opened, key: &str) -> String {
    let asked = opened.questions.get(key).map_or_else(|| question(key), Clone::clone);
    places::named_in(&asked, key)
}

/// What resolved an obligation, if anything did: it was filed, or is not required.
pub(crate) fn resolved<'o>(opened: &'o Opened, obligation: &ObligationView) -> Option<&'o DispositionView> {
    let done = opened.whole.dispositions.get(obligation.id.as_str())?;
    done.settles().then_some(done)
}
fn steps(model: &Model, opened: &Opened, playbook: &str) -> Vec<Row> {
    let own = opened.tasks.iter().filter(|task| task.task.playbook() == playbook);
    own.map(|task| step(model, opened, task)).collect()
}

fn step(model: &Model, opened: &Opened, task: &TaskRow) -> Row {
    let target = Target::Task(task.task.clone());
    if let Some(done) = task.done_at {
        let by = task.done_by.as_deref().unwrap_or_default();
        let right = format!("{by} {}", short(&opened.whole.home_zone, done));
        return Row::new("●", task.title.clone(), right, Tone::Done, target);
    }
    let left = task.due.map(|due| due - model.moment().at());
    let late = left.is_some_and(|left| left < TimeDelta::zero());
    let when = match left {
        Some(left) if late => format!(", {} late", span(left)),
        Some(left) => format!(", in {}", span(left)),
        None => String::new(),
    };
    let tone = if late { Tone::Due } else { Tone::Plain };
    Row::new("◌", task.title.clone(), format!("{}{when}", task.owner), tone, target)
}

/// What is said of an obligation in a few columns: what was done, else how long is left.
pub(crate) fn state_of(model: &Model, opened: &Opened, o: &ObligationView) -> (String, Tone) {
    let done = opened.whole.dispositions.get(o.id.as_str());
    // A withdrawn disposition counts for nothing: the obligation is open as before.
    if let Some(done) = done.filter(|done| done.disposition != Disposition::Withdrawn) {
        let tone = match &done.disposition {
            Disposition::Drafting | Disposition::Approved | Disposition::OnHold => Tone::Due,
            Disposition::Filed { .. } | Disposition::NotRequired { .. } | Disposition::Withdrawn => Tone::Done,
        };
        let left = o
            .deadline
            .as_ref()
            .filter(|_| tone == Tone::Due)
            .map(|d| left_words(model, o, d.strict));
        let sent = done.disposition.filing().map(|filing| {
            let reference = filing.reference.as_deref().map(|reference| format!(", {reference}"));
            let when = short(&opened.whole.home_zone, filing.at);
            format!(" {when}{}", reference.unwrap_or_default())
        });
        let owed = match opened.to_follow.get(o.id.as_str()) {
            Some(_) => ", supplement open",
            None => "",
        };
        let tone = if owed.is_empty() { tone } else { Tone::Open };
        return (
            format!(
                "{}{owed}{}{}",
                done.disposition.words(),
                sent.unwrap_or_default(),
                left.map(|l| format!(", {l}")).unwrap_or_default()
            ),
            tone,
        );
    }
    match (&o.deadline, &o.no_date) {
        _ if o.status == Progress::OnHold => (o.status.words().to_owned(), Tone::Due),
        (Some(deadline), _) => {
            let tone = Tone::of_clock(o.verdict, deadline.strict - model.moment().at());
            let words = left_words(model, o, deadline.strict);
            (format!("{}{words}", tone.sign()), tone)
        }
        (None, Some(_)) => (
            "deadline not started".to_owned(),
            if o.verdict == Verdict::Due {
                Tone::Due
            } else {
                Tone::Open
            },
        ),
        (None, None) => match opened.whole.policy_targets.get(&o.id) {
            Some(target) => (
                format!("internal target {}", short(&opened.whole.home_zone, *target)),
                Tone::Due,
            ),
            None => (
                "no fixed deadline".to_owned(),
                if o.verdict == Verdict::Due {
                    Tone::Due
                } else {
                    Tone::Open
                },
            ),
        },
    }
}

fn left_words(model: &Model, o: &ObligationView, strict: DateTime<Utc>) -> String {
    words::clock(o.verdict, TimeLeft::until(strict, model.moment()))
}

/// Who is told.
pub(crate) fn whom(o: &ObligationView) -> String {
    o.authority
        .name
        .clone()
        .unwrap_or_else(|| o.recipient.words_under(&o.jurisdiction).to_owned())
}

/// What is to be known of an obligation before its date is relied on.
fn doubts(o: &ObligationView) -> &'static str {
    let provisional = o.deadline.as_ref().is_some_and(|deadline| deadline.provisional);
    match (o.confidence == "low", provisional) {
        (true, true) => " (low confidence, provisional)",
        (true, false) => " (low confidence)",
        (false, provisional) => words::provisional(provisional),
    }
}

fn obligation(model: &Model, opened: &Opened, o: &ObligationView) -> Row {
    let (right, tone) = state_of(model, opened, o);
    let mark = match o.verdict {
        Verdict::Due => "●",
        Verdict::Possible => "◌",
        Verdict::NotDue => "○",
    };
    let letter = opened
        .letters
        .iter()
        .find(|l| l.obligation.as_deref() == Some(o.id.as_str()));
    let letter = letter.map(|l| match l.stale.is_empty() {
        true => format!(" · letter {}", l.state),
        false => format!(" · letter STALE, {}", l.state),
    });
    let letter = letter.unwrap_or_default();
    let left = format!("{}{letter} · {}", told(o), o.cite);
    let done = resolved(opened, o);
    // Who sees to it, until it is done; then who did it.
    let who = match done {
        Some(done) => Some(&done.actor),
        None => opened.whole.assigned.get(o.id.as_str()).map(|assigned| &assigned.owner),
    };
    let who = who.map(|who| format!(" · {who}")).unwrap_or_default();
    // What is doubtful about the date stands beside it, where nothing is cut.
    let due = o.verdict == Verdict::Due && done.is_none();
    let date = o.deadline.as_ref().filter(|_| due).map(|deadline| {
        let local = opened.whole.home_zone.local(deadline.strict);
        format!("{} · ", local.format("%a %-d %b %H:%M"))
    });
    let date = date.unwrap_or_default();
    let right = format!("{date}{right}{}{who}", doubts(o));
    Row::new(mark, left, right, tone, Target::Obligation(o.id.to_string()))
        .coded(o.id.as_str())
        .found_by(format!("{}{PART}{}", o.name, model.start.places_of(&o.jurisdiction)))
}

/// Who is told, with the place where it is not an authority with a name of its own.
pub(crate) fn told(o: &ObligationView) -> String {
    called::obligation(o)
}
