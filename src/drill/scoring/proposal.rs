//! Proposals: where only words can tell whether an expected action was done, the facilitator is shown the sentence and says
//! yes or no. A word is never a verdict.

use serde::Serialize;

use super::condition::Condition;
use super::scene::{Purpose, Scene, said_of};
use crate::core::drill::clock::ExerciseTime;
use crate::core::drill::{DrillEvent, InjectState, Mark};
use crate::core::event::{Note, What};
use crate::drill::exercise::Exercise;
use crate::drill::scenario::{Expected, Inject};

/// A sentence that may be what an expected action asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The expected action.
    pub action: String,
    /// What the facilitator is asked.
    pub question: String,
    pub sentence: String,
    /// Who wrote it.
    pub by: String,
    /// The exercise minute at which it was written.
    pub minute: i64,
    /// The mark it gets when it is accepted.
    pub mark: Mark,
    /// It may say the opposite.
    pub denied: bool,
}

impl Proposal {
    /// What accepting it records.
    pub fn accepted(&self) -> DrillEvent {
        DrillEvent::Marked {
            action: self.action.clone(),
            mark: Some(self.mark),
            remark: Some(format!("note at T+{}: “{}”", self.minute, self.sentence)),
        }
    }

    /// What declining it records; another sentence may be proposed later.
    pub fn declined(&self) -> DrillEvent {
        DrillEvent::Declined {
            action: self.action.clone(),
            said: self.sentence.clone(),
        }
    }
}

/// A note with when it was written.
struct Written<'e> {
    note: &'e Note,
    by: &'e str,
    at: ExerciseTime,
}

/// The proposals that nobody has answered, in the order of the scenario; one an action, the oldest sentence first.
pub fn proposals(exercise: &Exercise) -> Vec<Proposal> {
    let written: Vec<Written<'_>> = written(exercise);
    if written.is_empty() {
        return Vec::new();
    }
    let injects = exercise.scenario.injects.iter();
    let all = injects.flat_map(|inject| inject.expect.iter().map(move |expected| (inject, expected)));
    all.filter_map(|(inject, expected)| proposal(exercise, inject, expected, &written))
        .collect()
}

fn written(exercise: &Exercise) -> Vec<Written<'_>> {
    let events = exercise.loaded.events.iter().map(|stored| &stored.event);
    let played = events.take_while(|event| !matches!(event.what, What::Drill(DrillEvent::Ended { .. })));
    let notes = played.filter_map(|event| {
        let What::NoteAdded(note) = &event.what else {
            return None;
        };
        // What is accepted goes into the log: nothing of a privileged note may.
        (!note.privileged).then_some(Written {
            note,
            by: &event.actor,
            at: exercise.drill().clock.elapsed(event.wall()),
        })
    });
    notes.collect()
}

fn proposal(exercise: &Exercise, inject: &Inject, expected: &Expected, written: &[Written<'_>]) -> Option<Proposal> {
    let drill = exercise.drill();
    let InjectState::Delivered { story, elapsed, .. } = drill.injects.get(&inject.id)? else {
        return None;
    };
    let done = expected
        .done
        .as_ref()
        .filter(|_| !drill.marks.contains_key(&expected.id))?;
    let scene = |purpose| Scene {
        incident: &exercise.loaded.incident,
        scenario: &exercise.scenario,
        since: *story,
        purpose,
    };
    if done.holds(&scene(Purpose::Credit)) || !done.holds(&scene(Purpose::Words)) {
        return None;
    }
    let words = words(done);
    let declined = |sentence: &str| {
        let mut all = drill.declined.iter();
        all.any(|declined| declined.action == expected.id && declined.said == sentence)
    };
    let since = written.iter().filter(|written| written.at >= *elapsed);
    let mut said = since.flat_map(|written| {
        let said = words.iter().flat_map(|word| said_of(&written.note.text, word));
        said.map(move |said| (written, said))
    });
    let (written, said) = said.find(|(_, said)| !declined(said.sentence))?;
    let late = expected
        .within
        .is_some_and(|within| written.at > elapsed.after_minutes(within));
    Some(Proposal {
        action: expected.id.clone(),
        question: question(expected),
        sentence: said.sentence.to_owned(),
        by: written.by.to_owned(),
        minute: written.at.minute(),
        mark: if late { Mark::Late } else { Mark::Done },
        denied: said.denied,
    })
}

fn question(expected: &Expected) -> String {
    match &expected.ask {
        Some(ask) => ask.clone(),
        None => format!("Does this note do it: “{}”?", expected.action.trim_end_matches('.')),
    }
}

/// The words that a condition looks for in notes.
fn words(condition: &Condition) -> Vec<&str> {
    let parts = condition.parts().into_iter();
    let notes = parts.filter_map(|part| {
        if let Condition::Note(words) = part {
            Some(words)
        } else {
            None
        }
    });
    notes.flatten().map(String::as_str).collect()
}
