//! What stands behind a row: shown beside it where there is room, over it where there is not.

use chrono::{DateTime, Utc};

use crate::app::assessment::opened_incident::Opened;
use crate::app::called;
use crate::core::facts::keys;
use crate::tui::form::{correction, log_line};
use crate::tui::model::Model;
use crate::tui::screen::text::{Lines, line};
use crate::tui::screen::why::text as why;
use crate::tui::widget::opener::Target;
use crate::tui::words::{moment, value};

/// Title and lines behind a row; `None` where there is nothing behind it.
pub(crate) fn detail(model: &Model, opened: &Opened, target: &Target) -> Option<(String, Lines)> {
    match target {
        Target::Head
        | Target::Words
        | Target::NotDue
        | Target::Form(_)
        | Target::HotWash(_)
        | Target::Inject(_)
        | Target::Expected(_)
        | Target::Objective(_) => None,
        Target::Fact(key) => {
            let label = called::label(&opened.whole.assessment.obligations, key);
            Some((label, fact(opened, key)))
        }
        Target::Task(id) => task(opened, id),
        Target::Obligation(id) => {
            let obligation = model.find_obligation(id)?;
            Some((why::headline(model, obligation), why::lines(model, obligation)))
        }
        Target::Call(id) => person(opened, id),
        Target::Nobody(role) => Some((
            role.replace('_', " "),
            vec![line(
                "",
                "No one is assigned to this role. Enter assigns someone; the call tree then includes them.",
            )],
        )),
        Target::Evidence(at) => evidence(opened, *at),
        Target::Method(at) => method(opened, *at),
        Target::Decision(key) => decision(opened, key),
        Target::Event(seq) => event(opened, *seq),
        Target::Notice(name) => Some((
            format!("notice: {name}"),
            vec![line(
                "",
                "What is known and what is not, to read out or paste. Enter drafts it from what is recorded now.",
            )],
        )),
        Target::Reminder(entry) => reminder(opened, *entry),
        Target::Delay(at) => delay(opened, *at),
    }
}

/// A moment of the incident in its zone, in full.
fn when(opened: &Opened, at: DateTime<Utc>) -> String {
    moment(&opened.whole.home_zone, at)
}

fn fact(opened: &Opened, key: &str) -> Lines {
    let mut lines = Vec::new();
    if let Some(question) = opened.questions.get(key) {
        lines.push(line("Asks", question.clone()));
    }
    for known in opened.facts.iter().filter(|f| f.key == key) {
        let text = known
            .value
            .as_ref()
            .map(|v| value(v, &opened.whole.home_zone))
            .unwrap_or_default();
        lines.push(line("Is", format!("{text} ({})", known.certainty)));
        lines.push(line("Learned", when(opened, known.learned_at)));
        lines.push(line("By", known.actor.clone()));
        if let Some(source) = &known.source {
            lines.push(line("From", source.clone()));
        }
    }
    let waits = opened
        .whole
        .assessment
        .obligations
        .iter()
        .filter(|o| o.missing.iter().any(|m| m == key));
    let waits: Vec<String> = waits.map(called::obligation).collect();
    if !waits.is_empty() {
        lines.push(line("Settles", waits.join("; ")));
    }
    lines.push(line("Key", key));
    lines
}

fn task(opened: &Opened, id: &str) -> Option<(String, Lines)> {
    let task = opened.tasks.iter().find(|t| t.task == id)?;
    let mut lines = vec![line("Why", task.why.clone()), line("Owner", task.owner.clone())];
    if let Some(due) = task.due {
        lines.push(line("By", when(opened, due)));
    }
    if let Some(done) = task.done_at {
        lines.push(line(
            "Done",
            format!("{} {}", when(opened, done), task.done_by.clone().unwrap_or_default()),
        ));
    }
    if let Some(remark) = &task.remark {
        lines.push(line("Found", remark.clone()));
    }
    for again in &task.done_again {
        let who = format!("{} {}", when(opened, again.at), again.by);
        let found = again.remark.as_ref().map(|remark| format!(": {remark}"));
        lines.push(line("Also done", who + &found.unwrap_or_default()));
    }
    if !task.asks.is_empty() {
        lines.push(line("Asks", task.asks.join(", ")));
    }
    lines.push(line(
        "How",
        opened.how.get(id).cloned().unwrap_or_default().trim().to_owned(),
    ));
    Some((task.title.clone(), lines))
}

fn person(opened: &Opened, id: &str) -> Option<(String, Lines)> {
    let mut people = opened
        .calls
        .iter()
        .flat_map(|call| call.people.iter().map(move |p| (call, p)));
    let (call, person) = people.find(|(_, p)| p.id == id)?;
    let mut lines = vec![line("Role", call.role.replace('_', " "))];
    for channel in &person.channels {
        let warning = if channel.compromised {
            ": the attacker may read it"
        } else {
            ""
        };
        lines.push(line("Reach", format!("{} {}{warning}", channel.kind, channel.address)));
    }
    lines.push(line(
        "Last",
        person.last.clone().unwrap_or_else(|| "not tried yet".to_owned()),
    ));
    Some((person.name.clone(), lines))
}

fn evidence(opened: &Opened, at: usize) -> Option<(String, Lines)> {
    let piece = opened.evidence.get(at)?;
    let lines = vec![
        line("SHA-256", piece.sha256.clone()),
        line("Size", format!("{} bytes", piece.size)),
        line("Held by", piece.custodian.clone()),
        line("Logged", moment(&opened.whole.home_zone, piece.at)),
        line("Remark", piece.remark.clone().unwrap_or_default()),
    ];
    Some((piece.name.clone(), lines))
}

fn method(opened: &Opened, at: usize) -> Option<(String, Lines)> {
    let method = opened.whole.assessment.risk.as_ref()?.methods.get(at)?;
    let mut lines = vec![line("Says", method.conclusion.clone())];
    lines.extend(method.working.iter().map(|step| line("Working", step.clone())));
    lines.extend(method.missing.iter().map(|key| line("Unknown", key.clone())));
    lines.push(line("Source", method.cite.clone()));
    Some((format!("{}: {}", method.name, method.band), lines))
}

fn decision(opened: &Opened, key: &str) -> Option<(String, Lines)> {
    let decision = opened.whole.decisions.iter().find(|d| d.key == key)?;
    let mut lines = vec![
        line("Decided", value(&decision.value, &opened.whole.home_zone)),
        line("By", decision.decided_by.clone()),
        line("At", when(opened, decision.at)),
        line("Because", decision.rationale.clone()),
    ];
    if let Some(day) = &decision.keep_until {
        lines.push(line("Retain", format!("the documentation until {day}")));
    }
    lines.extend(decision.working.iter().map(|step| line("Working", step.clone())));
    let key = keys::decisions::key(&decision.key);
    Some((called::label(&opened.whole.assessment.obligations, &key), lines))
}

/// The title over the text of an entry.
pub(super) fn entry_title(seq: u64) -> String {
    format!("entry #{seq}")
}

fn event(opened: &Opened, seq: u64) -> Option<(String, Lines)> {
    let row = opened.log.iter().find(|row| row.seq == seq)?;
    let mut lines = vec![
        line("What", row.message.clone()),
        line("By", row.actor.clone()),
        line("Recorded", when(opened, row.datetime)),
    ];
    let named: Vec<&str> = log_line::named(&row.message).collect();
    if !named.is_empty() {
        lines.push(line("For", named.join(", ")));
    }
    if row.timestamp_desc == crate::app::reports::timeline::IMPORTED {
        lines.push(line("Where", "in another record; this entry was imported".to_owned()));
    }
    if row.timestamp_desc == crate::app::reports::timeline::NOT_YET_SHARED {
        lines.push(line(
            "Where",
            "NOT YET SHARED: it waits on this machine for the team's server".to_owned(),
        ));
    }
    if let Some(acted) = row.acted_at {
        lines.push(line(
            "Done",
            format!("{}, away from the team's server", when(opened, acted.at())),
        ));
    }
    if let Some(at) = correction::happened(&row.message).map(|(at, _)| at) {
        lines.push(line("Happened", when(opened, at)));
    }
    if let Some(corrected) = correction::corrects(&row.message) {
        lines.push(line("Corrects", format!("entry #{corrected}")));
    }
    for later in correction::of(&opened.log, seq) {
        lines.push(line("Corrected", format!("by entry #{}: {}", later.seq, later.message)));
    }
    Some((entry_title(seq), lines))
}

fn reminder(opened: &Opened, entry: u64) -> Option<(String, Lines)> {
    let reminder = opened.whole.reminders.iter().find(|reminder| reminder.entry == entry)?;
    let lines = vec![
        line("Of", reminder.about.clone()),
        line("At", when(opened, reminder.at)),
        line("For", reminder.owner.clone().unwrap_or_else(|| "everybody".to_owned())),
        line("Set by", reminder.by.clone()),
        line("", "x: it is done with"),
    ];
    Some(("a reminder".to_owned(), lines))
}

fn delay(opened: &Opened, at: usize) -> Option<(String, Lines)> {
    let delay = opened.holds.get(at)?;
    let until = delay.until.map(|at| moment(&opened.whole.home_zone, at));
    let lines = vec![
        line("For", delay.regimes.join(", ")),
        line("Until", until.unwrap_or_else(|| "no end was named".to_owned())),
        line("Reason", delay.reason.clone()),
        line("", if delay.runs { "x lifts it" } else { "it has ended" }),
    ];
    Some((format!("delay requested by {}", delay.authority), lines))
}
