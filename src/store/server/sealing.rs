//! What was changed, as it goes into a row: events under the keys of their incidents, and with what goes, the keys that go.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::calls::{KeptKey, KeyChanges, KeyState};
use super::error::HomeError;
use super::incident_keys;
use super::kept_locally::Kept;
use super::parcel::Change;
use crate::core::ids::Stream;
use crate::store::keys::{IncidentKey, RecordTag};
use crate::store::{StoreError, sql};

/// What becomes a row.
pub(super) struct Sealing<'s> {
    pub(super) connection: &'s Connection,
    pub(super) kept: &'s Kept,
    pub(super) record: &'s RecordTag,
    /// Whether the server has a place for keys.
    pub(super) keeps_keys: bool,
}

impl Sealing<'_> {
    /// Everything that a transaction changed, with what happens to keys in the same moment.
    pub(super) fn all(&self, changes: Vec<Change>) -> Result<(Vec<Change>, KeyChanges), StoreError> {
        let mut keys = KeyChanges::default();
        let (mut sealed, mut erased) = (Vec::with_capacity(changes.len()), BTreeSet::new());
        let rewritten = |change: &Change| {
            let Change::Rewritten { stream, seq, .. } = change else {
                return None;
            };
            Some((stream.clone(), *seq))
        };
        for (stream, seq) in changes.iter().filter_map(rewritten) {
            self.may_go(Stream::named(&stream), seq)?;
            erased.insert(stream);
        }
        for stream in &erased {
            let stream = Stream::named(stream);
            keys.gone.extend(incident_keys::going(self.connection, stream)?);
            if stream.is_incident() {
                sealed.extend(self.as_it_stands(stream, &changes)?);
            }
        }
        for change in changes {
            let whole = rewritten(&change).is_some_and(|(stream, _)| Stream::named(&stream).is_incident());
            if !whole {
                sealed.push(self.one(change, &mut keys)?);
            }
        }
        Ok((sealed, keys))
    }

    /// An event under its key; everything else as it is.
    pub(super) fn one(&self, change: Change, keys: &mut KeyChanges) -> Result<Change, StoreError> {
        let Change::Event {
            stream,
            seq,
            body,
            hash,
        } = change
        else {
            return Ok(change);
        };
        let at = (Stream::named(&stream), seq);
        // Who is in the record is never erased.
        if at.0 == Stream::Members {
            return Ok(Change::Event {
                stream,
                seq,
                body,
                hash,
            });
        }
        if !self.keeps_keys {
            incident_keys::note_plain(self.connection, at.0)?;
            return Ok(Change::Event {
                stream,
                seq,
                body,
                hash,
            });
        }
        let key = self.key_for(at, keys)?;
        let sealed = key.seal(self.record, at, &body)?;
        let key = key.id;
        Ok(Change::SealedEvent {
            stream,
            seq,
            key,
            sealed,
            hash,
        })
    }

    fn key_for(&self, (stream, seq): (Stream<'_>, u64), keys: &mut KeyChanges) -> Result<IncidentKey, StoreError> {
        if stream.is_incident()
            && let Some(key) = incident_keys::present(self.connection, stream)?
        {
            return Ok(key);
        }
        let key = IncidentKey::fresh()?;
        incident_keys::put(self.connection, (stream, seq), &key)?;
        let under = self.kept.newest().ok_or(HomeError::NoNewestKey {
            epoch: self.kept.newest_epoch(),
        })?;
        keys.new.push(KeptKey {
            id: key.id,
            epoch: under.epoch,
            state: KeyState::Wrapped(under.wrap_key(self.record, &key)?),
        });
        Ok(key)
    }

    /// Whether what the server has of an event goes with a key.
    fn may_go(&self, stream: Stream<'_>, seq: u64) -> Result<(), StoreError> {
        if !self.keeps_keys {
            return Err(HomeError::NoPlaceForKeys.into());
        }
        let goes = match stream {
            Stream::Incident(_) => !incident_keys::is_plain(self.connection, stream)?,
            Stream::Organisation => incident_keys::has_own(self.connection, stream, seq)?,
            Stream::Members => false,
        };
        match goes {
            true => Ok(()),
            false => Err(HomeError::SharedWithoutKeys.into()),
        }
    }

    /// Everything that stays of an incident whose key goes: who comes later reads nothing else.
    fn as_it_stands(&self, stream: Stream<'_>, changes: &[Change]) -> Result<Vec<Change>, StoreError> {
        let fail = || sql("read what stays of an incident");
        let is = |change: &Change, seq: u64| matches!(change, Change::Event { stream: of, seq: n, .. } if of == stream.name() && *n == seq);
        let new = |seq: u64| changes.iter().any(|change| is(change, seq));
        let mut statement = self
            .connection
            .prepare_cached("SELECT seq, body FROM event WHERE stream = ?1 ORDER BY seq")
            .map_err(fail())?;
        let rows = statement
            .query_map([stream.name()], |row| {
                Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
            })
            .map_err(fail())?;
        let mut stands = Vec::new();
        for row in rows {
            let (seq, body) = row.map_err(fail())?;
            if !new(seq) {
                let stream = stream.name().to_owned();
                stands.push(Change::Rewritten { stream, seq, body });
            }
        }
        Ok(stands)
    }
}
