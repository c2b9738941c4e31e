//! A script plays the room: what who does at which minute. Read with every problem at once.

use super::vary::filled;
use crate::app::letters::Draft;
use crate::core::drill::{CorrectiveAction, DrillEvent, Finding, Observation, Rating};
use crate::core::event::{Certainty, FactWithdrawal, FilingKind, LawEnforcementDelay, Reached, Stage};
use crate::core::reader::{Problem, Reader, Table};

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
    pub act: Act,
    /// The line of the file.
    pub line: usize,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Records a fact.
    Fact(TypedFact),
    /// Takes a fact back.
    Withdraw(FactWithdrawal),
    /// Records a decision.
    Decide {
        /// Its key, without `decisions.`.
        key: String,
        /// As typed.
        value: String,
        /// Why it was decided so.
        rationale: String,
    },
    /// Files a notice.
    File(TypedFiling),
    /// Records an obligation as not required.
    NotRequired {
        /// `REGIME/OBLIGATION[@PLACE]`.
        obligation: String,
        /// Why not.
        rationale: String,
    },
    /// Drafts a letter.
    Draft(Draft),
    /// Approves every letter of a template.
    Approve {
        /// The id of the template.
        template: String,
        /// Why, where the check has findings.
        because: Option<String>,
    },
    /// Logs evidence.
    Evidence {
        /// The name it is logged under.
        name: String,
        what: String,
    },
    /// Calls somebody.
    Call {
        /// The id of the contact.
        contact: String,
        /// How it came out.
        reached: Reached,
    },
    /// Ticks off a step of a playbook.
    Tick {
        /// `PLAYBOOK/STEP`.
        task: String,
        /// What was found.
        remark: Option<String>,
    },
    /// Enters a stage.
    Enter {
        /// The stage that is entered.
        stage: Stage,
        /// Why, where criteria of the stage before are open.
        rationale: Option<String>,
    },
    /// Adds a playbook.
    Playbook(String),
    /// Notes something.
    Note(String),
    /// Records a law-enforcement delay.
    Delay(LawEnforcementDelay),
    /// Closes the incident.
    Close(String),
    /// Opens it again.
    Reopen(String),
    /// Delivers an inject out of turn.
    Deliver(String),
    /// Something about the exercise.
    Drill(DrillEvent),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedFact {
    /// Its key in the facts file.
    pub key: String,
    /// The value, as people type it.
    pub value: String,
    /// How sure the team is.
    pub certainty: Certainty,
    /// Where it is known from.
    pub source: Option<String>,
    /// Whether it is kept beside the candidates that are there.
    pub also: bool,
}

/// A notice as it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedFiling {
    /// `REGIME/OBLIGATION[@PLACE]`.
    pub obligation: String,
    /// Initial, supplementary or final.
    pub kind: FilingKind,
    pub late: Option<String>,
    pub out_of_order: Option<String>,
    /// Why no approved letter goes with it.
    pub without_letter: Option<String>,
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
        let act = Act::Fact(TypedFact {
            key: inner.need_text("key"),
            value: inner.need_text("value"),
            certainty: certainty.unwrap_or_default(),
            source: inner.text("source"),
            also: inner.flag("also").unwrap_or(false),
        });
        inner.finish();
        return Some(act);
    }
    if let Some(inner) = table.table("withdraw") {
        let act = Act::Withdraw(FactWithdrawal {
            key: inner.need_text("key"),
            reason: inner.need_text("reason"),
        });
        inner.finish();
        return Some(act);
    }
    let inner = table.table("decide")?;
    let act = Act::Decide {
        key: inner.need_text("key"),
        value: inner.need_text("value"),
        rationale: inner.need_text("rationale"),
    };
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
        let act = Act::File(TypedFiling {
            obligation: inner.need_text("duty"),
            kind: kind.unwrap_or(FilingKind::Initial),
            late: inner.text("late"),
            out_of_order: inner.text("out_of_order"),
            without_letter: inner.text("without_letter"),
        });
        inner.finish();
        return Some(act);
    }
    let inner = table.table("not_required")?;
    let act = Act::NotRequired {
        obligation: inner.need_text("duty"),
        rationale: inner.need_text("rationale"),
    };
    inner.finish();
    Some(act)
}

fn letter(table: &Table<'_, '_>) -> Option<Act> {
    if let Some(inner) = table.table("draft") {
        let act = Act::Draft(Draft {
            template: Some(inner.need_text("template")),
            duty: inner.text("duty"),
            language: inner.text("language").unwrap_or_else(|| "en".to_owned()),
            id: None,
            text: None,
        });
        inner.finish();
        return Some(act);
    }
    let inner = table.table("approve")?;
    let act = Act::Approve {
        template: inner.need_text("template"),
        because: inner.text("because"),
    };
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
        return Some(Act::Evidence {
            name,
            what: what.unwrap_or_default(),
        });
    }
    if let Some((task, remark)) = pair("tick", "task", "remark") {
        return Some(Act::Tick { task, remark });
    }
    if let Some(inner) = table.table("call") {
        let reached = inner.get("reached").and_then(|value| {
            value.code(
                "outcome of a call",
                &["answered", "attempted", "failed"],
                |code| match code {
                    "answered" => Some(Reached::Answered),
                    "attempted" => Some(Reached::Attempted),
                    "failed" => Some(Reached::Failed),
                    _ => None,
                },
            )
        });
        let act = Act::Call {
            contact: inner.need_text("contact"),
            reached: reached.unwrap_or(Reached::Answered),
        };
        inner.finish();
        return Some(act);
    }
    if let Some(inner) = table.table("stage") {
        let codes = Stage::ALL.map(Stage::code);
        let stage = inner.require("id").and_then(|v| v.code("stage", &codes, Stage::parse));
        let act = Act::Enter {
            stage: stage.unwrap_or_default(),
            rationale: inner.text("rationale"),
        };
        inner.finish();
        return Some(act);
    }
    if let Some(inner) = table.table("hold") {
        let act = Act::Delay(LawEnforcementDelay {
            authority: inner.need_text("authority"),
            regimes: inner.texts("regimes"),
            reason: inner.need_text("reason"),
            until: None,
        });
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
                value.wrong(
                    format!("invalid date `{text}`"),
                    Some("such as \"2026-06-30\"".to_owned()),
                );
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
