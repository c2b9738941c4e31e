//! What a line of the audit log and its event both tell: who, in which run, when and what. Both are brought to a number, so
//! that a million of them can be laid beside each other.

use std::borrow::Cow;
use std::hash::Hasher as _;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use memchr::memmem::Finder;
use rayon::prelude::*;
use serde::Deserialize;
use siphasher::sip::SipHasher13;
use siphasher::sip128;

use crate::store::StoreError;
use crate::store::as_written::AsWritten;
use crate::store::events::Digest;
use crate::store::random::random;
use crate::store::read_event::read_event;

/// The name of a moment that may stand behind the rest.
static WALL_AT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("wall_at"));

/// The number of what is not compared.
pub(crate) const NOT_COMPARED: u64 = 0;

/// Brings what is told to numbers; the key is another one each time, so that nobody can look for two that are alike.
#[derive(Clone, Copy)]
pub(crate) struct Numbering([u8; 16]);

/// The name of an event, and the number of what is told under it.
pub(crate) type NamedAndTold = (Digest, u64);

/// What was met, added up in whatever order: two tallies that are equal met the same, since what each entry adds cannot be known
/// without the key of the numbering.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    count: u64,
    sum: u128,
    /// Each of them, where a difference is to be found.
    each: Option<Vec<NamedAndTold>>,
}

impl Tally {
    /// One that keeps what is added.
    pub(crate) fn that_keeps() -> Tally {
        Tally {
            each: Some(Vec::new()),
            ..Tally::default()
        }
    }

    pub(crate) fn add(&mut self, numbering: Numbering, entry: NamedAndTold) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(numbering.entry(&entry));
        if let Some(each) = &mut self.each {
            each.push(entry);
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Whether the same was added to both.
    pub(crate) fn equals(&self, other: &Tally) -> bool {
        (self.count, self.sum) == (other.count, other.sum)
    }

    /// What was kept, in the order of the names.
    pub(crate) fn sorted(self) -> Vec<NamedAndTold> {
        let mut each = self.each.unwrap_or_default();
        each.par_sort_unstable();
        each
    }
}

/// What both tell.
pub(crate) struct Told<'a> {
    pub(crate) actor: &'a str,
    pub(crate) session: &'a str,
    pub(crate) at: DateTime<Utc>,
    pub(crate) action: &'a str,
}

/// What an event tells of itself, without all the rest.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct EventTells<'a> {
    recorded_at: DateTime<Utc>,
    #[serde(default)]
    wall_at: Option<DateTime<Utc>>,
    #[serde(borrow)]
    actor: Cow<'a, str>,
    #[serde(borrow)]
    session: Cow<'a, str>,
    #[serde(borrow)]
    what: Cow<'a, str>,
}

impl Numbering {
    pub(crate) fn fresh() -> Result<Numbering, StoreError> {
        Ok(Numbering(random()?))
    }

    pub(crate) fn number(&self, told: &Told<'_>) -> u64 {
        let mut hash = SipHasher13::new_with_key(&self.0);
        for text in [told.actor, told.session, told.action] {
            hash.write(text.as_bytes());
            hash.write_u8(0xff);
        }
        hash.write_i64(told.at.timestamp_millis());
        hash.finish().max(NOT_COMPARED + 1)
    }

    fn entry(&self, (name, told): &NamedAndTold) -> u128 {
        let mut hash = sip128::SipHasher13::new_with_key(&self.0);
        hash.write(name);
        hash.write_u64(*told);
        sip128::Hasher128::finish128(&hash).as_u128()
    }

    /// The number of an event; [`NOT_COMPARED`] where it cannot be read, which the walk over the events tells.
    pub(crate) fn of_event(&self, read: &EventTells<'_>, body: &[u8]) -> u64 {
        let number = |action: &str| {
            self.number(&Told {
                actor: &read.actor,
                session: &read.session,
                at: read.wall(),
                action,
            })
        };
        match usual_verb(&read.what) {
            Some(verb) => number(verb),
            None => read_event(body).map_or(NOT_COMPARED, |event| number(event.what.told_as())),
        }
    }
}

impl<'a> EventTells<'a> {
    /// What the beginning of an event tells as it is written, without all that follows; otherwise what JSON says.
    pub(crate) fn read(body: &'a [u8]) -> Option<EventTells<'a>> {
        EventTells::as_written(body).or_else(|| serde_json::from_slice(body).ok())
    }

    /// `None` where it is laid out otherwise, as events of exercises are, and where what follows may tell another moment: a second
    /// one of the other parts makes the event unreadable, and this one stands alone.
    fn as_written(body: &'a [u8]) -> Option<EventTells<'a>> {
        if memchr::memchr(b'\\', body).is_some_and(|at| memchr::memmem::find(&body[at..], b"\\u").is_some())
            || WALL_AT.find(body).is_some()
        {
            return None;
        }
        let mut body = AsWritten::of(body);
        body.past(b"{\"seq\":")?;
        body.number()?;
        body.past(b",\"recorded_at\":\"")?;
        let recorded_at = body.moment()?;
        body.past(b",\"actor\":\"")?;
        let actor = body.text()?.into();
        body.past(b",\"session\":\"")?;
        let session = body.text()?.into();
        body.past(b",\"what\":\"")?;
        let what = body.text()?.into();
        Some(EventTells {
            recorded_at,
            wall_at: None,
            actor,
            session,
            what,
        })
    }

    pub(crate) fn is_erased(&self) -> bool {
        self.what == "erased"
    }

    pub(crate) fn is_sealed(&self) -> bool {
        self.what == "sealed"
    }

    /// When it was recorded by the clock on the wall.
    pub(crate) fn wall(&self) -> DateTime<Utc> {
        self.wall_at.unwrap_or(self.recorded_at)
    }
}

/// The verb of the kinds that are most of a record, without reading the whole event.
fn usual_verb(what: &str) -> Option<&'static str> {
    Some(match what {
        "fact_recorded" => "fact.set",
        "note_added" => "note.add",
        "task_ticked" => "task.tick",
        "disposed" => "obligation.dispose",
        "evidence_logged" => "evidence.log",
        "contact_attempted" => "contact.attempt",
        "decided" => "decide",
        "letter_revised" => "letter.revise",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::core::event::{Event, Note, What};
    use crate::core::time::WallTime;
    use crate::store::event_samples::samples;

    /// The verbs that are told without reading the event are those that the event tells of itself.
    #[test]
    fn usual_verbs_are_those_of_the_events() {
        let mut kinds = BTreeSet::new();
        for what in &samples() {
            let tag = serde_json::to_value(what).unwrap()["what"].as_str().unwrap().to_owned();
            assert_eq!(usual_verb(&tag), Some(what.told_as()), "{tag}");
            kinds.insert(tag);
        }
        assert_eq!(kinds.len(), 8);
    }

    #[test]
    fn an_event_tells_what_json_says() {
        for what in samples() {
            for wall_at in [None, Some(WallTime::read("2026-03-06T14:00:00Z".parse().unwrap()))] {
                let event = Event {
                    seq: 12,
                    recorded_at: "2026-03-05T14:00:00.250Z".parse().unwrap(),
                    wall_at,
                    acted_at: None,
                    actor: "Zoë \"Z\"".to_owned(),
                    session: "s".to_owned(),
                    what: what.clone(),
                };
                for actor in ["dana", &event.actor] {
                    let event = Event {
                        actor: actor.to_owned(),
                        ..event.clone()
                    };
                    let body = serde_json::to_vec(&event).unwrap();
                    let read = EventTells::as_written(&body);
                    assert_eq!(read.is_some(), wall_at.is_none() && actor == "dana");
                    assert_eq!(EventTells::read(&body), serde_json::from_slice(&body).ok());
                }
            }
        }
    }

    /// Somebody with the key of the database lays a moment behind the rest, where it is read with the event.
    #[test]
    fn a_moment_behind_the_rest_is_read() {
        for name in ["wall_at", "wall\\u005fat"] {
            let body = format!(
                "{{\"seq\":1,\"recorded_at\":\"2026-03-05T14:00:00Z\",\"actor\":\"dana\",\"session\":\"s\",\
                 \"what\":\"note_added\",\"text\":\"t\",\"privileged\":false,\"{name}\":\"2026-03-06T14:00:00Z\"}}"
            );
            let tells = EventTells::read(body.as_bytes()).unwrap();
            assert_eq!(tells.wall().to_rfc3339(), "2026-03-06T14:00:00+00:00", "{name}");
        }
    }

    #[test]
    fn an_event_and_its_line_have_one_number() {
        let event = Event {
            seq: 1,
            recorded_at: "2026-11-28T10:00:00.123Z".parse().unwrap(),
            wall_at: None,
            acted_at: None,
            actor: "dana \"d\"".to_owned(),
            session: "s".to_owned(),
            what: What::NoteAdded(Note {
                text: "t".to_owned(),
                privileged: false,
            }),
        };
        let numbering = Numbering::fresh().unwrap();
        let body = serde_json::to_vec(&event).unwrap();
        let read: EventTells<'_> = serde_json::from_slice(&body).unwrap();
        let told = |actor, action| {
            numbering.number(&Told {
                actor,
                session: "s",
                at: event.recorded_at,
                action,
            })
        };
        assert_eq!(numbering.of_event(&read, &body), told("dana \"d\"", event.what.verb()));
        assert_ne!(numbering.of_event(&read, &body), told("bob", event.what.verb()));
        assert_ne!(numbering.of_event(&read, &body), told("dana \"d\"", "fact.set"));
    }
}
