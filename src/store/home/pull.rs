//! What others recorded, taken into this machine's copy row by row.

use rusqlite::{Transaction, TransactionBehavior};

use super::super::keys::Source;
use super::super::{Store, StoreError, database, sql};
use super::capture;
use super::error::HomeError;
use super::kept::{self, Kept};
use super::pages::{self, Reading};
use super::pulled::Pulled;
use super::row::Row;
use super::shared::Shared;
use super::taking::Taking;
use super::unsealed::{Unsealed, team_keys, unsealed};
use crate::core::ids::Stream;

impl Store {
    /// Takes in what others recorded; nothing where the record is not shared. What came in is not on the board yet:
    /// [`Store::stale_streams`] names it.
    ///
    /// # Errors
    /// Where the server cannot be reached, or tells another history than before. What came in until then stays.
    pub fn pull(&self) -> Result<Pulled, StoreError> {
        let mut pulled = Pulled::default();
        let Some(shared) = &self.shared else {
            return Ok(pulled);
        };
        let most = if self.is_complete()? {
            pages::USUAL
        } else {
            pages::OF_MOVED
        };
        let after = kept::head(&self.connection)?;
        let first = shared.reached()?.link.lock().pull(after, most)?;
        match first.len() < most as usize {
            true => self.take_in(shared, self.unsealed(shared, first)?, (0, &mut pulled))?,
            false => self.take_many_in(shared, first, &mut pulled)?,
        }
        // Their lines wait in the database until they are written to the log of this machine.
        self.flush_audit();
        Ok(pulled)
    }

    /// Takes in what fills more than a page: while rows are opened, verified and written, the next ones are on their way.
    /// Each page is committed by itself, so that whoever is broken off goes on from there.
    fn take_many_in(&self, shared: &Shared, first: Vec<Row>, pulled: &mut Pulled) -> Result<(), StoreError> {
        let end = shared.link.lock().head()?.ok_or(HomeError::NoRecord)?;
        let whole_from = kept::whole_from(end.n);
        let keys = team_keys(&Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?);
        let reading = Reading {
            way: &shared.link,
            log: &shared.log,
            keys: &keys,
        };
        database::with_many_writes(&self.connection, || {
            reading.each(first, |rows| {
                self.take_in(shared, rows, (whole_from, &mut *pulled))?;
                // Their lines wait in the database until they are written to the log of this machine.
                self.flush_audit();
                Ok(())
            })
        })
    }

    fn unsealed(&self, shared: &Shared, rows: Vec<Row>) -> Result<Vec<Unsealed>, StoreError> {
        let kept = Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?;
        Ok(unsealed(&shared.log, &team_keys(&kept), rows))
    }

    fn take_in(
        &self,
        shared: &Shared,
        rows: Vec<Unsealed>,
        (whole_from, pulled): (u64, &mut Pulled),
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.look_for_keys(shared, &rows)?;
        let moving = !self.is_complete()?;
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        capture::open_for_taking_in(&transaction)?;
        let taken = Taking::begin(self, &transaction, shared, whole_from)?.all(rows, pulled);
        if taken.is_err() && moving {
            transaction.rollback().map_err(sql("roll back"))?;
            return taken;
        }
        capture::close(&transaction)?;
        transaction.commit().map_err(sql("commit"))?;
        taken
    }

    /// Fetches the keys that rows are sealed under and that this machine does not have.
    fn look_for_keys(&self, shared: &Shared, rows: &[Unsealed]) -> Result<(), StoreError> {
        let Some(kept) = Kept::read(&self.connection)? else {
            return Ok(());
        };
        match rows.iter().any(|unsealed| kept.key(unsealed.row.epoch).is_none()) {
            true => self.fetch_keys(shared),
            false => Ok(()),
        }
    }

    /// Takes in the keys of the team that were wrapped for whoever opened the record.
    pub(super) fn fetch_keys(&self, shared: &Shared) -> Result<(), StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(());
        };
        let wrapped = shared.link.lock().keys_of(holder.member)?;
        let of_log = wrapped.iter().filter(|key| key.home == shared.log.home);
        let keys: Vec<_> = of_log
            .filter_map(|key| holder.circle_key((key.epoch, &key.wrapped)))
            .collect();
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        let Some(mut kept) = Kept::read(&transaction)? else {
            return Ok(());
        };
        // A key that is here stays: what is sealed under it must still open.
        let new: Vec<_> = keys.iter().filter(|key| kept.key(key.epoch).is_none()).collect();
        if new.is_empty() {
            return Ok(());
        }
        new.into_iter().for_each(|key| kept.add(key));
        kept.write(&transaction)?;
        transaction.commit().map_err(sql("commit"))
    }

    /// Streams whose events came in and are not on the board yet.
    ///
    /// # Errors
    /// What the database says.
    pub fn stale_streams(&self) -> Result<Vec<String>, StoreError> {
        kept::stale(&self.connection)
    }
}

impl super::super::transaction::Writing<'_> {
    /// Notes that what came in of a stream is on the board.
    ///
    /// # Errors
    /// What the database says.
    pub fn on_the_board(&self, stream: Stream<'_>) -> Result<(), StoreError> {
        kept::no_longer_stale(&self.transaction, stream)
    }
}
