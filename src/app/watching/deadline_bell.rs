//! When a deadline rings: once at each mark before it, and again where the deadline moves.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::record::{DeadlineFilter, Record, RecordError, WhichDeadlines};
use crate::core::ids::ObligationId;
use crate::core::time::WallTime;
use crate::core::verdict::Verdict;

/// Minutes before a deadline at which it rings where nobody says otherwise.
pub const MARKS: [i64; 5] = [1440, 240, 60, 15, 0];

/// One ring of a deadline of a real incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    pub code: String,
    pub obligation: ObligationId,
    pub verdict: Verdict,
    pub deadline: DateTime<Utc>,
    pub minutes_left: i64,
}

/// Whether obligations that are merely possible ring as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rings {
    Due,
    DueAndPossible,
}

/// A ring is given once for its deadline and mark.
type Rung = (String, ObligationId, DateTime<Utc>, i64);

/// Rings that are due, and those that were given.
#[derive(Debug)]
pub struct Bell {
    /// Minutes before a deadline, the nearest first.
    marks: Vec<i64>,
    rings: Rings,
    rung: BTreeSet<Rung>,
}

impl Bell {
    pub fn new(mut marks: Vec<i64>, rings: Rings) -> Bell {
        marks.sort_unstable();
        Bell {
            marks,
            rings,
            rung: BTreeSet::new(),
        }
    }

    /// What rings now and has not rung yet.
    ///
    /// # Errors
    /// What the record says.
    pub fn due(&mut self, record: &Record, now: WallTime) -> Result<Vec<Ring>, RecordError> {
        let mut rings = Vec::new();
        let widest = self.marks.last().copied().unwrap_or_default();
        let filter = DeadlineFilter {
            exercises: false,
            which: match self.rings {
                Rings::Due => WhichDeadlines::Due,
                Rings::DueAndPossible => WhichDeadlines::DueAndPossible,
            },
            // Whole minutes are compared with the marks.
            until: TimeDelta::try_minutes(widest.saturating_add(1))
                .and_then(|ahead| now.at().checked_add_signed(ahead)),
            limit: None,
        };
        for (summary, row) in record.deadlines(&filter)? {
            let minutes_left = (row.strict - now.at()).num_minutes();
            // The nearest mark that has been passed; the wider ones are then passed as well.
            let Some(mark) = self.marks.iter().find(|mark| minutes_left <= **mark) else {
                continue;
            };
            let code = String::from(summary.code.clone());
            if self
                .rung
                .insert((code.clone(), row.obligation.clone(), row.strict, *mark))
            {
                rings.push(Ring {
                    code,
                    obligation: row.obligation,
                    verdict: row.verdict,
                    deadline: row.strict,
                    minutes_left,
                });
            }
        }
        Ok(rings)
    }
}
