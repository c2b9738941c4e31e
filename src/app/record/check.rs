//! What people act by, assessed anew from the events and laid beside the rows that are shown.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::rows::{Rows, assessed_rows};
use super::{Filter, Loaded, Proof, Record, RecordError};
use crate::core::ids::ObligationId;
use crate::core::law::rulebook::Rulebook;
use crate::core::time::{StoryTime, WallTime};
use crate::store::{Broken, DeadlineRow, Depth, LinesThere, Outlines, SignatureProof, Stream, Summary};

/// How many incidents are assessed anew unless all are asked for, open ones first. Together with `SEARCHED` it keeps
/// the usual check within a second or two (`Depth::Usual`).
const USUALLY: usize = 200;
/// How many events there may be for the search to be made anew unless all is asked for.
const SEARCHED: u64 = 20_000;

/// How many of them are in memory at once.
const TOGETHER: usize = 64;

/// What a check of the record found.
#[derive(Debug)]
pub struct Checked {
    pub proof: Proof,
    /// Incidents that were assessed anew.
    pub assessed: usize,
    /// Incidents there are.
    pub incidents: usize,
    /// How this machine's audit log stands against the team's server, where the record is shared.
    pub lines_there: Option<LinesThere>,
}

/// What the rows of the board came to.
#[derive(Default)]
struct RowsAssessed {
    /// Incidents there are.
    incidents: usize,
    /// Those that were assessed anew.
    assessed: usize,
    /// Why the rows of one of them are not what its events come to.
    flaw: Option<String>,
}

impl Record {
    /// Reads events and audit log from beginning to end, assesses incidents anew, and says what does not fit.
    ///
    /// # Errors
    /// What the disk or the database says.
    pub fn verify(&self, depth: Depth, now: WallTime) -> Result<Checked, RecordError> {
        self.verify_outlining(depth, None, now)
    }

    /// The same with every signature, and whether whoever signed might do at that time what they did. `None` where the record
    /// has no members.
    ///
    /// # Errors
    /// As [`Record::verify`].
    pub fn verify_with_signatures(
        &self,
        depth: Depth,
        now: WallTime,
    ) -> Result<(Checked, Option<SignatureProof>), RecordError> {
        let outlines = Outlines::default();
        let checked = self.verify_outlining(depth, Some(&outlines), now)?;
        let signed = self
            .store
            .verify_signatures(self.authors_approve_as(), Some(&outlines))?;
        Ok((checked, signed))
    }

    fn verify_outlining(
        &self,
        depth: Depth,
        outlines: Option<&Outlines>,
        now: WallTime,
    ) -> Result<Checked, RecordError> {
        let beside = || self.assess_rows(depth, now);
        let (mut proof, rows) = self.store.verify_beside(depth, outlines, beside)?;
        let searched = match depth {
            Depth::Usual => SEARCHED,
            Depth::Full => u64::MAX,
        };
        if proof.broken.is_none() && proof.events <= searched {
            proof.broken = self.store.search_flaw()?;
        }
        // Rows of a record that does not hold together are not looked at.
        let sound = proof.broken.is_none();
        let rows = match rows {
            Err(error) if sound => return Err(error),
            rows => rows.unwrap_or_default(),
        };
        if sound {
            proof.broken = rows.flaw.map(Broken::Board);
        }
        let there = self.store.compare_lines()?;
        let (lines_there, flaw) = there.unzip();
        proof.broken = proof.broken.or(flaw.flatten());
        Ok(Checked {
            proof,
            assessed: if sound { rows.assessed } else { 0 },
            incidents: rows.incidents,
            lines_there,
        })
    }

    /// Assesses incidents anew, up to the first whose rows are not what its events come to.
    fn assess_rows(&self, depth: Depth, now: WallTime) -> Result<RowsAssessed, RecordError> {
        let rows = self.store.summaries(&Filter {
            closed: true,
            ..Filter::default()
        })?;
        let most = match depth {
            Depth::Usual => USUALLY,
            Depth::Full => usize::MAX,
        };
        let mut found = RowsAssessed {
            incidents: rows.len(),
            ..RowsAssessed::default()
        };
        let organisation_changed = self.organisation_changed_at()?;
        let looked_at = rows.get(..most.min(rows.len())).unwrap_or_default();
        for some in looked_at.chunks(TOGETHER) {
            found.assessed += some.len();
            found.flaw = self.first_row_flaw(some, organisation_changed, now)?;
            if found.flaw.is_some() {
                break;
            }
        }
        Ok(found)
    }

    /// When the organization's profile or contacts were last changed.
    fn organisation_changed_at(&self) -> Result<Option<WallTime>, RecordError> {
        let events = self.store.events(Stream::Organisation)?;
        Ok(events.last().map(|stored| stored.event.wall()))
    }

    /// The first of some incidents whose rows are not what its events come to.
    fn first_row_flaw(
        &self,
        rows: &[Summary],
        organisation_changed: Option<WallTime>,
        wall: WallTime,
    ) -> Result<Option<String>, RecordError> {
        let mut read = Vec::new();
        for row in rows {
            match self.load_for_upkeep(&row.stream, None) {
                Ok(loaded) => read.push((row, loaded)),
                Err(RecordError::Store(error)) => return Err(error.into()),
                // Nothing can be said of what cannot be read; opening it says why.
                Err(_) => {}
            }
        }
        let rules = &self.rules;
        let then = read.par_iter().map(|(_, loaded)| rows_then(rules, loaded));
        let then: Vec<Option<Rows>> = then.collect();
        for ((row, loaded), then) in read.iter().zip(then) {
            let changed_since = organisation_changed.is_some_and(|changed| changed >= loaded.incident.last_wall);
            if let Some(then) = &then
                && let Some(flaw) = self.row_flaw((row, loaded), changed_since, then, wall)?
            {
                return Ok(Some(format!("{}: {flaw}", row.code)));
            }
        }
        Ok(None)
    }

    /// Why the rows of an incident are not what its events come to. `changed_since`: the organization, after the incident.
    fn row_flaw(
        &self,
        (row, loaded): (&Summary, &Loaded),
        changed_since: bool,
        then: &Rows,
        wall: WallTime,
    ) -> Result<Option<String>, RecordError> {
        if let Some(flaw) = head_flaw(row, &then.0, &loaded.incident.title) {
            return Ok(Some(flaw));
        }
        if row.closed || row.rules != self.rules.sha256 || (changed_since && loaded.incident.drill.is_none()) {
            // The rows rest on another law or on the organization of another day, and are written anew when somebody looks.
            return Ok(None);
        }
        let kept = self.store.deadlines_of(Stream::named(&row.stream))?;
        if !are_those(&kept, then)
            && let Some(now) = rows_now(&self.rules, loaded, wall)
            && let Some(flaw) = deadline_flaw(&kept, then, &now)
        {
            return Ok(Some(flaw));
        }
        Ok(next_flaw(row, &kept))
    }
}

/// The rows of an incident when it was last changed.
fn rows_then(rules: &Rulebook, loaded: &Loaded) -> Option<Rows> {
    let incident = &loaded.incident;
    assessed_rows(
        rules,
        incident,
        &loaded.organisation,
        StoryTime::named(incident.last_at),
    )
    .ok()
}

/// The same now: what passes with time may have passed since they were written, and the moment of that is not kept.
fn rows_now(rules: &Rulebook, loaded: &Loaded, wall: WallTime) -> Option<Rows> {
    let incident = &loaded.incident;
    assessed_rows(rules, incident, &loaded.organisation, incident.now(wall)).ok()
}

/// Whether the deadlines that are kept are those of one moment and no others, so that no other moment has to be looked at.
fn are_those(kept: &[DeadlineRow], rows: &Rows) -> bool {
    let expected: BTreeMap<&ObligationId, &DeadlineRow> = rows.1.iter().map(|row| (&row.obligation, row)).collect();
    let there: BTreeSet<&ObligationId> = kept.iter().map(|row| &row.obligation).collect();
    let of_it = |row: &DeadlineRow| {
        expected
            .get(&row.obligation)
            .is_some_and(|expected| same(row, expected))
    };
    kept.iter().all(of_it) && expected.keys().all(|id| there.contains(id))
}

/// What no time changes.
fn head_flaw(row: &Summary, expected: &Summary, title: &str) -> Option<String> {
    let differs = [
        ("title", row.title != expected.title && row.title != title),
        ("kind", row.kind != expected.kind),
        ("stage", row.stage != expected.stage),
        ("state (open or closed)", row.closed != expected.closed),
        (
            "day of opening",
            row.opened_at.timestamp_millis() != expected.opened_at.timestamp_millis(),
        ),
        (
            "last change",
            row.updated_at.timestamp_millis() != expected.updated_at.timestamp_millis(),
        ),
    ];
    let (what, _) = differs.iter().find(|(_, differs)| *differs)?;
    Some(format!("its {what} on the board is not what its events say"))
}

/// A deadline that the events do not lead to, or one that is missing. The rows may have been written at any moment
/// between the last event and now, and obligations change with time. So a deadline passes if it fits either end, and
/// counts as missing only if it is expected at both.
fn deadline_flaw(kept: &[DeadlineRow], first: &Rows, last: &Rows) -> Option<String> {
    let by_id = |rows: &Rows| -> BTreeMap<ObligationId, DeadlineRow> {
        rows.1.iter().map(|row| (row.obligation.clone(), row.clone())).collect()
    };
    let (then, now) = (by_id(first), by_id(last));
    for row in kept {
        let alike = |expected: Option<&DeadlineRow>| expected.is_some_and(|expected| same(row, expected));
        if !alike(then.get(&row.obligation)) && !alike(now.get(&row.obligation)) {
            return Some(format!(
                "the deadline of {} is not what its facts come to",
                row.obligation
            ));
        }
    }
    let lost = then
        .keys()
        .find(|id| now.contains_key(*id) && !kept.iter().any(|row| row.obligation == **id));
    lost.map(|id| format!("the deadline of {id} is missing"))
}

/// Whether a deadline is the expected one. One that is counted from a stand-in moves with it.
fn same(row: &DeadlineRow, expected: &DeadlineRow) -> bool {
    (row.provisional || row.strict.timestamp_millis() == expected.strict.timestamp_millis())
        && row.zone.name() == expected.zone.name()
        && row.verdict == expected.verdict
        && row.provisional == expected.provisional
        && row.recipient == expected.recipient
}

/// The next deadline of the board, which is one of those listed.
fn next_flaw(row: &Summary, kept: &[DeadlineRow]) -> Option<String> {
    let due = kept
        .iter()
        .filter(|row| row.verdict == crate::core::verdict::Verdict::Due);
    let next = due.map(|row| row.strict).min();
    let shown = row.next.as_ref().map(|next| next.strict);
    (next != shown).then(|| "its next deadline on the board is not the first of its deadlines".to_owned())
}
