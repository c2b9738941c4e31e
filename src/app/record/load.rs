//! Incidents read from the record, and their obligations.

use chrono::{DateTime, Utc};

use super::facts::facts_by;
use super::rows::summary;
use super::{Filter, Loaded, Record, RecordError};
use crate::app::assessment::assessed::{Assessed, Change, Verdicts, verdicts};
use crate::core::event::Event;
use crate::core::facts::{Facts, IncidentKind};
use crate::core::ids::IncidentId;
use crate::core::incident::{FoldError, Incident, Organisation};
use crate::core::law::rulebook::Rulebook;
use crate::core::refusal::Remedy;
use crate::core::time::{StoryTime, WallTime};
use crate::store::{Stream, Summary};

/// Where the time of an incident has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncidentCourse {
    /// In an exercise with a scenario the moment of its story.
    pub now: StoryTime,
    /// It is an exercise, and it is over.
    pub ended: bool,
}

impl Record {
    /// The organization as it stands, or stood.
    ///
    /// # Errors
    /// What the store says.
    pub fn organisation(&self, until: Option<DateTime<Utc>>) -> Result<Organisation, RecordError> {
        let events = self.store.events(Stream::Organisation)?;
        let known = events.iter().map(|s| &s.event);
        let last = events.last().map_or(0, |stored| stored.event.seq);
        let waiting = self.waiting_on(Stream::Organisation, last)?;
        let known = known.chain(&waiting);
        let known = known.filter(|e| until.is_none_or(|until| e.recorded_at <= until));
        Ok(Organisation::fold(known))
    }

    /// The code of an incident by its UUID.
    pub fn code_of(&self, id: &str) -> Option<String> {
        let row = self.store.summary(id).ok().flatten()?;
        Some(row.code.into())
    }

    /// An incident by code or UUID, as it stands.
    ///
    /// # Errors
    /// [`RecordError::NoIncident`] with the nearest code.
    pub fn load(&self, code: &str) -> Result<Loaded, RecordError> {
        self.load_until(code, None)
    }

    /// An incident as it was known at a moment.
    ///
    /// # Errors
    /// [`RecordError::NoIncident`] where there is none, or was none yet.
    pub fn load_until(&self, code: &str, until: Option<DateTime<Utc>>) -> Result<Loaded, RecordError> {
        // Who may read it today decides about a look back as well. The table is asked before anything is opened; the events
        // have the last word.
        if let Some(row) = self.store.summary(code)? {
            self.may_open(Stream::named(&row.stream), code)?;
            if self.store.is_restricted(Stream::named(&row.stream))? {
                self.tell_restricted(row.code.as_str())?;
            }
        }
        let loaded = self.load_for_upkeep(code, until)?;
        let today = match until {
            None => None,
            Some(_) => Some(self.load_for_upkeep(code, None)?),
        };
        let today = &today.as_ref().unwrap_or(&loaded).incident;
        self.may_see(today, code)?;
        if today.restricted_to.is_some() {
            self.tell_restricted(&today.code)?;
        }
        Ok(loaded)
    }

    /// That there is no such incident, as far as whoever asks may know: the answer about one that is restricted to others is
    /// the same to the letter.
    pub(super) fn no_incident(&self, code: &str) -> RecordError {
        let filter = Filter {
            closed: true,
            limit: Some(500),
            ..Default::default()
        };
        // A code that whoever asks may not see is not offered either. No incident is opened for this: one that cannot be opened
        // leads here.
        let codes: Vec<String> = match self.list_untitled(&filter) {
            Ok(rows) => rows.into_iter().map(|s| s.code.into()).collect(),
            Err(error) => return error,
        };
        let known: Vec<&str> = codes.iter().map(String::as_str).collect();
        let remedy = match known.is_empty() {
            true => Remedy::OpenIncident,
            false => crate::core::toml_text::reader::suggestion(code, &known).into(),
        };
        RecordError::NoIncident {
            code: code.to_owned(),
            remedy,
        }
    }

    /// An incident for the upkeep of its row, whoever may read it: nothing of it is shown.
    pub(super) fn load_for_upkeep(&self, code: &str, until: Option<DateTime<Utc>>) -> Result<Loaded, RecordError> {
        let Some(summary) = self.store.summary(code)? else {
            return Err(self.no_incident(code));
        };
        self.count_load();
        let events = self.store.events(Stream::named(&summary.stream))?;
        let opened = self.store.open_restricted(Stream::named(&summary.stream), events)?;
        let opened = opened.ok_or_else(|| self.no_incident(code))?;
        let mut events = self.store.open_letters(Stream::named(&summary.stream), opened)?;
        events.retain(|s| until.is_none_or(|until| s.event.recorded_at <= until));
        let last = events.last().map_or(0, |stored| stored.event.seq);
        let mut waiting = self.waiting_on(Stream::named(&summary.stream), last)?;
        waiting.retain(|event| until.is_none_or(|until| event.recorded_at <= until));
        if events.is_empty() && waiting.is_empty() {
            return Err(RecordError::NoIncident {
                code: code.to_owned(),
                remedy: "it had not been opened at that time".into(),
            });
        }
        let told = events.iter().map(|s| &s.event).chain(&waiting);
        let mut incident = Incident::fold(told).map_err(|error| unfolded(error, &summary.code))?;
        // Also a look back shows the code of today: what it was before may be the code of another incident.
        incident.code = summary.code;
        incident.id = IncidentId::stored(&summary.stream);
        // An exercise with a scenario has its organization in it. Without one it is played with the team's own, whose
        // numbers stay out of it.
        let organisation = match &incident.drill {
            Some(drill) => drill.organisation.clone(),
            None if incident.kind == IncidentKind::Exercise => self.organisation(until)?.with_masked_numbers(),
            None => self.organisation(until)?,
        };
        Ok(Loaded {
            incident,
            organisation,
            events,
            waiting,
        })
    }

    /// The moment it is in an incident: in an exercise with a scenario that of its story.
    ///
    /// # Errors
    /// As [`Record::load`].
    pub fn story(&self, row: &Summary, wall: WallTime) -> Result<StoryTime, RecordError> {
        Ok(self.course(row, wall)?.now)
    }

    /// What time it is in an incident, and whether it is an exercise that has ended.
    ///
    /// # Errors
    /// As [`Record::load`].
    pub fn course(&self, row: &Summary, wall: WallTime) -> Result<IncidentCourse, RecordError> {
        if row.kind == IncidentKind::Real || row.closed {
            return Ok(IncidentCourse {
                now: StoryTime::outside_incidents(wall),
                ended: false,
            });
        }
        let incident = self.load_for_upkeep(&row.stream, None)?.incident;
        Ok(IncidentCourse {
            now: incident.now(wall),
            ended: incident.drill.as_ref().is_some_and(|drill| drill.ended.is_some()),
        })
    }

    /// An exercise by its row of the board, for the clock that it has.
    ///
    /// # Errors
    /// As [`Record::load`].
    pub fn exercise_of(&self, row: &Summary) -> Result<Incident, RecordError> {
        Ok(self.load_for_upkeep(&row.stream, None)?.incident)
    }

    /// The facts of an incident, read exactly as a facts file is.
    ///
    /// # Errors
    /// [`RecordError::Value`] names each key that does not read.
    pub fn facts(
        &self,
        incident: &Incident,
        organisation: &Organisation,
        now: StoryTime,
    ) -> Result<Facts, RecordError> {
        facts_by(&self.rules, incident, organisation, now)
    }

    /// The obligations of an incident by another edition of the law. Nothing is written.
    ///
    /// # Errors
    /// As [`Record::facts`].
    pub fn assess_by(&self, rules: &Rulebook, loaded: &Loaded, now: StoryTime) -> Result<Assessed, RecordError> {
        let facts = facts_by(rules, &loaded.incident, &loaded.organisation, now)?;
        Ok(Assessed::of(&facts, rules, now))
    }

    /// The obligations of an incident at a moment.
    ///
    /// # Errors
    /// As [`Record::facts`].
    pub fn assess(
        &self,
        incident: &Incident,
        organisation: &Organisation,
        now: StoryTime,
    ) -> Result<Assessed, RecordError> {
        let facts = self.facts(incident, organisation, now)?;
        let mut assessed = self.assessed(&facts, now);
        assessed.view.people = assessed.view.people.beside_records(incident);
        Ok(assessed)
    }

    /// The obligations of facts that were read.
    pub(super) fn assessed(&self, facts: &Facts, now: StoryTime) -> Assessed {
        self.count_assessment();
        Assessed::of(facts, &self.rules, now)
    }

    /// Assesses one incident anew, says what the law or the passing of time has changed since it was last written, and
    /// writes its row of the board where that has changed.
    ///
    /// # Errors
    /// As [`Record::assess`].
    pub fn review(&mut self, loaded: &Loaded, now: StoryTime) -> Result<(Assessed, Vec<Change>), RecordError> {
        let assessed = self.assess(&loaded.incident, &loaded.organisation, now)?;
        let Some(kept) = self.store.summary(&loaded.incident.id)? else {
            return Ok((assessed, Vec::new()));
        };
        // A row that cannot be read says nothing about what has changed; it is written anew.
        let before: Option<Verdicts> = serde_json::from_str(&kept.verdicts).ok();
        let readable = before.is_some();
        let changes = before.map(|before| Change::between(&before, &verdicts(&assessed.view)));
        let changes = changes.unwrap_or_default();
        if self.store.can_write() && (!readable || kept.rules != self.rules.sha256 || !changes.is_empty()) {
            let (row, deadlines) = summary(&loaded.incident, &assessed, &self.rules);
            // Looking goes on where nothing can be written.
            if let Err(error) = self.store.refresh(&row, &deadlines) {
                self.store.warnings().board(&error);
            }
        }
        Ok((assessed, changes))
    }
}

/// The incident that the events of a stream tell. The stream is what its events are kept under, whatever the first of them
/// says.
///
/// # Errors
/// [`RecordError::Zone`] where no database has its zone, [`RecordError::Unopened`] where its opening is missing.
pub(super) fn folded<'e>(
    stream: Stream<'_>,
    events: impl IntoIterator<Item = &'e Event>,
) -> Result<Incident, RecordError> {
    let mut incident = Incident::fold(events).map_err(|error| unfolded(error, stream.name()))?;
    incident.id = IncidentId::stored(stream.name());
    Ok(incident)
}

/// Why the events of an incident, by its code or stream, tell none.
pub(super) fn unfolded(error: FoldError, name: &str) -> RecordError {
    match error {
        FoldError::Zone(source) => RecordError::Zone {
            code: name.to_owned(),
            source,
        },
        FoldError::Unopened => RecordError::Unopened { id: name.to_owned() },
    }
}
