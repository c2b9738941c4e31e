//! Why something may not be done, and what can be done about it. The advice fits every face; each face adds how it is
//! followed there: a flag on the command line, a field in the workbench.

use super::caution::Caution;
use super::member::permissions_by_role::Permission;
use super::time::Zone;
use crate::core::ids::{LetterId, MailingId};

/// What can be done about a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Advice that reads the same everywhere.
    Advice(String),
    /// Open the incident again.
    Reopen {
        code: String,
    },
    /// Give the stage a reason to be left.
    ExplainStage,
    /// Give a reason for what is done about an obligation.
    ExplainDisposition,
    /// Give a reason for closing with open obligations.
    ExplainClosing,
    /// Say why a moment is right that looks like a mistake.
    ExplainMoment,
    /// Say why there are two initial notices, or record a supplement.
    ExplainAgain,
    /// Take the filing back, or say why it does not count.
    ExplainFiled,
    /// Say why the earlier moment of a milestone was wrong, or keep both.
    ExplainLater,
    /// Wait for the end of a law-enforcement delay, or say why the notice does not wait.
    ExplainDelay,
    /// Say why it is late.
    ExplainLate,
    /// Say why it goes out of order.
    ExplainOrder,
    /// Say why it goes out without an approved letter.
    ExplainNoLetter,
    /// Give a moment at which it was filed that has passed.
    FiledEarlier,
    /// File the first notice first.
    FileInitial,
    /// Give a moment at which it was learned that has passed.
    LearnedEarlier,
    /// Give a moment of the call that has passed.
    CalledEarlier,
    /// Look at the obligations there are.
    Obligations,
    /// Have somebody else approve it.
    AnotherPerson,
    /// The same in a record with several members, where nobody acts under a name that is only typed.
    AnotherMember,
    /// Say which letter went out.
    NameLetter,
    /// Say in which role it is approved.
    NameRole,
    /// Change the letter, or say why it may go out as it is.
    ExplainFindings,
    /// Change the letter that is there.
    EditLetter {
        /// The incident's code.
        code: String,
        letter: LetterId,
    },
    /// Draft a letter first.
    DraftLetter {
        /// The incident's code.
        code: String,
    },
    /// Look at what was known of a fact.
    FactHistory {
        /// The incident's code.
        code: String,
    },
    /// Look at who is in the record, and by what right.
    Members,
    /// Look at what waits for the server of the shared record, and whether it can be reached.
    TeamStatus,
    /// Look at the steps there are.
    Steps {
        /// The incident's code.
        code: String,
    },
    OpenIncident,
    /// List the exercises there were.
    Exercises,
    /// Ask somebody in a role that has the permission, who can lend it where it can be lent.
    AskFor {
        permission: Permission,
    },
    /// Have a member who may lend a permission for an incident.
    Borrow {
        permission: Permission,
        /// The incident's code.
        code: String,
    },
    /// Let another member into incidents that only one can open, or give them up with that member.
    LetAnotherIn {
        member: String,
        /// Their codes.
        codes: Vec<String>,
    },
    /// Plan a mailing and print it.
    PlanMailing {
        /// The incident's code.
        code: String,
    },
    /// Record that the batches of a mailing went out.
    RecordMailed {
        /// The incident's code.
        code: String,
        mailing: MailingId,
    },
    /// Say in the organization's profile what it lacks.
    SetProfile {
        /// As the profile names it.
        key: String,
    },
    /// Look at the contracts there are.
    Contracts,
    AddContract,
    /// Say how many people the organization holds data of, by place.
    SayPeople,
    /// Choose another file, or replace the one that is there.
    ReplaceFile,
}

impl Remedy {
    /// What can be done, without saying how a particular face does it.
    pub fn advice(&self) -> String {
        let words = match self {
            Remedy::AskFor { permission } => {
                let roles: Vec<&str> = permission.roles().iter().map(|role| role.words()).collect();
                let lent = if permission.lendable() { ", or have it lent" } else { "" };
                return format!("that is for {}{lent}", roles.join(", "));
            }
            Remedy::LetAnotherIn { member, .. } => {
                return format!("have {member} let another member in first, or give it up");
            }
            Remedy::Advice(words) => words.as_str(),
            Remedy::Reopen { .. } => "open it again first",
            Remedy::ExplainStage => "meet them, or give a reason for leaving the stage anyway",
            Remedy::ExplainDisposition => "give a reason",
            Remedy::ExplainClosing => {
                "file them, record why they are not required, find out the missing facts, or give a reason for closing it"
            }
            Remedy::ExplainMoment => "check both moments; if they are right, say why",
            Remedy::ExplainAgain => {
                "record a supplement, or say why there are two initial notices; both stay in the record"
            }
            Remedy::ExplainFiled => {
                "record that the filing was withdrawn, if it was; or say why it does not count, and both stay in the record"
            }
            Remedy::ExplainLater => "say why the earlier moment was wrong, or record this one beside it",
            Remedy::ExplainDelay => {
                "wait until the delay ends, record that it was lifted, or say why the notice goes out now"
            }
            Remedy::ExplainLate => "say why it is late (the GDPR wants the reasons in the notice)",
            Remedy::ExplainOrder => "file in the order the law asks for, or say why not",
            Remedy::ExplainNoLetter => "have its letter approved, or say why it goes out without an approved one",
            Remedy::FiledEarlier => "give the moment at which it was sent",
            Remedy::FileInitial => "record the initial filing first",
            Remedy::LearnedEarlier => "give a moment that has passed, or none for now",
            Remedy::CalledEarlier => "give the moment of the call, or none for now",
            Remedy::Obligations => "list the obligations in the law files",
            Remedy::AnotherPerson => "ask someone else to read and approve it",
            Remedy::AnotherMember => "ask another member, who opens the record with their own passphrase",
            Remedy::NameLetter => "say which letter went out",
            Remedy::NameRole => "say in which role you approve it",
            Remedy::ExplainFindings => "correct the letter, or give a reason for sending it as it is",
            Remedy::EditLetter { .. } => "edit the letter that is there",
            Remedy::DraftLetter { .. } => "draft one first",
            Remedy::FactHistory { .. } => "look at the history of its facts",
            Remedy::Members => "see who is in the record",
            Remedy::TeamStatus => "see whether the team's server can be reached, and what waits for it",
            Remedy::Steps { .. } => "list the steps",
            Remedy::OpenIncident => "open one",
            Remedy::Exercises => "list the exercises",
            Remedy::Borrow { .. } => "one of them can lend it for a while",
            Remedy::PlanMailing { .. } => "plan and print one first",
            Remedy::RecordMailed { .. } => "record first that it was mailed",
            Remedy::SetProfile { .. } => "say it in the profile",
            Remedy::Contracts => "list the contracts",
            Remedy::AddContract => "add one",
            Remedy::SayPeople => "say how many people, by place",
            Remedy::ReplaceFile => "choose another name, or replace the file",
        };
        words.to_owned()
    }
}

impl From<&Caution> for Remedy {
    fn from(caution: &Caution) -> Remedy {
        match caution {
            Caution::Later { .. } => Remedy::ExplainLater,
            Caution::FiledAgain { .. } => Remedy::ExplainAgain,
            Caution::NoLongerFiled { .. } => Remedy::ExplainFiled,
            Caution::Future { .. } | Caution::Order { .. } | Caution::FiledBefore { .. } => Remedy::ExplainMoment,
            Caution::FiledUnderDelay { .. } => Remedy::ExplainDelay,
        }
    }
}

impl From<String> for Remedy {
    fn from(words: String) -> Remedy {
        Remedy::Advice(words)
    }
}

impl From<&str> for Remedy {
    fn from(words: &str) -> Remedy {
        Remedy::Advice(words.to_owned())
    }
}

/// A sentence, and what can be done about it, if anything can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    pub words: String,
    pub remedy: Option<Remedy>,
}

impl Advised {
    pub fn new(words: impl Into<String>, remedy: Remedy) -> Advised {
        Advised {
            words: words.into(),
            remedy: Some(remedy),
        }
    }
}

impl From<String> for Advised {
    fn from(words: String) -> Advised {
        Advised { words, remedy: None }
    }
}

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The reason, in a sentence.
    pub message: String,
    /// What stands in the way, one a line.
    pub causes: Vec<String>,
    /// What can be done.
    pub remedy: Remedy,
    /// Whether what was typed is wrong, rather than the moment.
    pub input: bool,
    /// What is most likely a mistake, where it can be recorded all the same with a reason.
    pub cautioned: Option<Box<Cautioned>>,
}

/// A command that needs a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cautioned {
    /// What is most likely wrong with it.
    pub cautions: Vec<Caution>,
    /// What it would do to the deadlines if it were recorded, in words.
    pub effect: Option<String>,
}

impl Refusal {
    pub fn new(message: impl Into<String>, remedy: impl Into<Remedy>) -> Refusal {
        Refusal {
            message: message.into(),
            causes: Vec::new(),
            remedy: remedy.into(),
            input: false,
            cautioned: None,
        }
    }

    /// What stands in the way and what it would do, one a line.
    pub fn reasons(&self) -> impl Iterator<Item = &String> {
        let effect = self.cautioned.iter().filter_map(|cautioned| cautioned.effect.as_ref());
        effect.chain(&self.causes)
    }

    /// What is most likely a mistake, if anything is.
    pub fn cautioned(cautions: Vec<Caution>, zone: &Zone) -> Option<Refusal> {
        let mut words = cautions.iter().map(|caution| caution.words(zone));
        let mut refusal = Refusal::new(words.next()?, cautions.first()?);
        refusal.causes = words.collect();
        refusal.cautioned = Some(Box::new(Cautioned { cautions, effect: None }));
        Some(refusal)
    }

    pub fn input(message: impl Into<String>, remedy: impl Into<Remedy>) -> Refusal {
        Refusal {
            input: true,
            ..Refusal::new(message, remedy)
        }
    }
}
