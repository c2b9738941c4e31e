//! What a person can ask of an incident. `decide` says yes with events, or no with a reason.
//!
//! A command is about one subject, and carries whole what will be stored. What happens in an exercise is no command of
//! its incident: `Record::run_exercise` takes it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::contact::Attempt;
use crate::core::event::{
    ApprovalWithdrawal, DecisionMade, DelayLifted, Evidence, FactClaim, FactWithdrawal, LawEnforcementDelay,
    LetterApproval, LetterComment, LetterDraft, LetterRevision, MailReturned, MailingPrint, MailingSent, Note,
    ObligationAssignment, ObligationUpdate, Reminder, TaskAssignment, TaskTick, TimelineImport,
};
use crate::core::ids::LetterId;
use crate::core::vocabulary::{Reached, Stage};

/// A request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// About a fact.
    Fact(FactCommand),
    /// Record a decision.
    Decide(DecisionMade),
    /// About a law-enforcement delay.
    Delay(DelayCommand),
    /// Go to a stage.
    EnterStage {
        stage: Stage,
        /// Why the one before may be left with open criteria.
        rationale: Option<String>,
    },
    /// About playbooks and their steps.
    Playbook(PlaybookCommand),
    /// Record a call.
    Call(Call),
    /// Do something about an obligation.
    Obligation(ObligationUpdate),
    /// Give an obligation to somebody.
    Assign(ObligationAssignment),
    /// About a reminder.
    Remind(ReminderCommand),
    LogEvidence(Evidence),
    AddNote(Note),
    /// Take in the entries of a timeline that was kept elsewhere.
    ImportTimeline(TimelineImport),
    /// Close the incident.
    Close {
        /// What came of it, and why open obligations may stay open.
        rationale: Option<String>,
    },
    /// Open it again.
    Reopen {
        reason: String,
    },
    /// Do something only while a fact is as it was when the person looked at it.
    IfUnchanged {
        basis: FactBasis,
        /// What to do.
        command: Box<Command>,
    },
    /// Take an entry back.
    TakeBack {
        /// The number of the entry.
        entry: u64,
        /// The number of the last entry when the person looked: whatever came later may depend on the entry.
        seen: u64,
        /// What restores the state before it, in order.
        restoring: Vec<Command>,
    },
    /// About a letter.
    Letter(LetterCommand),
    /// About a mailing.
    Mailing(MailingCommand),
    /// A command that is most likely a mistake, with the reason why it is none.
    Confirmed {
        command: Box<Command>,
        /// Why it is right.
        reason: String,
    },
}

impl Command {
    /// The command with the reason why it is right, where somebody gave one.
    #[must_use]
    pub fn confirmed(self, reason: Option<String>) -> Command {
        match reason {
            Some(reason) => Command::Confirmed {
                command: Box::new(self),
                reason,
            },
            None => self,
        }
    }

    /// Records a fact; without a moment it was learned now.
    pub fn set_fact(claim: FactClaim<Option<DateTime<Utc>>>) -> Command {
        Command::Fact(FactCommand::Set(claim))
    }

    /// Takes a fact back: unknown again.
    pub fn withdraw_fact(key: impl Into<String>, reason: impl Into<String>) -> Command {
        Command::Fact(FactCommand::Withdraw(FactWithdrawal {
            key: key.into(),
            reason: reason.into(),
        }))
    }
}

/// What a command is, as the rules of the record sort commands. Whoever treats them by kind asks this, so that a new
/// command is sorted in here and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CommandKind<'c> {
    /// Another command, while something is as it was.
    Conditional,
    /// Another command, with the reason why it is right.
    Confirmed,
    /// Restores the state before an entry.
    TakeBack,
    /// Opens the incident again.
    Reopening,
    Note,
    Claim(&'c FactClaim<Option<DateTime<Utc>>>),
    Decision(&'c DecisionMade),
    Obligation(&'c ObligationUpdate),
    /// Goes on with an open incident in any other way.
    Work,
}

impl Command {
    /// What it is.
    pub fn kind(&self) -> CommandKind<'_> {
        match self {
            Command::IfUnchanged { .. } => CommandKind::Conditional,
            Command::Confirmed { .. } => CommandKind::Confirmed,
            Command::TakeBack { .. } => CommandKind::TakeBack,
            Command::Reopen { .. } => CommandKind::Reopening,
            Command::AddNote(_) => CommandKind::Note,
            Command::Fact(FactCommand::Set(claim)) => CommandKind::Claim(claim),
            Command::Decide(decision) => CommandKind::Decision(decision),
            Command::Obligation(update) => CommandKind::Obligation(update),
            Command::Fact(FactCommand::Withdraw(_))
            | Command::Delay(_)
            | Command::EnterStage { .. }
            | Command::Playbook(_)
            | Command::Call(_)
            | Command::Assign(_)
            | Command::Remind(_)
            | Command::LogEvidence(_)
            | Command::ImportTimeline(_)
            | Command::Close { .. }
            | Command::Letter(_)
            | Command::Mailing(_) => CommandKind::Work,
        }
    }

    /// The command with other numbers of entries: entries that waited for the team's server are recorded under numbers of
    /// their own. `None` where an entry that it names was not recorded.
    pub fn renumbered(self, number: &dyn Fn(u64) -> Option<u64>) -> Option<Command> {
        let within = |command: Box<Command>| command.renumbered(number).map(Box::new);
        let mut command = self;
        if let Command::IfUnchanged { basis, command } = command {
            let entry = match basis.entry {
                Some(entry) => Some(number(entry)?),
                None => None,
            };
            let (basis, command) = (FactBasis { entry, ..basis }, within(command)?);
            return Some(Command::IfUnchanged { basis, command });
        }
        if let Command::Confirmed { command, reason } = command {
            let command = within(command)?;
            return Some(Command::Confirmed { command, reason });
        }
        if let Command::TakeBack { entry, seen, restoring } = command {
            let restoring = restoring.into_iter().map(|command| command.renumbered(number));
            return Some(Command::TakeBack {
                entry: number(entry)?,
                seen: number(seen)?,
                restoring: restoring.collect::<Option<_>>()?,
            });
        }
        if let Command::Remind(ReminderCommand::End(entry)) = &mut command {
            *entry = number(*entry)?;
        }
        Some(command)
    }

    /// The command without what had to be as somebody saw it: they have been asked, and answered.
    #[must_use]
    pub fn unconditional(self) -> Command {
        if let Command::IfUnchanged { command, .. } = self {
            return command.unconditional();
        }
        if let Command::Confirmed { command, reason } = self {
            let command = Box::new(command.unconditional());
            return Command::Confirmed { command, reason };
        }
        self
    }

    /// The command with another one at its core: conditions and reasons around it stay.
    #[must_use]
    pub fn with_core(self, change: &dyn Fn(Command) -> Command) -> Command {
        let within = |command: Box<Command>| Box::new(command.with_core(change));
        if let Command::IfUnchanged { basis, command } = self {
            let command = within(command);
            return Command::IfUnchanged { basis, command };
        }
        if let Command::Confirmed { command, reason } = self {
            let command = within(command);
            return Command::Confirmed { command, reason };
        }
        change(self)
    }
}

/// A request about a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FactCommand {
    /// Record it; `None`: learned now.
    Set(FactClaim<Option<DateTime<Utc>>>),
    /// Take it back: unknown again.
    Withdraw(FactWithdrawal),
}

/// A request about a law-enforcement delay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DelayCommand {
    /// An authority asks to wait.
    Place(LawEnforcementDelay),
    /// The delay ends.
    Lift(DelayLifted),
}

/// A request about playbooks and their steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaybookCommand {
    /// Use a playbook.
    Add {
        /// Its id.
        playbook: String,
    },
    /// Use a playbook no longer.
    Remove {
        /// Its id.
        playbook: String,
        reason: Option<String>,
    },
    /// Tick a step off, or open it again.
    Tick(TaskTick),
    /// Give a step to somebody.
    Assign(TaskAssignment),
}

/// A request about a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReminderCommand {
    Set(Reminder),
    /// It is done with; it is named by the number of the entry that set it.
    End(u64),
}

/// A call as somebody reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The contact's id.
    pub contact: String,
    /// Over which channel; `None`: the contact's best.
    pub channel: Option<String>,
    /// How it turned out.
    pub reached: Reached,
    /// When; `None`: now.
    pub at: Option<DateTime<Utc>>,
    /// What was said.
    pub remark: Option<String>,
}

impl Call {
    /// The call as it is recorded, with what was left open.
    pub fn attempt(self, channel: String, at: DateTime<Utc>) -> Attempt {
        Attempt {
            contact: self.contact,
            channel: self.channel.unwrap_or(channel),
            reached: self.reached,
            at: self.at.unwrap_or(at),
            remark: self.remark,
        }
    }
}

/// A fact as somebody saw it: its key, and the entry that gave it its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactBasis {
    /// Facts-file key.
    pub key: String,
    /// The newest entry of its value; `None`: unknown.
    pub entry: Option<u64>,
}

/// A request about a mailing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailingCommand {
    /// Its files were written.
    Print(MailingPrint),
    /// Batches of it went out; none named: all that did not go out yet.
    Send(MailingSent),
    /// Pieces of it came back.
    Return(MailReturned),
}

/// A request about a letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LetterCommand {
    /// Keep a first text.
    Draft(LetterDraft),
    /// Keep another text, made from the one it names.
    Revise(LetterRevision),
    /// Remark on it.
    Comment {
        /// The letter's id.
        letter: LetterId,
        text: String,
        /// The words of the letter that it is about; `None`: the letter as a whole.
        passage: Option<String>,
    },
    /// Keep a remark that came in a Word file.
    TakeRemark(LetterComment),
    /// Approve the exact text.
    Approve(LetterApproval),
    /// Withdraw approvals of the exact text.
    WithdrawApproval(ApprovalWithdrawal),
}
