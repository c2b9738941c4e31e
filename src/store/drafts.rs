//! What was typed and not yet recorded: kept in the encrypted database, so that a crash loses nothing of it.

use std::collections::BTreeMap;

use super::{Store, StoreError, sql};

impl Store {
    /// Keeps what is typed in a form, or forgets it with `None`.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_draft(&mut self, slot: &str, text: Option<&str>) -> Result<(), StoreError> {
        let done = match text {
            Some(text) => self.connection.execute(
                "INSERT INTO draft (slot, text) VALUES (?1, ?2) ON CONFLICT (slot) DO UPDATE SET text = ?2",
                [slot, text],
            ),
            None => self.connection.execute("DELETE FROM draft WHERE slot = ?1", [slot]),
        };
        done.map(|_| ()).map_err(sql("store a draft"))
    }

    /// All drafts, by the slot of their form.
    ///
    /// # Errors
    /// What the database says.
    pub fn drafts(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let mut all = self
            .connection
            .prepare_cached("SELECT slot, text FROM draft ORDER BY slot")
            .map_err(sql("read the drafts"))?;
        let rows = all
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(sql("read the drafts"))?;
        rows.collect::<Result<_, _>>().map_err(sql("read the drafts"))
    }

    /// A number that changes when another process has written.
    ///
    /// # Errors
    /// What the database says.
    pub fn version(&self) -> Result<i64, StoreError> {
        self.connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .map_err(sql("look for changes by others"))
    }
}
