//! Calls to people, and authorities that ask to wait.

use super::World;
use crate::core::event::{DelayLifted, LawEnforcementDelay, What};
use crate::core::incident::Incident;
use crate::core::incident::command::{Call, DelayCommand};
use crate::core::refusal::{Refusal, Remedy};
use crate::core::toml_text::reader::suggestion;

/// How somebody was reached for whom no channel is stored.
const IN_PERSON: &str = "in-person";

pub(super) fn delay(incident: &Incident, world: &World<'_>, command: DelayCommand) -> Result<What, Refusal> {
    match command {
        DelayCommand::Place(delay) => placed(world, delay),
        DelayCommand::Lift(lifted) => lift(incident, world, lifted),
    }
}

fn placed(world: &World<'_>, delay: LawEnforcementDelay) -> Result<What, Refusal> {
    if delay.until.is_some_and(|until| until <= world.now.at()) {
        return Err(Refusal::input(
            "the law-enforcement delay would already have ended",
            "give a moment in the future",
        ));
    }
    Ok(What::HoldPlaced(delay))
}

fn lift(incident: &Incident, world: &World<'_>, lifted: DelayLifted) -> Result<What, Refusal> {
    let running: Vec<&str> = incident.delays_at(world.now).map(|d| d.authority.as_str()).collect();
    if running.contains(&lifted.authority.as_str()) {
        return Ok(What::HoldLifted(lifted));
    }
    let remedy = match running.is_empty() {
        true => "no law-enforcement delay is in effect".to_owned(),
        false => format!("in effect: {}", running.join(", ")),
    };
    let message = format!("no law-enforcement delay of `{}` is in effect", lifted.authority);
    Err(Refusal::input(message, remedy))
}

/// A call is recorded over the contact's best channel that the attacker does not read, unless another is named.
pub(super) fn call(world: &World<'_>, call: Call) -> Result<What, Refusal> {
    let contacts = &world.organisation.contacts;
    let Some(known) = contacts.get(&call.contact) else {
        let all: Vec<&str> = contacts.keys().map(String::as_str).collect();
        let message = format!("unknown contact `{}`", call.contact);
        return Err(Refusal::input(message, suggestion(&call.contact, &all)));
    };
    if call.at.is_some_and(|at| at > world.now.at()) {
        return Err(Refusal::input(
            "a call cannot have been made in the future",
            Remedy::CalledEarlier,
        ));
    }
    let safe = known.channels.iter().find(|channel| !channel.compromised);
    let best = safe.or(known.channels.first());
    let channel = best.map_or(IN_PERSON, |channel| &channel.kind).to_owned();
    Ok(What::ContactAttempted(call.attempt(channel, world.now.at())))
}
