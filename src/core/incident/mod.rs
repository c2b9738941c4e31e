//! An incident is its events: this folds them into what is known, and nothing else changes it.

pub mod command;
pub mod decide;
pub mod document;
mod exits;
pub mod letter;
pub mod names;
pub mod undo;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::contact::Attempt;
use super::drill::Drill;
use super::drill::clock::Clock;
use super::event::{Disposition, Event, What};
use super::fact::IncidentKind;
use super::time::{StoryTime, WallTime};
use super::vocabulary::{Certainty, Reached, Stage};
use names::{FormerCode, Origin};

pub use super::organisation::Organisation;

/// One entry of a fact's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactEntry {
    /// The event it stands in.
    pub seq: u64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub actor: String,
    /// The value as a TOML literal; `None`: withdrawn, unknown again.
    pub value: Option<String>,
    /// How sure.
    pub certainty: Certainty,
    /// When it was learned.
    pub learned_at: DateTime<Utc>,
    /// From what, or why it was withdrawn.
    pub source: Option<String>,
    /// Beside the earlier ones, not in their place.
    pub also: bool,
}

/// A decision of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The event it stands in.
    pub seq: u64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The key below `decisions`.
    pub key: String,
    /// The value as a TOML literal.
    pub value: String,
    /// Why.
    pub rationale: String,
    /// Who decided.
    pub decided_by: String,
    /// The method's working at that moment.
    pub working: Vec<String>,
    /// Until when the paper must be kept.
    pub keep_until: Option<chrono::NaiveDate>,
}

/// A law-enforcement hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldEntry {
    /// Who asked.
    pub authority: String,
    /// For which regimes.
    pub regimes: Vec<String>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
    /// The reason given.
    pub reason: String,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// When and why it was lifted.
    pub lifted: Option<(DateTime<Utc>, String)>,
}

/// One thing done about a duty.
#[derive(Debug, Clone, PartialEq)]
pub struct Disposed {
    /// The event it stands in.
    pub seq: u64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Who recorded it.
    pub actor: String,
    /// What.
    pub disposition: Disposition,
    /// Why.
    pub rationale: Option<String>,
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
    /// By when.
    pub due: Option<DateTime<Utc>>,
    /// What was found or done.
    pub remark: Option<String>,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// When it was logged.
    pub at: DateTime<Utc>,
    /// Its name.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Who holds it.
    pub custodian: String,
    /// Where it came from.
    pub remark: Option<String>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The event it stands in.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// Its text.
    pub text: String,
    /// Attorney–client.
    pub privileged: bool,
}

/// One incident, as its events tell it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Incident {
    /// UUID.
    pub id: String,
    /// `YYYY-NNN`, or `X-YYYY-NNN`.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// Real or exercise.
    pub kind: IncidentKind,
    /// The zone of local times.
    pub home_zone: String,
    /// When it was opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// The stage it is in.
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
    /// What was done about each duty, oldest first.
    pub dispositions: BTreeMap<String, Vec<Disposed>>,
    /// Letters by id.
    pub letters: BTreeMap<String, letter::Letter>,
    /// Holds, oldest first.
    pub holds: Vec<HoldEntry>,
    /// Playbooks in use besides those of the stages, with when they were added.
    pub playbooks: BTreeMap<String, DateTime<Utc>>,
    /// `playbook/step` to where it stands.
    pub tasks: BTreeMap<String, Task>,
    /// Calls.
    pub attempts: Vec<Attempt>,
    /// Evidence.
    pub evidence: Vec<Evidence>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Entries that were taken back, each with the entries that restored the state before it.
    pub taken_back: BTreeMap<u64, std::ops::Range<u64>>,
    /// The exercise that is played on it, where one is.
    pub drill: Option<Drill>,
    /// Records it was taken in from, the first one first.
    pub origins: Vec<Origin>,
    /// Codes it had in this record before.
    pub former_codes: Vec<FormerCode>,
    /// Number of the last event.
    pub seq: u64,
    /// When the last event was recorded.
    pub last_at: Option<DateTime<Utc>>,
    /// The same, by the clock on the wall.
    pub last_wall: Option<WallTime>,
}

impl Incident {
    /// The incident that a stream of events tells.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e Event>) -> Incident {
        let mut incident = Incident::default();
        for event in events {
            incident.apply(event);
        }
        incident
    }

    /// Takes one more event in.
    pub fn apply(&mut self, event: &Event) {
        self.seq = event.seq;
        self.last_at = Some(event.recorded_at);
        self.last_wall = Some(event.wall());
        match &event.what {
            What::FactRecorded { .. } | What::FactWithdrawn { .. } => self.apply_fact(event),
            What::TaskTicked { .. }
            | What::TaskAssigned { .. }
            | What::PlaybookAdded { .. }
            | What::PlaybookRemoved { .. } => self.apply_task(event),
            What::TakenBack { entry, by } => {
                self.taken_back.insert(*entry, *by..event.seq);
            }
            What::HoldPlaced { .. } | What::HoldLifted { .. } => self.apply_hold(event),
            What::LetterDrafted { .. }
            | What::LetterRevised { .. }
            | What::LetterCommented { .. }
            | What::LetterApproved { .. } => letter::apply(&mut self.letters, event),
            What::Drill(drill) => {
                let (at, wall) = (event.recorded_at, event.wall());
                self.drill.get_or_insert_default().apply(drill, &event.actor, at, wall);
            }
            What::Opened { .. } | What::StageEntered { .. } | What::Closed { .. } | What::Reopened { .. } => {
                self.apply_course(event);
            }
            What::Imported { .. } | What::Recoded { .. } => self.apply_code(event),
            _ => self.apply_record(event),
        }
    }

    fn apply_course(&mut self, event: &Event) {
        let at = event.recorded_at;
        match &event.what {
            What::Opened {
                id,
                code,
                title,
                kind,
                home_zone,
            } if event.seq == 1 => {
                // A second opening would turn a real incident into an exercise, or back: there is none.
                self.id.clone_from(id);
                self.code.clone_from(code);
                self.title.clone_from(title);
                self.kind = *kind;
                self.home_zone.clone_from(home_zone);
                self.opened_at = Some(at);
                self.stages.push((Stage::Detection, at, None));
            }
            What::StageEntered { stage, rationale, .. } => {
                self.stage = *stage;
                self.stages.push((*stage, at, rationale.clone()));
            }
            What::Closed { rationale, .. } => {
                self.closed = Some((at, rationale.clone()));
                self.closings += 1;
            }
            What::Reopened { .. } => self.closed = None,
            _ => {}
        }
    }

    fn apply_fact(&mut self, event: &Event) {
        let entry = |value, certainty, learned_at, source, also| FactEntry {
            seq: event.seq,
            recorded_at: event.recorded_at,
            actor: event.actor.clone(),
            value,
            certainty,
            learned_at,
            source,
            also,
        };
        match &event.what {
            What::FactRecorded {
                key,
                value,
                certainty,
                learned_at,
                source,
                also,
            } => {
                let entry = entry(Some(value.clone()), *certainty, *learned_at, source.clone(), *also);
                self.facts.entry(key.clone()).or_default().push(entry);
            }
            What::FactWithdrawn { key, reason } => {
                let entry = entry(
                    None,
                    Certainty::Confirmed,
                    event.recorded_at,
                    Some(reason.clone()),
                    false,
                );
                self.facts.entry(key.clone()).or_default().push(entry);
            }
            _ => {}
        }
    }

    fn apply_task(&mut self, event: &Event) {
        match &event.what {
            What::PlaybookAdded { playbook } => {
                self.playbooks.entry(playbook.clone()).or_insert(event.recorded_at);
            }
            What::PlaybookRemoved { playbook, .. } => {
                self.playbooks.remove(playbook);
            }
            What::TaskTicked {
                task,
                done,
                owner,
                remark,
            } => {
                let task = self.tasks.entry(task.clone()).or_default();
                task.done_at = done.then_some(event.recorded_at);
                task.done_by = done.then(|| event.actor.clone());
                task.owner = owner.clone().or_else(|| task.owner.take());
                task.remark.clone_from(remark);
            }
            What::TaskAssigned { task, owner, due } => {
                let task = self.tasks.entry(task.clone()).or_default();
                task.owner = Some(owner.clone());
                task.due = *due;
            }
            _ => {}
        }
    }

    fn apply_hold(&mut self, event: &Event) {
        match &event.what {
            What::HoldPlaced {
                authority,
                regimes,
                until,
                reason,
            } => self.holds.push(HoldEntry {
                authority: authority.clone(),
                regimes: regimes.clone(),
                until: *until,
                reason: reason.clone(),
                placed_at: event.recorded_at,
                lifted: None,
            }),
            What::HoldLifted { authority, reason } => {
                let open = self.holds.iter_mut().filter(|h| h.lifted.is_none());
                for hold in open.filter(|h| h.authority == *authority) {
                    hold.lifted = Some((event.recorded_at, reason.clone()));
                }
            }
            _ => {}
        }
    }

    fn apply_record(&mut self, event: &Event) {
        let at = event.recorded_at;
        match &event.what {
            What::Decided {
                key,
                value,
                rationale,
                decided_by,
                working,
                keep_until,
            } => self.decisions.push(Decision {
                seq: event.seq,
                at,
                key: key.clone(),
                value: value.clone(),
                rationale: rationale.clone(),
                decided_by: decided_by.clone(),
                working: working.clone(),
                keep_until: *keep_until,
            }),
            What::ContactAttempted {
                contact,
                channel,
                reached,
                at,
                remark,
            } => self.attempts.push(Attempt {
                contact: contact.clone(),
                channel: channel.clone(),
                reached: *reached,
                at: *at,
                remark: remark.clone(),
            }),
            What::Disposed {
                obligation,
                disposition,
                rationale,
            } => self.dispositions.entry(obligation.clone()).or_default().push(Disposed {
                seq: event.seq,
                at,
                actor: event.actor.clone(),
                disposition: disposition.clone(),
                rationale: rationale.clone(),
            }),
            What::EvidenceLogged {
                name,
                sha256,
                size,
                custodian,
                remark,
            } => self.evidence.push(Evidence {
                at,
                name: name.clone(),
                sha256: sha256.clone(),
                size: *size,
                custodian: custodian.clone(),
                remark: remark.clone(),
            }),
            What::NoteAdded { text, privileged } => self.notes.push(Note {
                seq: event.seq,
                at,
                actor: event.actor.clone(),
                text: text.clone(),
                privileged: *privileged,
            }),
            _ => {}
        }
    }

    /// What time it is for this incident when the clock on the wall says `wall`: in an exercise the story's time.
    pub fn now(&self, wall: WallTime) -> StoryTime {
        Incident::clocked(self.drill.as_ref().map(|drill| &drill.clock), self.last_at, wall)
    }

    /// As [`Incident::now`], from the clock of the exercise if there is one and the moment of the last event, behind
    /// which a story never goes back.
    pub fn clocked(clock: Option<&Clock>, last: Option<DateTime<Utc>>, wall: WallTime) -> StoryTime {
        let story = clock.and_then(|clock| clock.story(wall));
        let at = story.map_or(wall.at(), |story| last.map_or(story, |last| story.max(last)));
        StoryTime::told(at)
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

    /// Holds that run at a moment.
    pub fn holds_at(&self, now: StoryTime) -> impl Iterator<Item = &HoldEntry> {
        self.holds
            .iter()
            .filter(move |h| h.lifted.is_none() && h.until.is_none_or(|until| until > now.at()))
    }

    /// What was last done about a duty.
    pub fn disposition(&self, obligation: &str) -> Option<&Disposed> {
        self.dispositions.get(obligation).and_then(|list| list.last())
    }

    /// When a duty was first filed, unless that was withdrawn since.
    pub fn filed_at(&self, obligation: &str) -> Option<DateTime<Utc>> {
        let list = self.dispositions.get(obligation)?;
        let from = list
            .iter()
            .rposition(|d| d.disposition == Disposition::Withdrawn)
            .map_or(0, |at| at + 1);
        list[from..]
            .iter()
            .filter_map(|d| match &d.disposition {
                Disposition::Filed { at, .. } => Some(*at),
                _ => None,
            })
            .min()
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

/// Whether a fact is known of the incident, or of the organisation whatever the incident.
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
