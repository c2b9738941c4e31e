//! Which incidents only some members may read: derived from their events, so that a list need not read them all.

use rusqlite::{Transaction, params};

use crate::core::ids::Stream;
use crate::core::member::public_key::MemberId;
use crate::store::transaction::Writing;
use crate::store::verifying::derived_tables;
use crate::store::{Store, StoreError, sql};

/// An incident that only some may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictedTo {
    pub stream: String,
    pub members: Vec<MemberId>,
}

impl Store {
    /// Every incident that only some may read.
    ///
    /// # Errors
    /// What the database says.
    pub fn restricted(&self) -> Result<Vec<RestrictedTo>, StoreError> {
        let fail = || sql("read who may read what");
        let mut statement = self
            .connection
            .prepare_cached("SELECT stream, members FROM access")
            .map_err(fail())?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .map_err(fail())?;
        let mut all = Vec::new();
        for row in rows {
            let (stream, members) = row.map_err(fail())?;
            // What cannot be read lets nobody in.
            let members = members.split(' ').filter_map(|id| id.parse().ok()).collect();
            all.push(RestrictedTo { stream, members });
        }
        Ok(all)
    }
}

impl Writing<'_> {
    /// Notes who may read an incident; `None`: everybody who may read incidents.
    ///
    /// # Errors
    /// What the database says.
    pub fn put_access(&self, stream: Stream<'_>, to: Option<&[MemberId]>) -> Result<(), StoreError> {
        put_access(&self.transaction, stream, to)
    }
}

/// The same within a transaction.
pub(crate) fn put_access(
    transaction: &Transaction<'_>,
    stream: Stream<'_>,
    to: Option<&[MemberId]>,
) -> Result<(), StoreError> {
    derived_tables::kept(transaction, Some(stream.name()), || {
        let put = match to {
            Some(to) => {
                let members: Vec<String> = to.iter().map(MemberId::to_string).collect();
                transaction.execute(
                    "INSERT INTO access (stream, members) VALUES (?1, ?2) \
                     ON CONFLICT (stream) DO UPDATE SET members = ?2",
                    params![stream.name(), members.join(" ")],
                )
            }
            None => transaction.execute("DELETE FROM access WHERE stream = ?1", [stream.name()]),
        };
        put.map(drop).map_err(sql("note who may read an incident"))
    })
}
