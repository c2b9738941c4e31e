//! From what was typed to commands of the record: the one place where arguments get their meaning.

use std::path::Path;

use super::args::{
    AffectedArgs, CallArgs, DecideArgs, DelayCommand as DelayArgs, EvidenceArgs, FileArgs, HowKnown, MilestoneArgs,
    PlaybookArgs, ResolveArgs, SetArgs, State, TaskArgs,
};
use crate::app::assessment::decision_record::retained_until;
use crate::app::files::evidence_file;
use crate::app::files::typed_values;
use crate::app::letters;
use crate::cli::context::{Clocked, Context, Subject};
use crate::cli::fact_key;
use crate::cli::failure::{Failure, letter_failure};
use crate::core::event::{
    DecisionMade, DelayLifted, Disposition, Evidence, FactClaim, FiledPaper, Filing, LawEnforcementDelay,
    ObligationUpdate, SentLetter, TaskAssignment, TaskTick,
};
use crate::core::facts::keys;
use crate::core::ids::LetterId;
use crate::core::incident::Incident;
use crate::core::incident::command::{Call, Command, DelayCommand, PlaybookCommand};
use crate::core::incident::decide::text_of;

/// `fact set`
pub(super) fn fact(args: SetArgs, clocked: &Clocked) -> Result<Command, Failure> {
    set(args.key, &args.value, false, &args.how, clocked)
}

/// `milestone`
pub(super) fn milestone(args: MilestoneArgs, clocked: &Clocked) -> Result<Command, Failure> {
    let key = keys::milestones::key(&args.name);
    set(key, &args.moment, args.also, &args.how, clocked)
}

/// `affected`: counts of several places, which only add up together.
pub(super) fn affected(args: &AffectedArgs, clocked: &Clocked) -> Result<Vec<Command>, Failure> {
    let pairs = args.counts.chunks(2).map(|pair| match pair {
        [place, count] => set(keys::affected::key(place), count, false, &args.how, clocked),
        odd => Err(Failure::input(format!("`{}` has no number of people", odd.concat()))
            .hint("give each place its number: US-TX 600 US-CA 900 elsewhere 0")),
    });
    pairs.collect()
}

fn set(key: String, value: &str, also: bool, how: &HowKnown, clocked: &Clocked) -> Result<Command, Failure> {
    let typed = |error: typed_values::InputError| Failure::input(&error).hint(&error.hint);
    typed_values::fact_key(&key).map_err(typed)?;
    let command = Command::set_fact(FactClaim {
        value: fact_key::recorded(&key, value, &clocked.zone, clocked.now)?,
        key,
        certainty: how.certainty,
        learned_at: clocked.optional(how.learned.as_deref())?,
        source: how.source.clone(),
        also,
    });
    Ok(command.confirmed(how.confirm.clone()))
}

/// `decide`, with how long its documentation is retained.
pub(super) fn decision(context: &Context<'_>, args: DecideArgs, subject: &Subject) -> Result<Command, Failure> {
    let Clocked { zone, now } = &subject.clocked;
    let value = typed_values::fact_value(&keys::decisions::key(&args.key), &args.value, zone, *now)
        .map_err(|error| Failure::input(&error).hint(&error.hint))?;
    let years = args.keep_years;
    Ok(Command::Decide(DecisionMade {
        law: None,
        key: args.key,
        value,
        rationale: args.rationale,
        decided_by: args.by.unwrap_or_else(|| context.record().actor.name.clone()),
        working: Vec::new(),
        keep_until: years.and_then(|years| retained_until(&subject.loaded, *now, years)),
    }))
}

/// `evidence`
pub(super) fn evidence(args: EvidenceArgs) -> Result<Command, Failure> {
    evidence_file::logged(&args.file, args.custodian, args.remark)
        .map_err(|error| Failure::unreadable(format!("could not read {}", args.file.display()), &error))
}

/// `task`
pub(super) fn task(args: TaskArgs, clocked: &Clocked) -> Result<Command, Failure> {
    Ok(match args.assign {
        Some(owner) => Command::Playbook(PlaybookCommand::Assign(TaskAssignment {
            task: args.task,
            owner,
            due: clocked.optional(args.due.as_deref())?,
        })),
        None => Command::Playbook(PlaybookCommand::Tick(TaskTick {
            task: args.task,
            done: !args.undo,
            owner: None,
            remark: args.remark,
        })),
    })
}

/// `playbook`
pub(super) fn playbook(args: PlaybookArgs) -> Command {
    let PlaybookArgs { playbook, reason, .. } = args;
    Command::Playbook(match args.remove {
        true => PlaybookCommand::Remove { playbook, reason },
        false => PlaybookCommand::Add { playbook },
    })
}

/// `call`
pub(super) fn attempt(args: CallArgs, clocked: &Clocked) -> Result<Command, Failure> {
    Ok(Command::Call(Call {
        contact: args.contact,
        channel: args.channel,
        reached: args.reached,
        at: clocked.optional(args.at.as_deref())?,
        remark: args.remark,
    }))
}

/// `file`, and its receipt as evidence.
pub(super) fn filing(
    args: FileArgs,
    custodian: String,
    incident: &Incident,
    clocked: &Clocked,
) -> Result<Vec<Command>, Failure> {
    let at = clocked.optional(args.at.as_deref())?;
    let receipt = args.receipt.as_deref().map(hashed).transpose()?;
    let enclosed = args.enclose.iter().map(|file| Ok(paper(&hashed(file)?)));
    let command = Command::Obligation(ObligationUpdate {
        law: None,
        obligation: args.obligation.clone().into(),
        disposition: Disposition::Filed(Filing {
            reference: args.reference,
            channel: args.channel,
            late_because: args.late_because,
            out_of_order_because: args.out_of_order_because,
            without_letter_because: args.without_letter,
            letters: sent(incident, &args.letter)?,
            samples: sent(incident, &args.sample)?,
            enclosures: enclosed.collect::<Result<_, Failure>>()?,
            receipt: receipt.as_ref().map(paper),
            ..Filing::at(args.kind, at.unwrap_or(clocked.now.at()))
        }),
        rationale: None,
    });
    let logged = receipt.map(|evidence| {
        let remark = Some(format!("receipt for {}", args.obligation));
        Command::LogEvidence(Evidence {
            custodian,
            remark,
            ..evidence
        })
    });
    Ok(logged.into_iter().chain([command.confirmed(args.confirm)]).collect())
}

/// A file by its digest.
fn hashed(file: &Path) -> Result<Evidence, Failure> {
    evidence_file::hashed(file)
        .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))
}

fn paper(evidence: &Evidence) -> FiledPaper {
    FiledPaper {
        name: evidence.name.clone(),
        sha256: evidence.sha256.clone(),
    }
}

/// Letters as they are now.
fn sent(incident: &Incident, letters: &[String]) -> Result<Vec<SentLetter>, Failure> {
    let text = |id: &String| {
        let letter = letters::find(incident, &LetterId::stored(id)).map_err(|error| letter_failure(&error))?;
        text_of(letter).ok_or_else(|| Failure::input(format!("letter `{id}` has no text")))
    };
    letters.iter().map(text).collect()
}

/// `resolve`
pub(super) fn disposition(args: ResolveArgs, actor: &str) -> Command {
    let decided_by = args.by.unwrap_or_else(|| actor.to_owned());
    let resolved = Command::Obligation(ObligationUpdate {
        law: None,
        obligation: args.obligation.into(),
        disposition: match args.state {
            State::Drafting => Disposition::Drafting,
            State::Approved => Disposition::Approved,
            State::NotRequired => Disposition::NotRequired { decided_by },
            State::OnHold => Disposition::OnHold,
            State::Withdrawn => Disposition::Withdrawn,
        },
        rationale: args.rationale,
    });
    resolved.confirmed(args.confirm)
}

/// `delay`: the incident it is about, and what is recorded.
pub(super) fn delay(context: &Context<'_>, command: DelayArgs) -> Result<(String, Command), Failure> {
    Ok(match command {
        DelayArgs::Place {
            code,
            authority,
            regimes,
            until,
            reason,
        } => {
            let clocked = context.load(&code)?.clocked;
            let command = Command::Delay(DelayCommand::Place(LawEnforcementDelay {
                authority,
                regimes,
                until: until.map(|text| clocked.end_of(&text)).transpose()?,
                reason,
            }));
            (code, command)
        }
        DelayArgs::Lift {
            code,
            authority,
            reason,
        } => (
            code,
            Command::Delay(DelayCommand::Lift(DelayLifted { authority, reason })),
        ),
    })
}
