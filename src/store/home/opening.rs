//! What comes in sealed under the keys of incidents, opened; of what was erased since, what stands in its place.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Transaction;

use super::super::keys::IncidentKeyId;
use super::applied::{Trouble, void};
use super::error::HomeError;
use super::incident_keys::{self, KnownKey};
use super::kept::Kept;
use super::link::{Home, KeyState};
use super::parcel::{At, Change, InTheirPlace, Parcel};
use super::row::{LogName, Row};
use crate::core::ids::Stream;

/// What it takes to open what a row holds.
pub(super) struct Opening<'o> {
    pub(super) transaction: &'o Transaction<'o>,
    pub(super) kept: &'o Kept,
    pub(super) log: &'o LogName,
    pub(super) link: &'o RefCell<Box<dyn Home>>,
    /// By the number of their row.
    pub(super) ahead: &'o RefCell<BTreeMap<u64, InTheirPlace>>,
}

/// The changes of a row.
pub(super) struct Opened {
    pub(super) changes: Vec<Change>,
    /// The events among them of which only what stands in their place is left.
    pub(super) replaced: BTreeSet<At>,
}

impl Opening<'_> {
    pub(super) fn parcel(&self, row: &Row, changes: Vec<Change>) -> Result<Opened, Trouble> {
        self.fetch_keys(row, &changes)?;
        let (mut replaced, mut plain) = (BTreeSet::new(), BTreeSet::new());
        let mut opened = Vec::with_capacity(changes.len());
        let mut keys: BTreeMap<IncidentKeyId, KnownKey> = BTreeMap::new();
        for change in changes {
            let Change::SealedEvent {
                stream,
                seq,
                key,
                sealed,
                hash,
            } = change
            else {
                self.note_plain(&change, &mut plain)?;
                opened.push(change);
                continue;
            };
            let known = match keys.get(&key) {
                Some(known) => known.clone(),
                None => self.known(&key, row.n)?,
            };
            let body = match &known {
                KnownKey::Here(key) => match key.open(&self.log.record, (Stream::named(&stream), seq), &sealed) {
                    Some(body) => body.to_vec(),
                    None => return void(format!("event {seq} of {stream} is sealed under another key")),
                },
                KnownKey::Gone(n) => {
                    let body = self.in_its_place((stream.clone(), seq), (row.n, n.unwrap_or(0)))?;
                    replaced.insert((stream.clone(), seq));
                    body
                }
            };
            keys.insert(key, known);
            opened.push(Change::Event {
                stream,
                seq,
                body,
                hash,
            });
        }
        Ok(Opened {
            changes: opened,
            replaced,
        })
    }

    /// Notes that an event came under no key of its own, so that the server keeps it for good.
    fn note_plain(&self, change: &Change, plain: &mut BTreeSet<String>) -> Result<(), Trouble> {
        if let Change::Event { stream, .. } = change
            && Stream::named(stream) != Stream::Members
            && plain.insert(stream.clone())
        {
            incident_keys::note_plain(self.transaction, Stream::named(stream))?;
        }
        Ok(())
    }

    fn known(&self, id: &IncidentKeyId, n: u64) -> Result<KnownKey, Trouble> {
        let known = incident_keys::known(self.transaction, id)?;
        known.ok_or_else(|| Trouble::Store(HomeError::NoIncidentKey { n }.into()))
    }

    /// Asks the server for keys that this machine does not have.
    fn fetch_keys(&self, row: &Row, changes: &[Change]) -> Result<(), Trouble> {
        let mut missing: BTreeMap<IncidentKeyId, At> = BTreeMap::new();
        for change in changes {
            let Change::SealedEvent { stream, seq, key, .. } = change else {
                continue;
            };
            if missing.contains_key(key) {
                continue;
            }
            match incident_keys::known(self.transaction, key)? {
                Some(KnownKey::Here(_) | KnownKey::Gone(Some(_))) => {}
                Some(KnownKey::Gone(None)) | None => {
                    missing.insert(*key, (stream.clone(), *seq));
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let ids: Vec<IncidentKeyId> = missing.keys().copied().collect();
        let found = self.link.borrow_mut().incident_keys(&ids);
        for key in found.map_err(|error| Trouble::Store(error.into()))? {
            let Some((stream, seq)) = missing.get(&key.id) else {
                continue;
            };
            let at = (Stream::named(stream), *seq);
            match &key.state {
                KeyState::Gone(n) => incident_keys::put_gone(self.transaction, at, (&key.id, *n))?,
                KeyState::Wrapped(wrapped) => {
                    let (n, epoch) = (row.n, key.epoch);
                    let under = self.kept.key(epoch);
                    let under = under.ok_or_else(|| Trouble::Store(HomeError::NoKey { n, epoch }.into()))?;
                    let opened = under.unwrap_key(&self.log.record, key.id, wrapped);
                    let opened = opened.ok_or_else(|| Trouble::Store(HomeError::NoIncidentKey { n }.into()))?;
                    incident_keys::put(self.transaction, at, &opened)?;
                }
            }
        }
        Ok(())
    }

    /// What the row that took a key away has in the place of an event. Whether whoever wrote it might do so is looked at when
    /// that row comes in.
    fn in_its_place(&self, at: At, (now, gone): (u64, u64)) -> Result<Vec<u8>, Trouble> {
        let missing = || Trouble::Store(HomeError::NoIncidentKey { n: now }.into());
        if gone <= now {
            return Err(missing());
        }
        if !self.ahead.borrow().contains_key(&gone) {
            let rewritten = self.rewritten_in(gone)?.ok_or_else(missing)?;
            self.ahead.borrow_mut().insert(gone, rewritten);
        }
        let ahead = self.ahead.borrow();
        ahead
            .get(&gone)
            .and_then(|all| all.get(&at))
            .cloned()
            .ok_or_else(missing)
    }

    fn rewritten_in(&self, n: u64) -> Result<Option<InTheirPlace>, Trouble> {
        let row = self.link.borrow_mut().row(n);
        let Some(row) = row.map_err(|error| Trouble::Store(error.into()))? else {
            return Ok(None);
        };
        let text = match self.kept.key(row.epoch) {
            Some(key) if row.digest(self.log) == row.hash => key.open(&self.log.record, &row.id, &row.sealed),
            Some(_) | None => None,
        };
        let Some(Ok(Parcel::Recorded { changes })) = text.map(|text| Parcel::unpacked(&text)) else {
            return Ok(None);
        };
        let rewritten = changes.into_iter().filter_map(|change| {
            let Change::Rewritten { stream, seq, body } = change else {
                return None;
            };
            Some(((stream, seq), body))
        });
        Ok(Some(rewritten.collect()))
    }
}
