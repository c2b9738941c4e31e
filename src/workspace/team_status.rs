//! How it stands with the team: whether its server can be reached, what waits for it, and who is where.

use super::{WorkError, Workspace};
use crate::app::record::{PersonHere, PlaceAtHand, WaitingEntry, WaitingState};
use crate::core::time::WallTime;

/// How it stands with the team; nothing where the record is not shared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TeamView {
    pub shared: bool,
    /// Why the server cannot be asked.
    pub away: Option<String>,
    /// What waits, or waited, of the member who opened the record.
    pub waiting: Vec<WaitingEntry>,
    /// The others, where they told it.
    pub people: Vec<PersonHere>,
    /// By how many seconds the server's clock is ahead of this machine's, where that is worth saying.
    pub clock_apart: Option<i64>,
}

impl TeamView {
    /// How many things are in a state.
    pub fn count(&self, state: WaitingState) -> usize {
        self.waiting.iter().filter(|entry| entry.state == state).count()
    }
}

impl Workspace {
    /// How it stands with the team now.
    ///
    /// # Errors
    /// What the database says.
    pub fn team(&self, now: WallTime) -> Result<TeamView, WorkError> {
        if !self.record.is_shared()? {
            return Ok(TeamView::default());
        }
        Ok(TeamView {
            shared: true,
            away: self.record.home_away(),
            waiting: self.record.waiting()?,
            people: self.record.people_here(now)?,
            clock_apart: self.record.clock_apart(now),
        })
    }

    /// Tells the others where this member is; `None`: they have left.
    ///
    /// # Errors
    /// What the database says.
    pub fn tell_place(&self, place: Option<&PlaceAtHand>, now: WallTime) -> Result<(), WorkError> {
        Ok(self.record.tell_place(place, now)?)
    }
}
