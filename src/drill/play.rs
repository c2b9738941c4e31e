//! Plays a whole exercise by a script, without a terminal: the same door, the same law, the same letters, on a clock
//! that is stepped from entry to entry. The same script gives the same record.

use chrono::TimeDelta;

use super::driver::{self, DrillError, Exercise, Turn};
use super::presence::{Face, Hand};
use super::scenario::Scenario;
use super::script::{Act, Script, Step};
use crate::app::letters::{self, DeskError, Draft};
use crate::app::record::{Record, RecordError};
use crate::app::{decision, evidence_file, input};
use crate::core::event::{
    DecisionMade, Disposition, FactClaim, FactWithdrawal, Filing, FilingKind, LawEnforcementDelay, LetterApproval,
    Note, ObligationUpdate, TaskTick,
};
use crate::core::incident::command::{Call, Command, DelayCommand, FactCommand, LetterCommand, PlaybookCommand};
use crate::core::time::WallTime;

/// Why a step was not possible.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// A step was refused, with its line.
    #[error("the step in line {line} (minute {at}) was refused: {words}")]
    Step {
        /// The line of the script.
        line: usize,
        /// The exercise minute.
        at: u64,
        /// Why.
        words: String,
    },
    /// The exercise itself.
    #[error(transparent)]
    Drill(#[from] DrillError),
}

/// Plays a script from the first minute to the end of the scenario, and returns the code of the exercise.
///
/// # Errors
/// The first step that was refused, or what the record says.
pub fn play(
    record: &mut Record,
    scenario: &Scenario,
    text: &str,
    script: &Script,
    seed: u64,
    begin: WallTime,
    id: String,
) -> Result<String, PlayError> {
    let started = driver::start(record, scenario, text, seed, begin, id)?;
    let code = started.incident.code;
    let me = record.actor.name.clone();
    driver::turn(record, &code, Turn::Run(1), stepped(begin))?;
    let mut last = 0;
    for step in &script.steps {
        last = step.at;
        if step.at > scenario.minutes && exercise_runs(record, &code)? {
            driver::end(record, &code, stepped(wall(begin, scenario.minutes)))?;
        }
        let wall = wall(begin, step.at);
        driver::advance(record, &code, wall)?;
        record.actor.name.clone_from(&step.role);
        let done = act(record, &code, step, wall);
        record.actor.name.clone_from(&me);
        done.map_err(|words| PlayError::Step {
            line: step.line,
            at: step.at,
            words,
        })?;
    }
    if exercise_runs(record, &code)? {
        driver::end(record, &code, stepped(wall(begin, scenario.minutes.max(last))))?;
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

fn wall(begin: WallTime, minutes: u64) -> WallTime {
    let gone = i64::try_from(minutes).ok().and_then(TimeDelta::try_minutes);
    let at = begin.at().checked_add_signed(gone.unwrap_or_default());
    at.map_or(begin, WallTime::read)
}

/// What stands in the way of a step, in words.
fn words(error: &RecordError) -> String {
    match error {
        RecordError::Refused(refusal) => {
            let causes: String = refusal.causes.iter().map(|cause| format!("; {cause}")).collect();
            format!("{}{causes} ({})", refusal.message, refusal.remedy.advice())
        }
        RecordError::Value { problems } => problems.join("; "),
        other => other.to_string(),
    }
}

fn desk_words(error: DeskError) -> String {
    match error {
        DeskError::Record(error) => words(&error),
        DeskError::Files(problems) => problems.join("; "),
        DeskError::Letter(error) => error.to_string(),
    }
}

fn act(record: &mut Record, code: &str, step: &Step, wall: WallTime) -> Result<(), String> {
    let run = |record: &mut Record, command: Command| {
        record.run(code, command, wall).map(drop).map_err(|error| words(&error))
    };
    match &step.act {
        Act::Drill(event) => driver::run(record, code, event.clone(), wall)
            .map(drop)
            .map_err(|e| drill_words(&e)),
        Act::Deliver(inject) => driver::deliver(record, code, inject, wall)
            .map(drop)
            .map_err(|e| drill_words(&e)),
        Act::Draft(..) | Act::Approve(..) => letter(record, code, &step.act, wall),
        Act::Fact { .. } | Act::Decide(..) => {
            let command = known(record, code, &step.act, wall)?;
            run(record, command)
        }
        Act::File {
            duty,
            kind,
            late,
            out_of_order,
            without_letter,
        } => {
            let now = record.load(code).map_err(|e| words(&e))?.incident.now(wall);
            let disposition = Disposition::Filed(Filing {
                filing: *kind,
                at: now.at(),
                reference: None,
                channel: None,
                late_because: late.clone(),
                out_of_order_because: out_of_order.clone(),
                without_letter_because: without_letter.clone(),
            });
            let rationale = (*kind != FilingKind::Initial).then(|| "more is known".to_owned());
            run(
                record,
                Command::Obligation(ObligationUpdate {
                    obligation: duty.clone(),
                    disposition,
                    rationale,
                }),
            )
        }
        other => match plain(other, &step.role) {
            Some(command) => run(record, command),
            None => Err("this step is not carried out by itself".to_owned()),
        },
    }
}

fn drill_words(error: &DrillError) -> String {
    match error {
        DrillError::Record(error) => words(error),
        DrillError::Unknown { hint, .. } => format!("{error} ({hint})"),
        other => other.to_string(),
    }
}

/// Facts and decisions, whose values are typed as people type them.
fn known(record: &Record, code: &str, act: &Act, wall: WallTime) -> Result<Command, String> {
    let loaded = record.load(code).map_err(|e| words(&e))?;
    let now = loaded.incident.now(wall);
    let zone = crate::core::time::Zone::named(&loaded.incident.home_zone).map_err(|e| e.to_string())?;
    let typed = |key: &str, value: &str| input::fact_value(key, value, &zone, now).map_err(|e| e.to_string());
    match act {
        Act::Fact {
            key,
            value,
            certainty,
            source,
            also,
        } => {
            input::fact_key(key).map_err(|e| e.to_string())?;
            let command = Command::Fact(FactCommand::Set(FactClaim {
                key: key.clone(),
                value: typed(key, value)?,
                certainty: *certainty,
                learned_at: None,
                source: source.clone(),
                also: *also,
            }));
            // A script corrects a moment on purpose; nobody is there to be asked.
            let reason = source.clone().unwrap_or_else(|| "corrected by the team".to_owned());
            Ok(command.confirmed(Some(reason)))
        }
        Act::Decide(key, value, rationale) => {
            let command = Command::Decide(DecisionMade {
                key: key.clone(),
                value: typed(&format!("decisions.{key}"), value)?,
                rationale: rationale.clone(),
                decided_by: record.actor.name.clone(),
                working: Vec::new(),
                keep_until: None,
            });
            decision::with_papers(record, &loaded, command, None, now).map_err(|e| words(&e))
        }
        _ => Err("no fact and no decision".to_owned()),
    }
}

fn letter(record: &mut Record, code: &str, act: &Act, wall: WallTime) -> Result<(), String> {
    match act {
        Act::Draft(template, duty, language) => {
            let draft = Draft {
                template: Some(template.clone()),
                duty: duty.clone(),
                language: language.clone(),
                id: None,
                text: None,
            };
            let drafted = letters::draft(record, code, draft, None, wall).map_err(desk_words)?;
            record
                .run(code, Command::Letter(drafted.command), wall)
                .map_err(|e| words(&e))?;
        }
        Act::Approve(template, because) => {
            let loaded = record.load(code).map_err(|e| words(&e))?;
            let mine = loaded
                .incident
                .letters
                .values()
                .filter(|letter| letter.template == *template);
            let ids: Vec<String> = mine.map(|letter| letter.id.clone()).collect();
            if ids.is_empty() {
                return Err(format!("there is no letter of {template} to approve"));
            }
            for id in ids {
                let approval = letters::approval(record, code, id, None, because.clone(), None, wall);
                let mut command = approval.map_err(desk_words)?;
                // A reason is recorded only where the check has something to say.
                if let LetterCommand::Approve(LetterApproval { findings, because, .. }) = &mut command
                    && findings.is_empty()
                {
                    *because = None;
                }
                record
                    .run(code, Command::Letter(command), wall)
                    .map_err(|e| words(&e))?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Steps that need nothing looked up first.
fn plain(act: &Act, role: &str) -> Option<Command> {
    Some(match act.clone() {
        Act::Withdraw(key, reason) => Command::Fact(FactCommand::Withdraw(FactWithdrawal { key, reason })),
        Act::NotRequired(obligation, rationale) => Command::Obligation(ObligationUpdate {
            obligation,
            disposition: Disposition::NotRequired {
                decided_by: role.to_owned(),
            },
            rationale: Some(rationale),
        }),
        Act::Evidence(name, what) => evidence_file::of_text(&name, &what, role.to_owned()),
        Act::Call(contact, reached) => Command::Call(Call {
            contact,
            channel: None,
            reached,
            at: None,
            remark: None,
        }),
        Act::Tick(task, remark) => Command::Playbook(PlaybookCommand::Tick(TaskTick {
            task,
            done: true,
            owner: None,
            remark,
        })),
        Act::Enter(stage, rationale) => Command::EnterStage { stage, rationale },
        Act::Playbook(playbook) => Command::Playbook(PlaybookCommand::Add { playbook }),
        Act::Hold(authority, regimes, reason) => Command::Delay(DelayCommand::Place(LawEnforcementDelay {
            authority,
            regimes,
            until: None,
            reason,
        })),
        Act::Close(rationale) => Command::Close {
            rationale: Some(rationale),
        },
        Act::Reopen(reason) => Command::Reopen { reason },
        Act::Note(text) => Command::AddNote(Note {
            text,
            privileged: false,
        }),
        _ => return None,
    })
}
