//! Where people are, told to the others through the server and heard from them.

use std::time::Duration;

use super::kept_locally::Kept;
use super::presence::{Present, Told, Whereabouts};
use super::shared::Shared;
use super::stopwatch;
use crate::core::member::Members;
use crate::core::member::public_key::SignatureBytes;
use crate::core::time::WallTime;
use crate::store::keys::{Claim, Signer, Verifier, false_claims};
use crate::store::random::random;
use crate::store::{Store, StoreError};

/// How often it is repeated where somebody is. Others forget them after two and a half times as long
/// (`presence::GONE`), so that one message may get lost.
const AGAIN: Duration = Duration::from_secs(10);
/// Messages have one length, so that the server learns nothing from it.
const LENGTH: usize = 448;

fn signed_text(bytes: &[u8]) -> Vec<u8> {
    [b"firebell 2 whereabouts".as_slice(), bytes].concat()
}

/// A message in the letters that a notification takes.
fn sealed(kept: &Kept, shared: &Shared, signer: &Signer, told: &Told) -> Result<Option<String>, StoreError> {
    let Some(key) = kept.newest() else { return Ok(None) };
    let text = postcard::to_allocvec(told).map_err(|error| StoreError::Kdf(Box::new(error)))?;
    let signature = signer.sign(&signed_text(&text));
    let Ok(length) = u16::try_from(text.len()) else {
        return Ok(None);
    };
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&text);
    bytes.extend_from_slice(signature.bytes());
    if bytes.len() > LENGTH {
        return Ok(None);
    }
    bytes.resize(LENGTH, 0);
    let id = random()?;
    let sealed = key.seal_whereabouts(&shared.log.record, &id, &bytes)?;
    Ok(Some(hex::encode(
        [id.as_slice(), &key.epoch.to_be_bytes(), &sealed].concat(),
    )))
}

/// A message that a member signed; `None` for anything else that somebody with a login may send.
fn opened(kept: &Kept, shared: &Shared, members: &Members, message: &str) -> Option<Told> {
    let bytes = hex::decode(message).ok()?;
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (epoch, sealed) = rest.split_first_chunk::<4>()?;
    let key = kept.key(u32::from_be_bytes(*epoch))?;
    let bytes = key.open_whereabouts(&shared.log.record, id, sealed)?;
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (text, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let signature = SignatureBytes::of(*rest.first_chunk()?);
    let told: Told = postcard::from_bytes(text).ok()?;
    let member = members.active().find(|member| *member.id.bytes() == told.member)?;
    let claim = Claim {
        verifier: Verifier::of(&member.key),
        message: signed_text(text),
        signature,
    };
    false_claims(&[(0_u64, claim)]).is_empty().then_some(told)
}

impl Store {
    /// Tells the others where whoever opened the record is, where that is news, they ask, or some time has passed. Nothing where
    /// the record is not shared or the server is away.
    ///
    /// # Errors
    /// What the database says.
    pub fn tell_whereabouts(&self, place: &Whereabouts, now: WallTime) -> Result<(), StoreError> {
        let Some(shared) = self.shared.as_ref().filter(|shared| shared.reached().is_ok()) else {
            return Ok(());
        };
        let told = shared.presence.told.borrow().clone();
        let known = told.is_some_and(|(before, at)| before == *place && at.elapsed() < AGAIN);
        if known && !shared.presence.asked.take() {
            return Ok(());
        }
        self.tell(shared, (Some(place), false), now)?;
        shared.presence.told.replace(Some((place.clone(), stopwatch::now())));
        Ok(())
    }

    /// Tells the others that whoever opened the record has gone.
    ///
    /// # Errors
    /// What the database says.
    pub fn tell_goodbye(&self, now: WallTime) -> Result<(), StoreError> {
        match &self.shared {
            Some(shared) if shared.reached().is_ok() && shared.presence.told.take().is_some() => {
                self.tell(shared, (None, false), now)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Asks the others where they are, and waits for their answers.
    ///
    /// # Errors
    /// What the database says.
    pub fn ask_whereabouts(&self, wait: Duration, now: WallTime) -> Result<Vec<Present>, StoreError> {
        let Some(shared) = self.shared.as_ref().filter(|shared| shared.reached().is_ok()) else {
            return Ok(Vec::new());
        };
        if !shared.link.lock().passes_on() {
            return Ok(Vec::new());
        }
        self.tell(shared, (None, true), now)?;
        let until = stopwatch::now() + wait;
        while stopwatch::now() < until {
            if shared.link.lock().watch(Duration::from_millis(100)).is_err() {
                break;
            }
        }
        self.whereabouts(now)
    }

    fn tell(
        &self,
        shared: &Shared,
        (place, asks): (Option<&Whereabouts>, bool),
        now: WallTime,
    ) -> Result<(), StoreError> {
        let (Some((_, signer)), Some(kept)) = (self.signing(), Kept::read(&self.connection)?) else {
            return Ok(());
        };
        let told = Told {
            member: *signer.member.bytes(),
            run: shared.presence.run,
            at: now.at().timestamp_millis(),
            asks,
            place: place.cloned(),
        };
        if let Some(message) = sealed(&kept, shared, &signer, &told)? {
            // A notification that does not get through is told again in a while.
            let _ = shared.link.lock().pass_on(&message);
        }
        Ok(())
    }

    /// Where the others are, as far as they told lately.
    ///
    /// # Errors
    /// What the database says.
    pub fn whereabouts(&self, now: WallTime) -> Result<Vec<Present>, StoreError> {
        let Some(shared) = &self.shared else {
            return Ok(Vec::new());
        };
        let messages = shared.link.lock().heard();
        if !messages.is_empty()
            && let Some(kept) = Kept::read(&self.connection)?
        {
            let members = self.members()?;
            let told = messages
                .iter()
                .filter_map(|message| opened(&kept, shared, &members, message));
            told.for_each(|told| shared.presence.hear(told, now));
        }
        Ok(shared.presence.present())
    }
}
