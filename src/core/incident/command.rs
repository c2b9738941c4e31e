//! What a person can ask of an incident. `decide` says yes with events, or no with a reason.

use chrono::{DateTime, NaiveDate, Utc};

use crate::core::drill::DrillEvent;
use crate::core::event::{Certainty, Disposition, Reached, Stage};

/// A wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Record a fact.
    SetFact {
        /// Facts-file key.
        key: String,
        /// TOML literal.
        value: String,
        /// How sure.
        certainty: Certainty,
        /// When it was learned; `None`: now.
        learned_at: Option<DateTime<Utc>>,
        /// From what.
        source: Option<String>,
        /// Beside the candidates already kept.
        also: bool,
    },
    /// Take a fact back: unknown again.
    WithdrawFact {
        /// Facts-file key.
        key: String,
        /// Why.
        reason: String,
    },
    /// Go to a stage.
    EnterStage {
        /// Which.
        stage: Stage,
        /// Why the one before may be left with open criteria.
        rationale: Option<String>,
    },
    /// Record a decision.
    Decide {
        /// The key below `decisions`.
        key: String,
        /// TOML literal.
        value: String,
        /// Why.
        rationale: String,
        /// Who decided.
        decided_by: String,
        /// The method's working.
        working: Vec<String>,
        /// Until when the paper must be kept.
        keep_until: Option<NaiveDate>,
    },
    /// Place a law-enforcement hold.
    PlaceHold {
        /// Who asked.
        authority: String,
        /// For which regimes.
        regimes: Vec<String>,
        /// Until when.
        until: Option<DateTime<Utc>>,
        /// The reason given.
        reason: String,
    },
    /// Lift it.
    LiftHold {
        /// Whose.
        authority: String,
        /// Why.
        reason: String,
    },
    /// Use a playbook.
    AddPlaybook {
        /// Its id.
        playbook: String,
    },
    /// Use a playbook no longer.
    RemovePlaybook {
        /// Its id.
        playbook: String,
        /// Why.
        reason: Option<String>,
    },
    /// Tick a step off, or open it again.
    Tick {
        /// `playbook/step`.
        task: String,
        /// Done or not.
        done: bool,
        /// Who owns it.
        owner: Option<String>,
        /// What was found.
        remark: Option<String>,
    },
    /// Give a step to somebody.
    Assign {
        /// `playbook/step`.
        task: String,
        /// To whom.
        owner: String,
        /// By when.
        due: Option<DateTime<Utc>>,
    },
    /// Record a call.
    Attempt {
        /// The contact's id.
        contact: String,
        /// Over which channel; `None`: their best.
        channel: Option<String>,
        /// How it came out.
        reached: Reached,
        /// When; `None`: now.
        at: Option<DateTime<Utc>>,
        /// What was said.
        remark: Option<String>,
    },
    /// Do something about a duty.
    Dispose {
        /// `REGIME/OBLIGATION[@PLACE]`.
        obligation: String,
        /// What.
        disposition: Disposition,
        /// Why.
        rationale: Option<String>,
    },
    /// Log evidence.
    LogEvidence {
        /// Its name.
        name: String,
        /// SHA-256.
        sha256: String,
        /// Bytes.
        size: u64,
        /// Who holds it.
        custodian: String,
        /// Where it came from.
        remark: Option<String>,
    },
    /// Add a note.
    AddNote {
        /// Its text.
        text: String,
        /// Attorney–client.
        privileged: bool,
    },
    /// Close the incident.
    Close {
        /// What came of it, and why open duties may stay open.
        rationale: Option<String>,
    },
    /// Open it again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Do something only while a fact is as it was when the person looked at it.
    IfUnchanged {
        /// The fact as it was.
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
    /// Something about a letter.
    Letter(LetterCommand),
    /// Something about the exercise.
    Drill(DrillEvent),
    /// A command that is most likely a mistake, with the reason why it is none.
    Confirmed {
        /// The command.
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
}

/// A fact as somebody saw it: its key, and the entry that gave it its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactBasis {
    /// Facts-file key.
    pub key: String,
    /// The newest entry of its value; `None`: unknown.
    pub entry: Option<u64>,
}

/// A wish about a letter.
#[derive(Debug, Clone, PartialEq)]
pub enum LetterCommand {
    /// Keep a first text.
    Draft {
        /// Its id within the incident.
        letter: String,
        /// The template it came from.
        template: String,
        /// The language.
        language: String,
        /// The duty it is for.
        duty: Option<String>,
        /// The Markdown.
        text: String,
        /// SHA-256 of the text.
        sha256: String,
    },
    /// Keep another text.
    Revise {
        /// Which.
        letter: String,
        /// The Markdown.
        text: String,
        /// SHA-256 of the text.
        sha256: String,
        /// SHA-256 of the text that was changed into this one.
        based_on: String,
    },
    /// Remark on it.
    Comment {
        /// Which.
        letter: String,
        /// The remark.
        text: String,
    },
    /// Approve the exact text.
    Approve {
        /// Which.
        letter: String,
        /// SHA-256 of the text that was read.
        sha256: String,
        /// Findings of the check that fail.
        findings: Vec<String>,
        /// Why it may go out all the same.
        because: Option<String>,
    },
}
