//! Who looks at what: told to each other through the server while it lasts, sealed for the team, signed, and kept nowhere.
//! A server that has no notifications passes nothing on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::super::keys::{Claim, Signer, Verifier, false_claims};
use super::super::random::random;
use super::super::{Store, StoreError};
use super::kept::Kept;
use super::shared::Shared;
use crate::core::member::Members;
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::core::time::WallTime;

/// Where somebody is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whereabouts {
    /// The incident, by UUID; `None`: the board.
    pub incident: Option<String>,
    /// The letter at hand.
    pub letter: Option<String>,
    /// Whether it is being written.
    pub drafting: bool,
}

/// Somebody who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    pub member: MemberId,
    pub at: Whereabouts,
}

/// One run of firebell.
type Run = [u8; 8];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    member: [u8; 8],
    run: Run,
    /// Milliseconds since 1970: what is older than what was heard before is let go.
    at: i64,
    /// Whether the others are to tell where they are.
    asks: bool,
    /// `None`: nobody is to be told of, or whoever it was has gone.
    place: Option<Whereabouts>,
}

/// What was told is told again after this time.
const AGAIN: Duration = Duration::from_secs(10);
/// Whoever was not heard of for this time is gone.
const GONE: Duration = Duration::from_secs(25);
/// A message that is older, or newer, by the clock of this machine is not from now.
const NOT_FROM_NOW: chrono::TimeDelta = chrono::TimeDelta::minutes(10);
/// Messages have one length, so that the server learns nothing from it.
const LENGTH: usize = 448;

/// What is known of the others, and what they know of this machine.
pub(super) struct Presence {
    run: Run,
    told: RefCell<Option<(Whereabouts, Instant)>>,
    asked: std::cell::Cell<bool>,
    heard: RefCell<BTreeMap<([u8; 8], Run), (Whereabouts, i64, Instant)>>,
}

impl Presence {
    pub(super) fn begin() -> Result<Presence, StoreError> {
        Ok(Presence {
            run: random()?,
            told: RefCell::default(),
            asked: std::cell::Cell::default(),
            heard: RefCell::default(),
        })
    }
}

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
        shared.presence.told.replace(Some((place.clone(), Instant::now())));
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
        if !shared.link.borrow_mut().passes_on() {
            return Ok(Vec::new());
        }
        self.tell(shared, (None, true), now)?;
        let until = Instant::now() + wait;
        while Instant::now() < until {
            if shared.link.borrow_mut().watch(Duration::from_millis(100)).is_err() {
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
            let _ = shared.link.borrow_mut().pass_on(&message);
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
        let messages = shared.link.borrow_mut().heard();
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

impl Presence {
    fn hear(&self, told: Told, now: WallTime) {
        let at = chrono::DateTime::from_timestamp_millis(told.at).unwrap_or_default();
        if told.run == self.run || (now.at() - at).abs() > NOT_FROM_NOW {
            return;
        }
        if told.asks {
            self.asked.set(true);
        }
        let mut heard = self.heard.borrow_mut();
        let who = (told.member, told.run);
        if heard.get(&who).is_some_and(|(_, before, _)| *before > told.at) {
            return;
        }
        match told.place {
            Some(place) => {
                heard.insert(who, (place, told.at, Instant::now()));
            }
            None if told.asks => {}
            None => {
                heard.remove(&who);
            }
        }
    }

    fn present(&self) -> Vec<Present> {
        let mut heard = self.heard.borrow_mut();
        heard.retain(|_, (_, _, at)| at.elapsed() < GONE);
        let present = heard.iter().map(|((member, _), (place, _, _))| Present {
            member: MemberId::of(*member),
            at: place.clone(),
        });
        present.collect()
    }
}
