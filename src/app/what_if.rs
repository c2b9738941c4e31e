//! An incident as if something were so: at another moment, with other facts. It is decided by the same rules as what is
//! recorded, in memory, and nothing of it is kept.

use super::assessed::Assessed;
use super::record::{Loaded, Record, RecordError};
use crate::core::event::Event;
use crate::core::incident::command::Command;
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
    for command in &what.commands {
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
