//! Drives an exercise: delivers what is due, in order and once, whatever is paused, resumed, jumped or restarted.
//!
//! There is no timer in here. Whoever has a clock calls [`advance`] with the wall-clock time, as often as they like;
//! two terminals may both do it, for the record takes each inject once only.

use super::condition::{Purpose, Scene};
use super::presence::{Hand, follow};
use super::read::read;
use super::scenario::{Inject, Kind, Scenario, TypedValue};
use crate::app::record::{Done, Loaded, NewIncident, Record, RecordError};
use crate::core::drill::clock::of_minutes;
use crate::core::drill::{CorrectiveAction, Drill, DrillEvent, Observation, Start};
use crate::core::facts::IncidentKind;
use crate::core::incident::command::Command;
use crate::core::incident::decide::exercise::decide;
use crate::core::reader::Problem;
use crate::core::time::{StoryTime, WallTime};

/// Why an exercise does not go on.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The scenario in the record is invalid with this firebell.
    #[error("the scenario of this exercise is invalid")]
    Scenario(Vec<Problem>),
    /// There is no scenario on this incident.
    #[error("{0} is not an exercise with a scenario")]
    NoDrill(String),
    /// Something that was named is not there.
    #[error("unknown {what} `{name}`")]
    Unknown {
        /// inject, expected action, objective …
        what: &'static str,
        /// As typed.
        name: String,
        /// The nearest.
        hint: String,
    },
}

/// An exercise with its scenario.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// The incident.
    pub loaded: Loaded,
    /// The scenario as it is played.
    pub scenario: Scenario,
}

impl Exercise {
    /// Reads an exercise from the record.
    ///
    /// # Errors
    /// Where there is none, or its scenario is invalid.
    pub fn load(record: &Record, code: &str) -> Result<Exercise, DrillError> {
        Exercise::of(record.load(code)?)
    }

    /// The exercise on an incident that was read.
    ///
    /// # Errors
    /// Where there is none, or its scenario is invalid.
    pub fn of(loaded: Loaded) -> Result<Exercise, DrillError> {
        let Some(drill) = &loaded.incident.drill else {
            return Err(DrillError::NoDrill(loaded.incident.code.clone()));
        };
        let scenario = read(&drill.scenario, &drill.text, drill.seed).map_err(DrillError::Scenario)?;
        Ok(Exercise { loaded, scenario })
    }

    /// How the exercise stands.
    ///
    /// # Panics
    /// Never: an exercise is only made where there is one.
    pub fn drill(&self) -> &Drill {
        self.loaded
            .incident
            .drill
            .as_ref()
            .expect("an exercise is made of an incident that has one")
    }

    /// Injects that are still to come by the clock, soonest first.
    pub fn coming(&self) -> impl Iterator<Item = &Inject> {
        let drill = self.drill();
        self.scenario
            .injects
            .iter()
            .filter(|i| i.at.is_some() && !drill.settled(&i.id))
    }

    /// The next one that is due by an exercise time.
    fn due(&self, elapsed: i64) -> Option<&Inject> {
        self.coming()
            .find(|inject| inject.due().is_some_and(|due| due <= elapsed))
    }
}

/// What an exercise is set up from.
#[derive(Debug, Clone)]
pub struct Setup<'s> {
    /// The scenario as the seed draws it.
    pub scenario: &'s Scenario,
    /// Its file, which is kept with the exercise.
    pub text: &'s str,
    /// What its variation is drawn from.
    pub seed: u64,
    /// The id the incident gets.
    pub id: String,
}

/// Sets an exercise up: the incident, its clock at zero, paused. Nothing is delivered before the clock runs.
///
/// # Errors
/// What the record says, or a profile of the scenario that is invalid.
pub fn start(record: &mut Record, setup: Setup<'_>, wall: WallTime) -> Result<Done, DrillError> {
    let Setup {
        scenario,
        text,
        seed,
        id,
    } = setup;
    let mut profile = std::collections::BTreeMap::new();
    for TypedValue { key, value } in &scenario.profile {
        let value = crate::app::input::fact_value(key, value, &scenario.zone, StoryTime::named(scenario.start));
        let value = value.map_err(|error| RecordError::Value {
            problems: vec![format!("{key}: {error}")],
        })?;
        profile.insert(key.clone(), value);
    }
    let started = DrillEvent::Started(Box::new(Start {
        scenario: scenario.id.clone(),
        version: scenario.version,
        seed,
        text: text.to_owned(),
        story: scenario.start,
        profile,
        contacts: scenario.contacts.clone(),
        rules: record.rules.sha256.clone(),
    }));
    let new = NewIncident {
        title: &scenario.title,
        kind: IncidentKind::Exercise,
        zone: &scenario.zone,
        id,
    };
    Ok(record.open_drill(new, started, wall)?)
}

/// Hands out everything that is due at a wall-clock time; says what was delivered.
///
/// # Errors
/// What the record says.
pub fn advance(record: &mut Record, code: &str, wall: WallTime) -> Result<Vec<Inject>, DrillError> {
    let exercise = Exercise::load(record, code)?;
    if exercise.drill().ended.is_some() {
        return Ok(Vec::new());
    }
    let elapsed = exercise.drill().clock.now(wall);
    hand_out(record, exercise, elapsed, wall)
}

fn hand_out(
    record: &mut Record,
    mut exercise: Exercise,
    until: i64,
    wall: WallTime,
) -> Result<Vec<Inject>, DrillError> {
    let code = exercise.loaded.incident.code.clone();
    let running = exercise.drill().clock.running() || until > exercise.drill().clock.now(wall);
    let mut handed = Vec::new();
    // At zero and paused the room has not sat down yet.
    if until == 0 && !running {
        return Ok(handed);
    }
    while let Some(inject) = exercise.due(until).cloned() {
        let taken = branch_taken(&exercise, &inject, wall);
        let event = match taken {
            true => DrillEvent::Delivered {
                inject: inject.id.clone(),
                elapsed: inject.due().unwrap_or(until),
                story: inject.story,
            },
            false => DrillEvent::Skipped {
                inject: inject.id.clone(),
                reason: "branch not taken".to_owned(),
            },
        };
        match record.run(&code, Command::Drill(event), wall) {
            Ok(_) if taken => handed.push(inject),
            // Another terminal was faster: it is delivered, which is all that matters.
            Ok(_) | Err(RecordError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
        exercise = Exercise::load(record, &code)?;
        if exercise.drill().ended.is_some() {
            break;
        }
    }
    Ok(handed)
}

/// Whether an inject fits what the team has done, as evaluators marked it and as it was recorded.
pub fn branch_taken(exercise: &Exercise, inject: &Inject, wall: WallTime) -> bool {
    let incident = &exercise.loaded.incident;
    let scene = Scene {
        incident,
        scenario: &exercise.scenario,
        since: incident.opened_at.unwrap_or(incident.now(wall).at()),
        purpose: Purpose::Branch,
    };
    inject.when.as_ref().is_none_or(|when| when.holds(&scene))
}

/// What a facilitator does with the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Let it run, at this many times real time.
    Run(u32),
    /// Stop it.
    Pause,
    /// Go ahead to an exercise time, milliseconds.
    Jump(i64),
}

/// Turns the clock; what comes due on the way of a jump is delivered first, in order.
///
/// # Errors
/// A refusal where time would go back, or what the record says.
pub fn turn(record: &mut Record, code: &str, turn: Turn, hand: Hand) -> Result<Vec<Inject>, DrillError> {
    let wall = hand.wall;
    let mut handed = follow(record, code, hand)?.delivered();
    let exercise = Exercise::load(record, code)?;
    let clock = exercise.drill().clock.clone();
    let now = clock.now(wall);
    let set = |elapsed, speed, running| DrillEvent::ClockSet {
        elapsed,
        speed,
        running,
    };
    let event = match turn {
        Turn::Run(speed) => set(now, speed, true),
        Turn::Pause => set(now, clock.speed(), false),
        Turn::Jump(to) => {
            // What cannot be taken back is not begun before it is known to be allowed.
            let jumped = set(to, clock.speed(), clock.running());
            decide(&exercise.loaded.incident, now, &jumped).map_err(RecordError::Refused)?;
            if to > now {
                handed.extend(hand_out(record, exercise, to, wall)?);
            }
            set(to, clock.speed(), clock.running())
        }
    };
    record.run(code, Command::Drill(event), wall)?;
    // What stands at minute zero is due with the first start.
    handed.extend(follow(record, code, hand)?.delivered());
    Ok(handed)
}

/// The exercise time of the next inject, for a jump.
pub fn next(exercise: &Exercise) -> Option<i64> {
    exercise.coming().find_map(Inject::due)
}

/// Why a jump to a minute should be confirmed: it cannot be undone, and the room would get more than one inject at
/// once, or the planned end would be passed.
pub fn far_jump(exercise: &Exercise, minute: u64) -> Option<String> {
    let passed: Vec<&str> = exercise
        .coming()
        .filter(|inject| inject.at.is_some_and(|at| at <= minute))
        .map(|inject| inject.id.as_str())
        .collect();
    far_jump_words(&passed, minute, exercise.scenario.minutes)
}

/// The words for a far jump over these injects.
pub fn far_jump_words(passed: &[&str], minute: u64, planned: u64) -> Option<String> {
    let over = minute > planned;
    let on_the_way = match passed {
        [] => String::new(),
        [one] => format!(" delivers {one}"),
        many => format!(" delivers {} injects at once ({})", many.len(), many.join(", ")),
    };
    let end = if over {
        format!("passes the planned end at T+{planned}")
    } else {
        String::new()
    };
    match (passed.len() > 1, over) {
        (false, false) => None,
        (_, true) if on_the_way.is_empty() => Some(format!("Jumping to T+{minute} {end}.")),
        (_, true) => Some(format!("Jumping to T+{minute}{on_the_way} and {end}.")),
        (true, false) => Some(format!("Jumping to T+{minute}{on_the_way}.")),
    }
}

/// Hands one inject out now, out of turn: a contingency, one that was held, or one ahead of its minute.
///
/// # Errors
/// Where there is no such inject, or it is out already.
pub fn deliver(record: &mut Record, code: &str, inject: &str, wall: WallTime) -> Result<Inject, DrillError> {
    let exercise = Exercise::load(record, code)?;
    let inject = known(&exercise.scenario, inject)?.clone();
    let elapsed = exercise.drill().clock.now(wall);
    let story = inject
        .story
        .filter(|story| *story >= exercise.loaded.incident.now(wall).at());
    let event = DrillEvent::Delivered {
        inject: inject.id.clone(),
        elapsed,
        story,
    };
    record.run(code, Command::Drill(event), wall)?;
    Ok(inject)
}

/// Records something about the exercise, after looking whether what it names is in the scenario.
///
/// # Errors
/// The nearest name where there is none, or a refusal.
pub fn run(record: &mut Record, code: &str, event: DrillEvent, wall: WallTime) -> Result<Done, DrillError> {
    let exercise = Exercise::load(record, code)?;
    let scenario = &exercise.scenario;
    match &event {
        DrillEvent::Skipped { inject, .. } | DrillEvent::Held { inject } => {
            known(scenario, inject)?;
        }
        DrillEvent::Hinted { action } | DrillEvent::Marked { action, .. } => expected(scenario, action)?,
        DrillEvent::Rated { objective, .. } => counts(scenario, Some(objective))?,
        DrillEvent::Observed(Observation { objective, .. })
        | DrillEvent::Improvement(CorrectiveAction { objective, .. }) => {
            counts(scenario, objective.as_deref())?;
        }
        DrillEvent::Started { .. }
        | DrillEvent::ClockSet { .. }
        | DrillEvent::Stood { .. }
        | DrillEvent::Delivered { .. }
        | DrillEvent::Joined { .. }
        | DrillEvent::Answered { .. }
        | DrillEvent::ImprovementClosed { .. }
        | DrillEvent::Ended { .. } => {}
    }
    Ok(record.run(code, Command::Drill(event), wall)?)
}

fn expected(scenario: &Scenario, action: &str) -> Result<(), DrillError> {
    if scenario.expected(action).is_some() {
        return Ok(());
    }
    let all = scenario.injects.iter().flat_map(|i| &i.expect);
    Err(unknown("expected action", action, all.map(|e| e.id.as_str())))
}

fn counts(scenario: &Scenario, objective: Option<&str>) -> Result<(), DrillError> {
    let mut all = scenario.objectives.iter().map(|o| o.id.as_str());
    match objective {
        Some(objective) if !all.clone().any(|id| id == objective) => Err(unknown("objective", objective, &mut all)),
        _ => Ok(()),
    }
}

fn known<'s>(scenario: &'s Scenario, inject: &str) -> Result<&'s Inject, DrillError> {
    let all = scenario.injects.iter().map(|i| i.id.as_str());
    scenario.inject(inject).ok_or_else(|| unknown("inject", inject, all))
}

fn unknown<'n>(what: &'static str, name: &str, all: impl Iterator<Item = &'n str>) -> DrillError {
    DrillError::Unknown {
        what,
        name: name.to_owned(),
        hint: crate::core::reader::suggestion(name, &all.collect::<Vec<_>>()),
    }
}

/// Ends the exercise: what was due is delivered, and the clock stands for good.
///
/// # Errors
/// A refusal where it is over already.
pub fn end(record: &mut Record, code: &str, hand: Hand) -> Result<Done, DrillError> {
    follow(record, code, hand)?;
    let exercise = Exercise::load(record, code)?;
    let elapsed = exercise.drill().clock.now(hand.wall);
    let done = record.run(code, Command::Drill(DrillEvent::Ended { elapsed }), hand.wall)?;
    let stream = &exercise.loaded.incident.id;
    record.keep_signs(stream, None)?;
    Ok(done)
}

/// Minutes to the end as planned, below zero when it is over time.
pub fn left(exercise: &Exercise, wall: WallTime) -> i64 {
    of_minutes(exercise.scenario.minutes) - exercise.drill().clock.now(wall)
}

/// Contingency injects still in the facilitator's hand, and those held back.
pub fn in_hand(exercise: &Exercise) -> impl Iterator<Item = &Inject> {
    let drill = exercise.drill();
    exercise
        .scenario
        .injects
        .iter()
        .filter(|inject| match drill.injects.get(&inject.id) {
            None => inject.kind == Kind::Contingency,
            Some(state) => *state == crate::core::drill::InjectState::Held,
        })
}
