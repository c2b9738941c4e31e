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

    /// What whoever leaves now should know: entries of theirs that nobody else has.
    pub fn left_behind(&self) -> Option<String> {
        let of_yours = |number: usize| match number {
            1 => "one entry of yours waits".to_owned(),
            number => format!("{number} entries of yours wait"),
        };
        let waits = match self.count(WaitingState::Waits) {
            0 => None,
            waits => {
                let verb = if waits == 1 { "is" } else { "are" };
                Some(format!(
                    "{} for the server and {verb} shared when firebell is next open here",
                    of_yours(waits)
                ))
            }
        };
        let undecided = match self.count(WaitingState::Undecided) {
            0 => None,
            undecided => Some(format!(
                "{} for your decision (F3), because others recorded something else meanwhile",
                of_yours(undecided)
            )),
        };
        let told: Vec<String> = waits.into_iter().chain(undecided).collect();
        (!told.is_empty()).then(|| format!("not everything is shared yet: {}", told.join("; ")))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: i64, state: WaitingState) -> WaitingEntry {
        WaitingEntry {
            n,
            state,
            code: None,
            at: WallTime::read(chrono::DateTime::UNIX_EPOCH),
            events: Vec::new(),
            became: None,
            obstacle: None,
        }
    }

    #[test]
    fn whoever_leaves_is_told_of_what_nobody_else_has() {
        let told = |states: &[WaitingState]| {
            let waiting = states.iter().zip(1..).map(|(state, n)| entry(n, *state)).collect();
            TeamView {
                waiting,
                ..TeamView::default()
            }
            .left_behind()
        };
        assert_eq!(told(&[WaitingState::Recorded, WaitingState::Dropped]), None);
        assert_eq!(
            told(&[WaitingState::Waits, WaitingState::Recorded]).unwrap(),
            "not everything is shared yet: one entry of yours waits for the server and is shared when firebell is next open here"
        );
        assert_eq!(
            told(&[WaitingState::Waits, WaitingState::Undecided, WaitingState::Waits]).unwrap(),
            "not everything is shared yet: 2 entries of yours wait for the server and are shared when firebell is next open here; \
             one entry of yours waits for your decision (F3), because others recorded something else meanwhile"
        );
    }
}
