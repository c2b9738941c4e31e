//! What is shown of one incident, and what is kept in hand of it.

use chrono::{DateTime, Utc};

use super::{WorkError, Workspace};
use crate::app::assessment::assessed::{Assessed, Change};
use crate::app::assessment::opened_incident;
use crate::app::assessment::opened_incident::Opened;
use crate::app::assessment::what_if::{AsIf, as_if};
use crate::app::record::{Done, Loaded};
use crate::core::drill::DrillEvent;
use crate::core::incident::command::Command;
use crate::core::incident::decide::exercise;
use crate::core::time::{StoryTime, WallTime};
use crate::drill::exercise::Exercise;
use crate::drill::exercise_views::{Facilitator, facilitator};

/// An incident as it is shown.
#[derive(Debug, Clone)]
pub enum View {
    Incident(Box<Opened>),
    /// An exercise with a scenario: the incident, and what its two views show.
    Exercise(Box<Opened>, Box<Facilitator>),
}

impl View {
    /// The incident.
    pub fn opened(&self) -> &Opened {
        match self {
            View::Incident(opened) | View::Exercise(opened, _) => opened,
        }
    }
}

/// The incident that was shown last, as it was read and assessed for that.
#[derive(Debug)]
pub(super) struct LastShown {
    loaded: Loaded,
    assessed: Assessed,
    /// What the record's version was before it was read.
    version: i64,
}

impl Workspace {
    /// An incident as it is, or with `until` as it was known then, with the deadlines as they were.
    ///
    /// # Errors
    /// Where it is unknown, or cannot be read or assessed.
    pub fn view(&mut self, code: &str, until: Option<DateTime<Utc>>, now: WallTime) -> Result<View, WorkError> {
        let version = self.record.version()?;
        let loaded = self.record.load_until(code, until)?;
        let Some(until) = until else {
            let at = loaded.incident.now(now);
            let (assessed, changes) = self.record.review(&loaded, at)?;
            let view = self.shown(&loaded, &assessed, &changes, now)?;
            self.last_shown = Some(LastShown {
                loaded,
                assessed,
                version,
            });
            return Ok(view);
        };
        let at = StoryTime::named(until);
        let assessed = self.record.assess(&loaded.incident, &loaded.organisation, at)?;
        let mut opened = opened_incident::of(&loaded, &assessed, &[], &self.record, at);
        opened.as_of = Some(until);
        Ok(View::Incident(Box::new(opened)))
    }

    /// An incident as if something were so. Nothing is recorded, and nothing of it is kept in hand.
    ///
    /// # Errors
    /// What the rules of the record refuse, or what the record says.
    pub fn view_as_if(&self, code: &str, what: &AsIf, now: WallTime) -> Result<View, WorkError> {
        let loaded = self.record.load(code)?;
        let (loaded, assessed) = as_if(&self.record, &loaded, what, now)?;
        let at = what.at;
        let mut opened = opened_incident::of(&loaded, &assessed, &[], &self.record, at);
        opened.as_of = Some(what.at.at());
        opened.as_if = Some(what.words.clone());
        Ok(View::Incident(Box::new(opened)))
    }

    /// The incident after something was recorded, from what came of it: nothing is read or assessed again.
    ///
    /// # Errors
    /// Where the scenario of the exercise is invalid.
    pub fn view_after(&mut self, done: Done, now: WallTime) -> Result<View, WorkError> {
        let Done { loaded, assessed, .. } = done;
        let view = self.shown(&loaded, &assessed, &[], now)?;
        self.last_shown = self.before_command.map(|version| LastShown {
            loaded,
            assessed,
            version,
        });
        Ok(view)
    }

    /// Looks whether a command may be run, before somebody is asked whether they mean it. What is in hand will do: the
    /// command is decided anew when it is run.
    ///
    /// # Errors
    /// The refusal, or what the record says.
    pub fn check(&mut self, code: &str, command: Command, now: WallTime) -> Result<(), WorkError> {
        let held = self.held(code, now)?;
        let checked = opened_incident::check(&self.record, &held.loaded, &held.assessed, command, now);
        self.last_shown = Some(held);
        checked.map_err(|refusal| WorkError::Record(refusal.into()))
    }

    /// As [`Workspace::check`], for an event of the exercise.
    ///
    /// # Errors
    /// As there.
    pub fn check_exercise(&mut self, code: &str, event: DrillEvent, now: WallTime) -> Result<(), WorkError> {
        let held = self.held(code, now)?;
        let checked = exercise::recorded(&held.loaded.incident, event, now);
        self.last_shown = Some(held);
        checked.map(drop).map_err(|refusal| WorkError::Record(refusal.into()))
    }

    /// The incident in hand, or as it is read now where something else is.
    fn held(&mut self, code: &str, now: WallTime) -> Result<LastShown, WorkError> {
        let version = self.record.version()?;
        let last_shown = self.last_shown.take();
        let fits = |held: &LastShown| held.version == version && held.loaded.incident.code == code;
        Ok(match last_shown.filter(fits) {
            Some(held) => held,
            None => {
                let loaded = self.record.load(code)?;
                let at = loaded.incident.now(now);
                let assessed = self.record.assess(&loaded.incident, &loaded.organisation, at)?;
                LastShown {
                    loaded,
                    assessed,
                    version,
                }
            }
        })
    }

    fn shown(
        &self,
        loaded: &Loaded,
        assessed: &Assessed,
        changes: &[Change],
        now: WallTime,
    ) -> Result<View, WorkError> {
        let at = loaded.incident.now(now);
        let opened = opened_incident::of(loaded, assessed, changes, &self.record, at);
        Ok(match loaded.incident.drill {
            None => View::Incident(Box::new(opened)),
            Some(_) => {
                let exercise = Exercise::of(loaded.clone())?;
                View::Exercise(Box::new(opened), Box::new(facilitator(&exercise, now)))
            }
        })
    }
}
