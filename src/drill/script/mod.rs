//! A script plays the room: what who does at which minute. Read with every problem at once.

mod read;

use super::scenario_files::vary::filled;
use crate::app::letters::Draft;
use crate::core::drill::DrillEvent;
use crate::core::event::{Certainty, FactWithdrawal, FilingKind, LawEnforcementDelay, Reached, Stage};
use crate::core::ids::{ObligationName, TaskId};
use crate::core::toml_text::reader::{Problem, Reader, Table};

#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The scenario it plays.
    pub scenario: String,
    /// The seed it was written for.
    pub seed: u64,
    /// Its steps, in order.
    pub steps: Vec<ScriptStep>,
}

/// Something somebody does.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptStep {
    /// The exercise minute.
    pub at: u64,
    /// Who does it, as a role.
    pub role: String,
    pub act: Act,
    /// The inject of a group that the seed must have kept; where it kept another one, the step is left out.
    pub given: Option<String>,
    /// The line of the file.
    pub line: usize,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// The facilitator takes the note that is proposed for an expected action; where the seed keeps one inject of a
    /// group, for whichever of the actions this exercise has.
    Accept(Vec<String>),
    /// Records a fact.
    Fact(TypedFact),
    /// Takes a fact back.
    Withdraw(FactWithdrawal),
    /// Records a decision.
    Decide {
        /// Its key, without `decisions.`.
        key: String,
        /// As typed.
        value: String,
        /// Why it was decided so.
        rationale: String,
    },
    /// Files a notice.
    File(TypedFiling),
    /// Records an obligation as not required.
    NotRequired {
        /// `REGIME/OBLIGATION[@PLACE]`.
        obligation: ObligationName,
        /// Why not.
        rationale: String,
    },
    /// Drafts a letter.
    Draft(Draft),
    /// Approves every letter of a template.
    Approve {
        /// The id of the template.
        template: String,
        /// Why, where the check has findings.
        because: Option<String>,
    },
    /// Logs evidence.
    Evidence {
        /// The name it is logged under.
        name: String,
        what: String,
    },
    /// Calls somebody.
    Call {
        /// The id of the contact.
        contact: String,
        /// How it came out.
        reached: Reached,
    },
    /// Ticks off a step of a playbook.
    Tick {
        /// `PLAYBOOK/STEP`.
        task: TaskId,
        /// What was found.
        remark: Option<String>,
    },
    /// Enters a stage.
    Enter {
        /// The stage that is entered.
        stage: Stage,
        /// Why, where criteria of the stage before are open.
        rationale: Option<String>,
    },
    /// Adds a playbook.
    Playbook(String),
    /// Notes something.
    Note(String),
    /// Records a law-enforcement delay.
    Delay(LawEnforcementDelay),
    /// Closes the incident.
    Close(String),
    /// Opens it again.
    Reopen(String),
    /// Delivers an inject out of turn.
    Deliver(String),
    /// Something about the exercise.
    Drill(DrillEvent),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedFact {
    /// Its key in the facts file.
    pub key: String,
    /// The value, as people type it.
    pub value: String,
    /// How sure the team is.
    pub certainty: Certainty,
    /// Where it is known from.
    pub source: Option<String>,
    /// Whether it is kept beside the candidates that are there.
    pub also: bool,
}

/// A notice as it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedFiling {
    /// `REGIME/OBLIGATION[@PLACE]`.
    pub obligation: ObligationName,
    /// Initial, supplementary or final.
    pub kind: FilingKind,
    pub late: Option<String>,
    pub out_of_order: Option<String>,
    /// Why no approved letter goes with it.
    pub without_letter: Option<String>,
}

/// Reads a script; `{{key}}` stands for what the scenario's seed drew.
///
/// # Errors
/// Every problem, each with its place.
pub fn read<'d>(
    file: &str,
    text: &str,
    drawn: impl IntoIterator<Item = (&'d String, &'d String)>,
) -> Result<Script, Vec<Problem>> {
    let text = filled(text, drawn);
    let reader = Reader::new(file, &text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    let script = Script {
        scenario: root.need_text("scenario"),
        seed: root.get("seed").and_then(|v| v.count()).unwrap_or(1),
        steps: root.tables("step").into_iter().filter_map(read::step).collect(),
    };
    in_order(&root, &script.steps);
    root.finish();
    let problems = reader.into_problems();
    if problems.is_empty() { Ok(script) } else { Err(problems) }
}

fn in_order(root: &Table<'_, '_>, steps: &[ScriptStep]) {
    for pair in steps.windows(2).filter(|pair| pair[1].at < pair[0].at) {
        let (before, step) = (&pair[0], &pair[1]);
        let words = format!(
            "line {}: minute {} comes after minute {}",
            step.line, step.at, before.at
        );
        root.wrong(words, None);
    }
}

/// Which scenario and seed a script is for, before anything is drawn.
pub fn wants(text: &str) -> Option<(String, u64)> {
    let reader = Reader::new("", text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    let seed = root.get("seed").and_then(|v| v.count()).unwrap_or(1);
    Some((root.text("scenario")?, seed))
}
