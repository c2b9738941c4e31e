//! What happens in an exercise beside what happens to its incident, and the words people rate it with.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::clock;
use crate::core::contact::Contact;

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
