//! What was typed into a form, read prompt by prompt. A problem is put beside its field.

use chrono::{DateTime, NaiveDate, Utc};

use super::Form;
use crate::app::files::typed_values;
use crate::core::event::Certainty;
use crate::core::incident::command::Command;
use crate::core::time::typed::Place;
use crate::tui::ids::IncidentRef;
use crate::tui::known::{Known, NO_INCIDENT};
use crate::tui::widget::prompt::{Here, Reads};

/// A filled-in form at the moment it is handed in.
pub struct Answers<'f> {
    known: Known<'f>,
    form: &'f mut Form,
    here: Here,
    refused: bool,
}

impl<'f> Answers<'f> {
    /// What is typed into a form.
    pub fn of(known: Known<'f>, form: &'f mut Form) -> Answers<'f> {
        let here = Here {
            zone: known.zone(),
            now: known.here(),
        };
        Answers {
            known,
            form,
            here,
            refused: false,
        }
    }

    /// What is known of the record.
    pub fn known(&self) -> Known<'f> {
        self.known
    }

    /// A moment in the zone of the form, in full.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        self.known.in_full(at)
    }

    /// The day of a moment in the zone of the form.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.here.zone.local(at).date_naive()
    }

    /// The answer to a prompt. `None`: the problem stands beside its field.
    pub fn read<R: Reads>(&mut self, prompt: &R) -> Option<R::Value> {
        match prompt.read(&self.typed(prompt), &self.here) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.refuse(prompt, problem);
                None
            }
        }
    }

    /// The value of a fact, as the record keeps it, read by the rules of its key.
    pub fn read_fact(&mut self, prompt: &impl Reads, key: &str) -> Option<String> {
        let typed = self.typed(prompt);
        self.fact_typed(prompt, key, &typed)
    }

    /// As [`read_fact`](Answers::read_fact), for a part of what is typed into a field.
    pub fn fact_typed(&mut self, prompt: &impl Reads, key: &str, text: &str) -> Option<String> {
        match typed_values::fact_value(key, text, &self.here.zone, self.here.now) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(prompt, format!("{error} · {}", error.hint));
                None
            }
        }
    }

    /// Where a day alone is typed for a moment: its beginning is put in, as suspected, and the hour is asked for. Handed in
    /// once more, that is what is recorded. False: it is no day alone.
    pub fn hour_is_missing(&mut self, prompt: &impl Reads, certainty: &str) -> bool {
        let typed = self.typed(prompt);
        let place = Place {
            zone: &self.here.zone,
            now: Some(self.here.now),
        };
        let (Err(_), Ok(start)) = (place.moment(&typed), place.moment(&format!("{typed} 00:00"))) else {
            return false;
        };
        let start = self.here.zone.local(start);
        for field in &mut self.form.fields {
            if field.key == prompt.key() {
                field.set(&start.format("%Y-%m-%d %H:%M").to_string());
            }
            if field.key == certainty {
                field.set(Certainty::Suspected.code());
            }
        }
        self.refuse(
            prompt,
            format!(
                "at which hour on {}? Type it if you know it. If nobody does, save once more: the start of the day is recorded, \
                 as suspected",
                start.format("%a %-d %b %Y")
            ),
        );
        true
    }

    /// What is typed, for the question that repeats it.
    pub fn typed(&self, prompt: &impl Reads) -> String {
        self.form.value(prompt.key())
    }

    /// Whether a field holds something else than when the form was opened.
    pub fn changed(&self, prompt: &impl Reads) -> bool {
        self.form.changed(prompt.key())
    }

    /// Puts a problem beside a field. The first one is where the form goes.
    pub fn refuse(&mut self, prompt: &impl Reads, problem: impl Into<String>) {
        let at = self.form.at;
        self.form.refuse(prompt.key(), problem);
        if std::mem::replace(&mut self.refused, true) {
            self.form.at = at;
        }
    }

    /// The incident that was on screen when the form was opened.
    pub fn incident(&mut self) -> Option<IncidentRef> {
        if self.form.incident.is_none() {
            self.form.problem = Some(NO_INCIDENT.to_owned());
        }
        self.form.incident.clone()
    }

    /// A command that replaces a fact is bound to the value the form was filled from.
    pub fn based(&self, command: Command) -> Command {
        match self.form.basis.clone() {
            Some(basis) => Command::IfUnchanged {
                basis,
                command: Box::new(command),
            },
            None => command,
        }
    }
}
