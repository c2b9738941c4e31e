//! What is new since somebody last looked: rows that others have touched meanwhile are marked until one leaves.

use std::collections::BTreeMap;

use super::state::{Content, IncidentScreen};
use crate::app::assessment::opened_incident::{Opened, Thing, Touched};
use crate::tui::effect::Effect;
use crate::tui::ids::IncidentRef;
use crate::tui::model::Model;
use crate::tui::widget::opener::Target;
use crate::tui::widget::row::Row;

/// The name under which it is kept how far somebody has seen an incident.
fn slot(actor: &str, incident: &IncidentRef) -> String {
    format!("seen/{actor}/{incident}")
}

/// The number of the last entry that this member saw before leaving; `None`: they were never here, and all of it is
/// new.
pub(crate) fn seen_before(model: &Model, incident: &IncidentRef) -> Option<u64> {
    model
        .start
        .drafts
        .get(&slot(&model.start.actor, incident))?
        .parse()
        .ok()
}

/// Whoever goes on behind the lock is on an incident before it is known who they are and what they had seen of it.
pub(crate) fn came_back(model: &mut Model) {
    let code = model.incident().map(|open| open.code.clone());
    let seen = code.and_then(|code| seen_before(model, &code));
    if let Some(open) = model.screens.incident_mut() {
        open.seen_before = seen.or(open.seen_before);
    }
}

/// Keeps how far the incident at hand was seen.
pub(crate) fn leave(model: &mut Model) -> Option<Effect> {
    if let Some((code, tab)) = model.incident().map(|open| (open.code.clone(), open.tab)) {
        model.parts.insert(code, tab);
    }
    let opened = model.opened().filter(|opened| opened.as_of.is_none())?;
    let (code, seq) = (IncidentRef::new(opened.whole.code.clone()), opened.whole.seq);
    if seen_before(model, &code) == Some(seq) {
        return None;
    }
    let slot = slot(&model.start.actor, &code);
    let text = seq.to_string();
    model.start.drafts.insert(slot.clone(), text.clone());
    let text = Some(text);
    Some(Effect::Draft { slot, text })
}

/// Lists what others changed since this member left, or everything again.
pub(super) fn turn(model: &mut Model) {
    let Some(incident) = model.screens.incident_mut() else {
        return;
    };
    incident.news_only = !incident.news_only;
    incident.at = 0;
    incident.search.clear();
    model.message = match incident.news_only {
        true => "What others recorded since you left this incident; Enter opens a row, Esc shows everything.",
        false => "Everything is listed again.",
    }
    .to_owned();
}

/// Shows an incident as it was read; gives the last entry that was shown before. For whoever was never here, only what comes
/// from now on is marked: all of it would be.
pub(crate) fn arrived(open: &mut IncidentScreen, content: Content) -> Option<u64> {
    let had = open.opened().map(|opened| opened.whole.seq);
    open.arrived(content);
    let seq = open
        .opened()
        .filter(|opened| opened.as_of.is_none())
        .map(|opened| opened.whole.seq);
    open.seen_before = open.seen_before.or(seq);
    had
}

/// Says what others recorded since the incident was read last.
pub(crate) fn tell(model: &mut Model, had: Option<u64>) {
    let (Some(had), Some(opened)) = (had, model.opened()) else {
        return;
    };
    if opened.as_of.is_some() {
        return;
    }
    let of_others = opened
        .log
        .iter()
        .filter(|row| row.seq > had && row.actor != model.start.actor);
    // By number: the newest one is told, the others are counted.
    let new: BTreeMap<u64, (&str, &str)> = of_others.map(|row| (row.seq, (&*row.actor, &*row.message))).collect();
    let Some((_, (actor, words))) = new.last_key_value() else {
        return;
    };
    let more = match new.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more; 5 shows the log)"),
    };
    model.message = format!("{actor}: {words}{more}");
}

/// Marks the rows that others have touched since.
pub(super) fn mark(opened: &Opened, actor: &str, seen: Option<u64>, rows: &mut [Row]) {
    let Some(seen) = seen else { return };
    let new: Vec<&Touched> = opened
        .touched
        .iter()
        .filter(|touched| touched.seq > seen && touched.actor != actor)
        .collect();
    if new.is_empty() {
        return;
    }
    for row in rows {
        row.news = new.iter().any(|touched| touches(touched, &row.target));
    }
}

fn touches(touched: &Touched, target: &Target) -> bool {
    match (&touched.thing, target) {
        (_, Target::Event(seq)) => *seq == touched.seq,
        (_, Target::Reminder(entry)) => *entry == touched.seq,
        (Thing::Fact(key), Target::Fact(listed)) => key == listed,
        (Thing::Step(task), Target::Task(listed)) => task == listed,
        (Thing::Obligation(name), Target::Obligation(listed)) => name.covers(listed),
        (Thing::Decision(key), Target::Decision(listed)) => key == listed,
        (Thing::Call(contact), Target::Call(listed)) => contact == listed,
        (
            Thing::Fact(_) | Thing::Step(_) | Thing::Obligation(_) | Thing::Decision(_) | Thing::Call(_) | Thing::Entry,
            _,
        ) => false,
    }
}
