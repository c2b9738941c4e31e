//! What is to be done in an incident: steps of the playbooks, calls, and the one thing to do next.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Serialize, Serializer};

use super::moment::{in_utc, utc};
use crate::app::assessment::assessed::Assessed;
use crate::app::record::Loaded;
use crate::core::contact::call_tree;
use crate::core::event::Stage;
use crate::core::facts::keys;
use crate::core::ids::{ObligationId, TaskId};
use crate::core::incident::decide::close::Unresolved;
use crate::core::incident::{DoneAgain, Incident, knows};
use crate::core::playbook::{Playbook, PlaybookKind, PlaybookStep};
use crate::core::time::{StoryTime, TimeLeft};

/// A step and where it stands.
#[derive(Debug, Clone, Serialize)]
pub struct TaskRow {
    /// `playbook/step`.
    pub task: TaskId,
    /// The playbook's title.
    pub playbook: String,
    /// What to do.
    pub title: String,
    /// Whether it was given to somebody; else its playbook says whose it is.
    #[serde(skip)]
    pub given: bool,
    pub owner: String,
    pub why: String,
    /// Facts it asks for that are not known yet.
    pub asks: Vec<String>,
    #[serde(serialize_with = "in_utc")]
    pub due: Option<DateTime<Utc>>,
    #[serde(serialize_with = "in_utc")]
    pub done_at: Option<DateTime<Utc>>,
    /// By whom.
    pub done_by: Option<String>,
    /// What was found.
    pub remark: Option<String>,
    /// Who else ticked it off, and what they found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub done_again: Vec<DoneAgainRow>,
}

/// Somebody who ticked a step off although another had.
#[derive(Debug, Clone, Serialize)]
pub struct DoneAgainRow {
    pub by: String,
    #[serde(serialize_with = "in_utc")]
    pub at: DateTime<Utc>,
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
        // What somebody was given is theirs, whatever stage it belongs to.
        let given = |step: &&PlaybookStep| {
            let state = incident.tasks.get(&playbook.task(step));
            shown || state.is_some_and(|state| state.owner.is_some())
        };
        let steps = playbook.steps.iter().filter(given);
        rows.extend(steps.map(|step| task(loaded, playbook, step, started)));
    }
    rows.retain(|row| all || row.done_at.is_none());
    rows
}

fn task(loaded: &Loaded, playbook: &Playbook, step: &PlaybookStep, started: Option<DateTime<Utc>>) -> TaskRow {
    let (incident, organisation) = (&loaded.incident, &loaded.organisation);
    let id = playbook.task(step);
    let state = incident.tasks.get(&id).cloned().unwrap_or_default();
    let minutes = step
        .within_minutes
        .and_then(|m| i64::try_from(m).ok())
        .and_then(TimeDelta::try_minutes);
    let target = started.zip(minutes).map(|(at, span)| at + span);
    let by_itself = match (step.done_by_log, step.done_by_facts) {
        (true, _) => logged(incident),
        (false, true) => answered(incident, &step.asks),
        (false, false) => None,
    };
    // Who opened it again did so knowing what was recorded by then.
    let by_itself = by_itself.filter(|by| state.opened_again.is_none_or(|opened| by.seq > opened));
    let (logged_at, logged_by) = by_itself
        .filter(|_| state.done_at.is_none())
        .map(|by| (by.at, by.actor))
        .unzip();
    TaskRow {
        task: id,
        playbook: playbook.title.clone(),
        title: step.title.clone(),
        given: state.owner.is_some(),
        owner: state.owner.unwrap_or_else(|| step.owner.clone()),
        why: step.why.clone(),
        asks: step
            .asks
            .iter()
            .filter(|key| !knows(incident, organisation, key))
            .cloned()
            .collect(),
        due: state.due.or(target),
        done_at: state.done_at.or(logged_at),
        done_by: state.done_by.or(logged_by),
        remark: state.remark,
        done_again: state.done_again.into_iter().map(again).collect(),
    }
}

fn again(again: DoneAgain) -> DoneAgainRow {
    DoneAgainRow {
        by: again.by,
        at: again.at,
        remark: again.remark,
    }
}

/// The entry that did a step by itself.
struct DoneBy {
    seq: u64,
    at: DateTime<Utc>,
    actor: String,
}

/// What was logged first beside the opening.
fn logged(incident: &Incident) -> Option<DoneBy> {
    let facts = incident.facts.values().flatten();
    let facts = facts.map(|entry| (entry.seq, entry.recorded_at, &entry.actor));
    let notes = incident.notes.iter().map(|note| (note.seq, note.at, &note.actor));
    let first = facts.chain(notes).min_by_key(|(seq, ..)| *seq);
    first.map(|(seq, at, actor)| DoneBy {
        seq,
        at,
        actor: actor.clone(),
    })
}

/// The entry by which the last of the facts that a step asks for became known; `None` where one is not known.
fn answered(incident: &Incident, asks: &[String]) -> Option<DoneBy> {
    // Of what counts now: an entry that was withdrawn answered nothing.
    let first_known = |key: &String| {
        let current = incident.current(key).into_iter();
        current.filter(|_| incident.knows(key)).min_by_key(|entry| entry.seq)
    };
    let all: Vec<_> = asks.iter().map(first_known).collect::<Option<_>>()?;
    let last = all.into_iter().max_by_key(|entry| entry.seq)?;
    Some(DoneBy {
        seq: last.seq,
        at: last.recorded_at,
        actor: last.actor.clone(),
    })
}

/// Who has answered a call, and when. In JSON a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub name: String,
    pub at: DateTime<Utc>,
}

impl Serialize for Answered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.name, utc(self.at)).serialize(serializer)
    }
}

/// Where the calling of a role stands.
#[derive(Debug, Clone, Serialize)]
pub struct CallRow {
    pub role: String,
    pub answered: Option<Answered>,
    /// Whom to call now, and how.
    pub next: Option<String>,
    /// When the call passes on to the backup.
    #[serde(serialize_with = "in_utc")]
    pub escalates_at: Option<DateTime<Utc>>,
}

/// The call tree of an incident.
pub fn calls(loaded: &Loaded, now: StoryTime) -> Vec<CallRow> {
    let tree = call_tree(&loaded.organisation.contacts, &loaded.incident.attempts, now);
    let rows = tree.into_iter().filter(|status| !status.contacts.is_empty());
    rows.map(|status| CallRow {
        role: status.role.to_owned(),
        answered: status.answered.map(|(contact, at)| Answered {
            name: contact.name.clone(),
            at,
        }),
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
        escalates_at: status.escalates_at,
    })
    .collect()
}

/// The one thing to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing: the incident is closed.
    Closed,
    /// File what is past its deadline.
    FileLate(ObligationId),
    /// File what is due within a day, whatever else is open.
    FileSoon(ObligationId, TimeLeft),
    /// Record when it was discovered.
    RecordDiscovery {
        /// The incident's code.
        code: String,
    },
    /// Take a step of a playbook.
    Take {
        /// What to do.
        title: String,
        /// `PLAYBOOK/STEP`.
        task: TaskId,
        owner: String,
    },
    /// Find out what the law asks.
    FindOut {
        question: String,
        /// The key of the fact.
        fact: String,
    },
    /// Close the incident.
    Close,
    /// Settle what is only possible, or close with a rationale.
    Settle(Unresolved),
    /// File the nearest of the obligations that are due.
    File {
        /// How many are open.
        open: usize,
    },
}

impl fmt::Display for NextStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NextStep::Closed => f.write_str("closed; nothing left to do"),
            NextStep::FileLate(id) => write!(f, "{id} is past its deadline: file it now and say why it is late"),
            NextStep::FileSoon(id, left) => write!(f, "{id} is due, {}: file it", left.sentence()),
            NextStep::RecordDiscovery { code } => write!(
                f,
                "record when it was discovered: firebell incident milestone {code} discovery now"
            ),
            NextStep::Take { title, task, owner } => write!(f, "{title} ({task}; {owner})"),
            NextStep::FindOut { question, fact } => write!(f, "find out: {question} [{fact}]"),
            NextStep::Close => {
                f.write_str("every obligation that applies is resolved: close the incident when the team agrees")
            }
            NextStep::Settle(left) => write!(f, "{}: settle them, or close with a rationale", left.words()),
            NextStep::File { open: 1 } => f.write_str("1 due obligation is open: file it"),
            NextStep::File { open } => write!(f, "{open} due obligations are open: file the one that is due first"),
        }
    }
}

impl Serialize for NextStep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// So near a deadline comes before every step of a playbook: a notice is drafted, approved and sent within a day.
const SOON: TimeDelta = TimeDelta::hours(24);

/// The one thing to do next, the most urgent first: a filing that is late, then the moment that most deadlines count
/// from, then a filing that is due within a day, then the tasks, then the facts that are still open. Closing comes last.
pub fn next_step(loaded: &Loaded, assessed: &Assessed, playbooks: &[Playbook], now: StoryTime) -> NextStep {
    let incident = &loaded.incident;
    if incident.closed.is_some() {
        return NextStep::Closed;
    }
    let left = Unresolved::of(incident, &assessed.obligations);
    let strict = |id: &&ObligationId| assessed.obligations.get(*id).and_then(|obligation| obligation.strict);
    let past = left
        .due
        .iter()
        .filter(|id| strict(id).is_some_and(|strict| strict < now.at()));
    if let Some(id) = past.min_by_key(strict) {
        return NextStep::FileLate(id.clone());
    }
    if !incident.knows(keys::milestones::AWARENESS) && !incident.knows(keys::milestones::DISCOVERY) {
        let code = incident.code.to_string();
        return NextStep::RecordDiscovery { code };
    }
    let soon = left.due.iter().filter_map(|id| Some((id, strict(&id)?)));
    let soon = soon.filter(|(_, strict)| *strict - now.at() < SOON);
    if let Some((id, strict)) = soon.min_by_key(|(_, strict)| *strict) {
        return NextStep::FileSoon(id.clone(), TimeLeft::until(strict, now));
    }
    if let Some(TaskRow { title, task, owner, .. }) = tasks(loaded, playbooks, false).into_iter().next() {
        return NextStep::Take { title, task, owner };
    }
    match assessed.view.open_facts.first() {
        Some(fact) => NextStep::FindOut {
            question: fact.question.clone(),
            fact: fact.fact.clone(),
        },
        None if left.is_empty() => NextStep::Close,
        None if left.due.is_empty() => NextStep::Settle(left),
        None => NextStep::File { open: left.due.len() },
    }
}
