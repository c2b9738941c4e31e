//! What the worker does with the team: listens for news, tells the others where the person is, and settles what waited.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::{Answer, Worker};
use chrono::TimeDelta;

use crate::app::clock;
use crate::app::files::out::{self, Existing, name_part};
use crate::app::record::{Decision, PlaceAtHand};
use crate::core::ids::LetterId;
use crate::core::time::WallTime;
use crate::tui::effect::{Effect, Invitation, TeamEffect};
use crate::tui::event::Event;
use crate::tui::ids::{IncidentRef, Subject};
use crate::workspace::WorkError;

/// How long the worker waits for something to do before it listens to the team's server.
const IDLE: Duration = Duration::from_millis(200);

/// How long an invitation waits.
const INVITED_FOR: TimeDelta = TimeDelta::days(7);

/// How long it waits where the record is shared with nobody, and there is nothing to listen to.
const ALONE: Duration = Duration::from_secs(60);

/// What the worker has to do next.
pub(super) enum Next {
    Effect(Box<Effect>),
    Nothing,
    /// Nobody asks for anything any more.
    End,
}

impl Worker {
    /// Waits for something to do. What others recorded meanwhile is read at once, and not only when the clock ticks next.
    pub(super) fn next(&mut self, wanted: &Receiver<Effect>, answers: &Sender<Event>) -> Next {
        let wait = if self.team.shared { IDLE } else { ALONE };
        match wanted.recv_timeout(wait) {
            Ok(effect) => Next::Effect(Box::new(effect)),
            Err(RecvTimeoutError::Disconnected) => Next::End,
            Err(RecvTimeoutError::Timeout) if !self.hears_of_news() => Next::Nothing,
            Err(RecvTimeoutError::Timeout) => match answers.send(Event::Tick(clock::now())) {
                Ok(()) => Next::Nothing,
                Err(_) => Next::End,
            },
        }
    }

    /// What is on screen, as the others are told.
    pub(super) fn is_at(&mut self, code: Option<&IncidentRef>, letter: Option<LetterId>) {
        self.here = PlaceAtHand {
            code: code.map(ToString::to_string),
            letter: letter.map(|letter| letter.to_string()),
            drafting: false,
        };
    }

    pub(super) fn team(&mut self, effect: TeamEffect, now: WallTime) -> Result<Answer, WorkError> {
        match effect {
            TeamEffect::Drafting(letter) => {
                self.is_at(Some(&letter.incident), Some(letter.letter));
                self.here.drafting = true;
                Ok(Answer::Same)
            }
            TeamEffect::Settle { number, decision } => self.settle(number, &decision, now),
            TeamEffect::Invite(invitation) => self.invite(invitation, now),
        }
    }

    /// Invites somebody: the file is written, and the code shown this once, in a text to read. It stands in no message
    /// and in no log.
    fn invite(&mut self, invitation: Invitation, now: WallTime) -> Result<Answer, WorkError> {
        let Invitation { name, roles, file } = invitation;
        let named = || PathBuf::from(format!("{}.invite", name_part(&name).to_lowercase()));
        let path = file.map_or_else(named, PathBuf::from);
        // Tried before the invitation is recorded: where the file cannot be written, nobody should be invited.
        drop(out::prepare(&path, b"", Existing::Keep)?);
        let invited = self.workspace.invite(&name, roles, INVITED_FOR, now)?;
        out::write(&path, invited.file_text().as_bytes(), Existing::Keep)?;
        let path = std::path::absolute(&path).unwrap_or(path);
        let roles: Vec<&str> = invited.member.roles.iter().map(|role| role.words()).collect();
        let text = format!(
            "{} is invited as {}, for seven days.\n\nThe file of the invitation:\n{}\n\nThe code, shown this once:\n\n    \
             {}\n\nGive the file to {}, and tell the code another way: by telephone, or in person. Neither is of use without \
             the other. At this machine: @ locks the workbench, and Enter at its passphrase prompt takes the invitation. \
             Elsewhere: {}.",
            invited.member.name,
            roles.join(", "),
            path.display(),
            invited.shown_code(),
            invited.member.name,
            self.workspace.record().joins_elsewhere()?
        );
        Ok(Answer::Text {
            about: Subject::Record,
            title: format!("Invitation of {}", invited.member.name),
            text,
        })
    }

    /// Takes in what others recorded meanwhile, where the record is shared. Says whether anything is to be read again.
    fn hears_of_news(&mut self) -> bool {
        let now = clock::now();
        // What goes wrong is said by the next look.
        let Ok(true) = self.workspace.record().is_shared() else {
            return false;
        };
        let news = self.workspace.follow(false, now).unwrap_or(false);
        if news {
            self.seen = None;
        }
        let place = self.here.clone();
        let told = self.workspace.tell_place(Some(&place), now);
        let other = self.workspace.team(now).is_ok_and(|team| team != self.team);
        news || (told.is_ok() && other)
    }

    /// Tells the others that this member has left.
    pub(super) fn leaves(&mut self) {
        let _ = self.workspace.tell_place(None, clock::now());
    }

    /// An answer with how it stands with the team, where that has changed.
    pub(super) fn with_team(&mut self, answer: Answer, now: WallTime) -> Answer {
        let place = self.here.clone();
        let told = self.workspace.tell_place(Some(&place), now);
        match told.and_then(|()| self.workspace.team(now)) {
            Ok(team) if team != self.team => {
                self.team = team.clone();
                Answer::Team(Box::new(answer), Box::new(team))
            }
            Ok(_) | Err(_) => answer,
        }
    }

    fn settle(&mut self, number: i64, decision: &Decision, now: WallTime) -> Result<Answer, WorkError> {
        self.workspace.settle(number, decision, now)?;
        self.seen = None;
        let words = match decision {
            Decision::Drop => format!("Number {number} was discarded."),
            Decision::Again | Decision::Confirmed(_) | Decision::Supplement => {
                format!("Number {number} was recorded: the team's server has it.")
            }
        };
        Ok(Answer::Recorded {
            about: Subject::Record,
            words,
            opened: None,
            view: None,
        })
    }
}
