//! Legal holds, placed and released as events of the record's own stream: signed, in the chain, and with everybody who shares
//! the record.

use super::{LineOutcome, Record, RecordError};
use crate::app::event_text::readable;
use crate::core::event::{HeldBefore, LegalHoldPlaced, LegalHoldReleased, What};
use crate::core::incident::decide::may_record;
use crate::core::legal_hold::{LegalHold, Release};
use crate::core::member::Permission;
use crate::core::time::WallTime;
use crate::store::transaction::Writing;
use crate::store::{Batch, StoreError, Stream};

/// A hold that is about to be placed.
#[derive(Debug, Clone)]
pub struct NewHold {
    /// The UUID of the incident that it is on; `None`: everything.
    pub incident: Option<String>,
    pub matter: String,
    pub why: String,
    pub until: Option<chrono::NaiveDate>,
}

impl Record {
    /// Every legal hold there was.
    ///
    /// # Errors
    /// What the store says.
    pub fn holds(&self) -> Result<Vec<LegalHold>, RecordError> {
        Ok(self.store.holds()?)
    }

    /// Places a legal hold, and gives its number. `of`: what the audit log says it is on.
    ///
    /// # Errors
    /// A refusal by the table of roles, or what the store says.
    pub fn place_hold(&self, hold: &NewHold, of: &str, now: WallTime) -> Result<u64, RecordError> {
        self.need(Permission::LegalHold, None, now)?;
        self.write(now, |writing| {
            let last = self.store.holds()?.last().map_or(0, |hold| hold.id);
            let placed = LegalHoldPlaced {
                hold: last + 1,
                incident: hold.incident.clone(),
                matter: hold.matter.clone(),
                why: hold.why.clone(),
                until: hold.until,
                earlier: None,
            };
            self.tell_organisation(writing, vec![What::LegalHoldPlaced(placed)], of, now)?;
            Ok(last + 1)
        })
    }

    /// Releases a legal hold; `false` where there is none of that number that is on.
    ///
    /// # Errors
    /// A refusal by the table of roles, or what the store says.
    pub fn release_hold(&self, id: u64, why: &str, now: WallTime) -> Result<bool, RecordError> {
        self.need(Permission::LegalHold, None, now)?;
        let on = || -> Result<Option<LegalHold>, StoreError> {
            let on = |hold: &LegalHold| hold.id == id && hold.released.is_none();
            Ok(self.store.holds()?.into_iter().find(on))
        };
        if on()?.is_none() {
            self.note_done(now, "legal-hold.release", &format!("hold {id}"), LineOutcome::Refused);
            return Ok(false);
        }
        self.write(now, |writing| {
            let Some(hold) = on()? else { return Ok(false) };
            let of = hold.incident.as_deref().and_then(|incident| self.code_of(incident));
            let why = why.to_owned();
            let released = LegalHoldReleased {
                hold: id,
                why,
                earlier: None,
            };
            let what = vec![What::LegalHoldReleased(released)];
            self.tell_organisation(writing, what, of.as_deref().unwrap_or("record"), now)?;
            Ok(true)
        })
    }

    /// Tells, as events, of the holds that an earlier firebell kept as rows, where whoever opened the record may place holds.
    pub(super) fn take_over_holds(&self, now: WallTime) -> Result<(), RecordError> {
        if self.store.holds_without_event()?.is_empty() || !self.rights(None, now)?.may(Permission::LegalHold) {
            return Ok(());
        }
        self.write(now, |writing| {
            for hold in self.store.holds_without_event()? {
                let id = hold.id;
                let of = hold.incident.as_deref().and_then(|incident| self.code_of(incident));
                self.tell_organisation(writing, told(hold), of.as_deref().unwrap_or("record"), now)?;
                writing.drop_row_of_hold(id)?;
            }
            Ok(())
        })
    }

    /// Appends events to the organization's stream. `of`: what the audit log says they are about.
    pub(super) fn tell_organisation(
        &self,
        writing: &Writing<'_>,
        whats: Vec<What>,
        of: &str,
        now: WallTime,
    ) -> Result<(), RecordError> {
        let stream = Stream::Organisation;
        let seq = self.store.events(stream)?.last().map_or(0, |last| last.event.seq);
        may_record(&self.rights(None, now)?, &whats)?;
        let events = self.stamped(seq, whats, now);
        readable(&events)?;
        let audit = self.lines(&events, stream, of, false);
        writing.append(&Batch {
            stream,
            expected: seq,
            events: &events,
            audit: &audit,
            ..Batch::default()
        })?;
        Ok(())
    }
}

/// The events of a hold that was a row.
fn told(hold: LegalHold) -> Vec<What> {
    let LegalHold {
        id,
        incident,
        matter,
        why,
        until,
        placed_by,
        placed_at,
        released,
    } = hold;
    let placed = What::LegalHoldPlaced(LegalHoldPlaced {
        hold: id,
        incident,
        matter,
        why,
        until,
        earlier: Some(HeldBefore {
            by: placed_by,
            at: placed_at,
        }),
    });
    let released = released.map(|Release { by, at, why }| {
        What::LegalHoldReleased(LegalHoldReleased {
            hold: id,
            why,
            earlier: Some(HeldBefore { by, at }),
        })
    });
    [placed].into_iter().chain(released).collect()
}
