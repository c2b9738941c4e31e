//! What was made of the events, held against itself: the tables, their indexes, the rows that are shown, where the record ends.

use std::path::PathBuf;

use rusqlite::{Transaction, TransactionBehavior};

use super::proof::{Broken, Depth};
use crate::store::keys::{Candidate, Source};
use crate::store::{Access, DATABASE, Store, StoreError, database};

/// What in the tables does not fit.
pub(crate) struct TablesLook {
    /// In how they are laid out.
    shape: Result<Option<Broken>, StoreError>,
    /// In their rows; looked at where every table and index is there.
    rows: Result<Option<Broken>, StoreError>,
}

impl TablesLook {
    /// The first of what does not fit. `between` is looked at where every table and index is there.
    pub(crate) fn first_flaw(
        self,
        between: impl FnOnce() -> Result<Option<Broken>, StoreError>,
    ) -> Result<Option<Broken>, StoreError> {
        if let Some(broken) = self.shape? {
            return Ok(Some(broken));
        }
        match between()? {
            Some(broken) => Ok(Some(broken)),
            None => self.rows,
        }
    }
}

impl Store {
    pub(crate) fn look_at_tables(&self, depth: Depth) -> TablesLook {
        let shape = match self.schema_flaw() {
            Ok(None) => self.structure_flaw(depth),
            found => found,
        };
        let rows = match &shape {
            Ok(None) => self.derived_flaw().and_then(|found| match found {
                Some(broken) => Ok(Some(broken)),
                None => self.end_flaw(),
            }),
            Ok(Some(_)) | Err(_) => Ok(None),
        };
        TablesLook { shape, rows }
    }
}

/// The same database opened once more, so that another core looks at the tables. What it sees may be newer than what the first
/// connection sees, so nothing of the one is compared with anything of the other.
pub(crate) struct SecondConnection {
    folder: PathBuf,
    candidate: Candidate,
}

impl SecondConnection {
    /// `None` where only the passphrase opens the database, or the record is read from a copy.
    pub(crate) fn to(store: &Store) -> Option<SecondConnection> {
        match (store.in_force.source(), store.can_write()) {
            (Source::Enveloped(holder), true) => Some(SecondConnection {
                folder: store.folder.clone(),
                candidate: Candidate::enveloped(holder.clone()),
            }),
            (Source::Enveloped(_) | Source::Derived(_), _) => None,
        }
    }

    /// `None` where the database cannot be opened a second time.
    pub(crate) fn look_at_tables(self, depth: Depth) -> Option<TablesLook> {
        let path = self.folder.join(DATABASE);
        let opened = database::open_to_read(&path, &path, &self.candidate).ok()?;
        // Tables are read from beginning to end: a page is of no use twice.
        opened.connection.execute_batch("PRAGMA cache_size = -4000;").ok()?;
        let store = Store::of(&self.folder, opened, Access::Read { _scratch: None });
        // One look at all of them, whatever others record meanwhile.
        let snapshot = Transaction::new_unchecked(&store.connection, TransactionBehavior::Deferred).ok()?;
        let found = store.look_at_tables(depth);
        // Nothing was written.
        let _ = snapshot.finish();
        Some(found)
    }
}
