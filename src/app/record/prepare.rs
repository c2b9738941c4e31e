//! Events that follow on an incident: stamped, checked, assessed, and ready to be written.

use chrono::SubsecRound as _;

use super::load::unfolded;
use super::occasion::Occasion;
use super::rows::summary;
use super::{Acknowledged, Done, Loaded, Record, RecordError, Stored};
use crate::app::assessment::assessed::{Assessed, Change, verdicts};
use crate::app::event_text::readable;
use crate::core::drill::DrillEvent;
use crate::core::event::{About, Event, OfIncident, What};
use crate::core::facts::keys;
use crate::core::facts::kind::OTHER_CUSTOMERS;
use crate::core::facts::{Facts, IncidentKind};
use crate::core::incident::decide::may_record;
use crate::core::incident::{FoldError, Incident, Organisation};
use crate::core::time::{StoryTime, WallTime};
use crate::core::toml_text::reader::suggestion;
use crate::store::transaction::Writing;
use crate::store::{Batch, Stream};
use crate::store::{DeadlineRow, Draft, StoreError, Summary};

/// An incident before something is recorded.
pub(super) struct Before {
    /// `None` where the first of the events opens it.
    pub(super) incident: Option<Incident>,
    pub(super) events: Vec<Stored>,
    /// Events after them that wait for the team's server.
    pub(super) waiting: Vec<Event>,
    pub(super) organisation: Organisation,
}

impl From<Loaded> for Before {
    fn from(loaded: Loaded) -> Before {
        Before {
            incident: Some(loaded.incident),
            events: loaded.events,
            waiting: loaded.waiting,
            organisation: loaded.organisation,
        }
    }
}

impl Before {
    /// The number of the last event before.
    fn seq(&self) -> u64 {
        self.incident.as_ref().map_or(0, |incident| incident.seq)
    }
}

/// Events that follow on an incident, with all that follows from them, ready to be written.
pub(super) struct Prepared {
    before: Before,
    after: Incident,
    events: Vec<Event>,
    /// The same as they are recorded: sealed where the incident is for some alone.
    recorded: Vec<Event>,
    changes: Vec<Change>,
    assessed: Assessed,
    summary: Summary,
    deadlines: Vec<DeadlineRow>,
    audit: Vec<Draft>,
}

impl Prepared {
    /// Writes it, and says what it came to.
    pub(super) fn written(self, writing: &Writing<'_>, acknowledged: Acknowledged) -> Result<Done, StoreError> {
        let stored = writing.append(&Batch {
            stream: Stream::Incident(&self.after.id),
            expected: self.before.seq(),
            events: &self.recorded,
            summary: Some(&self.summary),
            deadlines: &self.deadlines,
            audit: &self.audit,
        })?;
        let access = |event: &Event| {
            matches!(event.what.about(), About::Incident(OfIncident::Access))
                || matches!(event.what, What::Imported { .. })
        };
        if self.events.iter().any(access) {
            writing.put_access(Stream::Incident(&self.after.id), self.after.restricted_to.as_deref())?;
        }
        let told = stored.into_iter().zip(&self.events).map(|(stored, event)| Stored {
            event: event.clone(),
            ..stored
        });
        let told: Vec<Stored> = told.collect();
        let (_, mut done) = self.unrecorded(acknowledged);
        done.loaded.events.extend(told);
        Ok(done)
    }

    /// What it comes to, without its events among those that are recorded; and what waited before it.
    pub(super) fn unrecorded(self, acknowledged: Acknowledged) -> (Vec<Event>, Done) {
        // An exercise that was just begun is played by its own organisation.
        let organisation = match &self.after.drill {
            Some(drill) => drill.organisation.clone(),
            None => self.before.organisation,
        };
        let done = Done {
            loaded: Loaded {
                incident: self.after,
                events: self.before.events,
                waiting: Vec::new(),
                organisation,
            },
            events: self.events,
            changes: self.changes,
            assessed: self.assessed,
            acknowledged,
        };
        (self.before.waiting, done)
    }

    /// The row of the board and the dated obligations.
    pub(super) fn rows(&self) -> (&Summary, &[DeadlineRow]) {
        (&self.summary, &self.deadlines)
    }

    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }

    /// The UUID of its incident.
    pub(super) fn incident(&self) -> &str {
        &self.after.id
    }

    /// The number of its first event.
    pub(super) fn first(&self) -> u64 {
        self.before.seq() + 1
    }

    /// The same, with the moment at which it was done where it waited.
    pub(super) fn on(mut self, occasion: Occasion<'_>) -> Prepared {
        for event in self.events.iter_mut().chain(&mut self.recorded) {
            event.acted_at = occasion.acted_at();
        }
        self
    }

    /// The same, with what it changed among the obligations.
    pub(super) fn since(mut self, before: &Assessed) -> Prepared {
        self.changes = Change::between(&verdicts(&before.view), &verdicts(&self.assessed.view));
        self
    }
}

impl Record {
    /// Events that follow on an incident, with all that follows from them. Nothing is written.
    pub(super) fn prepare(&self, before: Before, whats: Vec<What>, wall: WallTime) -> Result<Prepared, RecordError> {
        let stream = before.incident.as_ref().map(|incident| incident.id.as_str());
        may_record(&self.rights(stream, wall)?, &whats)?;
        // What waits is sealed for its author as a whole; the keys of others are handed out by the server.
        let waits = !self.store.can_share();
        let whats = match waits {
            true => whats,
            false => self.with_sealed(before.incident.as_ref(), whats, wall)?,
        };
        let (after, events) = self.stamped_on(before.incident.as_ref(), whats, wall)?;
        readable(&events)?;
        let now = after.now(wall);
        // A value that does not read is found here, before anything is written.
        let facts = self.facts(&after, &before.organisation, now)?;
        self.adds_up(&before, now, &facts, &events)?;
        self.customers_known(&facts, &events)?;
        let mut assessed = self.assessed(&facts, now);
        assessed.view.people = assessed.view.people.beside_records(&after);
        let (summary, deadlines) = summary(&after, &assessed, &self.rules);
        let audit = self.lines(
            &events,
            Stream::Incident(&after.id),
            &after.code,
            after.kind == IncidentKind::Exercise,
        );
        let recorded = match waits {
            true => events.clone(),
            false => self.as_recorded(&after, &events, wall)?,
        };
        Ok(Prepared {
            before,
            after,
            events,
            recorded,
            changes: Vec::new(),
            assessed,
            summary,
            deadlines,
            audit,
        })
    }

    /// Refuses counts of people that cannot add up, where they are recorded. A record from before this was checked
    /// may hold some already: it can still be written to, and corrected step by step.
    fn adds_up(&self, before: &Before, now: StoryTime, after: &Facts, events: &[Event]) -> Result<(), RecordError> {
        let counts = |event: &Event| {
            let key = event.what.fact_key();
            key.is_some_and(|key| {
                key.starts_with(keys::affected::BELOW) || key == keys::organisation::PEOPLE_IN_SCOPE_WORLDWIDE
            })
        };
        let mismatches = after.affected.mismatches();
        if mismatches.is_empty() || !events.iter().any(counts) {
            return Ok(());
        }
        if let Some(incident) = &before.incident {
            let known = self.facts(incident, &before.organisation, now)?;
            if !known.affected.mismatches().is_empty() {
                return Ok(());
            }
        }
        let words = mismatches.iter().map(|mismatch| {
            format!(
                "{}: {mismatch} ({})",
                keys::affected::key(mismatch.key()),
                mismatch.hint()
            )
        });
        Err(RecordError::Value {
            problems: words.collect(),
        })
    }

    /// Refuses customers that no contract names, where they are recorded: a typing mistake would leave out whoever must
    /// be told. What was recorded before a contract ended stays.
    fn customers_known(&self, after: &Facts, events: &[Event]) -> Result<(), RecordError> {
        if !events
            .iter()
            .any(|event| event.what.fact_key() == Some(keys::data::CUSTOMERS))
        {
            return Ok(());
        }
        let known: Vec<&str> = self.rules.customers().chain([OTHER_CUSTOMERS]).collect();
        let named = after.customers.iter().flatten();
        let problems = named.filter(|id| !known.contains(&id.as_str())).map(|id| {
            let hint = suggestion(id, &known);
            format!(
                "{}: no contract is with `{id}` ({hint}; `{OTHER_CUSTOMERS}` for customers without one)",
                keys::data::CUSTOMERS
            )
        });
        let problems: Vec<String> = problems.collect();
        match problems.is_empty() {
            true => Ok(()),
            false => Err(RecordError::Value { problems }),
        }
    }

    /// Events of an incident with their numbers and moments, and the incident after them; without an incident the first
    /// event opens it. In an exercise they get the time of the story, with the wall clock kept beside it. The story
    /// never goes back: a moment before the last event is replaced by the present one.
    pub(super) fn stamped_on(
        &self,
        incident: Option<&Incident>,
        whats: Vec<What>,
        wall: WallTime,
    ) -> Result<(Incident, Vec<Event>), RecordError> {
        let mut after = incident.cloned();
        let mut events = Vec::with_capacity(whats.len());
        let start = whats.iter().find_map(|what| {
            let What::Drill(DrillEvent::Started(start)) = what else {
                return None;
            };
            Some(start.story)
        });
        for what in whats {
            let before = after.as_ref();
            let last = before.map(|before| before.last_at);
            let drill = before.and_then(|before| before.drill.as_ref());
            let steps = if let What::Drill(DrillEvent::Delivered { story, .. }) = &what {
                *story
            } else if let What::Drill(DrillEvent::Stood { elapsed }) = &what {
                // A clock that was held has not carried the story on in the meantime.
                let story = drill.and_then(|drill| drill.clock.story_at(*elapsed));
                story.map(StoryTime::at).max(last)
            } else {
                start
            };
            let mut event = self.stamp(what, before.map_or(0, |before| before.seq) + 1, wall);
            if drill.is_some() || start.is_some() {
                let story = steps.filter(|steps| last.is_none_or(|last| *steps >= last));
                let now = || before.map_or(wall.at(), |before| before.now(wall).at());
                event.recorded_at = story.unwrap_or_else(now).trunc_subsecs(3);
                event.wall_at = Some(WallTime::read(wall.at().trunc_subsecs(3)));
            }
            after = Some(match after {
                None => Incident::opened(&event).map_err(|error| unfolded(error, "it"))?,
                Some(mut after) => {
                    after.apply(&event);
                    after
                }
            });
            events.push(event);
        }
        let after = after.ok_or_else(|| unfolded(FoldError::Unopened, "it"))?;
        Ok((after, events))
    }

    pub(super) fn stamped(&self, seq: u64, whats: Vec<What>, now: WallTime) -> Vec<Event> {
        let numbered = whats.into_iter().zip(seq + 1..);
        numbered.map(|(what, seq)| self.stamp(what, seq, now)).collect()
    }

    fn stamp(&self, what: What, seq: u64, now: WallTime) -> Event {
        Event {
            seq,
            recorded_at: now.at().trunc_subsecs(3),
            wall_at: None,
            acted_at: None,
            actor: self.actor.name.clone(),
            session: self.actor.session.clone(),
            what,
        }
    }
}
