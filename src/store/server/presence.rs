//! Who looks at what: told to each other through the server while it lasts, sealed for the team, signed, and kept nowhere.
//! A server that has no notifications passes nothing on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::stopwatch;
use crate::core::member::public_key::MemberId;
use crate::core::time::WallTime;
use crate::store::StoreError;
use crate::store::random::random;

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
pub(super) type Run = [u8; 8];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) member: [u8; 8],
    pub(super) run: Run,
    /// Milliseconds since 1970: what is older than what was heard before is let go.
    pub(super) at: i64,
    /// Whether the others are to tell where they are.
    pub(super) asks: bool,
    /// `None`: the member has no place to report, or has left.
    pub(super) place: Option<Whereabouts>,
}

/// Whoever was not heard of for this time is gone.
const GONE: Duration = Duration::from_secs(25);
/// Messages that are further off this machine's clock are ignored.
const NOT_FROM_NOW: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// A member, at one of their machines.
type Who = ([u8; 8], Run);

/// What is known of the others, and what they know of this machine.
pub(super) struct Presence {
    pub(super) run: Run,
    pub(super) told: RefCell<Option<(Whereabouts, Instant)>>,
    pub(super) asked: std::cell::Cell<bool>,
    heard: RefCell<BTreeMap<Who, (Whereabouts, i64, Instant)>>,
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

impl Presence {
    pub(super) fn hear(&self, told: Told, now: WallTime) {
        let from_now = |at: chrono::DateTime<_>| (now.at() - at).abs() <= NOT_FROM_NOW;
        if told.run == self.run || !chrono::DateTime::from_timestamp_millis(told.at).is_some_and(from_now) {
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
                heard.insert(who, (place, told.at, stopwatch::now()));
            }
            None if told.asks => {}
            None => {
                heard.remove(&who);
            }
        }
    }

    pub(super) fn present(&self) -> Vec<Present> {
        let mut heard = self.heard.borrow_mut();
        heard.retain(|_, (_, _, at)| at.elapsed() < GONE);
        let present = heard.iter().map(|((member, _), (place, _, _))| Present {
            member: MemberId::of(*member),
            at: place.clone(),
        });
        present.collect()
    }
}
