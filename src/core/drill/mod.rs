//! An exercise as its events tell it: the stepped clock, the injects handed out, what was seen, rated and learned.
//!
//! The resolved scenario lies in the first event, so that a run reads the same when its file has changed. Nothing in
//! here knows what an inject says; it holds that each is handed out once and that time only goes forward.

pub mod clock;
pub mod decide;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use self::clock::{Anchor, Clock};
use super::contact::Contact;
use super::incident::Organisation;

/// How an expected action came out, by the eye of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Done in time.
    Done,
    /// Done, but late.
    Late,
    /// Done wrongly.
    Wrong,
    /// Not done.
    Missed,
}

impl Mark {
    /// The words people type and read.
    pub const ALL: [(&'static str, Mark); 4] = [
        ("done", Mark::Done),
        ("late", Mark::Late),
        ("wrong", Mark::Wrong),
        ("missed", Mark::Missed),
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        Mark::ALL
            .iter()
            .find(|(_, mark)| *mark == self)
            .map_or("", |(word, _)| word)
    }
}

/// HSEEP's ratings of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rating {
    /// Performed without challenges.
    P,
    /// Performed with some challenges.
    S,
    /// Performed with major challenges.
    M,
    /// Unable to be performed.
    U,
}

impl Rating {
    /// Letter, rating and HSEEP's term.
    pub const ALL: [(&'static str, Rating, &'static str); 4] = [
        ("P", Rating::P, "performed without challenges"),
        ("S", Rating::S, "performed with some challenges"),
        ("M", Rating::M, "performed with major challenges"),
        ("U", Rating::U, "unable to be performed"),
    ];

    /// The letter.
    pub fn letter(self) -> &'static str {
        Rating::ALL
            .iter()
            .find(|(_, r, _)| *r == self)
            .map_or("", |(letter, _, _)| letter)
    }

    /// HSEEP's term.
    pub fn words(self) -> &'static str {
        Rating::ALL
            .iter()
            .find(|(_, r, _)| *r == self)
            .map_or("", |(_, _, words)| words)
    }
}

/// What an observation shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Worth keeping.
    Strength,
    /// An area for improvement.
    Improvement,
    /// Neither: a remark, a parked question.
    Remark,
}

impl Finding {
    /// The words people type.
    pub const ALL: [(&'static str, Finding); 3] = [
        ("strength", Finding::Strength),
        ("improvement", Finding::Improvement),
        ("remark", Finding::Remark),
    ];
}

/// What happens in an exercise beside what happens to its incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "drill", rename_all = "snake_case")]
pub enum DrillEvent {
    /// It began: the clock stands at zero, paused.
    Started {
        /// The scenario's id.
        scenario: String,
        /// Its version.
        version: u64,
        /// What its variation was drawn from.
        seed: u64,
        /// The scenario as it is played, as TOML.
        text: String,
        /// The moment of the story at zero.
        story: DateTime<Utc>,
        /// The invented organisation's profile: key to TOML literal.
        profile: BTreeMap<String, String>,
        /// The invented organisation's people to call.
        contacts: Vec<Contact>,
        /// Digest of the law it is played under.
        rules: String,
    },
    /// The clock was started, stopped, made faster or moved ahead.
    ClockSet {
        /// Exercise time from here, milliseconds.
        elapsed: i64,
        /// Times real time.
        speed: u32,
        /// Whether it runs.
        running: bool,
    },
    /// Nobody drove the exercise since a crash: the clock stands where it was then.
    Stood {
        /// The exercise time at which it stopped, milliseconds.
        elapsed: i64,
    },
    /// An inject was handed to the room.
    Delivered {
        /// Which.
        inject: String,
        /// At which exercise time, milliseconds.
        elapsed: i64,
        /// The story's moment, where the inject has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        story: Option<DateTime<Utc>>,
    },
    /// An inject will not be handed out.
    Skipped {
        /// Which.
        inject: String,
        /// Why.
        reason: String,
    },
    /// An inject waits for the facilitator, whatever the clock says.
    Held {
        /// Which.
        inject: String,
    },
    /// The hint of an expected action was given.
    Hinted {
        /// Which.
        action: String,
    },
    /// A person said how an expected action came out; `None` takes that back.
    Marked {
        /// Which.
        action: String,
        /// How.
        mark: Option<Mark>,
        /// What was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<String>,
    },
    /// An evaluator saw something.
    Observed {
        /// A strength, an area for improvement, or a remark.
        finding: Finding,
        /// The objective it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        objective: Option<String>,
        /// What was seen, in a neutral sentence.
        observation: String,
        /// What plan or law said, what happened, why, what it led to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        analysis: Option<String>,
        /// One change that can be made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recommendation: Option<String>,
    },
    /// An evaluator rated an objective.
    Rated {
        /// Which.
        objective: String,
        /// How.
        rating: Rating,
        /// Why.
        reason: String,
    },
    /// Somebody takes part, in a role.
    Joined {
        /// The role.
        role: String,
        /// Whether a deputy plays it.
        deputy: bool,
    },
    /// The room answered a question of the hot wash or the feedback.
    Answered {
        /// The question.
        question: String,
        /// The answer.
        answer: String,
    },
    /// Something is to be mended.
    Improvement {
        /// Its number within the exercise.
        id: String,
        /// What is to be done.
        action: String,
        /// Which role sees to it.
        owner: String,
        /// By when.
        due: NaiveDate,
        /// plan, organisation, equipment, training or exercise
        element: String,
        /// How one will see that it is done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proof: Option<String>,
        /// The objective it serves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        objective: Option<String>,
    },
    /// It was mended.
    ImprovementClosed {
        /// Which.
        id: String,
        /// What shows it.
        proof: String,
        /// On which day.
        on: NaiveDate,
    },
    /// The exercise is over; the clock stands for good.
    Ended {
        /// At which exercise time, milliseconds.
        elapsed: i64,
    },
}

impl DrillEvent {
    /// The word in the audit log and the timeline.
    pub fn verb(&self) -> &'static str {
        match self {
            DrillEvent::Started { .. } => "drill.start",
            DrillEvent::ClockSet { .. } | DrillEvent::Stood { .. } => "drill.clock",
            DrillEvent::Delivered { .. } => "drill.deliver",
            DrillEvent::Skipped { .. } => "drill.skip",
            DrillEvent::Held { .. } => "drill.hold",
            DrillEvent::Hinted { .. } => "drill.hint",
            DrillEvent::Marked { .. } => "drill.mark",
            DrillEvent::Observed { .. } => "drill.observe",
            DrillEvent::Rated { .. } => "drill.rate",
            DrillEvent::Joined { .. } => "drill.join",
            DrillEvent::Answered { .. } => "drill.answer",
            DrillEvent::Improvement { .. } => "drill.improve",
            DrillEvent::ImprovementClosed { .. } => "drill.improved",
            DrillEvent::Ended { .. } => "drill.end",
        }
    }

    /// The event in words. What an inject says is the scenario's to tell.
    pub fn message(&self) -> String {
        match self {
            DrillEvent::Started {
                scenario,
                version,
                seed,
                ..
            } => {
                format!("Exercise started: {scenario}, version {version}, seed {seed}")
            }
            DrillEvent::ClockSet {
                elapsed,
                speed,
                running,
            } => {
                let state = if *running {
                    format!("runs at {speed}×")
                } else {
                    "stands".to_owned()
                };
                format!("Exercise clock {state} from T+{}", clock::minutes(*elapsed))
            }
            DrillEvent::Stood { elapsed } => {
                format!(
                    "firebell was not running; the exercise clock stands at T+{}",
                    clock::minutes(*elapsed)
                )
            }
            DrillEvent::Delivered { inject, elapsed, .. } => {
                format!("Inject {inject} handed out at T+{}", clock::minutes(*elapsed))
            }
            DrillEvent::Skipped { inject, reason } => format!("Inject {inject} left out: {reason}"),
            DrillEvent::Held { inject } => format!("Inject {inject} held back"),
            DrillEvent::Hinted { action } => format!("Hint given for {action}"),
            DrillEvent::Marked { action, mark, remark } => {
                let mark = mark.map_or("mark taken back", Mark::word);
                let remark = remark.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
                format!("{action}: {mark}{remark}")
            }
            DrillEvent::Observed { observation, .. } => format!("Observed: {observation}"),
            DrillEvent::Rated {
                objective,
                rating,
                reason,
            } => {
                format!("Objective {objective} rated {}: {reason}", rating.letter())
            }
            DrillEvent::Joined { role, deputy } => {
                format!("{role} takes part{}", if *deputy { ", by a deputy" } else { "" })
            }
            DrillEvent::Answered { question, .. } => format!("Answered: {question}"),
            DrillEvent::Improvement {
                id, action, owner, due, ..
            } => {
                format!("Improvement {id} for {owner}, due {due}: {action}")
            }
            DrillEvent::ImprovementClosed { id, proof, .. } => format!("Improvement {id} closed: {proof}"),
            DrillEvent::Ended { elapsed } => format!("Exercise ended at T+{}", clock::minutes(*elapsed)),
        }
    }
}

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
        wall: DateTime<Utc>,
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
    pub fn apply(&mut self, event: &DrillEvent, actor: &str, at: DateTime<Utc>, wall: DateTime<Utc>) {
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

    fn start(&mut self, event: &DrillEvent, wall: DateTime<Utc>) {
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
    fn evaluate(&mut self, event: &DrillEvent, actor: &str, wall: DateTime<Utc>) {
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
