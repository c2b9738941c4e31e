//! The worker's part in an exercise, in words.

use super::{Worker, opened};
use crate::core::time::WallTime;
use crate::drill::corrective_actions::list::Item;
use crate::drill::scenario::Inject;
use crate::tui::effect::ExerciseEffect;
use crate::tui::event::Answer;
use crate::tui::ids::IncidentRef;
use crate::tui::remedy;
use crate::workspace::{Also, ExerciseRequest, NewAction, Request, View, WorkError};

impl Worker {
    pub(super) fn exercise(&mut self, effect: ExerciseEffect, now: WallTime) -> Result<Answer, WorkError> {
        match effect {
            ExerciseEffect::Start { scenario, seed, own } => {
                let command = Request::Exercise(ExerciseRequest::Start {
                    scenario,
                    seed,
                    own,
                    team: None,
                });
                let changed = self.workspace.run(command, now)?;
                Ok(opened(&changed, |incident| {
                    format!(
                        "{incident} is set up, and its clock is paused. i shows the room its injects; F is the \
                         facilitator's view, where P starts the clock.{}{}",
                        made_own(&changed.also),
                        still_open(&changed.also)
                    )
                }))
            }
            ExerciseEffect::Turn { code, turn } => {
                let command = ExerciseRequest::Turn {
                    code: code.to_string(),
                    turn,
                };
                let changed = self.workspace.run(Request::Exercise(command), now)?;
                self.course(&code, delivered(&changed.also), now)
            }
            ExerciseEffect::Deliver { code, inject } => {
                let command = ExerciseRequest::Deliver {
                    code: code.to_string(),
                    inject,
                };
                let changed = self.workspace.run(Request::Exercise(command), now)?;
                let words = delivered(&changed.also);
                Ok(self.recorded(&code, words, changed, now))
            }
            ExerciseEffect::End(code) => {
                let command = ExerciseRequest::End { code: code.to_string() };
                let changed = self.workspace.run(Request::Exercise(command), now)?;
                let words =
                    format!("The exercise has ended. For its report, run firebell drill report {code} -o report.pdf");
                Ok(self.recorded(&code, words, changed, now))
            }
            ExerciseEffect::Record { code, event } => {
                let command = ExerciseRequest::Record {
                    code: code.to_string(),
                    event: *event,
                };
                let changed = self.workspace.run(Request::Exercise(command), now)?;
                Ok(self.done(&code, changed, now))
            }
            ExerciseEffect::Check { code, event, question } => {
                self.workspace.check_exercise(&code, *event, now)?;
                Ok(Answer::Confirm(question))
            }
            ExerciseEffect::Improve { code, action } => self.improve(&code, action, now),
        }
    }

    fn improve(&mut self, code: &IncidentRef, action: NewAction, now: WallTime) -> Result<Answer, WorkError> {
        let command = ExerciseRequest::Improve {
            code: code.to_string(),
            action,
        };
        let changed = self.workspace.run(Request::Exercise(command), now)?;
        Ok(self.done(code, changed, now))
    }

    /// What a turn of the clock came to: injects may have followed on it, so the exercise is read again.
    fn course(&mut self, code: &IncidentRef, words: String, now: WallTime) -> Result<Answer, WorkError> {
        let view: View = self.workspace.view(code, None, now)?;
        Ok(Answer::Recorded {
            about: crate::tui::ids::Subject::Incident(code.clone()),
            words,
            opened: None,
            view: Some(view),
        })
    }
}

/// What was delivered last.
fn delivered(also: &Also) -> String {
    also.delivered().last().map(inject_words).unwrap_or_default()
}

fn inject_words(inject: &Inject) -> String {
    format!("delivered: {} {}", inject.id, inject.subject)
}

/// What was changed for the team's own organization.
fn made_own(also: &Also) -> String {
    match also {
        Also::SetUp { notes, .. } if !notes.is_empty() => {
            let notes: Vec<String> = notes.iter().map(remedy::advised).collect();
            format!(" Changed for your organization: {}.", notes.join("; "))
        }
        Also::SetUp { .. }
        | Also::Nothing
        | Also::Drafted { .. }
        | Also::Saved(_)
        | Also::TakenBack(_)
        | Also::Delivered(_) => String::new(),
    }
}

/// What earlier exercises have left to be done.
fn still_open(also: &Also) -> String {
    let open: &[Item] = match also {
        Also::SetUp { open, .. } => open,
        Also::Nothing | Also::Drafted { .. } | Also::Saved(_) | Also::TakenBack(_) | Also::Delivered(_) => &[],
    };
    match open {
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
    }
}
