//! Legal holds: while one is on, nothing that it covers is erased.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError, sql};

/// A legal hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    pub id: i64,
    /// The incident it is about; `None`: everything.
    pub stream: Option<String>,
    /// The matter: a case, an inquiry.
    pub matter: String,
    pub why: String,
    /// The day it is looked at again. It goes on after that until somebody releases it.
    pub until: Option<NaiveDate>,
    pub placed_by: String,
    pub placed_at: DateTime<Utc>,
    pub released: Option<Release>,
}

/// The end of a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub by: String,
    pub at: DateTime<Utc>,
    pub why: String,
}

impl Store {
    /// Places a hold, and gives its number.
    ///
    /// # Errors
    /// What the database says.
    pub fn place_hold(&self, hold: &LegalHold) -> Result<i64, StoreError> {
        self.write(|_| self.put_hold(hold))
    }

    fn put_hold(&self, hold: &LegalHold) -> Result<i64, StoreError> {
        let put = self.connection.execute(
            "INSERT INTO legal_hold (stream, matter, why, until, placed_by, placed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                hold.stream,
                hold.matter,
                hold.why,
                hold.until.map(|day| day.to_string()),
                hold.placed_by,
                hold.placed_at.timestamp_millis()
            ],
        );
        put.map_err(sql("place the hold"))?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Releases a hold; `false` where there is none of that number that is on.
    ///
    /// # Errors
    /// What the database says.
    pub fn release_hold(&self, id: i64, release: &Release) -> Result<bool, StoreError> {
        self.write(|_| {
            let set = self.connection.execute(
                "UPDATE legal_hold SET released_by = ?2, released_at = ?3, release_why = ?4 WHERE id = ?1 AND released_at IS NULL",
                params![id, release.by, release.at.timestamp_millis(), release.why],
            );
            Ok(set.map_err(sql("release the hold"))? == 1)
        })
    }

    /// Every hold there was.
    ///
    /// # Errors
    /// What the database says.
    pub fn holds(&self) -> Result<Vec<LegalHold>, StoreError> {
        let fail = || sql("list the holds");
        let mut statement = self
            .connection
            .prepare(
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
                    at: super::board_rows::moment(row, 8)?,
                    why: row.get(9)?,
                }),
            };
            Ok(LegalHold {
                id: row.get(0)?,
                stream: row.get(1)?,
                matter: row.get(2)?,
                why: row.get(3)?,
                // What is no day is none: the hold goes on until it is released.
                until: until.and_then(|day| day.parse().ok()),
                placed_by: row.get(5)?,
                placed_at: super::board_rows::moment(row, 6)?,
                released,
            })
        });
        rows.and_then(Iterator::collect).map_err(fail())
    }

    /// The hold that keeps a stream from being erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn held_by(&self, stream: &str) -> Result<Option<String>, StoreError> {
        self.connection
            .query_row(
                "SELECT matter FROM legal_hold WHERE released_at IS NULL AND (stream IS NULL OR stream = ?1) ORDER BY id",
                [stream],
                |row| row.get(0),
            )
            .optional()
            .map_err(sql("look for holds"))
    }
}
