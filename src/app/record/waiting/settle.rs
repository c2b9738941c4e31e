//! What does not fit any more is decided by whoever recorded it.

use super::super::occasion::Occasion;
use super::super::{LineOutcome, Record, RecordError};
use super::{Choice, Obstacle, ReasonFor, Text, WaitingState, Wanted};
use crate::core::event::{Disposition, Filing, FilingKind, ObligationUpdate};
use crate::core::ids::Stream;
use crate::core::incident::command::Command;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::WallTime;
use crate::store::{Settled, StoreError, Waiting};

/// What its author wants of something that does not fit any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Record it as it is.
    Again,
    /// Record it as it is, with the reason why it is right.
    Confirmed(String),
    /// Record the notice as a supplement to the one that somebody else filed.
    Supplement,
    /// Let go of it.
    Drop,
}

impl Record {
    /// Carries out what was decided about something that waits.
    ///
    /// # Errors
    /// Where nothing of that number is to be decided, it still does not fit, or the server cannot be reached; it is kept then.
    pub fn settle(&mut self, n: i64, decision: &Decision, now: WallTime) -> Result<(), RecordError> {
        let all = self.store.waiting()?;
        let open = |waiting: &&Waiting| {
            waiting.n == n && [WaitingState::Waits, WaitingState::Undecided].contains(&waiting.state)
        };
        let Some(waiting) = all.iter().find(open) else {
            return Err(Refusal::input(format!("nothing that waits has the number {n}"), Remedy::TeamStatus).into());
        };
        if *decision == Decision::Drop {
            return self.let_go(waiting, &all, now);
        }
        self.send_waiting(now)?;
        if !self.store.can_share() {
            return Err(Refusal::new(
                "the team's server cannot be reached, and only by what it has can this be decided",
                "it is kept; decide when the server is back",
            )
            .into());
        }
        let text = Text::read(waiting)?;
        let Some(wanted) = self.changed(waiting, &text, decision)? else {
            return Err(Refusal::new(
                "it is about an entry that waited and was not recorded",
                "decide about that entry first, or drop this one",
            )
            .into());
        };
        let occasion = Occasion {
            acted: waiting.at,
            now,
            waited: Some(waiting),
        };
        let recorded = self.record_waited(&wanted, &text.code, occasion);
        if let Err(RecordError::Refused(refusal)) = &recorded {
            self.leave_undecided(waiting, Obstacle::of(refusal))?;
        }
        recorded.map(drop)
    }

    /// What was asked for, as it was decided.
    fn changed(&self, waiting: &Waiting, text: &Text, decision: &Decision) -> Result<Option<Wanted>, RecordError> {
        let Wanted::Commands(commands) = text.wanted.clone() else {
            return Ok(Some(text.wanted.clone()));
        };
        let reason_for = match text.obstacle.as_ref().map(|obstacle| obstacle.choice) {
            Some(Choice::Reason(what)) => what,
            Some(Choice::Again | Choice::Mine | Choice::FiledAgain | Choice::ByHand) | None => ReasonFor::NoMistake,
        };
        let Some(commands) = self.renumbered(waiting, commands)? else {
            return Ok(None);
        };
        let change = |command: Command| match decision {
            Decision::Again | Decision::Drop => command,
            Decision::Confirmed(reason) if reason_for == ReasonFor::NoMistake => {
                command.confirmed(Some(reason.clone()))
            }
            Decision::Confirmed(reason) => command.with_core(&|core| explained(core, reason_for, reason)),
            Decision::Supplement => command.with_core(&supplement),
        };
        // What it was to find unchanged has changed: that is what was asked about.
        let decided = commands.into_iter().map(Command::unconditional).map(change);
        Ok(Some(Wanted::Commands(decided.collect())))
    }

    fn let_go(&self, waiting: &Waiting, all: &[Waiting], now: WallTime) -> Result<(), RecordError> {
        let opens = matches!(Text::read(waiting)?.wanted, Wanted::Open { .. });
        // With an incident that was never recorded goes all that was recorded in it.
        let goes = |other: &&Waiting| other.n == waiting.n || (opens && other.stream == waiting.stream);
        let settled = Settled {
            state: WaitingState::Dropped,
            became: None,
            text: None,
        };
        self.store.write::<_, StoreError>(|writing| {
            for other in all.iter().filter(goes) {
                self.store.settle_waiting(writing, other, settled)?;
            }
            Ok(())
        })?;
        let code = self.code_of(&waiting.stream).unwrap_or_else(|| "record".to_owned());
        self.note_done(now, "team.drop", &code, LineOutcome::Ok);
        self.put_right(Stream::named(&waiting.stream), now)
    }
}

fn supplement(command: Command) -> Command {
    let Command::Obligation(update) = command else {
        return command;
    };
    let disposition = match update.disposition {
        Disposition::Filed(filing) => Disposition::Filed(Filing {
            filing: FilingKind::Supplement,
            ..filing
        }),
        other @ (Disposition::Drafting
        | Disposition::Approved
        | Disposition::Withdrawn
        | Disposition::NotRequired { .. }
        | Disposition::OnHold) => other,
    };
    Command::Obligation(ObligationUpdate { disposition, ..update })
}

/// A command with the reason that the rules of the record ask for, where it belongs.
fn explained(command: Command, what: ReasonFor, reason: &str) -> Command {
    let rationale = Some(reason.to_owned());
    match what {
        ReasonFor::NoMistake => command,
        ReasonFor::Late | ReasonFor::OutOfOrder | ReasonFor::WithoutLetter => {
            let Command::Obligation(update) = command else {
                return command;
            };
            Command::Obligation(ObligationUpdate {
                disposition: reasoned(update.disposition, what, rationale),
                ..update
            })
        }
        ReasonFor::Closing => {
            let Command::Close { .. } = command else { return command };
            Command::Close { rationale }
        }
        ReasonFor::Stage => {
            let Command::EnterStage { stage, .. } = command else {
                return command;
            };
            Command::EnterStage { stage, rationale }
        }
    }
}

fn reasoned(mut disposition: Disposition, what: ReasonFor, reason: Option<String>) -> Disposition {
    if let Disposition::Filed(filing) = &mut disposition {
        match what {
            ReasonFor::Late => filing.late_because = reason,
            ReasonFor::OutOfOrder => filing.out_of_order_because = reason,
            ReasonFor::WithoutLetter => filing.without_letter_because = reason,
            ReasonFor::NoMistake | ReasonFor::Closing | ReasonFor::Stage => {}
        }
    }
    disposition
}
