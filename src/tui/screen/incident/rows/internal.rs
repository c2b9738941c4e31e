//! Internal notification: who must know, who has answered, and what are they told?

use super::{Row, Target, short, steps};
use crate::app::assessment::opened_incident::{Call, Opened};
use crate::core::contact::ContactRole;
use crate::core::time::span;
use crate::tui::form::contact;
use crate::tui::model::Model;
use crate::tui::theme::Tone;

/// The mark of the person to be called now.
pub(crate) const TO_CALL: &str = "▸";

const NOTICES: [(&str, &str); 3] = [
    ("team", "for the response team"),
    ("leadership", "for leadership"),
    ("counsel", "for counsel"),
];

pub(super) fn rows(model: &Model, opened: &Opened) -> Vec<Row> {
    let mut rows = vec![Row::head(
        "Call tree (x, then y answered, n no answer yet, f unreachable)",
    )];
    for call in &opened.calls {
        rows.extend(calls(model, opened, call));
    }
    rows.push(Row::add("add a person to call", contact::NEW));
    rows.push(Row::head("Notices to read out or paste (Enter shows one, y copies it)"));
    rows.extend(
        NOTICES
            .iter()
            .map(|(name, words)| Row::new("¶", format!("{name}: {words}"), "", Tone::Plain, Target::Notice(name))),
    );
    rows.push(Row::head("Steps"));
    rows.extend(steps(model, opened, "internal"));
    rows
}

fn calls(model: &Model, opened: &Opened, call: &Call) -> Vec<Row> {
    if call.people.is_empty() {
        // The members of the record are known, even where nobody wrote down how to reach them.
        let commander = call.role == ContactRole::Commander.code() && !model.start.commanders.is_empty();
        let right = match commander {
            true => format!("{}; Enter adds how to reach them", model.start.commanders.join(", ")),
            false => "no one assigned".to_owned(),
        };
        let row = Row::new(
            "–",
            role(&call.role),
            right,
            Tone::Quiet,
            Target::Nobody(call.role.clone()),
        );
        return vec![row];
    }
    let row = |person: &crate::app::assessment::opened_incident::Person| {
        let reach = person.channels.iter().min_by_key(|c| c.compromised);
        let reach = reach.map(|c| {
            let warning = if c.compromised { " (attacker may read it!)" } else { "" };
            format!(" {} {}{warning}", c.kind, c.address)
        });
        let left = format!("{}: {}{}", role(&call.role), person.name, reach.unwrap_or_default());
        let next = call.next.as_deref() == Some(person.id.as_str());
        let answered = call.answered.as_ref().filter(|answered| answered.name == person.name);
        let (mark, right, tone) = match (answered, next) {
            (Some(answered), _) => (
                "●",
                format!("answered {}", short(&opened.whole.home_zone, answered.at)),
                Tone::Done,
            ),
            (None, true) => (TO_CALL, next_words(model, call, person.last.as_deref()), Tone::Due),
            (None, false) if call.answered.is_some() => ("○", "not needed".to_owned(), Tone::Quiet),
            (None, false) => (
                "◌",
                person.last.clone().unwrap_or_else(|| "waiting".to_owned()),
                Tone::Open,
            ),
        };
        Row::new(mark, left, right, tone, Target::Call(person.id.clone()))
    };
    call.people.iter().map(row).collect()
}

fn next_words(model: &Model, call: &Call, last: Option<&str>) -> String {
    match call.escalates_at {
        Some(at) => format!("waiting, next call in {}", span(at - model.moment().at())),
        None => match last {
            Some(last) => format!("call again ({last})"),
            None => "CALL NOW".to_owned(),
        },
    }
}

fn role(role: &str) -> String {
    role.replace('_', " ")
}
