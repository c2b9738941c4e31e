//! What others recorded, taken into this machine's copy row by row.

use rusqlite::{Transaction, TransactionBehavior};

use super::capture;
use super::error::HomeError;
use super::kept_locally;
use super::kept_locally::Kept;
use super::pull_result::Pulled;
use super::row::Row;
use super::row_pages;
use super::row_pages::Reading;
use super::shared::Shared;
use super::take_rows::Taking;
use super::team_keys::TeamKeys;
use super::unsealed::{Unsealed, unsealed};
use crate::core::ids::Stream;
use crate::store::database::Deleted;
use crate::store::keys::{CircleKey, Source};
use crate::store::{Store, StoreError, database, sql};

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
            row_pages::USUAL
        } else {
            row_pages::OF_MOVED
        };
        let after = kept_locally::head(&self.connection)?;
        let first = shared.reached()?.link.lock().pull(after, most);
        let first = match first {
            Err(why @ (HomeError::Shorter { .. } | HomeError::OtherHistory { .. })) => {
                return Err(self.why_it_does_not_follow(shared, why)?.into());
            }
            first => first?,
        };
        let keys = self.keys_for(shared, &first)?;
        match first.len() < most as usize {
            true => {
                let rows = unsealed(&shared.log, &keys, first);
                self.take_in((shared, &keys), rows, (0, &mut pulled))?;
            }
            false => self.take_many_in((shared, &keys), first, &mut pulled)?,
        }
        self.note_host(shared)?;
        // One that was announced, and that nothing is sealed under so far.
        if Kept::read(&self.connection)?.is_some_and(|kept| kept.lacks_keys()) {
            self.fetch_keys(shared)?;
        }
        // Their lines wait in the database until they are written to the log of this machine.
        self.flush_audit();
        Ok(pulled)
    }

    /// A log that does not go on from where this machine is may be a beginning of this machine's, which can be given back the
    /// rest, or have gone on otherwise.
    fn why_it_does_not_follow(&self, shared: &Shared, why: HomeError) -> Result<HomeError, StoreError> {
        let there = shared.link.lock().head()?.ok_or(HomeError::NoRecord)?;
        Ok(match self.is_forked(shared, there)? {
            Some(common) => HomeError::Forked { common },
            None => why,
        })
    }

    /// Takes in what fills more than a page: while rows are opened, verified and written, the next ones are on their way.
    /// Each page is committed by itself, so that whoever is broken off goes on from there.
    fn take_many_in(
        &self,
        (shared, keys): (&Shared, &TeamKeys),
        first: Vec<Row>,
        pulled: &mut Pulled,
    ) -> Result<(), StoreError> {
        let end = shared.link.lock().head()?.ok_or(HomeError::NoRecord)?;
        let whole_from = kept_locally::whole_from(end.n);
        let reading = Reading {
            way: &shared.link,
            log: &shared.log,
            keys,
        };
        // What comes in is noted for nobody, and nothing else is written over this connection meanwhile.
        capture::end(&self.connection)?;
        if !self.is_complete()? {
            // Nothing else is deleted before all of the record is there.
            database::set_deleted(&self.connection, Deleted::MayStay)?;
        }
        let taken = database::with_many_writes(&self.connection, || {
            reading.each(first, |rows| {
                self.take_in((shared, keys), rows, (whole_from, &mut *pulled))?;
                // Their lines wait in the database until they are written to the log of this machine.
                self.flush_audit();
                Ok(())
            })
        });
        database::set_deleted(&self.connection, Deleted::IsWrittenOver)?;
        capture::begin(&self.connection)?;
        taken
    }

    /// Keys that may open rows: those that this machine has, and where they are not enough, whatever was wrapped for whoever
    /// opened the record.
    fn keys_for(&self, shared: &Shared, rows: &[Row]) -> Result<TeamKeys, StoreError> {
        let kept = Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?;
        let mut keys = TeamKeys::of(&kept, &shared.log.record);
        if rows.iter().any(|row| !keys.has(row.epoch)) {
            keys.add(self.wrapped_for_me(shared)?, &shared.log.record);
        }
        Ok(keys)
    }

    /// Takes in a row that this machine put on the server itself.
    pub(super) fn take_own_in(&self, row: Row, pulled: &mut Pulled) -> Result<(), StoreError> {
        let Some(shared) = &self.shared else { return Ok(()) };
        let keys = self.keys_for(shared, std::slice::from_ref(&row))?;
        let rows = unsealed(&shared.log, &keys, vec![row]);
        self.take_in((shared, &keys), rows, (0, pulled))
    }

    fn take_in(
        &self,
        (shared, keys): (&Shared, &TeamKeys),
        rows: Vec<Unsealed>,
        (whole_from, pulled): (u64, &mut Pulled),
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let more = match rows.iter().any(Unsealed::lacks_key) {
            true => {
                let mut more = keys.clone();
                more.add(self.wrapped_for_me(shared)?, &shared.log.record);
                Some(more)
            }
            false => None,
        };
        let keys = more.as_ref().unwrap_or(keys);
        let moving = !self.is_complete()?;
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        capture::open_for_taking_in(&transaction)?;
        let taken = Taking::begin(self, &transaction, (shared, keys), whole_from)?.all(rows, pulled);
        // In a shared record, rows before one that cannot be taken in are kept. While a record is still coming in, rows
        // have no savepoints, so the whole page is rolled back; and where the database refused, nobody knows how much of a
        // row it has.
        let refused = matches!(&taken, Err(StoreError::Sql { .. } | StoreError::KeyElsewhere));
        if refused || (taken.is_err() && moving) {
            transaction.rollback().map_err(sql("roll back"))?;
            return taken;
        }
        capture::close(&transaction)?;
        transaction.commit().map_err(sql("commit"))?;
        taken
    }

    /// Every key of the team that was wrapped for whoever opened the record. Whoever has a login of the server can have put
    /// some of them there: which of them count is for the log to say.
    fn wrapped_for_me(&self, shared: &Shared) -> Result<Vec<CircleKey>, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(Vec::new());
        };
        let wrapped = shared.link.lock().keys_of(holder.member)?;
        let of_log = wrapped.iter().filter(|key| key.home == shared.log.home);
        Ok(of_log
            .filter_map(|key| holder.circle_key((key.epoch, &key.wrapped)))
            .collect())
    }

    /// Takes in the keys of the team that count and are not here.
    pub(super) fn fetch_keys(&self, shared: &Shared) -> Result<(), StoreError> {
        let wrapped = self.wrapped_for_me(shared)?;
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        let Some(mut kept) = Kept::read(&transaction)? else {
            return Ok(());
        };
        let had = (kept.keys().count(), kept.invited_with().len());
        for key in wrapped.iter().chain(&kept.invited_with()) {
            kept.add_if_it_counts(key, &shared.log.record);
        }
        kept.forget_invitation();
        if (kept.keys().count(), kept.invited_with().len()) == had {
            return Ok(());
        }
        kept.write(&transaction)?;
        transaction.commit().map_err(sql("commit"))
    }

    /// Streams whose events came in and are not on the board yet.
    ///
    /// # Errors
    /// What the database says.
    pub fn stale_streams(&self) -> Result<Vec<String>, StoreError> {
        kept_locally::stale(&self.connection)
    }
}

impl crate::store::transaction::Writing<'_> {
    /// Notes that what came in of a stream is on the board.
    ///
    /// # Errors
    /// What the database says.
    pub fn on_the_board(&self, stream: Stream<'_>) -> Result<(), StoreError> {
        kept_locally::no_longer_stale(&self.transaction, stream)
    }
}
