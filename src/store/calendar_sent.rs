//! What the last calendar file said, so that the next one can move an entry, or call it off, instead of leaving it
//! behind in somebody's calendar.

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Row, TransactionBehavior, params};

use super::board::rows::moment;
use super::{Store, StoreError, sql};
use crate::core::facts::IncidentKind;

/// Where an entry is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarState {
    /// A file had it as due.
    Due,
    /// Files had it, and only as possible.
    Possible,
    /// It was settled or fell away after a file had it as due.
    Cancelled,
    /// It was settled or fell away after files had it only as possible.
    PossibleCancelled,
}

impl CalendarState {
    const ALL: [CalendarState; 4] = [
        CalendarState::Due,
        CalendarState::Possible,
        CalendarState::Cancelled,
        CalendarState::PossibleCancelled,
    ];

    /// Whether the entry was ever due, so that every file must go on carrying it.
    pub fn was_due(self) -> bool {
        match self {
            CalendarState::Due | CalendarState::Cancelled => true,
            CalendarState::Possible | CalendarState::PossibleCancelled => false,
        }
    }

    fn code(self) -> &'static str {
        match self {
            CalendarState::Due => "due",
            CalendarState::Possible => "possible",
            CalendarState::Cancelled => "cancelled",
            CalendarState::PossibleCancelled => "possible_cancelled",
        }
    }
}

impl FromSql for CalendarState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_str()?;
        let known = CalendarState::ALL.into_iter().find(|state| state.code() == code);
        known.ok_or(FromSqlError::InvalidType)
    }
}

/// One obligation as the last calendar file had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// The incident's stream.
    pub stream: String,
    /// `REGIME/OBLIGATION[@PLACE]`.
    pub obligation: String,
    /// The revision, which only ever rises.
    pub sequence: u32,
    /// The last second that is still in time.
    pub strict: DateTime<Utc>,
    /// Open or called off.
    pub state: CalendarState,
    /// Its title.
    pub summary: String,
    /// When it last changed.
    pub modified_at: DateTime<Utc>,
    /// Real or rehearsed.
    pub kind: IncidentKind,
}

fn read(row: &Row<'_>) -> rusqlite::Result<CalendarEntry> {
    Ok(CalendarEntry {
        stream: row.get(0)?,
        obligation: row.get(1)?,
        sequence: row.get(2)?,
        strict: moment(row, 3)?,
        state: row.get(4)?,
        summary: row.get(5)?,
        modified_at: moment(row, 6)?,
        kind: match row.get(7)? {
            true => IncidentKind::Exercise,
            false => IncidentKind::Real,
        },
    })
}

impl Store {
    /// Every entry that a calendar file ever had.
    ///
    /// # Errors
    /// What the database says.
    pub fn calendar(&self) -> Result<Vec<CalendarEntry>, StoreError> {
        let mut all = self
            .connection
            .prepare_cached(
                "SELECT stream, duty, sequence, strict, state, summary, modified_at, exercise FROM calendar \
                 ORDER BY stream, duty",
            )
            .map_err(sql("read the calendar entries"))?;
        let rows = all.query_map([], read).map_err(sql("read the calendar entries"))?;
        rows.collect::<Result<_, _>>().map_err(sql("read the calendar entries"))
    }

    /// Remembers what a calendar file has.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_calendar(&mut self, entries: &[CalendarEntry]) -> Result<(), StoreError> {
        let failed = || sql("store the calendar entries");
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed())?;
        for e in entries {
            let exercise = e.kind == IncidentKind::Exercise;
            // Of two exports at once the higher revision counts, so that no later file goes back behind it.
            transaction
                .execute(
                    "INSERT INTO calendar (stream, duty, sequence, strict, state, summary, modified_at, exercise) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (stream, duty) DO UPDATE SET \
                     sequence = max(sequence, ?3), strict = ?4, state = ?5, summary = ?6, \
                     modified_at = max(modified_at, ?7)",
                    params![
                        e.stream,
                        e.obligation,
                        e.sequence,
                        e.strict.timestamp_millis(),
                        e.state.code(),
                        e.summary,
                        e.modified_at.timestamp_millis(),
                        exercise
                    ],
                )
                .map_err(failed())?;
        }
        transaction.commit().map_err(failed())
    }
}
