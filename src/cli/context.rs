//! An open record and what a command needs beside it.

use chrono::{DateTime, Utc};

use super::exercise_presence;
use super::failure::{Failure, record_failure, work_failure};
use super::invocation::Invocation;
use super::session::{self, Session};
use crate::app::record::{LineOutcome, Loaded, Record, Unlock};
use crate::app::views::{overlays, replaced_words};
use crate::core::incident::Incident;
use crate::core::member::Permission;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::drill::driving::presence::{Face, Followed};
use crate::workspace::{Changed, Request, Workspace};

/// What every command on a record works with.
pub(super) struct Context<'i> {
    pub call: &'i Invocation,
    pub session: Session,
    pub workspace: Workspace,
    /// When the command was given. Read once, after the passphrase was asked for.
    pub now: WallTime,
}

/// An incident, and what its local times and countdowns are measured by.
pub(super) struct Subject {
    pub loaded: Loaded,
    pub clocked: Clocked,
}

/// The zone and the moment that what is typed about an incident is read in; in an exercise the story's moment.
#[derive(Debug, Clone)]
pub(super) struct Clocked {
    pub zone: Zone,
    pub now: StoryTime,
}

impl Clocked {
    /// A moment as typed.
    pub(super) fn moment(&self, text: &str) -> Result<DateTime<Utc>, Failure> {
        session::moment(text, &self.zone, self.now)
    }

    /// A moment that may be left out.
    pub(super) fn optional(&self, text: Option<&str>) -> Result<Option<DateTime<Utc>>, Failure> {
        text.map(|text| self.moment(text)).transpose()
    }

    /// A day lasts to its end; any other moment is that moment.
    pub(super) fn end_of(&self, text: &str) -> Result<DateTime<Utc>, Failure> {
        match chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(day) => Ok(self.zone.end_of_day(day)),
            Err(_) => self.moment(text),
        }
    }
}

impl<'i> Context<'i> {
    /// Opens the record that is there.
    pub(super) fn open(call: &'i Invocation) -> Result<Context<'i>, Failure> {
        let session = Session::start(call)?;
        let secret = session.secret_of_record(call)?;
        Context::open_with(call, session, secret.unlock())
    }

    /// Opens it with a passphrase that is known already.
    pub(super) fn open_with(
        call: &'i Invocation,
        session: Session,
        secret: Unlock<'_>,
    ) -> Result<Context<'i>, Failure> {
        // A passphrase may have been waited for.
        let now = call.later();
        let record = session.open_with(call, secret, now)?;
        let own = session.own_folders();
        let silence = exercise_presence::silence(&session.config);
        Ok(Context {
            call,
            session,
            workspace: Workspace::new(record, own, Face::CommandLine, silence),
            now,
        })
    }

    /// The record, to be read.
    pub(super) fn record(&self) -> &Record {
        self.workspace.record()
    }

    /// An incident, and now: what is recorded is always recorded now.
    pub(super) fn load(&self, code: &str) -> Result<Subject, Failure> {
        let loaded = self.record().load(code).map_err(record_failure)?;
        let clocked = self.clocked(&loaded.incident)?;
        Ok(Subject { loaded, clocked })
    }

    /// What an incident's local times and countdowns are measured by.
    pub(super) fn clocked(&self, incident: &Incident) -> Result<Clocked, Failure> {
        Ok(Clocked {
            zone: incident.home_zone.clone(),
            now: incident.now(self.now),
        })
    }

    /// An incident for a view: `--at` names another moment than now.
    pub(super) fn look(&self, code: &str) -> Result<Subject, Failure> {
        let mut subject = self.load(code)?;
        if let Some(text) = &self.call.options.at {
            subject.clocked.now = StoryTime::named(subject.clocked.moment(text)?);
        }
        Ok(subject)
    }

    /// Runs a command, and says where the clock of an exercise was found held.
    pub(super) fn run(&mut self, request: Request) -> Result<Changed, Failure> {
        let code = request.incident().map(str::to_owned);
        let changed = self.workspace.run(request, self.now).map_err(work_failure)?;
        if let (Some(code), Some(followed)) = (code, &changed.followed) {
            exercise_presence::warn_held(self.call, &code, followed);
        }
        Ok(changed)
    }

    /// Delivers what came due in an exercise since somebody last looked.
    pub(super) fn drive(&mut self, code: &str) -> Result<Option<Followed>, Failure> {
        let followed = self.workspace.drive(code, self.now).map_err(work_failure)?;
        if let Some(followed) = &followed {
            exercise_presence::warn_held(self.call, code, followed);
        }
        Ok(followed)
    }

    /// Says which built-in law a team's own replaces, for answers that have no place of their own for it.
    pub(super) fn warn_of_own_law(&self) {
        if let Some(words) = replaced_words(&overlays(&self.record().rules)) {
            self.call.console.warn(words);
        }
    }

    /// Asks the table of roles whether something of an incident may leave the record, by its UUID.
    pub(super) fn may_export(&self, incident: &str) -> Result<(), Failure> {
        self.record()
            .need(Permission::Export, Some(incident), self.now)
            .map_err(record_failure)
    }

    /// Writes a line of the audit log, before what it tells of is given out.
    pub(super) fn note(&self, action: &str, target: &str) -> Result<(), Failure> {
        self.record()
            .note(self.now, action, target, LineOutcome::Ok)
            .map_err(record_failure)
    }
}
