//! What was recorded while the server could not be reached: kept in order, sealed for whoever recorded it, until the server
//! has it or its author decides what becomes of it.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use zeroize::Zeroizing;

use super::error::HomeError;
use super::row::RowId;
use crate::core::coded::coded;
use crate::core::ids::Stream;
use crate::core::time::WallTime;
use crate::store::board::rows;
use crate::store::keys::{Holder, Source};
use crate::store::random::random;
use crate::store::transaction::Writing;
use crate::store::{Store, StoreError, sql};

coded! {
    /// What became of something that waited.
    pub enum WaitingState: "state" {
        /// It is sent as soon as the server can be reached.
        Waits = "waits" => "not yet shared",
        /// It does not fit what others recorded meanwhile: its author decides.
        Undecided = "undecided" => "does not fit any more: decide what becomes of it",
        Recorded = "recorded",
        /// Its author let go of it.
        Dropped = "dropped",
    }
}

/// Something that waits, or waited.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its place among all that waited on this machine.
    pub n: i64,
    /// The name of the row that it becomes: it cannot get onto the server twice.
    pub id: RowId,
    pub stream: String,
    pub state: WaitingState,
    /// When it was done.
    pub at: WallTime,
    /// The last entry of the stream that was recorded when it was done.
    pub base: u64,
    /// The number of its first entry until it is recorded.
    pub first: u64,
    pub entries: u64,
    /// The number of its first entry since it was recorded.
    pub became: Option<u64>,
    pub text: Zeroizing<Vec<u8>>,
}

/// Something that is about to wait.
#[derive(Debug)]
pub struct NewWaiting<'a> {
    /// The row that was tried and not answered for; `None`: none was.
    pub id: Option<RowId>,
    pub stream: Stream<'a>,
    pub at: WallTime,
    pub base: u64,
    pub first: u64,
    pub entries: u64,
    pub text: &'a [u8],
    pub state: WaitingState,
}

/// What becomes of something that waited.
#[derive(Debug, Clone, Copy)]
pub struct Settled<'a> {
    pub state: WaitingState,
    pub became: Option<u64>,
    /// Its text from now on; `None`: as it was.
    pub text: Option<&'a [u8]>,
}

/// How long `team status` shows what became of something.
const TOLD_FOR: chrono::TimeDelta = chrono::TimeDelta::days(30);

pub(super) fn slot(id: &RowId) -> String {
    format!("waiting {}", hex::encode(id))
}

/// To the nanosecond: a notice that was filed "now" is not filed after that.
pub(super) fn nanos(at: WallTime) -> i64 {
    at.at().timestamp_nanos_opt().unwrap_or(i64::MAX)
}

pub(super) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl Store {
    fn own(&self) -> Result<&Holder, StoreError> {
        match self.in_force.source() {
            Source::Enveloped(holder) => Ok(holder),
            Source::Derived(_) => Err(HomeError::NotWhileShared("its format is the first").into()),
        }
    }

    /// What waits, or waited, of whoever opened the record, in order.
    ///
    /// # Errors
    /// What the database says.
    pub fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(Vec::new());
        };
        let fail = || sql("read what waits");
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT n, id, stream, state, at, base, first, entries, became, sealed FROM team_waiting \
                 WHERE member = ?1 ORDER BY n",
            )
            .map_err(fail())?;
        let rows = statement.query_map([holder.member.bytes()], |row| read(holder, row));
        let rows: Vec<Option<Waiting>> = rows.and_then(Iterator::collect).map_err(fail())?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Whether anything of whoever opened the record waits to be sent.
    ///
    /// # Errors
    /// What the database says.
    pub fn anything_waits(&self) -> Result<bool, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(false);
        };
        self.connection
            .prepare_cached("SELECT 1 FROM team_waiting WHERE member = ?1 AND state = 'waits' LIMIT 1")
            .and_then(|mut statement| statement.exists([holder.member.bytes()]))
            .map_err(sql("look whether anything waits"))
    }

    /// How much waits of other members of the record on this machine, who alone can send it.
    ///
    /// # Errors
    /// What the database says.
    pub fn waiting_of_others(&self) -> Result<u64, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(0);
        };
        self.connection
            .query_row(
                "SELECT count(*) FROM team_waiting WHERE member <> ?1 AND state IN ('waits', 'undecided')",
                [holder.member.bytes()],
                |row| row.get::<_, i64>(0),
            )
            .map(i64::unsigned_abs)
            .map_err(sql("count what waits"))
    }

    /// The streams that something of anybody waits for.
    ///
    /// # Errors
    /// What the database says.
    pub fn waiting_streams(&self) -> Result<Vec<String>, StoreError> {
        let fail = || sql("look what waits");
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT stream FROM team_waiting WHERE state = 'waits' ORDER BY stream")
            .map_err(fail())?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(fail())?;
        rows.collect::<Result<_, _>>().map_err(fail())
    }

    /// Whether something of anybody waits that is about a stream: its row of the board tells of it already.
    ///
    /// # Errors
    /// What the database says.
    pub fn waits_on(&self, stream: Stream<'_>) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached("SELECT 1 FROM team_waiting WHERE stream = ?1 AND state = 'waits' LIMIT 1")
            .and_then(|mut statement| statement.exists([stream.name()]))
            .map_err(sql("look whether anything waits"))
    }

    /// Whether whoever opened the record signed an event, on whichever machine.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_own(&self, stream: Stream<'_>, seq: u64) -> Result<bool, StoreError> {
        let holder = self.own()?;
        self.connection
            .prepare_cached(
                "SELECT 1 FROM log WHERE stream = ?1 AND first <= ?2 AND ?2 < first + count AND signer = ?3",
            )
            .and_then(|mut statement| statement.exists(params![stream.name(), number(seq), holder.member.bytes()]))
            .map_err(sql("look who recorded it"))
    }

    /// Names the row that the next writing becomes; `None`: it is drawn.
    pub fn send_as(&self, id: Option<RowId>) {
        if let Some(shared) = &self.shared {
            shared.named.set(id);
        }
    }

    /// The row that was tried last.
    pub fn tried(&self) -> Option<RowId> {
        self.shared.as_ref()?.tried.get()
    }

    /// Forgets what was settled long ago.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_settled(&self, now: WallTime) -> Result<(), StoreError> {
        let until = nanos(WallTime::read(now.at() - TOLD_FOR));
        self.connection
            .execute(
                "DELETE FROM team_waiting WHERE state IN ('recorded', 'dropped') AND at < ?1",
                [until],
            )
            .map(drop)
            .map_err(sql("forget what was settled"))
    }

    /// Something that waits, kept in the transaction that also brings the board up to date.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_waiting(&self, writing: &Writing<'_>, new: &NewWaiting<'_>) -> Result<i64, StoreError> {
        let holder = self.own()?;
        let id = match new.id {
            Some(id) => id,
            None => random()?,
        };
        let sealed = holder.seal_own(&slot(&id), new.text)?;
        let put = writing.transaction.execute(
            "INSERT INTO team_waiting (id, member, stream, state, at, base, first, entries, sealed) \
             VALUES (?1, ?2, ?3, ?9, ?4, ?5, ?6, ?7, ?8)",
            params![
                id,
                holder.member.bytes(),
                new.stream.name(),
                nanos(new.at),
                number(new.base),
                number(new.first),
                number(new.entries),
                sealed,
                new.state.code()
            ],
        );
        put.map_err(sql("keep what waits"))?;
        Ok(writing.transaction.last_insert_rowid())
    }

    /// Settles what becomes of something, unless somebody else on this machine has. Says whether it was settled here.
    ///
    /// # Errors
    /// What the database says.
    pub fn settle_waiting(
        &self,
        writing: &Writing<'_>,
        waiting: &Waiting,
        settled: Settled<'_>,
    ) -> Result<bool, StoreError> {
        let holder = self.own()?;
        let sealed = match settled.text {
            Some(text) => Some(holder.seal_own(&slot(&waiting.id), text)?),
            None => None,
        };
        let changed = writing.transaction.execute(
            "UPDATE team_waiting SET state = ?2, became = coalesce(?3, became), sealed = coalesce(?4, sealed) \
             WHERE n = ?1 AND state IN ('waits', 'undecided')",
            params![waiting.n, settled.state.code(), settled.became.map(number), sealed],
        );
        Ok(changed.map_err(sql("settle what waited"))? > 0)
    }
}

impl Writing<'_> {
    /// Takes the row of an incident off the board that was never recorded.
    ///
    /// # Errors
    /// What the database says.
    pub fn take_off_board(&self, stream: Stream<'_>) -> Result<(), StoreError> {
        rows::take_off(&self.transaction, stream)
    }
}

fn read(holder: &Holder, row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Waiting>> {
    let (id, sealed): (RowId, Vec<u8>) = (row.get(1)?, row.get(9)?);
    let (state, at): (String, i64) = (row.get(3)?, row.get(4)?);
    let count = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
    let opened = holder.open_own(&slot(&id), &sealed);
    let at = chrono::DateTime::from_timestamp_nanos(at);
    let (Some(text), Ok(state)) = (opened, state.parse()) else {
        return Ok(None);
    };
    Ok(Some(Waiting {
        n: row.get(0)?,
        id,
        stream: row.get(2)?,
        state,
        at: WallTime::read(at),
        base: count(5)?,
        first: count(6)?,
        entries: count(7)?,
        became: row.get::<_, Option<i64>>(8)?.map(i64::unsigned_abs),
        text,
    }))
}

/// Whether anything of anybody waits.
pub(super) fn anything(connection: &Connection) -> Result<bool, StoreError> {
    connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM team_waiting WHERE state = 'waits')",
            [],
            |row| row.get(0),
        )
        .map_err(sql("look whether anything waits"))
}

/// Notes that a row came in that this machine had sent without an answer.
pub(super) fn came_in(transaction: &Transaction<'_>, id: &RowId) -> Result<(), StoreError> {
    let fail = || sql("note what was recorded");
    let waited: Option<(String, i64)> = transaction
        .prepare_cached("SELECT stream, entries FROM team_waiting WHERE id = ?1 AND state = 'waits'")
        .and_then(|mut statement| {
            statement
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
        .map_err(fail())?;
    let Some((stream, entries)) = waited else {
        return Ok(());
    };
    let end: i64 = transaction
        .query_row(
            "SELECT coalesce(max(seq), 0) FROM event WHERE stream = ?1",
            [stream],
            |row| row.get(0),
        )
        .map_err(fail())?;
    transaction
        .execute(
            "UPDATE team_waiting SET state = 'recorded', became = ?2 WHERE id = ?1",
            params![id, end - entries + 1],
        )
        .map(drop)
        .map_err(fail())
}

/// Forgets what was settled: nothing is shared any more, and what is erased later must not be told here.
pub(super) fn forget(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute("DELETE FROM team_waiting WHERE state IN ('recorded', 'dropped')", [])
        .map(drop)
        .map_err(sql("forget what was settled"))
}
