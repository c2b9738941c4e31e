//! Events of incidents that only some members may read, sealed under a key of the incident.
//!
//! From the restriction on each event is sealed before it is recorded, so that digests run over the sealed form. What the
//! incident had before is sealed where it stands: the digest that was recorded stays beside it, and what is sealed is, byte
//! for byte, what it is the digest of.

use std::collections::BTreeMap;

use rusqlite::params;
use zeroize::Zeroizing;

use super::incident_keys::{Entitled, ToSeal};
use super::letter_work::open_exported_letter;
use crate::core::event::{Event, SealedEarlier, SealedEvent, SealedNature, SealedText, What};
use crate::core::ids::Stream;
use crate::core::member::public_key::DataKeyId;
use crate::core::time::WallTime;
use crate::store::audit_log::line::unreadable;
use crate::store::erasing::events::unindex;
use crate::store::events::{Digest, Stored, body, link};
use crate::store::keys::{DataKey, EventKey};
use crate::store::leaves::Commitments;
use crate::store::read_event::read_event;
use crate::store::transaction::Writing;
use crate::store::{Store, StoreError, schema, server, sql};

/// The keys of restricted incidents that whoever opened the record has.
pub(crate) type OwnKeys = BTreeMap<DataKeyId, DataKey>;

fn restricted(what: &What) -> Option<&SealedEvent> {
    let What::Sealed(sealed) = what else { return None };
    match sealed.nature {
        SealedNature::Restricted => Some(sealed),
        SealedNature::PrivilegedNote | SealedNature::LetterText | SealedNature::LetterRemark => None,
    }
}

/// The event that is sealed, and its bytes where they were recorded as they are.
fn opened(mut stored: Stored, text: &[u8]) -> Result<Stored, StoreError> {
    let name = format!("the sealed event {}", stored.event.seq);
    match restricted(&stored.event.what).is_some_and(|sealed| sealed.earlier.is_some()) {
        true => {
            stored.event = serde_json::from_slice(text).map_err(unreadable(&name))?;
            stored.body = text.to_vec();
        }
        false => stored.event.what = serde_json::from_slice(text).map_err(unreadable(&name))?,
    }
    Ok(stored)
}

/// Whether it is an event of a restricted incident that nobody opened.
pub(crate) fn is_restricted(what: &What) -> bool {
    restricted(what).is_some()
}

/// The event that is sealed, where the key is there and opens it; otherwise as it is.
pub(crate) fn opened_event(keys: &OwnKeys, stream: Stream<'_>, event: Event) -> Event {
    let what = restricted(&event.what).and_then(|sealed| {
        let text = hex::decode(&sealed.sealed.0).ok()?;
        let text = keys
            .get(&sealed.key)?
            .of_event(event.seq)
            .open(stream, event.seq, &text)?;
        match sealed.earlier {
            Some(_) => read_event(&text).ok().map(|event| event.what),
            None => serde_json::from_slice(&text).ok(),
        }
    });
    match what {
        Some(what) => Event { what, ..event },
        None => event,
    }
}

/// An event of an export, opened with the key that came along; `None` where that is not its key.
pub fn open_exported(stream: Stream<'_>, event: &Event, key: &str) -> Option<Event> {
    let key = EventKey::try_from(key.to_owned()).ok()?;
    let Some(sealed) = restricted(&event.what) else {
        return open_exported_letter(stream, event, &key);
    };
    let text = key.open(stream, event.seq, &hex::decode(&sealed.sealed.0).ok()?)?;
    let what = serde_json::from_slice(&text).ok()?;
    Some(Event { what, ..event.clone() })
}

/// What an event that was sealed where it stood was before, if the key opens it: its digest and its leaf.
pub(crate) struct Recomputed {
    pub(crate) hash: Digest,
    pub(crate) leaf: Option<Digest>,
}

/// Where an event stands: in which stream, at which number, behind which digest.
#[derive(Clone, Copy)]
pub(crate) struct Position<'a> {
    pub(crate) before: &'a Digest,
    pub(crate) stream: &'a str,
    pub(crate) seq: u64,
}

/// Makes digest and leaf anew of what is sealed; `None` without the key, or where it does not open.
pub(crate) fn recomputed(
    keys: &OwnKeys,
    position: Position<'_>,
    sealed: &SealedEvent,
    commitments: Option<&Commitments>,
) -> Option<Recomputed> {
    let key = keys.get(&sealed.key)?;
    let Position { before, stream, seq } = position;
    // What has the right key and does not open is another text: it comes to no digest.
    let text = hex::decode(&sealed.sealed.0).ok();
    let text = text.and_then(|text| key.of_event(seq).open(Stream::named(stream), seq, &text));
    let text = text.unwrap_or_default();
    let hash = link(before, Stream::named(stream), &text);
    let leaf = commitments.map(|kept| kept.leaf(Stream::named(stream), seq, &text, &hash));
    Some(Recomputed { hash, leaf })
}

impl Store {
    /// Whether only some may read a stream, as the table of restrictions has it.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_restricted(&self, stream: Stream<'_>) -> Result<bool, StoreError> {
        let found = self.connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM access WHERE stream = ?1)",
            [stream.name()],
            |row| row.get(0),
        );
        found.map_err(sql("look for a restriction"))
    }

    /// The keys of restricted incidents that whoever opened the record has.
    pub(crate) fn own_keys(&self) -> Result<OwnKeys, StoreError> {
        let crate::store::keys::Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(OwnKeys::new());
        };
        let fail = || sql("read the keys of restricted incidents");
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT key, wrapped FROM data_key CROSS JOIN key_share ON key_share.key = data_key.id \
                 WHERE member = ?1 AND purpose = ?2",
            )
            .map_err(fail())?;
        let rows = statement
            .query_map(params![holder.member.bytes(), SealedNature::Restricted.code()], |row| {
                Ok((row.get::<_, [u8; 8]>(0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .map_err(fail())?;
        let mut keys = OwnKeys::new();
        for row in rows {
            let (id, wrapped) = row.map_err(fail())?;
            let id = DataKeyId::of(id);
            keys.extend(holder.data_key(id, &wrapped).map(|key| (id, key)));
        }
        Ok(keys)
    }

    /// Events of an incident as those may read them who were let in; `None` for everybody else.
    ///
    /// # Errors
    /// What the database says, or an event that is invalid.
    pub fn open_restricted(&self, stream: Stream<'_>, events: Vec<Stored>) -> Result<Option<Vec<Stored>>, StoreError> {
        if !events.iter().any(|stored| restricted(&stored.event.what).is_some()) {
            return Ok(Some(events));
        }
        let keys = self.own_keys()?;
        let mut told = Vec::with_capacity(events.len());
        for stored in events {
            let Some(sealed) = restricted(&stored.event.what) else {
                told.push(stored);
                continue;
            };
            let seq = stored.event.seq;
            let text: Option<Zeroizing<Vec<u8>>> = match keys.get(&sealed.key) {
                Some(key) => {
                    let bytes = hex::decode(&sealed.sealed.0).unwrap_or_default();
                    key.of_event(seq).open(stream, seq, &bytes)
                }
                // What came with an import has a key of its own.
                None => self.unseal(stream, seq, sealed)?,
            };
            let Some(text) = text else { return Ok(None) };
            told.push(opened(stored, &text)?);
        }
        Ok(Some(told))
    }

    /// An event that is about to be recorded, sealed for those who are let in.
    ///
    /// # Errors
    /// What the database says.
    pub fn seal_restricted(
        &self,
        stream: Stream<'_>,
        event: &Event,
        (entitled, at): (&[Entitled], WallTime),
    ) -> Result<Event, StoreError> {
        // A privileged note, a letter or a remark is sealed already, for fewer.
        if let What::Sealed(_) = event.what {
            return Ok(event.clone());
        }
        let text = Zeroizing::new(
            serde_json::to_vec(&event.what).map_err(unreadable(&format!("the sealed event {}", event.seq)))?,
        );
        let to_seal = ToSeal {
            stream,
            seq: event.seq,
            nature: SealedNature::Restricted,
            text: &text,
        };
        let sealed = SealedEvent {
            was: Some(event.what.verb().to_owned()),
            ..self.seal(to_seal, entitled, at)?
        };
        Ok(Event {
            what: What::Sealed(sealed),
            ..event.clone()
        })
    }

    /// Seals in place what an incident has in the open, and removes its words from the search. Returns the number of
    /// events. Events that are sealed already stay as they are, and erased ones have nothing left to seal.
    ///
    /// # Errors
    /// What the database says.
    pub fn seal_earlier(
        &self,
        writing: &Writing<'_>,
        stream: Stream<'_>,
        (entitled, at): (&[Entitled], WallTime),
    ) -> Result<u64, StoreError> {
        let open = |stored: &Stored| !matches!(stored.event.what, What::Sealed(_) | What::Erased(_));
        let events: Vec<Stored> = self.events(stream)?.into_iter().filter(open).collect();
        if events.is_empty() {
            return Ok(0);
        }
        let key = self.present_key(stream, SealedNature::Restricted, entitled, at)?;
        writing.seal_where_they_stand(stream, &events, &key)
    }
}

impl Writing<'_> {
    fn seal_where_they_stand(&self, stream: Stream<'_>, events: &[Stored], key: &DataKey) -> Result<u64, StoreError> {
        let fail = || sql("seal an event");
        let commitments = Commitments::of_record(&self.transaction)?;
        // The guard comes back within the same transaction.
        self.transaction
            .execute_batch("DROP TRIGGER event_is_final")
            .map_err(fail())?;
        for stored in events {
            let seq = stored.event.seq;
            unindex(&self.transaction, stream, &stored.event)?;
            let sealed = key.of_event(seq).seal(stream, seq, &stored.body)?;
            let leaf = commitments
                .as_ref()
                .map(|kept| hex::encode(kept.leaf(stream, seq, &stored.body, &stored.hash)));
            let event = Event {
                what: What::Sealed(SealedEvent {
                    nature: SealedNature::Restricted,
                    key: key.id,
                    sealed: SealedText(hex::encode(sealed)),
                    was: Some(stored.event.what.verb().to_owned()),
                    letter: None,
                    earlier: Some(SealedEarlier {
                        digest: hex::encode(stored.hash),
                        leaf,
                    }),
                }),
                ..stored.event.clone()
            };
            // What a team's server has of it in the open goes with its key there.
            server::destroy_key(&self.transaction, stream, seq)?;
            let seq = i64::try_from(seq).unwrap_or(i64::MAX);
            self.transaction
                .execute(
                    "UPDATE event SET body = ?3 WHERE stream = ?1 AND seq = ?2",
                    params![stream.name(), seq, body(&event)?],
                )
                .map_err(fail())?;
        }
        self.transaction
            .execute_batch(schema::GUARD_OF_EVENTS)
            .map_err(fail())?;
        self.note_free_pages()?;
        Ok(u64::try_from(events.len()).unwrap_or(u64::MAX))
    }
}
