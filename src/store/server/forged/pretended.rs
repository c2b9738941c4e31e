//! A server in memory.

#[cfg(test)]
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::core::member::public_key::MemberId;
use crate::store::keys::IncidentKeyId;
use crate::store::server::calls::{
    Home, KeptKey, KeyAges, KeyChanges, KeyState, Met, SealedPart, SealedReport, Sent, WrappedKey,
};
use crate::store::server::error::HomeError;
use crate::store::server::log_part::SignedPart;
use crate::store::server::row::{Head, HomeId, Row, RowId};

#[derive(Default)]
struct Has {
    rows: Vec<Row>,
    keys: BTreeMap<IncidentKeyId, KeptKey>,
    wrapped: Vec<WrappedKey>,
    /// Pages that it still answers with; `None`: all.
    answers: Option<usize>,
}

/// The same server, whoever has it.
#[derive(Clone, Default)]
pub(super) struct Pretended(Arc<Mutex<Has>>);

impl Pretended {
    fn all(&self) -> MutexGuard<'_, Has> {
        self.0.lock().unwrap()
    }
}

impl Pretended {
    /// Answers with so many pages more.
    pub(super) fn answer(&self, pages: Option<usize>) {
        self.all().answers = pages;
    }

    pub(super) fn last(&self) -> Row {
        self.all().rows.last().unwrap().clone()
    }

    /// Does something to the row of a number, and gives what it was.
    pub(super) fn change(&self, n: u64, change: impl FnOnce(&mut Row)) -> Row {
        let mut has = self.all();
        let row = has.rows.iter_mut().find(|row| row.n == n).unwrap();
        let was = row.clone();
        change(row);
        was
    }
}

impl Home for Pretended {
    fn enter(&mut self, _: HomeId) {}

    fn begin_with(&mut self, _: &str) {}

    fn works_at(&self) -> Option<String> {
        None
    }

    fn head(&mut self) -> Result<Option<Head>, HomeError> {
        Ok(self.all().rows.last().map(Row::head))
    }

    fn append(&mut self, row: &Row, keys: &KeyChanges) -> Result<Sent, HomeError> {
        let mut has = self.all();
        if row.n != has.rows.len() as u64 + 1 {
            return Err(HomeError::Late);
        }
        has.wrapped.extend_from_slice(&keys.handed);
        for key in &keys.new {
            has.keys.insert(key.id, key.clone());
        }
        for id in &keys.gone {
            has.keys.get_mut(id).unwrap().state = KeyState::Gone(row.n);
        }
        has.rows.push(row.clone());
        Ok(Sent::Committed)
    }

    fn row(&mut self, n: u64) -> Result<Option<Row>, HomeError> {
        Ok(self.all().rows.iter().find(|row| row.n == n).cloned())
    }

    fn stored_after(&mut self, _: u64) -> Result<Vec<(u64, i64)>, HomeError> {
        Ok(Vec::new())
    }

    fn keeps_keys(&mut self) -> Result<bool, HomeError> {
        Ok(true)
    }

    fn incident_keys(&mut self, ids: &[IncidentKeyId]) -> Result<Vec<KeptKey>, HomeError> {
        Ok(ids.iter().filter_map(|id| self.all().keys.get(id).cloned()).collect())
    }

    fn all_incident_keys(&mut self) -> Result<Vec<KeptKey>, HomeError> {
        Ok(self.all().keys.values().cloned().collect())
    }

    fn put_incident_keys(&mut self, keys: &[KeptKey]) -> Result<(), HomeError> {
        for key in keys {
            self.all().keys.entry(key.id).or_insert_with(|| key.clone());
        }
        Ok(())
    }

    fn restore_incident_key(&mut self, key: &KeptKey) -> Result<(), HomeError> {
        self.all().keys.insert(key.id, key.clone());
        Ok(())
    }

    fn take_keys(&mut self, ids: &[IncidentKeyId], n: u64) -> Result<(), HomeError> {
        ids.iter()
            .for_each(|id| self.all().keys.get_mut(id).unwrap().state = KeyState::Gone(n));
        Ok(())
    }

    fn report(&mut self, _: &SealedReport) -> Result<(), HomeError> {
        Ok(())
    }

    fn reports(&mut self) -> Result<Vec<SealedReport>, HomeError> {
        Ok(Vec::new())
    }

    fn machines(&mut self) -> Result<Vec<uuid::Uuid>, HomeError> {
        Ok(Vec::new())
    }

    fn pull(&mut self, after: Head, most: u32) -> Result<Vec<Row>, HomeError> {
        let mut has = self.all();
        if has.answers == Some(0) {
            return Err(HomeError::Away("cut".to_owned()));
        }
        has.answers = has.answers.map(|left| left - 1);
        let new = has.rows.iter().filter(|row| row.n > after.n);
        Ok(new.take(most as usize).cloned().collect())
    }

    fn has(&mut self, id: RowId) -> Result<Option<Head>, HomeError> {
        let has = self.all();
        Ok(has.rows.iter().find(|row| row.id == id).map(Row::head))
    }

    fn watch(&mut self, _: Duration) -> Result<bool, HomeError> {
        Ok(true)
    }

    fn hold(&mut self) -> Result<(), HomeError> {
        Ok(())
    }

    fn let_go(&mut self) {}

    fn try_again(&mut self) -> Result<(), HomeError> {
        Ok(())
    }

    fn keys_of(&mut self, holder: MemberId) -> Result<Vec<WrappedKey>, HomeError> {
        let has = self.all();
        Ok(has.wrapped.iter().filter(|key| key.holder == holder).cloned().collect())
    }

    fn all_keys(&mut self) -> Result<Vec<WrappedKey>, HomeError> {
        Ok(self.all().wrapped.clone())
    }

    fn hand_out(&mut self, keys: &[WrappedKey]) -> Result<(), HomeError> {
        self.all().wrapped.extend_from_slice(keys);
        Ok(())
    }

    fn meet(&mut self) -> Result<Met, HomeError> {
        Err(HomeError::Away("it is only pretended".to_owned()))
    }

    fn passes_on(&mut self) -> bool {
        false
    }

    fn pass_on(&mut self, _: &str) -> Result<(), HomeError> {
        Ok(())
    }

    fn heard(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn add_part(&mut self, _: uuid::Uuid, _: &SignedPart, _: &[u8]) -> Result<(), HomeError> {
        Ok(())
    }

    fn parts(&mut self, _: uuid::Uuid, _: u64) -> Result<Vec<SignedPart>, HomeError> {
        Ok(Vec::new())
    }

    fn sealed_parts(&mut self) -> Result<Vec<SealedPart>, HomeError> {
        Ok(Vec::new())
    }

    fn key_ages(&mut self) -> Result<KeyAges, HomeError> {
        Ok(KeyAges::default())
    }

    fn clock(&self) -> Option<i64> {
        None
    }
}
