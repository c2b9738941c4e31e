//! Proof: walks the audit log and the events, and names the first thing that does not fit.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};

use rayon::prelude::*;
use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior};
use serde::Deserialize;

use super::audit::AuditLog;
use super::audit_line::{AuditLine, FIRST, Head, line_digest};
use super::board_check::Claims;
use super::events::{Digest, GENESIS, link};
use super::files::io;
use super::log_end::cut_off;
use super::naming::{Named, Naming};
use super::outbox::Waiting;
use super::proof::{Broken, Proof};
use super::{Store, StoreError, sql};

/// Only what the walk needs of a line.
#[derive(Deserialize)]
struct Line<'a> {
    n: u64,
    #[serde(borrow)]
    prev: &'a str,
    #[serde(borrow)]
    action: std::borrow::Cow<'a, str>,
    #[serde(borrow, default)]
    event: Option<LineEvent<'a>>,
}

#[derive(Deserialize)]
struct LineEvent<'a> {
    #[serde(borrow)]
    digest: &'a str,
}

impl Store {
    /// Walks both records and lays them side by side.
    ///
    /// # Errors
    /// Only where something cannot be read at all; what does not fit is in the proof.
    pub fn verify(&self) -> Result<Proof, StoreError> {
        if self.can_write() {
            super::database::fold_in_what_can_be(&self.connection)?;
        }
        // One look at the database, whatever others record meanwhile.
        let snapshot =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred).map_err(sql("begin"))?;
        let noted = self.noted_head()?;
        let log = self.audit.clone();
        let (events, log) = std::thread::scope(|scope| {
            let log = scope.spawn(|| walk_log(&log, noted.as_ref()));
            let events = self.walk_events();
            (events, log.join())
        });
        let mut log = log.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let mut events = events?;
        let naming = Naming::of_record(&self.connection)?;
        let waiting = self.outbox()?;
        log.add_waiting(&waiting);
        let board = match &events.broken {
            Some(_) => None,
            None => self.compare_board(&events.claims)?,
        };
        snapshot.finish().map_err(sql("finish the check"))?;
        let header = self.header_flaw()?.map(Broken::Header);
        let broken = match log.broken.take().or(events.broken.take()).or(header) {
            Some(broken) => Some(broken),
            None => self
                .compare(log.named(), events.named_as(&log, &naming), &naming)?
                .or(board),
        };
        Ok(Proof {
            lines: log.count,
            events: events.count,
            repairs: log.repairs,
            waiting: u64::try_from(waiting.len()).unwrap_or(u64::MAX),
            broken,
        })
    }

    /// Recomputes every chain.
    fn walk_events(&self) -> Result<Walk, StoreError> {
        let mut walk = Walk::default();
        if let Some(broken) = self.pages()? {
            walk.broken = Some(broken);
            return Ok(walk);
        }
        let mut statement = self
            .connection
            .prepare("SELECT stream, seq, body, hash FROM event ORDER BY stream, seq")
            .map_err(sql("read events"))?;
        let mut rows = statement.query([]).map_err(sql("read events"))?;
        let mut stream = String::new();
        let mut before: Digest = GENESIS;
        let mut expected = 1;
        while let Some(row) = rows.next().map_err(sql("read events"))? {
            let fail = sql("read an event");
            let name = row
                .get_ref(0)
                .and_then(|v| v.as_str().map_err(Into::into))
                .map_err(fail)?;
            if name != stream {
                name.clone_into(&mut stream);
                (before, expected) = (GENESIS, 1);
            }
            let seq = row.get::<_, i64>(1).map_err(sql("read an event"))?.unsigned_abs();
            let body = row
                .get_ref(2)
                .and_then(|v| v.as_blob().map_err(Into::into))
                .map_err(sql("read an event"))?;
            let hash: Digest = row.get(3).map_err(sql("read an event"))?;
            before = link(&before, &stream, body);
            if seq != expected || before != hash {
                let why = if seq == expected {
                    "its digest does not match its contents"
                } else {
                    "an event before it is missing"
                };
                walk.broken = Some(Broken::Event {
                    stream,
                    seq,
                    why: why.to_owned(),
                });
                return Ok(walk);
            }
            walk.claims.take(&stream, seq, body);
            expected += 1;
            walk.count += 1;
            walk.plain.push(hash);
        }
        Ok(walk)
    }

    /// The cipher's own checksums, page by page.
    fn pages(&self) -> Result<Option<Broken>, StoreError> {
        let mut statement = self
            .connection
            .prepare("PRAGMA cipher_integrity_check")
            .map_err(sql("check its pages"))?;
        let mut rows = statement.query([]).map_err(sql("check its pages"))?;
        let first = rows.next().map_err(sql("check its pages"))?;
        first
            .map(|row| row.get::<_, String>(0).map(Broken::Database))
            .transpose()
            .map_err(sql("check its pages"))
    }

    /// Each event has its line, and each line its event.
    fn compare(
        &self,
        mut log: Vec<Digest>,
        mut events: Vec<Digest>,
        naming: &Naming,
    ) -> Result<Option<Broken>, StoreError> {
        log.par_sort_unstable();
        events.par_sort_unstable();
        if log == events {
            return Ok(None);
        }
        if let Some(pair) = log.windows(2).find(|pair| pair[0] == pair[1]) {
            return Ok(Some(self.line_of(
                &pair[0],
                "is about an event that an earlier line already records",
            )?));
        }
        for lost in log.iter().filter(|digest| events.binary_search(digest).is_err()) {
            // What was recorded while this looked is in the database by now.
            if !self.has_named(lost, naming)? {
                let why = "is about an event that the database does not have";
                return Ok(Some(self.line_of(lost, why)?));
            }
        }
        let untold = events.iter().find(|digest| log.binary_search(digest).is_err());
        let Some(untold) = untold else { return Ok(None) };
        let (stream, seq) = self.event_named(untold, naming)?;
        Ok(Some(Broken::Event {
            stream,
            seq,
            why: "the audit log has no line for it".to_owned(),
        }))
    }

    /// The event that is named so, in either way of naming.
    fn event_named(&self, name: &Digest, naming: &Naming) -> Result<(String, u64), StoreError> {
        let fail = || sql("find the event");
        let mut statement = self
            .connection
            .prepare("SELECT stream, seq, hash FROM event")
            .map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            let hash: Digest = row.get(2).map_err(fail())?;
            if hash == *name || naming.bytes(&hash) == *name {
                let seq: i64 = row.get(1).map_err(fail())?;
                return Ok((row.get(0).map_err(fail())?, seq.unsigned_abs()));
            }
        }
        Err(fail()(rusqlite::Error::QueryReturnedNoRows))
    }

    /// Whether the event of a line is in the record by now.
    fn has_named(&self, name: &Digest, naming: &Naming) -> Result<bool, StoreError> {
        let Some(event) = self.line_with(name)?.and_then(|line| line.draft.event) else {
            return Ok(false);
        };
        let found = self
            .connection
            .query_row(
                "SELECT hash FROM event WHERE stream = ?1 AND seq = ?2",
                rusqlite::params![event.stream, i64::try_from(event.seq).unwrap_or(i64::MAX)],
                |row| row.get::<_, Digest>(0),
            )
            .optional()
            .map_err(sql("find the event"))?;
        let named = Named::read(&event.digest);
        Ok(found.zip(named).is_some_and(|(hash, named)| naming.is_of(named, &hash)))
    }

    /// The last line that has a name.
    fn line_with(&self, name: &Digest) -> Result<Option<AuditLine>, StoreError> {
        let told = |line: &AuditLine| {
            let event = line.draft.event.as_ref();
            event
                .and_then(|event| Named::read(&event.digest))
                .is_some_and(|named| named.bytes() == *name)
        };
        Ok(self.audit.lines()?.readable.into_iter().rev().find(told))
    }

    fn line_of(&self, digest: &Digest, why: &str) -> Result<Broken, StoreError> {
        let line = self.line_with(digest)?.map_or(0, |line| line.n);
        Ok(Broken::Line {
            line,
            why: why.to_owned(),
        })
    }
}

#[derive(Default)]
struct Walk {
    count: u64,
    /// Digests of events: of the database, or as the log has them.
    plain: Vec<Digest>,
    /// Marks over digests, as the log has them.
    keyed: Vec<Digest>,
    repairs: u64,
    claims: Claims,
    broken: Option<Broken>,
}

impl Walk {
    /// A line that waits counts as told. It may stand in the log already, where a process was killed before it could
    /// say so.
    fn add_waiting(&mut self, waiting: &[Waiting]) {
        if waiting.is_empty() {
            return;
        }
        let written: HashSet<Digest> = self.plain.iter().chain(&self.keyed).copied().collect();
        let events = waiting.iter().filter_map(|waits| waits.draft.event.as_ref());
        let told = events.filter_map(|event| Named::read(&event.digest));
        for named in told.filter(|named| !written.contains(&named.bytes())) {
            self.take(named);
        }
    }

    fn take(&mut self, named: Named) {
        match named {
            Named::Plain(digest) => self.plain.push(digest),
            Named::Keyed(digest) => self.keyed.push(digest),
        }
    }

    /// All names of the log.
    fn named(&self) -> Vec<Digest> {
        [self.plain.as_slice(), &self.keyed].concat()
    }

    /// The events as a log names them: by their digests where it does, and otherwise as they are named now.
    fn named_as(&self, log: &Walk, naming: &Naming) -> Vec<Digest> {
        match naming {
            Naming::Plain => self.plain.clone(),
            Naming::Keyed(_) => {
                let plain: HashSet<&Digest> = log.plain.iter().collect();
                let name = |hash: &Digest| {
                    if plain.contains(hash) {
                        *hash
                    } else {
                        naming.bytes(hash)
                    }
                };
                self.plain.par_iter().map(name).collect()
            }
        }
    }
}

fn walk_log(log: &AuditLog, noted: Option<&Head>) -> Result<Walk, StoreError> {
    let mut walk = Walk::default();
    let mut before = FIRST.to_owned();
    let path = log.path();
    let there = match log.exists() {
        Ok(there) => there,
        Err(trouble) => {
            walk.broken = Some(Broken::Log(StoreError::from(trouble).to_string()));
            return Ok(walk);
        }
    };
    if there {
        let file = File::open(path).map_err(io("read the audit log", path))?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let mut bytes = Vec::with_capacity(512);
        loop {
            bytes.clear();
            let read = reader
                .read_until(b'\n', &mut bytes)
                .map_err(io("read the audit log", path))?;
            if read == 0 {
                break;
            }
            let line = walk.count + 1;
            if !bytes.ends_with(b"\n") && cut_off(&bytes) && fits(&bytes, line, &before).is_err() {
                // A write that was cut off, of which nobody was told; the next writer takes it off.
                break;
            }
            match fits(&bytes, line, &before) {
                Ok(Fits { event, repair }) => {
                    if let Some(named) = event {
                        walk.take(named);
                    }
                    walk.repairs += u64::from(repair);
                }
                Err(why) => {
                    walk.broken = Some(Broken::Line { line, why });
                    return Ok(walk);
                }
            }
            before = line_digest(bytes.trim_ascii_end());
            walk.count = line;
            let ends_as_noted = noted.is_none_or(|head| head.lines != line || head.digest == before);
            if !ends_as_noted {
                let why = "it is not the line that the database records".to_owned();
                walk.broken = Some(Broken::Line { line, why });
                return Ok(walk);
            }
        }
    }
    if let Some(head) = noted.filter(|head| head.lines > walk.count) {
        let why = format!("the log ends here, but {} lines were written", head.lines);
        walk.broken = Some(Broken::Line {
            line: walk.count + 1,
            why,
        });
    }
    Ok(walk)
}

/// A line that follows the one before.
struct Fits {
    event: Option<Named>,
    repair: bool,
}

/// Whether a line follows the one before.
fn fits(bytes: &[u8], line: u64, before: &str) -> Result<Fits, String> {
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let parsed: Line<'_> =
        serde_json::from_slice(text).map_err(|error| format!("it is invalid at column {}", error.column()))?;
    if parsed.n != line {
        return Err(format!("its number is {}", parsed.n));
    }
    if parsed.prev != before {
        return Err("it does not follow the line before".to_owned());
    }
    let repair = parsed.action == super::repair::ACTION;
    let Some(event) = parsed.event else {
        return Ok(Fits { event: None, repair });
    };
    match Named::read(event.digest) {
        Some(named) => Ok(Fits {
            event: Some(named),
            repair,
        }),
        None => Err("its event has no digest".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::event::{Event, Note, What};
    use crate::core::time::WallTime;
    use crate::store::transaction::Batch;
    use crate::store::{Actor, Draft};

    fn now() -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    /// A record of five notes, whose guards against change are taken off.
    fn unguarded() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::create(
            &home.path().join("data"),
            &SecretString::from("x"),
            WallTime::read(now()),
        )
        .unwrap();
        let actor = Actor {
            name: "dana".to_owned(),
            host: "h".to_owned(),
            session: "s".to_owned(),
        };
        let at = now();
        let note = |seq| Event {
            seq,
            recorded_at: at,
            wall_at: None,
            actor: "dana".to_owned(),
            session: "s".to_owned(),
            what: What::NoteAdded(Note {
                text: format!("note {seq}"),
                privileged: false,
            }),
        };
        let events: Vec<Event> = (1..=5).map(note).collect();
        let draft = Draft::new(&actor, WallTime::read(at), "note.add", "t", "ok");
        let audit: Vec<Draft> = events.iter().map(|e| draft.for_event(e, "one")).collect();
        let batch = Batch {
            stream: crate::store::Stream::Incident("one"),
            events: &events,
            audit: &audit,
            ..Batch::default()
        };
        store.append(&batch).unwrap();
        assert_eq!(store.verify().unwrap().broken, None);
        let triggers = "DROP TRIGGER event_is_final; DROP TRIGGER event_stays; DROP TRIGGER event_follows;";
        store.connection.execute_batch(triggers).unwrap();
        (home, store)
    }

    fn broken_after(change: &str) -> String {
        let (_home, store) = unguarded();
        store.connection.execute_batch(change).unwrap();
        store
            .verify()
            .unwrap()
            .broken
            .map(|b| b.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn a_changed_event_is_named_by_whoever_holds_the_key() {
        let changed = broken_after(
            "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'note 3', 'note X') AS BLOB) WHERE seq = 3",
        );
        assert_eq!(changed, "event 3 of one: its digest does not match its contents");
        let digest = broken_after("UPDATE event SET hash = zeroblob(32) WHERE seq = 2");
        assert!(digest.starts_with("event 2 of one"), "{digest}");
        let dropped = broken_after("DELETE FROM event WHERE seq = 4");
        assert!(
            dropped.starts_with("event 5 of one: an event before it is missing"),
            "{dropped}"
        );
        let cut = broken_after("DELETE FROM event WHERE seq = 5");
        assert!(cut.starts_with("line 5 of the audit log: is about an event"), "{cut}");
    }

    #[test]
    fn the_guards_refuse_change_and_deletion() {
        let (_home, store) = unguarded();
        let path = store.folder().to_owned();
        drop(store);
        let second = tempfile::tempdir().unwrap();
        let store = Store::create(
            &second.path().join("data"),
            &SecretString::from("x"),
            WallTime::read(now()),
        )
        .unwrap();
        let insert = "INSERT INTO event VALUES ('a', 1, 0, x'00', zeroblob(32))";
        store.connection.execute_batch(insert).unwrap();
        for change in [
            "UPDATE event SET body = x'01'",
            "DELETE FROM event",
            "INSERT INTO event VALUES ('a', 3, 0, x'00', zeroblob(32))",
        ] {
            assert!(store.connection.execute_batch(change).is_err(), "{change}");
        }
        // The first record still opens, although somebody took its guards off.
        assert!(Store::open(&path, &SecretString::from("x")).is_ok());
    }
}
