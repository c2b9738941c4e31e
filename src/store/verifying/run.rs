//! Proof: walks the audit log and the events, and names the first thing that does not fit.

use std::collections::HashSet;

use rayon::prelude::*;
use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior};

use super::event_walk::{EventWalk, Walked};
use super::line_against_event::{NOT_COMPARED, Numbering};
use super::log_walk::{self, Against, LogWalk};
use super::proof::{Broken, Depth, Proof};
use crate::core::event::EventNumbers;
use crate::core::ids::Stream;
use crate::store::audit_log::event_names::{Named, Naming};
use crate::store::audit_log::line::AuditLine;
use crate::store::erasing::signed_erasures::{ErasedIn, ErasuresChecked};
use crate::store::events::Digest;
use crate::store::keys::Marker;
use crate::store::{Store, StoreError, sql};

/// A name in the log, and the number of what is told under it.
type Told = (Digest, u64);

impl Store {
    /// Walks both records and lays them side by side, and checks what was made of the events.
    ///
    /// # Errors
    /// Only where something cannot be read at all; what does not fit is in the proof.
    pub fn verify(&self, depth: Depth) -> Result<Proof, StoreError> {
        if self.can_write() {
            crate::store::database::fold_in_what_can_be(&self.connection)?;
        }
        // One look at the database, whatever others record meanwhile.
        let snapshot =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred).map_err(sql("begin"))?;
        self.verify_within(snapshot, depth)
    }

    fn verify_within(&self, snapshot: Transaction<'_>, depth: Depth) -> Result<Proof, StoreError> {
        let mut without_event = Vec::new();
        let mut proof = self.verify_in_snapshot(depth, &mut without_event)?;
        snapshot.finish().map_err(sql("finish the check"))?;
        // What was recorded while this looked is in the database by now, and in no look that began before.
        if !without_event.is_empty() {
            let naming = Naming::of_record(&self.connection)?;
            for name in &without_event {
                if !self.has_named(name, &naming)? {
                    let why = "is about an event that the database does not have";
                    proof.broken = Some(self.line_of(name, why)?);
                    break;
                }
            }
        }
        Ok(proof)
    }

    /// `without_event`: the names in lines whose events this look does not have.
    fn verify_in_snapshot(&self, depth: Depth, without_event: &mut Vec<Digest>) -> Result<Proof, StoreError> {
        let noted = self.noted_head()?;
        let marking = self.marking()?;
        let numbering = Numbering::fresh()?;
        let against = Against {
            noted: noted.as_ref(),
            marking: &marking,
            numbering,
        };
        let mut events = self.walk_events(numbering, depth)?;
        // The database is read by one connection, and on one core: the log is walked meanwhile.
        let log = self.audit.clone();
        let (log, database) = std::thread::scope(|scope| {
            let log = scope.spawn(|| log_walk::walk(&log, &against));
            let sound = events.broken.is_none();
            let database = sound.then(|| self.look_at_database(&events, numbering, depth));
            (log.join(), database)
        });
        let mut log = log.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let waiting = self.outbox()?;
        log.add_waiting(&waiting, numbering);
        let broken = log.broken.take().or(events.broken.take());
        let (erasures, unsigned) = match broken {
            Some(_) => (ErasuresChecked::default(), None),
            None => self.erasures_flaw(&events.erased)?,
        };
        let broken = broken.or(unsigned);
        let broken = match broken {
            Some(broken) => Some(broken),
            None => self.or_broken_page(
                self.first_flaw((&log, &events), numbering, database, without_event),
                Some,
            )?,
        };
        Ok(Proof {
            lines: log.lines,
            events: u64::try_from(events.events.len()).unwrap_or(u64::MAX),
            repairs: log.repairs,
            waiting: u64::try_from(waiting.len()).unwrap_or(u64::MAX),
            locked: log.locked,
            turned: log.turned,
            erased: events.erased.values().map(EventNumbers::count).sum(),
            erased_unproven: erasures.unproven,
            times: events.times.and(log.times),
            broken,
        })
    }

    /// What was written over as if it had been erased.
    fn erasures_flaw(&self, erased: &ErasedIn) -> Result<(ErasuresChecked, Option<Broken>), StoreError> {
        match self.check_erasures(erased) {
            Ok(checked) => {
                let unsigned = checked.unsigned.clone().map(|(stream, seq)| Broken::Event {
                    stream,
                    seq,
                    why: "it was written over as if it had been erased; no erasure of it was signed by somebody who might erase it then"
                        .to_owned(),
                });
                Ok((checked, unsigned))
            }
            Err(StoreError::NotProven { why, .. }) => Ok((ErasuresChecked::default(), Some(Broken::Erasures(why)))),
            Err(error) => Err(error),
        }
    }

    /// What does not fit although log and events are each whole.
    fn first_flaw(
        &self,
        both: (&LogWalk, &EventWalk),
        numbering: Numbering,
        database: Option<DatabaseLook>,
        without_event: &mut Vec<Digest>,
    ) -> Result<Option<Broken>, StoreError> {
        if let Some(flaw) = self.header_flaw()? {
            return Ok(Some(Broken::Header(flaw)));
        }
        let naming = Naming::of_record(&self.connection)?;
        if let Some(broken) = self.compare(both, &naming, numbering, without_event)? {
            return Ok(Some(broken));
        }
        let Some(DatabaseLook { tree, tables }) = database else {
            return Ok(None);
        };
        match tree? {
            Some(broken) => Ok(Some(broken)),
            None => tables,
        }
    }

    /// What in the database does not fit to its events. The tree grows beside the look at the tables.
    fn look_at_database(&self, events: &EventWalk, numbering: Numbering, depth: Depth) -> DatabaseLook {
        let kept = match self.kept_tree() {
            Ok(kept) => kept,
            Err(error) => {
                return DatabaseLook {
                    tree: Err(error),
                    tables: Ok(None),
                };
            }
        };
        std::thread::scope(|scope| {
            let tree = scope.spawn(move || {
                let leaves: Vec<Digest> = events.events.iter().filter_map(|event| event.leaf).collect();
                kept.and_then(|kept| kept.flaw(&leaves, numbering))
            });
            let tables = self.tables_flaw(events, depth);
            let tree = tree.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            DatabaseLook { tree: Ok(tree), tables }
        })
    }

    fn tables_flaw(&self, events: &EventWalk, depth: Depth) -> Result<Option<Broken>, StoreError> {
        if let Some(broken) = self.schema_flaw()? {
            return Ok(Some(broken));
        }
        // Only where every table and index is there.
        if let Some(broken) = self.structure_flaw(depth)? {
            return Ok(Some(broken));
        }
        if let Some(broken) = self.compare_board(&events.claims)?.or(self.derived_flaw()?) {
            return Ok(Some(broken));
        }
        self.end_flaw()
    }

    /// Each event has its line, and each line its event.
    fn compare(
        &self,
        (log, events): (&LogWalk, &EventWalk),
        naming: &Naming,
        numbering: Numbering,
        without_event: &mut Vec<Digest>,
    ) -> Result<Option<Broken>, StoreError> {
        let named = NamedEvents::of(log, events, naming);
        if named.are_all_told(log, numbering) {
            return Ok(None);
        }
        // Something differs: which, is found where both are in one order.
        let mut log: Vec<Told> = log.events.iter().map(|line| (line.named.bytes(), line.told)).collect();
        let mut events: Vec<Told> = named.all().collect();
        log.par_sort_unstable();
        events.par_sort_unstable();
        let alike = |(line, event): (&Told, &Told)| line.0 == event.0;
        if log.len() == events.len() && log.iter().zip(&events).all(alike) {
            return self.compare_told(&log, &events, naming);
        }
        if let Some(pair) = log.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Ok(Some(self.line_of(
                &pair[0].0,
                "is about an event that an earlier line already records",
            )?));
        }
        let has = |all: &[Told], name: &Digest| all.binary_search_by_key(name, |told| told.0).is_ok();
        without_event.extend(log.iter().map(|told| told.0).filter(|name| !has(&events, name)));
        let untold = events.iter().find(|told| !has(&log, &told.0));
        let Some((untold, _)) = untold else { return Ok(None) };
        let (stream, seq) = self.event_named(untold, naming)?;
        Ok(Some(Broken::Event {
            stream,
            seq,
            why: "the audit log has no line for it".to_owned(),
        }))
    }

    /// Each line tells of its event what the event tells of itself.
    fn compare_told(&self, log: &[Told], events: &[Told], naming: &Naming) -> Result<Option<Broken>, StoreError> {
        let differs = |(line, event): &(&Told, &Told)| event.1 != NOT_COMPARED && line.1 != event.1;
        let Some((line, _)) = log.iter().zip(events).find(differs) else {
            return Ok(None);
        };
        let (stream, seq) = self.event_named(&line.0, naming)?;
        let number = i64::try_from(seq).unwrap_or(i64::MAX);
        let event = self.event(Stream::named(&stream), number)?.event;
        let Some(line) = self.line_with(&line.0)? else {
            return Ok(None);
        };
        let at = event.wall().at().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let both = [
            ("who", line.draft.actor.as_str(), event.actor.as_str()),
            ("which run", &line.draft.session, &event.session),
            ("when", &line.draft.at, &at),
            ("what", &line.draft.action, event.what.told_as()),
        ];
        let differ = both.iter().filter(|(_, line, event)| line != event);
        let differ: Vec<String> = differ
            .map(|(what, line, event)| format!("{what} is {line} in the line and {event} in the event"))
            .collect();
        Ok(Some(Broken::Differ {
            line: line.n,
            stream,
            seq,
            differ: differ.join("; "),
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

/// What in the database does not fit to its events.
struct DatabaseLook {
    tree: Result<Option<Broken>, StoreError>,
    tables: Result<Option<Broken>, StoreError>,
}

/// The events as a log names them: by their digests where it does, and otherwise as they are named now.
struct NamedEvents<'a> {
    events: &'a [Walked],
    plain: HashSet<Digest>,
    marker: Option<Marker>,
}

impl NamedEvents<'_> {
    fn of<'a>(log: &LogWalk, events: &'a EventWalk, naming: &Naming) -> NamedEvents<'a> {
        NamedEvents {
            events: &events.events,
            plain: log.plain(),
            marker: match naming {
                Naming::Plain => None,
                Naming::Keyed(key) => Some(Marker::of(key)),
            },
        }
    }

    fn name(&self, event: &Walked) -> Digest {
        match &self.marker {
            Some(marker) if !self.plain.contains(&event.hash) => marker.mark(&event.hash),
            Some(_) | None => event.hash,
        }
    }

    fn all(&self) -> impl ParallelIterator<Item = Told> {
        self.events.par_iter().map(|event| (self.name(event), event.told))
    }

    /// Whether each event has its line, which tells of it what it tells of itself, and each line its event.
    fn are_all_told(&self, log: &LogWalk, numbering: Numbering) -> bool {
        let not_compared = self.events.par_iter().filter(|event| event.told == NOT_COMPARED);
        let not_compared: HashSet<Digest> = not_compared.map(|event| self.name(event)).collect();
        let lines = log.events.par_iter().map(|line| match line.named.bytes() {
            name if not_compared.contains(&name) => (name, NOT_COMPARED),
            name => (name, line.told),
        });
        log.events.len() == self.events.len() && numbering.sum(lines) == numbering.sum(self.all())
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::event::{Event, Note, What};
    use crate::core::time::WallTime;
    use crate::store::transaction::Batch;
    use crate::store::{Actor, Draft, LineOutcome};

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
            acted_at: None,
            actor: "dana".to_owned(),
            session: "s".to_owned(),
            what: What::NoteAdded(Note {
                text: format!("note {seq}"),
                privileged: false,
            }),
        };
        let events: Vec<Event> = (1..=5).map(note).collect();
        let draft = Draft::new(&actor, WallTime::read(at), "note.add", "t", LineOutcome::Ok);
        let audit: Vec<Draft> = events
            .iter()
            .map(|e| draft.for_event(e, Stream::Incident("one")))
            .collect();
        let batch = Batch {
            stream: Stream::Incident("one"),
            events: &events,
            audit: &audit,
            ..Batch::default()
        };
        store.append(&batch).unwrap();
        assert_eq!(store.verify(Depth::Usual).unwrap().broken, None);
        let triggers = "DROP TRIGGER event_is_final; DROP TRIGGER event_stays; DROP TRIGGER event_follows;";
        store.connection.execute_batch(triggers).unwrap();
        (home, store)
    }

    fn broken_after(change: &str) -> String {
        let (_home, store) = unguarded();
        store.connection.execute_batch(change).unwrap();
        store
            .verify(Depth::Usual)
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
    fn what_is_recorded_during_the_check_is_no_damage() {
        let (home, store) = unguarded();
        let mut other = Store::open(&home.path().join("data"), &SecretString::from("x")).unwrap();
        let begun = || {
            let snapshot = Transaction::new_unchecked(&store.connection, TransactionBehavior::Deferred).unwrap();
            let _ = snapshot
                .query_row("SELECT count(*) FROM event", [], |row| row.get::<_, i64>(0))
                .unwrap();
            snapshot
        };
        let snapshot = begun();
        let event = Event {
            seq: 6,
            recorded_at: now(),
            wall_at: None,
            acted_at: None,
            actor: "dana".to_owned(),
            session: "s".to_owned(),
            what: What::NoteAdded(Note {
                text: "note 6".to_owned(),
                privileged: false,
            }),
        };
        let actor = Actor {
            name: "dana".to_owned(),
            host: "h".to_owned(),
            session: "s".to_owned(),
        };
        let draft = Draft::new(&actor, WallTime::read(now()), "note.add", "t", LineOutcome::Ok);
        let batch = Batch {
            stream: Stream::Incident("one"),
            expected: 5,
            events: std::slice::from_ref(&event),
            audit: &[draft.for_event(&event, Stream::Incident("one"))],
            ..Batch::default()
        };
        other.append(&batch).unwrap();
        let proof = store.verify_within(snapshot, Depth::Usual).unwrap();
        assert_eq!((proof.broken, proof.events), (None, 5));
        // An event that is gone is found missing all the same.
        let gone = "DROP TRIGGER event_stays; DELETE FROM event WHERE seq = 6";
        store.connection.execute_batch(gone).unwrap();
        let broken = store.verify_within(begun(), Depth::Usual).unwrap().broken;
        let why = broken.map(|broken| broken.to_string()).unwrap_or_default();
        assert!(why.starts_with("line 6 of the audit log: is about an event"), "{why}");
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
