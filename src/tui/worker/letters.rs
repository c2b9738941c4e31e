//! What the worker does with letters: reads, drafts, approves, compares and revises them.

use crate::app::letters::edit::{self as letter_edit, Edit};
use crate::app::letters::{self, DeskError};
use crate::app::record::RecordError;
use crate::core::event_words::event_words;
use crate::core::incident::command::Command;
use crate::core::time::WallTime;
use crate::tui::effect::LetterEffect;
use crate::tui::event::Event;
use crate::tui::ids::{EditTarget, IncidentRef, LetterRef, RevisionRef, Subject};
use crate::tui::start::OpenLetter;

use super::{Worker, failed};

impl Worker {
    /// The letter desk.
    pub(super) fn letters(&mut self, effect: LetterEffect, now: WallTime) -> Result<Event, RecordError> {
        let own = self.place.letters.clone();
        let own = own.as_deref();
        let about = effect.subject();
        let answered = match effect {
            LetterEffect::Read(letter) => {
                let open = letters::open(&self.record, &letter.incident, &letter.letter, own, now);
                open.map(|open| Event::Letter(Box::new(shown(letter, open))))
            }
            LetterEffect::Draft { code, draft } => match letters::draft(&self.record, &code, draft, own, now) {
                Ok(drafted) => return self.run(&code, Command::Letter(drafted.command), now),
                Err(error) => Err(error),
            },
            LetterEffect::Approve { text, because } => {
                let RevisionRef { letter, sha256 } = text;
                let LetterRef { incident, letter } = letter;
                let asked = letters::Approval {
                    incident: incident.to_string(),
                    letter,
                    sha256: Some(sha256),
                    because,
                };
                match letters::approval(&self.record, asked, own, now) {
                    Ok(command) => return self.run(&incident, Command::Letter(command), now),
                    Err(error) => Err(error),
                }
            }
            LetterEffect::Redline(letter) => {
                letters::redline_since_first(&self.record, &letter.incident, &letter.letter).map(|text| Event::Text {
                    about: Subject::Letter(letter.clone()),
                    title: format!("{}: since its first text", letter.letter),
                    text,
                })
            }
        };
        match answered {
            Ok(event) => Ok(event),
            Err(DeskError::Record(error)) => Err(error),
            Err(DeskError::Files(problems)) => Ok(failed(about, problems.join("; "))),
            Err(DeskError::Letter(error)) => Ok(failed(about, error.to_string())),
        }
    }

    /// Keeps an edited text, together with what somebody else saved meanwhile. One that cannot be recorded is kept aside.
    pub(super) fn revise(&mut self, code: &IncidentRef, edit: &Edit, now: WallTime) -> Result<Event, RecordError> {
        match letter_edit::save(&mut self.record, edit, now) {
            Ok(saved) => {
                let told = saved.words(&edit.letter);
                let words = saved
                    .done()
                    .map(|done| done.events.iter().map(|event| event_words(&event.what)));
                let words = words.into_iter().flatten().chain(told).collect::<Vec<_>>().join(" · ");
                Ok(Event::Recorded {
                    about: Subject::Incident(code.clone()),
                    words,
                    opened: None,
                })
            }
            Err(DeskError::Record(error @ RecordError::Refused(_))) if matches!(&error, RecordError::Refused(refusal) if refusal.input) => {
                Err(error)
            }
            Err(error) => {
                let target = EditTarget::Letter(RevisionRef {
                    letter: LetterRef {
                        incident: code.clone(),
                        letter: edit.letter.clone(),
                    },
                    sha256: edit.based_on.clone(),
                });
                self.keep_edit(&target, &error.to_string(), Some(edit.text.clone()), now)
            }
        }
    }

    /// Keeps the text of an edit that was cut off, and says how it is taken up again.
    pub(super) fn keep_edit(
        &mut self,
        target: &EditTarget,
        why: &str,
        text: Option<String>,
        now: WallTime,
    ) -> Result<Event, RecordError> {
        let folder = self.record.folder().to_owned();
        let about = crate::tui::editor::about(target, folder, self.record.actor.name.clone());
        let kept = match text {
            None => return Ok(failed(Subject::Record, why)),
            Some(text) => letter_edit::keep(&mut self.record, &about, text, now),
        };
        let words = match (kept, target) {
            (Err(DeskError::Record(error)), _) => return Err(error),
            (Err(error), _) => error.to_string(),
            (Ok(()), EditTarget::Field { .. }) => {
                format!("{why}; your text is kept: firebell letter unfinished shows it")
            }
            (Ok(()), EditTarget::Letter(text)) => format!(
                "{why}; your text is kept: firebell letter edit {} {} --resume",
                text.letter.incident, text.letter.letter
            ),
        };
        Ok(failed(Subject::Record, words))
    }
}

/// A letter as the desk shows it.
fn shown(letter: LetterRef, open: letters::Open) -> OpenLetter {
    OpenLetter {
        id: RevisionRef {
            letter,
            sha256: open.sha256,
        },
        text: open.text,
        preview: open.preview,
        findings: open.findings,
        comments: open.comments,
    }
}
