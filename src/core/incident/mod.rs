//! An incident is its events: this folds them into what is known, and nothing else changes it.

pub mod approvals;
pub mod case_import;
pub mod command;
pub mod decide;
pub mod document;
mod exits;
mod fold;
pub mod letter;
pub mod mailing;
pub mod names;
pub mod sender;
pub mod siblings;
pub mod undo;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::contact::Attempt;
use super::drill::Drill;
use super::drill::clock::Clock;
use super::event::{
    DecisionMade, Disposition, Event, Evidence, LawEnforcementDelay, Note, ObligationUpdate, Reminder, TimelineImport,
};
use super::facts::{FactValue, IncidentKind};
use super::member::public_key::MemberId;
use super::time::{StoryTime, WallTime, Zone};
use super::vocabulary::{Certainty, Reached, Stage};
use names::{FormerCode, Origin};

use crate::core::ids::{IncidentId, LetterId, ObligationName, StoredCode, TaskId};

pub use super::organisation::Organisation;
pub use fold::FoldError;

/// One entry of a fact's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactEntry {
    /// The event it stands in.
    pub seq: u64,
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub actor: String,
    /// The value; `None`: withdrawn, unknown again.
    pub value: Option<FactValue>,
    pub certainty: Certainty,
    pub learned_at: DateTime<Utc>,
    /// From what, or why it was withdrawn.
    pub source: Option<String>,
    /// Beside the earlier ones, not in their place.
    pub also: bool,
}

/// What somebody recorded, with the event that holds it. It reads like the thing itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<T> {
    /// The number of the event.
    pub seq: u64,
    pub at: DateTime<Utc>,
    /// Who recorded it.
    pub actor: String,
    /// The thing itself.
    pub what: T,
}

impl<T: Clone> Recorded<T> {
    fn of(event: &Event, what: &T) -> Recorded<T> {
        Recorded {
            seq: event.seq,
            at: event.recorded_at,
            actor: event.actor.clone(),
            what: what.clone(),
        }
    }
}

impl<T> std::ops::Deref for Recorded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.what
    }
}

/// A decision of a person, as it was recorded.
pub type Decision = Recorded<DecisionMade>;

/// One thing done about an obligation, as it was recorded.
pub type Disposed = Recorded<ObligationUpdate>;

/// A law-enforcement delay, and whether it still runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delay {
    /// The event that placed it.
    pub seq: u64,
    /// What the authority asked for.
    pub terms: LawEnforcementDelay,
    pub placed_at: DateTime<Utc>,
    /// How it was lifted, if it was.
    pub lifted: Option<Lifted>,
}

impl Delay {
    /// Whether it holds notices back at a moment.
    pub fn runs_at(&self, now: StoryTime) -> bool {
        self.lifted.is_none() && self.terms.until.is_none_or(|until| until > now.at())
    }
}

/// The end of a law-enforcement delay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The event that lifted it.
    pub seq: u64,
    pub at: DateTime<Utc>,
    /// Why, or on whose word.
    pub reason: String,
}

/// A step of a playbook as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Task {
    /// When it was ticked off.
    pub done_at: Option<DateTime<Utc>>,
    /// Who ticked it off.
    pub done_by: Option<String>,
    /// Who owns it.
    pub owner: Option<String>,
    pub due: Option<DateTime<Utc>>,
    /// What was found or done.
    pub remark: Option<String>,
    /// Who else ticked it off meanwhile: two people may do so at once, and neither's words are lost.
    pub done_again: Vec<DoneAgain>,
    /// The number of the entry that opened it again; what was known before that does not answer it.
    pub opened_again: Option<u64>,
}

/// A step that somebody ticked off although another had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneAgain {
    pub by: String,
    pub at: DateTime<Utc>,
    pub remark: Option<String>,
}

/// Who sees to an obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    pub owner: String,
    /// When the team wants it done.
    pub due: Option<DateTime<Utc>>,
}

/// A reminder, and whether it is done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReminder {
    pub set: Recorded<Reminder>,
    pub ended: bool,
}

/// One incident, as its events tell it. There is none before its opening.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    pub id: IncidentId,
    /// What people call it by: an old record may have a code that firebell would not give.
    pub code: StoredCode,
    /// What people call it.
    pub title: String,
    /// Real or exercise.
    pub kind: IncidentKind,
    /// The zone of local times.
    pub home_zone: Zone,
    pub opened_at: DateTime<Utc>,
    pub stage: Stage,
    /// Stages entered, with when and why the one before was left with open criteria.
    pub stages: Vec<(Stage, DateTime<Utc>, Option<String>)>,
    /// When and why it was closed, while it is.
    pub closed: Option<(DateTime<Utc>, String)>,
    /// How often it was closed.
    pub closings: u32,
    /// History by facts-file key.
    pub facts: BTreeMap<String, Vec<FactEntry>>,
    /// Decisions, oldest first.
    pub decisions: Vec<Decision>,
    /// What was done about each obligation, oldest first.
    pub dispositions: BTreeMap<ObligationName, Vec<Disposed>>,
    pub letters: BTreeMap<LetterId, letter::Letter>,
    /// Letters of which whoever opened the record cannot open a text.
    pub sealed_letters: BTreeSet<LetterId>,
    /// Mailings, oldest first.
    pub mailings: Vec<mailing::Mailing>,
    /// Law-enforcement delays, oldest first.
    pub delays: Vec<Delay>,
    /// Playbooks in use besides those of the stages, with when they were added.
    pub playbooks: BTreeMap<String, DateTime<Utc>>,
    /// `playbook/step` to where it stands.
    pub tasks: BTreeMap<TaskId, Task>,
    /// Who sees to which obligation.
    pub assigned: BTreeMap<ObligationName, Assigned>,
    /// Reminders, oldest first.
    pub reminders: Vec<KeptReminder>,
    /// Calls.
    pub attempts: Vec<Attempt>,
    /// Evidence, oldest first.
    pub evidence: Vec<Recorded<Evidence>>,
    /// Notes, oldest first.
    pub notes: Vec<Recorded<Note>>,
    /// Timelines taken in, oldest first, also those that were taken back.
    pub imported_timelines: Vec<Recorded<TimelineImport>>,
    /// Entries that were taken back, each with the entries that restored the state before it.
    pub taken_back: BTreeMap<u64, std::ops::Range<u64>>,
    /// The exercise that is played on it, where one is.
    pub drill: Option<Drill>,
    /// Records it was taken in from, the first one first.
    pub origins: Vec<Origin>,
    /// Codes it had in this record before.
    pub former_codes: Vec<FormerCode>,
    /// The members who may read it; `None`: whoever may read incidents.
    pub restricted_to: Option<Vec<MemberId>>,
    /// Number of the last event.
    pub seq: u64,
    /// When the last event was recorded.
    pub last_at: DateTime<Utc>,
    /// The same, by the clock on the wall.
    pub last_wall: WallTime,
}

impl Incident {
    /// What time it is for this incident when the clock on the wall says `wall`: in an exercise the story's time.
    pub fn now(&self, wall: WallTime) -> StoryTime {
        Incident::clocked(self.drill.as_ref().map(|drill| &drill.clock), self.last_at, wall)
    }

    /// As [`Incident::now`], from the clock of the exercise if there is one and the moment of the last event, behind
    /// which a story never goes back.
    pub fn clocked(clock: Option<&Clock>, last: DateTime<Utc>, wall: WallTime) -> StoryTime {
        match clock.and_then(|clock| clock.story(wall)) {
            Some(story) => story.max(StoryTime::told(last)),
            None => StoryTime::told(wall.at()),
        }
    }

    /// The current entry of a fact, and the candidates kept beside it.
    pub fn current(&self, key: &str) -> Vec<&FactEntry> {
        let Some(history) = self.facts.get(key) else {
            return Vec::new();
        };
        let from = history.iter().rposition(|entry| !entry.also).unwrap_or(0);
        history[from..].iter().filter(|entry| entry.value.is_some()).collect()
    }

    /// Whether something is recorded under a key, or below it (`affected`).
    pub fn knows(&self, key: &str) -> bool {
        let below = format!("{key}.");
        let keys = self.facts.keys().filter(|k| *k == key || k.starts_with(&below));
        keys.into_iter().any(|k| !self.current(k).is_empty())
    }

    /// The decision that stands for a key: the last one.
    pub fn decision(&self, key: &str) -> Option<&Decision> {
        self.decisions.iter().rev().find(|d| d.key == key)
    }

    /// Timelines that were taken in and not taken back.
    pub fn timelines(&self) -> impl Iterator<Item = &Recorded<TimelineImport>> {
        let all = self.imported_timelines.iter();
        all.filter(|import| !self.taken_back.contains_key(&import.seq))
    }

    /// The law-enforcement delays that run at a moment.
    pub fn delays_at(&self, now: StoryTime) -> impl Iterator<Item = &LawEnforcementDelay> {
        let running = self.delays.iter().filter(move |delay| delay.runs_at(now));
        running.map(|delay| &delay.terms)
    }

    /// What was last done about an obligation.
    pub fn disposition(&self, obligation: &str) -> Option<&Disposed> {
        self.dispositions.get(obligation).and_then(|list| list.last())
    }

    /// When an obligation was first filed, unless that was withdrawn since.
    pub fn filed_at(&self, obligation: &str) -> Option<DateTime<Utc>> {
        self.first_filed(obligation).map(|(at, _)| at)
    }

    /// The same, with what was recorded of it.
    pub fn first_filed(&self, obligation: &str) -> Option<(DateTime<Utc>, &Disposed)> {
        let list = self.dispositions.get(obligation)?;
        let from = list
            .iter()
            .rposition(|d| d.disposition == Disposition::Withdrawn)
            .map_or(0, |at| at + 1);
        list[from..]
            .iter()
            .filter_map(|d| Some((d.disposition.filing()?.at, d)))
            .min_by_key(|(at, _)| *at)
    }

    /// When a stage was last entered.
    pub fn entered(&self, stage: Stage) -> Option<DateTime<Utc>> {
        self.stages
            .iter()
            .rev()
            .find(|(s, _, _)| *s == stage)
            .map(|(_, at, _)| *at)
    }
}

/// Whether a fact is known of the incident, or of the organization whatever the incident.
pub fn knows(incident: &Incident, organisation: &Organisation, key: &str) -> bool {
    incident.knows(key) || (!incident.facts.contains_key(key) && organisation.profile.contains_key(key))
}

/// Roles that somebody who has answered can play.
pub fn answered_roles(incident: &Incident, organisation: &Organisation) -> BTreeSet<String> {
    let answered = incident.attempts.iter().filter(|a| a.reached == Reached::Answered);
    answered
        .filter_map(|a| organisation.contacts.get(&a.contact))
        .flat_map(|contact| contact.roles.iter().cloned())
        .collect()
}
