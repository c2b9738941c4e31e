//! Mailings as lists and screens show them, each with what is to be done next.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::event::MailChannel;
use crate::core::ids::{BatchId, MailingId};
use crate::core::incident::Incident;
use crate::core::incident::mailing::{Mailing, MailingState};

/// A mailing in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailingRow {
    pub mailing: MailingId,
    pub channel: MailChannel,
    pub state: &'static str,
    /// When its files were written.
    pub printed_at: DateTime<Utc>,
    pub printed_by: String,
    pub batches: usize,
    pub letters: u32,
    /// Batches that are not recorded as mailed.
    pub unsent: Vec<BatchId>,
    /// Pieces that came back.
    pub returned: usize,
    /// Pieces that came back and were not sent again.
    pub returns_open: usize,
    /// Rows of its list without a letter.
    pub without_letter: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_of: Option<MailingId>,
    /// The next step in a few words, if there is one.
    pub step: Option<&'static str>,
    /// The same with the command that does it.
    pub next: Option<String>,
}

/// The mailings of an incident.
pub fn rows(incident: &Incident) -> Vec<MailingRow> {
    incident.mailings.iter().map(|mailing| row(incident, mailing)).collect()
}

fn row(incident: &Incident, mailing: &Mailing) -> MailingRow {
    let print = &mailing.print;
    let next = next(incident, mailing);
    MailingRow {
        mailing: mailing.id().clone(),
        channel: print.channel,
        state: mailing.state().words(),
        printed_at: print.at,
        printed_by: print.actor.clone(),
        batches: print.batches.len(),
        letters: mailing.pieces(),
        unsent: mailing.unsent().map(|batch| batch.id.clone()).collect(),
        returned: mailing.returned_pieces().len(),
        returns_open: mailing.open_returns().len(),
        without_letter: print.without_letter.values().sum(),
        second_of: print.second_of.as_ref().map(|second| second.mailing.clone()),
        step: next.as_ref().map(|(step, _)| *step),
        next: next.map(|(step, command)| format!("{step}: {command}")),
    }
}

/// What comes next, and the command that does it.
fn next(incident: &Incident, mailing: &Mailing) -> Option<(&'static str, String)> {
    let (code, id) = (&incident.code, mailing.id());
    match mailing.state() {
        MailingState::Printed | MailingState::PartlySent => Some((
            "record the mailing",
            format!("firebell letter mailing sent {code} {id} --carrier NAME --class CLASS"),
        )),
        MailingState::Returned if printed_again(incident, mailing) => None,
        MailingState::Returned => Some((
            "send a second notice",
            format!("firebell letter mailing plan {code} FILE --second-of {id}"),
        )),
        MailingState::Sent => {
            let obligation = unfiled(incident, mailing)?;
            Some((
                "record the notice",
                format!("firebell incident file {code} {obligation}"),
            ))
        }
    }
}

/// Whether a second notice of every open piece is printed and waits to be mailed.
fn printed_again(incident: &Incident, mailing: &Mailing) -> bool {
    let seconds = incident
        .mailings
        .iter()
        .filter_map(|other| other.print.second_of.as_ref());
    let again = seconds.filter(|second| second.mailing == *mailing.id());
    let pieces: BTreeSet<u32> = again.flat_map(|second| second.pieces.iter().copied()).collect();
    mailing.open_returns().is_subset(&pieces)
}

/// An obligation whose letters went out and that has no filing yet.
fn unfiled<'m>(incident: &Incident, mailing: &'m Mailing) -> Option<&'m str> {
    let mut obligations = mailing.print.batches.iter().map(|batch| batch.obligation.as_str());
    obligations.find(|obligation| incident.filed_at(obligation).is_none())
}
