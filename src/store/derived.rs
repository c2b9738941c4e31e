//! What was made of the events and is read instead of them: the rows of the board, deadlines, verdicts.
//!
//! People act by these rows, and a page of an earlier day put back in the database is as well encrypted as today's. So the
//! database keeps one number over all of them: the marks of the rows under a key, each added and taken off as its row comes
//! and goes, with a count of how often that happened. Rows of another day, or of another hand, do not add up to it.

use rayon::prelude::*;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::key::RawKey;
use super::keys::{Marker, derive};
use super::naming::Naming;
use super::proof::Broken;
use super::{Store, StoreError, sql};

/// The sum of an earlier firebell, under another name, left out who may read what.
const SUM: &str = "derived_sum_2";
const TABLES: [&str; 4] = ["summary", "verdict", "deadline", "access"];

/// Rows that are read before they are marked, on every core at once.
const BATCH: usize = 512;

type Sum = [u8; 32];

/// The key of the marks; none in a record of the first format.
fn key(connection: &Connection) -> Result<Option<RawKey>, StoreError> {
    Ok(match Naming::of_record(connection)? {
        Naming::Plain => None,
        Naming::Keyed(names) => Some(derive(names.as_slice(), &[], "firebell 2 derived rows")),
    })
}

fn add(sum: &mut Sum, other: &Sum) {
    for (byte, other) in sum.iter_mut().zip(other) {
        *byte ^= other;
    }
}

/// The bytes of a row, none of whose values can run into the next.
fn bytes(table: &str, row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    let mut bytes = table.as_bytes().to_vec();
    for column in 0..row.as_ref().column_count() {
        let mut value = |kind: u8, value: &[u8]| {
            bytes.push(kind);
            bytes.extend_from_slice(&u64::try_from(value.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend_from_slice(value);
        };
        match row.get_ref(column)? {
            ValueRef::Null => value(0, &[]),
            ValueRef::Integer(number) => value(1, &number.to_be_bytes()),
            ValueRef::Real(number) => value(2, &number.to_be_bytes()),
            ValueRef::Text(text) => value(3, text),
            ValueRef::Blob(blob) => value(4, blob),
        }
    }
    Ok(bytes)
}

/// The sum of the marks of some rows.
fn sum_of_marks(marker: &Marker, rows: &[Vec<u8>]) -> Sum {
    let added = |mut sum: Sum, other: Sum| {
        add(&mut sum, &other);
        sum
    };
    let marks = rows.par_iter().map(|row| marker.mark(row));
    marks.reduce(Sum::default, added)
}

/// The sum over the rows of one incident, or of all.
fn sum_of(connection: &Connection, key: &RawKey, stream: Option<&str>) -> Result<Sum, StoreError> {
    let fail = || sql("read what was made of the events");
    let marker = Marker::of(key);
    let mut sum = Sum::default();
    let mut batch = Vec::new();
    for table in TABLES {
        let select = match stream {
            Some(_) => format!("SELECT * FROM {table} WHERE stream = ?1"),
            None => format!("SELECT * FROM {table} WHERE ?1 IS NULL"),
        };
        let mut statement = connection.prepare_cached(&select).map_err(fail())?;
        let mut rows = statement.query([stream]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            batch.push(bytes(table, row).map_err(fail())?);
            if batch.len() == BATCH {
                add(&mut sum, &sum_of_marks(&marker, &batch));
                batch.clear();
            }
        }
    }
    add(&mut sum, &sum_of_marks(&marker, &batch));
    Ok(sum)
}

fn noted(connection: &Connection) -> Result<Option<Sum>, StoreError> {
    let found = connection
        .query_row("SELECT value FROM meta WHERE key = ?1", [SUM], |row| {
            row.get::<_, String>(0)
        })
        .optional()
        .map_err(sql("read the sum of the rows"))?;
    Ok(found.map(|text| {
        let mut sum = Sum::default();
        // What is not readable is no sum of any rows.
        if hex::decode_to_slice(&text, &mut sum).is_err() {
            sum = [0xff; 32];
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
pub(super) fn begin(connection: &Connection) -> Result<(), StoreError> {
    match key(connection)? {
        None => Ok(()),
        Some(key) => note(connection, &sum_of(connection, &key, None)?),
    }
}

/// Begins to keep the sum where an earlier firebell kept one over fewer tables.
pub(super) fn begin_with_access(connection: &Connection) -> Result<(), StoreError> {
    match noted(connection)? {
        Some(_) => Ok(()),
        None => begin(connection),
    }
}

/// Does something to the rows of one incident, or of all, and keeps the sum.
pub(super) fn kept<T>(
    connection: &Connection,
    stream: Option<&str>,
    change: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let Some(key) = key(connection)? else { return change() };
    let Some(mut sum) = noted(connection)? else {
        // A record from before sums were kept: they begin here.
        let changed = change()?;
        begin(connection)?;
        return Ok(changed);
    };
    add(&mut sum, &sum_of(connection, &key, stream)?);
    let changed = change()?;
    add(&mut sum, &sum_of(connection, &key, stream)?);
    note(connection, &sum)?;
    Ok(changed)
}

impl Store {
    /// Whether the rows are those that were written last.
    pub(super) fn derived_flaw(&self) -> Result<Option<Broken>, StoreError> {
        if let Some(broken) = self.behind()? {
            return Ok(Some(broken));
        }
        let (Some(key), Some(noted)) = (key(&self.connection)?, noted(&self.connection)?) else {
            return Ok(None);
        };
        let found = sum_of(&self.connection, &key, None)?;
        Ok((found != noted).then(|| {
            Broken::Board("its rows, deadlines or verdicts are not those that firebell wrote last".to_owned())
        }))
    }

    /// A row that rests on fewer events than there are, or that no search leads to.
    fn behind(&self) -> Result<Option<Broken>, StoreError> {
        let select = "SELECT code, seq, (SELECT max(seq) FROM event WHERE stream = summary.stream), \
                      stream IN (SELECT stream FROM number), \
                      stream IN (SELECT stream FROM team_waiting WHERE state = 'waits') FROM summary";
        let fail = || sql("hold the board against the events");
        let mut statement = self.connection.prepare(select).map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            let code: String = row.get(0).map_err(fail())?;
            let (rests_on, last): (i64, Option<i64>) = (row.get(1).map_err(fail())?, row.get(2).map_err(fail())?);
            let last = last.unwrap_or_default();
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
