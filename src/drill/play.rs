//! Plays a whole exercise by a script, without a terminal: through the same record, law and letters as a real incident,
//! on a clock that is stepped from entry to entry. The same script gives the same record.

use chrono::TimeDelta;

use super::driving::driver;
use super::driving::driver::{DrillError, Exercise, Setup, Turn};
use super::driving::presence::{Face, Hand};
use super::scoring::proposal::proposals;
use super::script::{Act, Script, ScriptStep, TypedFact, TypedFiling};
use crate::app::files::evidence_file;
use crate::app::files::typed_values;
use crate::app::files::typed_values::InputError;
use crate::app::letters::{self, Approval, Draft, LettersError};
use crate::app::record::{Record, RecordError};
use crate::core::event::{
    DecisionMade, Disposition, FactClaim, Filing, FilingKind, LetterApproval, Note, ObligationUpdate, TaskTick,
};
use crate::core::facts::keys;
use crate::core::incident::command::{Call, Command, DelayCommand, FactCommand, LetterCommand, PlaybookCommand};
use crate::core::time::WallTime;

/// Why a script was not played to its end.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// A step was refused.
    #[error("the step in line {line} (minute {at}) was refused: {source}")]
    Step {
        /// The line of the script.
        line: usize,
        /// The exercise minute.
        at: u64,
        /// Why it was refused.
        source: Box<StepError>,
    },
    /// A minute of the script lies beyond the range of dates.
    #[error("minute {0} is beyond the range of dates")]
    TooFar(u64),
    /// Something about the exercise itself.
    #[error(transparent)]
    Drill(#[from] DrillError),
}

/// Why a step was refused. Its text has everything that stands in the way, since a script has no room for questions.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The record refused it.
    #[error("{}", record_words(.0))]
    Record(#[from] RecordError),
    /// The letter could not be drafted or approved.
    #[error("{}", letter_words(.0))]
    Letter(#[from] LettersError),
    /// The scenario has no such thing, or the clock does not allow it.
    #[error("{}", drill_words(.0))]
    Drill(#[from] DrillError),
    /// A key or a value is invalid.
    #[error(transparent)]
    Input(#[from] InputError),
    /// No note is proposed for an expected action that one is to be accepted for.
    #[error("no note is proposed for {0}")]
    NotProposed(String),
    /// Nothing was drafted from the template that is to be approved.
    #[error("there is no letter of {0} to approve")]
    NoLetter(String),
}

fn record_words(error: &RecordError) -> String {
    match error {
        RecordError::Refused(refusal) => {
            let causes: String = refusal.causes.iter().map(|cause| format!("; {cause}")).collect();
            format!("{}{causes} ({})", refusal.message, refusal.remedy.advice())
        }
        RecordError::Value { problems } => problems.join("; "),
        RecordError::Zone { source, .. } => format!("{error}: {source}"),
        RecordError::Store(_)
        | RecordError::NoIncident { .. }
        | RecordError::Unnoted(_)
        | RecordError::Unopened { .. }
        | RecordError::Here { .. } => error.to_string(),
    }
}

fn letter_words(error: &LettersError) -> String {
    match error {
        LettersError::Record(error) => record_words(error),
        LettersError::Files(problems) => problems.join("; "),
        LettersError::Letter(error) => error.to_string(),
    }
}

fn drill_words(error: &DrillError) -> String {
    match error {
        DrillError::Record(error) => record_words(error),
        DrillError::Unknown { hint, .. } => format!("{error} ({hint})"),
        DrillError::Scenario(_) | DrillError::NoDrill(_) => error.to_string(),
    }
}

/// Plays a script from the first minute to the end of the scenario, and returns the code of the exercise.
///
/// # Errors
/// The first step that was refused, or what the record says.
pub fn play(record: &mut Record, setup: Setup<'_>, script: &Script, begin: WallTime) -> Result<String, PlayError> {
    let scenario = setup.scenario;
    let started = driver::start(record, setup, begin)?;
    let code = started.loaded.incident.code.to_string();
    let me = record.actor.name.clone();
    driver::turn(record, &code, Turn::Run(1), stepped(begin))?;
    let mut last = 0;
    let drawn = |step: &&ScriptStep| step.given.as_ref().is_none_or(|id| scenario.inject(id).is_some());
    for step in script.steps.iter().filter(drawn) {
        last = step.at;
        if step.at > scenario.minutes && exercise_runs(record, &code)? {
            driver::end(record, &code, stepped(wall(begin, scenario.minutes)?))?;
        }
        let wall = wall(begin, step.at)?;
        driver::advance(record, &code, wall)?;
        record.actor.name.clone_from(&step.role);
        let player = Player {
            record,
            code: &code,
            step,
            wall,
        };
        let done = player.act();
        record.actor.name.clone_from(&me);
        done.map_err(|error| PlayError::Step {
            line: step.line,
            at: step.at,
            source: Box::new(error),
        })?;
    }
    if exercise_runs(record, &code)? {
        driver::end(record, &code, stepped(wall(begin, scenario.minutes.max(last))?))?;
    }
    Ok(code)
}

fn exercise_runs(record: &Record, code: &str) -> Result<bool, DrillError> {
    Ok(Exercise::load(record, code)?.drill().ended.is_none())
}

/// A script steps the clock itself.
fn stepped(wall: WallTime) -> Hand {
    Hand::new(Face::Script, wall)
}

fn wall(begin: WallTime, minutes: u64) -> Result<WallTime, PlayError> {
    let gone = i64::try_from(minutes).ok().and_then(TimeDelta::try_minutes);
    let at = gone.and_then(|gone| begin.at().checked_add_signed(gone));
    at.map(WallTime::read).ok_or(PlayError::TooFar(minutes))
}

/// One step, about to be carried out.
struct Player<'p> {
    record: &'p mut Record,
    code: &'p str,
    step: &'p ScriptStep,
    wall: WallTime,
}

impl Player<'_> {
    fn act(self) -> Result<(), StepError> {
        let command = match self.step.act.clone() {
            Act::Drill(event) => return Ok(driver::run(self.record, self.code, event, self.wall).map(drop)?),
            Act::Accept(actions) => return self.accept(&actions),
            Act::Deliver(inject) => return Ok(driver::deliver(self.record, self.code, &inject, self.wall).map(drop)?),
            Act::Draft(draft) => return self.draft(draft),
            Act::Approve { template, because } => return self.approve(&template, because.as_ref()),
            Act::Fact(typed) => self.fact(typed)?,
            Act::Decide { key, value, rationale } => self.decision(key, &value, rationale)?,
            Act::File(typed) => self.filing(typed)?,
            Act::Withdraw(withdrawal) => Command::Fact(FactCommand::Withdraw(withdrawal)),
            Act::NotRequired { obligation, rationale } => Command::Obligation(ObligationUpdate {
                law: None,
                obligation,
                disposition: Disposition::NotRequired {
                    decided_by: self.step.role.clone(),
                },
                rationale: Some(rationale),
            }),
            Act::Evidence { name, what } => evidence_file::of_text(&name, &what, self.step.role.clone()),
            Act::Call { contact, reached } => Command::Call(Call {
                contact,
                channel: None,
                reached,
                at: None,
                remark: None,
            }),
            Act::Tick { task, remark } => Command::Playbook(PlaybookCommand::Tick(TaskTick {
                task,
                done: true,
                owner: None,
                remark,
            })),
            Act::Enter { stage, rationale } => Command::EnterStage { stage, rationale },
            Act::Playbook(playbook) => Command::Playbook(PlaybookCommand::Add { playbook }),
            Act::Delay(delay) => Command::Delay(DelayCommand::Place(delay)),
            Act::Close(rationale) => Command::Close {
                rationale: Some(rationale),
            },
            Act::Reopen(reason) => Command::Reopen { reason },
            Act::Note(text) => Command::AddNote(Note {
                text,
                privileged: false,
            }),
        };
        Ok(self.record.run(self.code, command, self.wall).map(drop)?)
    }

    /// A fact, whose value is typed as people type it.
    fn fact(&self, typed: TypedFact) -> Result<Command, StepError> {
        let loaded = self.record.load(self.code)?;
        let zone = loaded.incident.home_zone.clone();
        typed_values::fact_key(&typed.key)?;
        let value = typed_values::fact_value(&typed.key, &typed.value, &zone, loaded.incident.now(self.wall))?;
        // A script corrects a moment on purpose; nobody is there to be asked.
        let reason = typed
            .source
            .clone()
            .unwrap_or_else(|| "corrected by the team".to_owned());
        let command = Command::Fact(FactCommand::Set(FactClaim {
            key: typed.key,
            value,
            certainty: typed.certainty,
            learned_at: None,
            source: typed.source,
            also: typed.also,
        }));
        Ok(command.confirmed(Some(reason)))
    }

    fn decision(&self, key: String, value: &str, rationale: String) -> Result<Command, StepError> {
        let loaded = self.record.load(self.code)?;
        let zone = loaded.incident.home_zone.clone();
        let now = loaded.incident.now(self.wall);
        Ok(Command::Decide(DecisionMade {
            law: None,
            value: typed_values::fact_value(&keys::decisions::key(&key), value, &zone, now)?,
            key,
            rationale,
            decided_by: self.record.actor.name.clone(),
            working: Vec::new(),
            keep_until: None,
        }))
    }

    fn filing(&self, typed: TypedFiling) -> Result<Command, StepError> {
        let now = self.record.load(self.code)?.incident.now(self.wall);
        Ok(Command::Obligation(ObligationUpdate {
            law: None,
            obligation: typed.obligation,
            disposition: Disposition::Filed(Filing {
                late_because: typed.late,
                out_of_order_because: typed.out_of_order,
                without_letter_because: typed.without_letter,
                ..Filing::at(typed.kind, now.at())
            }),
            rationale: (typed.kind != FilingKind::Initial).then(|| "more is known".to_owned()),
        }))
    }

    fn accept(self, actions: &[String]) -> Result<(), StepError> {
        let all = proposals(&Exercise::load(self.record, self.code)?);
        let Some(proposal) = all.iter().find(|proposal| actions.contains(&proposal.action)) else {
            return Err(StepError::NotProposed(actions.join(" or ")));
        };
        Ok(driver::run(self.record, self.code, proposal.accepted(), self.wall).map(drop)?)
    }

    fn draft(self, draft: Draft) -> Result<(), StepError> {
        let drafted = letters::draft(self.record, self.code, draft, None, self.wall)?;
        let command = Command::Letter(drafted.command);
        Ok(self.record.run(self.code, command, self.wall).map(drop)?)
    }

    /// Approves every letter of a template.
    fn approve(self, template: &str, because: Option<&String>) -> Result<(), StepError> {
        let loaded = self.record.load(self.code)?;
        let all = loaded.incident.letters.values();
        let own: Vec<_> = all.filter(|letter| letter.template == *template).collect();
        if own.is_empty() {
            return Err(StepError::NoLetter(template.to_owned()));
        }
        for letter in own {
            let asked = Approval {
                incident: self.code.to_owned(),
                letter: letter.id.clone(),
                sha256: None,
                because: because.cloned(),
                role: None,
            };
            let mut command = letters::approval(self.record, asked, None, self.wall)?;
            // A reason is recorded only where the check has something to say.
            if let LetterCommand::Approve(LetterApproval { findings, because, .. }) = &mut command
                && findings.is_empty()
            {
                *because = None;
            }
            self.record.run(self.code, Command::Letter(command), self.wall)?;
        }
        Ok(())
    }
}
