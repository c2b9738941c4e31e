//! What was last written of an incident, brought to the law in force.

use super::rows::summary;
use super::{Filter, Record, RecordError};
use crate::core::time::WallTime;

impl Record {
    /// Writes the deadlines of open incidents anew where another edition of the law wrote them last: lists, calendars and
    /// the watch read them. What changed is still told when the incident is looked at.
    ///
    /// # Errors
    /// What the database says. An incident that cannot be read keeps its row and says so when it is opened.
    pub fn refresh_outdated(&mut self, now: WallTime) -> Result<(), RecordError> {
        if !self.store.can_write() {
            return Ok(());
        }
        let rows = self.store.summaries(&Filter::default())?;
        for known in rows.iter().filter(|row| row.rules != self.rules.sha256) {
            let Ok(loaded) = self.load_for_upkeep(&known.stream, None) else {
                continue;
            };
            let story = loaded.incident.now(now);
            let Ok(assessed) = self.assess(&loaded.incident, &loaded.organisation, story) else {
                continue;
            };
            let Ok((mut row, deadlines)) = summary(&loaded.incident, &assessed, &self.rules) else {
                continue;
            };
            // Against these verdicts a look at the incident tells what changed.
            if let Some(kept) = self.store.summary(&known.stream)? {
                row.verdicts = kept.verdicts;
            }
            self.store.refresh(&row, &deadlines)?;
        }
        Ok(())
    }
}
