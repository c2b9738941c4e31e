//! The palette: everything that can be done or gone to, to search in.

use std::collections::BTreeSet;

use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::table;
use crate::core::verdict::Verdict;
use crate::tui::action::{Action, Move, RecordAction};
use crate::tui::form::{incident, profile};
use crate::tui::ids::IncidentRef;
use crate::tui::model::Model;
use crate::tui::screen::name::ScreenName;
use crate::tui::search::best;

/// What an entry does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Goal {
    /// What a key of the screen would do.
    Action(Action),
    /// Opens an incident.
    Incident(IncidentRef),
    /// Opens a regime.
    Regime(String),
    /// Shows why an obligation is due.
    Obligation(String),
    /// Opens the form of a fact.
    Fact(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// What it says.
    pub words: String,
    /// The key that does the same, if there is one.
    pub key: &'static str,
    /// What it does.
    pub goal: Goal,
}

/// Entries that are shown at most.
pub(crate) const SHOWN: usize = 14;

fn entry(words: impl Into<String>, key: &'static str, goal: Goal) -> Entry {
    Entry {
        words: words.into(),
        key,
        goal,
    }
}

/// Everything there is on the screen at hand.
fn all(model: &Model) -> Vec<Entry> {
    let screen = model.screen();
    let own = model
        .keys
        .of(screen)
        .iter()
        .filter(|key| !matches!(key.action, Action::Palette | Action::Move(Move::Up | Move::Down)));
    let mut entries: Vec<Entry> = own
        .map(|key| entry(key.words, key.label, Goal::Action(key.action)))
        .collect();
    if let Some(opened) = model.opened() {
        let obligations = opened
            .whole
            .assessment
            .obligations
            .iter()
            .filter(|o| o.verdict != Verdict::NotDue);
        entries.extend(obligations.map(|o| entry(format!("why {}", o.id), "", Goal::Obligation(o.id.to_string()))));
        let asked = opened
            .whole
            .assessment
            .open_facts
            .iter()
            .map(|f| (f.fact.as_str(), f.question.clone()));
        let keys = table::keys().map(|key| (key, key.to_owned()));
        // Counts of places have no list of keys; those that are recorded are found by theirs.
        let recorded = opened.facts.iter().map(|fact| fact.key.as_str());
        let recorded: BTreeSet<&str> = recorded
            .filter(|key| !table::keys().any(|known| known == *key))
            .collect();
        let recorded = recorded.into_iter().map(|key| (key, key.to_owned()));
        let facts = asked.chain(keys).chain(recorded);
        entries.extend(facts.map(|(key, words)| entry(format!("fact {words}"), "", Goal::Fact(key.to_owned()))));
    }
    for (words, action) in [
        ("law", Action::Record(RecordAction::Law)),
        ("audit", Action::Record(RecordAction::Audit)),
        ("new incident", Action::Form(incident::OPEN)),
        ("organization profile", Action::Form(profile::OPEN)),
    ] {
        if screen != ScreenName::Board {
            entries.push(entry(words, "", Goal::Action(action)));
        }
    }
    let incidents = model.board().rows.iter().flatten();
    entries.extend(incidents.map(|row| {
        let exercise = row.kind.mark(MarkPlace::Line);
        let closed = if row.closed { " (closed)" } else { "" };
        entry(
            format!("incident {} {exercise}{}{closed}", row.code, row.title),
            "",
            Goal::Incident(IncidentRef::new(row.code.clone())),
        )
    }));
    let regimes = model.start.law.iter();
    entries.extend(regimes.map(|r| entry(format!("law {} {}", r.id, r.name), "", Goal::Regime(r.id.to_string()))));
    entries
}

/// The entries that fit what is typed, best first.
pub(crate) fn found(model: &Model, text: &str) -> Vec<Entry> {
    let entries = all(model);
    if text.trim().is_empty() {
        return entries.into_iter().take(SHOWN).collect();
    }
    let order = best(text, entries.iter().map(|e| e.words.clone()));
    order
        .into_iter()
        .take(SHOWN)
        .filter_map(|at| entries.get(at).cloned())
        .collect()
}
