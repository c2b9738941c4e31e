//! An incident that somebody restricted: what it had in the open is sealed where it stands on this machine too. Whoever has its
//! key and whoever has not take the same rows in, so that all go on with one history; what is sealed is checked by those who
//! can open it.

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

use super::apply_changes::{Added, Applying};
use super::error::HomeError;
use super::incident_keys;
use super::opened_rows::Read;
use super::parcel::Change;
use super::refused_rows::{Trouble, void};
use super::restricted_readers::note_let_in;
use super::row::Row;
use crate::core::event::{Event, SealedEvent, SealedNature, What};
use crate::core::ids::Stream;
use crate::core::member::public_key::DataKeyId;
use crate::core::member::{Members, Permission, Rights};
use crate::core::time::WallTime;
use crate::store::erasing::events::{leaf_of, unindex};
use crate::store::events::Stored;
use crate::store::keys::IncidentKeyId;
use crate::store::{Store, StoreError, sql};

/// An event as a row has it in the place of what is stored.
pub(super) struct Rewriting<'a, T> {
    pub(super) event: &'a Event,
    /// What it says of what stood there.
    pub(super) as_told: &'a T,
    pub(super) body: &'a [u8],
}

/// A row, and the members that there were before it, by whom it is judged.
#[derive(Clone, Copy)]
pub(super) struct SignedRow<'a> {
    pub(super) row: &'a Row,
    pub(super) members: &'a Members,
}

/// The verb of the event that restricts an incident ([`What::verb`]).
const RESTRICTS: &str = "access.restrict";

impl Applying<'_> {
    /// Writes the sealed form of an event over it.
    pub(super) fn seals(
        &mut self,
        stream: Stream<'_>,
        stored: &Stored,
        rewriting: Rewriting<'_, SealedEvent>,
    ) -> Result<(), Trouble> {
        let Rewriting {
            event,
            as_told: sealed,
            body,
        } = rewriting;
        let seq = event.seq;
        let earlier = sealed.earlier.as_ref();
        let leaf = leaf_of(stream, stored, self.known.commitments.as_ref()).map(hex::encode);
        let in_the_open = !matches!(stored.event.what, What::Sealed(_) | What::Erased(_));
        let is_of_it = earlier
            .is_some_and(|earlier| earlier.digest == hex::encode(stored.hash) && earlier.leaf == leaf)
            && sealed.was.as_deref() == Some(stored.event.what.verb())
            && sealed.letter.is_none()
            && Event {
                what: event.what.clone(),
                ..stored.event.clone()
            } == *event;
        if !stream.is_incident() || !in_the_open || !is_of_it || !self.has_key(stream, sealed.key)? {
            return void(format!("what it seals of event {seq} of {stream} is not that event"));
        }
        self.is_what_was_recorded(stream, stored, sealed)?;
        unindex(self.transaction, stream, &stored.event)?;
        let number = i64::try_from(seq).unwrap_or(i64::MAX);
        self.transaction
            .prepare_cached("UPDATE event SET body = ?3 WHERE stream = ?1 AND seq = ?2")
            .and_then(|mut statement| statement.execute(params![stream.name(), number, body]))
            .map_err(sql("seal an event"))?;
        self.added.sealed.insert(stream.name().to_owned());
        Ok(())
    }

    /// Whether a key is one that this incident was restricted with.
    fn has_key(&self, stream: Stream<'_>, key: DataKeyId) -> Result<bool, StoreError> {
        self.transaction
            .prepare_cached("SELECT 1 FROM data_key WHERE id = ?1 AND stream = ?2 AND purpose = ?3")
            .and_then(|mut statement| {
                statement.exists(params![key.bytes(), stream.name(), SealedNature::Restricted.code()])
            })
            .map_err(sql("find the key of an incident"))
    }

    /// Whoever has the key keeps an event whose place another text would take. The others cannot tell, so the row is not void:
    /// this machine stops there, with what it has.
    fn is_what_was_recorded(
        &self,
        stream: Stream<'_>,
        stored: &Stored,
        sealed: &SealedEvent,
    ) -> Result<(), StoreError> {
        let Some(key) = self.store.data_key(sealed.key)? else {
            return Ok(());
        };
        let seq = stored.event.seq;
        let bytes = hex::decode(&sealed.sealed.0).ok();
        match bytes.and_then(|bytes| key.of_event(seq).open(stream, seq, &bytes)) {
            Some(text) if **text == *stored.body => Ok(()),
            Some(_) | None => Err(HomeError::SealedOtherwise { n: self.row.n }.into()),
        }
    }

    /// Notes who has the keys of restricted incidents that are among the changes: until somebody who can open the incident has
    /// read who may, nobody else is let in.
    pub(super) fn note_let_in(&mut self, changes: &[Read]) -> Result<(), StoreError> {
        for change in changes {
            let Read::Other(Change::DataKey { id, .. } | Change::KeyShare { key: id, .. }) = change else {
                continue;
            };
            if let Some(stream) = note_let_in(self.transaction, *id)? {
                self.added.let_in.insert(stream);
            }
        }
        Ok(())
    }
}

impl Store {
    /// Whether whoever signed a row might restrict what it seals; the keys of what was in the open go then.
    pub(super) fn take_sealing_in(
        &self,
        transaction: &Transaction<'_>,
        SignedRow { row, members }: SignedRow<'_>,
        keys: &BTreeSet<IncidentKeyId>,
        (added, changes): (&Added, &[Read]),
    ) -> Result<(), Trouble> {
        for name in &added.sealed {
            let restricts = |change: &Read| matches!(change, Read::Event(event) if event.stream == *name && event.is_told_as(RESTRICTS));
            let mut appends = added.appends.iter().map(|append| &append.appending);
            let append = appends.find(|append| append.stream == *name);
            let Some(append) = append.filter(|_| changes.iter().any(restricts)) else {
                return void(format!("it seals {name} and does not say that it restricts it"));
            };
            let Some(at) = chrono::DateTime::from_timestamp_millis(append.at) else {
                return void(format!("when {name} was restricted is not a moment"));
            };
            let rights = Rights::of(members, row.signer, Some(name), WallTime::read(at));
            if let Err(lack) = rights.need(Permission::Restrict) {
                return void(lack.to_string());
            }
            incident_keys::go_but(transaction, Stream::named(name), (keys, row.n))?;
        }
        Ok(())
    }
}
