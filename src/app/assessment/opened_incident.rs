//! What the workbench shows of one incident, read in one go: plain structs, nothing that can be changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::assessed::{Assessed, Change};
use crate::app::called;
use crate::app::letters::{Owed, SignOffBook};
use crate::app::record::{Loaded, Record, RecordError};
use crate::app::reports::timeline::{Row, rows};
use crate::app::views::incident::{
    Answered, FactRow, NoteRow, TaskRow, Whole, facts, notes, privilege_log, tasks, whole,
};
use crate::core::contact::{Channel, call_tree};
use crate::core::drill::clock::Clock;
use crate::core::event::{About, Event, Evidence, OfIncident, What};
use crate::core::event_words::{Named, event_told};
use crate::core::facts::table;
use crate::core::ids::{ObligationId, ObligationName, TaskId};
use crate::core::incident::command::Command;
use crate::core::incident::decide::{World, decide};
use crate::core::incident::undo::{Undo, newest};
use crate::core::incident::{Delay, Incident, Recorded};
use crate::core::law::rulebook::Rulebook;
use crate::core::obligation::question_for;
use crate::core::playbook::Playbook;
use crate::core::refusal::Refusal;
use crate::core::sign_off::Matrix;
use crate::core::time::{StoryTime, WallTime};

/// Days beside a clock for which the timeline knows the holidays.
const SPAN: u64 = 120;

/// Somebody of the call tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The contact's id.
    pub id: String,
    pub name: String,
    /// How to reach them.
    pub channels: Vec<Channel>,
    /// The last attempt in words, if there was one.
    pub last: Option<String>,
}

/// Where the calling of a role stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub role: String,
    /// Everybody who can play it, in call order.
    pub people: Vec<Person>,
    pub answered: Option<Answered>,
    /// The id of whom to call now.
    pub next: Option<String>,
    /// When the call passes on to the backup.
    pub escalates_at: Option<DateTime<Utc>>,
}

/// A law-enforcement hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub authority: String,
    pub regimes: Vec<String>,
    /// Until when, where named.
    pub until: Option<DateTime<Utc>>,
    /// The reason given.
    pub reason: String,
    /// Whether it still runs.
    pub runs: bool,
}

/// An open incident.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The incident with its obligations.
    pub whole: Whole,
    /// Steps of the four stages and of the causes in use, done or not.
    pub tasks: Vec<TaskRow>,
    /// How each step is done, in Markdown.
    pub how: BTreeMap<TaskId, String>,
    /// Facts that stand.
    pub facts: Vec<FactRow>,
    /// What a fact asks, by key.
    pub questions: BTreeMap<String, String>,
    pub evidence: Vec<Recorded<Evidence>>,
    /// Notes; of privileged ones only that there are some.
    pub notes: Vec<NoteRow>,
    /// The call tree.
    pub calls: Vec<Call>,
    /// Holds, oldest first.
    pub holds: Vec<Hold>,
    pub letters: Vec<crate::app::letters::LetterRow>,
    /// What is still owed on notices that were filed, by obligation.
    pub to_follow: BTreeMap<String, Owed>,
    /// How many letters are sealed for others than whoever looks.
    pub sealed_letters: usize,
    pub mailings: Vec<crate::app::letters::mailing::MailingRow>,
    /// The events, oldest first.
    pub log: Vec<Row>,
    /// What each event touched, oldest first.
    pub touched: Vec<Touched>,
    /// Weekends and holidays of each dated obligation's authority.
    pub closed_days: BTreeMap<ObligationId, Vec<NaiveDate>>,
    /// In an exercise with a scenario, the clock of its story.
    pub story: Option<Story>,
    /// Playbooks of causes that are in use.
    pub playbooks: Vec<String>,
    /// What undo would take back.
    pub undo: Undoing,
    /// The moment it is shown as of, where that is not now.
    pub as_of: Option<DateTime<Utc>>,
    /// What it is shown as if, where that is not so.
    pub as_if: Option<String>,
}

/// The clock of an exercise's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    pub clock: Clock,
    /// The last entry's moment: the story never goes back behind it.
    pub last: DateTime<Utc>,
}

impl Story {
    /// The story's moment when the clock on the wall says `wall`.
    pub fn now(&self, wall: WallTime) -> StoryTime {
        Incident::clocked(Some(&self.clock), self.last, wall)
    }
}

/// Reads an incident as it stands, or with `until` as it was known then, with the deadlines as they stood.
///
/// # Errors
/// As [`Record::load_until`] and [`Record::assess`].
pub fn opened(
    record: &mut Record,
    code: &str,
    until: Option<DateTime<Utc>>,
    wall: WallTime,
) -> Result<Opened, RecordError> {
    let loaded = record.load_until(code, until)?;
    let at = until.map_or_else(|| loaded.incident.now(wall), StoryTime::named);
    let (assessed, changes) = match until {
        None => record.review(&loaded, at)?,
        Some(_) => (record.assess(&loaded.incident, &loaded.organisation, at)?, Vec::new()),
    };
    let mut opened = of(&loaded, &assessed, &changes, record, at);
    opened.as_of = until;
    Ok(opened)
}

/// Looks whether a command may be run on an incident that was read and assessed. Nothing is recorded.
///
/// # Errors
/// The refusal.
pub fn check(
    record: &Record,
    loaded: &Loaded,
    assessed: &Assessed,
    command: Command,
    wall: WallTime,
) -> Result<(), Refusal> {
    // Where the members cannot be read, recording says so.
    let Ok(rights) = record.rights(Some(&loaded.incident.id), wall) else {
        return Ok(());
    };
    let world = World {
        rights: &rights,
        obligations: &assessed.obligations,
        playbooks: &record.playbooks,
        organisation: &loaded.organisation,
        sign_off: &record.sign_off,
        actor: &record.actor.name,
        now: loaded.incident.now(wall),
        wall,
    };
    match decide(&loaded.incident, &world, command) {
        // What only needs a reason is asked about when it is recorded.
        Err(refusal) if refusal.cautioned.is_none() => Err(refusal),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The entry that undo would take back now.
#[derive(Debug, Clone, PartialEq)]
pub struct UndoView {
    /// What was recorded, in words.
    pub what: String,
    /// The entry, and how it is taken back.
    pub undo: Undo,
}

/// What undo finds for the person at the keyboard.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Undoing {
    /// Their newest entry that can be taken back.
    pub next: Option<UndoView>,
    /// Their newer entries that stay.
    pub stays: Vec<StayingEntry>,
    /// The last entry of all, where somebody else recorded it.
    pub others: Option<OthersEntry>,
}

/// An entry that cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayingEntry {
    /// What was recorded.
    pub what: String,
    /// Why it stays.
    pub why: String,
}

/// An entry of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OthersEntry {
    pub actor: String,
    /// What was recorded.
    pub what: String,
}

/// What an entry touched, for whoever comes back and looks for what is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    pub seq: u64,
    pub actor: String,
    pub thing: Thing,
}

/// Something that is listed, and that an entry can touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    Fact(String),
    Step(TaskId),
    Obligation(ObligationName),
    Decision(String),
    /// A contact who was called.
    Call(String),
    /// The entry itself is what is listed.
    Entry,
}

fn touched(loaded: &Loaded) -> Vec<Touched> {
    let events = loaded.told();
    events
        .map(|event| Touched {
            seq: event.seq,
            actor: event.actor.clone(),
            thing: thing(&event.what),
        })
        .collect()
}

fn thing(what: &What) -> Thing {
    use OfIncident as I;
    let about = match what.about() {
        About::Incident(about) => about,
        About::Exercise(_) | About::Organisation(_) | About::Members(_) => return Thing::Entry,
    };
    match about {
        I::Fact { key, .. } => Thing::Fact(key.to_owned()),
        I::Decision(decision) => Thing::Decision(decision.key.clone()),
        I::Obligation(update) => Thing::Obligation(update.obligation.clone()),
        I::Assigned(assignment) => Thing::Obligation(assignment.obligation.clone()),
        I::Step(tick) => Thing::Step(tick.task.clone()),
        I::Assignment(assignment) => Thing::Step(assignment.task.clone()),
        I::Call(attempt) => Thing::Call(attempt.contact.clone()),
        I::Identity
        | I::Course(_)
        | I::Stage
        | I::Delay { .. }
        | I::Playbook { .. }
        | I::Reminder(_)
        | I::Evidence(_)
        | I::Note(_)
        | I::Timeline(_)
        | I::Letter(..)
        | I::Mailing(..)
        | I::Access
        | I::Correction => Thing::Entry,
    }
}

fn undoing(loaded: &Loaded, names: &dyn Named, actor: &str) -> Undoing {
    let events: Vec<&Event> = loaded.told().collect();
    let found = newest(&loaded.incident, &events, actor);
    let what = |entry: u64| {
        let event = events.iter().find(|event| event.seq == entry);
        event.map(|event| event_told(&event.what, names)).unwrap_or_default()
    };
    let own = |event: &&&Event| !matches!(event.what, What::Drill(_));
    let last = events.iter().rev().find(own).filter(|last| last.actor != actor);
    Undoing {
        next: found.undo.map(|undo| UndoView {
            what: what(undo.entry),
            undo,
        }),
        stays: found
            .stays
            .into_iter()
            .map(|stays| StayingEntry {
                what: what(stays.entry),
                why: stays.why,
            })
            .collect(),
        others: last.map(|last| OthersEntry {
            actor: last.actor.clone(),
            what: event_told(&last.what, names),
        }),
    }
}

/// The views of an incident that was read and assessed already.
pub fn of(loaded: &Loaded, assessed: &Assessed, changes: &[Change], record: &Record, at: StoryTime) -> Opened {
    let mut opened = made(loaded, assessed, changes, Library::of(record), at);
    opened.undo = undoing(loaded, &called::Names::of(record, loaded, assessed), &record.actor.name);
    opened
}

/// What an incident is looked at beside: the law, the playbooks and the sign-off matrix.
#[derive(Debug, Clone, Copy)]
pub struct Library<'l> {
    pub rules: &'l Rulebook,
    pub playbooks: &'l [Playbook],
    pub sign_off: &'l Matrix,
}

impl<'l> Library<'l> {
    fn of(record: &'l Record) -> Library<'l> {
        Library {
            rules: &record.rules,
            playbooks: &record.playbooks,
            sign_off: &record.sign_off,
        }
    }
}

/// As [`of`], from its parts.
pub fn made(loaded: &Loaded, assessed: &Assessed, changes: &[Change], library: Library<'_>, at: StoryTime) -> Opened {
    let Library {
        rules,
        playbooks,
        sign_off,
    } = library;
    let incident = &loaded.incident;
    let tasks = tasks(loaded, playbooks, true);
    let asked = tasks.iter().flat_map(|task| task.asks.iter());
    let open = assessed.view.open_facts.iter().map(|fact| &fact.fact);
    let shown = incident.facts.keys().chain(asked).chain(open);
    let shown = shown.map(String::as_str).chain(table::listed().map(|fact| fact.key));
    let obligations = &assessed.view.obligations;
    let asked = |key: &str| {
        let question = called::question(obligations, key, question_for(rules, key));
        (key.to_owned(), question)
    };
    let names = called::Names {
        obligations,
        rules,
        playbooks,
        contacts: &loaded.organisation.contacts,
        reminders: &incident.reminders,
    };
    let book = SignOffBook {
        matrix: sign_off,
        rules,
        organisation: &loaded.organisation,
    };
    let letters = crate::app::letters::rows(loaded, obligations, &book);
    let mut notes = notes(incident, false);
    notes.extend(privilege_log(incident));
    notes.sort_by_key(|note| note.seq);
    Opened {
        whole: whole(loaded, assessed, changes, playbooks, at),
        how: how(playbooks),
        facts: facts(incident, None).into_iter().filter(|f| f.current).collect(),
        questions: shown.map(asked).collect(),
        evidence: incident.evidence.clone(),
        notes,
        calls: calls(loaded, at),
        holds: holds(loaded, at),
        to_follow: crate::app::letters::owed(rules, loaded, &letters),
        letters,
        sealed_letters: incident.sealed_letters.len(),
        mailings: crate::app::letters::mailing::rows(incident),
        log: rows(loaded, &names),
        touched: touched(loaded),
        closed_days: closed_days(assessed, rules, at),
        story: incident.drill.as_ref().map(|drill| Story {
            clock: drill.clock.clone(),
            last: incident.last_at,
        }),
        playbooks: incident.playbooks.keys().cloned().collect(),
        undo: Undoing::default(),
        as_of: None,
        as_if: None,
        tasks,
    }
}

fn how(playbooks: &[Playbook]) -> BTreeMap<TaskId, String> {
    let steps = playbooks.iter().flat_map(|p| p.steps.iter().map(move |s| (p, s)));
    steps
        .map(|(playbook, step)| (playbook.task(step), step.how.clone()))
        .collect()
}

fn calls(loaded: &Loaded, now: StoryTime) -> Vec<Call> {
    let attempts = &loaded.incident.attempts;
    let last = |id: &str| {
        let last = attempts.iter().filter(|a| a.contact == id).max_by_key(|a| a.at)?;
        Some(format!("{} by {}", last.reached.told(), last.channel))
    };
    let tree = call_tree(&loaded.organisation.contacts, attempts, now);
    tree.into_iter()
        .map(|status| Call {
            role: status.role.to_owned(),
            people: status
                .contacts
                .iter()
                .map(|contact| Person {
                    id: contact.id.clone(),
                    name: contact.name.clone(),
                    channels: contact.channels.clone(),
                    last: last(&contact.id),
                })
                .collect(),
            answered: status.answered.map(|(contact, at)| Answered {
                name: contact.name.clone(),
                at,
            }),
            next: status.next.map(|contact| contact.id.clone()),
            escalates_at: status.escalates_at,
        })
        .collect()
}

fn holds(loaded: &Loaded, now: StoryTime) -> Vec<Hold> {
    let hold = |delay: &Delay| Hold {
        authority: delay.terms.authority.clone(),
        regimes: delay.terms.regimes.clone(),
        until: delay.terms.until,
        reason: delay.terms.reason.clone(),
        runs: delay.runs_at(now),
    };
    loaded.incident.delays.iter().map(hold).collect()
}

/// The days on which the authority of each dated obligation is closed, around now.
fn closed_days(assessed: &Assessed, rules: &Rulebook, now: StoryTime) -> BTreeMap<ObligationId, Vec<NaiveDate>> {
    let today = now.at().date_naive();
    let from = today.checked_sub_days(Days::new(SPAN)).unwrap_or(today);
    let dated = assessed.view.obligations.iter().filter(|o| o.deadline.is_some());
    let days = |o: &crate::app::views::ObligationView| {
        let limit = rules.obligation(&o.id).and_then(|(_, o)| o.limit.as_ref());
        let calendar = limit.and_then(|l| l.calendar.as_deref());
        let calendar = calendar.and_then(|id| rules.calendars.get(id));
        let closed = |day: &NaiveDate| match calendar {
            Some(calendar) => calendar.is_working_day(*day).is_ok_and(|open| !open),
            None => is_weekend(*day),
        };
        from.iter_days()
            .take(usize::try_from(SPAN * 2).unwrap_or_default())
            .filter(closed)
            .collect()
    };
    dated.map(|o| (o.id.clone(), days(o))).collect()
}

/// Saturday and Sunday, where the rule names no calendar of its own.
fn is_weekend(day: NaiveDate) -> bool {
    use chrono::Datelike as _;
    matches!(day.weekday(), chrono::Weekday::Sat | chrono::Weekday::Sun)
}
