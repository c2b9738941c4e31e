//! Keeps the clock of the exercise at hand going, for the workbench and the command line alike.

use crate::app::record::Record;
use crate::core::time::WallTime;
use crate::drill::driving::driver::DrillError;
use crate::drill::driving::presence::{Face, Followed, Hand, Silence, follow};

/// Drives the exercise that was asked about last.
#[derive(Debug)]
pub(super) struct Driver {
    face: Face,
    silence: Silence,
    /// What was asked about last, and whether an exercise still runs there: so that looking at anything else costs
    /// nothing.
    known: Option<(String, bool)>,
}

impl Driver {
    pub(super) fn new(face: Face, silence: Silence) -> Driver {
        Driver {
            face,
            silence,
            known: None,
        }
    }

    /// This face's hand at a moment of the wall clock.
    pub(super) fn hand(&self, now: WallTime) -> Hand {
        Hand {
            face: self.face,
            wall: now,
            silence: self.silence,
        }
    }

    /// Delivers what is due; `None` where no exercise runs.
    pub(super) fn drive(
        &mut self,
        record: &mut Record,
        code: &str,
        now: WallTime,
    ) -> Result<Option<Followed>, DrillError> {
        let known = self.known.take().filter(|(known, _)| known == code);
        let runs = match known {
            Some((_, runs)) => runs,
            None => {
                let drill = record.load(code)?.incident.drill;
                drill.is_some_and(|drill| drill.ended.is_none())
            }
        };
        self.known = Some((code.to_owned(), runs));
        if !runs {
            return Ok(None);
        }
        let followed = follow(record, code, self.hand(now))?;
        if followed == Followed::Over {
            self.known = Some((code.to_owned(), false));
        }
        Ok(Some(followed))
    }
}
