//! The door that the workbench and the command line share: it owns the open record and the team's own folders, keeps
//! the clocks of exercises going, runs what is asked for, and hands out what there is to show.
//!
//! What is recorded comes back with the incident as it is then, so that nobody reads again what was just in hand.

// The whole program says `crate::core::…` and `crate::workspace::…`, in this crate too.
pub use crate as workspace;
use firebell_app as app;
use firebell_core as core;
use firebell_drill as drill;

mod authority_form;
mod board;
mod dora;
mod error;
mod exercise;
mod exercise_clock;
mod export;
mod law;
mod letter;
mod members;
mod request;
mod shared;
mod team_status;
mod upkeep;
mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::app::config;
use crate::app::example;
use crate::app::files::overlay::FolderLook;
use crate::app::letters::edit::Kept;
use crate::app::letters::word_in::TakenBack;
use crate::app::record::{Done, LineOutcome, Loaded, NewIncident, Record};
use crate::app::reports::notice;
use crate::app::watching::deadline_bell::{Bell, MARKS, Rings};
use crate::app::watching::hooks::{Hook, HookQueue, Message};
use crate::core::incident::Incident;
use crate::core::refusal::Advised;
use crate::core::time::{StoryTime, WallTime};
use crate::drill::corrective_actions::list::Item;
use crate::drill::driving::presence::{Face, Followed, Silence};
use crate::drill::scenario_files::sources::OwnScenarios;

use crate::drill::scenario::Inject;

use exercise_clock::Driver;

pub use board::{Board, BoardBeginning};
pub use dora::{DoraReport, DoraWish};
pub use error::WorkError;
pub use exercise::scenarios;
pub use export::Exported;
pub use law::LawHome;
pub use request::{ExerciseRequest, LetterRequest, NewAction, OwnOrganisation, Request};
pub use team_status::TeamView;
use view::LastShown;
pub use view::View;

/// The team's own folders, over what is built in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnFolders {
    pub notices: Option<PathBuf>,
    /// Templates and rules of letters.
    pub letters: Option<PathBuf>,
    pub scenarios: Option<OwnScenarios>,
}

/// The open record, and what it is worked with.
#[derive(Debug)]
pub struct Workspace {
    record: Record,
    own: OwnFolders,
    law: LawHome,
    /// How the folders of law looked when they were last read.
    law_seen: Vec<FolderLook>,
    /// What was wrong with files of law then, until it is told.
    law_problems: Vec<String>,
    driver: Driver,
    /// The incident that was shown last; nothing where something else was written since.
    last_shown: Option<LastShown>,
    /// [`Record::version`] before the last command. What this process writes leaves that number as it is, so where it
    /// differs later, others have written.
    before_command: Option<i64>,
    hooks: Option<Ringing>,
    /// Exercises on the board, each with the number of its last entry when it was read.
    exercises: BTreeMap<String, (u64, Incident)>,
}

/// The user's commands that are called for what happens, and the deadlines of which they were told.
#[derive(Debug)]
struct Ringing {
    queue: HookQueue,
    bell: Bell,
    looked_at: Option<WallTime>,
}

/// How often deadlines are looked at for hooks.
const LOOK_EVERY: chrono::TimeDelta = chrono::TimeDelta::seconds(30);

/// What a command came to.
#[derive(Debug)]
pub struct Changed {
    /// What was recorded, and the incident after it; `None` where there was nothing to record.
    pub done: Option<Done>,
    /// What the clock of the exercise had come to before; `None` where none runs.
    pub followed: Option<Followed>,
    /// What there is to say besides.
    pub also: Also,
}

/// What a command came to besides its events.
#[derive(Debug)]
pub enum Also {
    Nothing,
    /// A draft has this many gaps besides those that an affected-persons list fills.
    Drafted {
        gaps: usize,
    },
    /// How an edited text was kept.
    Saved(Kept),
    /// What a Word file came to besides its events.
    TakenBack(TakenBack),
    /// Injects that were delivered, in order.
    Delivered(Vec<Inject>),
    /// An exercise was set up.
    SetUp {
        /// Corrective actions that earlier exercises have left open.
        open: Vec<Item>,
        /// What was changed for the team's own organization, a sentence each.
        notes: Vec<Advised>,
    },
}

impl Also {
    /// Injects that were delivered, in order.
    pub fn delivered(&self) -> &[Inject] {
        match self {
            Also::Delivered(injects) => injects,
            Also::Nothing | Also::Drafted { .. } | Also::Saved(_) | Also::TakenBack(_) | Also::SetUp { .. } => &[],
        }
    }
}

impl Workspace {
    /// A workspace for one face, which takes a clock to have been held after such a silence.
    pub fn new(record: Record, own: OwnFolders, face: Face, silence: Silence) -> Workspace {
        Workspace {
            record,
            own,
            law: LawHome::default(),
            law_seen: Vec::new(),
            law_problems: Vec::new(),
            driver: Driver::new(face, silence),
            last_shown: None,
            before_command: None,
            hooks: None,
            exercises: BTreeMap::new(),
        }
    }

    /// Calls the user's commands for what is recorded through this workspace, and for deadlines that are near.
    #[must_use]
    pub fn with_hooks(mut self, hooks: Vec<Hook>) -> Workspace {
        self.hooks = HookQueue::start(hooks).map(|queue| Ringing {
            queue,
            bell: Bell::new(MARKS.to_vec(), Rings::Due),
            looked_at: None,
        });
        self
    }

    /// Looks every half minute for deadlines that are near, tells the hooks of them, and says which hooks failed.
    pub fn hook_troubles(&mut self, now: WallTime) -> Vec<String> {
        let Some(Ringing { queue, bell, looked_at }) = &mut self.hooks else {
            return Vec::new();
        };
        if looked_at.is_none_or(|looked| now.at() - looked.at() >= LOOK_EVERY) {
            *looked_at = Some(now);
            match bell.due(&self.record, now) {
                Ok(rings) => rings
                    .into_iter()
                    .for_each(|ring| queue.tell(Message::of_ring(ring, now))),
                Err(error) => return vec![format!("the deadlines could not be looked at for hooks: {error}")],
            }
        }
        queue.troubles()
    }

    /// The record, to be read.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Keeps what is typed in a form, or forgets it with `None`.
    ///
    /// # Errors
    /// What the record says.
    pub fn keep_draft(&mut self, slot: &str, text: Option<&str>) -> Result<(), WorkError> {
        Ok(self.record.keep_draft(slot, text)?)
    }

    /// The team's own folders.
    pub fn own(&self) -> &OwnFolders {
        &self.own
    }

    /// Delivers what is due in an exercise; `None` where none runs on this incident.
    ///
    /// # Errors
    /// What the record says.
    pub fn drive(&mut self, code: &str, now: WallTime) -> Result<Option<Followed>, WorkError> {
        let followed = self.driver.drive(&mut self.record, code, now)?;
        if followed.is_some() {
            self.last_shown = None;
        }
        Ok(followed)
    }

    /// The text of an internal notice as of a moment of the incident. That it was shown is written to the audit log.
    ///
    /// # Errors
    /// Where there is no such notice, or what the record says.
    pub fn notice(&self, loaded: &Loaded, name: &str, now: StoryTime, wall: WallTime) -> Result<String, WorkError> {
        let assessed = self.record.assess(&loaded.incident, &loaded.organisation, now)?;
        let text = notice::render(name, self.own.notices.as_deref(), loaded, &assessed, now)?;
        let target = format!("{} {name}", loaded.incident.code);
        self.record.note(wall, "notice.show", &target, LineOutcome::Ok)?;
        Ok(text)
    }

    /// Carries a request out. What came due in the exercise is delivered first, as if its clock had been watched.
    ///
    /// # Errors
    /// A refusal with its remedy, or what stands in the way; nothing of it was recorded then.
    pub fn run(&mut self, request: Request, now: WallTime) -> Result<Changed, WorkError> {
        self.follow_sharing(now)?;
        self.before_command = Some(self.record.version()?);
        let followed = match request.incident() {
            Some(code) => self.driver.drive(&mut self.record, code, now)?,
            None => None,
        };
        self.last_shown = None;
        let (done, also) = self.carry_out(request, now)?;
        if let (Some(Ringing { queue, .. }), Some(done)) = (&mut self.hooks, &done) {
            Message::of_done(done, now)
                .into_iter()
                .for_each(|message| queue.tell(message));
        }
        Ok(Changed { done, followed, also })
    }

    fn carry_out(&mut self, request: Request, now: WallTime) -> Result<(Option<Done>, Also), WorkError> {
        let done = match request {
            Request::Open { title, kind, zone } => {
                let new = NewIncident {
                    title: &title,
                    kind,
                    zone: &zone,
                    id: config::fresh_id(),
                };
                self.record.open_incident(new, now)?
            }
            Request::Example { zone } => example::open(&mut self.record, &zone, now, config::fresh_id())?,
            Request::Incident { code, commands } => self.record.run_all(&code, commands, now)?,
            Request::Letter(request) => return self.letter(request, now),
            Request::Exercise(request) => return self.exercise(request, now),
        };
        Ok((Some(done), Also::Nothing))
    }
}
