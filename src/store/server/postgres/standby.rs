//! Whether a row that was found on the server is on its standby too.

use super::{Link, PATIENCE, cell, statements};
use crate::store::server::calls::Sent;

impl Link {
    /// What is said of a row whose answer was lost and that the server has. A server that ended the session while the commit
    /// waited for the standby shows the row all the same; what is committed after it waits for both.
    pub(super) fn found_again(&mut self) -> Sent {
        let names = self.query(statements::WAITS_FOR, &[], PATIENCE);
        let first = names
            .ok()
            .and_then(|found| found.first().map(|row| cell::<String>(row, 0)));
        // An engine that does not know the word waits as it is set up to, for each commit.
        let Some(Ok(names)) = first else { return Sent::Committed };
        if names.is_empty() {
            return Sent::Committed;
        }
        if let Some(live) = &self.live {
            live.notes.forget_warning();
        }
        let waited = self.query(statements::COMMIT_NOTHING, &[], PATIENCE).is_ok();
        match waited && self.live.as_ref().is_some_and(|live| !live.notes.warned()) {
            true => Sent::Committed,
            false => Sent::Unconfirmed,
        }
    }
}
