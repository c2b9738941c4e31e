//! Whether somebody still drives an exercise. A clock runs only while a workbench or a command gives signs of life;
//! after a crash, or behind a closed lid, it is held where the last sign was, and only an explicit command goes on.

use chrono::TimeDelta;

use super::delivery::{advanced, noted};
use crate::app::config::ExerciseSilence;
use crate::app::record::{Record, RecordError, Signs};
use crate::core::drill::DrillEvent;
use crate::core::drill::clock::ExerciseTime;
use crate::core::ids::Stream;
use crate::core::time::WallTime;
use crate::drill::exercise::{DrillError, Exercise};
use crate::drill::scenario::Inject;

/// What drives an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The workbench, which looks at the clock all the time.
    Workbench,
    /// Single commands, with long silences between them.
    CommandLine,
    /// A script, whose clock is stepped and has no silences.
    Script,
}

/// How long a silence may last before the clock is taken to have been held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// Between two signs of a workbench.
    pub workbench: TimeDelta,
    /// Between two commands, where no workbench drove the clock since it was started.
    pub command_line: TimeDelta,
}

impl Default for Silence {
    fn default() -> Silence {
        Silence {
            workbench: TimeDelta::seconds(15),
            command_line: TimeDelta::minutes(15),
        }
    }
}

impl From<ExerciseSilence> for Silence {
    fn from(asked: ExerciseSilence) -> Silence {
        let usual = Silence::default();
        let seconds = |asked: Option<u32>, usual| asked.map_or(usual, |n| TimeDelta::seconds(i64::from(n)));
        Silence {
            workbench: seconds(asked.workbench, usual.workbench),
            command_line: seconds(asked.command_line, usual.command_line),
        }
    }
}

/// Who drives an exercise, and the moment of the wall clock at which they look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    pub face: Face,
    /// Wall-clock time.
    pub wall: WallTime,
    /// How long a silence may last.
    pub silence: Silence,
}

impl Hand {
    /// A hand with the usual patience.
    pub fn new(face: Face, wall: WallTime) -> Hand {
        Hand {
            face,
            wall,
            silence: Silence::default(),
        }
    }
}

/// What following the clock came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Followed {
    /// The clock went on; these injects were delivered.
    Went(Vec<Inject>),
    /// Nobody had driven it: it was held, at this exercise time and since this wall-clock time.
    Held {
        /// Exercise time.
        elapsed: ExerciseTime,
        /// The last sign of life.
        since: WallTime,
    },
    /// The exercise has ended.
    Over,
}

impl Followed {
    /// The injects that were delivered.
    pub fn delivered(self) -> Vec<Inject> {
        match self {
            Followed::Went(injects) => injects,
            Followed::Held { .. } | Followed::Over => Vec::new(),
        }
    }
}

/// Follows the clock of an exercise: delivers what is due while it was driven, holds it where it was not.
///
/// # Errors
/// What the record says; [`DrillError::NoDrill`] where there is no exercise.
pub fn follow(record: &mut Record, code: &str, hand: Hand) -> Result<Followed, DrillError> {
    let exercise = Exercise::load(record, code)?;
    if exercise.drill().ended.is_some() {
        return Ok(Followed::Over);
    }
    let stream = exercise.loaded.incident.id.to_string();
    let signs = record.signs(Stream::named(&stream));
    let started = exercise.drill().clock.current().map(|stretch| stretch.wall);
    let followed = match silent_since(&exercise, signs, hand) {
        Some(since) => hold(record, &exercise, since, hand.wall)?,
        None => None,
    };
    let followed = match followed {
        Some(held) => held,
        None => Followed::Went(advanced(record, exercise, hand.wall)?),
    };
    let due = due(signs, hand, started);
    if let Some(next) = due {
        record.keep_signs(Stream::named(&stream), Some(&next))?;
    }
    Ok(followed)
}

/// An exercise whose clock was found running with nobody at it.
#[derive(Debug)]
pub struct HeldExercise {
    /// Its incident's code.
    pub code: String,
    pub followed: Followed,
}

/// Holds the clock of every exercise that nobody has driven, so that what is shown next is where it was left.
///
/// # Errors
/// What the record says.
pub fn hold_silent(record: &mut Record, hand: Hand) -> Result<Vec<HeldExercise>, DrillError> {
    let mut held = Vec::new();
    for stream in record.exercises_alive() {
        let exercise = match Exercise::load(record, &stream) {
            Ok(exercise) => exercise,
            // A file that belongs to no exercise of this record must not keep the others from being held.
            Err(DrillError::Record(RecordError::NoIncident { .. }) | DrillError::NoDrill(_)) => continue,
            Err(error) => return Err(error),
        };
        let signs = record.signs(Stream::named(&stream));
        if exercise.drill().ended.is_some() {
            continue;
        }
        if let Some(since) = silent_since(&exercise, signs, hand)
            && let Some(followed) = hold(record, &exercise, since, hand.wall)?
        {
            held.push(HeldExercise {
                code: exercise.loaded.incident.code.to_string(),
                followed,
            });
        }
    }
    Ok(held)
}

/// Since when nobody has driven a clock that should run; `None` where somebody does, or it is paused.
fn silent_since(exercise: &Exercise, signs: Signs, hand: Hand) -> Option<WallTime> {
    let stretch = exercise.drill().clock.current().filter(|stretch| stretch.running)?;
    if hand.face == Face::Script {
        return None;
    }
    // Who had a workbench open relies on it: a command then is no sign that the room can see the clock. Who only types
    // commands is silent for a while between two.
    let workbench = signs.workbench.filter(|at| *at >= stretch.wall);
    let (sign, allowed) = match workbench {
        Some(at) => (Some(at), hand.silence.workbench),
        None => (signs.command_line, hand.silence.command_line),
    };
    let entry = exercise.loaded.events.last().map(|stored| stored.event.wall());
    let last = sign.into_iter().chain(entry).fold(stretch.wall, WallTime::max);
    (hand.wall.since(last) > allowed).then_some(last)
}

fn hold(
    record: &mut Record,
    exercise: &Exercise,
    since: WallTime,
    wall: WallTime,
) -> Result<Option<Followed>, DrillError> {
    let elapsed = exercise.drill().clock.elapsed(since);
    let code = &exercise.loaded.incident.code;
    match noted(record, code, DrillEvent::Stood { elapsed }, wall) {
        Ok(_) => Ok(Some(Followed::Held { elapsed, since })),
        // Another terminal went on in the same moment: its clock is the one that counts.
        Err(RecordError::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The signs as they are to be kept now; `None` where the last one is recent enough. The first sign after a start
/// is always kept, since it tells what drives the clock from then on.
fn due(signs: Signs, hand: Hand, started: Option<WallTime>) -> Option<Signs> {
    let fresh = |at: WallTime| {
        (hand.wall.at() - at.at()).abs() < hand.silence.workbench / 4 && started.is_none_or(|started| at >= started)
    };
    match hand.face {
        Face::Workbench if signs.workbench.is_some_and(fresh) => None,
        Face::Workbench => Some(Signs {
            workbench: Some(hand.wall),
            ..signs
        }),
        Face::CommandLine => Some(Signs {
            command_line: Some(hand.wall),
            ..signs
        }),
        Face::Script => None,
    }
}
