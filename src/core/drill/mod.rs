//! An exercise as its events tell it: the stepped clock, the injects handed out, what was seen, rated and learned.
//!
//! The resolved scenario lies in the first event, so that a run reads the same when its file has changed. Nothing in
//! here knows what an inject says; it holds that each is handed out once and that time only goes forward.

pub mod clock;
pub mod event;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use self::event::{Closure, CorrectiveAction, DrillEvent, Element, Finding, Mark, Observation, Rating, Start};

use self::clock::{Anchor, Clock, ExerciseTime};
use super::facts::FactValue;
use super::organisation::Organisation;
use super::time::{StoryTime, WallTime};

/// Where an inject stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InjectState {
    /// In the room's hands.
    Delivered {
        /// Since which exercise time.
        elapsed: ExerciseTime,
        /// The story's moment then.
        story: DateTime<Utc>,
        /// The wall's moment then.
        wall: WallTime,
    },
    /// Will not come.
    Skipped { reason: String },
    /// Waits for the facilitator.
    Held,
}

/// An observation, with when it was made and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// At which exercise time.
    pub elapsed: ExerciseTime,
    pub by: String,
    /// What was observed.
    pub seen: Observation,
}

impl std::ops::Deref for Observed {
    type Target = Observation;

    fn deref(&self) -> &Observation {
        &self.seen
    }
}

/// A corrective action, and whether it was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// What is to be done.
    pub action: CorrectiveAction,
    /// How it was closed, if it was.
    pub closed: Option<Closure>,
}

impl std::ops::Deref for Improvement {
    type Target = CorrectiveAction;

    fn deref(&self) -> &CorrectiveAction {
        &self.action
    }
}

/// What a person said of an expected action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// How it turned out.
    pub mark: Mark,
    /// What was seen.
    pub remark: Option<String>,
    pub by: String,
}

/// A sentence of a note that is not what an expected action asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    pub action: String,
    pub said: String,
}

/// An evaluator's rating of an objective.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    pub rating: Rating,
    /// What it rests on.
    pub reason: String,
    pub by: String,
}

/// An exercise: the fold of its events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drill {
    /// The scenario's id.
    pub scenario: String,
    pub version: u64,
    /// What its variation was drawn from.
    pub seed: u64,
    /// The scenario as it is played, as TOML.
    pub text: String,
    /// Digest of the law at the start.
    pub rules: String,
    /// The invented organisation.
    pub organisation: Organisation,
    pub clock: Clock,
    /// Injects that are no longer just to come.
    pub injects: BTreeMap<String, InjectState>,
    /// Injects in the order they were handed out.
    pub delivered: Vec<String>,
    /// Expected actions whose hint was given.
    pub hints: Vec<String>,
    /// What people said of expected actions.
    pub marks: BTreeMap<String, Marked>,
    /// Expected actions in the order they were marked, so that the last can be taken back.
    pub marked: Vec<String>,
    /// Sentences of notes that a person did not take for an expected action.
    pub declined: Vec<Declined>,
    /// Observations, oldest first.
    pub observations: Vec<Observed>,
    /// Ratings by objective.
    pub ratings: BTreeMap<String, Rated>,
    /// Roles that take part; whether by a deputy.
    pub participants: BTreeMap<String, bool>,
    /// Questions of the hot wash with their answers.
    pub answers: Vec<HotWashAnswer>,
    /// Corrective actions by number.
    pub improvements: BTreeMap<String, Improvement>,
    /// The exercise time at its end.
    pub ended: Option<ExerciseTime>,
}

/// A question of the hot wash as the room answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotWashAnswer {
    pub question: String,
    pub answer: String,
}

impl Drill {
    /// Takes one more event in. `at` is its moment in the story, `wall` its wall-clock time.
    pub fn apply(&mut self, event: &DrillEvent, actor: &str, at: DateTime<Utc>, wall: WallTime) {
        match event {
            DrillEvent::Started(start) => *self = Drill::start(start, wall),
            DrillEvent::ClockSet {
                elapsed,
                speed,
                running,
            } => self.clock.set(*elapsed, *speed, *running, wall),
            DrillEvent::Stood { elapsed } => self.clock.set(*elapsed, self.clock.speed(), false, wall),
            DrillEvent::Ended { elapsed } => {
                self.clock.set(*elapsed, self.clock.speed(), false, wall);
                self.ended = Some(*elapsed);
            }
            DrillEvent::Delivered { inject, elapsed, story } => {
                self.deliver(inject, *elapsed, *story);
                let elapsed = *elapsed;
                let story = at;
                self.injects
                    .insert(inject.clone(), InjectState::Delivered { elapsed, story, wall });
            }
            DrillEvent::Skipped { inject, reason } => {
                let reason = reason.clone();
                self.injects.insert(inject.clone(), InjectState::Skipped { reason });
            }
            DrillEvent::Held { inject } => {
                self.injects.insert(inject.clone(), InjectState::Held);
            }
            DrillEvent::Recalled { inject } => self.recall(inject),
            DrillEvent::Hinted { action } => self.hints.push(action.clone()),
            DrillEvent::Marked { action, mark, remark } => self.mark(action, *mark, remark.as_ref(), actor),
            DrillEvent::Declined { action, said } => self.decline(action, said),
            DrillEvent::Observed(seen) => self.observations.push(Observed {
                elapsed: self.clock.elapsed(wall),
                by: actor.to_owned(),
                seen: seen.clone(),
            }),
            DrillEvent::Rated {
                objective,
                rating,
                reason,
            } => {
                let rated = Rated {
                    rating: *rating,
                    reason: reason.clone(),
                    by: actor.to_owned(),
                };
                self.ratings.insert(objective.clone(), rated);
            }
            DrillEvent::Joined { role, deputy } => {
                self.participants.insert(role.clone(), *deputy);
            }
            DrillEvent::Answered { question, answer } => {
                self.answers.retain(|known| known.question != *question);
                self.answers.push(HotWashAnswer {
                    question: question.clone(),
                    answer: answer.clone(),
                });
            }
            DrillEvent::Improvement(action) => {
                let action = action.clone();
                self.improvements
                    .insert(action.id.clone(), Improvement { action, closed: None });
            }
            DrillEvent::ImprovementClosed(closure) => {
                if let Some(improvement) = self.improvements.get_mut(&closure.id) {
                    improvement.closed = Some(closure.clone());
                }
            }
        }
    }

    /// The exercise as it begins. A second start is refused when it is recorded; where an import has one all the same,
    /// nothing of the first may be left in it.
    fn start(start: &Start, wall: WallTime) -> Drill {
        Drill {
            scenario: start.scenario.clone(),
            version: start.version,
            seed: start.seed,
            text: start.text.clone(),
            rules: start.rules.clone(),
            organisation: Organisation {
                profile: start
                    .profile
                    .iter()
                    .map(|(key, literal)| (key.clone(), FactValue::recorded(key, literal, None)))
                    .collect(),
                contacts: start.contacts.iter().map(|c| (c.id.clone(), c.clone())).collect(),
                seq: 0,
                former_logos: Vec::new(),
            },
            clock: Clock::new(StoryTime::named(start.story), wall),
            ..Drill::default()
        }
    }

    fn deliver(&mut self, inject: &str, elapsed: ExerciseTime, story: Option<DateTime<Utc>>) {
        if let Some(story) = story {
            let story = StoryTime::named(story);
            self.clock.anchor(Anchor { elapsed, story });
        }
        self.delivered.push(inject.to_owned());
    }

    /// Back into the facilitator's hand.
    fn recall(&mut self, inject: &str) {
        self.delivered.retain(|delivered| delivered != inject);
        self.injects.insert(inject.to_owned(), InjectState::Held);
    }

    fn decline(&mut self, action: &str, said: &str) {
        self.declined.push(Declined {
            action: action.to_owned(),
            said: said.to_owned(),
        });
    }

    /// A later mark replaces an earlier one; no mark takes it back.
    fn mark(&mut self, action: &str, mark: Option<Mark>, remark: Option<&String>, by: &str) {
        self.marked.retain(|marked| marked != action);
        self.marks.remove(action);
        if let Some(mark) = mark {
            self.marked.push(action.to_owned());
            let marked = Marked {
                mark,
                remark: remark.cloned(),
                by: by.to_owned(),
            };
            self.marks.insert(action.to_owned(), marked);
        }
    }

    /// Whether an inject was delivered, skipped, or is held.
    pub fn settled(&self, inject: &str) -> bool {
        self.injects.contains_key(inject)
    }
}
