//! What rows that follow one another need to know of the record, read once for all of them. A row that changes any of it, or
//! that carries nothing, has it read anew.

use std::collections::HashMap;

use rusqlite::{OptionalExtension as _, Transaction};

use super::error::HomeError;
use super::opened_rows::Read;
use super::parcel::Change;
use crate::core::ids::Stream;
use crate::core::member::Members;
use crate::store::audit_log::event_names::Naming;
use crate::store::events::{Digest, GENESIS};
use crate::store::keys::Source;
use crate::store::leaves::Commitments;
use crate::store::members::members;
use crate::store::sealing::restricted_events::OwnKeys;
use crate::store::signing::batch_check::Check;
use crate::store::signing::signed_log;
use crate::store::{Store, StoreError, sql};

pub(super) struct Known {
    pub(super) members: Members,
    pub(super) commitments: Option<Commitments>,
    pub(super) naming: Naming,
    /// Holds the appends that come in against the members and against the end of the log.
    pub(super) check: Check,
    ends: HashMap<String, End>,
}

/// How far a stream is.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) seq: u64,
    pub(super) hash: Digest,
    /// Its incident was erased.
    pub(super) erased: bool,
    /// Its number in the search, once it is known.
    pub(super) number: Option<i64>,
    /// It is noted that the server has entries of it under no key of their own.
    pub(super) plain: bool,
}

impl Known {
    pub(super) fn read(store: &Store, transaction: &Transaction<'_>) -> Result<Known, StoreError> {
        let Source::Enveloped(holder) = store.in_force.source() else {
            return Err(HomeError::NotWhileShared("its format is the first").into());
        };
        let members = members(transaction)?;
        let end = signed_log::end(transaction)?;
        Ok(Known {
            // Whoever has keys of restricted incidents decides as those do who have none.
            check: Check::going_on(holder.record.clone(), OwnKeys::new(), members.clone(), end),
            members,
            commitments: Commitments::of_record(transaction)?,
            naming: Naming::of_record(transaction)?,
            ends: HashMap::new(),
        })
    }

    /// The end of a stream as the rows until now left it.
    pub(super) fn end_of(&mut self, transaction: &Transaction<'_>, stream: Stream<'_>) -> Result<&mut End, StoreError> {
        if !self.ends.contains_key(stream.name()) {
            let end = read_end(transaction, stream)?;
            self.ends.insert(stream.name().to_owned(), end);
        }
        let missing = || sql("read the last event")(rusqlite::Error::QueryReturnedNoRows);
        self.ends.get_mut(stream.name()).ok_or_else(missing)
    }
}

/// Whether a change makes what is known of the record another one.
pub(super) fn changes_what_is_known(read: &Read) -> bool {
    match read {
        Read::Event(event) => event.stream() == Stream::Members,
        Read::Line(..) => false,
        Read::Other(change) => match change {
            Change::AuditKey(_)
            | Change::DataKey { .. }
            | Change::KeyShare { .. }
            | Change::Rewritten { .. }
            | Change::Erased { .. } => true,
            Change::Event { .. }
            | Change::SealedEvent { .. }
            | Change::Leaf(_)
            | Change::Append(_)
            | Change::EventKey { .. }
            | Change::Hold(_)
            | Change::TeamKey { .. }
            | Change::Line(_) => false,
        },
    }
}

fn read_end(transaction: &Transaction<'_>, stream: Stream<'_>) -> Result<End, StoreError> {
    let last: Option<(i64, Digest)> = transaction
        .prepare_cached("SELECT seq, hash FROM event WHERE stream = ?1 ORDER BY seq DESC LIMIT 1")
        .and_then(|mut statement| {
            statement
                .query_row([stream.name()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
        .map_err(sql("read the last event"))?;
    let erased = transaction
        .prepare_cached("SELECT 1 FROM erased WHERE stream = ?1")
        .and_then(|mut statement| statement.exists([stream.name()]))
        .map_err(sql("look whether an incident was erased"))?;
    let (seq, hash) = last.map_or((0, GENESIS), |(seq, hash)| (seq.unsigned_abs(), hash));
    Ok(End {
        seq,
        hash,
        erased,
        number: None,
        plain: false,
    })
}
