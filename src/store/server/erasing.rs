//! What somebody erased, erased in this machine's copy too: what stays of each event is held against the event.

use rusqlite::{OptionalExtension as _, params};

use super::apply_changes::{Added, Applying};
use super::incident_keys;
use super::opened_rows::Read;
use super::parcel::Change;
use super::refused_rows::{Trouble, void};
use super::restricted_readers::sealed_earlier;
use super::restricting::{Rewriting, SignedRow};
use crate::core::event::{Erasure, Event, What};
use crate::core::ids::Stream;
use crate::core::legal_hold::{LegalHold, held_by};
use crate::core::member::{Permission, Rights};
use crate::store::erasing::events::{leaf_of, note_erasure, note_free_pages, unguarded, write_over};
use crate::store::events::Stored;
use crate::store::read_event::read_event;
use crate::store::{ErasedIncident, Store, StoreError, sql};

impl Applying<'_> {
    /// Writes what stays of events over them, or what they are sealed as.
    pub(super) fn write_over(&mut self, changes: &[Read]) -> Result<(), Trouble> {
        let rewritten = |change: &Read| matches!(change, Read::Other(Change::Rewritten { .. }));
        if !changes.iter().any(rewritten) {
            return Ok(());
        }
        let transaction = self.transaction;
        let erased = unguarded(transaction, || {
            let mut erased = false;
            for change in changes {
                if let Read::Other(Change::Rewritten { stream, seq, body }) = change {
                    erased |= self.stays(Stream::named(stream), *seq, body)?;
                }
            }
            Ok::<_, Trouble>(erased)
        })?;
        match erased {
            true => Ok(note_erasure(transaction)?),
            false if !self.added.sealed.is_empty() => Ok(note_free_pages(transaction)?),
            false => Ok(()),
        }
    }

    /// Writes what stays of an event over it; says whether its words were erased and were here until now.
    fn stays(&mut self, stream: Stream<'_>, seq: u64, body: &[u8]) -> Result<bool, Trouble> {
        let Some(stored) = self.stored(stream, seq)? else {
            return void(format!("it erases event {seq} of {stream}, which is not there"));
        };
        let event = read_event(body).ok();
        if let Some((event, What::Erased(erased))) = event.as_ref().map(|event| (event, &event.what)) {
            return self.erases(
                stream,
                &stored,
                Rewriting {
                    event,
                    as_told: erased,
                    body,
                },
            );
        }
        if let Some((event, sealed)) = event
            .as_ref()
            .and_then(|event| Some((event, sealed_earlier(&event.what)?)))
        {
            match stored.body == body {
                true => drop(self.added.sealed.insert(stream.name().to_owned())),
                false => self.seals(
                    stream,
                    &stored,
                    Rewriting {
                        event,
                        as_told: sealed,
                        body,
                    },
                )?,
            }
            return Ok(false);
        }
        // What was sealed before for others stands as it was.
        match stored.body == body {
            true => Ok(false),
            false => void(format!(
                "it puts something else in the place of event {seq} of {stream}"
            )),
        }
    }

    fn erases(
        &mut self,
        stream: Stream<'_>,
        stored: &Stored,
        rewriting: Rewriting<'_, Erasure>,
    ) -> Result<bool, Trouble> {
        let Rewriting {
            event,
            as_told: erased,
            body,
        } = rewriting;
        let seq = stored.event.seq;
        let here = !matches!(stored.event.what, What::Erased(_));
        let of_contact = matches!(stored.event.what, What::ContactSaved { .. });
        let erasable = match stream {
            Stream::Incident(_) => true,
            Stream::Organisation => of_contact || !here,
            Stream::Members => false,
        };
        let leaf = leaf_of(stream, stored, self.known.commitments.as_ref()).map(hex::encode);
        let moments = |event: &Event| (event.seq, event.recorded_at, event.wall_at, event.acted_at);
        let is_of_it = erased.digest == hex::encode(stored.hash)
            && erased.leaf == leaf
            && moments(event) == moments(&stored.event);
        if !erasable || !is_of_it {
            return void(format!(
                "what it leaves of event {seq} of {stream} is not what stays of it"
            ));
        }
        self.added.rewritten.insert(stream.name().to_owned(), erased.erased_at);
        if stored.body != body {
            write_over(self.transaction, stream, &stored.event, body)?;
        }
        Ok(here)
    }

    fn stored(&self, stream: Stream<'_>, seq: u64) -> Result<Option<Stored>, StoreError> {
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        let found = self
            .transaction
            .prepare_cached("SELECT body, hash FROM event WHERE stream = ?1 AND seq = ?2")
            .and_then(|mut statement| {
                statement
                    .query_row(params![stream.name(), seq], |row| {
                        Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?))
                    })
                    .optional()
            })
            .map_err(sql("read an event"))?;
        let Some((body, hash)) = found else { return Ok(None) };
        let event = read_event(&body).map_err(|source| StoreError::Unreadable {
            what: format!("event {seq} of {stream}"),
            source,
        })?;
        Ok(Some(Stored { event, body, hash }))
    }

    /// An incident of which nothing is left but what stays of its events.
    pub(super) fn erased(&mut self, change: &Change) -> Result<(), Trouble> {
        let Change::Erased {
            stream,
            code,
            erased_at,
            events,
            reason,
        } = change
        else {
            return Ok(());
        };
        if !self.added.rewritten.contains_key(stream) || self.has_words(stream)? {
            return void(format!("not every event of {stream} is erased"));
        }
        let Some(erased_at) = chrono::DateTime::from_timestamp_millis(*erased_at) else {
            return void(format!("when {stream} was erased is not a moment"));
        };
        self.added.erased.push(ErasedIncident {
            stream: stream.clone(),
            code: code.clone(),
            erased_at,
            events: events.unsigned_abs(),
            reason: reason.clone(),
        });
        Ok(())
    }

    /// Whether an event of a stream is not erased.
    fn has_words(&self, stream: &str) -> Result<bool, Trouble> {
        let fail = || sql("read what stays of an incident");
        let mut statement = self
            .transaction
            .prepare_cached("SELECT body FROM event WHERE stream = ?1")
            .map_err(fail())?;
        let mut rows = statement.query([stream]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            let body: Vec<u8> = row.get(0).map_err(fail())?;
            let event = read_event(&body).ok();
            if !event.is_some_and(|event| matches!(event.what, What::Erased(_))) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Store {
    /// Whether whoever signed a row might erase what it erases; everything that was made of it goes then. `holds`: those that
    /// were on before the row.
    pub(super) fn take_erasure_in(
        &self,
        transaction: &rusqlite::Transaction<'_>,
        SignedRow { row, members }: SignedRow<'_>,
        holds: &[LegalHold],
        added: &Added,
    ) -> Result<(), Trouble> {
        for (name, at) in &added.rewritten {
            let stream = Stream::named(name);
            if let Err(lack) = Rights::of(members, row.signer, None, *at).need(Permission::Erase) {
                return void(lack.to_string());
            }
            if let Some(matter) = held_by(holds, stream) {
                return void(format!("a legal hold keeps what it erases: {matter}"));
            }
            match self.is_named(stream) {
                Ok(true) => {}
                Ok(false) => return void(format!("no event of it says that {stream} is erased")),
                Err(StoreError::NotProven { why, .. }) => return void(why),
                Err(error) => return Err(error.into()),
            }
            incident_keys::went(transaction, stream, row.n)?;
        }
        for erased in &added.erased {
            self.forget_incident(transaction, erased)?;
        }
        Ok(())
    }
}
