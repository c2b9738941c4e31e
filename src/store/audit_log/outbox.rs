//! What is still to be written to the audit log.
//!
//! The line of an event is noted in the transaction that stores the event and written to the log after it, so that a
//! process that is killed in between loses neither. From the commit on the event is recorded, whatever becomes of the
//! log: trouble with the log is a warning, and the line waits here. The length and the last digest of the log are noted
//! in the database, so that a log that was cut off or rewritten shows.

use std::fs::File;

use rayon::prelude::*;
use rusqlite::{Transaction, TransactionBehavior, params};

use super::end::Sound;
use super::line::{Draft, Head, unreadable};
use super::line_mark::Marking;
use crate::core::ids::Stream;
use crate::store::flaw::Flaw;
use crate::store::verifying::clock_jumps;
use crate::store::warnings::LogTrouble;
use crate::store::{Store, StoreError, sql};

/// Lines that one core reads or writes sooner than they are handed to others.
pub(crate) const FEW: usize = 256;

/// A line that waits, with its place in the queue.
pub(crate) struct Waiting {
    id: i64,
    pub(crate) draft: Draft,
}

/// What is written to the log, and how it is marked.
struct Written<'a> {
    waiting: &'a [Waiting],
    further: &'a [Draft],
    marking: &'a Marking,
}

impl Store {
    /// Writes what waits from an earlier run, and looks whether the log is well. Never stops an opening.
    pub(crate) fn catch_up(&self) {
        let looked = match self.outbox() {
            Ok(waiting) if waiting.is_empty() => self.look_at_log(),
            Ok(_) => self.flush(&[]),
            Err(error) => Err(error.into()),
        };
        if let Err(trouble) = looked {
            self.warnings.log(trouble);
        }
    }

    /// Looks whether the log is well. Lines that were written while the record was locked are noted as the end of it, so
    /// that from now on they cannot be cut off either.
    fn look_at_log(&self) -> Result<(), LogTrouble> {
        let noted = self.noted_head()?;
        let marking = self.marking()?;
        let grown = |end: &Head| noted.as_ref().is_some_and(|noted| noted.lines < end.lines);
        let Some(end) = self.audit.look(noted.as_ref(), &marking)? else {
            return Ok(());
        };
        if grown(&end) {
            // Only under the lock is it sure that nobody is writing just now.
            let mut file = self.audit.lock()?;
            let sound = self.audit.examine(&mut file, self.noted_head()?.as_ref(), &marking)?;
            self.note_head(&sound.head, None)?;
        }
        Ok(())
    }

    /// Writes the lines of events that were just committed.
    pub(crate) fn flush_audit(&self) {
        if let Err(trouble) = self.flush(&[]) {
            self.warnings.event_waits(trouble);
        }
    }

    /// Writes a line that belongs to no event: a read, an export, a refusal. Where the log cannot be written it waits
    /// in the database, which keeps it as safely.
    ///
    /// # Errors
    /// Where it can be kept in neither.
    pub fn note(&self, draft: &Draft) -> Result<(), StoreError> {
        let Err(trouble) = self.flush(std::slice::from_ref(draft)) else {
            self.send_lines();
            return Ok(());
        };
        let line = serde_json::to_string(draft).map_err(unreadable("an audit line"))?;
        let kept = self.connection.execute("INSERT INTO outbox (line) VALUES (?1)", [line]);
        kept.map_err(sql("queue the audit line"))?;
        self.warnings.line_waits(trouble);
        Ok(())
    }

    /// Writes what waits, then further lines, and notes where the log ends.
    fn flush(&self, further: &[Draft]) -> Result<(), LogTrouble> {
        if further.is_empty() && !self.anything_in_outbox()? {
            return Ok(());
        }
        // Another process may flush the same lines: only the holder of the file's lock reads the outbox.
        let mut file = self.audit.lock()?;
        let waiting = self.outbox()?;
        if further.is_empty() && waiting.is_empty() {
            return Ok(());
        }
        let marking = self.marking()?;
        let sound = self.audit.examine(&mut file, self.noted_head()?.as_ref(), &marking)?;
        let marking = self.marking_from(marking, &sound)?;
        let written = Written {
            waiting: &waiting,
            further,
            marking: &marking,
        };
        self.write_out(&mut file, &sound, &written)?;
        self.warnings.log_is_well();
        Ok(())
    }

    /// How the next line is marked: where it is the first under a key, that is noted before it is written.
    pub(crate) fn marking_from(&self, marking: Marking, sound: &Sound) -> Result<Marking, StoreError> {
        if marking.has_begun() {
            return Ok(marking);
        }
        self.begin_marking(sound.head.lines + 1)?;
        self.marking()
    }

    fn write_out(&self, file: &mut File, sound: &Sound, written: &Written<'_>) -> Result<(), StoreError> {
        let Written {
            waiting,
            further,
            marking,
        } = written;
        let left = waiting.iter().map(|w| &w.draft).filter(|draft| !sound.tells(draft));
        let mut lines: Vec<&Draft> = left.chain(*further).collect();
        let turned = clock_jumps::turned(sound.head.at, &lines);
        if let Some(line) = &turned {
            self.warnings.clock(&line.target);
        }
        // After the lines that it is about.
        lines.extend(&turned);
        let head = self.audit.write(file, sound, &lines, marking)?;
        let noted = self.note_head(&head, waiting.last().map(|w| w.id));
        match waiting.is_empty() {
            // Nothing waits, and the next one who writes finds these lines and notes them.
            true => Ok(()),
            false => noted,
        }
    }

    /// Notes where the log ends, and lets go of what stands in it now.
    pub(crate) fn note_head(&self, head: &Head, written: Option<i64>) -> Result<(), StoreError> {
        self.note_head_with(head, written, |_| Ok(0))
    }

    /// The same, and something else with it.
    pub(crate) fn note_head_with(
        &self,
        head: &Head,
        written: Option<i64>,
        with: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<usize>,
    ) -> Result<(), StoreError> {
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        let fail = || sql("empty the outbox");
        let last: Option<i64> = transaction
            .query_row("SELECT max(id) FROM outbox", [], |row| row.get(0))
            .map_err(fail())?;
        // All at once, where none came meanwhile: SQLite lets go of the pages then without looking at each line.
        match last.is_some() && last <= written {
            true => transaction.execute("DELETE FROM outbox", []),
            false => transaction.execute("DELETE FROM outbox WHERE id <= ?1", params![written.unwrap_or(0)]),
        }
        .map_err(fail())?;
        let at = head.at.map(|at| at.to_rfc3339()).unwrap_or_default();
        let values = [
            ("audit_lines", head.lines.to_string()),
            ("audit_digest", head.digest.clone()),
            ("audit_at", at),
        ];
        let values = values.into_iter().chain(self.end_mark(head)?);
        for (key, value) in values {
            transaction
                .execute(
                    "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                    [key, value.as_str()],
                )
                .map_err(sql("record the end of the audit log"))?;
        }
        with(&transaction).map_err(sql("record the end of the audit log"))?;
        transaction.commit().map_err(sql("commit"))
    }

    /// What the log says that an event of a stream is about, such as the code of an incident.
    ///
    /// # Errors
    /// What the database or the disk says.
    pub fn target_told_of(&self, stream: Stream<'_>) -> Result<Option<String>, StoreError> {
        let waiting = self.outbox()?.into_iter().rev().map(|waiting| waiting.draft);
        let of = |draft: &Draft| draft.event.as_ref().is_some_and(|event| event.stream == stream.name());
        match waiting.into_iter().find(of) {
            Some(draft) => Ok(Some(draft.target)),
            None => self.audit.target_of(stream.name()),
        }
    }

    /// Whether a line waits, without reading it: of what came in from a team there may be very many.
    fn anything_in_outbox(&self) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached("SELECT 1 FROM outbox LIMIT 1")
            .and_then(|mut statement| statement.exists([]))
            .map_err(sql("read the outbox"))
    }

    /// The lines that wait, oldest first.
    pub(crate) fn outbox(&self) -> Result<Vec<Waiting>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, line FROM outbox ORDER BY id")
            .map_err(sql("read the outbox"))?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
            .map_err(sql("read the outbox"))?;
        let rows: Vec<(i64, String)> = rows.collect::<Result<_, _>>().map_err(sql("read the outbox"))?;
        let read = |(id, line): (i64, String)| {
            let draft = serde_json::from_str(&line).map_err(unreadable("an outbox line"))?;
            Ok(Waiting { id, draft })
        };
        rows.into_par_iter().with_min_len(FEW).map(read).collect()
    }

    /// Where the log ended when the record last wrote to it. Both values come from one look at the table.
    pub(crate) fn noted_head(&self) -> Result<Option<Head>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT lines.value, digest.value, (SELECT value FROM meta WHERE key = 'audit_at') \
                 FROM meta lines, meta digest WHERE lines.key = 'audit_lines' AND digest.key = 'audit_digest'",
            )
            .map_err(sql("read the end of the audit log"))?;
        let mut rows = statement.query([]).map_err(sql("read the end of the audit log"))?;
        let Some(row) = rows.next().map_err(sql("read the end of the audit log"))? else {
            return Ok(None);
        };
        let read =
            || -> rusqlite::Result<(String, String, Option<String>)> { Ok((row.get(0)?, row.get(1)?, row.get(2)?)) };
        let (lines, digest, at) = read().map_err(sql("read the end of the audit log"))?;
        let at = at.and_then(|at| at.parse().ok());
        let parsed = lines.parse();
        let lines = parsed.map_err(|source| StoreError::Damaged(Flaw::NotedLength { text: lines, source }))?;
        Ok(Some(Head { lines, digest, at }))
    }
}
