//! What was recorded since somebody last looked, by whichever process: for streams of events and for hooks.
//!
//! Incidents that whoever opened the record may not read are not looked at. Nothing is written.

use std::collections::BTreeMap;

use crate::app::assessment::assessed::{Change, Verdicts, verdicts};
use crate::app::record::{Filter, Loaded, Record, RecordError, Summary};
use crate::core::event::Event;
use crate::core::time::WallTime;

/// Whether changes among the obligations are wanted beside the events: each takes an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Events,
    EventsAndChanges,
}

/// What is new about an incident.
#[derive(Debug)]
pub struct News {
    pub loaded: Loaded,
    /// The number of the last event that was known.
    known: u64,
    /// What changed among its obligations; empty where that was not wanted.
    pub changes: Vec<Change>,
}

impl News {
    /// The events that were not known, in order.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        let events = self.loaded.events.iter().map(|stored| &stored.event);
        events.filter(|event| event.seq > self.known)
    }
}

/// What is known of an incident.
#[derive(Debug, Default)]
struct Known {
    seq: u64,
    verdicts: Verdicts,
}

/// Remembers what was seen.
#[derive(Debug)]
pub struct Follower {
    wanted: Wanted,
    version: Option<i64>,
    /// By the UUID of the incident.
    known: BTreeMap<String, Known>,
}

fn everything() -> Filter {
    Filter {
        closed: true,
        ..Filter::default()
    }
}

impl Follower {
    /// Takes everything that is there as seen.
    ///
    /// # Errors
    /// What the record says.
    pub fn from_now(record: &Record, wanted: Wanted, now: WallTime) -> Result<Follower, RecordError> {
        let mut follower = Follower {
            wanted,
            version: Some(record.version()?),
            known: BTreeMap::new(),
        };
        for row in record.list(&everything())? {
            let verdicts = match (wanted, row.closed) {
                (Wanted::EventsAndChanges, false) => standing(record, &record.load(&row.stream)?, now)?,
                (Wanted::EventsAndChanges, true) | (Wanted::Events, _) => Verdicts::new(),
            };
            let seq = row.seq;
            follower.known.insert(row.stream, Known { seq, verdicts });
        }
        Ok(follower)
    }

    /// What was recorded since, an entry for each incident. Costs next to nothing where nothing was.
    ///
    /// # Errors
    /// What the record says; what was not told then is told by the next look.
    pub fn look(&mut self, record: &Record, now: WallTime) -> Result<Vec<News>, RecordError> {
        let version = record.version()?;
        if self.version == Some(version) {
            return Ok(Vec::new());
        }
        let mut news = Vec::new();
        for row in record.list(&everything())? {
            if self.known.get(&row.stream).is_none_or(|known| known.seq < row.seq) {
                news.push(self.news_of(&row, record, now)?);
            }
        }
        self.version = Some(version);
        Ok(news)
    }

    fn news_of(&mut self, row: &Summary, record: &Record, now: WallTime) -> Result<News, RecordError> {
        let loaded = record.load(&row.stream)?;
        let current = match self.wanted {
            Wanted::Events => Verdicts::new(),
            Wanted::EventsAndChanges => standing(record, &loaded, now)?,
        };
        let known = self.known.entry(row.stream.clone()).or_default();
        let changes = Change::between(&known.verdicts, &current);
        let seen = std::mem::replace(
            known,
            Known {
                seq: loaded.incident.seq,
                verdicts: current,
            },
        );
        Ok(News {
            loaded,
            known: seen.seq,
            changes,
        })
    }
}

fn standing(record: &Record, loaded: &Loaded, now: WallTime) -> Result<Verdicts, RecordError> {
    let story = loaded.incident.now(now);
    let assessed = record.assess(&loaded.incident, &loaded.organisation, story)?;
    Ok(verdicts(&assessed.view))
}
