//! What was signed of erasures, held against what stays of the events.
//!
//! What stays of an event tells its digest, so that its chain and its leaf hold; nothing else holds it. Whoever has a secret of
//! the record could write it over anything. So each erasure is an event of the organization's stream, signed by somebody who
//! might erase, that names what went, and nothing counts as erased that no such event names. Records of an earlier firebell
//! have none: the first owner who opens one says, in such an event, what they found erased, and from then on it holds there too.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::members_then::{Changes, MembersThen, digest};
use crate::core::event::{ErasedEvents, ErasureRecorded, Event, EventNumbers, What};
use crate::core::ids::Stream;
use crate::core::legal_hold::{held_by, holds};
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::core::member::{Permission, Rights};
use crate::core::time::WallTime;
use crate::store::events::{Digest, Stored, link};
use crate::store::keys::{RecordTag, Signed};
use crate::store::read_event::read_event;
use crate::store::signing::last_seen::Ends;
use crate::store::signing::proven_members::ProvenStream;
use crate::store::signing::signed_log::{SignedAppend, message};
use crate::store::signing::verified_log::append;
use crate::store::{Store, StoreError, sql};

const HOLDS: &str = "which legal holds there are";
/// What names, in a backup, what was signed of an erasure in the record.
const KEPT: &str = "erasure ";

/// Events that were erased, by their streams.
pub(crate) type ErasedIn = BTreeMap<String, EventNumbers>;

/// What was signed of an erasure, with all that its signature is verified by, for a backup that was taken before.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SignedErasure {
    n: u64,
    first: u64,
    at: i64,
    signer: MemberId,
    sig: SignatureBytes,
    /// The digest of the row of the log before it, and of the event before it.
    row_before: String,
    event_before: String,
    body: String,
    /// The digest of the last change of the members before it; none where an earlier firebell kept it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    members: Option<String>,
}

/// What was signed of erasures in a record, and the changes of its members that it rests on.
#[derive(Debug, Clone)]
pub struct SignedErasures {
    all: Vec<SignedErasure>,
    members: Changes,
}

/// Events of one stream that were erased, with their digests, which tell them apart where their numbers do not: the history of
/// a shared record may have been taken anew since a backup was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedByDigest {
    pub stream: String,
    /// The digest of each, by its number in the record.
    pub events: BTreeMap<u64, Digest>,
}

/// The erasures that events say.
#[derive(Default)]
pub(crate) struct Named {
    /// By the streams they are in; whether whoever signed found them so.
    of: BTreeMap<String, Vec<(EventNumbers, bool)>>,
    /// From when on each is recorded, it is recorded for all.
    complete: bool,
}

impl Named {
    fn take(&mut self, erasure: &ErasureRecorded) {
        self.complete |= erasure.earlier;
        for ErasedEvents { stream, events } in &erasure.of {
            let of = self.of.entry(stream.clone()).or_default();
            of.push((events.clone(), erasure.earlier));
        }
    }

    fn in_stream(&self, stream: &str) -> &[(EventNumbers, bool)] {
        self.of.get(stream).map_or(&[], Vec::as_slice)
    }

    /// The first event of a stream that was erased and that nothing names.
    fn unnamed(&self, stream: &str, erased: &EventNumbers) -> Option<u64> {
        let of: Vec<&EventNumbers> = self.in_stream(stream).iter().map(|(events, _)| events).collect();
        erased.first_not_in(&of)
    }
}

/// What the check of erasures came to.
#[derive(Debug, Default)]
pub(crate) struct ErasuresChecked {
    /// The first event that was written over as if it had been erased.
    pub(crate) unsigned: Option<(String, u64)>,
    /// Events that an earlier firebell erased, which recorded nothing of it.
    pub(crate) unproven: u64,
}

impl Store {
    /// Checks what was erased against the signed erasures. Without members there is nothing to check, since nobody
    /// signs. Events of the members are never erased, because all signatures rest on them.
    pub(crate) fn check_erasures(&self, erased: &ErasedIn) -> Result<ErasuresChecked, StoreError> {
        let mut checked = ErasuresChecked::default();
        if erased.is_empty() || self.members()?.founding().is_none() {
            return Ok(checked);
        }
        if let Some(events) = erased.get(Stream::Members.name()) {
            let first = events.first_not_in(&[]).unwrap_or(1);
            checked.unsigned = Some((Stream::Members.name().to_owned(), first));
            return Ok(checked);
        }
        let named = self.named_erasures()?;
        for (stream, events) in erased {
            match named.unnamed(stream, events) {
                None => {
                    let earlier = named.in_stream(stream).iter().filter(|(_, earlier)| *earlier);
                    checked.unproven += earlier.map(|(events, _)| events.count()).sum::<u64>();
                }
                Some(seq) if named.complete => {
                    checked.unsigned = Some((stream.clone(), seq));
                    return Ok(checked);
                }
                Some(_) => checked.unproven += events.count(),
            }
        }
        Ok(checked)
    }

    /// What events say of erasures that were signed by somebody who might erase, and against no legal hold.
    fn named_erasures(&self) -> Result<Named, StoreError> {
        let proven = self.proven_stream(Stream::Organisation, self.events(Stream::Organisation)?, HOLDS)?;
        let mut named = named_in(&proven);
        let founding = proven.members.founding();
        named.complete |= founding.is_some_and(|founding| founding.erasures_recorded);
        let holder = self.holder()?;
        let kept = self.kept_erasures()?;
        if !kept.is_empty() {
            let then = self.members_then()?;
            kept.iter()
                .for_each(|kept| named.of_backup(kept, &holder.record, &then));
        }
        Ok(named)
    }

    /// Whether events name everything of a stream that was erased, where the record has such events.
    pub(crate) fn is_named(&self, stream: Stream<'_>) -> Result<bool, StoreError> {
        let erased = |stored: &&Stored| matches!(stored.event.what, What::Erased(_));
        let events = self.events(stream)?;
        let erased: EventNumbers = events.iter().filter(erased).map(|stored| stored.event.seq).collect();
        let named = self.named_erasures()?;
        Ok(!named.complete || named.unnamed(stream.name(), &erased).is_none())
    }

    /// Verifies the events that tell of legal holds: each is signed, and none was written over.
    pub(crate) fn prove_holds(&self) -> Result<(), StoreError> {
        let members = self.members()?;
        if members.founding().is_none() || self.public_half().is_none() {
            return Ok(());
        }
        let events = self.events(Stream::Organisation)?;
        let ended =
            |stored: &&Stored| matches!(stored.event.what, What::LegalHoldPlaced(_) | What::LegalHoldReleased(_));
        let last = events.iter().rfind(ended).map(|stored| (stored.event.seq, stored.hash));
        let erased = |stored: &&Stored| matches!(stored.event.what, What::Erased(_));
        let erased: EventNumbers = events.iter().filter(erased).map(|stored| stored.event.seq).collect();
        let named = self.named_erasures()?;
        if named.complete
            && let Some(seq) = named.unnamed(Stream::Organisation.name(), &erased)
        {
            return Err(StoreError::NotProven {
                about: HOLDS,
                why: format!("event {seq} of organisation was written over as if it had been erased"),
            });
        }
        if let Some(last) = last
            && members.alone().is_none()
        {
            let ends = Ends::from([(Stream::Organisation.name().to_owned(), last)]);
            let proven = self.proven_members()?;
            self.goes_on_from_what_was_seen(self.holder()?, &proven, &ends)?;
        }
        Ok(())
    }

    /// What was erased before erasures were recorded, by streams; `None` where each is recorded.
    ///
    /// # Errors
    /// What the database says.
    pub fn erased_before_it_was_recorded(&self) -> Result<Option<Vec<ErasedEvents>>, StoreError> {
        let members = self.members()?;
        let Some(founding) = members.founding() else {
            return Ok(None);
        };
        let told = |stored: &Stored| matches!(&stored.event.what, What::ErasureRecorded(erasure) if erasure.earlier);
        if founding.erasures_recorded || self.events(Stream::Organisation)?.iter().any(told) {
            return Ok(None);
        }
        self.erased_events().map(Some)
    }

    /// Every event that was erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn erased_events(&self) -> Result<Vec<ErasedEvents>, StoreError> {
        let all = self.erased_by_digest()?.into_iter();
        let numbers = all.map(|ErasedByDigest { stream, events }| ErasedEvents {
            stream,
            events: events.into_keys().collect(),
        });
        Ok(numbers.collect())
    }

    /// Every event that was erased, with its digest.
    ///
    /// # Errors
    /// What the database says.
    pub fn erased_by_digest(&self) -> Result<Vec<ErasedByDigest>, StoreError> {
        let fail = || sql("look for what was erased");
        let mut statement = self
            .connection
            .prepare(
                "SELECT stream, seq, body, hash FROM event WHERE instr(body, CAST('erased_at' AS BLOB)) > 0 \
                 ORDER BY stream, seq",
            )
            .map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        let mut all: Vec<ErasedByDigest> = Vec::new();
        while let Some(row) = rows.next().map_err(fail())? {
            let body: Vec<u8> = row.get(2).map_err(fail())?;
            let event = read_event(&body).ok();
            if !event.is_some_and(|event| matches!(event.what, What::Erased(_))) {
                continue;
            }
            let (stream, seq): (String, i64) = (row.get(0).map_err(fail())?, row.get(1).map_err(fail())?);
            let (seq, hash): (u64, Digest) = (seq.unsigned_abs(), row.get(3).map_err(fail())?);
            match all.last_mut().filter(|last| last.stream == stream) {
                Some(last) => {
                    last.events.insert(seq, hash);
                }
                None => all.push(ErasedByDigest {
                    stream,
                    events: [(seq, hash)].into(),
                }),
            }
        }
        Ok(all)
    }

    /// The signed erasures so far, for backups that were taken before. An erasure is always an append of its own, so
    /// its body and the digests before it are all that is needed to verify the signature.
    ///
    /// # Errors
    /// What the database says.
    pub fn signed_erasures(&self) -> Result<SignedErasures, StoreError> {
        let fail = || sql("read what was signed of erasures");
        let mut statement = self
            .connection
            .prepare(
                "SELECT log.n, log.stream, log.first, log.count, log.at, log.signer, log.hash, log.sig, earlier.hash, \
                 (SELECT hash FROM event before WHERE before.stream = log.stream AND before.seq = log.first - 1), event.body \
                 FROM log JOIN event ON event.stream = log.stream AND event.seq = log.first \
                 LEFT JOIN log AS earlier ON earlier.n = log.n - 1 WHERE log.stream = ?1 AND log.count = 1 ORDER BY log.n",
            )
            .map_err(fail())?;
        let rows = statement.query_map([Stream::Organisation.name()], |row| {
            let SignedAppend {
                appending, signature, ..
            } = append(row)?;
            let digest = |at| -> rusqlite::Result<String> {
                let digest: Option<Digest> = row.get(at)?;
                Ok(hex::encode(digest.unwrap_or_default()))
            };
            let body: Vec<u8> = row.get(10)?;
            Ok(SignedErasure {
                n: appending.n,
                first: appending.first,
                at: appending.at,
                signer: appending.signer,
                sig: signature,
                row_before: digest(8)?,
                event_before: digest(9)?,
                body: String::from_utf8_lossy(&body).into_owned(),
                members: None,
            })
        });
        let mut all: Vec<SignedErasure> = rows.and_then(Iterator::collect).map_err(fail())?;
        all.retain(|signed| signed.erasure().is_some());
        for signed in &mut all {
            signed.members = self.last_change_before(signed.n)?;
        }
        all.extend(self.kept_erasures()?);
        Ok(SignedErasures {
            all,
            members: self.changes_of_members()?,
        })
    }

    /// Keeps what was signed of erasures in the record, in a backup of it.
    pub(crate) fn keep_signed_erasures(&self, signed: &SignedErasures) -> Result<(), StoreError> {
        self.keep_changes(&signed.members)?;
        for signed in &signed.all {
            let text = serde_json::to_string(signed).map_err(|source| StoreError::Unreadable {
                what: "what was signed of an erasure".to_owned(),
                source,
            })?;
            let put = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
            self.connection
                .execute(put, params![format!("{KEPT}{}", signed.n), text])
                .map_err(sql("keep what was signed of an erasure"))?;
        }
        Ok(())
    }

    fn kept_erasures(&self) -> Result<Vec<SignedErasure>, StoreError> {
        let fail = || sql("read what was signed of erasures");
        let mut statement = self
            .connection
            .prepare_cached("SELECT value FROM meta WHERE key GLOB ?1 ORDER BY key")
            .map_err(fail())?;
        let rows = statement
            .query_map([format!("{KEPT}*")], |row| row.get::<_, String>(0))
            .map_err(fail())?;
        let texts: Vec<String> = rows.collect::<Result<_, _>>().map_err(fail())?;
        // What cannot be read names nothing.
        Ok(texts
            .iter()
            .filter_map(|text| serde_json::from_str(text).ok())
            .collect())
    }
}

/// The erasures that count: signed by somebody who might erase, and not of anything under a legal hold at the time.
/// Erasures by an earlier firebell count regardless of holds, because that event only reports what was found.
fn named_in(proven: &ProvenStream) -> Named {
    let mut named = Named::default();
    let mut until: Vec<&Event> = Vec::new();
    for told in &proven.events {
        let signed = told.signed.is_some_and(|(_, admitted)| admitted);
        if let What::ErasureRecorded(erasure) = &told.event.what
            && signed
        {
            let holds = holds(until.iter().copied());
            let kept = |of: &ErasedEvents| held_by(&holds, Stream::named(&of.stream)).is_some();
            let mut counts = erasure.clone();
            counts.of.retain(|of| erasure.earlier || !kept(of));
            named.take(&counts);
        }
        until.push(&told.event);
    }
    named
}

impl SignedErasure {
    fn erasure(&self) -> Option<ErasureRecorded> {
        let event = read_event(self.body.as_bytes()).ok()?;
        let What::ErasureRecorded(erasure) = event.what else {
            return None;
        };
        Some(erasure)
    }

    /// Whether somebody signed it who was a member then and might erase.
    fn is_signed(&self, record: &RecordTag, then: &MembersThen) -> bool {
        let Some(members) = then.at(self.members.as_deref(), self.at, record) else {
            return false;
        };
        let (Some(signer), Some(at)) = (
            members.by_id(self.signer),
            chrono::DateTime::from_timestamp_millis(self.at).map(WallTime::read),
        ) else {
            return false;
        };
        let last = link(&digest(&self.event_before), Stream::Organisation, self.body.as_bytes());
        let appending = crate::store::signing::signed_log::Appending {
            n: self.n,
            stream: Stream::Organisation.name().to_owned(),
            first: self.first,
            count: 1,
            at: self.at,
            signer: self.signer,
        };
        let signed = Signed {
            key: signer.key,
            message: message(&appending.hash(record, &digest(&self.row_before), &last)),
            signature: self.sig,
        };
        signed.holds() && Rights::of(&members, self.signer, None, at).may(Permission::Erase)
    }
}

impl Named {
    /// What was erased in a backup after it was taken, by what was signed in the record.
    fn of_backup(&mut self, signed: &SignedErasure, record: &RecordTag, then: &MembersThen) {
        if let Some(erasure) = signed.erasure()
            && signed.is_signed(record, then)
        {
            // What the record found erased it does not find for the backup: it says nothing of what is recorded there.
            let complete = self.complete;
            self.take(&erasure);
            self.complete = complete;
        }
    }
}
