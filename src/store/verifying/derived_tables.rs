//! What was made of the events and is read instead of them: the rows of the board, deadlines, verdicts.
//!
//! People act by these rows, and a page of an earlier day put back in the database is as well encrypted as today's. So the
//! database keeps one number over all of them: the marks, under a key, of what each table has of an incident, added and taken
//! off as its rows come and go, with a count of how often that happened. Rows of another day, or of another hand, do not add up
//! to it.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::proof::Broken;
use super::row_marks::{Marked, MarkedTable, Sum, add, marked_table, sum_of};
use crate::store::audit_log::event_names::Naming;
use crate::store::keys::database_key::RawKey;
use crate::store::keys::derive;
use crate::store::{Store, StoreError, sql};

const SUM: &str = "derived_sum_4";
const TABLES: [MarkedTable; 3] = [
    marked_table("summary"),
    marked_table("standing"),
    marked_table("access"),
];

/// No sum of any rows: what was found when it was looked at last did not add up.
const NO_SUM: Sum = [0xff; 32];

/// The key of the marks; none in a record of the first format.
pub(crate) fn key(connection: &Connection) -> Result<Option<RawKey>, StoreError> {
    Ok(match Naming::of_record(connection)? {
        Naming::Plain => None,
        Naming::Keyed(names) => Some(derive(names.as_slice(), &[], "firebell 2 derived rows")),
    })
}

/// The sum over the rows of one incident, or of all.
fn sum(connection: &Connection, key: &RawKey, stream: Option<&str>) -> Result<Sum, StoreError> {
    sum_of(connection, (key, Marked::Row), &TABLES, stream)
}

pub(crate) fn noted(connection: &Connection, name: &str) -> Result<Option<Sum>, StoreError> {
    let found = connection
        .query_row("SELECT value FROM meta WHERE key = ?1", [name], |row| {
            row.get::<_, String>(0)
        })
        .optional()
        .map_err(sql("read the sum of the rows"))?;
    Ok(found.map(|text| {
        let mut sum = Sum::default();
        // What is not readable is no sum of any rows.
        if hex::decode_to_slice(&text, &mut sum).is_err() {
            sum = NO_SUM;
        }
        sum
    }))
}

fn note(connection: &Connection, sum: &Sum) -> Result<(), StoreError> {
    let set = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
    let count = "INSERT INTO meta (key, value) VALUES ('derived_generation', '1') \
                 ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1";
    connection
        .execute(set, params![SUM, hex::encode(sum)])
        .and_then(|_| connection.execute(count, []))
        .map(drop)
        .map_err(sql("record the sum of the rows"))
}

/// Begins to keep the sum, for the rows that are there.
pub(crate) fn begin(connection: &Connection) -> Result<(), StoreError> {
    match key(connection)? {
        None => Ok(()),
        Some(key) => note(connection, &sum(connection, &key, None)?),
    }
}

/// Begins to keep the sum where none was kept before.
pub(crate) fn begin_where_none_is(connection: &Connection) -> Result<(), StoreError> {
    match noted(connection, SUM)? {
        Some(_) => Ok(()),
        None => begin(connection),
    }
}

/// Notes that the rows did not add up to their sum when they were looked at last: a check says so until they are written anew.
pub(crate) fn note_that_none_fits(connection: &Connection) -> Result<(), StoreError> {
    note(connection, &NO_SUM)
}

/// Does something to the rows of one incident, or of all, and keeps the sum.
pub(crate) fn kept<T>(
    connection: &Connection,
    stream: Option<&str>,
    change: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let Some(key) = key(connection)? else { return change() };
    let Some(mut kept) = noted(connection, SUM)? else {
        // A record from before sums were kept: they begin here.
        let changed = change()?;
        begin(connection)?;
        return Ok(changed);
    };
    let before = sum(connection, &key, stream)?;
    let changed = change()?;
    let after = sum(connection, &key, stream)?;
    // An earlier mismatch stays in the sum until all rows are written anew (`begin`).
    if kept != NO_SUM {
        add(&mut kept, &before);
        add(&mut kept, &after);
        note(connection, &kept)?;
    }
    Ok(changed)
}

impl Store {
    /// Whether the rows are those that were written last.
    pub(crate) fn derived_flaw(&self) -> Result<Option<Broken>, StoreError> {
        let connection = &self.connection;
        let Some(key) = key(connection)? else { return Ok(None) };
        let noted = noted(connection, SUM)?;
        let adds_up = match noted {
            Some(noted) => noted == sum(connection, &key, None)?,
            None => true,
        };
        Ok((!adds_up).then(|| {
            Broken::Board("its rows, deadlines or verdicts are not those that firebell wrote last".to_owned())
        }))
    }

    /// A row that rests on fewer events than there are, that no search leads to, or whose deadlines are missing. `ends`: the
    /// number of the last event of each stream.
    pub(crate) fn behind(&self, ends: &HashMap<Arc<str>, u64>) -> Result<Option<Broken>, StoreError> {
        let select = "SELECT code, seq, stream, \
                      stream IN (SELECT stream FROM number), \
                      stream IN (SELECT stream FROM team_waiting WHERE state = 'waits'), \
                      stream IN (SELECT stream FROM standing) FROM summary";
        let fail = || sql("hold the board against the events");
        let mut statement = self.connection.prepare(select).map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            let code: String = row.get(0).map_err(fail())?;
            let rests_on = u64::try_from(row.get::<_, i64>(1).map_err(fail())?).unwrap_or_default();
            let stream: String = row.get(2).map_err(fail())?;
            let last = ends.get(stream.as_str()).copied().unwrap_or_default();
            if !row.get::<_, bool>(5).map_err(fail())? {
                return Ok(Some(Broken::Board(format!("the deadlines of {code} are not there"))));
            }
            // What waits for the team's server is on the board already, and found by a search once it is recorded.
            if row.get(4).map_err(fail())? && rests_on >= last {
                continue;
            }
            if rests_on != last {
                return Ok(Some(Broken::Board(format!(
                    "the row of {code} rests on {rests_on} of its {last} events"
                ))));
            }
            if !row.get::<_, bool>(3).map_err(fail())? {
                return Ok(Some(Broken::Board(format!("the search does not know {code}"))));
            }
        }
        Ok(None)
    }
}
