//! The worker's part in an exercise: it drives the clock while the exercise is on screen, and keeps a sign of life, so
//! that after a crash the exercise stands where it was.

use std::path::Path;

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

use super::action::{Effect, Event, Failure};
use super::ids::{IncidentRef, Subject};
use crate::app::config;
use crate::app::record::{Record, RecordError};
use crate::core::drill::DrillEvent;
use crate::core::incident::command::Command;
use crate::drill::desk::{Facilitator, facilitator};
use crate::drill::driver::{self, DrillError, Exercise};
use crate::drill::{files, improvements, read};

/// Seconds between two signs of life.
const BEAT: i64 = 4;
/// Seconds without one after which the clock is taken to have stood.
const GONE: i64 = 15;

/// Drives the exercise on screen.
#[derive(Debug, Default)]
pub(super) struct Driver {
    /// The exercise that was looked at last, and whether it still runs.
    known: Option<(String, bool)>,
    /// The last sign of life.
    beat: Option<DateTime<Utc>>,
}

fn slot(code: &str) -> String {
    format!("drill/{code}")
}

impl Driver {
    /// Hands out what is due. Says whether something was.
    ///
    /// # Errors
    /// What the record says.
    pub fn drive(&mut self, record: &mut Record, code: &str, now: DateTime<Utc>) -> Result<bool, DrillError> {
        if self.known.as_ref().is_none_or(|(known, _)| known != code) {
            let runs = record
                .load(code)?
                .incident
                .drill
                .is_some_and(|drill| drill.ended.is_none());
            self.known = Some((code.to_owned(), runs));
            if runs {
                self.after_a_crash(record, code, now)?;
            }
        }
        if !self.known.as_ref().is_some_and(|(_, runs)| *runs) {
            return Ok(false);
        }
        self.alive(record, code, now)?;
        Ok(!driver::advance(record, code, now)?.is_empty())
    }

    /// The clock of an exercise that nobody drove stands where the last sign of life was.
    fn after_a_crash(&mut self, record: &mut Record, code: &str, now: DateTime<Utc>) -> Result<(), DrillError> {
        let drafts = record.store().drafts().map_err(RecordError::from)?;
        let kept = drafts.iter().find(|(name, _)| *name == slot(code));
        let last = kept.and_then(|(_, text)| DateTime::parse_from_rfc3339(text).ok());
        if let Some(last) = last
            .map(|last| last.to_utc())
            .filter(|last| now - *last > TimeDelta::seconds(GONE))
        {
            driver::resume(record, code, last, now)?;
        }
        Ok(())
    }

    fn alive(&mut self, record: &mut Record, code: &str, now: DateTime<Utc>) -> Result<(), DrillError> {
        if self.beat.is_some_and(|beat| now - beat < TimeDelta::seconds(BEAT)) {
            return Ok(());
        }
        self.beat = Some(now);
        let text = now.to_rfc3339();
        record
            .store()
            .keep_draft(&slot(code), Some(&text))
            .map_err(RecordError::from)?;
        Ok(())
    }
}

/// What both views show.
///
/// # Errors
/// What the record says, or a scenario that does not read.
pub(super) fn desk(record: &Record, code: &str, now: DateTime<Utc>) -> Result<Facilitator, DrillError> {
    Ok(facilitator(&Exercise::load(record, code)?, now))
}

/// The scenarios there are: id and title. Those that do not read are left to `drill lint`.
pub(super) fn scenarios(own: Option<&Path>) -> Vec<(String, String)> {
    let files = files::all(own).unwrap_or_default();
    let read = files
        .iter()
        .filter_map(|file| read::read(&file.name, &file.text, 1).ok());
    read.map(|scenario| (scenario.id, scenario.title)).collect()
}

/// An error in a line.
pub(super) fn words(error: &DrillError) -> String {
    match error {
        DrillError::Record(error) => super::worker::words(error),
        DrillError::Scenario(problems) => {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            format!("{error}: {first}")
        }
        DrillError::Unknown { hint, .. } => format!("{error} · {hint}"),
        DrillError::NoDrill(_) => error.to_string(),
    }
}

/// Carries an effect of an exercise out.
///
/// # Errors
/// What the record says.
pub(super) fn answer(
    record: &mut Record,
    own: Option<&Path>,
    effect: Effect,
    now: DateTime<Utc>,
) -> Result<Event, DrillError> {
    let about = effect.subject();
    let recorded = |words: String| Event::Recorded {
        about: about.clone(),
        words,
        opened: None,
    };
    match effect {
        Effect::StartDrill { scenario, seed } => start(record, own, &scenario, seed, now),
        Effect::Turn { code, turn } => {
            let handed = driver::turn(record, &code, turn, now)?;
            Ok(recorded(match handed.last() {
                Some(inject) => format!("handed out: {} {}", inject.id, inject.subject),
                None => String::new(),
            }))
        }
        Effect::Deliver { code, inject } => {
            let inject = driver::deliver(record, &code, &inject, now)?;
            Ok(recorded(format!("handed out: {} {}", inject.id, inject.subject)))
        }
        Effect::EndDrill(code) => {
            driver::end(record, &code, now)?;
            let words = format!("over; the report: firebell drill report {code} -o report.pdf");
            Ok(recorded(words))
        }
        Effect::Improve {
            code,
            action,
            owner,
            due,
            element,
            proof,
            objective,
        } => {
            let id = improvements::next_number(Exercise::load(record, &code)?.drill());
            let event = DrillEvent::Improvement {
                id,
                action,
                owner,
                due,
                element,
                proof,
                objective,
            };
            let words = event.message();
            record.run(&code, Command::Drill(event), now)?;
            Ok(recorded(words))
        }
        _ => Ok(Event::Same),
    }
}

fn start(
    record: &mut Record,
    own: Option<&Path>,
    name: &str,
    seed: Option<u64>,
    now: DateTime<Utc>,
) -> Result<Event, DrillError> {
    let seed = seed.unwrap_or_else(|| u64::from(now.year().unsigned_abs()));
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
    let open = improvements::items(record, false, None, now.date_naive())?;
    let done = driver::start(record, &scenario, &text, seed, now, config::fresh_id())?;
    let mended = match open.as_slice() {
        [] => String::new(),
        [one] => format!(" Still to be mended since last time: {} ({}).", one.action, one.owner),
        [one, ..] => format!(
            " {} improvements are still open, the first: {} ({}).",
            open.len(),
            one.action,
            one.owner
        ),
    };
    let incident = IncidentRef::new(done.incident.code.clone());
    Ok(Event::Recorded {
        about: Subject::Incident(incident.clone()),
        words: format!(
            "{} is set up; its clock stands. i shows the room its injects, F is the facilitator\'s view, space there \
             begins.{mended}",
            done.incident.code
        ),
        opened: Some(incident),
    })
}
