//! The one writing transaction: what is looked at in it cannot change before it is committed.

use std::cell::Cell;

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior};

use super::audit_log::event_names::Naming;
use super::audit_log::line::Draft;
use super::board::deadline_rows::DeadlineRow;
use super::board::rows::{Summary, put};
use super::events::{Digest, GENESIS, Stored, body, insert, link};
use super::flaw::Flaw;
use super::keys::{RecordTag, Signer};
use super::leaves::{self, Commitments};
use super::signing::signed_log;
use super::signing::signed_log::Appending;
use super::verifying::derived_tables;
use super::{Store, StoreError, sql};
use crate::core::event::Event;
use crate::core::ids::{IncidentCode, IncidentId, Series, Stream};

/// A transaction that nobody else can write beside.
#[derive(Debug)]
pub struct Writing<'s> {
    pub(super) transaction: Transaction<'s>,
    /// Digest of the last event appended, to look for it should the commit fail.
    last: Cell<Option<Digest>>,
    /// Which record it is, and who signs what is written to it.
    signing: Option<(RecordTag, Signer)>,
}

/// What an append came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Digests of the new events.
    pub hashes: Vec<Digest>,
}

/// What goes into the record together, all or nothing.
#[derive(Debug, Default)]
pub struct Batch<'a> {
    pub stream: Stream<'a>,
    /// The last event the caller knew.
    pub expected: u64,
    /// The new events.
    pub events: &'a [Event],
    /// The row of the board.
    pub summary: Option<&'a Summary>,
    /// The obligations with a deadline of the incident, replacing those kept.
    pub deadlines: &'a [DeadlineRow],
    /// A line of the audit log for each event.
    pub audit: &'a [Draft],
}

/// The stream of an imported incident, bytes and digests as they were elsewhere.
#[derive(Debug)]
pub struct Imported<'a> {
    pub id: &'a IncidentId,
    pub events: &'a [Stored],
}

impl Store {
    /// Does all of something, or nothing. From the commit on it is recorded: trouble with the audit log is a warning.
    ///
    /// # Errors
    /// What `work` says, or the database; nothing is written then. [`StoreError::NotKeptHere`]: it is recorded, on the server
    /// of a shared record.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Writing<'_>) -> Result<T, E>) -> Result<T, E> {
        self.write_signed(self.signing(), work)
    }

    /// The same, signed by somebody else than whoever opened the record: an invitation tells of its own end.
    pub(super) fn write_signed<T, E: From<StoreError>>(
        &self,
        signing: Option<(RecordTag, Signer)>,
        work: impl FnOnce(&Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let writing = Writing {
            transaction: transaction.map_err(sql("begin"))?,
            last: Cell::new(None),
            signing,
        };
        self.open_to_share()?;
        let done = work(&writing)?;
        // Sent before the commit: what the server did not take is not recorded here either.
        let sent = self.send_changes(&writing.transaction, writing.signing.as_ref())?;
        let last = writing.last.get();
        if let Err(failed) = self.commit_with_sent(writing.transaction, sent.as_ref()) {
            // An error at the very end may come from a transaction that was committed all the same.
            match sent {
                _ if self.has(last) => {}
                Some(sent) => self.take_in_sent(sent, failed)?,
                None => return Err(failed.into()),
            }
        }
        self.flush_audit();
        Ok(done)
    }

    /// Appends events, with everything that follows from them, in one transaction.
    ///
    /// # Errors
    /// As [`Writing::append`]; nothing is written then.
    pub fn append(&mut self, batch: &Batch<'_>) -> Result<Appended, StoreError> {
        let stored = self.write(|writing| writing.append(batch))?;
        let hashes = stored.into_iter().map(|stored| stored.hash).collect();
        Ok(Appended { hashes })
    }

    /// Whether an event is in the record. `false` while a transaction is still open after a failed commit, because it
    /// would see its own event.
    pub(super) fn has(&self, event: Option<Digest>) -> bool {
        let Some(digest) = event.filter(|_| self.connection.is_autocommit()) else {
            return false;
        };
        let found = self
            .connection
            .query_row("SELECT 1 FROM event WHERE hash = ?1", [digest], |_| Ok(()));
        found.is_ok()
    }
}

impl Writing<'_> {
    /// The next code of a series that no incident has or had: the audit log and letters still name an erased one.
    ///
    /// # Errors
    /// [`StoreError::NoCode`] where a series is used up.
    pub fn free_code(&self, series: Series) -> Result<IncidentCode, StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached(
                "SELECT code FROM summary WHERE code LIKE ?1 UNION SELECT code FROM erased WHERE code LIKE ?1",
            )
            .map_err(sql("find the next number"))?;
        let like = format!("{}%", series.prefix());
        let rows = statement
            .query_map([like], |row| row.get::<_, String>(0))
            .map_err(sql("find the next number"))?;
        let codes: Vec<String> = rows.collect::<Result<_, _>>().map_err(sql("find the next number"))?;
        let taken = codes.iter().filter_map(|code| code.parse().ok());
        series.next(taken).ok_or(StoreError::NoCode(series.prefix()))
    }

    /// Whether an incident has a code, or had it: the audit log and letters still name an erased one.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_taken(&self, code: IncidentCode) -> Result<bool, StoreError> {
        self.transaction
            .prepare_cached("SELECT 1 FROM summary WHERE code = ?1 UNION SELECT 1 FROM erased WHERE code = ?1")
            .and_then(|mut statement| statement.exists([code.to_string()]))
            .map_err(sql("check the code"))
    }

    /// The number and the digest of the last event of a stream.
    pub(super) fn end_of(&self, stream: Stream<'_>) -> Result<(u64, Digest), StoreError> {
        let last: Option<(i64, Digest)> = self
            .transaction
            .query_row(
                "SELECT seq, hash FROM event WHERE stream = ?1 ORDER BY seq DESC LIMIT 1",
                [stream.name()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(sql("read the last event"))?;
        Ok(last.map_or((0, GENESIS), |(seq, hash)| (seq.unsigned_abs(), hash)))
    }

    /// Appends events, with everything that follows from them, and returns them as they lie in the record.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the stream has grown since the caller looked; [`StoreError::CodeTaken`].
    pub fn append(&self, batch: &Batch<'_>) -> Result<Vec<Stored>, StoreError> {
        let stream = batch.stream;
        let (found, mut before) = self.end_of(stream)?;
        if found != batch.expected {
            return Err(StoreError::Conflict {
                expected: batch.expected,
                found,
            });
        }
        let mut stored = Vec::with_capacity(batch.events.len());
        let commitments = Commitments::of_record(&self.transaction)?;
        for event in batch.events {
            let body = body(event)?;
            before = link(&before, stream, &body);
            insert(&self.transaction, stream, event, &body, &before)?;
            if let Some(commitments) = &commitments {
                leaves::put(&self.transaction, &commitments.leaf(stream, event.seq, &body, &before))?;
            }
            stored.push(Stored {
                event: event.clone(),
                body,
                hash: before,
            });
        }
        self.sign(batch, &before)?;
        if let Some(summary) = batch.summary {
            put(&self.transaction, summary, batch.deadlines)?;
        }
        let naming = Naming::of_record(&self.transaction)?;
        for (draft, stored) in batch.audit.iter().zip(&stored) {
            self.put_line(&draft.with_name(naming.name(&stored.hash))?)?;
        }
        self.last
            .set(stored.last().map(|stored| stored.hash).or(self.last.get()));
        Ok(stored)
    }

    /// Signs what was appended, once the record has members. The first append that is signed founds it.
    fn sign(&self, batch: &Batch<'_>, last: &Digest) -> Result<(), StoreError> {
        let (Some((record, signer)), Some(first)) = (&self.signing, batch.events.first()) else {
            return Ok(());
        };
        let founds = batch.stream == Stream::Members;
        if !founds && signed_log::end(&self.transaction)?.0 == 0 {
            return Ok(());
        }
        let appending = Appending {
            n: 0,
            stream: batch.stream.name().to_owned(),
            first: first.seq,
            count: u64::try_from(batch.events.len()).unwrap_or(u64::MAX),
            at: first.wall().at().timestamp_millis(),
            signer: signer.member,
        };
        signed_log::put(&self.transaction, (record, signer), appending, last)
    }

    /// Takes in a whole stream as it stood elsewhere, bytes and digests as they are.
    ///
    /// # Errors
    /// [`StoreError::Here`] where the stream is here already; [`StoreError::Damaged`] where its chain is broken.
    pub fn import(&self, imported: &Imported<'_>, audit: &Draft) -> Result<(), StoreError> {
        let stream = Stream::Incident(imported.id.as_str());
        let (found, mut before) = self.end_of(stream)?;
        if found > 0 {
            return Err(StoreError::Here(imported.id.clone()));
        }
        let naming = Naming::of_record(&self.transaction)?;
        let commitments = Commitments::of_record(&self.transaction)?;
        for stored in imported.events {
            before = link(&before, stream, &stored.body);
            if before != stored.hash {
                return Err(StoreError::Damaged(Flaw::Chain(stored.event.seq)));
            }
            insert(&self.transaction, stream, &stored.event, &stored.body, &before)?;
            if let Some(commitments) = &commitments {
                leaves::put(
                    &self.transaction,
                    &commitments.leaf(stream, stored.event.seq, &stored.body, &before),
                )?;
            }
            self.put_line(&audit.for_event(&stored.event, stream).with_name(naming.name(&before))?)?;
        }
        self.last.set(Some(before));
        Ok(())
    }

    /// Takes every row away, to write all of them anew.
    ///
    /// # Errors
    /// What the database says.
    pub fn clear_rows(&self) -> Result<(), StoreError> {
        self.transaction
            .execute_batch("DELETE FROM summary; DELETE FROM standing;")
            .map_err(sql("clear the summaries"))?;
        derived_tables::begin(&self.transaction)
    }

    /// Writes one row anew.
    ///
    /// # Errors
    /// [`StoreError::CodeTaken`] where another incident has the code.
    pub fn put_row(&self, row: &Summary, deadlines: &[DeadlineRow]) -> Result<(), StoreError> {
        put(&self.transaction, row, deadlines)
    }

    fn put_line(&self, line: &str) -> Result<(), StoreError> {
        let put = self
            .transaction
            .prepare_cached("INSERT INTO outbox (line) VALUES (?1)")
            .and_then(|mut statement| statement.execute([line]));
        put.map(|_| ()).map_err(sql("queue the audit line"))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::time::WallTime;

    #[test]
    fn the_code_of_an_erased_incident_is_nobodys_again() {
        let home = tempfile::tempdir().unwrap();
        let now = WallTime::read(chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let store = Store::create(&home.path().join("data"), &SecretString::from("x"), now).unwrap();
        let erased =
            "INSERT INTO erased (stream, code, erased_at, events, reason) VALUES ('one', '2026-001', 1, 1, 'over')";
        store.connection.execute_batch(erased).unwrap();
        let taken = |code: &str| {
            let code: IncidentCode = code.parse().unwrap();
            store.write(|writing| writing.is_taken(code)).unwrap()
        };
        assert!(taken("2026-001"));
        assert!(!taken("2026-002"));
    }
}
