//! What a stored incident looks like to people and programs.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Serialize, Serializer};

use super::board::is_zero;
pub use super::board::{DeadlineRowView, NextView, RowStage, RowView, deadline, row};
pub use super::entries::reminders;
pub use super::entries::{
    AssignedView, DecisionRow, DispositionView, FactRow, NoteRow, ReminderView, decisions, facts, notes, privilege_log,
};
use super::entries::{assigned, disposition};
use super::moment::{in_utc, utc, zone_name};
pub use super::names::{FormerCodeView, ImportView, former_codes, imported, imports};
pub use super::worklist::{Answered, CallRow, DoneAgainRow, NextStep, TaskRow, calls, next_step, tasks};
use super::{AssessmentView, ObligationView};
use crate::app::assessment::assessed::{Assessed, Change};
use crate::app::record::{Acknowledged, Done, Loaded};
use crate::core::event::{Event, Stage};
use crate::core::facts::IncidentKind;
use crate::core::facts::decision_key::DecisionKey;
use crate::core::facts::keys;
use crate::core::ids::{ObligationId, ObligationName};
use crate::core::incident::decide::close::Unresolved;
use crate::core::incident::decide::open_criteria;
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::Playbook;
use crate::core::time::{StoryTime, Zone};
use crate::core::verdict::Verdict;

/// What a command came to.
#[derive(Debug, Clone, Serialize)]
pub struct DoneView<'a> {
    /// The incident's code.
    pub code: &'a str,
    /// UUID.
    pub id: &'a str,
    /// The last event.
    pub seq: u64,
    /// The new events.
    pub events: &'a [Event],
    /// What changed among the obligations.
    pub changes: &'a [Change],
    /// In a record that several machines share: whether the team's server has it, or it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<&'static str>,
}

/// The outcome of a command.
pub fn done(done: &Done) -> DoneView<'_> {
    DoneView {
        code: &done.loaded.incident.code,
        id: &done.loaded.incident.id,
        seq: done.loaded.incident.seq,
        events: &done.events,
        changes: &done.changes,
        shared: match done.acknowledged {
            Acknowledged::Here => None,
            Acknowledged::OnServer => Some("committed"),
            Acknowledged::Waits => Some("waits"),
        },
    }
}

/// A stage and when it was entered. In JSON a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    pub stage: Stage,
    pub at: DateTime<Utc>,
}

impl Serialize for Entered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.stage, utc(self.at)).serialize(serializer)
    }
}

/// The whole of an incident.
#[derive(Debug, Clone, Serialize)]
pub struct Whole {
    pub code: String,
    /// UUID.
    pub id: String,
    pub title: String,
    /// real or exercise
    pub kind: IncidentKind,
    /// Zone of local times.
    #[serde(serialize_with = "zone_name")]
    pub home_zone: Zone,
    pub stage: Stage,
    pub stages: Vec<Entered>,
    #[serde(serialize_with = "in_utc")]
    pub closed_at: Option<DateTime<Utc>>,
    /// The one thing to do next.
    pub next_step: NextStep,
    /// Exit criteria of the stage that are open.
    pub open_criteria: Vec<String>,
    /// Due obligations nothing was done about.
    #[serde(rename = "open_duties")]
    pub open_obligations: Vec<ObligationId>,
    /// Possible obligations that nothing was done about yet.
    pub undecided: Vec<ObligationId>,
    /// What was last done about each obligation.
    pub dispositions: BTreeMap<ObligationName, DispositionView>,
    /// Who sees to which obligation.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub assigned: BTreeMap<ObligationName, AssignedView>,
    /// Reminders that are open, the soonest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<ReminderView>,
    /// Targets of the team's own policy for due obligations without a number.
    #[serde(serialize_with = "in_utc")]
    pub policy_targets: BTreeMap<ObligationId, DateTime<Utc>>,
    /// Decisions that stand.
    pub decisions: Vec<DecisionRow>,
    /// What has changed since the incident was last looked at: the law's or the clock's doing.
    pub changes: Vec<Change>,
    pub assessment: AssessmentView,
    /// Imports from other records, the first one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<ImportView>,
    /// How many entries wait for the team's server.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_yet_shared: usize,
    /// Codes it had in this record before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_codes: Vec<FormerCodeView>,
    /// The last event.
    pub seq: u64,
}

/// Everything about an incident at a moment.
pub fn whole(
    loaded: &Loaded,
    assessed: &Assessed,
    changes: &[Change],
    playbooks: &[Playbook],
    now: StoryTime,
) -> Whole {
    let incident = &loaded.incident;
    let last = incident
        .dispositions
        .iter()
        .filter_map(|(key, list)| Some((key, list.last()?)));
    let unresolved = Unresolved::of(incident, &assessed.obligations);
    Whole {
        code: incident.code.to_string(),
        id: incident.id.to_string(),
        title: incident.title.clone(),
        kind: incident.kind,
        home_zone: loaded.incident.home_zone.clone(),
        stage: incident.stage,
        stages: incident
            .stages
            .iter()
            .map(|(stage, at, _)| Entered { stage: *stage, at: *at })
            .collect(),
        closed_at: incident.closed.as_ref().map(|(at, _)| *at),
        next_step: next_step(loaded, assessed, playbooks, now),
        open_criteria: open_criteria(incident, &loaded.organisation, playbooks, &assessed.obligations),
        open_obligations: unresolved.due,
        undecided: unresolved.undecided,
        dispositions: last
            .map(|(key, disposed)| (key.clone(), disposition(disposed)))
            .collect(),
        assigned: assigned(incident),
        reminders: reminders(incident),
        policy_targets: policy_targets(loaded, assessed),
        decisions: decisions(incident),
        changes: changes.to_vec(),
        assessment: assessed.view.clone(),
        imports: imports(incident),
        not_yet_shared: loaded.waiting.len(),
        former_codes: former_codes(incident),
        seq: incident.seq,
    }
}

/// Days of the team's own policy for due obligations whose law names no number. Never shown as a date of law.
fn policy_targets(loaded: &Loaded, assessed: &Assessed) -> BTreeMap<ObligationId, DateTime<Utc>> {
    let start = loaded.incident.current(keys::milestones::AWARENESS);
    let start = start
        .first()
        .or(loaded.incident.current(keys::milestones::DISCOVERY).first())
        .map(|e| e.learned_at);
    let open = assessed
        .view
        .obligations
        .iter()
        .filter(|o| o.verdict == Verdict::Due && o.deadline.is_none() && o.no_date.is_none());
    let target = |o: &ObligationView| {
        let days = loaded.organisation.policy_days(&o.id, o.recipient)?;
        Some((o.id.clone(), start? + TimeDelta::try_days(days)?))
    };
    open.filter_map(target).collect()
}

/// The working of the risk methods, to be kept with a decision.
pub fn working(view: &AssessmentView) -> Vec<String> {
    let methods = view.risk.iter().flat_map(|risk| &risk.methods);
    methods
        .flat_map(|method| {
            let head = format!("{}: {} ({})", method.name, method.band, method.conclusion);
            std::iter::once(head).chain(method.working.iter().map(|line| format!("  {line}")))
        })
        .collect()
}

/// How long the paper of a decision must be kept: the longest that a regime whose test it answers asks for.
pub fn years_to_keep(rules: &Rulebook, key: &str) -> Option<u32> {
    let key = DecisionKey::from(key);
    let asks = |regime: &&crate::core::law::rulebook::Regime| match key.regime() {
        Some(id) => regime.id == id,
        None => regime
            .harm
            .as_ref()
            .is_some_and(|harm| key.scale().is_some() && harm.test.family() == key.scale()),
    };
    let years = rules
        .regimes
        .iter()
        .filter(asks)
        .filter_map(|r| r.harm.as_ref()?.record_years);
    years.max().and_then(|years| u32::try_from(years).ok())
}
