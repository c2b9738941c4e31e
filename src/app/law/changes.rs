//! What another edition of the law changes: in the law, and in the obligations of an incident.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::app::files::overlay::Unreadable;
use crate::app::law::files;
use crate::app::law::layers::{self, Layers};
use crate::core::ids::{ObligationId, RegimeId};
use crate::core::law::load::LawText;
use crate::core::law::rulebook::{Obligation, Regime, Rulebook};

/// How something differs between two editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    Added,
    Removed,
    /// Its limit, start or threshold.
    Moved,
    /// Anything else.
    Changed,
}

/// A regime, obligation or file that is another one in the new edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LawChange {
    pub difference: Difference,
    pub regime: Option<RegimeId>,
    pub obligation: Option<ObligationId>,
    /// What it was and what it is, for people.
    pub words: String,
}

/// An edition of the law: what it was made of, and what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'l> {
    pub layers: &'l Layers,
    pub rules: &'l Rulebook,
}

/// What differs between two editions, in the order of the rule base; calendars and shared tables last.
///
/// # Errors
/// The first folder or file of law that could not be read.
pub fn between(old: Edition<'_>, new: Edition<'_>) -> Result<Vec<LawChange>, Unreadable> {
    let (before, now) = (old.rules, new.rules);
    let mut changes = Vec::new();
    for regime in &now.regimes {
        match same(before, regime) {
            None => changes.extend(whole(regime, Difference::Added)),
            Some(old) => changes.extend(regime_changes(old, regime)),
        }
    }
    for regime in &before.regimes {
        if same(now, regime).is_none() {
            changes.extend(whole(regime, Difference::Removed));
        }
    }
    changes.extend(shared(&old, &new)?);
    Ok(changes)
}

/// Period, start and threshold in one phrase.
fn limits(obligation: &Obligation) -> String {
    let period = obligation.limit.as_ref().map(|limit| limit.period.words());
    let period = period.unwrap_or_else(|| "no fixed deadline".to_owned());
    let from = obligation
        .from
        .as_ref()
        .map(|from| format!(" from {}", from.code().replace('_', " ")));
    let threshold = obligation
        .threshold
        .as_ref()
        .map(|t| format!(", {} {} {}", t.op.words(), t.count, t.of.replace('_', " ")));
    format!("{period}{}{}", from.unwrap_or_default(), threshold.unwrap_or_default())
}

fn same<'r>(rules: &'r Rulebook, regime: &Regime) -> Option<&'r Regime> {
    rules.regime(&regime.id).filter(|found| found.id == regime.id)
}

fn whole(regime: &Regime, difference: Difference) -> Vec<LawChange> {
    let obligations = regime.current().obligations.iter();
    let mut changes: Vec<LawChange> = obligations
        .map(|o| of_obligation(regime, o, difference, limits(o)))
        .collect();
    if changes.is_empty() {
        changes.push(of_regime(regime, difference, regime.name.clone()));
    }
    changes
}

fn regime_changes(old: &Regime, now: &Regime) -> Vec<LawChange> {
    let mut changes = Vec::new();
    for obligation in &now.current().obligations {
        let before = old.current().obligations.iter().find(|o| o.id == obligation.id);
        let change = match before {
            None => Some((Difference::Added, limits(obligation))),
            Some(before) if limits(before) != limits(obligation) => Some((
                Difference::Moved,
                format!("{} → {}", limits(before), limits(obligation)),
            )),
            Some(before) if told(before) != told(obligation) => {
                Some((Difference::Changed, "conditions, authority or wording".to_owned()))
            }
            Some(_) => None,
        };
        changes.extend(change.map(|(difference, words)| of_obligation(now, obligation, difference, words)));
    }
    for obligation in &old.current().obligations {
        if !now.current().obligations.iter().any(|o| o.id == obligation.id) {
            changes.push(of_obligation(now, obligation, Difference::Removed, limits(obligation)));
        }
    }
    if changes.is_empty() && regime_told(old) != regime_told(now) {
        let words = "scope, harm test, former versions or wording".to_owned();
        changes.push(of_regime(now, Difference::Changed, words));
    }
    changes
}

/// Everything an obligation says, but for where its text is.
fn told(obligation: &Obligation) -> String {
    let mut obligation = obligation.clone();
    obligation.place = (0, 0);
    format!("{obligation:?}")
}

fn regime_told(regime: &Regime) -> String {
    let mut regime = regime.clone();
    (regime.file, regime.place) = (String::new(), (0, 0));
    for obligation in regime.versions.iter_mut().flat_map(|version| &mut version.obligations) {
        obligation.place = (0, 0);
    }
    format!("{regime:?}")
}

fn of_obligation(regime: &Regime, obligation: &Obligation, difference: Difference, words: String) -> LawChange {
    LawChange {
        difference,
        regime: Some(regime.id.clone()),
        obligation: Some(obligation.key.clone()),
        words,
    }
}

fn of_regime(regime: &Regime, difference: Difference, words: String) -> LawChange {
    LawChange {
        difference,
        regime: Some(regime.id.clone()),
        obligation: None,
        words,
    }
}

/// Files without regimes in packs and folders: calendars, authorities and the shared tables, which may change any answer.
fn shared(before: &Edition<'_>, now: &Edition<'_>) -> Result<Vec<LawChange>, Unreadable> {
    let (old, new) = (shared_files(before)?, shared_files(now)?);
    let change = |name: &str, difference| LawChange {
        difference,
        regime: None,
        obligation: None,
        words: name.to_owned(),
    };
    let mut changes = Vec::new();
    for (name, text) in &new {
        match old.get(name) {
            None => changes.push(change(name, Difference::Added)),
            Some(before) if before != text => changes.push(change(name, Difference::Changed)),
            Some(_) => {}
        }
    }
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    changes.extend(gone.map(|name| change(name, Difference::Removed)));
    Ok(changes)
}

/// Whether a law file holds regimes, also where those of a later layer take their place.
fn holds_regimes(text: &str) -> bool {
    let table = text.parse::<toml::Table>();
    table.is_ok_and(|table| table.contains_key("regime"))
}

/// The texts of shared files by name: below its folder, so that a copy of a folder is the same law, or below the name of its
/// pack, through all versions. Files of one name in several folders are told together.
fn shared_files(edition: &Edition<'_>) -> Result<BTreeMap<String, String>, Unreadable> {
    let shared = |text: &&LawText<'_>| !holds_regimes(&text.text);
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for layer in &edition.layers.packs {
        let pack = &layer.pack.label.name;
        for text in layer.texts.iter().filter(shared) {
            let path = text.path.split_once('/').map_or(text.path.as_str(), |(_, path)| path);
            files.insert(format!("{pack}/{path}"), text.text.clone().into_owned());
        }
    }
    for folder in layers::distinct(&edition.layers.folders) {
        for text in files::overlay(folder)?.iter().filter(shared) {
            files.entry(text.name.clone()).or_default().push_str(&text.text);
        }
    }
    Ok(files)
}
