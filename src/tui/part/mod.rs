//! The parts of an incident: what rows each has, what stands behind a row, and what a key does with it.

mod assessment;
mod detail;
mod detection;
mod internal;
mod log;
mod regulatory;

pub(super) use detail::{detail, duty_lines, headline};

use super::form::Opener;
use super::model::{Model, Tab};
use super::theme::Tone;
use super::words::{label, moment, parsed, short, span, value};
use crate::app::incident_views::TaskRow;
use crate::app::views::ObligationView;
use crate::app::workbench::Opened;

/// What a row stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A head: it cannot be selected.
    Head,
    /// A line that is only read.
    Words,
    /// A fact, known or not.
    Fact(String),
    /// A step of a playbook.
    Task(String),
    /// A duty.
    Duty(String),
    /// Somebody to call.
    Call(String),
    /// A role nobody is named for.
    Nobody(String),
    /// A piece of evidence, by its place.
    Evidence(usize),
    /// A risk method, by its place.
    Method(usize),
    /// A decision, by its key.
    Decision(String),
    /// A note or any other event, by its number.
    Event(u64),
    /// A notice to read out.
    Notice(&'static str),
    /// A hold, by its place.
    Hold(usize),
    /// An inject of an exercise.
    Inject(String),
    /// An expected action of an exercise.
    Expected(String),
    /// An objective of an exercise.
    Objective(String),
    /// A question of the hot wash.
    Question(String),
    /// Opens a form.
    Form(Opener),
    /// Shows the duties that are not due, or hides them.
    NotDue,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A mark: ● due or done, ◌ open, ○ not due.
    pub mark: &'static str,
    /// What it is; cut where there is no room.
    pub left: String,
    /// What is told about it, kept whole.
    pub right: String,
    /// How it looks.
    pub tone: Tone,
    /// What it stands for.
    pub target: Target,
}

impl Row {
    pub(super) fn head(words: impl Into<String>) -> Row {
        Row {
            mark: "",
            left: words.into(),
            right: String::new(),
            tone: Tone::Head,
            target: Target::Head,
        }
    }

    pub(super) fn new(
        mark: &'static str,
        left: impl Into<String>,
        right: impl Into<String>,
        tone: Tone,
        target: Target,
    ) -> Row {
        Row {
            mark,
            left: left.into(),
            right: right.into(),
            tone,
            target,
        }
    }

    pub(super) fn words(left: impl Into<String>) -> Row {
        Row::new(" ", left, "", Tone::Quiet, Target::Words)
    }

    fn add(left: impl Into<String>, opener: Opener) -> Row {
        Row::new("+", left, "", Tone::Quiet, Target::Form(opener))
    }

    /// Whether it can be selected.
    pub fn selectable(&self) -> bool {
        self.target != Target::Head
    }
}

/// The rows of the part at hand.
pub(super) fn rows(model: &Model, opened: &Opened) -> Vec<Row> {
    match model.incident.tab {
        Tab::Detection => detection::rows(model, opened),
        Tab::Assessment => assessment::rows(model, opened),
        Tab::Internal => internal::rows(model, opened),
        Tab::Regulatory => regulatory::rows(model, opened),
        Tab::Log => log::rows(opened),
    }
}

/// A row for a fact: what it is and what is known of it.
fn fact(opened: &Opened, key: &str) -> Vec<Row> {
    let zone = &opened.whole.home_zone;
    let known: Vec<_> = opened.facts.iter().filter(|f| f.key == key).collect();
    if known.is_empty() {
        let row = Row::new("◌", label(key), "unknown", Tone::Open, Target::Fact(key.to_owned()));
        return vec![row];
    }
    let rows = known.iter().map(|fact| {
        let text = fact.value.as_deref().map(|v| value(v, zone)).unwrap_or_default();
        let sure = match fact.certainty {
            "confirmed" => String::new(),
            other => format!(" ({other})"),
        };
        let mark = if sure.is_empty() { "●" } else { "◐" };
        Row::new(
            mark,
            label(key),
            format!("{text}{sure}"),
            Tone::Plain,
            Target::Fact(key.to_owned()),
        )
    });
    rows.collect()
}

/// Rows for the steps of a playbook.
fn steps(model: &Model, opened: &Opened, playbook: &str) -> Vec<Row> {
    let own = opened.tasks.iter().filter(|task| {
        let id = task.task.split('/').next().unwrap_or_default();
        id == playbook
    });
    own.map(|task| step(model, opened, task)).collect()
}

fn step(model: &Model, opened: &Opened, task: &TaskRow) -> Row {
    let target = Target::Task(task.task.clone());
    if let Some(done) = &task.done_at {
        let by = task.done_by.as_deref().unwrap_or_default();
        let right = format!("{by} {}", short(&opened.whole.home_zone, parsed(done)));
        return Row::new("●", task.title.clone(), right, Tone::Done, target);
    }
    let late = task
        .due
        .as_deref()
        .map(parsed)
        .map(|due| (due - model.moment().at()).num_minutes());
    let when = match late {
        Some(minutes) if minutes < 0 => format!(", {} late", span(minutes)),
        Some(minutes) => format!(", in {}", span(minutes)),
        None => String::new(),
    };
    let tone = if late.is_some_and(|m| m < 0) {
        Tone::Due
    } else {
        Tone::Plain
    };
    Row::new("◌", task.title.clone(), format!("{}{when}", task.owner), tone, target)
}

/// What is told about a duty in a few columns: what was done, else how long is left.
pub(super) fn duty_state(model: &Model, opened: &Opened, o: &ObligationView) -> (String, Tone) {
    if let Some(done) = opened.whole.dispositions.get(o.id.as_str()) {
        let tone = if ["drafting", "approved", "on hold"].contains(&done.state.as_str()) {
            Tone::Due
        } else {
            Tone::Done
        };
        let left = o
            .deadline
            .as_ref()
            .filter(|_| tone == Tone::Due)
            .map(|d| left_words(model, o, &d.strict));
        return (
            format!("{}{}", done.state, left.map(|l| format!(", {l}")).unwrap_or_default()),
            tone,
        );
    }
    match (&o.deadline, &o.no_date) {
        _ if o.status == "on_hold" => ("on hold".to_owned(), Tone::Due),
        (Some(deadline), _) => {
            let words = left_words(model, o, &deadline.strict);
            let tone = match (o.verdict, words.starts_with("OVERDUE")) {
                ("due", true) => Tone::Overdue,
                ("due", false) => Tone::Due,
                _ => Tone::Open,
            };
            (words, tone)
        }
        (None, Some(_)) => (
            "clock not begun".to_owned(),
            if o.verdict == "due" { Tone::Due } else { Tone::Open },
        ),
        (None, None) => match opened.whole.policy_targets.get(&o.id) {
            Some(target) => (
                format!("own target {}", short(&opened.whole.home_zone, parsed(target))),
                Tone::Due,
            ),
            None => (
                "no number in law".to_owned(),
                if o.verdict == "due" { Tone::Due } else { Tone::Open },
            ),
        },
    }
}

fn left_words(model: &Model, o: &ObligationView, strict: &str) -> String {
    let words = super::words::left(model.moment().at(), parsed(strict));
    // What is only possible cannot be overdue.
    match o.verdict {
        "due" => words,
        _ => words.replace("OVERDUE", "past"),
    }
}

/// Who is told.
pub(super) fn whom(o: &ObligationView) -> String {
    o.authority
        .name
        .clone()
        .unwrap_or_else(|| o.recipient.replace('_', " "))
}

fn duty(model: &Model, opened: &Opened, o: &ObligationView) -> Row {
    let (right, tone) = duty_state(model, opened, o);
    let mark = match o.verdict {
        "due" => "●",
        "possible" => "◌",
        _ => "○",
    };
    let sure = if o.confidence == "low" { " (law unsure)" } else { "" };
    let letter = opened.letters.iter().find(|l| l.duty.as_deref() == Some(o.id.as_str()));
    let letter = letter.map(|l| format!(" · letter {}", l.state)).unwrap_or_default();
    let left = format!("{}{sure}{letter} · {}", o.id, whom(o));
    Row::new(mark, left, right, tone, Target::Duty(o.id.to_string()))
}

/// A moment of the incident in its zone, in full.
fn when(opened: &Opened, at: &str) -> String {
    moment(&opened.whole.home_zone, parsed(at))
}
