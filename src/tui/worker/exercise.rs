//! The worker's part in an exercise: it drives the clock while the exercise is on screen, and keeps a sign of life, so
//! that after a crash the exercise stands where it was.

use std::path::Path;

use chrono::Datelike as _;

use crate::app::config;
use crate::app::record::{Record, RecordError};
use crate::core::drill::{CorrectiveAction, DrillEvent};
use crate::core::time::WallTime;
use crate::drill::desk::{Facilitator, facilitator};
use crate::drill::driver::{self, DrillError, Exercise};
use crate::drill::presence::{Face, Followed, Hand, Silence, follow};
use crate::drill::scenario::Scenario;
use crate::drill::{files, improvements, read};
use crate::tui::effect::ExerciseEffect;
use crate::tui::event::{Event, Failure};
use crate::tui::ids::{IncidentRef, Subject};
use crate::tui::start::Offer;

/// Drives the exercise on screen.
#[derive(Debug, Default)]
pub(super) struct Driver {
    /// The exercise that was looked at last, and whether it still runs.
    known: Option<(String, bool)>,
    silence: Silence,
}

impl Driver {
    /// A driver that takes a clock to have been held after this silence.
    pub fn with_silence(silence: Silence) -> Driver {
        Driver { known: None, silence }
    }

    /// The workbench's hand at a moment of the wall clock.
    pub fn hand(&self, now: WallTime) -> Hand {
        Hand {
            face: Face::Workbench,
            wall: now,
            silence: self.silence,
        }
    }

    /// Delivers what is due. Says whether the exercise has changed.
    ///
    /// # Errors
    /// What the record says.
    pub fn drive(&mut self, record: &mut Record, code: &str, now: WallTime) -> Result<bool, DrillError> {
        if self.known.as_ref().is_none_or(|(known, _)| known != code) {
            let drill = record.load(code)?.incident.drill;
            let runs = drill.is_some_and(|drill| drill.ended.is_none());
            self.known = Some((code.to_owned(), runs));
        }
        if !self.known.as_ref().is_some_and(|(_, runs)| *runs) {
            return Ok(false);
        }
        Ok(match follow(record, code, self.hand(now))? {
            Followed::Went(injects) => !injects.is_empty(),
            Followed::Held { .. } | Followed::Over => true,
        })
    }
}

/// What both views show.
///
/// # Errors
/// What the record says, or a scenario that does not read.
pub(super) fn desk(record: &Record, code: &str, now: WallTime) -> Result<Facilitator, DrillError> {
    Ok(facilitator(&Exercise::load(record, code)?, now))
}

/// The scenarios there are: id and title. Those that do not read are left to `drill lint`.
pub(super) fn scenarios(own: Option<&Path>) -> Vec<Offer> {
    let files = files::all(own).unwrap_or_default();
    let read = files
        .iter()
        .filter_map(|file| read::read(&file.name, &file.text, 1).ok());
    let offer = |scenario: Scenario| Offer {
        id: scenario.id,
        words: scenario.title,
    };
    read.map(offer).collect()
}

/// An error in a line.
pub(super) fn words(error: &DrillError) -> String {
    match error {
        DrillError::Record(error) => super::words(error),
        DrillError::Scenario(problems) => {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            format!("{error}: {first}")
        }
        DrillError::Unknown { hint, .. } => format!("{error} · {hint}"),
        DrillError::NoDrill(_) => error.to_string(),
    }
}

/// Records an event of an exercise through the door that knows its scenario.
///
/// # Errors
/// What the record says.
pub(super) fn recorded(
    record: &mut Record,
    code: &IncidentRef,
    event: DrillEvent,
    now: WallTime,
) -> Result<Event, RecordError> {
    match driver::run(record, code, event, now) {
        Ok(done) => Ok(super::recorded(code, &done)),
        Err(DrillError::Record(error)) => Err(error),
        Err(error) => Ok(super::failed(Subject::Incident(code.clone()), words(&error))),
    }
}

/// Carries an effect of an exercise out.
///
/// # Errors
/// What the record says.
pub(super) fn answer(
    record: &mut Record,
    own: Option<&Path>,
    effect: ExerciseEffect,
    hand: Hand,
) -> Result<Event, DrillError> {
    let now = hand.wall;
    let about = effect.subject();
    let said = |words: String| Event::Recorded {
        about: about.clone(),
        words,
        opened: None,
    };
    match effect {
        ExerciseEffect::Start { scenario, seed } => start(record, own, &scenario, seed, now),
        ExerciseEffect::Turn { code, turn } => {
            let handed = driver::turn(record, &code, turn, hand)?;
            Ok(said(match handed.last() {
                Some(inject) => format!("delivered: {} {}", inject.id, inject.subject),
                None => String::new(),
            }))
        }
        ExerciseEffect::Deliver { code, inject } => {
            let inject = driver::deliver(record, &code, &inject, now)?;
            Ok(said(format!("delivered: {} {}", inject.id, inject.subject)))
        }
        ExerciseEffect::End(code) => {
            driver::end(record, &code, hand)?;
            let words =
                format!("The exercise has ended. For its report, run firebell drill report {code} -o report.pdf");
            Ok(said(words))
        }
        ExerciseEffect::Improve {
            code,
            action,
            owner,
            due,
            element,
            proof,
            objective,
        } => {
            let id = improvements::next_number(Exercise::load(record, &code)?.drill());
            let event = DrillEvent::Improvement(CorrectiveAction {
                id,
                action,
                owner,
                due,
                element,
                proof,
                objective,
            });
            let words = event.message();
            driver::run(record, &code, event, now)?;
            Ok(said(words))
        }
    }
}

fn start(
    record: &mut Record,
    own: Option<&Path>,
    name: &str,
    seed: Option<u64>,
    now: WallTime,
) -> Result<Event, DrillError> {
    let seed = seed.unwrap_or_else(|| u64::from(now.at().year().unsigned_abs()));
    let (scenario, text) = match files::scenario(name, own, seed) {
        Ok(found) => found,
        Err(error) => {
            return Ok(Event::Failed(Failure {
                about: Subject::Record,
                words: error.to_string(),
                field: Some("scenario"),
            }));
        }
    };
    let open = improvements::items(record, false, None, now.at().date_naive())?;
    let setup = driver::Setup {
        scenario: &scenario,
        text: &text,
        seed,
        id: config::fresh_id(),
    };
    let done = driver::start(record, setup, now)?;
    let mended = match open.as_slice() {
        [] => String::new(),
        [one] => format!(
            " 1 corrective action still open from earlier exercises: {} ({}).",
            one.action, one.owner
        ),
        [one, ..] => format!(
            " {} corrective actions still open from earlier exercises, the first: {} ({}).",
            open.len(),
            one.action,
            one.owner
        ),
    };
    let incident = IncidentRef::new(done.incident.code.clone());
    Ok(Event::Recorded {
        about: Subject::Incident(incident.clone()),
        words: format!(
            "{} is set up, and its clock is paused. i shows the room its injects; F is the facilitator's view, where space \
             starts the clock.{mended}",
            done.incident.code
        ),
        opened: Some(incident),
    })
}
