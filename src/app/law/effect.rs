//! What another edition of the law would change for the open incidents, obligation by obligation.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::app::record::{Filter, Loaded, Record, RecordError};
use crate::app::views::{AssessmentView, DeadlineView, ObligationView, Zoned};
use crate::core::facts::keys;
use crate::core::ids::ObligationId;
use crate::core::law::rulebook::Rulebook;
use crate::core::time::WallTime;
use crate::core::verdict::{Progress, Verdict};

/// What an edition says of an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    pub verdict: Verdict,
    pub deadline: Option<Zoned>,
    /// What the deadline runs from.
    pub milestone: Option<String>,
}

/// An obligation of which two editions say different things.
#[derive(Debug, Clone, Serialize)]
pub struct Turned {
    pub obligation: ObligationId,
    /// Absent: the edition does not know it.
    pub before: Option<Said>,
    pub now: Option<Said>,
    /// How far the team has got with it.
    pub status: Progress,
}

/// What another edition changes for one incident.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentEffect {
    pub code: String,
    pub title: String,
    pub changes: Vec<Turned>,
    /// Facts of the incident that the other edition cannot read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
}

/// Every open incident by the law in force and by another edition. Closed ones keep the answers they were closed with.
///
/// # Errors
/// What the record says.
pub fn on_open_incidents(record: &Record, rules: &Rulebook, now: WallTime) -> Result<Vec<IncidentEffect>, RecordError> {
    let rows = record.list(&Filter::default())?;
    let effect = |row: &crate::app::record::Summary| on_incident(record, &record.load(&row.stream)?, rules, now);
    rows.iter().map(effect).collect()
}

fn on_incident(
    record: &Record,
    loaded: &Loaded,
    rules: &Rulebook,
    now: WallTime,
) -> Result<IncidentEffect, RecordError> {
    let story = loaded.incident.now(now);
    let before = record.assess(&loaded.incident, &loaded.organisation, story)?;
    let (changes, unreadable) = match record.assess_by(rules, loaded, story) {
        Ok(after) => (turned(&before.view, &after.view), Vec::new()),
        Err(RecordError::Value { problems }) => (Vec::new(), problems),
        Err(other) => return Err(other),
    };
    Ok(IncidentEffect {
        code: loaded.incident.code.to_string(),
        title: loaded.incident.title.clone(),
        changes,
        unreadable,
    })
}

/// The obligations that differ between two assessments of the same facts at the same moment.
pub fn turned(before: &AssessmentView, now: &AssessmentView) -> Vec<Turned> {
    let (old, new) = (by_id(before), by_id(now));
    let ids: BTreeSet<&ObligationId> = old.keys().chain(new.keys()).copied().collect();
    let mut changes = Vec::new();
    for id in ids {
        let (before, now) = (old.get(id).copied(), new.get(id).copied());
        let told = (before.map(said), now.map(said));
        let nothing = |said: &Option<Said>| said.as_ref().is_none_or(|said| said.verdict == Verdict::NotDue);
        if told.0 == told.1 || nothing(&told.0) && nothing(&told.1) {
            continue;
        }
        changes.push(Turned {
            obligation: id.clone(),
            status: now.or(before).map_or(Progress::Open, |o| o.status),
            before: told.0,
            now: told.1,
        });
    }
    changes
}

fn by_id(view: &AssessmentView) -> BTreeMap<&ObligationId, &ObligationView> {
    view.obligations.iter().map(|o| (&o.id, o)).collect()
}

fn said(o: &ObligationView) -> Said {
    let deadline = o.deadline.as_ref();
    Said {
        verdict: o.verdict,
        deadline: deadline.map(DeadlineView::strict_local),
        milestone: deadline.map(|deadline| deadline.milestone.clone()),
    }
}

/// The codes of open incidents that name a customer.
///
/// # Errors
/// What the record says.
pub fn naming_customer(record: &Record, customer: &str) -> Result<Vec<String>, RecordError> {
    let mut codes = Vec::new();
    for row in record.list(&Filter::default())? {
        let incident = record.load(&row.stream)?.incident;
        let current = incident.current(keys::data::CUSTOMERS);
        let said = current.iter().filter_map(|entry| entry.value.as_ref()?.codes());
        if said.flatten().any(|id| id == customer) {
            codes.push(incident.code.to_string());
        }
    }
    Ok(codes)
}
