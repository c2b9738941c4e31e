//! What it takes to open what rows hold: the keys of incidents, and of what was erased since, what stands in its place.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Transaction;

use super::calls::KeyState;
use super::error::HomeError;
use super::incident_keys::{self, KnownKey};
use super::parcel::{At, Change, InTheirPlace, Parcel};
use super::refused_rows::{Trouble, void};
use super::row::{LogName, Row};
use super::shared::Shared;
use super::team_keys::TeamKeys;
use super::unsealed::Unsealed;
use crate::core::ids::Stream;
use crate::store::StoreError;
use crate::store::keys::IncidentKeyId;

/// Where an entry is met first: its place, and the number of its row.
type Met<'u> = ((&'u str, u64), u64);

/// The keys that a number of rows are opened with; none of them goes before all of these rows are read.
pub(super) struct Opening<'o> {
    pub(super) log: &'o LogName,
    pub(super) keys: IncidentKeys,
    /// By the number of their row.
    pub(super) ahead: &'o BTreeMap<u64, InTheirPlace>,
}

type IncidentKeys = BTreeMap<IncidentKeyId, Result<KnownKey, HomeError>>;

/// How an entry came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// Under no key of its own, so that the server keeps it for good.
    Plain,
    UnderKey,
    /// Only what stands in its place is left of it.
    Replaced,
}

impl Opening<'_> {
    /// A change with its entry opened.
    pub(super) fn one(&self, row: &Row, change: Change) -> Result<(Change, Came), Trouble> {
        let Change::SealedEvent {
            stream,
            seq,
            key,
            sealed,
            hash,
        } = change
        else {
            return Ok((change, Came::Plain));
        };
        let missing = HomeError::NoIncidentKey { n: row.n };
        let known = self.keys.get(&key).cloned().unwrap_or(Err(missing));
        let (body, came) = match known.map_err(|error| Trouble::Store(error.into()))? {
            KnownKey::Here(key) => match key.open(&self.log.record, (Stream::named(&stream), seq), &sealed) {
                Some(body) => (body.to_vec(), Came::UnderKey),
                None => return void(format!("event {seq} of {stream} is sealed under another key")),
            },
            KnownKey::Gone(n) => {
                let body = self.in_its_place((stream.clone(), seq), (row.n, n.unwrap_or(0)))?;
                (body, Came::Replaced)
            }
        };
        let opened = Change::Event {
            stream,
            seq,
            body,
            hash,
        };
        Ok((opened, came))
    }

    /// What the row that took a key away has in the place of an event. Whether whoever wrote it might do so is looked at when
    /// that row comes in.
    fn in_its_place(&self, at: At, (now, gone): (u64, u64)) -> Result<Vec<u8>, Trouble> {
        let found = self
            .ahead
            .get(&gone)
            .filter(|_| gone > now)
            .and_then(|all| all.get(&at));
        let missing = || Trouble::Store(HomeError::NoIncidentKey { n: now }.into());
        found.cloned().ok_or_else(missing)
    }
}

/// What leads to the keys.
pub(super) struct Keyring<'k> {
    pub(super) transaction: &'k Transaction<'k>,
    pub(super) keys: &'k TeamKeys,
    pub(super) shared: &'k Shared,
}

/// Keys that the server has just told of, each with an entry under it. They are kept together with the first row that has one
/// of them: what a server says of a key counts for nothing where no row comes in.
pub(super) type Fetched = BTreeMap<IncidentKeyId, (At, KnownKey)>;

/// Keeps those of them that a row has something under.
pub(super) fn keep(
    transaction: &Transaction<'_>,
    fetched: &Fetched,
    ids: &BTreeSet<IncidentKeyId>,
) -> Result<(), StoreError> {
    for (((stream, seq), known), id) in ids.iter().filter_map(|id| Some((fetched.get(id)?, id))) {
        let at = (Stream::named(stream), *seq);
        match known {
            KnownKey::Here(key) => incident_keys::put(transaction, at, key)?,
            KnownKey::Gone(Some(n)) => incident_keys::put_gone(transaction, at, (id, *n))?,
            KnownKey::Gone(None) => {}
        }
    }
    Ok(())
}

impl Keyring<'_> {
    /// The keys that rows are sealed under; those that this machine does not have are asked for, all at once.
    pub(super) fn keys_for(&self, rows: &[Unsealed]) -> Result<(IncidentKeys, Fetched), StoreError> {
        let mut keys = IncidentKeys::new();
        let mut missing: BTreeMap<IncidentKeyId, Met<'_>> = BTreeMap::new();
        for (id, met) in needed(rows) {
            match incident_keys::known(self.transaction, &id)? {
                Some(known @ (KnownKey::Here(_) | KnownKey::Gone(Some(_)))) => drop(keys.insert(id, Ok(known))),
                Some(KnownKey::Gone(None)) | None => drop(missing.insert(id, met)),
            }
        }
        let fetched = self.fetch(&missing, &mut keys)?;
        let gone: BTreeSet<u64> = keys.values().filter_map(gone_with).collect();
        for n in gone {
            self.look_ahead(n)?;
        }
        Ok((keys, fetched))
    }

    fn fetch(
        &self,
        missing: &BTreeMap<IncidentKeyId, Met<'_>>,
        keys: &mut IncidentKeys,
    ) -> Result<Fetched, StoreError> {
        let mut fetched = Fetched::new();
        if missing.is_empty() {
            return Ok(fetched);
        }
        let ids: Vec<IncidentKeyId> = missing.keys().copied().collect();
        for key in self.shared.link.lock().incident_keys(&ids)? {
            let Some(((stream, seq), n)) = missing.get(&key.id) else {
                continue;
            };
            let known = match &key.state {
                KeyState::Gone(gone) => Ok(KnownKey::Gone(Some(*gone))),
                KeyState::Wrapped(wrapped) => {
                    let (n, epoch) = (*n, key.epoch);
                    let mut under = self.keys.of_epoch(epoch).iter();
                    let opened =
                        under.find_map(|(_, under)| under.unwrap_key(&self.shared.log.record, key.id, wrapped));
                    match (opened, self.keys.has(epoch)) {
                        (Some(opened), _) => Ok(KnownKey::Here(opened)),
                        (None, true) => Err(HomeError::NoIncidentKey { n }),
                        (None, false) => Err(HomeError::NoKey { n, epoch }),
                    }
                }
            };
            if let Ok(known) = &known {
                fetched.insert(key.id, (((*stream).to_owned(), *seq), known.clone()));
            }
            keys.insert(key.id, known);
        }
        Ok(fetched)
    }

    /// Reads what a later row leaves of events whose keys it destroyed: whoever joins after an erasure meets the sealed
    /// events first, and nothing opens them any more. The content is trusted until that row is taken in; if the row
    /// turns out to be void, this machine stops (`Taking::next`).
    fn look_ahead(&self, n: u64) -> Result<(), StoreError> {
        if self.shared.ahead.borrow().contains_key(&n) {
            return Ok(());
        }
        let Some(row) = self.shared.link.lock().row(n)? else {
            return Ok(());
        };
        let log = &self.shared.log;
        let mut keys = self.keys.of_epoch(row.epoch).iter();
        let text = match row.digest(log) == row.hash {
            true => keys.find_map(|(_, key)| key.open(&log.record, &row.id, &row.sealed)),
            false => None,
        };
        let Some(Ok(Parcel::Recorded { changes })) = text.map(|text| Parcel::unpacked(&text)) else {
            return Ok(());
        };
        let rewritten = changes.into_iter().filter_map(|change| {
            let Change::Rewritten { stream, seq, body } = change else {
                return None;
            };
            Some(((stream, seq), body))
        });
        self.shared.ahead.borrow_mut().insert(n, rewritten.collect());
        Ok(())
    }
}

fn gone_with(known: &Result<KnownKey, HomeError>) -> Option<u64> {
    match known {
        Ok(KnownKey::Gone(n)) => *n,
        Ok(KnownKey::Here(_)) | Err(_) => None,
    }
}

/// The keys that entries of rows are sealed under, each with the first of them.
fn needed<'u>(rows: &'u [Unsealed]) -> BTreeMap<IncidentKeyId, Met<'u>> {
    let mut needed = BTreeMap::new();
    let mut last = None;
    for unsealed in rows {
        for change in unsealed.changes() {
            let Change::SealedEvent { stream, seq, key, .. } = change else {
                continue;
            };
            // Entries of one incident mostly follow one another.
            if last != Some(key) {
                needed.entry(*key).or_insert(((stream.as_str(), *seq), unsealed.row.n));
                last = Some(key);
            }
        }
    }
    needed
}
