//! What the engine saw of the expected actions, what evaluators said, and what nobody looked at. The same events give
//! the same score on every machine.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::condition::Condition;
use super::scene::{Purpose, Scene};
use crate::core::coded::coded;
use crate::core::drill::clock::ExerciseTime;
use crate::core::drill::{Drill, InjectState, Mark};
use crate::core::incident::Incident;
use crate::drill::exercise::Exercise;
use crate::drill::scenario::{Expected, Inject, Scenario};

coded! {
    /// How an expected action came out.
    pub enum Outcome: "outcome" {
        /// Done in its window.
        Done = "done",
        /// Done, after its window.
        Late = "late",
        /// Done, after a hint.
        Hinted = "hinted" => "after a hint",
        Wrong = "wrong" => "done wrongly",
        Missed = "missed",
        /// It can still be done.
        Open = "open",
        /// Only a person can say, and nobody did.
        NotEvaluated = "not_evaluated" => "not evaluated",
        /// Its inject was not delivered.
        NotDelivered = "not_delivered" => "inject not delivered",
    }
}

impl Outcome {
    /// Of two points: all, half, or none; `None` where it does not count.
    fn points(self) -> Option<u64> {
        match self {
            Outcome::Done => Some(2),
            Outcome::Late | Outcome::Hinted => Some(1),
            Outcome::Wrong | Outcome::Missed => Some(0),
            Outcome::Open | Outcome::NotEvaluated | Outcome::NotDelivered => None,
        }
    }
}

/// An expected action and how it came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoredAction {
    pub id: String,
    pub inject: String,
    /// The objective it counts for.
    pub objective: String,
    /// What a prepared team does.
    pub action: String,
    pub weight: u64,
    /// How it came out.
    pub outcome: Outcome,
    /// engine, or the evaluator who said so
    pub by: Option<String>,
    /// The exercise minute at which its inject was delivered.
    pub delivered: Option<i64>,
    /// The exercise minute at which it was done.
    pub done: Option<i64>,
    /// Minutes it may take.
    pub within: Option<u64>,
    /// Whether its hint was given.
    pub hint_given: bool,
    /// What the evaluator said.
    pub remark: Option<String>,
}

/// An objective and how it came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Objective {
    pub id: String,
    pub title: String,
    pub capability: String,
    /// The threshold.
    pub target: String,
    /// Actions that count for it.
    pub actions: usize,
    /// How many of them were evaluated.
    pub evaluated: usize,
    /// How many nobody evaluated.
    pub not_evaluated: usize,
    /// Weighted share of what was evaluated, in percent; `None` where nothing was.
    pub share: Option<u64>,
    /// The evaluator's rating, beside the share and never replaced by it.
    pub rating: Option<&'static str>,
    /// Why, and by whom.
    pub rating_reason: Option<String>,
}

/// The score of an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Expected actions in the order of the scenario.
    pub actions: Vec<ScoredAction>,
    /// Objectives in the order of the scenario.
    pub objectives: Vec<Objective>,
    /// Weighted share over all, in percent.
    pub share: Option<u64>,
    /// Actions that nobody evaluated.
    pub not_evaluated: usize,
    /// Objectives that no evaluator rated.
    pub not_rated: usize,
    /// Hints given.
    pub hints: usize,
}

impl Score {
    /// How an expected action came out; `None` where there is none of the name.
    pub fn outcome_of(&self, action: &str) -> Option<Outcome> {
        let found = self.actions.iter().find(|scored| scored.id == action);
        found.map(|scored| scored.outcome)
    }
}

/// What the engine has seen of an expected action so far.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// When it was done, the last time that nothing was wrong with it.
    done: Option<ExerciseTime>,
    /// Whether it stands wrong now: who corrects a mistake has done it when it is corrected.
    wrong: bool,
    /// Whether its hint had been given when it was done: one that comes afterwards has helped nobody.
    hinted: bool,
    /// Whether something was written that a person may take for it.
    written: bool,
}

impl Seen {
    fn look(&mut self, done: bool, wrong: bool, hint_given: bool, now: ExerciseTime) {
        self.wrong = wrong;
        if wrong {
            self.done = None;
        } else if done && self.done.is_none() {
            (self.done, self.hinted) = (Some(now), hint_given);
        }
    }
}

/// Scores an exercise as it stands.
pub fn score(exercise: &Exercise) -> Score {
    let seen = seen(exercise);
    let drill = exercise.drill();
    let all = exercise
        .scenario
        .injects
        .iter()
        .flat_map(|i| i.expect.iter().map(move |e| (i, e)));
    let actions: Vec<ScoredAction> = all
        .map(|(inject, expected)| action(drill, inject, expected, seen.get(expected.id.as_str())))
        .collect();
    let objectives = exercise
        .scenario
        .objectives
        .iter()
        .map(|o| objective(o, &actions, drill));
    let objectives: Vec<Objective> = objectives.collect();
    Score {
        share: share(actions.iter()),
        not_evaluated: actions.iter().filter(|a| a.outcome == Outcome::NotEvaluated).count(),
        not_rated: objectives.iter().filter(|o| o.rating.is_none()).count(),
        hints: drill.hints.len(),
        objectives,
        actions,
    }
}

/// Walks the events once and notes when each condition first held.
fn seen(exercise: &Exercise) -> BTreeMap<&str, Seen> {
    let mut events = exercise.loaded.events.iter().map(|stored| &stored.event);
    let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
    // The opening asks nothing of anybody yet.
    let Some(mut incident) = events.next().and_then(|opening| Incident::opened(opening).ok()) else {
        return seen;
    };
    for event in events {
        incident.apply(event);
        // What happens after the end is no part of the play.
        if ended(&incident).is_none() {
            let elapsed = exercise.drill().clock.elapsed(event.wall());
            note(&exercise.scenario, &incident, elapsed, &mut seen);
        }
    }
    if let Some(end) = ended(&incident) {
        note_at_the_end(&exercise.scenario, &incident, end, &mut seen);
    }
    seen
}

/// At which exercise time it ended.
fn ended(incident: &Incident) -> Option<ExerciseTime> {
    incident.drill.as_ref()?.ended
}

/// An expected action whose inject was delivered.
struct Asked<'s, 'i> {
    expected: &'s Expected,
    /// What its conditions look at.
    scene: Scene<'i>,
    /// When its inject was delivered.
    at: ExerciseTime,
}

fn delivered<'s: 'i, 'i>(scenario: &'s Scenario, incident: &'i Incident) -> impl Iterator<Item = Asked<'s, 'i>> {
    scenario.injects.iter().flat_map(move |inject| {
        let handed = handed(incident, &inject.id);
        let expected = inject.expect.iter();
        expected.filter_map(move |expected| {
            let (since, at) = handed?;
            let scene = Scene {
                incident,
                scenario,
                since,
                purpose: Purpose::Credit,
            };
            Some(Asked { expected, scene, at })
        })
    })
}

/// The story's moment and the exercise time at which an inject was delivered.
fn handed(incident: &Incident, inject: &str) -> Option<(DateTime<Utc>, ExerciseTime)> {
    match incident.drill.as_ref()?.injects.get(inject)? {
        InjectState::Delivered { story, elapsed, .. } => Some((*story, *elapsed)),
        InjectState::Skipped { .. } | InjectState::Held => None,
    }
}

fn note<'s>(scenario: &'s Scenario, incident: &Incident, elapsed: ExerciseTime, seen: &mut BTreeMap<&'s str, Seen>) {
    for Asked { expected, scene, at } in delivered(scenario, incident) {
        let holds =
            |condition: &Option<Condition>| condition.as_ref().is_some_and(|c| !c.at_the_end() && c.holds(&scene));
        // What was done before the inject came was done when it came, whenever the next entry is written.
        let now = match seen.contains_key(expected.id.as_str()) {
            true => elapsed,
            false => at,
        };
        let any_note = Scene {
            purpose: Purpose::AnyNote,
            ..scene
        };
        let written = expected
            .done
            .as_ref()
            .is_some_and(|done| !done.at_the_end() && done.holds(&any_note));
        let entry = seen.entry(expected.id.as_str()).or_default();
        entry.look(
            holds(&expected.done),
            holds(&expected.wrong),
            hint_given(incident, expected),
            now,
        );
        entry.written |= written;
    }
}

fn hint_given(incident: &Incident, expected: &Expected) -> bool {
    let drill = incident.drill.as_ref();
    drill.is_some_and(|drill| drill.hints.contains(&expected.id))
}

/// What can be known only when nothing more can happen.
fn note_at_the_end<'s>(
    scenario: &'s Scenario,
    incident: &Incident,
    end: ExerciseTime,
    seen: &mut BTreeMap<&'s str, Seen>,
) {
    for Asked { expected, scene, .. } in delivered(scenario, incident) {
        let holds =
            |condition: &Option<Condition>| condition.as_ref().is_some_and(|c| c.at_the_end() && c.holds(&scene));
        let entry = seen.entry(expected.id.as_str()).or_default();
        if holds(&expected.done) {
            (entry.done, entry.hinted) = (Some(end), hint_given(incident, expected));
        }
        entry.wrong |= holds(&expected.wrong);
    }
}

fn action(drill: &Drill, inject: &Inject, expected: &Expected, seen: Option<&Seen>) -> ScoredAction {
    let delivered = match drill.injects.get(&inject.id) {
        Some(InjectState::Delivered { elapsed, .. }) => Some(*elapsed),
        Some(InjectState::Skipped { .. } | InjectState::Held) | None => None,
    };
    let (outcome, by) = judged(drill, expected, seen, delivered);
    let mark = drill.marks.get(&expected.id);
    ScoredAction {
        id: expected.id.clone(),
        inject: inject.id.clone(),
        objective: expected.objective.clone(),
        action: expected.action.clone(),
        weight: expected.weight,
        outcome,
        by,
        delivered: delivered.map(ExerciseTime::minute),
        done: seen.and_then(|seen| seen.done).map(ExerciseTime::minute),
        within: expected.within,
        hint_given: drill.hints.contains(&expected.id),
        remark: mark.and_then(|said| said.remark.clone()),
    }
}

/// How it came out and who says so: a person's mark stands over what the engine saw.
fn judged(
    drill: &Drill,
    expected: &Expected,
    seen: Option<&Seen>,
    delivered: Option<ExerciseTime>,
) -> (Outcome, Option<String>) {
    let hint_given = drill.hints.contains(&expected.id);
    match (delivered, drill.marks.get(&expected.id)) {
        (None, None) => (Outcome::NotDelivered, None),
        (_, Some(said)) => (marked(said.mark, hint_given), Some(said.by.clone())),
        (Some(at), None) => {
            let outcome = engine(drill, expected, seen, at);
            let by = outcome.points().map(|_| "engine".to_owned());
            (outcome, by)
        }
    }
}

fn marked(mark: Mark, hint_given: bool) -> Outcome {
    match mark {
        Mark::Done if hint_given => Outcome::Hinted,
        Mark::Done => Outcome::Done,
        Mark::Late => Outcome::Late,
        Mark::Wrong => Outcome::Wrong,
        Mark::Missed => Outcome::Missed,
    }
}

fn engine(drill: &Drill, expected: &Expected, seen: Option<&Seen>, delivered: ExerciseTime) -> Outcome {
    let seen = seen.copied().unwrap_or_default();
    if seen.wrong {
        return Outcome::Wrong;
    }
    if expected.done.is_none() {
        return Outcome::NotEvaluated;
    }
    let ends_late = expected.done.as_ref().is_some_and(Condition::at_the_end);
    match seen.done {
        Some(_) if seen.hinted => Outcome::Hinted,
        // What is known only at the end cannot have been done in a window.
        Some(_) if ends_late => Outcome::Done,
        Some(at) => match expected.within {
            Some(within) if at > delivered.after_minutes(within) => Outcome::Late,
            _ => Outcome::Done,
        },
        None if drill.ended.is_none() => Outcome::Open,
        // A person looked at what was written, and it was not that.
        None if declined(drill, expected) => Outcome::Missed,
        // Nobody looked; or the exercise was ended early, and there was still time for it.
        None if seen.written || ends_before(drill, expected, delivered) => Outcome::NotEvaluated,
        None => Outcome::Missed,
    }
}

/// Whether the exercise ended before the time for an action was up.
fn ends_before(drill: &Drill, expected: &Expected, delivered: ExerciseTime) -> bool {
    let time = expected.within.map(|within| delivered.after_minutes(within));
    drill.ended.is_some_and(|end| time.is_some_and(|time| end < time))
}

fn declined(drill: &Drill, expected: &Expected) -> bool {
    drill.declined.iter().any(|declined| declined.action == expected.id)
}

/// Weighted share in percent, halves rounded up; `None` where nothing counts.
fn share<'a>(actions: impl Iterator<Item = &'a ScoredAction>) -> Option<u64> {
    let counted = actions.filter_map(|action| Some((action.outcome.points()? * action.weight, 2 * action.weight)));
    let (got, of) = counted.fold((0, 0), |(got, of), (points, most)| (got + points, of + most));
    (of > 0).then(|| (got * 200 + of) / (of * 2))
}

fn objective(objective: &crate::drill::scenario::Objective, actions: &[ScoredAction], drill: &Drill) -> Objective {
    let mine: Vec<&ScoredAction> = actions.iter().filter(|a| a.objective == objective.id).collect();
    let rating = drill.ratings.get(&objective.id);
    Objective {
        id: objective.id.clone(),
        title: objective.title.clone(),
        capability: objective.capability.clone(),
        target: objective.target.clone(),
        actions: mine.len(),
        evaluated: mine.iter().filter(|a| a.outcome.points().is_some()).count(),
        not_evaluated: mine.iter().filter(|a| a.outcome == Outcome::NotEvaluated).count(),
        share: share(mine.iter().copied()),
        rating: rating.map(|rated| rated.rating.code()),
        rating_reason: rating.map(|rated| format!("{} ({})", rated.reason, rated.by)),
    }
}
