//! What may be recorded of a mailing: its letters are approved and as they were printed, nothing goes out twice without
//! a word, and only what went out can come back.

use std::collections::BTreeSet;

use super::{World, letter};
use crate::core::event::{Batch, MailReturned, MailingPrint, MailingSent, What};
use crate::core::ids::{BatchId, MailingId};
use crate::core::incident::Incident;
use crate::core::incident::command::MailingCommand;
use crate::core::incident::mailing::Mailing;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::toml_text::reader::suggestion;

/// The event that a command about a mailing comes to.
pub(super) fn decide(incident: &Incident, world: &World<'_>, command: MailingCommand) -> Result<What, Refusal> {
    match command {
        MailingCommand::Print(print) => printed(incident, world, print),
        MailingCommand::Send(send) => sent(incident, world, send),
        MailingCommand::Return(back) => returned(incident, back),
    }
}

fn printed(incident: &Incident, world: &World<'_>, print: MailingPrint) -> Result<What, Refusal> {
    let taken = incident.mailings.iter().any(|known| *known.id() == print.mailing);
    if taken || print.batches.iter().all(|batch| batch.pieces() == 0) {
        let what = if taken { "already exists" } else { "has no pieces" };
        return Err(Refusal::input(
            format!("mailing {} {what}", print.mailing),
            Remedy::PlanMailing {
                code: incident.code.to_string(),
            },
        ));
    }
    for batch in &print.batches {
        may_go_out(incident, world, batch)?;
    }
    if let Some(second) = &print.second_of {
        let open = found(incident, &second.mailing)?.open_returns();
        if let Some(piece) = second.pieces.iter().find(|piece| !open.contains(piece)) {
            return Err(Refusal::input(
                format!("{} is not an open return", second.mailing.piece(*piece)),
                "record returned mail first, and send each piece again once",
            ));
        }
    }
    Ok(What::MailingPrinted(print))
}

/// Only an approved letter goes out, in the text that was printed.
fn may_go_out(incident: &Incident, world: &World<'_>, batch: &Batch) -> Result<(), Refusal> {
    let ready = letter::ready(incident, world, &batch.obligation)?;
    let known = ready.into_iter().find(|known| known.id == batch.letter);
    let Some(known) = known else {
        return Err(Refusal::new(
            format!("{} is not approved for {}", batch.letter, batch.obligation),
            world.rights.another(),
        ));
    };
    match known.current().is_some_and(|current| current.sha256 == batch.sha256) {
        true => Ok(()),
        false => Err(Refusal::new(
            format!("{} has changed since it was printed", batch.letter),
            "print the mailing again",
        )),
    }
}

fn sent(incident: &Incident, world: &World<'_>, mut sent: MailingSent) -> Result<What, Refusal> {
    let mailing = found(incident, &sent.mailing)?;
    if sent.batches.is_empty() {
        sent.batches = mailing.unsent().map(|batch| batch.id.clone()).collect();
    }
    let known: Vec<&str> = mailing.print.batches.iter().map(|batch| batch.id.as_str()).collect();
    if let Some(unknown) = sent.batches.iter().find(|id| mailing.batch(id).is_none()) {
        return Err(Refusal::input(
            format!("{} has no batch {unknown}", sent.mailing),
            suggestion(unknown, &known),
        ));
    }
    let twice = |id: &&BatchId| mailing.sent_at(id).is_some();
    let twice = sent.batches.iter().find(twice);
    if sent.batches.is_empty() || twice.is_some() {
        let what = twice.map_or_else(|| sent.mailing.to_string(), ToString::to_string);
        return Err(Refusal::new(
            format!("{what} is recorded as mailed already"),
            "name the batches that went out; if one was mailed twice, say so in a note",
        ));
    }
    if sent.at > world.now.at() {
        return Err(Refusal::input(
            "a mailing cannot have gone out in the future",
            Remedy::FiledEarlier,
        ));
    }
    // A letter that was changed after printing still lies in the envelopes: what went out is the printed text.
    Ok(What::MailingSent(sent))
}

fn returned(incident: &Incident, mut back: MailReturned) -> Result<What, Refusal> {
    let mailing = found(incident, &back.mailing)?;
    for piece in &back.pieces {
        let batch = mailing.batch_of(*piece).ok_or_else(|| {
            let last = mailing.pieces();
            let message = format!("{} has no piece {piece}", back.mailing);
            Refusal::input(message, format!("its pieces are numbered 1 to {last}"))
        })?;
        if mailing.sent_at(&batch.id).is_none() {
            return Err(Refusal::new(
                format!(
                    "{} is in batch {}, which is not recorded as mailed",
                    back.mailing.piece(*piece),
                    batch.id
                ),
                Remedy::RecordMailed {
                    code: incident.code.to_string(),
                    mailing: back.mailing.clone(),
                },
            ));
        }
    }
    let known = mailing.returned_pieces();
    let new: BTreeSet<u32> = back
        .pieces
        .iter()
        .copied()
        .filter(|piece| !known.contains(piece))
        .collect();
    if new.is_empty() {
        return Err(Refusal::input(
            "every piece named is recorded as returned already",
            "nothing was recorded",
        ));
    }
    back.pieces = new.into_iter().collect();
    Ok(What::MailReturned(back))
}

fn found<'i>(incident: &'i Incident, id: &MailingId) -> Result<&'i Mailing, Refusal> {
    let known = incident.mailings.iter().find(|mailing| mailing.id() == id);
    known.ok_or_else(|| {
        let ids: Vec<&str> = incident.mailings.iter().map(|mailing| mailing.id().as_str()).collect();
        let remedy = match ids.is_empty() {
            true => Remedy::PlanMailing {
                code: incident.code.to_string(),
            },
            false => suggestion(id, &ids).into(),
        };
        Refusal::input(format!("unknown mailing `{id}`"), remedy)
    })
}
