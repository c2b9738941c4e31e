//! What was made of the events and is read instead of them: the rows of the board, deadlines, verdicts.
//!
//! People act by these rows, and a page of an earlier day put back in the database is as well encrypted as today's. So the
//! database keeps one number over all of them: the marks, under a key, of what each table has of an incident, added and taken
//! off as its rows come and go, with a count of how often that happened. Rows of another day, or of another hand, do not add up
//! to it.

use std::hash::Hasher as _;

use rayon::prelude::*;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use siphasher::sip::SipHasher13;

use super::key::RawKey;
use super::keys::{Marker, derive};
use super::naming::Naming;
use super::proof::Broken;
use super::random::random;
use super::{Store, StoreError, sql};

const SUM: &str = "derived_sum_3";
/// The sum of an earlier firebell, which marked each row by itself.
const SUM_OF_ROWS: &str = "derived_sum_2";
/// The tables, each with the order in which the rows of an incident are marked, and where its deadlines are.
const TABLES: [(&str, &str); 4] = [
    ("summary", ""),
    ("verdict", ""),
    (DEADLINE, " ORDER BY stream, duty"),
    ("access", ""),
];
const DEADLINE: &str = "deadline";

/// Bytes of rows that are read before they are marked, on every core at once.
const BATCH: usize = 4 << 20;

type Sum = [u8; 32];
/// No sum of any rows: what was found when it was looked at last did not add up.
const NO_SUM: Sum = [0xff; 32];

/// What is marked together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marked {
    /// The rows that a table has of an incident.
    Incident,
    Row,
}

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

/// Adds the bytes of a row, none of whose values can run into the next.
fn add_row(bytes: &mut Vec<u8>, row: &Row<'_>) -> rusqlite::Result<()> {
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
    Ok(())
}

/// Rows on their way to be marked.
struct Marking {
    marker: Marker,
    marked: Marked,
    /// What is marked as one.
    parts: Vec<Vec<u8>>,
    bytes: usize,
    /// The incident of the last part.
    stream: Vec<u8>,
    sum: Sum,
}

impl Marking {
    fn new(key: &RawKey, marked: Marked) -> Marking {
        Marking {
            marker: Marker::of(key),
            marked,
            parts: Vec::new(),
            bytes: 0,
            stream: Vec::new(),
            sum: Sum::default(),
        }
    }

    /// Takes the next row of a table; those of an incident follow one another, and their first column names it.
    fn take(&mut self, table: &str, row: &Row<'_>) -> rusqlite::Result<()> {
        let stream = row.get_ref(0)?.as_bytes()?;
        if self.marked == Marked::Row || self.parts.is_empty() || stream != self.stream.as_slice() {
            if self.bytes >= BATCH {
                self.mark();
            }
            self.stream.clear();
            self.stream.extend_from_slice(stream);
            self.parts.push(table.as_bytes().to_vec());
        }
        if let Some(part) = self.parts.last_mut() {
            let before = part.len();
            add_row(part, row)?;
            self.bytes += part.len() - before;
        }
        Ok(())
    }

    /// Marks what was taken.
    fn mark(&mut self) {
        let added = |mut sum: Sum, other: Sum| {
            add(&mut sum, &other);
            sum
        };
        let marks = self.parts.par_iter().map(|part| self.marker.mark(part));
        add(&mut self.sum, &marks.reduce(Sum::default, added));
        self.parts.clear();
        self.bytes = 0;
    }
}

/// The sum over the rows of one incident, or of all; each deadline is shown to whoever counts them.
fn sum_of(
    connection: &Connection,
    (key, marked): (&RawKey, Marked),
    stream: Option<&str>,
    deadlines: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> Result<Sum, StoreError> {
    let fail = || sql("read what was made of the events");
    let mut marking = Marking::new(key, marked);
    for (table, order) in TABLES {
        let of_one = match stream {
            Some(_) => "stream = ?1",
            None => "?1 IS NULL",
        };
        let select = format!("SELECT * FROM {table} WHERE {of_one}{order}");
        let mut statement = connection.prepare_cached(&select).map_err(fail())?;
        let mut rows = statement.query([stream]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            marking.take(table, row).map_err(fail())?;
            if table == DEADLINE {
                deadlines(row).map_err(fail())?;
            }
        }
        // What another table has of the same incident is marked by itself.
        marking.mark();
    }
    Ok(marking.sum)
}

/// The sum over the rows of one incident, or of all.
fn sum(connection: &Connection, key: &RawKey, stream: Option<&str>) -> Result<Sum, StoreError> {
    sum_of(connection, (key, Marked::Incident), stream, &mut |_| Ok(()))
}

/// How many deadlines there are, and which, in whatever order they are read.
#[derive(Clone, Copy)]
struct Tally {
    /// Another one each time, so that nobody can look for rows that add up alike.
    key: [u8; 16],
    rows: u64,
    sum: u64,
}

impl Tally {
    fn new(key: [u8; 16]) -> Tally {
        Tally { key, rows: 0, sum: 0 }
    }

    /// Adds a row whose first columns are those that the index has.
    fn add(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let mut hash = SipHasher13::new_with_key(&self.key);
        for text in [row.get_ref(0)?.as_bytes()?, row.get_ref(1)?.as_bytes()?] {
            hash.write(text);
            hash.write_u8(0xff);
        }
        hash.write_i64(row.get(2)?);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(hash.finish());
        Ok(())
    }

    fn is(&self, other: &Tally) -> bool {
        (self.rows, self.sum) == (other.rows, other.sum)
    }

    /// Adds every row of a query.
    fn add_all(&mut self, connection: &Connection, select: &str) -> Result<(), StoreError> {
        let fail = || sql("hold the deadlines against their index");
        let mut statement = connection.prepare(select).map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            self.add(row).map_err(fail())?;
        }
        Ok(())
    }
}

fn noted(connection: &Connection, name: &str) -> Result<Option<Sum>, StoreError> {
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
pub(super) fn begin(connection: &Connection) -> Result<(), StoreError> {
    match key(connection)? {
        None => Ok(()),
        Some(key) => note(connection, &sum(connection, &key, None)?),
    }
}

/// Begins to keep the sum where an earlier firebell kept another one. Rows that do not add up to that one are not taken over:
/// a check goes on saying so until they are written anew.
pub(super) fn begin_after_earlier(connection: &Connection) -> Result<(), StoreError> {
    if noted(connection, SUM)?.is_some() {
        return Ok(());
    }
    match (key(connection)?, noted(connection, SUM_OF_ROWS)?) {
        (Some(key), Some(earlier)) if earlier != sum_of_rows(connection, &key)? => note(connection, &NO_SUM),
        (Some(_) | None, Some(_) | None) => begin(connection),
    }
}

fn sum_of_rows(connection: &Connection, key: &RawKey) -> Result<Sum, StoreError> {
    sum_of(connection, (key, Marked::Row), None, &mut |_| Ok(()))
}

/// Does something to the rows of one incident, or of all, and keeps the sum.
pub(super) fn kept<T>(
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
    // What did not add up before does not add up by a change of other rows.
    if kept != NO_SUM {
        add(&mut kept, &before);
        add(&mut kept, &after);
        note(connection, &kept)?;
    }
    Ok(changed)
}

impl Store {
    /// Whether the rows are those that were written last.
    pub(super) fn derived_flaw(&self) -> Result<Option<Broken>, StoreError> {
        if let Some(broken) = self.behind()? {
            return Ok(Some(broken));
        }
        let counting = random()?;
        let (mut in_table, mut in_index) = (Tally::new(counting), Tally::new(counting));
        let adds_up = self.adds_up(&mut in_table)?;
        in_index.add_all(
            &self.connection,
            "SELECT stream, duty, strict FROM deadline INDEXED BY deadline_strict",
        )?;
        if !in_table.is(&in_index) {
            let why = "an index of deadline does not lead to its rows";
            return Ok(Some(Broken::Database(why.to_owned())));
        }
        Ok((!adds_up).then(|| {
            Broken::Board("its rows, deadlines or verdicts are not those that firebell wrote last".to_owned())
        }))
    }

    /// Whether the rows add up to the sum that was noted, where one was. Deadlines are counted on the way: they are many.
    fn adds_up(&self, deadlines: &mut Tally) -> Result<bool, StoreError> {
        let connection = &self.connection;
        let Some(key) = key(connection)? else {
            // A column that the index does not have, so that the table itself is read.
            let rows = "SELECT stream, duty, strict, zone FROM deadline NOT INDEXED ORDER BY stream, duty";
            return deadlines.add_all(connection, rows).map(|()| true);
        };
        let (noted, marked) = match noted(connection, SUM)? {
            Some(noted) => (Some(noted), Marked::Incident),
            None => (noted(connection, SUM_OF_ROWS)?, Marked::Row),
        };
        let found = sum_of(connection, (&key, marked), None, &mut |row| deadlines.add(row))?;
        Ok(noted.is_none_or(|noted| noted == found))
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

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::time::WallTime;
    use crate::store::proof::Depth;

    /// A record with three deadlines as an earlier firebell left it: with a mark for each row.
    fn earlier() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let at = WallTime::read(chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let store = Store::create(&home.path().join("data"), &SecretString::from("x"), at).unwrap();
        for (stream, duty) in [("one", "a/b"), ("one", "a/c"), ("two", "a/b")] {
            let insert = "INSERT INTO deadline VALUES (?1, ?2, 1790000000000, 'UTC', 'due', 0, 'regulator')";
            store.connection.execute(insert, params![stream, duty]).unwrap();
        }
        let key = key(&store.connection).unwrap().unwrap();
        let sum = hex::encode(sum_of_rows(&store.connection, &key).unwrap());
        let forget = format!(
            "DELETE FROM meta WHERE key = '{SUM}'; INSERT INTO meta (key, value) VALUES ('{SUM_OF_ROWS}', '{sum}');"
        );
        store.connection.execute_batch(&forget).unwrap();
        (home, store)
    }

    fn flaw(store: &Store) -> Option<String> {
        store.derived_flaw().unwrap().map(|broken| broken.to_string())
    }

    #[test]
    fn rows_of_an_earlier_firebell_are_taken_over_where_they_add_up() {
        let (_home, store) = earlier();
        assert_eq!(flaw(&store), None);
        begin_after_earlier(&store.connection).unwrap();
        let key = key(&store.connection).unwrap().unwrap();
        let expected = sum(&store.connection, &key, None).unwrap();
        assert_eq!(noted(&store.connection, SUM).unwrap(), Some(expected));
        assert_eq!(flaw(&store), None);
    }

    #[test]
    fn rows_that_do_not_add_up_stay_found_until_they_are_written_anew() {
        let (_home, store) = earlier();
        store
            .connection
            .execute_batch("DELETE FROM deadline WHERE stream = 'two'")
            .unwrap();
        assert!(flaw(&store).is_some());
        begin_after_earlier(&store.connection).unwrap();
        assert!(flaw(&store).is_some());
        // A change of other rows does not hide it.
        let change = || {
            let change = "UPDATE deadline SET strict = strict + 1 WHERE duty = 'a/c'";
            store.connection.execute_batch(change).map_err(sql("change a row"))
        };
        kept(&store.connection, Some("one"), change).unwrap();
        assert!(flaw(&store).is_some());
        // As `db rebuild` does.
        begin(&store.connection).unwrap();
        assert_eq!(flaw(&store), None);
    }

    #[test]
    fn the_sum_is_the_same_however_its_rows_came() {
        let (_home, store) = earlier();
        begin_after_earlier(&store.connection).unwrap();
        let change = || {
            let change = "INSERT INTO deadline VALUES ('two', 'a/a', 1, 'UTC', 'due', 0, 'regulator');
                DELETE FROM deadline WHERE stream = 'two' AND duty = 'a/b'";
            store.connection.execute_batch(change).map_err(sql("change rows"))
        };
        kept(&store.connection, Some("two"), change).unwrap();
        kept(&store.connection, Some("three"), || Ok(())).unwrap();
        let key = key(&store.connection).unwrap().unwrap();
        let anew = sum(&store.connection, &key, None).unwrap();
        assert_eq!(noted(&store.connection, SUM).unwrap(), Some(anew));
        // An incident without rows in a table has no mark there.
        let all = "DELETE FROM deadline";
        let remove = || store.connection.execute_batch(all).map_err(sql("remove rows"));
        kept(&store.connection, None, remove).unwrap();
        assert_eq!(noted(&store.connection, SUM).unwrap(), Some(Sum::default()));
        assert!(store.verify(Depth::Usual).unwrap().broken.is_none());
    }

    #[test]
    fn a_deadline_that_its_index_does_not_lead_to_is_found() {
        let (_home, store) = earlier();
        begin_after_earlier(&store.connection).unwrap();
        // The index is filled from another column, and the table with its sum stays as it is.
        let set = |columns: &str| {
            format!(
                "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = \
                 'CREATE INDEX deadline_strict ON deadline ({columns})' WHERE name = 'deadline_strict'; \
                 PRAGMA writable_schema = RESET;"
            )
        };
        let change = format!("{} REINDEX deadline_strict; {}", set("provisional"), set("strict"));
        store.connection.execute_batch(&change).unwrap();
        let found = flaw(&store).unwrap();
        assert!(found.contains("an index of deadline"), "{found}");
    }
}
