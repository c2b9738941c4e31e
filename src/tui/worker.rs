//! The thread that owns the record: slow work happens here, and comes back as an event.

mod exercise;
mod letters;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};

use super::effect::{Effect, ExerciseEffect};
use super::event::{Event, Failure};
use super::ids::{IncidentRef, Subject};
use super::start::{AuditView, Cause, Offer, Start};
use crate::app::letters as letter_desk;
use crate::app::letters::edit::Edit;
use crate::app::record::{AuditLine, Done, Filter, NewIncident, Record, RecordError};
use crate::app::reports::notice;
use crate::app::roster_file;
use crate::app::views::{incident as views, law};
use crate::app::{clock, config, decision, evidence_file, example, workbench};
use crate::core::contact::Contact;
use crate::core::counted::counted;
use crate::core::event::{LetterRevision, What};
use crate::core::event_words::event_words;
use crate::core::facts::FactValue;
use crate::core::facts::IncidentKind;
use crate::core::incident::command::{Command, LetterCommand};
use crate::core::playbook::{Playbook, PlaybookKind};
use crate::core::refusal::Refusal;
use crate::core::time::Zone;
use crate::core::time::{StoryTime, WallTime};
use crate::roster::Options;

use super::effect::{Question, Yes};
use crate::drill::presence::Silence;
use exercise as drill;

/// How many deadlines the board shows beside the incidents.
const COMING: u32 = 10;
/// How many lines of the audit log are shown.
const LINES: usize = 200;

/// What the worker needs beside the record.
#[derive(Debug, Clone)]
pub struct Place {
    /// The zone of new incidents.
    pub home: Zone,
    /// A team's own notices.
    pub notices: Option<PathBuf>,
    /// A team's own templates for letters.
    pub letters: Option<PathBuf>,
    /// A team's own scenarios.
    pub scenarios: Option<PathBuf>,
    /// How long an exercise may go without a sign of life.
    pub silence: Silence,
}

/// Starts the worker: effects go in, every one is answered with one event.
pub(super) fn start(record: Record, place: Place, wanted: Receiver<Effect>, answers: Sender<Event>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut worker = Worker::new(record, place);
        while let Ok(effect) = wanted.recv() {
            // A fault in here must not leave a screen behind that never answers: the workbench ends in order.
            let answer = catch_unwind(AssertUnwindSafe(|| worker.answer(effect)));
            let broken = answer.is_err();
            // Whoever has left the workbench reads no answers any more; what they asked for last is done all the same.
            let _ = answers.send(answer.unwrap_or(Event::Terminate));
            if broken {
                break;
            }
        }
    })
}

/// The record with the last state of it that was shown.
#[derive(Debug)]
pub struct Worker {
    record: Record,
    place: Place,
    seen: Option<i64>,
    driver: drill::Driver,
}

/// An error in a line: what is wrong, what stands in the way, what to do.
pub(super) fn words(error: &RecordError) -> String {
    match error {
        RecordError::Refused(refusal) => super::remedy::words(refusal),
        RecordError::Value { problems } => problems.join("; "),
        RecordError::NoIncident { hint, .. } => format!("{error} · {hint}"),
        RecordError::Zone { source, .. } => format!("{error}: {source}"),
        RecordError::Store(_) | RecordError::Unnoted(_) | RecordError::Here { .. } => error.to_string(),
    }
}

/// An error as the screen shows it: with the field that has to change, where it is one.
fn failure(about: Subject, error: &RecordError) -> Failure {
    let field = match error {
        RecordError::Refused(refusal) => super::remedy::field(&refusal.remedy),
        RecordError::Value { .. }
        | RecordError::NoIncident { .. }
        | RecordError::Store(_)
        | RecordError::Unnoted(_)
        | RecordError::Zone { .. }
        | RecordError::Here { .. } => None,
    };
    Failure {
        about,
        words: words(error),
        field,
    }
}

/// What went wrong outside the record.
pub(super) fn failed(about: Subject, words: impl Into<String>) -> Event {
    Event::Failed(Failure {
        about,
        words: words.into(),
        field: None,
    })
}

pub(super) fn recorded(code: &IncidentRef, done: &Done) -> Event {
    let what = done.events.iter().map(|event| event_words(&event.what));
    let what = what.collect::<Vec<_>>().join("; ");
    let turned = match done.changes.len() {
        0 => String::new(),
        1 => " · one obligation changed".to_owned(),
        n => format!(" · {n} obligations changed"),
    };
    Event::Recorded {
        about: Subject::Incident(code.clone()),
        words: format!("{what}{turned}"),
        opened: None,
    }
}

/// What is most likely a mistake is asked about once.
fn asked(code: &IncidentRef, refusal: &Refusal, command: Command) -> Event {
    let reasons = refusal.reasons().map(|reason| format!(" {reason}."));
    let words = format!("{}.{} Record it anyway?", refusal.message, reasons.collect::<String>());
    let command = command.confirmed(Some("confirmed in the workbench when it was asked".to_owned()));
    let yes = Yes::Run(code.clone(), Box::new(command));
    Event::Confirm(Box::new(Question::new(
        "This looks like a mistake",
        words,
        "Record it",
        yes,
    )))
}

impl Worker {
    /// A worker that is asked directly, for the plain walk and for tests.
    pub fn new(record: Record, place: Place) -> Worker {
        Worker {
            record,
            driver: drill::Driver::with_silence(place.silence),
            place,
            seen: None,
        }
    }

    /// Carries an effect out. What fails is said, and nothing was recorded then.
    pub fn answer(&mut self, effect: Effect) -> Event {
        let mut answer = self.carried_out(effect);
        if let Event::Recorded { words, .. } = &mut answer {
            for warning in self.record.warnings().take() {
                *words += &format!(" · {warning}");
            }
        }
        answer
    }

    fn carried_out(&mut self, effect: Effect) -> Event {
        let about = effect.subject();
        self.carry_out(effect)
            .unwrap_or_else(|error| Event::Failed(failure(about, &error)))
    }

    /// One call for each kind of request.
    fn carry_out(&mut self, effect: Effect) -> Result<Event, RecordError> {
        let now = clock::now();
        match effect {
            Effect::Start => self.start(),
            Effect::Board => self.board(now),
            Effect::Look { code, force } => self.look(code, force, now),
            Effect::Incident { code, until } => self.incident(&code, until, now),
            Effect::Create { title, kind, zone } => {
                let zone = zone.and_then(|name| Zone::named(&name).ok());
                let zone = zone.unwrap_or_else(|| self.place.home.clone());
                let id = config::fresh_id();
                let new = NewIncident {
                    title: &title,
                    kind,
                    zone: &zone,
                    id,
                };
                Ok(opened(&self.record.open_incident(new, now)?))
            }
            Effect::Example => {
                let id = config::fresh_id();
                Ok(opened(&example::open(&mut self.record, &self.place.home, now, id)?))
            }
            Effect::Check {
                code,
                command,
                question,
            } => {
                workbench::check(&self.record, &code, *command, now)?;
                Ok(Event::Confirm(question))
            }
            Effect::Run(code, command) => self.run(&code, *command, now),
            Effect::Evidence {
                code,
                path,
                custodian,
                remark,
            } => match evidence_file::logged(Path::new(&path), custodian, remark) {
                Ok(command) => self.run(&code, command, now),
                Err(error) => Ok(failed(
                    Subject::Incident(code),
                    format!("The file cannot be read: {error}."),
                )),
            },
            Effect::Roster { code, path } => self.roster(&code, &path, now),
            Effect::Exercise(effect) => Ok(self.exercise(effect, now)),
            Effect::Letter(effect) => self.letters(effect, now),
            Effect::Profile(values) => self.profile(values, now),
            Effect::Contact(contact) => self.contact(contact, now),
            Effect::Regime(id) => Ok(self.regime(&id)),
            Effect::Audit => self.audit(),
            Effect::Notice { code, name } => self.notice(&code, &name, now),
            Effect::KeepEdit { target, why, text } => self.keep_edit(&target, &why, text, now),
            Effect::Draft { slot, text } => {
                self.record.keep_draft(&slot, text.as_deref())?;
                Ok(Event::Same)
            }
            Effect::Submitted(form, effect) => Ok(Event::Submitted(form, Box::new(self.answer(*effect)))),
            // The terminal has done it.
            Effect::Copy(_) | Effect::Editor { .. } => Ok(Event::Same),
        }
    }

    fn exercise(&mut self, effect: ExerciseEffect, now: WallTime) -> Event {
        let about = effect.subject();
        let hand = self.driver.hand(now);
        let answered = drill::answer(&mut self.record, self.place.scenarios.as_deref(), effect, hand);
        answered.unwrap_or_else(|error| failed(about, drill::words(&error)))
    }

    fn contact(&mut self, contact: Contact, now: WallTime) -> Result<Event, RecordError> {
        let words = format!("{} is in the call tree", contact.name);
        self.record
            .run_organisation(vec![What::ContactSaved { contact }], now)?;
        self.start_again(words)
    }

    fn regime(&self, id: &str) -> Event {
        match self.record.rules.regime(id) {
            Some(regime) => Event::Regime(Box::new(law::whole(regime))),
            None => failed(Subject::Regime(id.to_owned()), format!("Unknown regime `{id}`.")),
        }
    }

    fn roster(&mut self, code: &IncidentRef, path: &str, now: WallTime) -> Result<Event, RecordError> {
        let path = Path::new(path);
        let view = match roster_file::counted(path, &Options::default()) {
            Ok(view) => view,
            Err(error) => {
                let about = Subject::Incident(code.clone());
                return Ok(failed(about, format!("{error}. Nothing was recorded.")));
            }
        };
        let facts = roster_file::facts(&roster_file::name_of(path), &view);
        if facts.is_empty() {
            let about = Subject::Incident(code.clone());
            return Ok(failed(about, "The file has no rows of people. Nothing was recorded."));
        }
        self.record.run_all(code, facts, now)?;
        Ok(Event::Recorded {
            about: Subject::Incident(code.clone()),
            words: roster_file::summary(&view.counts),
            opened: None,
        })
    }

    fn start(&mut self) -> Result<Event, RecordError> {
        let organisation = self.record.organisation(None)?;
        let causes = self.record.playbooks.iter().filter(|p| p.kind == PlaybookKind::Cause);
        let rules = &self.record.rules;
        let start = Start {
            profile: organisation.profile,
            contacts: organisation.contacts,
            causes: causes.map(cause).collect(),
            law: rules.regimes.iter().map(law::row).collect(),
            flags: rules
                .flags
                .values()
                .map(|flag| Offer {
                    id: flag.id.clone(),
                    words: flag.question.clone(),
                })
                .collect(),
            scenarios: drill::scenarios(self.place.scenarios.as_deref()),
            actor: self.record.actor.name.clone(),
            templates: letter_desk::templates(self.place.letters.as_deref())
                .unwrap_or_default()
                .into_iter()
                .map(|template| Offer {
                    id: template.id,
                    words: template.name,
                })
                .collect(),
            drafts: self.record.drafts()?.into_iter().collect(),
        };
        Ok(Event::Started(Box::new(start)))
    }

    fn board(&mut self, now: WallTime) -> Result<Event, RecordError> {
        self.seen = Some(self.record.version()?);
        let everything = Filter {
            closed: true,
            ..Filter::default()
        };
        let rows = self.record.list(&everything)?;
        // Exercises run by clocks of their own and are never counted with what is real.
        let coming = self.record.coming(now, COMING)?;
        let coming = coming
            .iter()
            .map(|(s, d)| views::deadline(s, d, StoryTime::outside_incidents(now)));
        let mut views = Vec::with_capacity(rows.len());
        for summary in &rows {
            let mut view = views::row(summary);
            if summary.kind == IncidentKind::Exercise {
                view.story = Some(self.record.story(summary, now)?);
            }
            views.push(view);
        }
        Ok(Event::Board(views, coming.collect()))
    }

    fn incident(
        &mut self,
        code: &IncidentRef,
        until: Option<DateTime<Utc>>,
        now: WallTime,
    ) -> Result<Event, RecordError> {
        // A driver that cannot go on is found again, with its words, when the exercise is read.
        let _ = self.driver.drive(&mut self.record, code, now);
        self.seen = Some(self.record.version()?);
        let opened = workbench::opened(&mut self.record, code, until, now)?;
        if opened.story.is_some() && until.is_none() {
            let desk = drill::desk(&self.record, code, now);
            return Ok(match desk {
                Ok(desk) => Event::Exercise(Box::new(opened), Box::new(desk)),
                Err(error) => failed(Subject::Incident(code.clone()), drill::words(&error)),
            });
        }
        Ok(Event::Opened(Box::new(opened)))
    }

    /// Reads what is on screen again where somebody else has written since it was shown.
    fn look(&mut self, code: Option<IncidentRef>, force: bool, now: WallTime) -> Result<Event, RecordError> {
        let news = match &code {
            Some(code) => self.driver.drive(&mut self.record, code, now).unwrap_or(false),
            None => false,
        };
        if !force && !news && self.seen == Some(self.record.version()?) {
            return Ok(Event::Same);
        }
        match code {
            Some(code) => self.incident(&code, None, now),
            None => self.board(now),
        }
    }

    fn run(&mut self, code: &IncidentRef, command: Command, now: WallTime) -> Result<Event, RecordError> {
        let command = match command {
            Command::Letter(LetterCommand::Revise(LetterRevision {
                letter,
                text,
                based_on: Some(based_on),
                ..
            })) => {
                let edit = Edit {
                    incident: code.to_string(),
                    letter,
                    based_on,
                    text,
                };
                return self.revise(code, &edit, now);
            }
            Command::Decide(_) => {
                let loaded = self.record.load(code)?;
                let story = loaded.incident.now(now);
                decision::with_papers(&self.record, &loaded, command, None, story)?
            }
            Command::Drill(event) => return drill::recorded(&mut self.record, code, event, now),
            command @ (Command::Fact(_)
            | Command::Delay(_)
            | Command::EnterStage { .. }
            | Command::Playbook(_)
            | Command::Call(_)
            | Command::Obligation(_)
            | Command::LogEvidence(_)
            | Command::AddNote(_)
            | Command::Close { .. }
            | Command::Reopen { .. }
            | Command::IfUnchanged { .. }
            | Command::TakeBack { .. }
            | Command::Letter(_)
            | Command::Confirmed { .. }) => command,
        };
        match self.record.run(code, command.clone(), now) {
            Err(RecordError::Refused(refusal)) if refusal.cautioned.is_some() => Ok(asked(code, &refusal, command)),
            done => Ok(recorded(code, &done?)),
        }
    }

    /// Sets what was given and takes out what was emptied; what stays as it is makes no event.
    fn profile(&mut self, values: Vec<(String, Option<String>)>, now: WallTime) -> Result<Event, RecordError> {
        let known = self.record.organisation(None)?.profile;
        let changed = values
            .into_iter()
            .filter(|(key, value)| known.get(key).map(FactValue::literal) != value.as_deref());
        let whats: Vec<What> = changed
            .map(|(key, value)| match value {
                Some(value) => What::ProfileSet { key, value },
                None => What::ProfileUnset { key },
            })
            .collect();
        let words = match whats.len() {
            0 => "Nothing changed in the profile.".to_owned(),
            1 => "1 value of the profile recorded".to_owned(),
            n => format!("{n} values of the profile recorded"),
        };
        if !whats.is_empty() {
            self.record.run_organisation(whats, now)?;
        }
        self.start_again(words)
    }

    /// The organisation is read again with the next look.
    fn start_again(&mut self, words: String) -> Result<Event, RecordError> {
        self.seen = None;
        Ok(Event::Recorded {
            about: Subject::Record,
            words,
            opened: None,
        })
    }

    fn audit(&mut self) -> Result<Event, RecordError> {
        let proof = self.record.verify()?;
        let state = match &proof.broken {
            None => format!(
                "Intact: {} and {} agree",
                counted(proof.lines, "audit line"),
                counted(proof.events, "event")
            ),
            Some(broken) => format!("BROKEN: {broken}"),
        };
        let lines = match self.record.log_tail(LINES) {
            Ok(lines) => lines.iter().rev().map(audit_line).collect(),
            Err(error) => vec![error.to_string()],
        };
        Ok(Event::Audit(AuditView {
            whole: proof.broken.is_none(),
            state,
            lines,
        }))
    }

    fn notice(&mut self, code: &IncidentRef, name: &str, now: WallTime) -> Result<Event, RecordError> {
        let loaded = self.record.load(code)?;
        let here = loaded.incident.now(now);
        let assessed = self.record.assess(&loaded.incident, &loaded.organisation, here)?;
        let made = notice::render(name, self.place.notices.as_deref(), &loaded, &assessed, here);
        Ok(match made {
            Ok(text) => {
                self.record.note(now, "notice.show", &format!("{code} {name}"), "ok")?;
                Event::Text {
                    about: Subject::Incident(code.clone()),
                    title: format!("notice: {name}"),
                    text,
                }
            }
            Err(error) => failed(Subject::Incident(code.clone()), error.to_string()),
        })
    }
}

fn audit_line(line: &AuditLine) -> String {
    let draft = &line.draft;
    format!(
        "#{} {} {} {} {} {}",
        line.n, draft.at, draft.actor, draft.action, draft.target, draft.outcome
    )
}

fn cause(playbook: &Playbook) -> Cause {
    Cause {
        id: playbook.id.clone(),
        title: playbook.title.clone(),
        steps: playbook.steps.len(),
    }
}

fn opened(done: &Done) -> Event {
    let incident = IncidentRef::new(done.incident.code.clone());
    Event::Recorded {
        about: Subject::Incident(incident.clone()),
        words: format!("{incident} is open"),
        opened: Some(incident),
    }
}
