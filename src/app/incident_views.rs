//! What a stored incident looks like to people and programs.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::assessed::{Assessed, Change};
pub use super::names_views::{FormerCodeView, ImportView, former_codes, imported, imports};
use super::record::{Done, Loaded};
use super::views::{AssessmentView, utc};
use crate::core::contact::call_tree;
use crate::core::event::Note;
use crate::core::event::{Event, Stage};
use crate::core::facts::FactValue;
use crate::core::ids::ObligationId;
use crate::core::incident::decide::close::Unresolved;
use crate::core::incident::decide::open_criteria;
use crate::core::incident::{Disposed, Incident, Recorded, knows};
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::{Playbook, PlaybookKind};
use crate::core::time::StoryTime;
use crate::store::{DeadlineRow, Summary};

/// A row of the board.
#[derive(Debug, Clone, Serialize)]
pub struct RowView {
    /// `YYYY-NNN`.
    pub code: String,
    /// UUID.
    pub id: String,
    /// Title.
    pub title: String,
    /// real or exercise
    pub kind: &'static str,
    /// Its stage, or closed.
    pub stage: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Proposed severity.
    pub severity: Option<String>,
    /// Next strict deadline.
    pub next: Option<NextView>,
    /// Due duties that are open.
    pub due: u32,
    /// Possible duties.
    pub possible: u32,
    /// When it was opened.
    pub opened_at: String,
    /// In an exercise with a scenario, the story's moment now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<String>,
}

/// A next deadline.
#[derive(Debug, Clone, Serialize)]
pub struct NextView {
    /// When.
    pub strict: String,
    /// Whose.
    pub obligation: ObligationId,
}

/// Milliseconds since 1970 as a moment.
pub fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// A summary as a row.
pub fn row(summary: &Summary) -> RowView {
    let next = summary.next_at.zip(summary.next_duty.clone());
    RowView {
        code: summary.code.clone(),
        id: summary.stream.clone(),
        title: summary.title.clone(),
        kind: if summary.exercise { "exercise" } else { "real" },
        stage: if summary.closed {
            "closed".to_owned()
        } else {
            summary.stage.clone()
        },
        closed: summary.closed,
        severity: summary.severity.clone(),
        next: next.map(|(at, obligation)| NextView {
            strict: utc(from_millis(at)),
            obligation,
        }),
        due: summary.due,
        possible: summary.possible,
        opened_at: utc(from_millis(summary.opened_at)),
        story: None,
    }
}

/// A dated duty of any incident.
#[derive(Debug, Clone, Serialize)]
pub struct DeadlineRowView {
    /// The incident.
    pub code: String,
    /// Its title.
    pub title: String,
    /// real or exercise
    pub kind: &'static str,
    /// The obligation.
    pub obligation: ObligationId,
    /// due or possible
    pub verdict: String,
    /// Who is told.
    pub recipient: String,
    /// The strict moment.
    pub strict: String,
    /// The authority's zone.
    pub zone: String,
    /// Counted from a stand-in.
    pub provisional: bool,
    /// Due and past.
    pub overdue: bool,
    /// The moment it is looked at: now, or in an exercise with a scenario the story's.
    pub as_of: String,
    /// The file of the team's own that took the place of the built-in regime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<super::views::OverlayView>,
}

/// A dated duty as a row.
pub fn deadline(summary: &Summary, row: &DeadlineRow, now: StoryTime) -> DeadlineRowView {
    let strict = from_millis(row.strict);
    DeadlineRowView {
        code: summary.code.clone(),
        title: summary.title.clone(),
        kind: if summary.exercise { "exercise" } else { "real" },
        obligation: row.duty.clone(),
        verdict: row.verdict.clone(),
        recipient: row.recipient.clone(),
        strict: utc(strict),
        zone: row.zone.clone(),
        provisional: row.provisional,
        overdue: row.verdict == "due" && strict < now.at(),
        as_of: utc(now.at()),
        overlay: None,
    }
}

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
    /// What changed among the duties.
    pub changes: &'a [Change],
}

/// The outcome of a command.
pub fn done(done: &Done) -> DoneView<'_> {
    DoneView {
        code: &done.incident.code,
        id: &done.incident.id,
        seq: done.incident.seq,
        events: &done.events,
        changes: &done.changes,
    }
}

/// One entry of a fact's history.
#[derive(Debug, Clone, Serialize)]
pub struct FactRow {
    /// The number of its entry.
    pub seq: u64,
    /// The key.
    pub key: String,
    /// The value; absent: withdrawn.
    pub value: Option<FactValue>,
    /// How sure.
    pub certainty: &'static str,
    /// When it was learned.
    pub learned_at: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// By whom.
    pub actor: String,
    /// From what, or why it was withdrawn.
    pub source: Option<String>,
    /// Whether it stands.
    pub current: bool,
}

/// The history of all facts, or of one.
pub fn facts(incident: &Incident, key: Option<&str>) -> Vec<FactRow> {
    let wanted = incident.facts.iter().filter(|(k, _)| key.is_none_or(|key| *k == key));
    let mut rows: Vec<(u64, FactRow)> = Vec::new();
    for (key, history) in wanted {
        let standing: Vec<u64> = incident.current(key).iter().map(|e| e.seq).collect();
        rows.extend(history.iter().map(|entry| {
            let row = FactRow {
                seq: entry.seq,
                key: key.clone(),
                value: entry.value.clone(),
                certainty: entry.certainty.words(),
                learned_at: utc(entry.learned_at),
                recorded_at: utc(entry.recorded_at),
                actor: entry.actor.clone(),
                source: entry.source.clone(),
                current: standing.contains(&entry.seq),
            };
            (entry.seq, row)
        }));
    }
    rows.sort_by_key(|(seq, _)| *seq);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A step and where it stands.
#[derive(Debug, Clone, Serialize)]
pub struct TaskRow {
    /// `playbook/step`.
    pub task: String,
    /// The playbook's title.
    pub playbook: String,
    /// What to do.
    pub title: String,
    /// Whose.
    pub owner: String,
    /// Why.
    pub why: String,
    /// Facts it asks for that are not known yet.
    pub asks: Vec<String>,
    /// By when.
    pub due: Option<String>,
    /// When it was done.
    pub done_at: Option<String>,
    /// By whom.
    pub done_by: Option<String>,
    /// What was found.
    pub remark: Option<String>,
}

/// The steps of the playbooks in use: the current stage's and the causes'; with `all`, of every stage, done or not.
pub fn tasks(loaded: &Loaded, playbooks: &[Playbook], all: bool) -> Vec<TaskRow> {
    let incident = &loaded.incident;
    let mut rows = Vec::new();
    for playbook in playbooks {
        let started = match playbook.kind {
            PlaybookKind::Stage => Stage::parse(&playbook.id).and_then(|stage| incident.entered(stage)),
            PlaybookKind::Cause => incident.playbooks.get(&playbook.id).copied(),
        };
        let current = match playbook.kind {
            PlaybookKind::Stage => playbook.id == incident.stage.code(),
            PlaybookKind::Cause => started.is_some(),
        };
        let shown = current || (all && playbook.kind == PlaybookKind::Stage);
        if shown {
            rows.extend(playbook.steps.iter().map(|step| task(loaded, playbook, step, started)));
        }
    }
    rows.retain(|row| all || row.done_at.is_none());
    rows
}

fn task(
    loaded: &Loaded,
    playbook: &Playbook,
    step: &crate::core::playbook::Step,
    started: Option<DateTime<Utc>>,
) -> TaskRow {
    let (incident, organisation) = (&loaded.incident, &loaded.organisation);
    let id = playbook.task(step);
    let state = incident.tasks.get(&id).cloned().unwrap_or_default();
    let minutes = step
        .within_minutes
        .and_then(|m| i64::try_from(m).ok())
        .and_then(TimeDelta::try_minutes);
    let target = started.zip(minutes).map(|(at, span)| at + span);
    TaskRow {
        task: id,
        playbook: playbook.title.clone(),
        title: step.title.clone(),
        owner: state.owner.unwrap_or_else(|| step.owner.clone()),
        why: step.why.clone(),
        asks: step
            .asks
            .iter()
            .filter(|key| !knows(incident, organisation, key))
            .cloned()
            .collect(),
        due: state.due.or(target).map(utc),
        done_at: state.done_at.map(utc),
        done_by: state.done_by,
        remark: state.remark,
    }
}

/// Where the calling of a role stands.
#[derive(Debug, Clone, Serialize)]
pub struct CallRow {
    /// The role.
    pub role: String,
    /// Who has answered, and when.
    pub answered: Option<(String, String)>,
    /// Whom to call now, and how.
    pub next: Option<String>,
    /// When the call passes on to the backup.
    pub escalates_at: Option<String>,
}

/// The call tree of an incident.
pub fn calls(loaded: &Loaded, now: StoryTime) -> Vec<CallRow> {
    let tree = call_tree(&loaded.organisation.contacts, &loaded.incident.attempts, now);
    let rows = tree.into_iter().filter(|status| !status.contacts.is_empty());
    rows.map(|status| CallRow {
        role: status.role.to_owned(),
        answered: status.answered.map(|(contact, at)| (contact.name.clone(), utc(at))),
        next: status.next.map(|contact| {
            let mut channels = contact.channels.clone();
            channels.sort_by_key(|c| c.compromised);
            let words = channels.iter().map(|c| {
                let warning = if c.compromised {
                    " (may be read by the attacker)"
                } else {
                    ""
                };
                format!("{} {}{warning}", c.kind, c.address)
            });
            format!("{}: {}", contact.name, words.collect::<Vec<_>>().join(", "))
        }),
        escalates_at: status.escalates_at.map(utc),
    })
    .collect()
}

/// A note.
#[derive(Debug, Clone, Serialize)]
pub struct NoteRow {
    /// The event's number.
    pub seq: u64,
    /// When.
    pub at: String,
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
        at: utc(note.at),
        actor: note.actor.clone(),
        privileged: note.privileged,
        text: with_text.then(|| note.text.clone()),
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

/// What was done about a duty.
#[derive(Debug, Clone, Serialize)]
pub struct DispositionView {
    /// The word.
    pub state: String,
    /// When it was recorded.
    pub at: String,
    /// By whom.
    pub actor: String,
    /// Why.
    pub rationale: Option<String>,
}

fn disposition(disposed: &Disposed) -> DispositionView {
    DispositionView {
        state: disposed.disposition.words().to_owned(),
        at: utc(disposed.at),
        actor: disposed.actor.clone(),
        rationale: disposed.rationale.clone(),
    }
}

/// The whole of an incident.
#[derive(Debug, Clone, Serialize)]
pub struct Whole {
    /// Code.
    pub code: String,
    /// UUID.
    pub id: String,
    /// Title.
    pub title: String,
    /// real or exercise
    pub kind: crate::core::facts::IncidentKind,
    /// Zone of local times.
    pub home_zone: String,
    /// The stage it is in.
    pub stage: Stage,
    /// When each stage was entered.
    pub stages: Vec<(Stage, String)>,
    /// When it was closed.
    pub closed_at: Option<String>,
    /// The one thing to do next.
    pub next_step: String,
    /// Exit criteria of the stage that are open.
    pub open_criteria: Vec<String>,
    /// Due duties nothing was done about.
    pub open_duties: Vec<ObligationId>,
    /// Possible obligations that nothing was done about yet.
    pub undecided: Vec<ObligationId>,
    /// What was last done about each duty.
    pub dispositions: BTreeMap<String, DispositionView>,
    /// Targets of the team's own policy for due duties without a number.
    pub policy_targets: BTreeMap<ObligationId, String>,
    /// Decisions that stand.
    pub decisions: Vec<DecisionRow>,
    /// What has changed since the incident was last looked at: the law's or the clock's doing.
    pub changes: Vec<Change>,
    /// The duties.
    pub assessment: AssessmentView,
    /// Imports from other records, the first one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<ImportView>,
    /// Codes it had in this record before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_codes: Vec<FormerCodeView>,
    /// The last event.
    pub seq: u64,
}

/// A decision.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionRow {
    /// The key.
    pub key: String,
    /// The value.
    pub value: FactValue,
    /// Why.
    pub rationale: String,
    /// Who.
    pub decided_by: String,
    /// When.
    pub at: String,
    /// Until when the paper must be kept.
    pub keep_until: Option<String>,
    /// The method's working at that moment.
    pub working: Vec<String>,
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
    let unresolved = Unresolved::of(incident, &assessed.duties);
    Whole {
        code: incident.code.clone(),
        id: incident.id.clone(),
        title: incident.title.clone(),
        kind: incident.kind,
        home_zone: incident.home_zone.clone(),
        stage: incident.stage,
        stages: incident
            .stages
            .iter()
            .map(|(stage, at, _)| (*stage, utc(*at)))
            .collect(),
        closed_at: incident.closed.as_ref().map(|(at, _)| utc(*at)),
        next_step: next_step(loaded, assessed, playbooks, now),
        open_criteria: open_criteria(incident, &loaded.organisation, playbooks, &assessed.duties),
        open_duties: unresolved.due,
        undecided: unresolved.undecided,
        dispositions: last
            .map(|(key, disposed)| (key.clone(), disposition(disposed)))
            .collect(),
        policy_targets: policy_targets(loaded, assessed),
        decisions: decisions(incident),
        changes: changes.to_vec(),
        assessment: assessed.view.clone(),
        imports: imports(incident),
        former_codes: former_codes(incident),
        seq: incident.seq,
    }
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
            at: utc(d.at),
            keep_until: d.keep_until.map(|day| day.to_string()),
            working: d.working.clone(),
        })
        .collect()
}

/// Days of the team's own policy for due duties whose law names no number. Never shown as a date of law.
fn policy_targets(loaded: &Loaded, assessed: &Assessed) -> BTreeMap<ObligationId, String> {
    let start = loaded.incident.current("milestones.awareness");
    let start = start
        .first()
        .or(loaded.incident.current("milestones.discovery").first())
        .map(|e| e.learned_at);
    let open = assessed
        .view
        .obligations
        .iter()
        .filter(|o| o.verdict == "due" && o.deadline.is_none() && o.no_date.is_none());
    let target = |o: &super::views::ObligationView| {
        let days = loaded.organisation.policy_days(&o.id, &o.recipient)?;
        Some((o.id.clone(), utc(start? + TimeDelta::try_days(days)?)))
    };
    open.filter_map(target).collect()
}

/// What a tired commander should do now, in one line.
fn next_step(loaded: &Loaded, assessed: &Assessed, playbooks: &[Playbook], now: StoryTime) -> String {
    let incident = &loaded.incident;
    if incident.closed.is_some() {
        return "closed; nothing is to be done".to_owned();
    }
    let left = Unresolved::of(incident, &assessed.duties);
    let open = &left.due;
    let past = open.iter().filter(|key| {
        let strict = assessed.duties.get(*key).and_then(|d| d.strict);
        strict.is_some_and(|strict| strict < now.at())
    });
    if let Some(key) = past.min_by_key(|key| assessed.duties[*key].strict) {
        return format!("{key} is past its deadline: file it now and say why it is late");
    }
    if !incident.knows("milestones.awareness") && !incident.knows("milestones.discovery") {
        return format!(
            "record when it was discovered: firebell incident milestone {} discovery now",
            incident.code
        );
    }
    if let Some(row) = tasks(loaded, playbooks, false).into_iter().next() {
        return format!("{} ({}; {})", row.title, row.task, row.owner);
    }
    match assessed.view.open_facts.first() {
        Some(fact) => format!("find out: {} [{}]", fact.question, fact.fact),
        None if left.is_empty() => {
            "every obligation that applies is resolved: close the incident when the team agrees".to_owned()
        }
        None if open.is_empty() => format!("{}: settle them, or close with a rationale", left.words()),
        None => format!("{} due duties are open: file the nearest one", open.len()),
    }
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
    let named = key.strip_prefix("harm_for.").or(key.strip_prefix("no_harm:"));
    let family = key.strip_prefix("harm.").unwrap_or(key);
    let asks = |regime: &&crate::core::law::rulebook::Regime| match named {
        Some(id) => regime.id == id,
        None => regime
            .harm
            .as_ref()
            .is_some_and(|harm| harm.test.family() == Some(family)),
    };
    let years = rules
        .regimes
        .iter()
        .filter(asks)
        .filter_map(|r| r.harm.as_ref()?.record_years);
    years.max().and_then(|years| u32::try_from(years).ok())
}
