//! What a writing transaction changed, put at the end of the server's log before the transaction is committed here.

use std::collections::BTreeSet;

use rusqlite::Transaction;

use super::calls::Sent;
use super::capture;
use super::error::HomeError;
use super::incident_keys;
use super::kept_locally;
use super::kept_locally::{Keeping, Kept, Stage};
use super::parcel::{Change, Parcel};
use super::pull_result::Pulled;
use super::row::{Head, LogName, MOST_SEALED, Row, RowId, Unsigned};
use super::sealing::Sealing;
use super::sent::appends;
use crate::core::ids::Stream;
use crate::store::keys::{RecordTag, Signer};
use crate::store::random::random;
use crate::store::signing::signed_log::SignedAppend;
use crate::store::{Store, StoreError};

impl Store {
    /// Notes from now on what a transaction changes, where the record is shared.
    pub(crate) fn open_to_share(&self) -> Result<(), StoreError> {
        if self.sharing_changed()? {
            return Err(HomeError::SharingChanged.into());
        }
        let Some(shared) = &self.shared else { return Ok(()) };
        shared.asked.take();
        capture::open(&self.connection)
    }

    /// Sends what a transaction changed to the server. A transaction that changed nothing shared does not contact it.
    /// The name of the row is noted before it is tried: if no answer comes, the caller asks again with the same name.
    ///
    /// # Errors
    /// [`HomeError::Late`] where the log has grown since this machine looked. Nothing was recorded then, nor for any other
    /// error but [`HomeError::Unanswered`].
    pub(crate) fn send_changes(
        &self,
        transaction: &Transaction<'_>,
        signing: Option<&(RecordTag, Signer)>,
    ) -> Result<Option<OnServer>, StoreError> {
        let Some(shared) = &self.shared else {
            return Ok(None);
        };
        let changes = capture::collect(transaction)?;
        capture::close(transaction)?;
        if changes.is_empty() {
            return Ok(None);
        }
        // Another program on this machine took something in and has not put it on the board: codes are taken from there.
        if !kept_locally::stale(transaction)?.is_empty() {
            return Err(HomeError::Late.into());
        }
        let kept = Kept::read(transaction)?.ok_or(HomeError::NotShared)?;
        let (_, signer) = signing.ok_or(HomeError::NotWhileShared("its format is the first"))?;
        if kept.stage == Stage::Moving {
            return Err(HomeError::NotWhileShared("it has not come in completely").into());
        }
        let link = &shared.reached()?.link;
        let keeps_keys = link.lock().keeps_keys()?;
        let rewritten = rewritten(&changes);
        let appends = appends(&changes);
        let sealing = Sealing {
            connection: transaction,
            kept: &kept,
            record: &shared.log.record,
            keeps_keys,
        };
        let (changes, keys) = sealing.all(changes)?;
        let parcel = Parcel::Recorded { changes };
        let id = match shared.named.get() {
            Some(id) => id,
            None => random()?,
        };
        let place = Place {
            log: &shared.log,
            head: kept_locally::head(transaction)?,
            id,
        };
        let row = sealed(&kept, place, signer, &parcel)?;
        shared.tried.set(Some(id));
        match link.lock().append(&row, &keys)? {
            Sent::Committed => {}
            Sent::Unconfirmed => self.warnings.unconfirmed(),
        }
        Ok(Some(OnServer {
            row,
            rewritten,
            appends,
        }))
    }

    /// Commits a transaction with what the server has of it. Where it fails, the transaction is at its end.
    ///
    /// # Errors
    /// What the database says; the server has it all the same.
    pub(crate) fn commit_with_sent(
        &self,
        transaction: Transaction<'_>,
        sent: Option<&OnServer>,
    ) -> Result<(), StoreError> {
        if let Some(sent) = sent {
            self.keep_sent(&transaction, sent)?;
        }
        transaction.commit().map_err(|source| StoreError::Sql {
            doing: "commit",
            source,
        })
    }

    /// Keeps what the server has of a transaction with it.
    fn keep_sent(&self, transaction: &Transaction<'_>, sent: &OnServer) -> Result<(), StoreError> {
        for stream in &sent.rewritten {
            incident_keys::went(transaction, Stream::named(stream), sent.row.n)?;
        }
        let asked = self.shared.as_ref().and_then(|shared| shared.asked.take());
        self.note_sent(transaction, &sent.row, (&sent.appends, asked))?;
        kept_locally::put(transaction, &sent.row, (None, Keeping::Whole))
    }

    /// Takes in from the row what the server has and a failed transaction did not keep here, as if somebody else had
    /// recorded it. It is not on the board then, and [`Store::stale_streams`] names it.
    ///
    /// # Errors
    /// [`StoreError::NotKeptHere`] where that fails too: the next look at the server brings it.
    pub(crate) fn take_in_sent(&self, sent: OnServer, why: StoreError) -> Result<(), StoreError> {
        let mut pulled = Pulled::default();
        match self.take_own_in(sent.row, &mut pulled) {
            Ok(()) if pulled.void.is_empty() => Ok(()),
            Ok(()) | Err(_) => Err(StoreError::NotKeptHere(Box::new(why))),
        }
    }
}

/// A row that the server has taken and that is not committed here yet.
pub(crate) struct OnServer {
    row: Row,
    /// The streams of which something goes with it.
    rewritten: BTreeSet<String>,
    appends: Vec<SignedAppend>,
}

/// The streams of which something goes.
fn rewritten(changes: &[Change]) -> BTreeSet<String> {
    let streams = changes.iter().filter_map(|change| {
        let Change::Rewritten { stream, .. } = change else {
            return None;
        };
        Some(stream.clone())
    });
    streams.collect()
}

/// Where a row is put.
pub(super) struct Place<'l> {
    pub(super) log: &'l LogName,
    pub(super) head: Head,
    pub(super) id: RowId,
}

/// A parcel as the row that follows on an end.
pub(super) fn sealed(kept: &Kept, place: Place<'_>, signer: &Signer, parcel: &Parcel) -> Result<Row, StoreError> {
    let Place { log, head, id } = place;
    let key = kept.newest().ok_or(HomeError::NoNewestKey {
        epoch: kept.newest_epoch(),
    })?;
    let text = parcel.packed().map_err(|error| StoreError::Kdf(Box::new(error)))?;
    let sealed = key.seal(&log.record, &id, &text)?;
    if sealed.len() > MOST_SEALED {
        return Err(HomeError::TooLarge {
            bytes: sealed.len(),
            most: MOST_SEALED,
        }
        .into());
    }
    let epoch = key.epoch;
    Ok(Row::signed(log, head, signer, Unsigned { id, epoch, sealed }))
}

/// About how many bytes of changes go into one row where there are many.
pub(super) const FULL: usize = 1024 * 1024;

/// Changes gathered until a row is full.
#[derive(Default)]
pub(super) struct Gathered {
    changes: Vec<Change>,
    bytes: usize,
}

impl Gathered {
    /// Takes one more; gives what was gathered where it is enough for a row.
    pub(super) fn add(&mut self, change: Change) -> Option<Vec<Change>> {
        self.bytes += change.size();
        self.changes.push(change);
        (self.bytes >= FULL).then(|| self.rest())
    }

    pub(super) fn rest(&mut self) -> Vec<Change> {
        self.bytes = 0;
        std::mem::take(&mut self.changes)
    }
}
