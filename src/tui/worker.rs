//! The thread that owns the record: slow work happens here, and comes back as an event.

mod asked;
mod dora;
mod exercise;
mod failure;
mod filing;
mod letters;
mod organisation;
mod read;
mod scenario;
mod team;
mod waiting;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::thread::JoinHandle;

use super::effect::Effect;
use super::event::{Answer, Event, Failure};
use super::ids::{IncidentRef, Subject};
use crate::app::called::Names;
use crate::app::clock;
use crate::app::files::roster_file;
use crate::app::letters::edit::Edit;
use crate::app::letters::{SignOffBook, is_for_each_person};
use crate::app::record::{Done, PlaceAtHand, Record, RecordError};
use crate::app::watching::hooks::Hook;
use crate::core::event::LetterRevision;
use crate::core::event_words::{Named, event_told};
use crate::core::ids::LetterId;
use crate::core::incident::command::{Command, LetterCommand};
use crate::core::time::{WallTime, Zone};
use crate::drill::driving::presence::{Face, Silence};
use crate::drill::scenario_files::sources::OwnScenarios;
use crate::roster::Options;
use crate::workspace::{Changed, Exported, LawHome, OwnFolders, Request, TeamView, View, WorkError, Workspace};
use asked::asked;
use failure::{failure, words};
use team::Next;
use waiting::Waiting;

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
    pub scenarios: Option<OwnScenarios>,
    /// The law the record is read by.
    pub law: LawHome,
    /// How long an exercise may go without a sign of life.
    pub silence: Silence,
    /// The user's commands that are called for what happens.
    pub hooks: Vec<Hook>,
}

/// Starts the worker: effects go in, every one is answered with one event.
pub(super) fn start(record: Record, place: Place, wanted: Receiver<Effect>, answers: Sender<Event>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut worker = Worker::new(record, place);
        let mut waiting = Waiting::default();
        loop {
            waiting.extend(wanted.try_iter());
            let Some((effect, passed)) = waiting.next() else {
                match worker.next(&wanted, &answers) {
                    Next::Effect(effect) => waiting.extend(std::iter::once(*effect)),
                    Next::Nothing => {}
                    Next::End => break,
                }
                continue;
            };
            // Once the workbench is left nobody reads the answers; what was asked for last is done all the same.
            for answer in std::iter::repeat_with(|| Answer::Same).take(passed) {
                let _ = answers.send(Event::from(answer));
            }
            let answer = worker.answer(effect);
            let _ = answers.send(Event::from(answer));
        }
        worker.leaves();
    })
}

/// The workspace with the last state of it that was shown.
#[derive(Debug)]
pub struct Worker {
    workspace: Workspace,
    home: Zone,
    seen: Option<i64>,
    /// Whether the board has been read before.
    board_read: bool,
    /// When the whole board was read last.
    board_at: Option<WallTime>,
    /// Why the exercise could not be driven on, until it is shown.
    trouble: Option<String>,
    /// What was last shown of that, so that the same trouble is not said again every second.
    told: Option<String>,
    /// Where the person is, as the others are told.
    here: PlaceAtHand,
    /// How it stood with the team when that was last shown.
    team: TeamView,
    /// The number of the last change of the members that was shown.
    members_seen: u64,
}

/// What went wrong outside the record.
fn failed(about: Subject, words: impl Into<String>) -> Answer {
    Answer::Failed(Failure {
        about,
        words: words.into(),
        field: None,
    })
}

/// An answer with the warnings that its own request raised: a later one would give them to the wrong command.
fn warned(answer: Answer, warnings: Vec<String>) -> Answer {
    if warnings.is_empty() {
        return answer;
    }
    match answer {
        Answer::Recorded {
            about,
            mut words,
            opened,
            view,
        } => {
            for warning in warnings {
                words += &format!(" · {warning}");
            }
            Answer::Recorded {
                about,
                words,
                opened,
                view,
            }
        }
        Answer::Submitted(form, answer) => Answer::Submitted(form, Box::new(warned(*answer, warnings))),
        read @ (Answer::Started(_)
        | Answer::Board(..)
        | Answer::FirstOfBoard(_)
        | Answer::Opened(_)
        | Answer::Exercise(..)
        | Answer::Letter(_)
        | Answer::Checked { .. }
        | Answer::Regime(_)
        | Answer::Audit(_)
        | Answer::Text { .. }
        | Answer::Edited { .. }
        | Answer::Confirm(_)
        | Answer::Failed(_)
        | Answer::Warned(..)
        | Answer::Team(..)
        | Answer::Told(_)
        | Answer::Dora(_)
        | Answer::Sheet(_)
        | Answer::Scenario { .. }
        | Answer::ScenarioSaved(_)
        | Answer::Same) => Answer::Warned(Box::new(read), warnings),
    }
}

/// What a command came to, in a line.
fn done_words(done: &Done, names: &dyn Named) -> String {
    let what = done.events.iter().map(|event| event_told(&event.what, names));
    let what = what.collect::<Vec<_>>().join("; ");
    let changed = match done.changes.len() {
        0 => what,
        1 => format!("{what} · one obligation changed"),
        n => format!("{what} · {n} obligations changed"),
    };
    match done.acknowledged.words() {
        Some(words) => format!("{changed} · {words}"),
        None => changed,
    }
}

impl Worker {
    /// A worker that is asked directly, for the plain walk and for tests.
    pub fn new(record: Record, place: Place) -> Worker {
        let own = OwnFolders {
            notices: place.notices,
            letters: place.letters,
            scenarios: place.scenarios,
        };
        let members_seen = record.members().map(|members| members.seq).unwrap_or_default();
        Worker {
            workspace: Workspace::new(record, own, Face::Workbench, place.silence)
                .with_law(place.law)
                .with_hooks(place.hooks),
            home: place.home,
            seen: None,
            board_read: false,
            board_at: None,
            trouble: None,
            told: None,
            here: PlaceAtHand::default(),
            team: TeamView::default(),
            members_seen,
        }
    }

    /// What is worked on.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Carries an effect out. What fails is said, and nothing was recorded then.
    pub fn answer(&mut self, effect: Effect) -> Answer {
        let now = clock::now();
        let answer = self.carried_out(effect, now);
        let mut warnings: Vec<String> = self.trouble.take().into_iter().collect();
        let problems = self.workspace.law_problems();
        warnings.extend(
            problems
                .into_iter()
                .map(|problem| format!("Left out of the law: {problem}")),
        );
        warnings.extend(self.workspace.hook_troubles(now));
        warnings.extend(
            self.workspace
                .record()
                .warnings()
                .take()
                .iter()
                .map(ToString::to_string),
        );
        self.with_team(warned(answer, warnings), now)
    }

    fn carried_out(&mut self, effect: Effect, now: WallTime) -> Answer {
        let about = effect.subject();
        // Another command of this machine may have shared the record meanwhile, or taken it from the server.
        let followed = self.workspace.follow_sharing(now);
        if let Ok(true) = followed {
            self.seen = None;
        }
        let done = followed
            .map_err(WorkError::from)
            .and_then(|_| self.carry_out(effect, now));
        done.unwrap_or_else(|error| {
            // What others recorded may have come in on the way, and be the reason: the next look shows it.
            self.seen = None;
            Answer::Failed(failure(about, &error))
        })
    }

    /// One call for each kind of request.
    fn carry_out(&mut self, effect: Effect, now: WallTime) -> Result<Answer, WorkError> {
        match effect {
            Effect::Start => self.start(),
            Effect::Board => self.board(now),
            Effect::Look { code, letter, force } => {
                self.is_at(code.as_ref(), letter);
                self.look(code, force, now)
            }
            Effect::Team(effect) => self.team(effect, now),
            Effect::Incident { code, until } => self.incident(&code, until, now),
            Effect::AsIf { code, what } => Ok(shown(self.workspace.view_as_if(&code, &what, now)?)),
            Effect::Create { title, kind, zone } => self.open(Request::Open { title, kind, zone }, now),
            Effect::Example => {
                let zone = self.home.clone();
                self.open(Request::Example { zone }, now)
            }
            Effect::Check {
                code,
                command,
                question,
            } => {
                self.workspace.check(&code, *command, now)?;
                Ok(Answer::Confirm(question))
            }
            Effect::Run(code, command) => self.run(&code, *command, now),
            Effect::RunAll(code, commands) => {
                let code_text = code.to_string();
                let request = Request::Incident {
                    code: code_text,
                    commands,
                };
                let changed = self.workspace.run(request, now)?;
                Ok(self.done(&code, changed, now))
            }
            Effect::Evidence {
                code,
                path,
                custodian,
                remark,
            } => self.evidence(&code, Path::new(&path), (custodian, remark), now),
            Effect::Filed { code, update, receipt } => self.filed(&code, vec![*update], &receipt, now),
            Effect::FiledAll { code, updates, receipt } => self.filed(&code, updates, &receipt, now),
            Effect::Export { code, what } => self.exported(code, &what, now),
            Effect::Roster { code, path } => self.roster(&code, &path, now),
            Effect::Exercise(effect) => self.exercise(effect, now),
            Effect::Scenario(effect) => self.scenario(effect),
            Effect::Letter(effect) => self.letters(effect, now),
            Effect::Profile(values) => self.profile(values, now),
            Effect::Contact(contact) => self.contact(contact, now),
            Effect::Contract(draft) => self.contract(&draft, now),
            Effect::Dora(effect) => self.dora(effect, now),
            Effect::Sheet { code, form, first } => {
                let sheet = self.workspace.authority_form(&code, form, first, now)?;
                Ok(Answer::Sheet(Box::new(sheet)))
            }
            Effect::Regime(id) => Ok(self.regime(&id)),
            Effect::Audit => self.audit(now),
            Effect::Notice { code, name } => self.notice(&code, &name, now),
            Effect::Handover(code) => self.handover(code, now),
            Effect::KeepEdit { target, why, text } => self.keep_edit(&target, &why, text, now),
            Effect::Draft { slot, text } => {
                self.workspace.keep_draft(&slot, text.as_deref())?;
                Ok(Answer::Same)
            }
            Effect::Submitted(form, effect) => Ok(Answer::Submitted(form, Box::new(self.answer(*effect)))),
            // The terminal has done it.
            Effect::Terminal(_) => Ok(Answer::Same),
        }
    }

    /// What a command did to an incident: the words, and the incident as it is now.
    fn recorded(&mut self, code: &IncidentRef, words: String, changed: Changed, now: WallTime) -> Answer {
        let view = changed.done.map(|done| self.workspace.view_after(done, now));
        Answer::Recorded {
            about: Subject::Incident(code.clone()),
            words,
            opened: None,
            // What cannot be shown is read again, and its error said then.
            view: view.and_then(Result::ok),
        }
    }

    /// A file for people, in the folder firebell was started in.
    fn exported(&mut self, code: IncidentRef, what: &Exported, now: WallTime) -> Result<Answer, WorkError> {
        let path = self.workspace.export(&code, what, Path::new("."), now)?;
        let path = std::path::absolute(&path).unwrap_or(path);
        let next = match what {
            Exported::Letter { letter, .. } => self.after_export(&code, letter)?,
            Exported::Situation(_)
            | Exported::Handover(_)
            | Exported::Timeline
            | Exported::Register
            | Exported::RegisterEntry(_) => "",
        };
        Ok(Answer::Recorded {
            about: Subject::Incident(code),
            words: format!("Written to {}.{next}", path.display()),
            opened: None,
            view: None,
        })
    }

    /// What is to be done with a letter that was exported.
    fn after_export(&self, code: &str, letter: &LetterId) -> Result<&'static str, WorkError> {
        let record = self.workspace.record();
        let loaded = record.load(code)?;
        let found = loaded.incident.letters.get(letter);
        let approved = found.is_some_and(|own| SignOffBook::of(record, &loaded).complete(&loaded.incident, own));
        let unmerged = found
            .and_then(|own| own.current())
            .is_some_and(|now| is_for_each_person(&now.text));
        Ok(match (approved, unmerged) {
            (false, _) => {
                " It is NOT approved yet and says so on every page: do not send it. Next: someone else reads and approves it (x)."
            }
            (true, true) => {
                " It is NOT merged yet: its blanks for each person are open. Next: firebell letter merge makes a letter \
                 for each row of the list of people, or firebell letter mailing the whole mailing."
            }
            (true, false) => " Next: send it, then mark it filed (x).",
        })
    }

    fn roster(&mut self, code: &IncidentRef, path: &str, now: WallTime) -> Result<Answer, WorkError> {
        let path = Path::new(path);
        let view = match roster_file::counted(path, &Options::default()) {
            Ok(view) => view,
            Err(error) => {
                let about = Subject::Incident(code.clone());
                return Ok(failed(about, format!("{error}. Nothing was recorded.")));
            }
        };
        let commands = roster_file::facts(&roster_file::name_of(path), &view);
        if commands.is_empty() {
            let about = Subject::Incident(code.clone());
            return Ok(failed(about, "The file has no rows of people. Nothing was recorded."));
        }
        let request = Request::Incident {
            code: code.to_string(),
            commands,
        };
        let changed = self.workspace.run(request, now)?;
        Ok(self.recorded(code, roster_file::summary(&view.counts), changed, now))
    }

    fn run(&mut self, code: &IncidentRef, command: Command, now: WallTime) -> Result<Answer, WorkError> {
        if let Command::Letter(LetterCommand::Revise(LetterRevision {
            letter,
            text,
            based_on: Some(based_on),
            ..
        })) = command
        {
            let edit = Edit {
                incident: code.to_string(),
                letter,
                based_on,
                text,
            };
            return self.revise(code, edit, now);
        }
        match self.workspace.run(Request::on(code, command.clone()), now) {
            Err(WorkError::Record(RecordError::Refused(refusal))) if refusal.cautioned.is_some() => {
                Ok(asked(code, &refusal, command))
            }
            changed => Ok(self.done(code, changed?, now)),
        }
    }

    /// What was recorded, in its own words.
    fn done(&mut self, code: &IncidentRef, changed: Changed, now: WallTime) -> Answer {
        let words = changed.done.as_ref();
        let words = words.map(|done| {
            let names = Names::of(self.workspace.record(), &done.loaded, &done.assessed);
            done_words(done, &names)
        });
        let words = words.unwrap_or_default();
        self.recorded(code, words, changed, now)
    }

    /// Opens an incident; the screen that asked for it shows it.
    fn open(&mut self, request: Request, now: WallTime) -> Result<Answer, WorkError> {
        let changed = self.workspace.run(request, now)?;
        Ok(opened(&changed, |incident| format!("{incident} is open")))
    }
}

/// A new incident, in words of its own.
fn opened(changed: &Changed, words: impl FnOnce(&IncidentRef) -> String) -> Answer {
    let Some(done) = &changed.done else {
        return Answer::Same;
    };
    let incident = IncidentRef::new(done.loaded.incident.code.to_string());
    Answer::Recorded {
        about: Subject::Incident(incident.clone()),
        words: words(&incident),
        opened: Some(incident),
        view: None,
    }
}

/// An incident as the screens take it in.
fn shown(view: View) -> Answer {
    match view {
        View::Incident(opened) => Answer::Opened(opened),
        View::Exercise(opened, desk) => Answer::Exercise(opened, desk),
    }
}
