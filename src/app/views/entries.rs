//! What was recorded about an incident: facts, notes, decisions and what was done about each obligation.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Serialize, Serializer};

use super::moment::in_utc;
use crate::core::event::{Disposition, Note};
use crate::core::facts::FactValue;
use crate::core::ids::ObligationName;
use crate::core::incident::siblings::to_review;
use crate::core::incident::{Assigned, Disposed, Incident, Recorded};
use crate::core::law::pack::Edition;

/// One entry of a fact's history.
#[derive(Debug, Clone, Serialize)]
pub struct FactRow {
    /// The number of its entry.
    pub seq: u64,
    pub key: String,
    /// The value; absent: withdrawn.
    pub value: Option<FactValue>,
    pub certainty: &'static str,
    #[serde(serialize_with = "in_utc")]
    pub learned_at: DateTime<Utc>,
    #[serde(serialize_with = "in_utc")]
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// From what, or why it was withdrawn.
    pub source: Option<String>,
    /// Whether it stands.
    pub current: bool,
    /// The key whose change asks for a review of this text, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
}

/// The history of all facts, or of one.
pub fn facts(incident: &Incident, key: Option<&str>) -> Vec<FactRow> {
    let wanted = incident.facts.iter().filter(|(k, _)| key.is_none_or(|key| *k == key));
    let open = to_review(incident);
    let mut rows: Vec<(u64, FactRow)> = Vec::new();
    for (key, history) in wanted {
        let standing: Vec<u64> = incident.current(key).iter().map(|e| e.seq).collect();
        rows.extend(history.iter().map(|entry| {
            let row = FactRow {
                seq: entry.seq,
                key: key.clone(),
                value: entry.value.clone(),
                certainty: entry.certainty.words(),
                learned_at: entry.learned_at,
                recorded_at: entry.recorded_at,
                actor: entry.actor.clone(),
                source: entry.source.clone(),
                current: standing.contains(&entry.seq),
                review: open
                    .get(key.as_str())
                    .filter(|_| standing.contains(&entry.seq))
                    .map(|changed| (*changed).to_owned()),
            };
            (entry.seq, row)
        }));
    }
    rows.sort_by_key(|(seq, _)| *seq);
    rows.into_iter().map(|(_, row)| row).collect()
}

#[derive(Debug, Clone, Serialize)]
pub struct NoteRow {
    /// The event's number.
    pub seq: u64,
    #[serde(serialize_with = "in_utc")]
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// Attorney–client.
    pub privileged: bool,
    /// Its text; absent in the privilege log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

fn note(note: &Recorded<Note>, with_text: bool) -> NoteRow {
    NoteRow {
        seq: note.seq,
        at: note.at,
        actor: note.actor.clone(),
        privileged: note.privileged,
        text: with_text.then(|| match note.text.is_empty() {
            true => "sealed for other members".to_owned(),
            false => note.text.clone(),
        }),
    }
}

/// The notes; privileged ones only where they were asked for.
pub fn notes(incident: &Incident, privileged: bool) -> Vec<NoteRow> {
    let shown = incident.notes.iter().filter(|n| privileged || !n.privileged);
    shown.map(|n| note(n, true)).collect()
}

/// The privileged notes without their text.
pub fn privilege_log(incident: &Incident) -> Vec<NoteRow> {
    let privileged = incident.notes.iter().filter(|n| n.privileged);
    privileged.map(|n| note(n, false)).collect()
}

/// What was done about an obligation.
#[derive(Debug, Clone, Serialize)]
pub struct DispositionView {
    #[serde(rename = "state", serialize_with = "disposition_words")]
    pub disposition: Disposition,
    #[serde(serialize_with = "in_utc")]
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    pub rationale: Option<String>,
    /// The edition of the law by which the obligation stood then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<Edition>,
}

impl DispositionView {
    /// Whether nothing is left to be done about the obligation.
    pub fn settles(&self) -> bool {
        self.disposition.settles()
    }
}

fn disposition_words<S: Serializer>(disposition: &Disposition, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(disposition.words())
}

pub(super) fn disposition(disposed: &Disposed) -> DispositionView {
    DispositionView {
        disposition: disposed.disposition.clone(),
        at: disposed.at,
        actor: disposed.actor.clone(),
        rationale: disposed.rationale.clone(),
        law: disposed.law.clone(),
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct DecisionRow {
    pub key: String,
    pub value: FactValue,
    pub rationale: String,
    pub decided_by: String,
    #[serde(serialize_with = "in_utc")]
    pub at: DateTime<Utc>,
    /// Until when the paper must be kept.
    pub keep_until: Option<NaiveDate>,
    /// The method's working at that moment.
    pub working: Vec<String>,
    /// The edition of the law it was decided under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<Edition>,
}

/// The decisions that stand, with their papers.
pub fn decisions(incident: &Incident) -> Vec<DecisionRow> {
    let standing = incident
        .decisions
        .iter()
        .filter(|d| incident.decision(&d.key).is_some_and(|last| last.seq == d.seq));
    standing
        .map(|d| DecisionRow {
            key: d.key.clone(),
            value: d.said(),
            rationale: d.rationale.clone(),
            decided_by: d.decided_by.clone(),
            at: d.at,
            keep_until: d.keep_until,
            working: d.working.clone(),
            law: d.law.clone(),
        })
        .collect()
}

/// Who sees to an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssignedView {
    pub owner: String,
    /// When the team wants it done.
    #[serde(serialize_with = "in_utc")]
    pub due: Option<DateTime<Utc>>,
}

/// A reminder that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReminderView {
    /// The number of the entry that set it.
    pub entry: u64,
    #[serde(serialize_with = "in_utc")]
    pub at: DateTime<Utc>,
    /// Of what.
    pub about: String,
    /// Whom; absent: everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who set it.
    pub by: String,
}

/// Who sees to which obligation.
pub(super) fn assigned(incident: &Incident) -> BTreeMap<ObligationName, AssignedView> {
    let view = |assigned: &Assigned| AssignedView {
        owner: assigned.owner.clone(),
        due: assigned.due,
    };
    let all = incident.assigned.iter();
    all.map(|(obligation, assigned)| (obligation.clone(), view(assigned)))
        .collect()
}

/// The reminders that are open, the soonest first.
pub fn reminders(incident: &Incident) -> Vec<ReminderView> {
    let open = incident.reminders.iter().filter(|kept| !kept.ended);
    let mut rows: Vec<ReminderView> = open
        .map(|kept| ReminderView {
            entry: kept.set.seq,
            at: kept.set.what.at,
            about: kept.set.about.clone(),
            owner: kept.set.owner.clone(),
            by: kept.set.actor.clone(),
        })
        .collect();
    rows.sort_by_key(|row| (row.at, row.entry));
    rows
}
