//! What was recorded from this machine, as it was asked for, until so many rows have followed. Should the server lose it and go
//! on with another history, it waits again and is decided anew.

use rusqlite::{Connection, Transaction, params};
use rusqlite_migration::{HookError, HookResult};
use zeroize::Zeroizing;

use super::kept_locally::KEPT_WHOLE;
use super::parcel::Change;
use super::row::Row;
use super::waiting::{nanos, number, slot};
use crate::core::time::WallTime;
use crate::store::keys::Source;
use crate::store::signing::signed_log::SignedAppend;
use crate::store::{Store, StoreError, sql};

/// The table, in a record that an earlier firebell set up as well. `sealed` is what the queue would have: NULL where it is no
/// command, or where it waited, so that the queue has it.
pub(crate) fn set_up(transaction: &Transaction<'_>) -> HookResult {
    transaction
        .execute_batch(
            "CREATE TABLE team_sent (
                n INTEGER NOT NULL CHECK (n > 0),
                stream TEXT NOT NULL,
                first INTEGER NOT NULL,
                id BLOB NOT NULL CHECK (length(id) = 16),
                member BLOB NOT NULL CHECK (length(member) = 8),
                entries INTEGER NOT NULL,
                at INTEGER NOT NULL,
                sealed BLOB,
                PRIMARY KEY (n, stream, first)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX team_sent_stream ON team_sent (stream, first);",
        )
        .map_err(HookError::from)
}

/// What the next row was asked for as.
pub(super) struct Asked {
    at: WallTime,
    text: Zeroizing<Vec<u8>>,
}

impl Store {
    /// Keeps what was asked for with the row that this transaction becomes.
    pub fn asked_as(&self, at: WallTime, text: Zeroizing<Vec<u8>>) {
        if let Some(shared) = &self.shared {
            shared.asked.replace(Some(Asked { at, text }));
        }
    }

    /// Notes a row that the server has taken, and forgets those that lie far back.
    pub(super) fn note_sent(
        &self,
        transaction: &Transaction<'_>,
        row: &Row,
        (appends, asked): (&[SignedAppend], Option<Asked>),
    ) -> Result<(), StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(());
        };
        // What is in several streams is no command.
        let asked = asked.filter(|_| appends.len() == 1);
        let sealed = match &asked {
            Some(asked) => Some(holder.seal_own(&slot(&row.id), &asked.text)?),
            None => None,
        };
        for append in appends {
            let appending = &append.appending;
            let recorded = chrono::DateTime::from_timestamp_millis(appending.at).unwrap_or_default();
            let at = asked.as_ref().map_or(WallTime::read(recorded), |asked| asked.at);
            transaction
                .prepare_cached(
                    "INSERT INTO team_sent (n, stream, first, id, member, entries, at, sealed) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )
                .and_then(|mut statement| {
                    statement.execute(params![
                        number(row.n),
                        appending.stream,
                        number(appending.first),
                        row.id,
                        row.signer.bytes(),
                        number(appending.count),
                        nanos(at),
                        sealed
                    ])
                })
                .map_err(sql("keep what was sent"))?;
        }
        transaction
            .prepare_cached("DELETE FROM team_sent WHERE n <= ?1")
            .and_then(|mut statement| statement.execute([number(row.n.saturating_sub(KEPT_WHOLE))]))
            .map(drop)
            .map_err(sql("keep what was sent"))
    }
}

/// The appends among changes.
pub(super) fn appends(changes: &[Change]) -> Vec<SignedAppend> {
    let append = |change: &Change| match change {
        Change::Append(row) => row.signed(),
        Change::AuditKey(_)
        | Change::Event { .. }
        | Change::Leaf(_)
        | Change::DataKey { .. }
        | Change::KeyShare { .. }
        | Change::EventKey { .. }
        | Change::Hold(_)
        | Change::Erased { .. }
        | Change::Line(_)
        | Change::SealedEvent { .. }
        | Change::Rewritten { .. }
        | Change::TeamKey { .. } => None,
    };
    changes.iter().filter_map(append).collect()
}

pub(super) fn forget(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute("DELETE FROM team_sent", [])
        .map(drop)
        .map_err(sql("forget what was sent"))
}
