//! An exercise as its events tell it: the stepped clock, the injects handed out, what was seen, rated and learned.
//!
//! The resolved scenario lies in the first event, so that a run reads the same when its file has changed. Nothing in
//! here knows what an inject says; it holds that each is handed out once and that time only goes forward.

pub mod clock;
pub mod event;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

pub use self::event::{DrillEvent, Finding, Mark, Rating};

use self::clock::{Anchor, Clock};
use super::organisation::Organisation;
use super::time::WallTime;

/// Where an inject stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inject {
    /// In the room's hands.
    Delivered {
        /// Since which exercise time, milliseconds.
        elapsed: i64,
        /// The story's moment then.
        story: DateTime<Utc>,
        /// The wall's moment then.
        wall: WallTime,
    },
    /// Will not come.
    Skipped {
        /// Why.
        reason: String,
    },
    /// Waits for the facilitator.
    Held,
}

/// What an evaluator saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// At which exercise time, milliseconds.
    pub elapsed: i64,
    /// By whom.
    pub by: String,
    /// What it shows.
    pub finding: Finding,
    /// Of which objective.
    pub objective: Option<String>,
    /// What was seen.
    pub observation: String,
    /// Why it was so.
    pub analysis: Option<String>,
    /// What to change.
    pub recommendation: Option<String>,
}

/// Something to be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// Its number within the exercise.
    pub id: String,
    /// What is to be done.
    pub action: String,
    /// Which role sees to it.
    pub owner: String,
    /// By when.
    pub due: NaiveDate,
    /// plan, organisation, equipment, training or exercise
    pub element: String,
    /// How one will see that it is done.
    pub proof: Option<String>,
    /// The objective it serves.
    pub objective: Option<String>,
    /// What showed it done, and on which day.
    pub closed: Option<(String, NaiveDate)>,
}

/// An exercise: the fold of its events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drill {
    /// The scenario's id.
    pub scenario: String,
    /// Its version.
    pub version: u64,
    /// What its variation was drawn from.
    pub seed: u64,
    /// The scenario as it is played, as TOML.
    pub text: String,
    /// Digest of the law at the start.
    pub rules: String,
    /// The invented organisation.
    pub organisation: Organisation,
    /// The clock.
    pub clock: Clock,
    /// Injects that are no longer just to come.
    pub injects: BTreeMap<String, Inject>,
    /// Injects in the order they were handed out.
    pub delivered: Vec<String>,
    /// Expected actions whose hint was given.
    pub hints: Vec<String>,
    /// What people said of expected actions: mark, remark, by whom.
    pub marks: BTreeMap<String, (Mark, Option<String>, String)>,
    /// Expected actions in the order they were marked, so that the last can be taken back.
    pub marked: Vec<String>,
    /// Observations, oldest first.
    pub observations: Vec<Observation>,
    /// Ratings by objective: rating, reason, by whom.
    pub ratings: BTreeMap<String, (Rating, String, String)>,
    /// Roles that take part; whether by a deputy.
    pub participants: BTreeMap<String, bool>,
    /// Questions of the hot wash with their answers.
    pub answers: Vec<(String, String)>,
    /// What is to be mended.
    pub improvements: BTreeMap<String, Improvement>,
    /// The exercise time at its end, milliseconds.
    pub ended: Option<i64>,
}

impl Drill {
    /// Takes one more event in. `at` is its moment in the story, `wall` the wall's.
    pub fn apply(&mut self, event: &DrillEvent, actor: &str, at: DateTime<Utc>, wall: WallTime) {
        match event {
            DrillEvent::Started { .. } => self.start(event, wall),
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
                if let Some(story) = story {
                    self.clock.anchor(Anchor {
                        elapsed: *elapsed,
                        story: *story,
                    });
                }
                let elapsed = *elapsed;
                let state = Inject::Delivered {
                    elapsed,
                    story: at,
                    wall,
                };
                self.injects.insert(inject.clone(), state);
                self.delivered.push(inject.clone());
            }
            DrillEvent::Skipped { inject, reason } => {
                let reason = reason.clone();
                self.injects.insert(inject.clone(), Inject::Skipped { reason });
            }
            DrillEvent::Held { inject } => {
                self.injects.insert(inject.clone(), Inject::Held);
            }
            _ => self.evaluate(event, actor, wall),
        }
    }

    fn start(&mut self, event: &DrillEvent, wall: WallTime) {
        let DrillEvent::Started {
            scenario,
            version,
            seed,
            text,
            story,
            profile,
            contacts,
            rules,
        } = event
        else {
            return;
        };
        *self = Drill {
            scenario: scenario.clone(),
            version: *version,
            seed: *seed,
            text: text.clone(),
            rules: rules.clone(),
            organisation: Organisation {
                profile: profile.clone(),
                contacts: contacts.iter().map(|c| (c.id.clone(), c.clone())).collect(),
                seq: 0,
            },
            clock: Clock::new(*story, wall),
            ..Drill::default()
        };
    }

    /// What evaluators and the room say.
    fn evaluate(&mut self, event: &DrillEvent, actor: &str, wall: WallTime) {
        match event {
            DrillEvent::Hinted { action } => self.hints.push(action.clone()),
            DrillEvent::Marked { action, mark, remark } => {
                self.marked.retain(|marked| marked != action);
                self.marks.remove(action);
                if let Some(mark) = mark {
                    self.marked.push(action.clone());
                    self.marks
                        .insert(action.clone(), (*mark, remark.clone(), actor.to_owned()));
                }
            }
            DrillEvent::Observed {
                finding,
                objective,
                observation,
                analysis,
                recommendation,
            } => {
                self.observations.push(Observation {
                    elapsed: self.clock.elapsed(wall),
                    by: actor.to_owned(),
                    finding: *finding,
                    objective: objective.clone(),
                    observation: observation.clone(),
                    analysis: analysis.clone(),
                    recommendation: recommendation.clone(),
                });
            }
            DrillEvent::Rated {
                objective,
                rating,
                reason,
            } => {
                self.ratings
                    .insert(objective.clone(), (*rating, reason.clone(), actor.to_owned()));
            }
            DrillEvent::Joined { role, deputy } => {
                self.participants.insert(role.clone(), *deputy);
            }
            DrillEvent::Answered { question, answer } => {
                self.answers.retain(|(asked, _)| asked != question);
                self.answers.push((question.clone(), answer.clone()));
            }
            _ => self.mend(event),
        }
    }

    fn mend(&mut self, event: &DrillEvent) {
        match event {
            DrillEvent::Improvement {
                id,
                action,
                owner,
                due,
                element,
                proof,
                objective,
            } => {
                let improvement = Improvement {
                    id: id.clone(),
                    action: action.clone(),
                    owner: owner.clone(),
                    due: *due,
                    element: element.clone(),
                    proof: proof.clone(),
                    objective: objective.clone(),
                    closed: None,
                };
                self.improvements.insert(id.clone(), improvement);
            }
            DrillEvent::ImprovementClosed { id, proof, on } => {
                if let Some(improvement) = self.improvements.get_mut(id) {
                    improvement.closed = Some((proof.clone(), *on));
                }
            }
            _ => {}
        }
    }

    /// Whether an inject was handed out, left out, or waits.
    pub fn settled(&self, inject: &str) -> bool {
        self.injects.contains_key(inject)
    }
}
