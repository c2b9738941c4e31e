//! A row put at the end of the log, with the keys that come and go with it.

use tokio_postgres::types::Type;

use super::classify::Failed;
use super::{Link, Open, PATIENCE, Parameter, statements};
use crate::store::server::calls::{KeyChanges, Sent};
use crate::store::server::row::Row;

impl Link {
    /// Appends a row, once, and changes keys in the same transaction: everybody who reads a row without its key has to
    /// stop, and a writer who is late must not have destroyed keys. A row alone needs no transaction.
    pub(super) fn try_append(&mut self, row: &Row, keys: &KeyChanges) -> Result<Sent, Failed> {
        self.live().map_err(Failed::Home)?;
        if !keys.is_empty() && self.open == Open::Nothing {
            self.batch("BEGIN")?;
            self.open = Open::Append;
        }
        if self.open == Open::Hold {
            self.open = Open::Append;
        }
        if !keys.new.is_empty() {
            self.try_put_keys(&keys.new)?;
        }
        if !keys.handed.is_empty() {
            self.try_hand_out(&keys.handed)?;
        }
        self.put_row(row)?;
        if !keys.gone.is_empty() {
            self.try_take_keys(&keys.gone, row.n)?;
        }
        if self.open == Open::Append {
            self.batch("COMMIT")?;
            self.open = Open::Nothing;
        }
        Ok(match self.live.as_ref().is_some_and(|live| live.notes.warned()) {
            true => Sent::Unconfirmed,
            false => Sent::Committed,
        })
    }

    pub(super) fn put_row(&mut self, row: &Row) -> Result<(), Failed> {
        let (record, id) = (uuid::Uuid::from_bytes(self.home), uuid::Uuid::from_bytes(row.id));
        let n = i64::try_from(row.n).unwrap_or(i64::MAX);
        let before = (n > 1).then_some(n - 1);
        let prev = (n > 1).then_some(row.prev.as_slice());
        let epoch = i32::try_from(row.epoch).unwrap_or(i32::MAX);
        let (signer, sig) = (row.signer.bytes().as_slice(), row.signature.bytes().as_slice());
        let (sealed, hash) = (row.sealed.as_slice(), row.hash.as_slice());
        let live = self.in_use()?;
        live.notes.forget_warning();
        let text = match live.notifies {
            true => statements::APPEND_AND_TELL,
            false => statements::APPEND,
        };
        let parameters: [Parameter<'_>; 10] = [
            (&record, Type::UUID),
            (&n, Type::INT8),
            (&before, Type::INT8),
            (&id, Type::UUID),
            (&signer, Type::BYTEA),
            (&epoch, Type::INT4),
            (&sealed, Type::BYTEA),
            (&prev, Type::BYTEA),
            (&hash, Type::BYTEA),
            (&sig, Type::BYTEA),
        ];
        self.query(text, &parameters, PATIENCE)?;
        Ok(())
    }
}
