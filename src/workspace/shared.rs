//! Sharing the record. What was shown before may be out of date then, so nothing is kept of it.

use super::Workspace;
use crate::app::record::{Decision, HomeAddress, Moved, RecordError, TakenAnew};
use crate::core::time::WallTime;

impl Workspace {
    /// # Errors
    /// Where the server cannot be reached or refuses.
    pub fn share(&mut self, address: &HomeAddress, now: WallTime) -> Result<Moved, RecordError> {
        self.last_shown = None;
        self.record.share(address, now)
    }

    /// # Errors
    /// Where the server at that address does not have the record.
    pub fn set_home_address(&mut self, address: &HomeAddress, now: WallTime) -> Result<(), RecordError> {
        self.last_shown = None;
        self.record.set_home_address(address, now)
    }

    /// Takes in what others recorded on other machines, and says whether anything came in.
    ///
    /// # Errors
    /// What the database says.
    pub fn follow(&mut self, anyway: bool, now: WallTime) -> Result<bool, RecordError> {
        let news = self.follow_sharing(now)? || self.record.follow(anyway, now)?;
        if news {
            self.last_shown = None;
        }
        Ok(news)
    }

    /// Begins or ends sharing as another process did. Says whether there was anything to do.
    ///
    /// # Errors
    /// As when a shared record is opened.
    pub fn follow_sharing(&mut self, now: WallTime) -> Result<bool, RecordError> {
        let followed = self.record.follow_sharing(now)?;
        if followed {
            self.last_shown = None;
        }
        Ok(followed)
    }

    /// Takes the history of a server that went on without entries that this machine has.
    ///
    /// # Errors
    /// Where the server has no other history, or what it has does not verify; nothing is changed then.
    pub fn take_anew(&mut self, now: WallTime) -> Result<TakenAnew, RecordError> {
        self.last_shown = None;
        self.record.take_anew(now)
    }

    /// # Errors
    /// What the database says.
    pub fn stop_sharing(&mut self, now: WallTime) -> Result<(), RecordError> {
        self.last_shown = None;
        self.record.stop_sharing(now)
    }

    /// Carries out what was decided about something that waits for the server.
    ///
    /// # Errors
    /// Where it still does not fit, or the server cannot be reached; it is kept then.
    pub fn settle(&mut self, n: i64, decision: &Decision, now: WallTime) -> Result<(), RecordError> {
        self.last_shown = None;
        self.record.settle(n, decision, now)
    }
}
