//! What the worker does with the team: listens for news, tells the others where the person is, and settles what waited.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::{Answer, Worker};
use crate::app::clock;
use crate::app::record::{Decision, PlaceAtHand};
use crate::core::ids::LetterId;
use crate::core::time::WallTime;
use crate::tui::effect::{Effect, TeamEffect};
use crate::tui::event::Event;
use crate::tui::ids::{IncidentRef, Subject};
use crate::workspace::WorkError;

/// How long the worker waits for something to do before it listens to the team's server.
const IDLE: Duration = Duration::from_millis(200);

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
        match wanted.recv_timeout(IDLE) {
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
        }
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

    /// The others are told that nobody is here any more.
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
            Decision::Drop => format!("Number {number} was let go."),
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
