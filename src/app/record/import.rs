//! Incidents from another record: taken in event for event, under a code of their own.

use super::{Record, RecordError};
use crate::app::reports::archive::Archived;
use crate::core::event::What;
use crate::core::exercise_mark::MarkPlace;
use crate::core::incident::{Incident, Organisation};
use crate::core::time::WallTime;
use crate::store::writing::Imported;
use crate::store::{Draft, StoreError};

impl Record {
    /// Takes in an incident that was exported elsewhere, event for event. Where its code is taken here, or a later
    /// number is, it gets one of this record's.
    ///
    /// # Errors
    /// Where it is here already, its chain is broken, or its facts do not read; nothing is taken in then.
    pub fn import(&mut self, archived: &Archived, now: WallTime) -> Result<Incident, RecordError> {
        crate::app::event_text::readable(archived.events.iter().map(|stored| &stored.event))?;
        let organisation = self.organisation(None)?;
        let before = Incident::fold(archived.events.iter().map(|s| &s.event));
        let imported = self.take_in(archived, &before, &organisation, now);
        match imported {
            Err(RecordError::Store(StoreError::Here(id))) => Err(RecordError::Here {
                code: self
                    .store
                    .summary(id.as_str())?
                    .map_or_else(|| id.to_string(), |row| row.code),
            }),
            imported => imported,
        }
    }

    fn take_in(
        &self,
        archived: &Archived,
        before: &Incident,
        organisation: &Organisation,
        now: WallTime,
    ) -> Result<Incident, RecordError> {
        self.store.write(|writing| {
            let code = match writing.owner(archived.code)? {
                None => archived.code,
                Some(_) => writing.free_code(archived.code.series())?,
            };
            let exercise = archived.code.kind().mark(MarkPlace::Line);
            let draft = Draft::new(&self.actor, now, "incident.import", &format!("{exercise}{code}"), "ok");
            let imported = Imported {
                id: &archived.id,
                events: &archived.events,
            };
            writing.import(&imported, &draft)?;
            let taken_in = What::Imported {
                was: archived.code.to_string(),
                code,
            };
            let step = self.step(before, organisation, vec![taken_in], now)?;
            step.append(writing)?;
            Ok(step.done().incident)
        })
    }
}
