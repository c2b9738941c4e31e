//! The command line's hand on the clocks of exercises: a clock that nobody drives any more is held, and that is said.

use super::invocation::Invocation;
use crate::app::config::Config;
use crate::app::record::Record;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;
use crate::drill::driving::presence;
use crate::drill::driving::presence::{Face, Followed, Hand, Silence};

/// The hand of this command.
pub(super) fn hand(config: &Config, now: WallTime) -> Hand {
    Hand {
        face: Face::CommandLine,
        wall: now,
        silence: silence(config),
    }
}

/// How long an exercise may go without a sign of life.
pub(super) fn silence(config: &Config) -> Silence {
    config.exercise_silence.unwrap_or_default().into()
}

/// Holds the clocks of exercises that nobody drives any more. A record that cannot be written is read all the same.
pub(super) fn hold_silent(call: &Invocation, record: &mut Record, hand: Hand) {
    match presence::hold_silent(record, hand) {
        Ok(held) => {
            for exercise in held {
                warn_held(call, &exercise.code, &exercise.followed);
            }
        }
        Err(error) => call
            .console
            .warn(format_args!("the clock of an exercise could not be paused: {error}")),
    }
}

/// Says that the clock of an exercise was found held.
pub(super) fn warn_held(call: &Invocation, code: &str, followed: &Followed) {
    match followed {
        Followed::Held { elapsed, since } => call.console.warn(format_args!(
            "{}{code} has been idle since {} UTC, so its clock is paused at T+{}. \
             `firebell drill go {code}` continues from there.",
            IncidentKind::Exercise.mark(MarkPlace::Line),
            since.at().format("%H:%M:%S"),
            elapsed
        )),
        Followed::Went(_) | Followed::Over => {}
    }
}
