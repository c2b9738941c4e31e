//! What happens in an exercise beside what happens to its incident, and the words people rate it with.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::clock::ExerciseTime;
use crate::core::coded::coded;
use crate::core::contact::Contact;

coded! {
    /// How an expected action turned out, as judged by a person.
    pub enum Mark: "mark" {
        /// Done in time.
        Done = "done",
        /// Done, but late.
        Late = "late",
        Wrong = "wrong",
        Missed = "missed",
    }
}

coded! {
    /// HSEEP's ratings of an objective, with HSEEP's terms.
    pub enum Rating: "rating" {
        /// Performed without challenges.
        P = "P" => "performed without challenges",
        /// Performed with some challenges.
        S = "S" => "performed with some challenges",
        /// Performed with major challenges.
        M = "M" => "performed with major challenges",
        /// Unable to be performed.
        U = "U" => "unable to be performed",
    }
}

coded! {
    /// What an observation shows.
    pub enum Finding: "finding" {
        /// Worth keeping.
        Strength = "strength",
        /// An area for improvement.
        Improvement = "improvement",
        /// Neither: a remark, a parked question.
        Remark = "remark",
    }
}

coded! {
    /// The part of an organization that a corrective action is about (HSEEP's capability elements).
    pub enum Element: "part of an organization" {
        /// What is written down.
        Plan = "plan",
        /// Who does what.
        Organisation = "organisation",
        /// What it is done with.
        Equipment = "equipment",
        /// Whether people can do it.
        Training = "training",
        /// Whether it was rehearsed.
        Exercise = "exercise",
    }
}

/// The scenario and the invented organization that an exercise begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The scenario's id.
    pub scenario: String,
    /// The scenario's version.
    pub version: u64,
    /// What its variation was drawn from.
    pub seed: u64,
    /// The scenario as it is played, as TOML.
    pub text: String,
    /// The moment of the story at zero.
    pub story: DateTime<Utc>,
    /// The invented organization's profile: key to TOML literal.
    pub profile: BTreeMap<String, String>,
    /// The invented organization's people to call.
    pub contacts: Vec<Contact>,
    /// Digest of the law it is played under.
    pub rules: String,
}

/// What an evaluator observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// A strength, an area for improvement, or a remark.
    pub finding: Finding,
    /// The objective it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective: Option<String>,
    /// What was observed, in a neutral sentence.
    pub observation: String,
    /// What plan or law said, what happened, why, what it led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysis: Option<String>,
    /// One change that can be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<String>,
}

/// Something to be corrected after an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectiveAction {
    /// Its number within the exercise.
    pub id: String,
    /// What is to be done.
    pub action: String,
    /// The role that sees to it.
    pub owner: String,
    pub due: NaiveDate,
    /// The part of the organization it is about. Records may hold words of earlier versions.
    pub element: String,
    /// How one will see that it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// The objective it serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective: Option<String>,
}

/// A corrective action that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// The corrective action's number.
    pub id: String,
    /// What shows that it was done.
    pub proof: String,
    /// On which day.
    pub on: NaiveDate,
}

/// What happens in an exercise beside what happens to its incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "drill", rename_all = "snake_case")]
pub enum DrillEvent {
    /// It began: the clock stands at zero, paused.
    Started(Box<Start>),
    /// The clock was started, stopped, made faster or moved ahead.
    ClockSet {
        /// Exercise time from here, milliseconds.
        elapsed: ExerciseTime,
        /// Times real time.
        speed: u32,
        /// Whether it runs.
        running: bool,
    },
    /// Nobody drove the exercise since a crash: the clock stands where it was then.
    Stood {
        /// The exercise time at which it stopped, milliseconds.
        elapsed: ExerciseTime,
    },
    /// An inject was handed to the room.
    Delivered {
        inject: String,
        /// At which exercise time, milliseconds.
        elapsed: ExerciseTime,
        /// The story's moment, where the inject has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        story: Option<DateTime<Utc>>,
    },
    /// An inject will not be handed out.
    Skipped { inject: String, reason: String },
    /// An inject waits for the facilitator, whatever the clock says.
    Held { inject: String },
    /// An inject was called back within a minute, or one that was skipped will be needed after all: the facilitator has it in
    /// hand again.
    Recalled { inject: String },
    /// The hint of an expected action was given.
    Hinted { action: String },
    /// A person said how an expected action came out; `None` takes that back.
    Marked {
        action: String,
        mark: Option<Mark>,
        /// What was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<String>,
    },
    /// A person said that a sentence of a note is not what an expected action asks for.
    Declined { action: String, said: String },
    /// An evaluator saw something.
    Observed(Observation),
    /// An evaluator rated an objective.
    Rated {
        objective: String,
        rating: Rating,
        reason: String,
    },
    /// Somebody takes part, in a role.
    Joined {
        role: String,
        /// Whether a deputy plays it.
        deputy: bool,
    },
    /// The room answered a question of the hot wash or the feedback.
    Answered { question: String, answer: String },
    /// Something is to be corrected.
    Improvement(CorrectiveAction),
    /// It was corrected.
    ImprovementClosed(Closure),
    /// The exercise is over; the clock stands for good.
    Ended {
        /// At which exercise time, milliseconds.
        elapsed: ExerciseTime,
    },
}

impl DrillEvent {
    /// The word in the audit log and the timeline.
    pub fn verb(&self) -> &'static str {
        match self {
            DrillEvent::Started(_) => "drill.start",
            DrillEvent::ClockSet { .. } | DrillEvent::Stood { .. } => "drill.clock",
            DrillEvent::Delivered { .. } => "drill.deliver",
            DrillEvent::Skipped { .. } => "drill.skip",
            DrillEvent::Held { .. } => "drill.hold",
            DrillEvent::Recalled { .. } => "drill.recall",
            DrillEvent::Hinted { .. } => "drill.hint",
            DrillEvent::Marked { .. } => "drill.mark",
            DrillEvent::Declined { .. } => "drill.decline",
            DrillEvent::Observed(_) => "drill.observe",
            DrillEvent::Rated { .. } => "drill.rate",
            DrillEvent::Joined { .. } => "drill.join",
            DrillEvent::Answered { .. } => "drill.answer",
            DrillEvent::Improvement(_) => "drill.improve",
            DrillEvent::ImprovementClosed(_) => "drill.improved",
            DrillEvent::Ended { .. } => "drill.end",
        }
    }

    /// Whether it is what the facilitator and evaluators think of the room: not for the room before the exercise is over.
    pub fn is_evaluators(&self) -> bool {
        match self {
            DrillEvent::Skipped { .. }
            | DrillEvent::Held { .. }
            | DrillEvent::Hinted { .. }
            | DrillEvent::Marked { .. }
            | DrillEvent::Declined { .. }
            | DrillEvent::Observed(_)
            | DrillEvent::Rated { .. }
            | DrillEvent::Improvement(_)
            | DrillEvent::ImprovementClosed(_) => true,
            DrillEvent::Started(_)
            | DrillEvent::ClockSet { .. }
            | DrillEvent::Stood { .. }
            | DrillEvent::Delivered { .. }
            | DrillEvent::Recalled { .. }
            | DrillEvent::Joined { .. }
            | DrillEvent::Answered { .. }
            | DrillEvent::Ended { .. } => false,
        }
    }

    /// The event in words. What an inject says is the scenario's to tell.
    pub fn message(&self) -> String {
        match self {
            DrillEvent::Started(start) => format!(
                "Exercise started: {}, version {}, seed {}",
                start.scenario, start.version, start.seed
            ),
            DrillEvent::ClockSet {
                elapsed,
                speed,
                running,
            } => {
                let state = if *running {
                    format!("runs at {speed}×")
                } else {
                    "is stopped".to_owned()
                };
                format!("Exercise clock {state} from T+{elapsed}")
            }
            DrillEvent::Stood { elapsed } => {
                format!("nobody was driving the exercise; its clock stopped at T+{elapsed}")
            }
            DrillEvent::Delivered { inject, elapsed, .. } => {
                format!("Inject {inject} delivered at T+{elapsed}")
            }
            DrillEvent::Skipped { inject, reason } => format!("Inject {inject} skipped: {reason}"),
            DrillEvent::Held { inject } => format!("Inject {inject} held"),
            DrillEvent::Recalled { inject } => format!("Inject {inject} called back"),
            DrillEvent::Hinted { action } => format!("Hint given for {action}"),
            DrillEvent::Marked { action, mark, remark } => {
                let mark = mark.map_or("mark withdrawn", Mark::words);
                let remark = remark.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
                format!("{action}: {mark}{remark}")
            }
            DrillEvent::Declined { action, said } => format!("{action}: not done by the note “{said}”"),
            DrillEvent::Observed(seen) => format!("Observed: {}", seen.observation),
            DrillEvent::Rated {
                objective,
                rating,
                reason,
            } => {
                format!("Objective {objective} rated {rating}: {reason}")
            }
            DrillEvent::Joined { role, deputy } => {
                format!(
                    "{role} takes part{}",
                    if *deputy { ", represented by a deputy" } else { "" }
                )
            }
            DrillEvent::Answered { question, .. } => format!("Answered: {question}"),
            DrillEvent::Improvement(action) => format!(
                "Corrective action {} for {}, due {}: {}",
                action.id, action.owner, action.due, action.action
            ),
            DrillEvent::ImprovementClosed(closure) => {
                format!("Corrective action {} closed: {}", closure.id, closure.proof)
            }
            DrillEvent::Ended { elapsed } => format!("Exercise ended at T+{elapsed}"),
        }
    }
}
