//! The thread that owns the record: slow work happens here, and comes back as an event.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::action::{Effect, Event};
use crate::app::record::{Done, Record, RecordError};
use crate::app::{clock, config, incident_views, input, timeline};
use crate::core::event::Certainty;
use crate::core::fact::IncidentKind;
use crate::core::incident::command::Command;
use crate::core::time::Zone;
use crate::store::summary::Filter;

/// How many deadlines the board shows beside the incidents.
const COMING: u32 = 10;

/// Starts the worker; effects go in, events come out.
pub(super) fn start(mut record: Record, home: Zone) -> (Sender<Effect>, Receiver<Event>, JoinHandle<()>) {
    let (effects, wanted) = channel::<Effect>();
    let (answers, events) = channel();
    let worker = std::thread::spawn(move || {
        while let Ok(effect) = wanted.recv() {
            let event = carry_out(&mut record, &home, effect).unwrap_or_else(|error| Event::Failed(words(&error)));
            if answers.send(event).is_err() {
                break;
            }
        }
    });
    (effects, events, worker)
}

/// An error in a line: what is wrong, what stands in the way, what to do.
fn words(error: &RecordError) -> String {
    match error {
        RecordError::Refused(refusal) => {
            let causes = refusal.causes.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
            format!("{} {causes} · {}", refusal.message, refusal.hint)
        }
        RecordError::Value { problems } => problems.join("; "),
        other => other.to_string(),
    }
}

fn recorded(done: &Done) -> Event {
    let what = done
        .events
        .iter()
        .map(|event| timeline::message(&event.what))
        .collect::<Vec<_>>();
    let turned = match done.changes.len() {
        0 => String::new(),
        1 => " · one duty changed".to_owned(),
        n => format!(" · {n} duties changed"),
    };
    Event::Recorded(format!("{}{turned}", what.join("; ")))
}

fn carry_out(record: &mut Record, home: &Zone, effect: Effect) -> Result<Event, RecordError> {
    let now = clock::now();
    match effect {
        Effect::Board => {
            let rows = record.store().summaries(&Filter::default())?;
            let coming = record.store().deadlines(true, Some(COMING))?;
            Ok(Event::Board(
                rows.iter().map(incident_views::row).collect(),
                coming
                    .iter()
                    .map(|(s, d)| incident_views::deadline(s, d, now))
                    .collect(),
            ))
        }
        Effect::Incident(code) => {
            let loaded = record.load(&code)?;
            let (assessed, changes) = record.review(&loaded, now)?;
            let whole = incident_views::whole(&loaded, &assessed, &changes, &record.playbooks, now);
            let tasks = incident_views::tasks(&loaded, &record.playbooks, false);
            Ok(Event::Incident(Box::new((whole, tasks, timeline::rows(&loaded)))))
        }
        Effect::Open(title) => {
            let done = record.open_incident(&title, IncidentKind::Real, home, now, config::fresh_id())?;
            Ok(recorded(&done))
        }
        Effect::Run(code, command) => Ok(recorded(&record.run(&code, *command, now)?)),
        Effect::Fact { code, key, value } => set_fact(record, &code, key, &value),
    }
}

fn set_fact(record: &mut Record, code: &str, key: String, value: &str) -> Result<Event, RecordError> {
    let now = clock::now();
    let zone = Zone::named(&record.load(code)?.incident.home_zone).unwrap_or_else(|_| Zone::utc());
    let read = input::fact_key(&key).and_then(|()| input::fact_value(&key, value, &zone, now));
    let value = match read {
        Ok(value) => value,
        Err(error) => return Ok(Event::Failed(format!("{error} · {}", error.hint))),
    };
    let command = Command::SetFact {
        key,
        value,
        certainty: Certainty::Confirmed,
        learned_at: None,
        source: None,
        also: false,
    };
    Ok(recorded(&record.run(code, command, now)?))
}
