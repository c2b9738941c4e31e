//! What was last written of an incident, brought to the law in force.

use super::rows::{AT_A_TIME, rows_of_all};
use super::{Filter, Record, RecordError};
use crate::core::incident::Incident;
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
        let mut outdated = self.store.summaries(&Filter::default())?;
        outdated.retain(|row| row.rules != self.rules.sha256);
        if outdated.is_empty() {
            return Ok(());
        }
        let organisation = self.organisation(None)?;
        for known in outdated.chunks(AT_A_TIME) {
            let incidents = known
                .iter()
                .filter_map(|row| self.load_for_upkeep(&row.stream, None).ok());
            let incidents: Vec<Incident> = incidents.map(|loaded| loaded.incident).collect();
            let rows = rows_of_all(&self.rules, &organisation, &incidents, now);
            for (mut row, deadlines) in rows.into_iter().flatten() {
                // Against these verdicts a look at the incident tells what changed.
                if let Some(kept) = self.store.summary(&row.stream)? {
                    row.verdicts = kept.verdicts;
                }
                self.store.refresh(&row, &deadlines)?;
            }
        }
        Ok(())
    }
}
