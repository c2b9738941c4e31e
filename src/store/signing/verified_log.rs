//! The check of signatures: every row of the log follows the one before, covers events that are there, and was signed by a
//! member who might do at that time what the events did.
//!
//! One thread reads, and the others check what was read before.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use rusqlite::{OptionalExtension as _, Row, params};

use super::batch_check::{Check, SignatureProof};
use super::outlines::Outlines;
use super::read_appends::Batch;
use super::signed_log::{Appending, SignedAppend};
use crate::core::ids::{RoleId, Stream};
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::events::Digest;
use crate::store::keys::Source;
use crate::store::members::Ends;
use crate::store::{Store, StoreError, sql};

/// Appends that are read before they are looked at.
const BATCH: usize = 16_384;

const APPENDS: &str = "SELECT n, stream, first, count, at, signer, hash, sig FROM log ORDER BY n";
/// Bodies and digests of the events of an append.
pub(crate) const EVENTS: &str =
    "SELECT body, hash FROM event WHERE stream = ?1 AND seq >= ?2 AND seq < ?3 ORDER BY seq";

/// Checks batch after batch, and gives their memory back.
fn check_batches<'o>(mut check: Check, batches: Receiver<Batch<'o>>, used: &Sender<Batch<'o>>) -> Check {
    for batch in batches {
        let read = batch.read(check.keys());
        check.take(&read);
        drop(read);
        // Where nothing more is read, nobody needs it.
        let _ = used.send(batch);
    }
    check.end();
    check
}

/// A row of the log.
pub(crate) fn append(row: &Row<'_>) -> rusqlite::Result<SignedAppend> {
    Ok(SignedAppend {
        appending: Appending {
            n: row.get::<_, i64>(0)?.unsigned_abs(),
            stream: row.get(1)?,
            first: row.get::<_, i64>(2)?.unsigned_abs(),
            count: row.get::<_, i64>(3)?.unsigned_abs(),
            at: row.get(4)?,
            signer: MemberId::of(row.get(5)?),
        },
        hash: row.get(6)?,
        signature: SignatureBytes::of(row.get(7)?),
    })
}

impl Store {
    /// Verifies every signature, and that whoever signed might do it at that time. `None` where the record has no members.
    /// `author_roles`: those in which the author of a letter approves it. `outlines`: of events that were just read.
    ///
    /// # Errors
    /// What the database says.
    pub fn verify_signatures(
        &self,
        author_roles: BTreeSet<RoleId>,
        outlines: Option<&Outlines>,
    ) -> Result<Option<SignatureProof>, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(None);
        };
        let check = Check::new(holder.record.clone(), self.own_keys()?);
        let check = check.with_author_roles(author_roles);
        let (hand_over, batches) = sync_channel(1);
        let (hand_back, used) = channel();
        let (checked, read) = std::thread::scope(|scope| {
            let checking = scope.spawn(move || check_batches(check, batches, &hand_back));
            let read = self.read_appends(outlines, &hand_over, &used);
            drop(hand_over);
            (checking.join(), read)
        });
        let mut check = checked.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read?;
        if check.proof.appends == 0 && check.proof.findings.is_empty() {
            return Ok(None);
        }
        self.check_uncovered(&mut check)?;
        Ok(Some(check.proof))
    }

    /// Reads append after append; the memory of a batch that was looked at is used again.
    fn read_appends<'o>(
        &self,
        outlines: Option<&'o Outlines>,
        hand_over: &SyncSender<Batch<'o>>,
        used: &Receiver<Batch<'o>>,
    ) -> Result<(), StoreError> {
        let fail = || sql("read its log");
        let mut statement = self.connection.prepare(APPENDS).map_err(fail())?;
        let mut events = self.connection.prepare(EVENTS).map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        let mut batch = Batch::default();
        while let Some(row) = rows.next().map_err(fail())? {
            if batch.len() >= BATCH {
                let next = used.try_recv().unwrap_or_default();
                // A check that ended is joined right after, and says why.
                let _ = hand_over.send(std::mem::replace(&mut batch, next));
                batch.clear();
            }
            let row = append(row).map_err(fail())?;
            let Appending {
                stream, first, count, ..
            } = &row.appending;
            let read_before =
                outlines.and_then(|outlines| Some((outlines, outlines.of_append(stream, (*first, *count))?)));
            if let Some((outlines, of_row)) = read_before {
                batch.outline(row, outlines, of_row);
                continue;
            }
            let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
            let until = first.saturating_add(*count);
            let mut covered = events
                .query(params![stream, number(*first), number(until)])
                .map_err(fail())?;
            while let Some(event) = covered.next().map_err(fail())? {
                let body = event.get_ref(0).and_then(|value| value.as_blob().map_err(Into::into));
                batch.event(body.map_err(fail())?, event.get(1).map_err(fail())?);
            }
            batch.close(row);
        }
        let _ = hand_over.send(batch);
        Ok(())
    }

    /// Checks the events that no signature covers. They must be from before the record had members, whose number and
    /// chain ends the founder signed, or from an import, whose append is signed.
    fn check_uncovered(&self, check: &mut Check) -> Result<(), StoreError> {
        let mut ends = Ends::default();
        for (stream, last) in self.ends_of_streams()? {
            let covered = check.covered.get(&stream).copied();
            let fail = || sql("read the end of a stream");
            let open = match covered {
                None => last,
                Some(covered) => covered.first - 1,
            };
            if let Some(covered) = covered
                && covered.until != last
            {
                let from = covered.until + 1;
                check
                    .proof
                    .find(format!("events {from} to {last} of {stream} are not signed"));
            }
            if covered.is_some_and(|covered| covered.imported) {
                check.proof.imported += open;
                continue;
            }
            if open > 0 {
                let hash = self
                    .connection
                    .query_row(
                        "SELECT hash FROM event WHERE stream = ?1 AND seq = ?2",
                        params![stream, i64::try_from(open).unwrap_or(i64::MAX)],
                        |row| row.get::<_, Digest>(0),
                    )
                    .optional()
                    .map_err(fail())?;
                ends.take(Stream::named(&stream), open, &hash.unwrap_or_default());
            }
        }
        let found = ends.finished();
        check.proof.before = found.number;
        match check.members.founding() {
            Some(founding) if founding.before == found => {}
            Some(founding) => check.proof.find(format!(
                "{} events are not signed that are not the {} from before the record had members",
                found.number, founding.before.number
            )),
            None => check
                .proof
                .find("the log does not begin with the first member".to_owned()),
        }
        Ok(())
    }
}
