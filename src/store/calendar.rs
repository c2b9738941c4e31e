//! What the last calendar file said, so that the next one can move an entry, or call it off, instead of leaving it
//! behind in somebody's calendar.

use rusqlite::{Row, TransactionBehavior, params};

use super::{Store, StoreError, sql};

/// Whether an entry is to be kept in mind or is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarState {
    /// The obligation was open.
    Open,
    /// It was settled or fell away after an earlier file had it.
    Cancelled,
}

impl CalendarState {
    fn code(self) -> &'static str {
        match self {
            CalendarState::Open => "open",
            CalendarState::Cancelled => "cancelled",
        }
    }

    fn parse(code: &str) -> CalendarState {
        match code {
            "cancelled" => CalendarState::Cancelled,
            _ => CalendarState::Open,
        }
    }
}

/// One obligation as the last calendar file had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// The incident's stream.
    pub stream: String,
    /// `REGIME/OBLIGATION[@PLACE]`.
    pub duty: String,
    /// The revision, which only ever rises.
    pub sequence: u32,
    /// The strict moment, UTC milliseconds.
    pub strict: i64,
    /// Open or called off.
    pub state: CalendarState,
    /// Its title.
    pub summary: String,
    /// When it last changed, UTC milliseconds.
    pub modified_at: i64,
}

fn read(row: &Row<'_>) -> rusqlite::Result<CalendarEntry> {
    let state: String = row.get(4)?;
    Ok(CalendarEntry {
        stream: row.get(0)?,
        duty: row.get(1)?,
        sequence: row.get(2)?,
        strict: row.get(3)?,
        state: CalendarState::parse(&state),
        summary: row.get(5)?,
        modified_at: row.get(6)?,
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
                "SELECT stream, duty, sequence, strict, state, summary, modified_at FROM calendar ORDER BY stream, duty",
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
        let failed = || sql("keep the calendar entries");
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed())?;
        for e in entries {
            transaction
                .execute(
                    "INSERT INTO calendar (stream, duty, sequence, strict, state, summary, modified_at) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (stream, duty) DO UPDATE SET \
                     sequence = ?3, strict = ?4, state = ?5, summary = ?6, modified_at = ?7",
                    params![e.stream, e.duty, e.sequence, e.strict, e.state.code(), e.summary, e.modified_at],
                )
                .map_err(failed())?;
        }
        transaction.commit().map_err(failed())
    }
}
