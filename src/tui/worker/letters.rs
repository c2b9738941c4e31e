//! What the worker does with letters: reads, drafts, approves, compares and revises them.

use crate::app::letters::edit::Edit;
use crate::app::letters::{self, Approval};
use crate::app::record::RecordError;
use crate::core::counted::counted;
use crate::core::event_words::event_words;
use crate::core::member::Permission;
use crate::core::time::WallTime;
use crate::tui::effect::{Compared, Filled, LetterEffect, Redlined, Redrafting, UnsavedText};
use crate::tui::event::Answer;
use crate::tui::ids::{EditTarget, IncidentRef, LetterRef, RevisionRef, Subject};
use crate::tui::worker_values::OpenLetter;
use crate::workspace::{Also, Changed, LetterRequest, Request, WorkError};

use super::{Worker, failed, words};

impl Worker {
    pub(super) fn letters(&mut self, effect: LetterEffect, now: WallTime) -> Result<Answer, WorkError> {
        let record = self.workspace.record();
        match effect {
            LetterEffect::Read(letter) => {
                let own = self.workspace.own().letters.as_deref();
                let open = letters::open(record, &letter.incident, &letter.letter, own, now)?;
                Ok(Answer::Letter(Box::new(shown(letter, open))))
            }
            LetterEffect::Check(UnsavedText { letter, text }) => {
                let own = self.workspace.own().letters.as_deref();
                let unsaved = letters::Unsaved {
                    letter: &letter.letter,
                    text: &text,
                };
                let findings = letters::check_unsaved(record, &letter.incident, &unsaved, own, now)?;
                Ok(Answer::Checked { letter, findings })
            }
            LetterEffect::Redline(Redlined { letter, columns }) => {
                let columns = columns.map(usize::from);
                let text = letters::redline_since_first(record, &letter.incident, &letter.letter, columns)?;
                Ok(Answer::Text {
                    about: Subject::Letter(letter.clone()),
                    title: format!("{}: since its first text", letter.letter),
                    text,
                })
            }
            LetterEffect::Compare(Compared { letter, other, columns }) => {
                let loaded = record.load_letter(&letter.incident, &letter.letter)?;
                // It may be named with the number of a revision.
                record.tell_letter(&loaded.incident, other.split('@').next().unwrap_or_default())?;
                let own = letter.letter.as_str();
                let columns = columns.map(usize::from);
                let (title, text) =
                    letters::beside(&loaded.incident, own, &other, columns).map_err(letters::LettersError::from)?;
                Ok(Answer::Text {
                    about: Subject::Letter(letter.clone()),
                    title,
                    text,
                })
            }
            LetterEffect::Redraft { letter, what } => self.redraft(&letter, what, now),
            LetterEffect::Fill { letter, filled } => self.fill(&letter, filled, now),
            LetterEffect::InsertClause { letter, clause, after } => {
                self.insert(&letter, &clause, after.as_deref(), now)
            }
            LetterEffect::Draft { code, draft } => {
                let command = LetterRequest::Draft {
                    code: code.to_string(),
                    draft,
                };
                self.written(&code, command, now)
            }
            LetterEffect::Approve { text, because, role } => {
                let RevisionRef { letter, sha256 } = text;
                let LetterRef { incident, letter } = letter;
                let command = LetterRequest::Approve(Approval {
                    incident: incident.to_string(),
                    letter,
                    sha256: Some(sha256),
                    because,
                    role,
                });
                self.written(&incident, command, now)
            }
        }
    }

    fn insert(
        &mut self,
        letter: &LetterRef,
        clause: &str,
        after: Option<&str>,
        now: WallTime,
    ) -> Result<Answer, WorkError> {
        let insertion = letters::Insertion {
            code: &letter.incident,
            letter: &letter.letter,
            clause,
            after,
        };
        let own = self.workspace.own().letters.as_deref();
        let edit = letters::with_clause(self.workspace.record(), &insertion, own)?;
        self.revise(&letter.incident, edit, now)
    }

    /// Shows or saves a letter as its template comes out now, with its drafters' changes.
    fn redraft(&mut self, letter: &LetterRef, what: Redrafting, now: WallTime) -> Result<Answer, WorkError> {
        let own = self.workspace.own().letters.clone();
        let record = self.workspace.record();
        let found = letters::redraft(record, &letter.incident, &letter.letter, own.as_deref(), now)?;
        let about = Subject::Letter(letter.clone());
        let Some(redraft) = found else {
            let words = format!("{} is up to date: the facts change nothing in it.", letter.letter);
            return Ok(failed(about, words));
        };
        match what {
            Redrafting::Save => self.revise(&letter.incident, redraft.edit, now),
            Redrafting::Show => Ok(Answer::Text {
                about,
                title: format!("{}: what a redraft would change", letter.letter),
                text: redraft.redline,
            }),
        }
    }

    /// Records what a letter lacks, and drafts the letter anew. What was recorded stays where the letter cannot be drafted.
    fn fill(&mut self, letter: &LetterRef, filled: Filled, now: WallTime) -> Result<Answer, WorkError> {
        let Filled { facts, profile } = filled;
        let values = u64::try_from(facts.len() + profile.len()).unwrap_or(u64::MAX);
        // Nothing is recorded where a part of it may not be.
        if !profile.is_empty() {
            self.workspace.record().need(Permission::Organisation, None, now)?;
        }
        if !facts.is_empty() {
            let request = Request::Incident {
                code: letter.incident.to_string(),
                commands: facts,
            };
            self.workspace.run(request, now)?;
        }
        if !profile.is_empty() {
            self.profile(profile, now)?;
        }
        let recorded = format!("{} recorded", counted(values, "value"));
        match self.redraft(letter, Redrafting::Save, now) {
            Ok(Answer::Recorded {
                about,
                words,
                opened,
                view,
            }) => Ok(Answer::Recorded {
                about,
                words: format!("{recorded} · {words}"),
                opened,
                view,
            }),
            Ok(Answer::Failed(failure)) => Ok(self.read_again(letter, format!("{recorded}. {}", failure.words))),
            Ok(other) => Ok(other),
            Err(error) => {
                let words = format!(
                    "{recorded}, but the letter could not be drafted anew: {}",
                    words(&error)
                );
                Ok(self.read_again(letter, words))
            }
        }
    }

    /// Something was recorded, and what is on screen has to be read again.
    fn read_again(&mut self, letter: &LetterRef, words: String) -> Answer {
        self.seen = None;
        Answer::Recorded {
            about: Subject::Letter(letter.clone()),
            words,
            opened: None,
            view: None,
        }
    }

    fn written(&mut self, code: &IncidentRef, command: LetterRequest, now: WallTime) -> Result<Answer, WorkError> {
        let changed = self.workspace.run(Request::Letter(command), now)?;
        Ok(self.done(code, changed, now))
    }

    /// Keeps an edited text, together with what somebody else saved meanwhile. Where the record refuses the text
    /// itself, the error goes back as it is; after any other failure the text is kept aside as an unfinished edit.
    pub(super) fn revise(&mut self, code: &IncidentRef, edit: Edit, now: WallTime) -> Result<Answer, WorkError> {
        let command = Request::Letter(LetterRequest::Revise(edit.clone()));
        match self.workspace.run(command, now) {
            Ok(changed) => {
                let words = saved_words(&changed, &edit);
                Ok(self.recorded(code, words, changed, now))
            }
            Err(WorkError::Record(RecordError::Refused(refusal))) if refusal.input => {
                Err(RecordError::Refused(refusal).into())
            }
            Err(error) => {
                let target = EditTarget::Letter(RevisionRef {
                    letter: LetterRef {
                        incident: code.clone(),
                        letter: edit.letter,
                    },
                    sha256: edit.based_on,
                });
                self.keep_edit(&target, &words(&error), Some(edit.text), now)
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
    ) -> Result<Answer, WorkError> {
        let record = self.workspace.record();
        let label = crate::tui::editor::label(target, record.folder().to_owned(), record.actor.name.clone());
        let kept = match text {
            None => return Ok(failed(Subject::Record, why)),
            Some(text) => self.workspace.keep_edit(&label, text, now),
        };
        let words = match (kept, target) {
            (Err(error), _) => return Err(error.into()),
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

/// What saving a text came to: its events, and what somebody else had saved.
fn saved_words(changed: &Changed, edit: &Edit) -> String {
    let told = match &changed.also {
        Also::Saved(kept) => kept.words(&edit.letter),
        Also::Nothing | Also::Drafted { .. } | Also::TakenBack(_) | Also::Delivered(_) | Also::SetUp { .. } => None,
    };
    let events = changed.done.iter().flat_map(|done| &done.events);
    let words = events.map(|event| event_words(&event.what)).chain(told);
    words.collect::<Vec<_>>().join(" · ")
}

/// A letter as the desk shows it.
fn shown(letter: LetterRef, open: letters::Open) -> OpenLetter {
    OpenLetter {
        gaps: crate::letter::gaps::gaps(&open.text),
        to_follow: open.to_follow,
        id: RevisionRef {
            letter,
            sha256: open.sha256,
        },
        text: open.text,
        preview: open.preview,
        page: Some(open.page),
        findings: open.findings,
        comments: open.comments,
        notes: open.notes,
    }
}
