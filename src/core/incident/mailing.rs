//! Mailings of an incident, folded from its events: what was printed, what went out, what came back and what was sent
//! again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Recorded;
use crate::core::event::{Batch, Event, MailReturned, MailingPrint, MailingSent};
use crate::core::ids::{BatchId, MailingId};

/// A wave of notices to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    pub print: Recorded<MailingPrint>,
    /// What went out, oldest first.
    pub sent: Vec<Recorded<MailingSent>>,
    /// What came back, oldest first.
    pub returned: Vec<Recorded<MailReturned>>,
    /// Pieces that a later mailing, which went out, repeats.
    pub sent_again: BTreeSet<u32>,
}

/// How far a mailing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailingState {
    Printed,
    PartlySent,
    Sent,
    /// Pieces came back, and not all of them were sent again.
    Returned,
}

impl MailingState {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            MailingState::Printed => "printed, not mailed",
            MailingState::PartlySent => "partly mailed",
            MailingState::Sent => "mailed",
            MailingState::Returned => "mailed, returned mail is open",
        }
    }
}

impl Mailing {
    pub fn id(&self) -> &MailingId {
        &self.print.mailing
    }

    pub fn batch(&self, id: &BatchId) -> Option<&Batch> {
        self.print.batches.iter().find(|batch| batch.id == *id)
    }
    pub fn batch_of(&self, piece: u32) -> Option<&Batch> {
        let mut batches = self.print.batches.iter();
        batches.find(|batch| batch.place_of(piece).is_some())
    }

    pub fn pieces(&self) -> u32 {
        self.print.batches.iter().map(Batch::pieces).sum()
    }

    /// When a batch went out, if it did.
    pub fn sent_at(&self, batch: &BatchId) -> Option<DateTime<Utc>> {
        let sent = self.sent.iter().find(|sent| sent.batches.contains(batch));
        sent.map(|sent| sent.what.at)
    }

    /// Batches that did not go out yet.
    pub fn unsent(&self) -> impl Iterator<Item = &Batch> {
        let batches = self.print.batches.iter();
        batches.filter(|batch| self.sent_at(&batch.id).is_none())
    }

    /// Every piece that came back.
    pub fn returned_pieces(&self) -> BTreeSet<u32> {
        let all = self.returned.iter().flat_map(|returned| &returned.pieces);
        all.copied().collect()
    }

    /// Pieces that came back and were not sent again.
    pub fn open_returns(&self) -> BTreeSet<u32> {
        self.returned_pieces().difference(&self.sent_again).copied().collect()
    }

    /// Pieces by the place they went to.
    pub fn by_place(&self, pieces: &BTreeSet<u32>) -> BTreeMap<String, u32> {
        let mut places = BTreeMap::new();
        for piece in pieces {
            if let Some(place) = self.batch_of(*piece).and_then(|batch| batch.place_of(*piece)) {
                *places.entry(place.to_owned()).or_default() += 1;
            }
        }
        places
    }

    pub fn state(&self) -> MailingState {
        match (self.sent.is_empty(), self.unsent().next().is_some()) {
            (true, _) => MailingState::Printed,
            (false, true) => MailingState::PartlySent,
            (false, false) if self.open_returns().is_empty() => MailingState::Sent,
            (false, false) => MailingState::Returned,
        }
    }
}

type Mailings = Vec<Mailing>;

/// Where an import holds two of one id, the first counts.
pub(super) fn printed(mailings: &mut Mailings, event: &Event, print: &MailingPrint) {
    if mailings.iter().any(|known| *known.id() == print.mailing) {
        return;
    }
    mailings.push(Mailing {
        print: Recorded::of(event, print),
        sent: Vec::new(),
        returned: Vec::new(),
        sent_again: BTreeSet::new(),
    });
}

pub(super) fn sent(mailings: &mut Mailings, event: &Event, sent: &MailingSent) {
    let Some(mailing) = found(mailings, &sent.mailing) else {
        return;
    };
    mailing.sent.push(Recorded::of(event, sent));
    let second = mailing.print.second_of.clone();
    if let Some(second) = second
        && let Some(first) = found(mailings, &second.mailing)
    {
        first.sent_again.extend(second.pieces);
    }
}

pub(super) fn returned(mailings: &mut Mailings, event: &Event, returned: &MailReturned) {
    if let Some(mailing) = found(mailings, &returned.mailing) {
        mailing.returned.push(Recorded::of(event, returned));
    }
}

fn found<'m>(mailings: &'m mut Mailings, id: &MailingId) -> Option<&'m mut Mailing> {
    mailings.iter_mut().find(|mailing| mailing.id() == id)
}
