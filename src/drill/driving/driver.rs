//! Drives an exercise: sets it up, turns its clock, delivers out of turn, tells of it, ends it.
//!
//! There is no timer in here. Whoever has a clock calls [`advance`] with the wall-clock time, as often as they like;
//! two terminals may both do it, for the record takes each inject once only.

use std::collections::BTreeMap;

use super::delivery::{hand_out, noted};
use super::presence::{Hand, follow};
use crate::app::files::typed_values::fact_value;
use crate::app::record::{Done, NewIncident, Record, RecordError};
use crate::core::drill::clock::ExerciseTime;
use crate::core::drill::{DrillEvent, Start};
use crate::core::facts::IncidentKind;
use crate::core::ids::Stream;
use crate::core::incident::decide::exercise::decide;
use crate::core::time::{StoryTime, WallTime};
use crate::drill::recordable::{known_inject, recordable};
use crate::drill::scenario::{Inject, Scenario, TypedValue};

pub use super::delivery::{advance, branch_taken};
pub use crate::drill::exercise::{DrillError, Exercise, left, out_of_turn};

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
    let profile = typed_profile(scenario).map_err(|problems| RecordError::Value { problems })?;
    let started = Start {
        scenario: scenario.id.clone(),
        version: scenario.version,
        seed,
        text: text.to_owned(),
        story: scenario.start,
        profile,
        contacts: scenario.contacts.clone(),
        rules: record.rules.sha256.clone(),
    };
    let new = NewIncident {
        title: &scenario.title,
        kind: IncidentKind::Exercise,
        zone: &scenario.zone,
        id,
    };
    Ok(record.open_drill(new, started, wall)?)
}

/// The invented organization's facts as the record keeps them: key to TOML literal.
///
/// # Errors
/// What is wrong with each that is.
pub fn typed_profile(scenario: &Scenario) -> Result<BTreeMap<String, String>, Vec<String>> {
    let mut profile = BTreeMap::new();
    let mut problems = Vec::new();
    for TypedValue { key, value } in &scenario.profile {
        match fact_value(key, value, &scenario.zone, StoryTime::named(scenario.start)) {
            Ok(value) => {
                profile.insert(key.clone(), value);
            }
            Err(error) => problems.push(format!("{key}: {error}")),
        }
    }
    match problems.is_empty() {
        true => Ok(profile),
        false => Err(problems),
    }
}

/// What a facilitator does with the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Let it run, at this many times real time.
    Run(u32),
    /// Stop it.
    Pause,
    /// Go ahead to an exercise time.
    Jump(ExerciseTime),
}

/// What turning the clock came to.
#[derive(Debug)]
pub struct Turned {
    /// What was delivered on the way, in order.
    pub delivered: Vec<Inject>,
    /// The clock as it was set.
    pub done: Done,
}

/// Turns the clock; what comes due on the way of a jump is delivered first, in order.
///
/// # Errors
/// A refusal where time would go back, or what the record says.
pub fn turn(record: &mut Record, code: &str, turn: Turn, hand: Hand) -> Result<Turned, DrillError> {
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
    let done = noted(record, code, event, wall)?;
    // What stands at minute zero is due with the first start.
    handed.extend(follow(record, code, hand)?.delivered());
    Ok(Turned {
        delivered: handed,
        done,
    })
}

/// Hands one inject out now, out of turn: a contingency, one that was held, or one ahead of its minute.
///
/// # Errors
/// Where there is no such inject, or it is out already.
pub fn deliver(record: &mut Record, code: &str, inject: &str, wall: WallTime) -> Result<(Inject, Done), DrillError> {
    let exercise = Exercise::load(record, code)?;
    let inject = known_inject(&exercise.scenario, inject)?.clone();
    let elapsed = exercise.drill().clock.now(wall);
    // Ahead of its minute or long after it: the story does not go back for it.
    let story = inject
        .story
        .filter(|story| *story >= exercise.loaded.incident.now(wall).at());
    let event = DrillEvent::Delivered {
        inject: inject.id.clone(),
        elapsed,
        story,
    };
    let done = noted(record, code, event, wall)?;
    Ok((inject, done))
}

/// Records something about the exercise, after looking whether what it names is in the scenario.
///
/// # Errors
/// The nearest name where there is none, or a refusal.
pub fn run(record: &mut Record, code: &str, event: DrillEvent, wall: WallTime) -> Result<Done, DrillError> {
    let exercise = Exercise::load(record, code)?;
    recordable(&exercise, &event)?;
    Ok(noted(record, code, event, wall)?)
}

/// Ends the exercise: what was due is delivered, and the clock stands for good.
///
/// # Errors
/// A refusal where it is over already.
pub fn end(record: &mut Record, code: &str, hand: Hand) -> Result<Done, DrillError> {
    follow(record, code, hand)?;
    let exercise = Exercise::load(record, code)?;
    let elapsed = exercise.drill().clock.now(hand.wall);
    let done = noted(record, code, DrillEvent::Ended { elapsed }, hand.wall)?;
    let stream = &exercise.loaded.incident.id;
    record.keep_signs(Stream::named(stream), None)?;
    Ok(done)
}

/// The exercise time of the next inject, for a jump.
pub fn next(exercise: &Exercise) -> Option<ExerciseTime> {
    exercise.coming().find_map(Inject::due)
}

/// Why a jump to a minute should be confirmed: it cannot be undone, and the room would get more than one inject at
/// once, or the planned end would be passed.
pub fn far_jump(exercise: &Exercise, minute: u64) -> Option<String> {
    let passed: Vec<&str> = exercise
        .coming()
        .filter(|inject| inject.at.is_some_and(|at| at <= ExerciseTime::at_minute(minute)))
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
