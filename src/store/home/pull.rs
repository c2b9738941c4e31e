//! What others recorded, taken into this machine's copy row by row.

use std::collections::BTreeSet;

use rusqlite::{Transaction, TransactionBehavior};

use super::super::keys::Source;
use super::super::{Store, StoreError, sql};
use super::capture;
use super::check::TakenIn;
use super::error::HomeError;
use super::kept::{self, Kept, Stage};
use super::row::Row;
use super::shared::Shared;
use super::waiting;
use crate::core::ids::Stream;
use crate::core::member::public_key::MemberId;

/// Rows that are asked for at a time.
const PAGE: u32 = 1000;
/// The same while a record comes in that was moved: its rows are large.
const PAGE_OF_MOVED: u32 = 8;

/// A row that carries nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoidRow {
    pub n: u64,
    pub why: String,
}

/// What came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulled {
    pub rows: u64,
    /// Streams that have more events than before.
    pub streams: BTreeSet<String>,
    pub void: Vec<VoidRow>,
    /// What was erased, by code, and by whom.
    pub erased: Vec<(String, MemberId)>,
}

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
        loop {
            let after = kept::head(&self.connection)?;
            let page = if self.is_complete()? { PAGE } else { PAGE_OF_MOVED };
            let rows = shared.reached()?.link.borrow_mut().pull(after, page)?;
            if rows.is_empty() {
                break;
            }
            self.look_for_keys(shared, &rows)?;
            self.take_in(shared, &rows, &mut pulled)?;
            if rows.len() < page as usize {
                break;
            }
        }
        if !self.is_complete()?
            && let Some(VoidRow { n, why }) = pulled.void.pop()
        {
            return Err(HomeError::Incomplete { n, why }.into());
        }
        // Their lines wait in the database until they are written to the log of this machine.
        self.flush_audit();
        Ok(pulled)
    }

    /// Takes rows in, one after the other. Those before one that cannot be taken in stay.
    fn take_in(&self, shared: &Shared, rows: &[Row], pulled: &mut Pulled) -> Result<(), StoreError> {
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        capture::open_for_taking_in(&transaction)?;
        let mut kept = Kept::read(&transaction)?.ok_or(HomeError::NotShared)?;
        let here = kept::head(&transaction)?.n;
        // Another program on this machine may have taken some of them in.
        let mut new = rows.iter().filter(|row| row.n > here);
        let taken = new.try_for_each(|row| self.take_in_next(&transaction, (&mut kept, shared), row, pulled));
        capture::close(&transaction)?;
        transaction.commit().map_err(sql("commit"))?;
        taken
    }

    fn take_in_next(
        &self,
        transaction: &Transaction<'_>,
        (kept, shared): (&mut Kept, &Shared),
        row: &Row,
        pulled: &mut Pulled,
    ) -> Result<(), StoreError> {
        let end = kept::head(transaction)?;
        if row.n != end.n + 1 || row.prev != end.hash {
            return Err(HomeError::OtherHistory { n: row.n }.into());
        }
        let moving = kept.stage == Stage::Moving;
        let mut void = None;
        let mut streams = Vec::new();
        match self.take_in_row(transaction, (kept, shared), row)? {
            TakenIn::Nothing => {}
            TakenIn::Complete => {
                let mut moved = kept::signed_rows(transaction)?;
                moved.push(row.clone());
                self.check_moved(&moved)?;
                kept.stage = Stage::Shared;
                kept.write(transaction)?;
                streams = self.streams()?;
            }
            TakenIn::Streams { grown, erased } => {
                pulled.erased.extend(erased.into_iter().map(|code| (code, row.signer)));
                streams = grown;
            }
            // What was left out because of this row is not erased after all, and its keys are gone.
            TakenIn::Void(_) if shared.ahead.borrow().contains_key(&row.n) => {
                return Err(HomeError::NoIncidentKey { n: row.n }.into());
            }
            TakenIn::Void(why) => {
                pulled.void.push(VoidRow {
                    n: row.n,
                    why: why.clone(),
                });
                void = Some(why);
            }
        }
        streams
            .iter()
            .try_for_each(|stream| kept::mark_stale(transaction, Stream::named(stream)))?;
        pulled.streams.extend(streams);
        pulled.rows += 1;
        kept::put(transaction, row, void.as_deref())?;
        if void.is_none() {
            waiting::came_in(transaction, &row.id)?;
        }
        match moving {
            true => kept::let_go(transaction, row.n),
            false => Ok(()),
        }
    }

    /// Fetches the keys that rows are sealed under and that this machine does not have.
    fn look_for_keys(&self, shared: &Shared, rows: &[Row]) -> Result<(), StoreError> {
        let Some(kept) = Kept::read(&self.connection)? else {
            return Ok(());
        };
        match rows.iter().any(|row| kept.key(row.epoch).is_none()) {
            true => self.fetch_keys(shared),
            false => Ok(()),
        }
    }

    /// Takes in the keys of the team that were wrapped for whoever opened the record.
    pub(super) fn fetch_keys(&self, shared: &Shared) -> Result<(), StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(());
        };
        let wrapped = shared.link.borrow_mut().keys_of(holder.member)?;
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
