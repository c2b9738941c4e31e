//! Detection: what happened, and how is it known?

use super::{Row, Target, facts, steps};
use crate::app::assessment::opened_incident::Opened;
use crate::core::facts::table::Group;
use crate::tui::form::{evidence as evidence_form, note, playbook};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::words::short;

pub(super) fn rows(model: &Model, opened: &Opened) -> Vec<Row> {
    let mut rows = vec![Row::head(
        "When (deadlines start here; `a` records that you are aware now)",
    )];
    rows.extend(facts(opened, Group::Moments));
    rows.push(Row::head("What happened"));
    rows.extend(facts(opened, Group::Happened));
    rows.push(Row::head("Steps"));
    rows.extend(steps(model, opened, "detection"));
    for cause in &model.start.causes {
        let own = steps(model, opened, &cause.id);
        if !own.is_empty() {
            rows.push(Row::head(cause.title.clone()));
            rows.extend(own);
        }
    }
    rows.push(Row::add("add or remove an incident-type playbook", playbook::OPEN));
    rows.push(Row::head("Evidence and notes"));
    rows.extend(evidence(opened));
    rows.push(Row::add(
        "log evidence: name, size and SHA-256 are kept",
        evidence_form::OPEN,
    ));
    rows.extend(opened.notes.iter().map(|note| {
        let text = note.text.clone().unwrap_or_else(|| "privileged note".to_owned());
        let right = format!("{} {}", note.actor, short(&opened.whole.home_zone, note.at));
        Row::new("·", text, right, Tone::Plain, Target::Event(note.seq))
    }));
    rows.push(Row::add("write a note", note::OPEN));
    rows
}

fn evidence(opened: &Opened) -> impl Iterator<Item = Row> {
    opened.evidence.iter().enumerate().map(|(at, piece)| {
        let right = format!("{}…  {}", piece.sha256.short(), piece.custodian);
        Row::new("■", piece.name.clone(), right, Tone::Plain, Target::Evidence(at))
    })
}
