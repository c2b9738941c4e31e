//! A script plays the room: what who does at which minute. Read with every problem at once.

use super::vary::filled;
use crate::core::drill::{CorrectiveAction, DrillEvent, Finding, Observation, Rating};
use crate::core::event::{Certainty, FilingKind, Reached, Stage};
use crate::core::reader::{Problem, Reader, Table};

/// A script.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The scenario it plays.
    pub scenario: String,
    /// The seed it was written for.
    pub seed: u64,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// Something somebody does.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The exercise minute.
    pub at: u64,
    /// Who does it, as a role.
    pub role: String,
    /// What.
    pub act: Act,
    /// The line of the file.
    pub line: usize,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Records a fact.
    Fact {
        /// Its key.
        key: String,
        /// As typed.
        value: String,
        /// How sure.
        certainty: Certainty,
        /// From what.
        source: Option<String>,
        /// Beside the candidates already kept.
        also: bool,
    },
    /// Takes a fact back.
    Withdraw(String, String),
    /// Decides: key, value, rationale.
    Decide(String, String, String),
    /// Files a notice.
    File {
        /// The duty.
        duty: String,
        /// Which filing.
        kind: FilingKind,
        /// Why late.
        late: Option<String>,
        /// Why out of order.
        out_of_order: Option<String>,
        /// Why without an approved letter.
        without_letter: Option<String>,
    },
    /// Records a duty as not required: duty, rationale.
    NotRequired(String, String),
    /// Drafts a letter: template, duty, language.
    Draft(String, Option<String>, String),
    /// Approves every letter of a template; why, where its check has findings.
    Approve(String, Option<String>),
    /// Logs evidence: name and what it is.
    Evidence(String, String),
    /// Calls somebody: contact, and how it came out.
    Call(String, Reached),
    /// Ticks a step off.
    Tick(String, Option<String>),
    /// Enters a stage.
    Enter(Stage, Option<String>),
    /// Adds a playbook.
    Playbook(String),
    /// Notes something.
    Note(String),
    /// Records a law-enforcement hold: authority, regimes, reason.
    Hold(String, Vec<String>, String),
    /// Closes the incident.
    Close(String),
    /// Opens it again.
    Reopen(String),
    /// Hands an inject out, out of turn.
    Deliver(String),
    /// Something about the exercise.
    Drill(DrillEvent),
}

/// The kinds, for the message where none is named.
const KINDS: &str = "fact, withdraw, decide, file, not_required, draft, approve, evidence, call, tick, stage, playbook, \
                     note, hold, close, reopen, deliver, skip, mark, hint, observe, rate, join, answer or improve";

/// Reads a script; `{{key}}` stands for what the scenario's seed drew.
///
/// # Errors
/// Every problem, each with its place.
pub fn read<'d>(
    file: &str,
    text: &str,
    drawn: impl IntoIterator<Item = (&'d String, &'d String)>,
) -> Result<Script, Vec<Problem>> {
    let text = filled(text, drawn);
    let reader = Reader::new(file, &text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    let script = Script {
        scenario: root.need_text("scenario"),
        seed: root.get("seed").and_then(|v| v.count()).unwrap_or(1),
        steps: root.tables("step").into_iter().filter_map(step).collect(),
    };
    for pair in script.steps.windows(2) {
        if pair[1].at < pair[0].at {
            root.wrong(
                format!(
                    "line {}: minute {} comes after minute {}",
                    pair[1].line, pair[1].at, pair[0].at
                ),
                None,
            );
        }
    }
    root.finish();
    let problems = reader.into_problems();
    if problems.is_empty() { Ok(script) } else { Err(problems) }
}

/// Which scenario and seed a script is for, before anything is drawn.
pub fn wants(text: &str) -> Option<(String, u64)> {
    let reader = Reader::new("", text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    let seed = root.get("seed").and_then(|v| v.count()).unwrap_or(1);
    Some((root.text("scenario")?, seed))
}

fn step(table: Table<'_, '_>) -> Option<Step> {
    let line = table.place().0;
    let at = table.require("at").and_then(|v| v.count()).unwrap_or(0);
    let role = table.text("role").unwrap_or_else(|| "commander".to_owned());
    let act = known(&table)
        .or_else(|| dispose(&table))
        .or_else(|| letter(&table))
        .or_else(|| record(&table))
        .or_else(|| evaluate(&table));
    if act.is_none() {
        table.wrong("this step does nothing", Some(format!("name one of {KINDS}")));
    }
    table.finish();
    Some(Step {
        at,
        role,
        act: act?,
        line,
    })
}

fn known(table: &Table<'_, '_>) -> Option<Act> {
    if let Some(inner) = table.table("fact") {
        let certainty = inner.get("certainty").and_then(|value| {
            value.code("certainty", &Certainty::CODES, |code| match code {
                "confirmed" => Some(Certainty::Confirmed),
                "suspected" => Some(Certainty::Suspected),
                "ruled_out" => Some(Certainty::RuledOut),
                _ => None,
            })
        });
        let act = Act::Fact {
            key: inner.need_text("key"),
            value: inner.need_text("value"),
            certainty: certainty.unwrap_or_default(),
            source: inner.text("source"),
            also: inner.flag("also").unwrap_or(false),
        };
        inner.finish();
        return Some(act);
    }
    if let Some(inner) = table.table("withdraw") {
        let act = Act::Withdraw(inner.need_text("key"), inner.need_text("reason"));
        inner.finish();
        return Some(act);
    }
    let inner = table.table("decide")?;
    let act = Act::Decide(
        inner.need_text("key"),
        inner.need_text("value"),
        inner.need_text("rationale"),
    );
    inner.finish();
    Some(act)
}

fn dispose(table: &Table<'_, '_>) -> Option<Act> {
    if let Some(inner) = table.table("file") {
        let known = ["initial", "supplement", "final"];
        let kind = inner.get("kind").and_then(|value| {
            value.code("filing", &known, |code| match code {
                "initial" => Some(FilingKind::Initial),
                "supplement" => Some(FilingKind::Supplement),
                "final" => Some(FilingKind::Final),
                _ => None,
            })
        });
        let act = Act::File {
            duty: inner.need_text("duty"),
            kind: kind.unwrap_or(FilingKind::Initial),
            late: inner.text("late"),
            out_of_order: inner.text("out_of_order"),
            without_letter: inner.text("without_letter"),
        };
        inner.finish();
        return Some(act);
    }
    let inner = table.table("not_required")?;
    let act = Act::NotRequired(inner.need_text("duty"), inner.need_text("rationale"));
    inner.finish();
    Some(act)
}

fn letter(table: &Table<'_, '_>) -> Option<Act> {
    if let Some(inner) = table.table("draft") {
        let language = inner.text("language").unwrap_or_else(|| "en".to_owned());
        let act = Act::Draft(inner.need_text("template"), inner.text("duty"), language);
        inner.finish();
        return Some(act);
    }
    let inner = table.table("approve")?;
    let act = Act::Approve(inner.need_text("template"), inner.text("because"));
    inner.finish();
    Some(act)
}

fn record(table: &Table<'_, '_>) -> Option<Act> {
    let pair = |key: &'static str, first: &'static str, second: &'static str| {
        let inner = table.table(key)?;
        let pair = (inner.need_text(first), inner.text(second));
        inner.finish();
        Some(pair)
    };
    if let Some((name, what)) = pair("evidence", "name", "what") {
        return Some(Act::Evidence(name, what.unwrap_or_default()));
    }
    if let Some((task, remark)) = pair("tick", "task", "remark") {
        return Some(Act::Tick(task, remark));
    }
    if let Some((contact, reached)) = pair("call", "contact", "reached") {
        let reached = match reached.as_deref() {
            Some("attempted") => Reached::Attempted,
            Some("failed") => Reached::Failed,
            _ => Reached::Answered,
        };
        return Some(Act::Call(contact, reached));
    }
    if let Some(inner) = table.table("stage") {
        let codes = Stage::ALL.map(Stage::code);
        let stage = inner.require("id").and_then(|v| v.code("stage", &codes, Stage::parse));
        let act = Act::Enter(stage.unwrap_or_default(), inner.text("rationale"));
        inner.finish();
        return Some(act);
    }
    if let Some(inner) = table.table("hold") {
        let act = Act::Hold(
            inner.need_text("authority"),
            inner.texts("regimes"),
            inner.need_text("reason"),
        );
        inner.finish();
        return Some(act);
    }
    None.or_else(|| table.text("playbook").map(Act::Playbook))
        .or_else(|| table.text("note").map(Act::Note))
        .or_else(|| table.text("close").map(Act::Close))
        .or_else(|| table.text("reopen").map(Act::Reopen))
        .or_else(|| table.text("deliver").map(Act::Deliver))
}

fn evaluate(table: &Table<'_, '_>) -> Option<Act> {
    let event = if let Some(inner) = table.table("mark") {
        let event = DrillEvent::Marked {
            action: inner.need_text("action"),
            mark: inner.require("mark").and_then(|v| v.coded()),
            remark: inner.text("remark"),
        };
        inner.finish();
        event
    } else if let Some(inner) = table.table("rate") {
        let event = DrillEvent::Rated {
            objective: inner.need_text("objective"),
            rating: inner.require("rating").and_then(|v| v.coded()).unwrap_or(Rating::U),
            reason: inner.need_text("reason"),
        };
        inner.finish();
        event
    } else if let Some(inner) = table.table("observe") {
        let event = DrillEvent::Observed(Observation {
            finding: inner
                .require("finding")
                .and_then(|v| v.coded())
                .unwrap_or(Finding::Remark),
            objective: inner.text("objective"),
            observation: inner.need_text("observation"),
            analysis: inner.text("analysis"),
            recommendation: inner.text("recommendation"),
        });
        inner.finish();
        event
    } else {
        return around(table);
    };
    Some(Act::Drill(event))
}

fn around(table: &Table<'_, '_>) -> Option<Act> {
    let event = if let Some(inner) = table.table("skip") {
        let event = DrillEvent::Skipped {
            inject: inner.need_text("inject"),
            reason: inner.need_text("reason"),
        };
        inner.finish();
        event
    } else if let Some(inner) = table.table("join") {
        let event = DrillEvent::Joined {
            role: inner.need_text("role"),
            deputy: inner.flag("deputy").unwrap_or(false),
        };
        inner.finish();
        event
    } else if let Some(inner) = table.table("answer") {
        let event = DrillEvent::Answered {
            question: inner.need_text("question"),
            answer: inner.need_text("answer"),
        };
        inner.finish();
        event
    } else if let Some(inner) = table.table("improve") {
        let due = inner.require("due").and_then(|value| {
            let text = value.moment_text()?;
            let day = chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d");
            if day.is_err() {
                value.wrong(format!("`{text}` is no day"), Some("such as \"2026-06-30\"".to_owned()));
            }
            day.ok()
        });
        let event = DrillEvent::Improvement(CorrectiveAction {
            id: inner.need_text("id"),
            action: inner.need_text("action"),
            owner: inner.need_text("owner"),
            due: due.unwrap_or_default(),
            element: inner.text("element").unwrap_or_else(|| "plan".to_owned()),
            proof: inner.text("proof"),
            objective: inner.text("objective"),
        });
        inner.finish();
        event
    } else {
        DrillEvent::Hinted {
            action: table.text("hint")?,
        }
    };
    Some(Act::Drill(event))
}
