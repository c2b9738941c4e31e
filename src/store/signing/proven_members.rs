//! Who may have a key, by what members signed: before one is handed out, the events that say so are verified.
//!
//! Whoever has a secret of the record can write to its tables. So a key goes to nobody on the word of a table, nor on that of
//! an event that nobody signed, that was written over, or whose author might not say so.

use std::cell::RefCell;
use std::ops::Deref;

use rusqlite::params;

use super::batch_check::{Check, came_from_another_record};
use super::last_seen::{End, Ends};
use super::read_appends::Append;
use super::signed_log::{Appending, SignedAppend};
use super::verified_log::{EVENTS, append};
use crate::core::event::{Event, What};
use crate::core::ids::Stream;
use crate::core::member::Members;
use crate::core::member::public_key::MemberId;
use crate::store::events::{Digest, GENESIS, Stored, link};
use crate::store::keys::{Holder, Source};
use crate::store::sealing::incident_keys::Entitled;
use crate::store::sealing::restricted_events::is_restricted;
use crate::store::{Store, StoreError, sql};

const WHO: &str = "who is in the record and may do what";
const READERS: &str = "who may read the incident";

/// The members as verified events tell them: each change signed by somebody who might make it then.
#[derive(Debug, Clone, Default)]
pub struct ProvenMembers(Members);

impl Deref for ProvenMembers {
    type Target = Members;

    fn deref(&self) -> &Members {
        &self.0
    }
}

impl ProvenMembers {
    /// Those who may have a key.
    pub fn entitled(&self, may: impl Fn(MemberId) -> bool) -> Vec<Entitled> {
        let entitled = self.0.active().filter(|member| may(member.id));
        entitled
            .map(|member| Entitled {
                member: member.id,
                recipient: member.recipient,
                key: member.key,
            })
            .collect()
    }
}

/// What was proven while nothing was recorded, here or by somebody else.
#[derive(Default)]
pub(crate) struct ProvenNow(RefCell<Option<(State, ProvenMembers)>>);

/// What changes when anybody records anything.
type State = (i64, u64, Digest);

/// An append with the digest of the row before it.
pub(crate) struct Placed {
    pub(crate) before: Digest,
    pub(crate) row: SignedAppend,
}

/// Who may read an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readers {
    /// Everybody who may read incidents.
    Everybody,
    These(Vec<MemberId>),
    /// It is told to others alone.
    Unknown,
}

/// The events of a stream as they were signed.
pub(crate) struct ProvenStream {
    /// Opened, where they are of a restricted incident and whoever looks has the key.
    pub(crate) events: Vec<ProvenEvent>,
    pub(crate) members: Members,
}

pub(crate) struct ProvenEvent {
    pub(crate) event: Event,
    pub(crate) hash: Digest,
    /// Where a signed append covers it: the number of that, and whether whoever signed might record it.
    pub(crate) signed: Option<(u64, bool)>,
}

fn not_proven<T>(about: &'static str, why: impl Into<String>) -> Result<T, StoreError> {
    Err(StoreError::NotProven { about, why: why.into() })
}

impl Store {
    /// The members, by what is proven alone. None where the record has none.
    ///
    /// # Errors
    /// [`StoreError::NotProven`], or what the database says.
    pub fn proven_members(&self) -> Result<ProvenMembers, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(ProvenMembers::default());
        };
        let (n, hash) = super::signed_log::end(&self.connection)?;
        let state: State = (self.version()?, n, hash);
        if let Some((then, members)) = &*self.proven.0.borrow()
            && *then == state
        {
            return Ok(members.clone());
        }
        let members = self.prove_members(holder)?;
        *self.proven.0.borrow_mut() = Some((state, members.clone()));
        Ok(members)
    }

    fn prove_members(&self, holder: &Holder) -> Result<ProvenMembers, StoreError> {
        let proven = self.proven_stream(Stream::Members, self.events(Stream::Members)?, WHO)?;
        let Some(last) = proven.events.last() else {
            // Before the first member nothing is signed.
            return match super::signed_log::end(&self.connection)?.0 == 0 && self.seen(holder)?.is_none() {
                true => Ok(ProvenMembers::default()),
                false => not_proven(WHO, "the record tells of no member"),
            };
        };
        let told = |proven: &ProvenEvent| proven.signed.is_some() && matches!(proven.event.what, What::Members(_));
        if let Some(other) = proven.events.iter().find(|proven| !told(proven)) {
            let seq = other.event.seq;
            return not_proven(
                WHO,
                format!("event {seq} of members is not signed, or was written over"),
            );
        }
        // Between a join and the event that records it, the record still has the invitation's key for that member, so a
        // member who is not active yet may hold another key.
        let own = proven.members.by_id(holder.member);
        if own.is_none_or(|own| own.key != holder.public_half().key && own.is_active()) {
            return not_proven(WHO, "the key that opened the record is no member's");
        }
        // With a single member there is nobody else to hand a key to.
        if proven.members.alone().is_none() {
            let ends = Ends::from([(Stream::Members.name().to_owned(), (last.event.seq, last.hash))]);
            self.goes_on_from_what_was_seen(holder, &proven.members, &ends)?;
        }
        Ok(ProvenMembers(proven.members))
    }

    /// Who may read an incident, by what is proven alone.
    ///
    /// # Errors
    /// [`StoreError::NotProven`], or what the database says.
    pub fn proven_readers(&self, stream: Stream<'_>) -> Result<Readers, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(Readers::Everybody);
        };
        if !self.may_tell_of_readers(stream)? {
            return Ok(Readers::Everybody);
        }
        let events = self.events(stream)?;
        // A restriction leaves what is sealed for some, and what was written over may have been one.
        if !events.iter().any(|stored| tells_of_readers(&stored.event.what)) {
            return Ok(Readers::Everybody);
        }
        let sealed = events.iter().any(|stored| is_restricted(&stored.event.what));
        let Some(events) = self.open_restricted(stream, events)? else {
            return Ok(Readers::Unknown);
        };
        let proven = self.proven_stream(stream, events, READERS)?;
        let (readers, last) = proven.readers(stream)?;
        if sealed && last.is_none() {
            return not_proven(READERS, format!("nothing in {stream} says for whom it is sealed"));
        }
        if let Some(last) = last
            && proven.members.alone().is_none()
        {
            let ends = Ends::from([(stream.name().to_owned(), last)]);
            self.goes_on_from_what_was_seen(holder, &proven.members, &ends)?;
        }
        Ok(readers)
    }

    /// Whether any event of a stream might say who may read it, judged by its raw bytes: nearly no stream has such an
    /// event, and parsing all of them would be slow. JSON can spell any word with `\u` escapes, so an event with one
    /// counts too.
    fn may_tell_of_readers(&self, stream: Stream<'_>) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT 1 FROM event WHERE stream = ?1 AND (instr(body, CAST('restricted' AS BLOB)) > 0 \
                 OR instr(body, CAST('access_' AS BLOB)) > 0 OR instr(body, CAST('erased' AS BLOB)) > 0 \
                 OR instr(body, CAST('\\u' AS BLOB)) > 0) LIMIT 1",
            )
            .and_then(|mut statement| statement.exists([stream.name()]))
            .map_err(sql("look for a restriction"))
    }

    /// The events of a stream, held against the appends that members signed, with the members as they were at each of them.
    pub(crate) fn proven_stream(
        &self,
        stream: Stream<'_>,
        events: Vec<Stored>,
        about: &'static str,
    ) -> Result<ProvenStream, StoreError> {
        let holder = self.holder()?;
        let mut check = Check::new(holder.record.clone(), self.own_keys()?);
        let mut placed = self.placed(stream)?;
        let of_members = match stream == Stream::Members {
            true => Vec::new(),
            false => {
                placed.extend(self.placed(Stream::Members)?);
                placed.sort_by_key(|placed| placed.row.appending.n);
                self.events(Stream::Members)?
            }
        };
        for (name, events) in [(stream, &events), (Stream::Members, &of_members)] {
            if let Some(seq) = first_unlinked(name, events) {
                return not_proven(about, format!("event {seq} of {name} is not what was recorded"));
            }
        }
        let mut signed = vec![None; events.len()];
        for Placed { before, row } in placed {
            let Appending { n, first, count, .. } = row.appending;
            let own = row.appending.stream == stream.name();
            let bodies = match own {
                true => self.bodies(stream, (first, count))?,
                false => self.bodies(Stream::Members, (first, count))?,
            };
            let append = Append { row, events: bodies };
            let append = append.read(check.keys());
            let admitted = check.take_placed(before, &append);
            if own {
                let at = usize::try_from(first - 1).unwrap_or(usize::MAX);
                let places = signed.iter_mut().skip(at);
                places
                    .zip(admitted)
                    .for_each(|(place, admitted)| *place = Some((n, *admitted)));
            }
        }
        if let Some(why) = check.settled() {
            return not_proven(about, why);
        }
        if let Some(seq) = unsigned_after(&signed) {
            return not_proven(about, format!("event {seq} of {stream} is not signed"));
        }
        let proven = events.into_iter().zip(signed);
        Ok(ProvenStream {
            events: proven
                .map(|(Stored { event, hash, .. }, signed)| ProvenEvent { event, hash, signed })
                .collect(),
            members: check.members,
        })
    }

    /// The appends of a stream, each with the digest of the row before it.
    pub(crate) fn placed(&self, stream: Stream<'_>) -> Result<Vec<Placed>, StoreError> {
        let fail = || sql("read its log");
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT log.n, log.stream, log.first, log.count, log.at, log.signer, log.hash, log.sig, earlier.hash \
                 FROM log LEFT JOIN log AS earlier ON earlier.n = log.n - 1 WHERE log.stream = ?1 ORDER BY log.n",
            )
            .map_err(fail())?;
        let rows = statement.query_map([stream.name()], |row| {
            Ok(Placed {
                before: row.get::<_, Option<Digest>>(8)?.unwrap_or(GENESIS),
                row: append(row)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(fail())
    }

    /// Bytes and digests of the events of an append.
    fn bodies(&self, stream: Stream<'_>, (first, count): (u64, u64)) -> Result<Vec<(Vec<u8>, Digest)>, StoreError> {
        let fail = || sql("read the events of an append");
        let mut statement = self.connection.prepare_cached(EVENTS).map_err(fail())?;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let until = first.saturating_add(count);
        let rows = statement.query_map(params![stream.name(), number(first), number(until)], |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
        rows.and_then(Iterator::collect).map_err(fail())
    }
}

/// Whether an event tells who may read its incident, or may have told it before it was sealed or written over.
fn tells_of_readers(what: &What) -> bool {
    is_restricted(what)
        || matches!(
            what,
            What::AccessRestricted { .. } | What::AccessOpened { .. } | What::Erased(_)
        )
}

/// The first event that does not fit its chain. Events that were sealed in place come here opened, as they were
/// recorded.
fn first_unlinked(stream: Stream<'_>, events: &[Stored]) -> Option<u64> {
    let mut before = GENESIS;
    for (stored, seq) in events.iter().zip(1..) {
        let erased = if let What::Erased(erased) = &stored.event.what {
            erased.digest == hex::encode(stored.hash)
        } else {
            false
        };
        if stored.event.seq != seq || !(erased || link(&before, stream, &stored.body) == stored.hash) {
            return Some(seq);
        }
        before = stored.hash;
    }
    None
}

/// The first event without a signature after one that has it.
fn unsigned_after(signed: &[Option<(u64, bool)>]) -> Option<usize> {
    let first = signed.iter().position(Option::is_some)?;
    let unsigned = signed[first..].iter().position(Option::is_none)?;
    Some(first + unsigned + 1)
}

impl ProvenStream {
    /// Who may read the incident, and the last event that says so. Events before an import carry no signatures of this
    /// record; the append that imported them is signed.
    fn readers(&self, stream: Stream<'_>) -> Result<(Readers, Option<End>), StoreError> {
        let imported = self
            .events
            .iter()
            .position(|told| came_from_another_record(&told.event.what));
        let (mut readers, mut last) = (Readers::Everybody, None);
        for (at, told) in self.events.iter().enumerate() {
            let seq = told.event.seq;
            let restricts = if let What::AccessRestricted { to, .. } = &told.event.what {
                Readers::These(to.clone())
            } else if let What::AccessOpened { .. } = &told.event.what {
                Readers::Everybody
            } else if let What::Erased(_) = &told.event.what {
                return not_proven(READERS, format!("event {seq} of {stream} was written over"));
            } else {
                continue;
            };
            match told.signed {
                Some((_, true)) => {}
                // Signed by somebody who might not say so: it counts for nothing.
                Some((_, false)) => continue,
                None if imported.is_some_and(|imported| at < imported) => {}
                None => return not_proven(READERS, format!("event {seq} of {stream} is not signed")),
            }
            (readers, last) = (restricts, Some((seq, told.hash)));
        }
        Ok((readers, last))
    }
}
