//! Undo is a further event: this finds the newest entry of a person that can be taken back, and the command that
//! restores the state before it.
//!
//! Entries that were taken back, and the entries that restored the state, are stepped over, so that repeated undo walks
//! back and never swings to and fro. An entry on which somebody else has built since is left alone.

use chrono::{DateTime, Utc};

use super::case_import::CaseImport;
use super::command::{Command, DelayCommand, PlaybookCommand, ReminderCommand};
use super::{FactEntry, Incident};
use crate::core::event::{
    About, Course, DelayLifted, Disposition, Event, FactClaim, LetterStep, ObligationUpdate, OfIncident, TaskTick, What,
};
use crate::core::facts::FactValue;
use crate::core::vocabulary::Stage;

/// How an entry can be taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct Undo {
    /// The number of the entry.
    pub entry: u64,
    pub recorded_at: DateTime<Utc>,
    /// What will be recorded, in words.
    pub words: String,
    /// The command that records it.
    pub command: Command,
}

/// An entry that stays as it is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stays {
    /// The number of the entry.
    pub entry: u64,
    /// Why it stays.
    pub why: String,
}

/// What undo finds for a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The newest entry that can be taken back.
    pub undo: Option<Undo>,
    /// That person's newer entries that stay, newest first.
    pub stays: Vec<Stays>,
}

/// Why a fact is taken back by undo.
const REASON: &str = "undone: recorded by mistake";

/// The newest entry of a person that can be taken back.
pub fn newest(incident: &Incident, events: &[&Event], actor: &str) -> Found {
    let mut found = Found::default();
    for event in events.iter().rev() {
        if event.actor != actor || settled(incident, event) {
            continue;
        }
        match restoring(incident, event, events) {
            Ok(Restoring { words, commands }) => {
                found.undo = Some(Undo {
                    entry: event.seq,
                    recorded_at: event.recorded_at,
                    words,
                    command: Command::TakeBack {
                        entry: event.seq,
                        seen: incident.seq,
                        restoring: commands,
                    },
                });
                return found;
            }
            Err(why) => found.stays.push(Stays { entry: event.seq, why }),
        }
    }
    found
}

/// Takes back every fact that a case brought, in one go; the file stays as evidence.
///
/// # Errors
/// The entries that somebody built upon since: then nothing is taken back.
pub fn of_case(incident: &Incident, events: &[&Event], case: &CaseImport) -> Result<Command, Vec<Stays>> {
    let (mut commands, mut stay) = (Vec::new(), Vec::new());
    for (seq, key) in case.facts.iter().filter(|(seq, _)| !taken(incident, *seq)) {
        let event = events.iter().find(|event| event.seq == *seq);
        match event.and_then(|event| built_upon(incident, event, events)) {
            Some(later) => stay.push(Stays {
                entry: *seq,
                why: format!("{} changed {key} later (entry {})", later.actor, later.seq),
            }),
            None => commands.extend(fact(incident, key, *seq).commands),
        }
    }
    match stay.is_empty() {
        true => Ok(Command::TakeBack {
            entry: case.entry,
            seen: incident.seq,
            restoring: commands,
        }),
        false => Err(stay),
    }
}

/// Whether there is nothing to take back about an entry: it opened the incident, belongs to the exercise itself, was
/// taken back already, took something back, or came from another record, whoever was called the same there.
fn settled(incident: &Incident, event: &Event) -> bool {
    let nothing = matches!(
        event.what.about(),
        About::Incident(OfIncident::Identity | OfIncident::Correction | OfIncident::Access) | About::Exercise(_)
    );
    nothing || taken(incident, event.seq) || incident.recorded_elsewhere(event.seq)
}

/// The commands that restore the state before an entry, and what they do in words.
struct Restoring {
    words: String,
    commands: Vec<Command>,
}

impl Restoring {
    fn by(words: String, command: Command) -> Self {
        let commands = vec![command];
        Self { words, commands }
    }
}

/// How the state before an entry is restored, or why the entry stays.
fn restoring(incident: &Incident, event: &Event, events: &[&Event]) -> Result<Restoring, String> {
    if let Some(later) = built_upon(incident, event, events) {
        return Err(format!(
            "{} changed the same thing later (entry {})",
            later.actor, later.seq
        ));
    }
    use OfIncident as I;
    let about = match event.what.about() {
        About::Incident(about) => about,
        About::Exercise(_) | About::Organisation(_) | About::Members(_) => return final_kind(event),
    };
    match about {
        I::Fact { key, .. } => Ok(fact(incident, key, event.seq)),
        I::Step(tick) => Ok(unticked(tick)),
        I::Obligation(update) => filing_withdrawn(update),
        I::Stage => Ok(back_to(stage_before(incident, event.seq, events))),
        I::Delay {
            authority,
            lifted: false,
        } => Ok(delay_lifted(incident, event.seq, authority)),
        I::Playbook {
            playbook,
            removed: false,
        } => Ok(playbook_removed(playbook)),
        I::Playbook {
            playbook,
            removed: true,
        } => Ok(playbook_added(playbook)),
        I::Course(Course::Closed) => Ok(reopened(incident)),
        I::Reminder(Some(reminder)) => Ok(reminder_ended(event.seq, &reminder.about)),
        I::Assigned(_) => stays("who sees to an obligation stays in the record; give it to somebody else"),
        I::Decision(_) => stays("a decision stays in the record; a new one replaces it"),
        I::Note(_) => stays("a note stays in the record; another note corrects it"),
        I::Timeline(import) => Ok(Restoring {
            words: format!("the entries imported from {} are taken out", import.file),
            commands: Vec::new(),
        }),
        I::Evidence(_) => stays("evidence stays in the record; a note corrects it"),
        I::Letter(_, LetterStep::Text) => {
            stays("every text of a letter stays in the record; edit the letter again to change it")
        }
        I::Letter(_, LetterStep::Approval) => {
            stays("an approval stays in the record; it can be withdrawn with a reason")
        }
        I::Letter(_, LetterStep::Withdrawal) => stays("a withdrawal stays in the record; approve the letter again"),
        I::Letter(_, LetterStep::Comment) => stays("a comment stays in the record; another comment corrects it"),
        I::Mailing(..) => stays("what was printed and mailed stays in the record; a note corrects it"),
        I::Call(_) => stays("a call stays in the record; record how the next one went"),
        I::Identity
        | I::Access
        | I::Delay { lifted: true, .. }
        | I::Correction
        | I::Assignment(_)
        | I::Reminder(None)
        | I::Course(Course::Reopened) => final_kind(event),
    }
}

fn final_kind(event: &Event) -> Result<Restoring, String> {
    Err(format!("entries of the kind {} cannot be undone", event.what.verb()))
}

fn stays(why: &str) -> Result<Restoring, String> {
    Err(why.to_owned())
}

/// The newest entry since that changed the same thing and was not taken back itself.
fn built_upon<'e>(incident: &Incident, event: &Event, events: &[&'e Event]) -> Option<&'e Event> {
    let subject = touches(&event.what)?;
    let since = events.iter().rev().take_while(|other| other.seq > event.seq);
    let mut same = since.filter(|other| !settled(incident, other) && touches(&other.what).as_ref() == Some(&subject));
    same.next().copied()
}

/// Something that several entries can change, so that a later one may rest on an earlier one.
#[derive(PartialEq)]
enum Subject<'e> {
    Fact(&'e str),
    Step(&'e str),
    Obligation(&'e str),
    Delay(&'e str),
    Playbook(&'e str),
    Stage,
    /// Open or closed.
    Course,
}

/// What an entry changes, where a later entry can change the same; `None` also for entries that stay in any case.
fn touches(what: &What) -> Option<Subject<'_>> {
    use OfIncident as I;
    let about = match what.about() {
        About::Incident(about) => about,
        About::Exercise(_) | About::Organisation(_) | About::Members(_) => return None,
    };
    match about {
        I::Fact { key, .. } => Some(Subject::Fact(key)),
        I::Step(tick) => Some(Subject::Step(&tick.task)),
        I::Obligation(update) => Some(Subject::Obligation(&update.obligation)),
        I::Stage => Some(Subject::Stage),
        I::Delay { authority, .. } => Some(Subject::Delay(authority)),
        I::Playbook { playbook, .. } => Some(Subject::Playbook(playbook)),
        I::Course(_) => Some(Subject::Course),
        I::Identity
        | I::Access
        | I::Decision(_)
        | I::Correction
        | I::Assignment(_)
        | I::Assigned(_)
        | I::Reminder(_)
        | I::Call(_)
        | I::Evidence(_)
        | I::Note(_)
        | I::Timeline(_)
        | I::Letter(..)
        | I::Mailing(..) => None,
    }
}

fn unticked(tick: &TaskTick) -> Restoring {
    let state = if tick.done { "open" } else { "done" };
    let turned = TaskTick {
        task: tick.task.clone(),
        done: !tick.done,
        owner: None,
        remark: None,
    };
    let command = Command::Playbook(PlaybookCommand::Tick(turned));
    Restoring::by(format!("{} is {state} again", tick.task), command)
}

/// A filing is withdrawn; any other state of an obligation stays.
fn filing_withdrawn(update: &ObligationUpdate) -> Result<Restoring, String> {
    if update.disposition.filing().is_none() {
        return stays("the state of an obligation stays in the record; mark it again to change it");
    }
    let withdrawal = ObligationUpdate {
        law: None,
        obligation: update.obligation.clone(),
        disposition: Disposition::Withdrawn,
        rationale: Some(REASON.to_owned()),
    };
    let words = format!("the filing of {} is withdrawn", update.obligation);
    Ok(Restoring::by(words, Command::Obligation(withdrawal)))
}

fn back_to(stage: Stage) -> Restoring {
    let rationale = Some(REASON.to_owned());
    let words = format!("the incident is in {} again", stage.title());
    Restoring::by(words, Command::EnterStage { stage, rationale })
}

fn delay_lifted(incident: &Incident, seq: u64, authority: &str) -> Restoring {
    let lifted = DelayLifted {
        authority: authority.to_owned(),
        reason: REASON.to_owned(),
    };
    let of_authority = incident
        .delays
        .iter()
        .filter(|delay| delay.terms.authority == authority);
    let (own, others): (Vec<_>, Vec<_>) = of_authority.partition(|delay| delay.seq == seq);
    let regimes: Vec<&str> = own
        .iter()
        .flat_map(|delay| &delay.terms.regimes)
        .map(String::as_str)
        .collect();
    // Only where the authority asked for something else that stays must it be told apart.
    let of = match regimes.is_empty() || others.iter().all(|delay| delay.lifted.is_some()) {
        true => String::new(),
        false => format!(" for {}", regimes.join(", ")),
    };
    let words = format!("the law-enforcement delay of {authority}{of} is lifted");
    Restoring::by(words, Command::Delay(DelayCommand::Lift(lifted)))
}

fn playbook_removed(playbook: &str) -> Restoring {
    let command = PlaybookCommand::Remove {
        playbook: playbook.to_owned(),
        reason: Some(REASON.to_owned()),
    };
    Restoring::by(
        format!("the playbook {playbook} is removed"),
        Command::Playbook(command),
    )
}

fn playbook_added(playbook: &str) -> Restoring {
    let words = format!("the playbook {playbook} is in use again");
    let playbook = playbook.to_owned();
    Restoring::by(words, Command::Playbook(PlaybookCommand::Add { playbook }))
}

fn reminder_ended(entry: u64, about: &str) -> Restoring {
    let command = Command::Remind(ReminderCommand::End(entry));
    Restoring::by(format!("the reminder is taken out: {about}"), command)
}

fn reopened(incident: &Incident) -> Restoring {
    let reason = REASON.to_owned();
    Restoring::by(format!("{} is open again", incident.code), Command::Reopen { reason })
}

/// A fact goes back to the values it had, or to unknown. Candidates that stood side by side stand side by side again.
fn fact(incident: &Incident, key: &str, seq: u64) -> Restoring {
    let history = incident.facts.get(key).map(Vec::as_slice).unwrap_or_default();
    let before: Vec<&FactEntry> = history
        .iter()
        .filter(|entry| entry.seq < seq && !taken(incident, entry.seq))
        .collect();
    let from = before.iter().rposition(|entry| !entry.also).unwrap_or(0);
    let standing: Vec<(&FactEntry, &FactValue)> = before[from..]
        .iter()
        .filter_map(|entry| Some((*entry, entry.value.as_ref()?)))
        .collect();
    if standing.is_empty() {
        let command = Command::withdraw_fact(key, REASON);
        return Restoring::by(format!("{key} is unknown again"), command);
    }
    let values: Vec<String> = standing.iter().map(|(_, value)| value.as_typed()).collect();
    let again = standing.iter().enumerate();
    Restoring {
        words: format!("{key} is {} again", values.join(" and ")),
        commands: again
            .map(|(at, (entry, value))| claimed_again(key, entry, value, at > 0))
            .collect(),
    }
}

fn claimed_again(key: &str, entry: &FactEntry, value: &FactValue, also: bool) -> Command {
    let command = Command::set_fact(FactClaim {
        key: key.to_owned(),
        value: value.literal().to_owned(),
        certainty: entry.certainty,
        learned_at: Some(entry.learned_at),
        source: entry.source.clone(),
        also,
    });
    // Going back to a later moment is what undo is for: its reason is known.
    command.confirmed(Some(REASON.to_owned()))
}

/// Whether an entry was taken back, or only restored what was there before.
fn taken(incident: &Incident, seq: u64) -> bool {
    incident.taken_back.contains_key(&seq)
        || incident.taken_back.values().any(|by| by.contains(&seq))
        || incident.left_with_case(seq)
}

/// The stage the incident was in before an entry.
fn stage_before(incident: &Incident, seq: u64, events: &[&Event]) -> Stage {
    let before = events
        .iter()
        .rev()
        .filter(|event| event.seq < seq && !taken(incident, event.seq));
    let mut entered = before.filter_map(|event| event.what.stage());
    entered.next().unwrap_or(Stage::Detection)
}
