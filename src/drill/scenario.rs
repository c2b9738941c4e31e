//! A scenario: the story of a breach that an exercise tells, with what is expected of the room and what is right.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use super::scenario_files::shipped::Picture;
use super::scoring::condition::Condition;
use crate::core::coded::coded;
use crate::core::contact::{Contact, ContactRole};
use crate::core::drill::clock::ExerciseTime;
use crate::core::facts::keys;
use crate::core::ids::ObligationName;
use crate::core::json_array::serialize_as_array;
use crate::core::time::Zone;

/// The objectives of every scenario, so that years compare.
pub const OBJECTIVES: [&str; 5] = ["aware", "clocks", "decide", "letters", "log"];

coded! {
    /// The way an inject reaches the room.
    pub enum InjectChannel: "channel" {
        Alert = "alert",
        Chat = "chat",
        Email = "email",
        Phone = "phone",
        Ticket = "ticket",
        Letter = "letter",
        Portal = "portal",
        Media = "media",
        Person = "person",
        Note = "note",
        Press = "press",
        Regulator = "regulator",
        Customer = "customer",
    }
}

/// What says nothing of how it comes is a note.
impl Default for InjectChannel {
    fn default() -> InjectChannel {
        InjectChannel::Note
    }
}

/// Who takes part in an exercise: those who would be called, and whoever watches.
pub const ROLES: [&str; 8] = [
    ContactRole::Commander.code(),
    ContactRole::Security.code(),
    ContactRole::Legal.code(),
    ContactRole::Dpo.code(),
    ContactRole::Communications.code(),
    ContactRole::Support.code(),
    ContactRole::Leadership.code(),
    "observer",
];

/// A scenario as it is played: its variation is drawn already.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Stable id; the results of years are compared by it.
    pub id: String,
    /// Raised with any change that alters the difficulty.
    pub version: u64,
    /// What people call it.
    pub title: String,
    /// What it is for, in Markdown.
    pub purpose: String,
    /// For whom it is.
    pub audience: Vec<String>,
    /// Planned length without the hot wash.
    pub minutes: u64,
    /// 1 to 5, set before the first run.
    pub difficulty: u64,
    /// BCP 47.
    pub language: String,
    /// Under which licence it may be passed on.
    pub licence: String,
    /// The zone of the story.
    pub zone: Zone,
    /// The story's moment at the first minute.
    pub start: DateTime<Utc>,
    /// Roles that should be at the table.
    pub roles: Vec<String>,
    /// Real papers the players should reach for.
    pub needs: Vec<String>,
    /// The invented organization: fact key to value as typed.
    pub profile: Vec<TypedValue>,
    /// The invented organization's people to call, by role.
    pub contacts: Vec<Contact>,
    /// What really happened; for the facilitator only.
    pub truth: String,
    /// What really happened as facts, in the order in which it can be known.
    pub facts: Vec<TruthFact>,
    /// How many in a hundred of the people whose data the organization holds are affected: what the counts of another
    /// organization are scaled by.
    pub affected_percent: Option<u64>,
    /// What the run is to show.
    pub objectives: Vec<Objective>,
    /// Blocks with discussion questions.
    pub modules: Vec<Module>,
    /// The master scenario events list, in order.
    pub injects: Vec<Inject>,
    /// The right answer for each clock.
    pub clocks: Vec<RightClock>,
    /// Questions of the hot wash.
    pub hot_wash: Vec<String>,
    /// What the seed drew, for the facilitator.
    pub drawn: BTreeMap<String, String>,
}

/// What a run is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    /// One of [`OBJECTIVES`].
    pub id: String,
    pub title: String,
    /// The capability it is tied to.
    pub capability: String,
    /// The measurable threshold.
    pub target: String,
}

/// A block of the exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    pub id: String,
    pub title: String,
    /// Its first minute.
    pub from: u64,
    /// What to talk about after it.
    pub questions: Vec<String>,
}

coded! {
    /// What an inject is for.
    pub enum Kind: "kind" {
        /// Part of the story.
        Main = "main",
        /// Held in the facilitator's hand for when play stalls.
        Contingency = "contingency",
        /// Steps the story ahead.
        TimeJump = "time-jump",
        /// Must not start a clock.
        Noise = "noise",
    }
}

/// A fact of the invented organization, as people type it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedValue {
    pub key: String,
    pub value: String,
}

impl TypedValue {
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> TypedValue {
        let (key, value) = (key.into(), value.into());
        TypedValue { key, value }
    }
}

/// A fact or decision (`decisions.…`) as it really is, and the inject from which it can be known; `None`: from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthFact {
    pub inject: Option<String>,
    pub fact: TypedValue,
}

/// A paper that comes with an inject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    /// Markdown; of a picture what can be read on it.
    pub text: String,
    /// What is handed out in place of the text.
    pub picture: Option<Picture>,
}
serialize_as_array!(Attachment: name, text);

/// What an inject does to a legal clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockEffect {
    /// An obligation, a regime, or a contract in words.
    pub of: String,
    /// starts, moves, stops or none
    pub does: String,
    pub why: String,
}

/// One event handed to the room.
#[derive(Debug, Clone, PartialEq)]
pub struct Inject {
    /// Stable across versions.
    pub id: String,
    /// When it comes, to the minute; a contingency has no time of its own.
    pub at: Option<ExerciseTime>,
    /// The story's moment.
    pub story: Option<DateTime<Utc>>,
    /// How it arrives.
    pub channel: InjectChannel,
    /// From whom, as a role.
    pub from: String,
    /// To whom, as a role.
    pub to: String,
    /// Its head line.
    pub subject: String,
    /// What the facilitator does with it; players never read it.
    pub cue: Option<String>,
    /// Its text, in Markdown.
    pub text: String,
    /// Its text where a team plays with its own organization.
    pub own_text: Option<String>,
    /// Papers that come with it: name and text.
    pub attachments: Vec<Attachment>,
    pub kind: Kind,
    /// It is delivered only where this holds when it is due.
    pub when: Option<Condition>,
    /// What it does to legal clocks.
    pub clocks: Vec<ClockEffect>,
    /// What a prepared team does.
    pub expect: Vec<Expected>,
}

impl Inject {
    /// When it is due.
    pub fn due(&self) -> Option<ExerciseTime> {
        self.at
    }
}

/// An expected player action.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// Stable across versions.
    pub id: String,
    /// What a prepared team does.
    pub action: String,
    /// The objective it counts for.
    pub objective: String,
    /// Minutes from the inject; none where the pace does not matter.
    pub within: Option<u64>,
    pub weight: u64,
    /// What the engine takes as done; without it a person looks.
    pub done: Option<Condition>,
    /// What the engine takes as done wrongly.
    pub wrong: Option<Condition>,
    /// What the facilitator is asked where only words can tell: "does this note decide against paying?".
    pub ask: Option<String>,
    /// What counts as done, in words for the evaluator.
    pub evidence: Option<String>,
    /// Asked only where it is missed.
    pub hint: Option<String>,
}

/// The right answer for one clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightClock {
    /// `REGIME/OBLIGATION[@PLACE]`.
    pub obligation: ObligationName,
    /// The deadline; `None`: the obligation must come out as not due.
    pub due: Option<DateTime<Utc>>,
    /// The inject that makes it run.
    pub inject: Option<String>,
    pub why: String,
    /// What else a careful lawyer could answer.
    pub defensible: Option<Defensible>,
}

/// Answers to a disputed question of law that are as good as the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defensible {
    /// Deadlines from the first to the last that can be defended; `None`: no other deadline.
    pub due: Option<RangeInclusive<DateTime<Utc>>>,
    /// Whether it can be defended that the obligation is not due at all.
    pub not_due: bool,
    pub why: String,
}

impl RightClock {
    /// The latest moment at which a filing is in time by an answer that can be defended.
    pub fn latest(&self) -> Option<DateTime<Utc>> {
        let defensible = self.defensible.as_ref().and_then(|other| other.due.as_ref());
        self.due
            .map(|due| defensible.map_or(due, |other| due.max(*other.end())))
    }

    /// The answer that can be defended with this deadline, or without one, where it is not the right answer itself.
    pub fn defended(&self, deadline: Option<DateTime<Utc>>) -> Option<&Defensible> {
        let other = self.defensible.as_ref()?;
        match deadline {
            Some(at) => other.due.as_ref().filter(|due| due.contains(&at)).map(|_| other),
            None => other.not_due.then_some(other),
        }
    }
}

/// The end of the id of a scenario that was made a team's own.
pub const OWN: &str = "-own";

impl Scenario {
    /// Whether a team plays it with its own organization, as its id says.
    pub fn is_own(&self) -> bool {
        self.id.ends_with(OWN)
    }

    /// What the organization is called, and whether it is an invented one.
    pub fn organisation_words(&self) -> String {
        match self.is_own() {
            true => self.organisation_name().to_owned(),
            false => format!("{} (invented)", self.organisation_name()),
        }
    }

    /// What the organization in the story is called.
    pub fn organisation_name(&self) -> &str {
        let name = self.profile.iter().find(|fact| fact.key == keys::organisation::NAME);
        name.map_or("", |fact| &fact.value)
    }
    pub fn inject(&self, id: &str) -> Option<&Inject> {
        self.injects.iter().find(|inject| inject.id == id)
    }

    /// An expected action by its id, with its inject.
    pub fn expected(&self, id: &str) -> Option<(&Inject, &Expected)> {
        let all = self.injects.iter().flat_map(|i| i.expect.iter().map(move |e| (i, e)));
        all.into_iter().find(|(_, expected)| expected.id == id)
    }

    /// The module an exercise minute belongs to.
    pub fn module(&self, minute: u64) -> Option<&Module> {
        self.modules.iter().rev().find(|module| module.from <= minute)
    }
}
