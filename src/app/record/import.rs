//! Incidents from another record: taken in event for event, under a code of their own.

use super::prepare::Before;
use super::privileged::SealedIn;
use super::{Record, RecordError};
use crate::app::reports::archive::Archived;
use crate::core::event::What;
use crate::core::exercise_mark::MarkPlace;
use crate::core::ids::Stream;
use crate::core::incident::Incident;
use crate::core::time::WallTime;
use crate::store::transaction::Imported;
use crate::store::{Draft, LineOutcome, StoreError, ToSeal};

impl Record {
    /// Takes in an incident that was exported elsewhere, event for event. If another incident has its code here, or
    /// had it, it gets a new code of this record.
    ///
    /// # Errors
    /// Where it is here already, its chain is broken, or its facts do not read; nothing is taken in then.
    pub fn import(&mut self, archived: &Archived, now: WallTime) -> Result<Incident, RecordError> {
        crate::app::event_text::readable(&archived.told)?;
        let imported = self.imported(archived, now);
        match imported {
            Err(RecordError::Store(StoreError::Here(id))) => Err(RecordError::Here {
                code: self
                    .store
                    .summary(id.as_str())?
                    .map_or_else(|| id.to_string(), |row| row.code.into()),
            }),
            imported => imported,
        }
    }

    fn imported(&self, archived: &Archived, now: WallTime) -> Result<Incident, RecordError> {
        self.write(now, |writing| {
            let before = Before {
                incident: Some(archived.incident.clone()),
                waiting: Vec::new(),
                events: archived.events.clone(),
                organisation: self.organisation(None)?,
            };
            let code = match writing.is_taken(archived.code)? {
                false => archived.code,
                true => writing.free_code(archived.code.series())?,
            };
            let exercise = archived.code.kind().mark(MarkPlace::Line);
            let draft = Draft::new(
                &self.actor,
                now,
                "incident.import",
                &format!("{exercise}{code}"),
                LineOutcome::Ok,
            );
            let imported = Imported {
                id: &archived.id,
                events: &archived.events,
            };
            writing.import(&imported, &draft)?;
            self.keep_keys(archived, &archived.incident, now)?;
            let taken_in = What::Imported {
                was: archived.code.to_string(),
                code,
            };
            let step = self.prepare(before, vec![taken_in], now)?;
            Ok(step.written(writing, self.acknowledged())?.loaded.incident)
        })
    }

    /// Keeps what opens the sealed events, for those who may read them here.
    fn keep_keys(&self, archived: &Archived, incident: &Incident, now: WallTime) -> Result<(), RecordError> {
        let members = self.store.proven_members()?;
        for stored in &archived.events {
            let What::Sealed(sealed) = &stored.event.what else {
                continue;
            };
            let whose = SealedIn {
                incident: archived.id.as_str(),
                to: incident.restricted_to.as_deref(),
                nature: sealed.nature,
            };
            let entitled = Record::entitled(&members, &whose, now);
            let text = ToSeal {
                stream: Stream::Incident(archived.id.as_str()),
                seq: stored.event.seq,
                nature: sealed.nature,
                text: sealed.sealed.0.as_bytes(),
            };
            let key = archived
                .keys
                .get(&stored.event.seq)
                .map(String::as_str)
                .unwrap_or_default();
            if !self.store.keep_event_key(text, key, (&entitled, now))? {
                let problem = format!("event {}: its key does not open it", stored.event.seq);
                return Err(RecordError::Value {
                    problems: vec![problem],
                });
            }
        }
        Ok(())
    }
}
