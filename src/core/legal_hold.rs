//! The legal holds of a record, as the events of its own stream tell them.

use chrono::{DateTime, NaiveDate, Utc};

use super::event::{Event, HeldBefore, What};
use super::ids::Stream;
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// Its number in the record.
    pub id: u64,
    /// The UUID of the incident that it is on; `None`: everything.
    pub incident: Option<String>,
    /// The matter: a case, an inquiry.
    pub matter: String,
    pub why: String,
    /// The day it is looked at again. It goes on after that until somebody releases it.
    pub until: Option<NaiveDate>,
    pub placed_by: String,
    pub placed_at: DateTime<Utc>,
    pub released: Option<Release>,
}

/// The end of a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub by: String,
    pub at: DateTime<Utc>,
    pub why: String,
}

impl LegalHold {
    /// Whether it keeps a stream from being erased.
    pub fn keeps(&self, stream: Stream<'_>) -> bool {
        self.released.is_none()
            && self
                .incident
                .as_deref()
                .is_none_or(|incident| Stream::Incident(incident) == stream)
    }
}

/// The matter of the first hold that keeps a stream from being erased.
pub fn held_by<'h>(holds: &'h [LegalHold], stream: Stream<'_>) -> Option<&'h str> {
    let keeps = holds.iter().find(|hold| hold.keeps(stream));
    keeps.map(|hold| hold.matter.as_str())
}

/// Every hold there was, in the order in which they were placed. A number is given once: who places a second hold under one
/// changes nothing of the first.
pub fn holds<'e>(events: impl IntoIterator<Item = &'e Event>) -> Vec<LegalHold> {
    let mut holds: Vec<LegalHold> = Vec::new();
    for event in events {
        let (by, at) = (event.actor.clone(), event.recorded_at);
        let of = |earlier: &Option<HeldBefore>| match earlier {
            Some(earlier) => (earlier.by.clone(), earlier.at),
            None => (by.clone(), at),
        };
        if let What::LegalHoldPlaced(placed) = &event.what
            && !holds.iter().any(|hold| hold.id == placed.hold)
        {
            let (placed_by, placed_at) = of(&placed.earlier);
            holds.push(LegalHold {
                id: placed.hold,
                incident: placed.incident.clone(),
                matter: placed.matter.clone(),
                why: placed.why.clone(),
                until: placed.until,
                placed_by,
                placed_at,
                released: None,
            });
        } else if let What::LegalHoldReleased(released) = &event.what {
            let (by, at) = of(&released.earlier);
            let on = holds
                .iter_mut()
                .filter(|hold| hold.id == released.hold && hold.released.is_none());
            on.for_each(|hold| {
                hold.released = Some(Release {
                    by: by.clone(),
                    at,
                    why: released.why.clone(),
                });
            });
        }
    }
    holds
}
