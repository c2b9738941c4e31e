//! An incident as if something were so: at another moment, with other facts. It is decided by the same rules as what is
//! recorded, in memory, and nothing of it is kept.

use std::collections::BTreeMap;

use super::assessed::Assessed;
use crate::app::record::{Loaded, Record, RecordError};
use crate::core::affected::ELSEWHERE;
use crate::core::event::{Certainty, Event, FactClaim};
use crate::core::facts::keys;
use crate::core::incident::Incident;
use crate::core::incident::command::{Command, FactCommand};
use crate::core::incident::decide::{World, decide};
use crate::core::time::{StoryTime, WallTime};

/// The session of events that are not recorded.
const SESSION: &str = "as if";
/// Why what looks like a mistake is taken all the same.
const REASON: &str = "only to look at";

/// What somebody wants to see as if it were so.
#[derive(Debug, Clone, PartialEq)]
pub struct AsIf {
    pub at: StoryTime,
    /// What would have been recorded.
    pub commands: Vec<Command>,
    /// The same in words, for the head of the screen.
    pub words: String,
}

/// The incident as if it were so, and what the law asks of it then.
///
/// # Errors
/// What the rules of the record refuse, or what the record says.
pub fn as_if(record: &Record, loaded: &Loaded, what: &AsIf, wall: WallTime) -> Result<(Loaded, Assessed), RecordError> {
    let mut loaded = loaded.clone();
    let now = what.at;
    let rights = record.rights(Some(&loaded.incident.id), wall)?;
    let mut assessed = record.assess(&loaded.incident, &loaded.organisation, now)?;
    let total = total_with(&loaded.incident, &what.commands);
    for command in what.commands.iter().chain(&total) {
        let world = World {
            rights: &rights,
            obligations: &assessed.obligations,
            playbooks: &record.playbooks,
            organisation: &loaded.organisation,
            sign_off: &record.sign_off,
            actor: &record.actor.name,
            now,
            wall,
        };
        let command = command.clone();
        let whats = match decide(&loaded.incident, &world, command.clone()) {
            Err(refusal) if refusal.cautioned.is_some() => {
                decide(&loaded.incident, &world, command.confirmed(Some(REASON.to_owned())))?
            }
            decided => decided?,
        };
        for what in whats {
            let event = Event {
                seq: loaded.incident.seq + 1,
                recorded_at: now.at(),
                wall_at: None,
                acted_at: None,
                actor: record.actor.name.clone(),
                session: SESSION.to_owned(),
                what,
            };
            loaded.incident.apply(&event);
        }
        assessed = record.assess(&loaded.incident, &loaded.organisation, now)?;
    }
    Ok((loaded, assessed))
}

/// The number in all, where everybody of it is placed and other numbers by place are looked at: it changes with them. Otherwise
/// the numbers would contradict one another, and no place could be ruled out. Where somebody is not placed, or a number is no exact
/// one, the number in all stays what was recorded.
fn total_with(incident: &Incident, commands: &[Command]) -> Option<Command> {
    let exact = |key: &str| {
        let count = incident.current(key).last()?.value.as_ref()?.count()?;
        Some(count.min).filter(|min| count.max == Some(*min))
    };
    let recorded = exact(keys::affected::TOTAL)?;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for key in incident.facts.keys().filter(|key| *key != keys::affected::TOTAL) {
        if let Some(place) = keys::affected::below(key)
            && !incident.current(key).is_empty()
        {
            counts.insert(place, exact(key)?);
        }
    }
    if counts.values().sum::<u64>() != recorded {
        return None;
    }
    for command in commands {
        if let Command::Fact(FactCommand::Set(claim)) = command
            && let Some(place) = keys::affected::below(&claim.key)
        {
            counts.insert(place, claim.value.parse().ok()?);
        }
    }
    // Parts of a country are counted in it; those of the United States are listed by themselves.
    let whole = |place: &&str| place.len() == 2 || place.starts_with("US-") || *place == ELSEWHERE;
    let total = counts.values().sum::<u64>();
    (counts.keys().all(whole) && total != recorded).then(|| {
        Command::set_fact(FactClaim {
            key: keys::affected::TOTAL.to_owned(),
            value: total.to_string(),
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: None,
            also: false,
        })
    })
}
