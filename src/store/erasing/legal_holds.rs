//! Legal holds: while one is on, nothing that it covers is erased. They are events of the record's own stream; those that were
//! placed before that are rows of a table, until somebody who may place holds opens the record.

use rusqlite::params;

use crate::core::event::What;
use crate::core::legal_hold::{self, LegalHold, Release};
use crate::store::events::Stored;
use crate::store::transaction::Writing;
use crate::store::{Store, StoreError, Stream, sql};

impl Store {
    /// Every hold there was, by number.
    ///
    /// # Errors
    /// [`StoreError::NotProven`] where one may have been written over, or what the database says.
    pub fn holds(&self) -> Result<Vec<LegalHold>, StoreError> {
        let events = self.events(Stream::Organisation)?;
        if events.iter().any(|stored| matches!(stored.event.what, What::Erased(_))) {
            self.prove_holds()?;
        }
        self.holds_among(&events)
    }

    /// The same while rows of a team come in: each was signed, and what a row erases it names itself, which is not in the record
    /// yet. On a machine that joined later, what it erases never was.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn holds_as_told(&self) -> Result<Vec<LegalHold>, StoreError> {
        self.holds_among(&self.events(Stream::Organisation)?)
    }

    fn holds_among(&self, events: &[Stored]) -> Result<Vec<LegalHold>, StoreError> {
        let mut holds = legal_hold::holds(events.iter().map(|stored| &stored.event));
        for row in self.rows_of_holds()? {
            if !holds.iter().any(|hold| hold.id == row.id) {
                holds.push(row);
            }
        }
        holds.sort_by_key(|hold| hold.id);
        Ok(holds)
    }

    /// The holds that are rows and no events yet.
    ///
    /// # Errors
    /// What the database says.
    pub fn holds_without_event(&self) -> Result<Vec<LegalHold>, StoreError> {
        let rows = self.rows_of_holds()?;
        if rows.is_empty() {
            return Ok(rows);
        }
        let events = self.events(Stream::Organisation)?;
        let told = legal_hold::holds(events.iter().map(|stored| &stored.event));
        let untold = |row: &LegalHold| !told.iter().any(|hold| hold.id == row.id);
        Ok(rows.into_iter().filter(untold).collect())
    }

    fn rows_of_holds(&self) -> Result<Vec<LegalHold>, StoreError> {
        let fail = || sql("list the holds");
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT id, stream, matter, why, until, placed_by, placed_at, released_by, released_at, release_why \
                 FROM legal_hold ORDER BY id",
            )
            .map_err(fail())?;
        let rows = statement.query_map([], |row| {
            let until: Option<String> = row.get(4)?;
            let by: Option<String> = row.get(7)?;
            let released = match by {
                None => None,
                Some(by) => Some(Release {
                    by,
                    at: crate::store::board::rows::moment(row, 8)?,
                    why: row.get(9)?,
                }),
            };
            Ok(LegalHold {
                id: row.get::<_, i64>(0)?.unsigned_abs(),
                incident: row.get(1)?,
                matter: row.get(2)?,
                why: row.get(3)?,
                // What is no day is none: the hold goes on until it is released.
                until: until.and_then(|day| day.parse().ok()),
                placed_by: row.get(5)?,
                placed_at: crate::store::board::rows::moment(row, 6)?,
                released,
            })
        });
        rows.and_then(Iterator::collect).map_err(fail())
    }

    /// The hold that keeps a stream from being erased, by events that members signed and the rows of an earlier firebell.
    ///
    /// # Errors
    /// [`StoreError::NotProven`], or what the database says.
    pub(crate) fn proven_hold(&self, stream: Stream<'_>) -> Result<Option<String>, StoreError> {
        self.prove_holds()?;
        let holds = self.holds()?;
        Ok(legal_hold::held_by(&holds, stream).map(str::to_owned))
    }
}

impl Writing<'_> {
    /// Drops the row of a hold that an event tells of now.
    ///
    /// # Errors
    /// What the database says.
    pub fn drop_row_of_hold(&self, id: u64) -> Result<(), StoreError> {
        let dropped = self.transaction.execute(
            "DELETE FROM legal_hold WHERE id = ?1",
            params![i64::try_from(id).unwrap_or(i64::MAX)],
        );
        dropped.map(drop).map_err(sql("drop the row of a hold"))
    }
}
