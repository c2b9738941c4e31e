//! Detection: what happened, and how is it known?

use super::{Row, Target, fact, steps};
use crate::app::workbench::Opened;
use crate::tui::form::{evidence as evidence_form, note, playbook};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::words::short;

const HAPPENED: [&str; 5] = [
    "breach.types",
    "breach.kinds",
    "breach.cause",
    "breach.malicious",
    "breach.recipient",
];
const MOMENTS: [&str; 6] = [
    "milestones.occurrence",
    "milestones.discovery",
    "milestones.awareness",
    "milestones.determination",
    "milestones.containment",
    "milestones.materiality_determination",
];

pub(super) fn rows(model: &Model, opened: &Opened) -> Vec<Row> {
    let mut rows = vec![Row::head(
        "When (deadlines start here; `a` records that you are aware now)",
    )];
    rows.extend(MOMENTS.iter().flat_map(|key| fact(opened, key)));
    let others = opened.facts.iter().filter(|f| f.key.starts_with("milestones."));
    for other in others.filter(|f| !MOMENTS.contains(&f.key.as_str())) {
        rows.extend(fact(opened, &other.key));
    }
    rows.push(Row::head("What happened"));
    rows.extend(HAPPENED.iter().flat_map(|key| fact(opened, key)));
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
        let right = format!(
            "{} {}",
            note.actor,
            short(&opened.whole.home_zone, super::parsed(&note.at))
        );
        Row::new("·", text, right, Tone::Plain, Target::Event(note.seq))
    }));
    rows.push(Row::add("write a note", note::OPEN));
    rows
}

fn evidence(opened: &Opened) -> impl Iterator<Item = Row> {
    opened.evidence.iter().enumerate().map(|(at, piece)| {
        let right = format!("{}…  {}", piece.sha256.get(..12).unwrap_or_default(), piece.custodian);
        Row::new("■", piece.name.clone(), right, Tone::Plain, Target::Evidence(at))
    })
}
