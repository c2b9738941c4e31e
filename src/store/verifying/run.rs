//! Proof: walks the audit log and the events, and names the first thing that does not fit.

use std::thread::ScopedJoinHandle;

use rusqlite::{Transaction, TransactionBehavior};

use super::event_walk::EventWalk;
use super::line_against_event::{NamedAndTold, Numbering, Tally};
use super::log_walk::{self, Against, LogWalk};
use super::proof::{Broken, Depth, Proof};
use super::tables::{SecondConnection, TablesLook};
use crate::core::event::EventNumbers;
use crate::store::audit_log::event_names::{Named, NamesOfEvents, Naming};
use crate::store::audit_log::outbox::Waiting;
use crate::store::erasing::signed_erasures::{ErasedIn, ErasuresChecked};
use crate::store::events::Digest;
use crate::store::signing::outlines::Outlines;
use crate::store::{Store, StoreError, sql};

impl Store {
    /// Walks both records and lays them side by side, and checks what was made of the events.
    ///
    /// # Errors
    /// Only where something cannot be read at all; what does not fit is in the proof.
    pub fn verify(&self, depth: Depth) -> Result<Proof, StoreError> {
        self.verify_beside(depth, None, || ()).map(|(proof, ())| proof)
    }

    /// The same with something that is looked at over the connection of the record while other threads walk the log. What is
    /// found `beside` counts where the proof finds nothing. The outlines of the events are kept where they are asked for.
    ///
    /// # Errors
    /// As [`Store::verify`].
    pub fn verify_beside<T>(
        &self,
        depth: Depth,
        outlines: Option<&Outlines>,
        beside: impl FnOnce() -> T,
    ) -> Result<(Proof, T), StoreError> {
        if self.can_write() {
            crate::store::database::fold_in_what_can_be(&self.connection)?;
        }
        // One look at the database, whatever others record meanwhile.
        let snapshot =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred).map_err(sql("begin"))?;
        self.verify_within(snapshot, (depth, outlines), beside)
    }

    fn verify_within<T>(
        &self,
        snapshot: Transaction<'_>,
        asked: (Depth, Option<&Outlines>),
        beside: impl FnOnce() -> T,
    ) -> Result<(Proof, T), StoreError> {
        let mut without_event = Vec::new();
        let (mut proof, found) = self.verify_in_snapshot(asked, &mut without_event, beside)?;
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
        Ok((proof, found))
    }

    /// `without_event`: the names in lines whose events this look does not have.
    fn verify_in_snapshot<T>(
        &self,
        (depth, outlines): (Depth, Option<&Outlines>),
        without_event: &mut Vec<Digest>,
        beside: impl FnOnce() -> T,
    ) -> Result<(Proof, T), StoreError> {
        let numbering = Numbering::fresh()?;
        let (walked, tables) = std::thread::scope(|scope| {
            let second = SecondConnection::to(self);
            let tables = second.map(|second| scope.spawn(move || second.look_at_tables(depth)));
            let walked = self.walk((numbering, depth), (Tally::default, outlines), beside);
            (walked, tables.and_then(joined))
        });
        let (mut walked, found_beside) = walked?;
        let broken = walked.log.broken.take().or(walked.events.broken.take());
        let (erasures, unsigned) = match broken {
            Some(_) => (ErasuresChecked::default(), None),
            None => self.erasures_flaw(&walked.events.erased)?,
        };
        let broken = match broken.or(unsigned) {
            Some(broken) => Some(broken),
            None => {
                let tables = tables.unwrap_or_else(|| self.look_at_tables(depth));
                let found = self.first_flaw(&mut walked, numbering, tables, without_event);
                self.or_broken_page(found, Some)?
            }
        };
        let Walked { log, events, .. } = walked;
        let proof = Proof {
            lines: log.lines,
            events: events.events.count(),
            repairs: log.repairs,
            waiting: walked.waiting,
            locked: log.locked,
            turned: log.turned,
            erased: events.erased.values().map(EventNumbers::count).sum(),
            erased_unproven: erasures.unproven,
            times: events.times.and(log.times),
            broken,
        };
        Ok((proof, found_beside))
    }

    /// Walks the events, and then the log and the tree at once.
    fn walk<T>(
        &self,
        (numbering, depth): (Numbering, Depth),
        (tally, outlines): (fn() -> Tally, Option<&Outlines>),
        beside: impl FnOnce() -> T,
    ) -> Result<(Walked, T), StoreError> {
        let mut events = self.walk_events((numbering, depth), (tally(), outlines))?;
        if let Some(outlines) = outlines {
            outlines.keep(std::mem::take(&mut events.outlines));
        }
        let waiting = self.outbox()?;
        let against = self.against(&events, (numbering, &waiting))?;
        let audit = &self.audit;
        let (log, tree, found) = std::thread::scope(|scope| {
            let log = scope.spawn(|| log_walk::walk(audit, &against, tally()));
            let sound = events.broken.is_none();
            let tree = sound.then(|| self.tree_flaw(&events.leaves, numbering));
            let found = beside();
            (joined(log), tree, found)
        });
        let mut log = log?;
        log.add_waiting(&waiting, &against);
        drop(against);
        let walked = Walked {
            log,
            events,
            tree,
            waiting: u64::try_from(waiting.len()).unwrap_or(u64::MAX),
        };
        Ok((walked, found))
    }

    fn against<'e>(
        &self,
        events: &'e EventWalk,
        (numbering, waiting): (Numbering, &[Waiting]),
    ) -> Result<Against<'e>, StoreError> {
        let names = NamesOfEvents::of_record(&self.connection)?;
        let waiting = waiting.iter().filter_map(|waits| waits.draft.event.as_ref());
        let waiting = waiting.filter_map(|event| Named::read(&event.digest));
        Ok(Against {
            noted: self.noted_head()?,
            marking: self.marking()?,
            numbering,
            waiting: waiting.map(|named| names.now(named)).collect(),
            names,
            not_compared: &events.not_compared,
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
        walked: &mut Walked,
        numbering: Numbering,
        tables: TablesLook,
        without_event: &mut Vec<Digest>,
    ) -> Result<Option<Broken>, StoreError> {
        if let Some(flaw) = self.header_flaw()? {
            return Ok(Some(Broken::Header(flaw)));
        }
        if !walked.log.events.equals(&walked.events.events)
            && let Some(broken) = self.difference(numbering, without_event)?
        {
            return Ok(Some(broken));
        }
        match walked.tree.take().transpose()?.flatten() {
            Some(broken) => Ok(Some(broken)),
            None => tables.first_flaw(|| match self.compare_board(&walked.events.claims)? {
                Some(broken) => Ok(Some(broken)),
                None => self.behind(&walked.events.ends),
            }),
        }
    }

    /// Which event has no line, which line no event, or which of both tell something else of it. Both are walked once more, and
    /// what they tell is kept.
    fn difference(&self, numbering: Numbering, without_event: &mut Vec<Digest>) -> Result<Option<Broken>, StoreError> {
        let (Walked { log, events, .. }, ()) =
            self.walk((numbering, Depth::Usual), (Tally::that_keeps, None), || ())?;
        if let Some(broken) = log.broken.or(events.broken) {
            return Ok(Some(broken));
        }
        let (log, events) = (log.events.sorted(), events.events.sorted());
        let naming = Naming::of_record(&self.connection)?;
        let alike = |(line, event): (&NamedAndTold, &NamedAndTold)| line.0 == event.0;
        if log.len() == events.len() && log.iter().zip(&events).all(alike) {
            return self.compare_told(&log, &events, &naming);
        }
        if let Some(pair) = log.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Ok(Some(self.line_of(
                &pair[0].0,
                "is about an event that an earlier line already records",
            )?));
        }
        let has = |all: &[NamedAndTold], name: &Digest| all.binary_search_by_key(name, |told| told.0).is_ok();
        without_event.extend(log.iter().map(|told| told.0).filter(|name| !has(&events, name)));
        let untold = events.iter().find(|told| !has(&log, &told.0));
        let Some((untold, _)) = untold else { return Ok(None) };
        let (stream, seq) = self.event_named(untold, &naming)?;
        Ok(Some(Broken::Event {
            stream,
            seq,
            why: "the audit log has no line for it".to_owned(),
        }))
    }
}

/// What the walks over both records found.
struct Walked {
    log: LogWalk,
    events: EventWalk,
    /// Why the tree is not that of the events; none where these do not follow one another themselves.
    tree: Option<Result<Option<Broken>, StoreError>>,
    /// Lines that wait to be written.
    waiting: u64,
}

/// What a thread found; its panic goes on here.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::event::{Event, Note, What};
    use crate::core::ids::Stream;
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
        let proof = store.verify_within(snapshot, (Depth::Usual, None), || ()).unwrap().0;
        assert_eq!((proof.broken, proof.events), (None, 5));
        // An event that is gone is found missing all the same.
        let gone = "DROP TRIGGER event_stays; DELETE FROM event WHERE seq = 6";
        store.connection.execute_batch(gone).unwrap();
        let broken = store
            .verify_within(begun(), (Depth::Usual, None), || ())
            .unwrap()
            .0
            .broken;
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
