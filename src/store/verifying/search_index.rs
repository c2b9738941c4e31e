//! Whether the search finds what the events say: the index is made anew in memory and laid beside the one that is kept.

use rusqlite::{Connection, params};

use super::proof::Broken;
use crate::core::event::{Event, What};
use crate::core::ids::Stream;
use crate::store::read_event::read_event;
use crate::store::transaction::Writing;
use crate::store::{Store, StoreError, sql};

const INDEX: &str = "CREATE VIRTUAL TABLE search USING fts5 (text, content = '', columnsize = 0);";
const SPREAD: &str = "CREATE VIRTUAL TABLE temp.spread USING fts5vocab (main, search, instance);";
const WORDS: &str = "SELECT term, doc, offset FROM temp.spread";

/// Noted once no privileged note is in the index.
const BEGUN: &str = "search_without_privileged";

/// Takes privileged notes out of the index, where an earlier firebell put them.
pub(crate) fn begin(connection: &Connection) -> Result<(), StoreError> {
    let fail = || sql("take privileged notes out of the search");
    let transaction = connection.unchecked_transaction().map_err(fail())?;
    let noted = transaction
        .execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?1, '1')", [BEGUN])
        .map_err(fail())?;
    if noted == 1 {
        let mut events = transaction
            .prepare(
                "SELECT number.n << 24 | seq, body FROM event JOIN number ON number.stream = event.stream \
                 WHERE instr(body, '\"privileged\":true') > 0",
            )
            .map_err(fail())?;
        let mut rows = events.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            let (place, body): (i64, Vec<u8>) = (row.get(0).map_err(fail())?, row.get(1).map_err(fail())?);
            if let Ok(Event {
                what: What::NoteAdded(note),
                ..
            }) = read_event(&body)
            {
                let forget = "INSERT INTO search (search, rowid, text) VALUES ('delete', ?1, ?2)";
                transaction.execute(forget, params![place, note.text]).map_err(fail())?;
            }
        }
    }
    transaction.commit().map_err(fail())
}

impl Writing<'_> {
    /// Makes the index of the search anew from the events.
    ///
    /// # Errors
    /// What the database says.
    pub fn index_anew(&self) -> Result<(), StoreError> {
        let fail = || sql("index the events anew");
        let transaction = &self.transaction;
        transaction
            .execute_batch("INSERT INTO search (search) VALUES ('delete-all')")
            .map_err(fail())?;
        let mut events = transaction
            .prepare("SELECT number.n << 24 | seq, body FROM event JOIN number ON number.stream = event.stream")
            .map_err(fail())?;
        let mut rows = events.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            let (place, body): (i64, Vec<u8>) = (row.get(0).map_err(fail())?, row.get(1).map_err(fail())?);
            let event = read_event(&body).map_err(|source| StoreError::Unreadable {
                what: "an event".to_owned(),
                source,
            })?;
            if let Some(text) = event.what.search_text() {
                let put = "INSERT INTO search (rowid, text) VALUES (?1, ?2)";
                transaction.execute(put, params![place, text]).map_err(fail())?;
            }
        }
        Ok(())
    }
}

impl Store {
    /// The first word that the search finds and no event has, or the other way round.
    ///
    /// # Errors
    /// What the database says.
    pub fn search_flaw(&self) -> Result<Option<Broken>, StoreError> {
        let fail = || sql("hold the search against the events");
        let anew = self.index_anew()?;
        anew.execute_batch(SPREAD).map_err(fail())?;
        // A table of this connection alone changes no file; a connection that only reads refuses it all the same.
        let reads = !self.can_write();
        if reads {
            self.connection
                .execute_batch("PRAGMA query_only = OFF")
                .map_err(fail())?;
        }
        let begun = self.connection.execute_batch(SPREAD);
        let differs = begun
            .and_then(|()| match first_difference(&self.connection, &anew)? {
                None => first_not_found(&self.connection, &anew),
                found => Ok(found),
            })
            .map_err(fail());
        let ended = self.connection.execute_batch("DROP TABLE IF EXISTS temp.spread");
        if reads {
            self.connection
                .execute_batch("PRAGMA query_only = ON")
                .map_err(fail())?;
        }
        ended.map_err(fail())?;
        Ok(differs?.map(|document| {
            let place = self.place_of(document).unwrap_or_else(|| "an unknown entry".to_owned());
            Broken::Board(format!("the search does not find what {place} says"))
        }))
    }

    /// The index of every event, made of the events alone.
    fn index_anew(&self) -> Result<Connection, StoreError> {
        let fail = || sql("index the events anew");
        let anew = Connection::open_in_memory().map_err(fail())?;
        anew.execute_batch(INDEX).map_err(fail())?;
        let mut numbers = self
            .connection
            .prepare("SELECT n, stream FROM number ORDER BY n")
            .map_err(fail())?;
        let numbers = numbers.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
        let numbers: Vec<(i64, String)> = numbers.and_then(Iterator::collect).map_err(fail())?;
        let mut put = anew
            .prepare("INSERT INTO search (rowid, text) VALUES (?1, ?2)")
            .map_err(fail())?;
        for (number, stream) in numbers {
            for stored in self.events(Stream::named(&stream))? {
                if let Some(text) = stored.event.what.search_text() {
                    let seq = i64::try_from(stored.event.seq).unwrap_or(i64::MAX);
                    put.execute(params![number << 24 | seq, text]).map_err(fail())?;
                }
            }
        }
        drop(put);
        Ok(anew)
    }

    /// The event that a document of the index is made of.
    fn place_of(&self, document: i64) -> Option<String> {
        let select = "SELECT coalesce((SELECT code FROM summary WHERE summary.stream = number.stream), stream) \
                      FROM number WHERE n = ?1";
        let code: String = self
            .connection
            .query_row(select, [document >> 24], |row| row.get(0))
            .ok()?;
        Some(format!("entry {} of {code}", document & 0xff_ffff))
    }
}

/// The first document that a search for one of its words does not lead to: a search goes another way to a word than
/// whoever reads all of them in turn.
fn first_not_found(kept: &Connection, anew: &Connection) -> rusqlite::Result<Option<i64>> {
    const FIND: &str = "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid";
    let mut words = anew.prepare("SELECT DISTINCT term FROM temp.spread")?;
    let (mut in_kept, mut in_anew) = (kept.prepare(FIND)?, anew.prepare(FIND)?);
    let mut words = words.query([])?;
    while let Some(row) = words.next()? {
        let word = format!("\"{}\"", row.get::<_, String>(0)?.replace('"', "\"\""));
        let found: Vec<i64> = in_kept
            .query_map([&word], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let expected: Vec<i64> = in_anew
            .query_map([&word], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if found != expected {
            let lost = expected.iter().find(|document| !found.contains(document));
            return Ok(lost.or(found.first()).copied());
        }
    }
    Ok(None)
}

/// The first document in which two indexes differ. Both list their words in the same order, so where they part, the
/// smaller entry is missing from the other index.
fn first_difference(kept: &Connection, anew: &Connection) -> rusqlite::Result<Option<i64>> {
    let (mut kept, mut anew) = (kept.prepare(WORDS)?, anew.prepare(WORDS)?);
    let (mut kept, mut anew) = (kept.query([])?, anew.query([])?);
    loop {
        let word = |row: Option<&rusqlite::Row<'_>>| -> rusqlite::Result<Option<(String, i64, i64)>> {
            row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
        };
        match (word(kept.next()?)?, word(anew.next()?)?) {
            (None, None) => return Ok(None),
            (kept, anew) if kept == anew => {}
            (Some(kept), Some(anew)) => return Ok(Some(if kept < anew { kept.1 } else { anew.1 })),
            (Some(only), None) | (None, Some(only)) => return Ok(Some(only.1)),
        }
    }
}
