//! The check of signatures: every row of the log follows the one before, covers events that are there, and was signed by a
//! member who might do at that time what the events did.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rusqlite::{OptionalExtension as _, params};

use super::events::{Digest, GENESIS};
use super::keys::{RecordTag, Source, join_message, verifies};
use super::members::Ends;
use super::restricted::{OwnKeys, is_restricted, opened_event};
use super::signed_log::{Appending, SignedAppend, message};
use super::transaction::Stream;
use super::{Store, StoreError, sql};
use crate::core::event::{Event, What};
use crate::core::member::fold::Members;
use crate::core::member::needs::needed;
use crate::core::member::public_key::{MemberId, SignatureBytes, VerifyingKey};
use crate::core::member::{MemberEvent, MemberState, Rights, admitted};
use crate::core::sign_off::same_person;
use crate::core::time::WallTime;

/// The verb of the event that takes an incident in from another record ([`What::verb`]).
pub(super) const IMPORT: &str = "incident.import";

/// What the check of the signatures found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignatureProof {
    /// Rows of the log, each with its signature.
    pub appends: u64,
    /// Events that a signature covers.
    pub signed: u64,
    /// Events from before the record had members.
    pub before: u64,
    /// Events of incidents that were taken in from other records.
    pub imported: u64,
    /// Events of restricted incidents that whoever checks cannot open: that a member signed them is verified, and not
    /// whether that member might do what they did.
    pub sealed: u64,
    /// Approvals under a name that somebody typed, whose own key did not sign them.
    pub named: u64,
    /// What does not fit, the first of them first; at most twenty.
    pub findings: Vec<String>,
}

impl SignatureProof {
    const MOST: usize = 20;

    fn find(&mut self, finding: String) {
        if self.findings.len() < SignatureProof::MOST {
            self.findings.push(finding);
        }
    }
}

/// A signature to be verified: all of them at once, at the end.
struct Claim {
    n: u64,
    key: VerifyingKey,
    message: Vec<u8>,
    signature: SignatureBytes,
}

/// How far the events of a stream are covered.
#[derive(Debug, Clone, Copy)]
struct Covered {
    first: u64,
    until: u64,
    /// The first of them says that what is before came from another record.
    imported: bool,
}

/// The walk over the log.
struct Check {
    proof: SignatureProof,
    members: Members,
    covered: BTreeMap<String, Covered>,
    claims: Vec<Claim>,
    keys: OwnKeys,
}

impl Store {
    /// Every append of the record, in order.
    ///
    /// # Errors
    /// What the database says.
    pub fn signed_log(&self) -> Result<Vec<SignedAppend>, StoreError> {
        let fail = || sql("read its log");
        let mut statement = self
            .connection
            .prepare_cached("SELECT n, stream, first, count, at, signer, hash, sig FROM log ORDER BY n")
            .map_err(fail())?;
        let rows = statement.query_map([], |row| {
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
        });
        rows.map_err(fail())?.collect::<Result<_, _>>().map_err(fail())
    }

    /// Verifies every signature, and that whoever signed might do it at that time. `None` where the record has no members.
    ///
    /// # Errors
    /// What the database says.
    pub fn verify_signatures(&self) -> Result<Option<SignatureProof>, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(None);
        };
        let log = self.signed_log()?;
        if log.is_empty() {
            return Ok(None);
        }
        let mut check = Check {
            proof: SignatureProof::default(),
            members: Members::default(),
            covered: BTreeMap::new(),
            claims: Vec::with_capacity(log.len()),
            keys: self.own_keys()?,
        };
        let mut before = GENESIS;
        for (row, n) in log.iter().zip(1..) {
            if row.appending.n != n {
                check.proof.find(format!("append {n} is missing"));
                break;
            }
            self.check_row(&mut check, &holder.record, row, &before)?;
            before = row.hash;
        }
        self.check_uncovered(&mut check)?;
        let bad: Vec<u64> = check
            .claims
            .par_iter()
            .filter(|claim| !verifies(&claim.key, &claim.message, &claim.signature))
            .map(|claim| claim.n)
            .collect();
        for n in bad {
            check
                .proof
                .find(format!("append {n}: its signature is not that of its signer"));
        }
        Ok(Some(check.proof))
    }

    fn check_row(
        &self,
        check: &mut Check,
        record: &RecordTag,
        row: &SignedAppend,
        before: &Digest,
    ) -> Result<(), StoreError> {
        let Appending {
            n,
            stream,
            first,
            count,
            ..
        } = &row.appending;
        let events = self.covered_events(stream, *first, *count)?;
        let Some((_, last)) = events.last().filter(|_| u64::try_from(events.len()) == Ok(*count)) else {
            check.proof.find(format!("append {n}: its events are not in {stream}"));
            return Ok(());
        };
        if row.appending.hash(record, before, last) != row.hash {
            check
                .proof
                .find(format!("append {n}: its digest does not match its contents"));
        }
        let first = events.first().map(|(event, _)| event.clone());
        check.follows(
            row,
            first.map(|event| opened_event(&check.keys, stream, event)).as_ref(),
        );
        for (event, _) in events {
            let event = &opened_event(&check.keys, stream, event);
            check.joins(record, row, event);
            check.allowed(row, event);
            check.members_take(event, stream);
        }
        check.proof.appends += 1;
        check.proof.signed += count;
        Ok(())
    }

    fn covered_events(&self, stream: &str, first: u64, count: u64) -> Result<Vec<(Event, Digest)>, StoreError> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let fail = || sql("read events");
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT seq, body, hash FROM event WHERE stream = ?1 AND seq >= ?2 AND seq < ?3 ORDER BY seq",
            )
            .map_err(fail())?;
        let rows = statement
            .query_map(
                params![stream, number(first), number(first.saturating_add(count))],
                |row| {
                    Ok((
                        row.get::<_, i64>(0)?,
                        row.get::<_, Vec<u8>>(1)?,
                        row.get::<_, Digest>(2)?,
                    ))
                },
            )
            .map_err(fail())?;
        let mut events = Vec::new();
        for row in rows {
            let (seq, body, hash) = row.map_err(fail())?;
            let event = serde_json::from_slice(&body).map_err(|source| StoreError::Unreadable {
                what: format!("event {seq} of {stream}"),
                source,
            })?;
            events.push((event, hash));
        }
        Ok(events)
    }

    /// What no signature covers was there before the record had members, or came from another record.
    fn check_uncovered(&self, check: &mut Check) -> Result<(), StoreError> {
        let mut ends = Ends::default();
        for stream in self.streams()? {
            let covered = check.covered.get(&stream).copied();
            let fail = || sql("read the end of a stream");
            let last: i64 = self
                .connection
                .query_row("SELECT max(seq) FROM event WHERE stream = ?1", [&stream], |row| {
                    row.get(0)
                })
                .map_err(fail())?;
            let last = last.unsigned_abs();
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
                ends.take(&stream, open, &hash.unwrap_or_default());
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

/// Whether an event says so, or said so before it was erased.
fn came_from_another_record(what: &What) -> bool {
    let was = if let What::Erased(erased) = what {
        erased.was.as_str()
    } else {
        what.told_as()
    };
    was == IMPORT
}

impl Check {
    /// Whether a row goes on where its stream was covered so far.
    fn follows(&mut self, row: &SignedAppend, first: Option<&Event>) {
        let Appending {
            n,
            stream,
            first: from,
            count,
            ..
        } = &row.appending;
        match self.covered.get_mut(stream) {
            Some(covered) if covered.until + 1 == *from => covered.until += count,
            Some(covered) => {
                let expected = covered.until + 1;
                self.proof.find(format!(
                    "append {n}: it begins with event {from} of {stream}; {expected} was expected"
                ));
            }
            None => {
                let imported = first.is_some_and(|event| came_from_another_record(&event.what));
                self.covered.insert(
                    stream.clone(),
                    Covered {
                        first: *from,
                        until: from + count - 1,
                        imported,
                    },
                );
            }
        }
    }

    /// Whether whoever signed might record an event, as the record stood then.
    fn allowed(&mut self, row: &SignedAppend, event: &Event) {
        let Appending {
            n, stream, at, signer, ..
        } = &row.appending;
        let at = WallTime::read(chrono::DateTime::from_timestamp_millis(*at).unwrap_or_default());
        let known = self.members.by_id(*signer);
        let key = match (&event.what, known) {
            (What::Members(MemberEvent::Founded(founding)), None) => Some(founding.key),
            (_, Some(member)) => Some(member.key),
            (_, None) => None,
        };
        let Some(key) = key else {
            self.proof.find(format!("append {n}: no member has the key {signer}"));
            return;
        };
        if event.seq == row.appending.first {
            self.claims.push(Claim {
                n: *n,
                key,
                message: message(&row.hash),
                signature: row.signature,
            });
        }
        // Its words and its author are gone; that the append was signed still shows.
        if let What::Erased(_) = &event.what {
            return;
        }
        if let What::Members(change) = &event.what {
            if stream != Stream::Members.name() {
                self.proof
                    .find(format!("append {n}: an event of the members is in {stream}"));
            } else if let Err(why) = admitted(&self.members, change, *signer, at) {
                self.proof.find(format!("append {n}: {why}"));
            }
            return;
        }
        if known.is_some_and(|member| member.state != MemberState::Active) {
            self.proof.find(format!("append {n}: {signer} was not a member then"));
            return;
        }
        let rights = Rights::of(&self.members, *signer, Some(stream), at);
        if is_restricted(&event.what) {
            self.proof.sealed += 1;
        } else if let Some(Err(lack)) = needed(&event.what).map(|permission| rights.need(permission)) {
            self.proof
                .find(format!("append {n}: event {} of {stream}: {lack}", event.seq));
        }
        let by_name = !known.is_some_and(|member| same_person(&member.name, &event.actor));
        let alone = self.members.alone().is_some();
        if by_name && !alone {
            let actor = &event.actor;
            self.proof.find(format!(
                "append {n}: event {} of {stream} is in the name of {actor}, whose key did not sign it",
                event.seq
            ));
        }
        let approves = matches!(event.what, What::LetterApproved(_));
        self.proof.named += u64::from(by_name && alone && approves);
    }

    /// Whoever joins has the key that they join with.
    fn joins(&mut self, record: &RecordTag, row: &SignedAppend, event: &Event) {
        if let What::Members(MemberEvent::Joined(joining)) = &event.what
            && let Some(invited) = self.members.by_id(joining.member)
        {
            self.claims.push(Claim {
                n: row.appending.n,
                key: joining.key,
                message: join_message(record, joining.member, &invited.key, &joining.key),
                signature: joining.proof,
            });
        }
    }

    fn members_take(&mut self, event: &Event, stream: &str) {
        if stream == Stream::Members.name() {
            self.members.take(event);
        }
    }
}
