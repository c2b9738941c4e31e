//! One run of the program: the options of every command, where its words go, and what time it is.

use std::cell::Cell;
#[cfg(feature = "record")]
use std::cell::OnceCell;

use super::console::{Console, Form};
use super::options::Options;
use crate::app::clock::Clock;
#[cfg(feature = "record")]
use crate::app::record::Warnings;
use crate::core::time::WallTime;

/// What every command is given besides its own arguments.
#[derive(Debug)]
pub(super) struct Invocation {
    pub options: Options,
    pub console: Console,
    clock: Clock,
    moment: Cell<Option<WallTime>>,
    #[cfg(feature = "record")]
    warnings: OnceCell<Warnings>,
}

impl Invocation {
    pub(super) fn new(options: Options, console: Console, clock: Clock) -> Invocation {
        Invocation {
            options,
            console,
            clock,
            moment: Cell::new(None),
            #[cfg(feature = "record")]
            warnings: OnceCell::new(),
        }
    }

    /// Whom the answer is for.
    pub(super) fn form(&self) -> Form {
        match self.options.json {
            true => Form::Programs,
            false => Form::People,
        }
    }

    /// The moment of this command: the clock is read when it is first asked for, and then no more.
    pub(super) fn now(&self) -> WallTime {
        self.moment.get().unwrap_or_else(|| self.later())
    }

    /// Reads the clock anew, where a person, a long piece of work or a wait came between: the command's moment from
    /// here on.
    pub(super) fn later(&self) -> WallTime {
        let now = self.clock.now();
        self.moment.set(Some(now));
        now
    }

    /// Notes whose warnings are to be said at the end. Only the first record of a run is the user's own.
    #[cfg(feature = "record")]
    pub(super) fn warned_by(&self, warnings: &Warnings) {
        let _ = self.warnings.set(warnings.clone());
    }

    /// Says what went wrong without stopping what was asked.
    #[cfg(feature = "record")]
    pub(super) fn say_warnings(&self) {
        for warning in self.warnings.get().into_iter().flat_map(Warnings::take) {
            self.console.warn(format!("{}\nhint: {}", warning.text, warning.hint));
        }
    }
}
