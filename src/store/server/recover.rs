//! A server that was restored from a backup gets back what it lost, row for row, from a machine that has it.

use std::collections::BTreeMap;

use super::calls::{KeptKey, KeyChanges, KeyState};
use super::error::HomeError;
use super::incident_keys::{self, KnownKey};
use super::kept_locally;
use super::kept_locally::Kept;
use super::row::Head;
use super::shared::Shared;
use crate::store::keys::IncidentKeyId;
use crate::store::{Store, StoreError};

impl Store {
    /// Puts the rows that this machine has and the server has not at the end of the server's log, as they were.
    ///
    /// # Errors
    /// Where the server's log is not a beginning of this machine's, or the rows are not kept here any more.
    pub fn recover_home(&self) -> Result<u64, StoreError> {
        let shared = self.shared.as_ref().ok_or(HomeError::NotShared)?;
        let here = kept_locally::head(&self.connection)?;
        let there = shared.link.lock().head()?.unwrap_or(Head::NONE);
        if let Some(common) = self.is_forked(shared, there)? {
            return Err(HomeError::Forked { common }.into());
        }
        let mut link = shared.link.lock();
        let rows = kept_locally::rows_from(&self.connection, there.n + 1)?;
        match rows.first() {
            None if there.n >= here.n => {
                drop(link);
                self.settle_incident_keys(shared)?;
                self.send_lines_again()?;
                return Ok(0);
            }
            Some(first) if first.n == there.n + 1 && first.prev == there.hash => {}
            Some(first) if first.n == there.n + 1 => return Err(HomeError::OtherHistory { n: there.n }.into()),
            Some(_) | None => {
                return Err(HomeError::Shorter {
                    server: there.n,
                    here: here.n,
                }
                .into());
            }
        }
        for row in &rows {
            link.append(row, &KeyChanges::default())?;
        }
        drop(link);
        self.go_on_alone(None);
        self.settle_incident_keys(shared)?;
        self.send_lines_again()?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }

    /// Puts keys of incidents back that the server has lost, and takes those away again that it got back with a backup.
    fn settle_incident_keys(&self, shared: &Shared) -> Result<(), StoreError> {
        let mut link = shared.link.lock();
        let Some(kept) = Kept::read(&self.connection)? else {
            return Ok(());
        };
        let Some(under) = kept.newest().filter(|_| link.keeps_keys().unwrap_or(false)) else {
            return Ok(());
        };
        let there = link.all_incident_keys()?.into_iter();
        let there: BTreeMap<IncidentKeyId, KeyState> = there.map(|key| (key.id, key.state)).collect();
        // Asked afterwards: a key goes in the same moment as its row comes, so that one that went with a later row went with none.
        let (end, here) = (
            link.head()?.map_or(0, |head| head.n),
            kept_locally::head(&self.connection)?.n,
        );
        let mut missing = Vec::new();
        let mut back: BTreeMap<u64, Vec<IncidentKeyId>> = BTreeMap::new();
        for (id, known) in incident_keys::all(&self.connection)? {
            let wrap = |key: &_| under.wrap_key(&shared.log.record, key);
            let Some(state) = known.as_kept(wrap)? else { continue };
            let own = KeptKey {
                id,
                epoch: under.epoch,
                state,
            };
            match (there.get(&id), &known) {
                (None, _) => missing.push(own),
                (Some(KeyState::Wrapped(_)), KnownKey::Gone(Some(n))) => back.entry(*n).or_default().push(id),
                // No row that this machine has destroyed the key, and behind the end there is none: somebody deleted it
                // without a row. If the row has not come in here yet, the key may be gone for good reason.
                (Some(KeyState::Gone(n)), KnownKey::Here(_)) if *n <= here || *n > end => {
                    link.restore_incident_key(&own)?;
                }
                (Some(KeyState::Wrapped(_)), KnownKey::Here(_) | KnownKey::Gone(None))
                | (Some(KeyState::Gone(_)), KnownKey::Here(_) | KnownKey::Gone(_)) => {}
            }
        }
        if !missing.is_empty() {
            link.put_incident_keys(&missing)?;
        }
        for (n, ids) in back {
            link.take_keys(&ids, n)?;
        }
        Ok(())
    }
}
