//! One row per incident for the board, and the search.

use chrono::{DateTime, Utc};
use rusqlite::Error::FromSqlConversionFailure;
use rusqlite::types::{Type, ValueRef};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::deadline_rows::{DeadlineRow, pack, pack_text, unpack_text};
use crate::core::event::Stage;
use crate::core::facts::IncidentKind;
use crate::core::ids::{ObligationId, StoredCode, Stream};
use crate::core::verdict::Verdict;
use crate::store::verifying::derived_tables;
use crate::store::{Store, StoreError, sql};

/// An incident on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its stream (UUID).
    pub stream: String,
    pub code: StoredCode,
    pub title: String,
    /// Real or exercise.
    pub kind: IncidentKind,
    pub stage: Stage,
    /// Whether it is closed.
    pub closed: bool,
    /// What the risk methods propose.
    pub severity: Option<String>,
    pub opened_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// The next deadline of an obligation that is due and open.
    pub next: Option<NextDeadline>,
    /// Due obligations that are open.
    pub due: u32,
    /// Possible obligations.
    pub possible: u32,
    /// The last event it rests on.
    pub seq: u64,
    /// Digest of the rule base it was assessed with.
    pub rules: String,
    /// Verdict and date of every obligation that is not `not_due`, as JSON, to say later what has changed; empty in
    /// lists.
    pub verdicts: String,
}

/// The deadline that comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextDeadline {
    /// The last second that is still in time.
    pub strict: DateTime<Utc>,
    pub obligation: ObligationId,
}

/// What the board shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Closed ones as well.
    pub closed: bool,
    /// `Some(true)`: exercises only; `Some(false)`: real ones only.
    pub exercises: Option<bool>,
    /// Words that title, facts or notes must contain.
    pub search: Option<String>,
    /// At most this many.
    pub limit: Option<u32>,
}

pub(crate) const COLUMNS: &str = "stream, code, title, exercise, stage, closed, severity, opened_at, updated_at, next_at, next_duty, \
                       due, possible, seq, rules";

/// What cannot be read in a column is an error with its place, never passed on as text.
fn unreadable<E: std::error::Error + Send + Sync + 'static>(column: usize, kind: Type, why: E) -> rusqlite::Error {
    FromSqlConversionFailure(column, kind, Box::new(why))
}

fn coded<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|why| unreadable(column, Type::Text, why))
}

pub(crate) fn moment(row: &Row<'_>, column: usize) -> rusqlite::Result<DateTime<Utc>> {
    let millis: i64 = row.get(column)?;
    DateTime::from_timestamp_millis(millis).ok_or(rusqlite::Error::IntegralValueOutOfRange(column, millis))
}

/// The next deadline, whose two columns are empty together.
fn next(row: &Row<'_>) -> rusqlite::Result<Option<NextDeadline>> {
    match row.get_ref(9)? {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => Ok(Some(NextDeadline {
            strict: moment(row, 9)?,
            obligation: coded(row, 10)?,
        })),
    }
}

pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Summary> {
    Ok(Summary {
        stream: row.get(0)?,
        code: StoredCode::stored(&row.get::<_, String>(1)?),
        title: row.get(2)?,
        kind: IncidentKind::of_exercise(row.get(3)?),
        stage: coded(row, 4)?,
        closed: row.get(5)?,
        severity: row.get(6)?,
        opened_at: moment(row, 7)?,
        updated_at: moment(row, 8)?,
        next: next(row)?,
        due: row.get(11)?,
        possible: row.get(12)?,
        seq: row.get::<_, i64>(13)?.unsigned_abs(),
        rules: row.get(14)?,
        verdicts: String::new(),
    })
}

/// The one conflict that is meant, told from every other error.
fn taken(error: rusqlite::Error, code: &str) -> StoreError {
    let unique = matches!(
        &error,
        rusqlite::Error::SqliteFailure(failure, Some(message))
            if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE && message.contains("summary.code")
    );
    match unique {
        true => StoreError::CodeTaken(code.to_owned()),
        false => sql("write the summary")(error),
    }
}

/// Writes an incident's row and its obligations with a deadline.
pub(crate) fn put(transaction: &Transaction<'_>, row: &Summary, deadlines: &[DeadlineRow]) -> Result<(), StoreError> {
    derived_tables::kept(transaction, Some(&row.stream), || put_rows(transaction, row, deadlines))
}

/// Takes an incident's row off the board.
pub(crate) fn take_off(transaction: &Transaction<'_>, stream: Stream<'_>) -> Result<(), StoreError> {
    derived_tables::kept(transaction, Some(stream.name()), || {
        for table in ["summary", "standing"] {
            transaction
                .execute(&format!("DELETE FROM {table} WHERE stream = ?1"), [stream.name()])
                .map_err(sql("take an incident off the board"))?;
        }
        Ok(())
    })
}

fn put_rows(transaction: &Transaction<'_>, row: &Summary, deadlines: &[DeadlineRow]) -> Result<(), StoreError> {
    // Only the row of the same incident is written over. A code that another incident has is an error.
    let insert = format!(
        "INSERT INTO summary ({COLUMNS}, soonest_at, possible_until) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) \
         ON CONFLICT (stream) DO UPDATE SET code = ?2, title = ?3, exercise = ?4, stage = ?5, closed = ?6, \
         severity = ?7, opened_at = ?8, updated_at = ?9, next_at = ?10, next_duty = ?11, due = ?12, possible = ?13, \
         seq = ?14, rules = ?15, soonest_at = ?16, possible_until = ?17"
    );
    let possible = deadlines.iter().filter(|row| row.verdict == Verdict::Possible);
    let soonest = deadlines.iter().map(|row| row.strict.timestamp_millis()).min();
    let possible_until = possible.map(|row| row.strict.timestamp_millis()).max();
    let seq = i64::try_from(row.seq).unwrap_or(i64::MAX);
    transaction
        .prepare_cached(&insert)
        .and_then(|mut statement| {
            statement.execute(params![
                row.stream,
                row.code.as_str(),
                row.title,
                row.kind == IncidentKind::Exercise,
                row.stage.code(),
                row.closed,
                row.severity,
                row.opened_at.timestamp_millis(),
                row.updated_at.timestamp_millis(),
                row.next.as_ref().map(|next| next.strict.timestamp_millis()),
                row.next.as_ref().map(|next| next.obligation.as_str()),
                row.due,
                row.possible,
                seq,
                row.rules,
                soonest,
                possible_until
            ])
        })
        .map_err(|error| taken(error, &row.code))?;
    let put = "INSERT INTO standing (stream, verdicts, deadlines) VALUES (?1, ?2, ?3) \
               ON CONFLICT (stream) DO UPDATE SET verdicts = ?2, deadlines = ?3";
    let packed = pack(deadlines).map_err(sql("pack the deadlines"))?;
    let packed = params![row.stream, pack_text(&row.verdicts), packed];
    transaction
        .prepare_cached(put)
        .and_then(|mut statement| statement.execute(packed))
        .map(drop)
        .map_err(sql("write the deadlines"))
}

impl Store {
    /// An incident's row by its code or its UUID.
    ///
    /// # Errors
    /// What the database says.
    pub fn summary(&self, code: &str) -> Result<Option<Summary>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS}, verdicts FROM summary JOIN standing USING (stream) WHERE code = ?1 OR stream = ?1"
        );
        let whole = |row: &Row<'_>| {
            let verdicts = unpack_text(row.get_ref(15)?.as_blob()?);
            Ok(Summary {
                verdicts: verdicts.map_err(|why| FromSqlConversionFailure(15, Type::Blob, why))?,
                ..read(row)?
            })
        };
        self.connection
            .query_row(&select, [code], whole)
            .optional()
            .map_err(sql("find the incident"))
    }

    /// The board: overdue and soonest first, then the latest.
    ///
    /// # Errors
    /// What the database says.
    pub fn summaries(&self, filter: &Filter) -> Result<Vec<Summary>, StoreError> {
        let mut select = format!("SELECT {COLUMNS} FROM summary WHERE 1 = 1");
        if !filter.closed {
            select += " AND closed = 0";
        }
        match filter.exercises {
            Some(true) => select += " AND exercise = 1",
            Some(false) => select += " AND exercise = 0",
            None => {}
        }
        // Each word may stand in another event of the incident.
        let words: Vec<String> = filter
            .search
            .iter()
            .flat_map(|text| text.split_whitespace())
            .map(match_word)
            .collect();
        for n in 1..=words.len() {
            select += &format!(
                " AND stream IN (SELECT stream FROM number WHERE n IN \
                 (SELECT rowid >> 24 FROM search WHERE search MATCH ?{n}))"
            );
        }
        select += " ORDER BY closed, next_at IS NULL, next_at, opened_at DESC";
        if let Some(limit) = filter.limit {
            select += &format!(" LIMIT {limit}");
        }
        let mut statement = self.connection.prepare_cached(&select).map_err(sql("list incidents"))?;
        let rows = statement.query_map(rusqlite::params_from_iter(&words), read);
        let rows = rows.map_err(sql("list incidents"))?;
        rows.collect::<Result<_, _>>().map_err(sql("list incidents"))
    }

    /// How many incidents there are: open real, open exercises, closed.
    ///
    /// # Errors
    /// What the database says.
    pub fn counts(&self) -> Result<(u32, u32, u32), StoreError> {
        self.connection
            .query_row(
                "SELECT coalesce(sum(closed = 0 AND exercise = 0), 0), coalesce(sum(closed = 0 AND exercise = 1), 0), \
                 coalesce(sum(closed = 1), 0) FROM summary",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .map_err(sql("count incidents"))
    }

    /// Writes one row anew.
    ///
    /// # Errors
    /// What the database says.
    pub fn refresh(&self, row: &Summary, deadlines: &[DeadlineRow]) -> Result<(), StoreError> {
        self.write(|writing| put(&writing.transaction, row, deadlines))
    }
}

/// A word as the index takes it: quoted, so that nothing typed is an operator, and the start of a word will do.
fn match_word(word: &str) -> String {
    format!("\"{}\"*", word.replace('"', "\"\""))
}
