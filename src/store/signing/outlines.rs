//! Outlines of events: what the check of signatures holds against most of them. They are kept from the walk that recomputes
//! the events, so that these are read once, and what was verified is what is checked.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::core::event::{About, OfIncident, What};
use crate::core::member::needs::needed;
use crate::core::member::permissions_by_role::Permission;
use crate::store::events::Digest;
use crate::store::read_event::read_event;

/// The place of a name among those in events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameNumber(u32);

/// An event, as far as its signature is held against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outline {
    pub(crate) digest: Digest,
    /// `None`: more than name and permission is looked at, and the event is read as a whole.
    asks: Option<Asks>,
}

/// In whose name an event is, and what that person must be permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asks {
    name: NameNumber,
    needs: Permission,
}

/// What is said of an event that is not read as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said<'e> {
    pub(crate) seq: u64,
    pub(crate) name: &'e str,
    pub(crate) needs: Option<Permission>,
}

/// The names in events, each once.
#[derive(Debug, Default)]
struct Names(RwLock<HashMap<Arc<str>, NameNumber>>);

impl Names {
    /// `None` where there are too many of them.
    fn number(&self, name: &str) -> Option<NameNumber> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).copied();
        if known.is_some() {
            return known;
        }
        let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let next = NameNumber(u32::try_from(names.len()).ok()?);
        Some(*names.entry(Arc::from(name)).or_insert(next))
    }

    /// The names in the order of their numbers.
    fn in_order(&self) -> Vec<Arc<str>> {
        let names = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<(Arc<str>, NameNumber)> =
            names.iter().map(|(name, number)| (Arc::clone(name), *number)).collect();
        names.sort_unstable_by_key(|(_, number)| number.0);
        names.into_iter().map(|(name, _)| name).collect()
    }
}

impl Outline {
    /// Reads an event from its bytes. One that cannot be read, or says that it is another, is read once more where that is told.
    fn of((seq, body): (u64, &[u8]), digest: Digest, names: &Names) -> Outline {
        let read = read_event(body).ok().filter(|event| event.seq == seq);
        let asks = read.and_then(|event| {
            Some(Asks {
                needs: all_that_is_asked(&event.what)?,
                name: names.number(&event.actor)?,
            })
        });
        Outline { digest, asks }
    }

    /// Of an event that is read as a whole.
    pub(crate) fn left_open(digest: Digest) -> Outline {
        Outline { digest, asks: None }
    }
}

/// The permission that an event needs, where nothing else of it matters to its signature. Who joins, where an incident came
/// from, who may read it, whose hand is in a letter and what is gone is looked at as a whole.
fn all_that_is_asked(what: &What) -> Option<Permission> {
    let About::Incident(about) = what.about() else {
        return None;
    };
    match about {
        OfIncident::Course(_)
        | OfIncident::Stage
        | OfIncident::Fact { .. }
        | OfIncident::Decision(_)
        | OfIncident::Obligation(_)
        | OfIncident::Delay { .. }
        | OfIncident::Playbook { .. }
        | OfIncident::Step(_)
        | OfIncident::Assignment(_)
        | OfIncident::Assigned(_)
        | OfIncident::Reminder(_)
        | OfIncident::Call(_)
        | OfIncident::Evidence(_)
        | OfIncident::Note(_)
        | OfIncident::Timeline(_)
        | OfIncident::Mailing(..) => needed(what),
        OfIncident::Identity | OfIncident::Letter(..) | OfIncident::Access | OfIncident::Correction => None,
    }
}

/// The outlines of events by stream: those of each from its first event on, without gaps.
pub(crate) type ByStream = HashMap<Arc<str>, Box<[Outline]>>;

/// How many outlines are kept, of 40 bytes each. The events of other streams are read once more.
const MOST: usize = 3_000_000;

/// The outlines of events, once they were read.
#[derive(Debug)]
pub struct Outlines {
    most: usize,
    numbers: Names,
    kept: OnceLock<Kept>,
}

#[derive(Debug)]
struct Kept {
    streams: ByStream,
    /// The names in the order of their numbers.
    names: Vec<Arc<str>>,
}

impl Default for Outlines {
    fn default() -> Outlines {
        Outlines::at_most(MOST)
    }
}

impl Outlines {
    pub(crate) fn at_most(most: usize) -> Outlines {
        Outlines {
            most,
            numbers: Names::default(),
            kept: OnceLock::new(),
        }
    }

    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// The outline of an event that is being read, with its number.
    pub(crate) fn outline(&self, event: (u64, &[u8]), digest: Digest) -> Outline {
        Outline::of(event, digest, &self.numbers)
    }

    /// Keeps what a walk over all events came to; the first one counts.
    pub(crate) fn keep(&self, streams: ByStream) {
        self.kept.get_or_init(|| Kept {
            streams,
            names: self.numbers.in_order(),
        });
    }

    /// Those of an append; `None` where one of its events has to be read, or was recorded later.
    pub(crate) fn of_append(&self, stream: &str, (first, count): (u64, u64)) -> Option<&[Outline]> {
        let begins = usize::try_from(first.checked_sub(1)?).ok()?;
        let ends = begins.checked_add(usize::try_from(count).ok()?)?;
        let outlines = self.kept.get()?.streams.get(stream)?.get(begins..ends)?;
        let all = !outlines.is_empty() && outlines.iter().all(|outline| outline.asks.is_some());
        all.then_some(outlines)
    }

    /// What is said of an event of which [`Outlines::of_append`] has told.
    pub(crate) fn said(&self, outline: &Outline, seq: u64) -> Option<Said<'_>> {
        let asks = outline.asks?;
        let name = self.kept.get()?.names.get(usize::try_from(asks.name.0).ok()?)?;
        Some(Said {
            seq,
            name,
            needs: Some(asks.needs),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::event::Event;
    use crate::store::event_samples::samples;

    const DIGEST: Digest = [7; 32];

    fn body(seq: u64, actor: &str, what: What) -> Vec<u8> {
        let event = Event {
            seq,
            recorded_at: "2026-03-05T14:00:00.250Z".parse().unwrap(),
            wall_at: None,
            acted_at: None,
            actor: actor.to_owned(),
            session: "s".to_owned(),
            what,
        };
        serde_json::to_vec(&event).unwrap()
    }

    fn kept(events: &[(u64, Vec<u8>)]) -> Outlines {
        let outlines = Outlines::default();
        let all = events.iter().map(|(seq, body)| outlines.outline((*seq, body), DIGEST));
        let all: Box<[Outline]> = all.collect();
        outlines.keep([(Arc::from("2026-001"), all)].into());
        outlines
    }

    /// What is said of an event is what it says itself, for every kind that is not read as a whole.
    #[test]
    fn an_outline_says_what_its_event_says() {
        let mut outlined = 0;
        for (what, name) in samples().into_iter().zip(["Zoë", "kim"].into_iter().cycle()) {
            let outlines = kept(&[(1, body(1, name, what.clone()))]);
            let Some([outline]) = outlines.of_append("2026-001", (1, 1)) else {
                assert!(
                    what.letter_work().is_some() || matches!(what, What::Sealed(_)),
                    "{what:?}"
                );
                continue;
            };
            outlined += 1;
            let said = Said {
                seq: 1,
                name,
                needs: needed(&what),
            };
            assert_eq!(outlines.said(outline, 1), Some(said), "{what:?}");
        }
        assert!(outlined > 5, "{outlined}");
    }

    #[test]
    fn what_cannot_be_read_or_says_that_it_is_another_is_left_open() {
        let note = || samples().remove(0);
        let events = [
            (1, body(1, "kim", note())),
            (2, body(3, "kim", note())),
            (3, b"{}".to_vec()),
        ];
        let outlines = kept(&events);
        assert!(outlines.of_append("2026-001", (1, 1)).is_some());
        for append in [(2, 1), (3, 1), (1, 2), (4, 1), (0, 1), (1, 0), (u64::MAX, u64::MAX)] {
            assert_eq!(outlines.of_append("2026-001", append), None, "{append:?}");
        }
        assert_eq!(outlines.of_append("2026-002", (1, 1)), None);
    }
}
