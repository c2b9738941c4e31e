//! What the two views of a running exercise show: the room's, which knows only what was delivered, and the
//! facilitator's, which knows what comes next. Plain structs.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::driving::delivery::branch_taken;
use super::exercise::{Exercise, out_of_turn};
use super::scenario::{Attachment, Inject as Told, InjectChannel};
use super::scoring::proposal::{Proposal, proposals};
use super::scoring::score::{Objective, Outcome, ScoredAction, score};
use crate::core::drill::InjectState;
use crate::core::drill::clock::ExerciseTime;
use crate::core::json_array::serialize_as_array;
use crate::core::time::WallTime;

/// The clock of an exercise at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockView {
    /// Exercise time, milliseconds.
    pub elapsed: ExerciseTime,
    /// The story's moment.
    pub story: DateTime<Utc>,
    /// Whether it runs.
    pub running: bool,
    /// Times real time.
    pub speed: u32,
    /// Whether the exercise is over.
    pub ended: bool,
    /// Planned length, minutes.
    pub planned: u64,
}

/// An inject in the room's hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handed {
    pub id: String,
    /// Exercise time at which it came, milliseconds.
    pub elapsed: ExerciseTime,
    /// The story's moment then.
    pub story: DateTime<Utc>,
    /// Real time then.
    pub delivered_at: DateTime<Utc>,
    /// How it came.
    pub channel: InjectChannel,
    pub from: String,
    pub to: String,
    pub subject: String,
    /// Markdown.
    pub text: String,
    pub attachments: Vec<Attachment>,
}

/// The room's view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Room {
    /// The exercise.
    pub code: String,
    pub title: String,
    pub clock: ClockView,
    /// What was delivered, newest first.
    pub injects: Vec<Handed>,
}

/// An inject that is still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coming {
    pub id: String,
    /// When it comes, in JSON as a minute; none: the facilitator decides.
    #[serde(serialize_with = "in_minutes")]
    pub at: Option<ExerciseTime>,
    /// Exercise time until then, in milliseconds.
    #[serde(serialize_with = "in_millis")]
    pub left: Option<TimeDelta>,
    pub subject: String,
    /// How it will come.
    pub channel: InjectChannel,
    pub from: String,
    /// main, contingency, time-jump or noise
    pub kind: &'static str,
    /// What the facilitator does with it; players never read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<String>,
    /// Markdown.
    pub text: String,
    /// It was held back.
    pub held: bool,
    /// It is delivered only on a branch, and how that stands.
    pub branch: Option<Branch>,
    /// What it does to clocks, in words.
    pub clocks: Vec<String>,
}

/// How a branch stands before it is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// Whether the inject would be delivered now.
    pub will: bool,
    /// Expected actions whose marks decide it.
    pub marks: Vec<String>,
}

/// The facilitator's view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facilitator {
    /// What the room sees.
    pub room: Room,
    /// What really happened.
    pub truth: String,
    /// Injects to come by the clock, soonest first.
    pub coming: Vec<Coming>,
    /// Contingency injects, and those held back.
    #[serde(rename = "in_hand")]
    pub out_of_turn: Vec<Coming>,
    /// Expected actions of what was delivered, newest inject first.
    pub actions: Vec<Expected>,
    /// Sentences that may be what an expected action asks for: only a person can say.
    pub proposals: Vec<Proposal>,
    /// Objectives as they stand.
    pub objectives: Vec<Objective>,
    /// The module that runs, and its questions.
    pub module: Option<RunningModule>,
    /// Questions of the hot wash, with answers where there are some.
    pub hot_wash: Vec<HotWashQuestion>,
    /// Observations, newest first, in words.
    pub observations: Vec<String>,
    /// Corrective actions put down so far.
    pub improvements: usize,
}

/// The module that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningModule {
    pub title: String,
    pub questions: Vec<String>,
}
serialize_as_array!(RunningModule: title, questions);
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotWashQuestion {
    pub question: String,
    pub answer: Option<String>,
}
serialize_as_array!(HotWashQuestion: question, answer);

/// An expected action with what an evaluator needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// How it stands.
    pub action: ScoredAction,
    /// The hint, if it has one.
    pub hint: Option<String>,
    /// What counts as done.
    pub evidence: Option<String>,
    /// Exercise time left in its window, in milliseconds; below zero: past.
    #[serde(serialize_with = "in_millis")]
    pub left: Option<TimeDelta>,
}

fn in_minutes<S: serde::Serializer>(at: &Option<ExerciseTime>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(ExerciseTime::minute).serialize(serializer)
}

fn in_millis<S: serde::Serializer>(span: &Option<TimeDelta>, serializer: S) -> Result<S::Ok, S::Error> {
    span.map(|span| span.num_milliseconds()).serialize(serializer)
}

/// The clock at a wall-clock time.
pub fn clock(exercise: &Exercise, wall: WallTime) -> ClockView {
    let drill = exercise.drill();
    ClockView {
        elapsed: drill.clock.now(wall),
        story: exercise.loaded.incident.now(wall).at(),
        running: drill.clock.running(),
        speed: drill.clock.speed(),
        ended: drill.ended.is_some(),
        planned: exercise.scenario.minutes,
    }
}

/// The room's view at a wall-clock time.
pub fn room(exercise: &Exercise, wall: WallTime) -> Room {
    let drill = exercise.drill();
    let handed = drill.delivered.iter().rev().filter_map(|id| {
        let inject = exercise.scenario.inject(id)?;
        let InjectState::Delivered { elapsed, story, wall } = drill.injects.get(id)? else {
            return None;
        };
        Some(Handed {
            id: id.clone(),
            elapsed: *elapsed,
            story: *story,
            delivered_at: wall.at(),
            channel: inject.channel,
            from: inject.from.clone(),
            to: inject.to.clone(),
            subject: inject.subject.clone(),
            text: inject.text.clone(),
            attachments: inject.attachments.clone(),
        })
    });
    Room {
        code: exercise.loaded.incident.code.to_string(),
        title: exercise.scenario.title.clone(),
        clock: clock(exercise, wall),
        injects: handed.collect(),
    }
}

fn coming(exercise: &Exercise, inject: &Told, wall: WallTime) -> Coming {
    let elapsed = exercise.drill().clock.now(wall);
    let held = exercise.drill().injects.get(&inject.id) == Some(&InjectState::Held);
    Coming {
        id: inject.id.clone(),
        at: inject.at,
        left: inject.due().filter(|_| !held).map(|due| due.since(elapsed)),
        subject: inject.subject.clone(),
        channel: inject.channel,
        from: inject.from.clone(),
        kind: inject.kind.code(),
        cue: inject.cue.clone(),
        text: inject.text.clone(),
        held,
        branch: inject.when.as_ref().map(|when| Branch {
            will: branch_taken(exercise, inject),
            marks: when.actions().into_iter().map(str::to_owned).collect(),
        }),
        clocks: inject
            .clocks
            .iter()
            .map(|c| format!("{} {}: {}", c.of, c.does, c.why))
            .collect(),
    }
}

/// The facilitator's view at a wall-clock time.
pub fn facilitator(exercise: &Exercise, wall: WallTime) -> Facilitator {
    let room = room(exercise, wall);
    let elapsed = room.clock.elapsed;
    let drill = exercise.drill();
    let minute = u64::try_from(elapsed.minute()).unwrap_or_default();
    let module = exercise.scenario.module(minute);
    let answered = |question: &String| {
        let answer = drill.answers.iter().find(|known| known.question == *question);
        HotWashQuestion {
            question: question.clone(),
            answer: answer.map(|known| known.answer.clone()),
        }
    };
    let scored = score(exercise);
    Facilitator {
        truth: exercise.scenario.truth.clone(),
        coming: exercise.coming().map(|inject| coming(exercise, inject, wall)).collect(),
        out_of_turn: out_of_turn(exercise)
            .map(|inject| coming(exercise, inject, wall))
            .collect(),
        actions: expected(exercise, scored.actions, elapsed),
        proposals: proposals(exercise),
        objectives: scored.objectives,
        module: module.map(|module| RunningModule {
            title: module.title.clone(),
            questions: module.questions.clone(),
        }),
        hot_wash: exercise.scenario.hot_wash.iter().map(answered).collect(),
        observations: drill.observations.iter().rev().map(|o| o.observation.clone()).collect(),
        improvements: drill.improvements.len(),
        room,
    }
}

/// Expected actions of what was delivered; the newest inject's first, open ones before others.
fn expected(exercise: &Exercise, actions: Vec<ScoredAction>, elapsed: ExerciseTime) -> Vec<Expected> {
    let order = &exercise.drill().delivered;
    let mut all: Vec<Expected> = actions
        .into_iter()
        .filter(|action| action.outcome != Outcome::NotDelivered)
        .filter_map(|action| {
            let (inject, told) = exercise.scenario.expected(&action.id)?;
            let handed = match exercise.drill().injects.get(&inject.id)? {
                InjectState::Delivered { elapsed, .. } => *elapsed,
                InjectState::Skipped { .. } | InjectState::Held => return None,
            };
            Some(Expected {
                hint: told.hint.clone(),
                evidence: told.evidence.clone(),
                left: told.within.map(|within| handed.after_minutes(within).since(elapsed)),
                action,
            })
        })
        .collect();
    let open = |outcome: Outcome| matches!(outcome, Outcome::Open | Outcome::NotEvaluated);
    let place = |inject: &String| order.iter().position(|id| id == inject);
    all.sort_by_key(|e| (!open(e.action.outcome), std::cmp::Reverse(place(&e.action.inject))));
    all
}
