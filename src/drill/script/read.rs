//! The steps of a script: each names one thing that somebody does.

use chrono::NaiveDate;

use super::{Act, ScriptStep, TypedFact, TypedFiling};
use crate::app::letters::Draft;
use crate::core::drill::{CorrectiveAction, DrillEvent, Finding, Observation, Rating};
use crate::core::event::{FactWithdrawal, FilingKind, LawEnforcementDelay, Reached};
use crate::core::ids::TaskId;
use crate::core::toml_text::reader::{Table, Value};

/// How a thing to do is written.
enum Form {
    /// As a table of its own.
    Table(fn(&Table<'_, '_>) -> Act),
    /// As one text.
    Text(fn(String) -> Act),
    /// As one text, or a list of them.
    Texts(fn(Vec<String>) -> Act),
}

/// What a step can do, by its key, in the order in which the keys are looked for.
const ACTS: [(&str, Form); 26] = [
    ("fact", Form::Table(fact)),
    ("withdraw", Form::Table(withdraw)),
    ("decide", Form::Table(decide)),
    ("file", Form::Table(file)),
    ("not_required", Form::Table(not_required)),
    ("draft", Form::Table(draft)),
    ("approve", Form::Table(approve)),
    ("evidence", Form::Table(evidence)),
    ("tick", Form::Table(tick)),
    ("call", Form::Table(call)),
    ("stage", Form::Table(stage)),
    ("hold", Form::Table(delay)),
    ("playbook", Form::Text(Act::Playbook)),
    ("note", Form::Text(Act::Note)),
    ("close", Form::Text(Act::Close)),
    ("reopen", Form::Text(Act::Reopen)),
    ("deliver", Form::Text(Act::Deliver)),
    ("mark", Form::Table(mark)),
    ("accept", Form::Texts(Act::Accept)),
    ("rate", Form::Table(rate)),
    ("observe", Form::Table(observe)),
    ("skip", Form::Table(skip)),
    ("join", Form::Table(join)),
    ("answer", Form::Table(answer)),
    ("improve", Form::Table(improve)),
    ("hint", Form::Text(|action| Act::Drill(DrillEvent::Hinted { action }))),
];

pub(super) fn step(table: Table<'_, '_>) -> Option<ScriptStep> {
    let line = table.place().0;
    let at = table.require("at").and_then(|v| v.count()).unwrap_or(0);
    let role = table.text("role").unwrap_or_else(|| "commander".to_owned());
    let given = table.text("given");
    let act = ACTS.iter().find_map(|(key, form)| act(&table, key, form));
    if act.is_none() {
        let keys = ACTS.map(|(key, _)| key).join(", ");
        table.wrong("this step does nothing", Some(format!("name one of {keys}")));
    }
    table.finish();
    let act = act?;
    Some(ScriptStep {
        at,
        role,
        act,
        given,
        line,
    })
}

fn act(table: &Table<'_, '_>, key: &'static str, form: &Form) -> Option<Act> {
    match form {
        Form::Text(act) => table.text(key).map(act),
        Form::Texts(act) => {
            let value = table.get(key)?;
            if value.is_list() {
                return Some(act(value.texts()));
            }
            value.text().map(|text| act(vec![text.to_owned()]))
        }
        Form::Table(read) => {
            let inner = table.table(key)?;
            let act = read(&inner);
            inner.finish();
            Some(act)
        }
    }
}

fn fact(table: &Table<'_, '_>) -> Act {
    Act::Fact(TypedFact {
        key: table.need_text("key"),
        value: table.need_text("value"),
        certainty: table.get("certainty").and_then(|v| v.coded()).unwrap_or_default(),
        source: table.text("source"),
        also: table.flag("also").unwrap_or(false),
    })
}

fn withdraw(table: &Table<'_, '_>) -> Act {
    Act::Withdraw(FactWithdrawal {
        key: table.need_text("key"),
        reason: table.need_text("reason"),
    })
}

fn decide(table: &Table<'_, '_>) -> Act {
    Act::Decide {
        key: table.need_text("key"),
        value: table.need_text("value"),
        rationale: table.need_text("rationale"),
    }
}

fn file(table: &Table<'_, '_>) -> Act {
    let kind = table.get("kind").and_then(|v| v.coded());
    Act::File(TypedFiling {
        obligation: table.need_text("duty").into(),
        kind: kind.unwrap_or(FilingKind::Initial),
        late: table.text("late"),
        out_of_order: table.text("out_of_order"),
        without_letter: table.text("without_letter"),
    })
}

fn not_required(table: &Table<'_, '_>) -> Act {
    Act::NotRequired {
        obligation: table.need_text("duty").into(),
        rationale: table.need_text("rationale"),
    }
}

fn draft(table: &Table<'_, '_>) -> Act {
    Act::Draft(Draft {
        template: Some(table.need_text("template")),
        obligation: table.text("duty").map(Into::into),
        language: table.text("language").unwrap_or_else(|| "en".to_owned()),
        id: None,
        text: None,
    })
}

fn approve(table: &Table<'_, '_>) -> Act {
    Act::Approve {
        template: table.need_text("template"),
        because: table.text("because"),
    }
}

fn evidence(table: &Table<'_, '_>) -> Act {
    Act::Evidence {
        name: table.need_text("name"),
        what: table.text("what").unwrap_or_default(),
    }
}

fn tick(table: &Table<'_, '_>) -> Act {
    Act::Tick {
        task: table.need_named("task", TaskId::stored),
        remark: table.text("remark"),
    }
}

fn call(table: &Table<'_, '_>) -> Act {
    let reached = table.get("reached").and_then(|v| v.coded());
    Act::Call {
        contact: table.need_text("contact"),
        reached: reached.unwrap_or(Reached::Answered),
    }
}

fn stage(table: &Table<'_, '_>) -> Act {
    Act::Enter {
        stage: table.require("id").and_then(|v| v.coded()).unwrap_or_default(),
        rationale: table.text("rationale"),
    }
}

fn delay(table: &Table<'_, '_>) -> Act {
    Act::Delay(LawEnforcementDelay {
        authority: table.need_text("authority"),
        regimes: table.texts("regimes"),
        reason: table.need_text("reason"),
        until: None,
    })
}

fn mark(table: &Table<'_, '_>) -> Act {
    Act::Drill(DrillEvent::Marked {
        action: table.need_text("action"),
        mark: table.require("mark").and_then(|v| v.coded()),
        remark: table.text("remark"),
    })
}

fn rate(table: &Table<'_, '_>) -> Act {
    let rating = table.require("rating").and_then(|v| v.coded());
    Act::Drill(DrillEvent::Rated {
        objective: table.need_text("objective"),
        rating: rating.unwrap_or(Rating::U),
        reason: table.need_text("reason"),
    })
}

fn observe(table: &Table<'_, '_>) -> Act {
    let finding = table.require("finding").and_then(|v| v.coded());
    Act::Drill(DrillEvent::Observed(Observation {
        finding: finding.unwrap_or(Finding::Remark),
        objective: table.text("objective"),
        observation: table.need_text("observation"),
        analysis: table.text("analysis"),
        recommendation: table.text("recommendation"),
    }))
}

fn skip(table: &Table<'_, '_>) -> Act {
    Act::Drill(DrillEvent::Skipped {
        inject: table.need_text("inject"),
        reason: table.need_text("reason"),
    })
}

fn join(table: &Table<'_, '_>) -> Act {
    Act::Drill(DrillEvent::Joined {
        role: table.need_text("role"),
        deputy: table.flag("deputy").unwrap_or(false),
    })
}

fn answer(table: &Table<'_, '_>) -> Act {
    Act::Drill(DrillEvent::Answered {
        question: table.need_text("question"),
        answer: table.need_text("answer"),
    })
}

fn improve(table: &Table<'_, '_>) -> Act {
    Act::Drill(DrillEvent::Improvement(CorrectiveAction {
        id: table.need_text("id"),
        action: table.need_text("action"),
        owner: table.need_text("owner"),
        due: table.require("due").and_then(|value| date(&value)).unwrap_or_default(),
        element: table.text("element").unwrap_or_else(|| "plan".to_owned()),
        proof: table.text("proof"),
        objective: table.text("objective"),
    }))
}

fn date(value: &Value<'_, '_>) -> Option<NaiveDate> {
    let text = value.moment_text()?;
    let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d");
    if day.is_err() {
        let hint = "such as \"2026-06-30\"".to_owned();
        value.wrong(format!("invalid date `{text}`"), Some(hint));
    }
    day.ok()
}
