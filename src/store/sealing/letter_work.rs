//! Texts of letters and remarks on them, sealed under keys of the incident for those who work on letters.
//!
//! Unlike a restricted incident, the rest of the incident is everybody's: whoever lacks a key reads which letter it is about,
//! and nothing of it.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::incident_keys::{Entitled, ToSeal};
use crate::core::event::{Event, SealedEvent, What};
use crate::core::ids::Stream;
use crate::core::member::public_key::DataKeyId;
use crate::core::time::WallTime;
use crate::store::audit_log::line::unreadable;
use crate::store::events::Stored;
use crate::store::keys::{DataKey, EventKey};
use crate::store::{Store, StoreError};

/// What a text or a remark says that is sealed; `None` for any other event.
fn sealed_letter(what: &What) -> Option<&SealedEvent> {
    let What::Sealed(sealed) = what else { return None };
    sealed.nature.letter_step().map(|_| sealed)
}

/// What was sealed, where it is what the sealed event says of itself.
fn told(sealed: &SealedEvent, text: &[u8]) -> Option<What> {
    let what: What = serde_json::from_slice(text).ok()?;
    what.is_what_was_sealed(sealed).then_some(what)
}

/// The letter's event of an export, opened with the key that came along; `None` where that is not its key.
pub(crate) fn open_exported_letter(stream: Stream<'_>, event: &Event, key: &EventKey) -> Option<Event> {
    let sealed = sealed_letter(&event.what)?;
    let text = key.open(stream, event.seq, &hex::decode(&sealed.sealed.0).ok()?)?;
    let what = told(sealed, &text)?;
    Some(Event { what, ..event.clone() })
}

impl Store {
    /// Events with those of letters opened, as far as whoever opened the record has their keys.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_letters(&self, stream: Stream<'_>, mut events: Vec<Stored>) -> Result<Vec<Stored>, StoreError> {
        let mut keys: BTreeMap<DataKeyId, Option<DataKey>> = BTreeMap::new();
        for stored in &mut events {
            let seq = stored.event.seq;
            let Some(sealed) = sealed_letter(&stored.event.what) else {
                continue;
            };
            let key = match keys.get(&sealed.key) {
                Some(key) => key,
                None => keys.entry(sealed.key).or_insert(self.data_key(sealed.key)?),
            };
            let text: Option<Zeroizing<Vec<u8>>> = match key {
                Some(key) => {
                    let bytes = hex::decode(&sealed.sealed.0).ok();
                    bytes.and_then(|bytes| key.of_event(seq).open(stream, seq, &bytes))
                }
                // What came with an import has a key of its own.
                None => self.unseal(stream, seq, sealed)?,
            };
            if let Some(what) = text.and_then(|text| told(sealed, &text)) {
                stored.event.what = what;
            }
        }
        Ok(events)
    }

    /// A text or a remark that is about to be recorded, sealed for those who work on letters. Any other event stays as it is.
    ///
    /// # Errors
    /// What the database says.
    pub fn seal_letter(
        &self,
        stream: Stream<'_>,
        event: &Event,
        (entitled, at): (&[Entitled], WallTime),
    ) -> Result<Event, StoreError> {
        if let What::Sealed(_) = event.what {
            return Ok(event.clone());
        }
        let Some((nature, letter)) = event.what.letter_work() else {
            return Ok(event.clone());
        };
        let text =
            Zeroizing::new(serde_json::to_vec(&event.what).map_err(unreadable(&format!("event {}", event.seq)))?);
        let to_seal = ToSeal {
            stream,
            seq: event.seq,
            nature,
            text: &text,
        };
        let sealed = SealedEvent {
            was: Some(event.what.verb().to_owned()),
            letter: Some(letter.clone()),
            ..self.seal(to_seal, entitled, at)?
        };
        Ok(Event {
            what: What::Sealed(sealed),
            ..event.clone()
        })
    }
}
