//! What somebody else recorded meanwhile about the same thing: what waited is older than that, and must not take its place by
//! itself.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::super::{Record, RecordError};
use super::{Choice, Obstacle, Wanted};
use crate::core::event::{About, Event, OfIncident, OfOrganisation, What};
use crate::core::event_words::event_words;
use crate::core::facts::keys;
use crate::core::ids::Stream;
use crate::core::incident::command::{Command, CommandKind};
use crate::core::refusal::Refusal;
use crate::store::Waiting;

const ADVICE: &str = "find out which of the two is right; both stay in the record, and the last one counts";

/// What a command gives a value that it may have had from somebody else.
#[derive(Debug, PartialEq, Eq)]
enum Subject {
    Fact(String),
    Decision(String),
    Obligation(String),
    /// A key of the profile.
    Profile(String),
    /// The id of a contact.
    Contact(String),
}

fn subjects_of(wanted: &Wanted) -> Vec<Subject> {
    match wanted {
        Wanted::Open { .. } | Wanted::ByHand => Vec::new(),
        Wanted::Commands(commands) => subjects(commands),
        Wanted::Organisation(commands) => {
            let events = commands.iter().map(|command| command.clone().event());
            events.filter_map(|what| subject_of(&what)).collect()
        }
    }
}

fn subjects(commands: &[Command]) -> Vec<Subject> {
    let found = RefCell::new(Vec::new());
    for command in commands {
        let _ = command.clone().with_core(&|core| {
            let subject = match core.kind() {
                // Milestones have a rule of their own: the earliest moment counts.
                CommandKind::Claim(claim) if claim.key.starts_with(keys::milestones::BELOW) || claim.also => None,
                CommandKind::Claim(claim) => Some(Subject::Fact(claim.key.clone())),
                CommandKind::Decision(decision) => Some(Subject::Decision(decision.key.clone())),
                // A filing is a fact of the world; whether it is the second one is asked by the rules of the record.
                CommandKind::Obligation(update) if update.disposition.filing().is_none() => {
                    Some(Subject::Obligation(update.obligation.to_string()))
                }
                CommandKind::Obligation(_)
                | CommandKind::Conditional
                | CommandKind::Confirmed
                | CommandKind::TakeBack
                | CommandKind::Reopening
                | CommandKind::Note
                | CommandKind::Work => None,
            };
            found.borrow_mut().extend(subject);
            core
        });
    }
    found.into_inner()
}

fn subject_of(what: &What) -> Option<Subject> {
    match what.about() {
        About::Incident(OfIncident::Fact { key, .. }) => Some(Subject::Fact(key.to_owned())),
        About::Incident(OfIncident::Decision(decision)) => Some(Subject::Decision(decision.key.clone())),
        About::Incident(OfIncident::Obligation(update)) if update.disposition.settles() => {
            Some(Subject::Obligation(update.obligation.to_string()))
        }
        About::Organisation(OfOrganisation::Profile { key, .. }) => Some(Subject::Profile(key.to_owned())),
        About::Organisation(OfOrganisation::Contact { id, .. }) => Some(Subject::Contact(id.to_owned())),
        About::Organisation(OfOrganisation::LegalHold { .. } | OfOrganisation::Erasure)
        | About::Incident(_)
        | About::Exercise(_)
        | About::Members(_) => None,
    }
}

impl Record {
    /// The numbers of entries that waited on this machine and are recorded by now. Nothing else that is newer was known here
    /// when something waited, not even what the same person did on another machine.
    fn sent_from_here(&self, stream: &str) -> Result<BTreeSet<u64>, RecordError> {
        let waiting = self.store.waiting()?;
        let of_stream = waiting.iter().filter(|other| other.stream == stream);
        let numbers = of_stream.filter_map(|other| Some(other.became?..other.became? + other.entries));
        Ok(numbers.flatten().collect())
    }

    /// Why what waited does not fit, where somebody else said something else about the same meanwhile.
    pub(super) fn overtaken(&self, waiting: &Waiting, wanted: &Wanted) -> Result<Option<Obstacle>, RecordError> {
        let own = subjects_of(wanted);
        if own.is_empty() {
            return Ok(None);
        }
        let stream = Stream::named(&waiting.stream);
        let sent = self.sent_from_here(&waiting.stream)?;
        let message = self.newer_word((stream, waiting.base), &own, &sent)?;
        Ok(message.map(|message| Obstacle {
            message,
            causes: Vec::new(),
            advice: ADVICE.to_owned(),
            choice: Choice::Mine,
        }))
    }

    /// The same of commands that were decided just now, where somebody else was quicker.
    pub(in super::super) fn overtaken_meanwhile(
        &self,
        since: (Stream<'_>, u64),
        commands: &[Command],
    ) -> Result<Option<Refusal>, RecordError> {
        let own = subjects(commands);
        if own.is_empty() {
            return Ok(None);
        }
        let message = self.newer_word(since, &own, &BTreeSet::new())?;
        Ok(message.map(|message| Refusal::new(message, format!("{ADVICE}. If yours is, record it again"))))
    }

    /// The last thing that was said about the same after an entry, but for those that are named.
    fn newer_word(
        &self,
        (stream, base): (Stream<'_>, u64),
        own: &[Subject],
        but: &BTreeSet<u64>,
    ) -> Result<Option<String>, RecordError> {
        let events = self.store.events(stream)?;
        let newer = events.iter().map(|stored| &stored.event);
        let mut newer = newer.filter(|event| event.seq > base && !but.contains(&event.seq));
        let same = |event: &&Event| subject_of(&event.what).is_some_and(|subject| own.contains(&subject));
        let Some(event) = newer.rfind(same) else {
            return Ok(None);
        };
        // The person is known by the key that signed: names are not unique, and not proved.
        let who = match self.store.is_own(stream, event.seq)? {
            true => "you, elsewhere,".to_owned(),
            false => event.actor.clone(),
        };
        Ok(Some(format!("{who} recorded meanwhile: {}", event_words(&event.what))))
    }
}
