//! What this machine recorded and the server lost, carried over to a copy that was made anew: it waits again, with the name of
//! its row, so that it cannot get in twice.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::fork::Anew;
use super::kept_locally;
use super::row::RowId;
use super::waiting::number;
use crate::core::ids::Stream;
use crate::core::member::public_key::MemberId;
use crate::core::time::WallTime;
use crate::store::events::Digest;
use crate::store::{Store, StoreError, sql};

/// What became of what the server lost.
#[derive(Debug, Default)]
pub struct Lost {
    /// Waits again, of whoever opened the record.
    pub waits: u64,
    /// The same of other members on this machine.
    pub of_others: u64,
    /// What cannot be asked for again by itself.
    pub by_hand: Vec<ByHand>,
    /// Appends that came from other machines: each of them has its own.
    pub elsewhere: u64,
}

/// Something that was recorded on this machine and cannot be asked for again by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    pub id: RowId,
    pub stream: String,
    pub first: u64,
    pub entries: u64,
    pub at: WallTime,
    /// The last entry of its stream that both have.
    pub base: u64,
}

/// Something of the queue, or on its way to it.
struct Queued {
    id: RowId,
    member: Vec<u8>,
    stream: String,
    state: String,
    at: i64,
    base: i64,
    first: i64,
    entries: i64,
    became: Option<i64>,
    sealed: Vec<u8>,
}

/// Something that was sent from this machine.
struct Sent {
    stream: String,
    first: i64,
    id: RowId,
    member: Vec<u8>,
    entries: i64,
    at: i64,
    sealed: Option<Vec<u8>>,
}

impl Sent {
    fn queued(self, sealed: Vec<u8>) -> Queued {
        Queued {
            id: self.id,
            member: self.member,
            stream: self.stream,
            state: String::new(),
            at: self.at,
            base: self.first - 1,
            first: self.first,
            entries: self.entries,
            became: None,
            sealed,
        }
    }

    fn by_hand(self, base: i64) -> ByHand {
        ByHand {
            id: self.id,
            stream: self.stream,
            first: self.first.unsigned_abs(),
            entries: self.entries.unsigned_abs(),
            at: WallTime::read(chrono::DateTime::from_timestamp_nanos(self.at)),
            base: base.unsigned_abs(),
        }
    }
}

const QUEUE: &str =
    "SELECT id, member, stream, state, at, base, first, entries, became, sealed FROM team_waiting ORDER BY n";
const SENT: &str =
    "SELECT stream, first, id, member, entries, at, sealed FROM team_sent WHERE n > ?1 ORDER BY n, stream, first";

fn queue(connection: &Connection) -> rusqlite::Result<Vec<Queued>> {
    let mut statement = connection.prepare(QUEUE)?;
    let rows = statement.query_map([], |row| {
        Ok(Queued {
            id: row.get(0)?,
            member: row.get(1)?,
            stream: row.get(2)?,
            state: row.get(3)?,
            at: row.get(4)?,
            base: row.get(5)?,
            first: row.get(6)?,
            entries: row.get(7)?,
            became: row.get(8)?,
            sealed: row.get(9)?,
        })
    })?;
    rows.collect()
}

fn sent_after(connection: &Connection, n: u64) -> rusqlite::Result<Vec<Sent>> {
    let mut statement = connection.prepare(SENT)?;
    let rows = statement.query_map([number(n)], |row| {
        Ok(Sent {
            stream: row.get(0)?,
            first: row.get(1)?,
            id: row.get(2)?,
            member: row.get(3)?,
            entries: row.get(4)?,
            at: row.get(5)?,
            sealed: row.get(6)?,
        })
    })?;
    rows.collect()
}

fn put(transaction: &Transaction<'_>, queued: &Queued) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO team_waiting (id, member, stream, state, at, base, first, entries, became, sealed) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            queued.id,
            queued.member,
            queued.stream,
            queued.state,
            queued.at,
            queued.base,
            queued.first,
            queued.entries,
            queued.became,
            queued.sealed
        ])
        .map(drop)
}

/// The last entry of streams that two records have.
struct Common<'c> {
    old: &'c Connection,
    new: &'c Connection,
    known: BTreeMap<String, i64>,
}

impl Common<'_> {
    fn of(&mut self, stream: &str) -> rusqlite::Result<i64> {
        if let Some(known) = self.known.get(stream) {
            return Ok(*known);
        }
        let end = "SELECT coalesce(max(seq), 0) FROM event WHERE stream = ?1";
        let end = |connection: &Connection| connection.query_row(end, [stream], |row| row.get::<_, i64>(0));
        let mut seq = end(self.old)?.min(end(self.new)?);
        let hash = |connection: &Connection, seq: i64| {
            connection
                .prepare_cached("SELECT hash FROM event WHERE stream = ?1 AND seq = ?2")?
                .query_row(params![stream, seq], |row| row.get::<_, Digest>(0))
        };
        while seq > 0 && hash(self.old, seq)? != hash(self.new, seq)? {
            seq -= 1;
        }
        self.known.insert(stream.to_owned(), seq);
        Ok(seq)
    }
}

/// What is there on the server, by the name of its row.
fn has(connection: &Connection, id: &RowId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM team_row WHERE id = ?1")?
        .query_row([id], |_| Ok(()))
        .optional()
        .map(|found| found.is_some())
}

/// Something that waited and is on the server by now. It is found by its time, because its entries may have other
/// numbers there.
fn came_in(new: &Connection, queued: Queued) -> rusqlite::Result<Queued> {
    let became = new
        .prepare_cached("SELECT min(seq) FROM event WHERE stream = ?1 AND recorded_at = ?2")?
        .query_row(params![queued.stream, queued.at / 1_000_000], |row| row.get(0))?;
    let state = "recorded".to_owned();
    Ok(Queued {
        state,
        became,
        ..queued
    })
}

/// What is settled, what was lost, and what waited behind it, in this order.
#[derive(Default)]
struct Order {
    queue: Vec<Queued>,
    lost: Lost,
}

impl Order {
    /// Sorts what was sent and lost, and what waits. What was lost comes first: it was recorded earlier, and what waits
    /// may build on it. Each keeps the name of its row, and its base goes back to the last entry that both records
    /// have, so that it is decided against the history that the server went on with.
    fn of((old, new): (&Connection, &Connection), fork: u64, own: &MemberId) -> rusqlite::Result<Order> {
        let mut order = Order::default();
        let mut waited: BTreeMap<RowId, Queued> = BTreeMap::new();
        let (mut settled, mut open) = (Vec::new(), Vec::new());
        let sent = sent_after(old, fork)?;
        let lost: HashSet<RowId> = sent.iter().map(|sent| sent.id).collect();
        for queued in queue(old)? {
            let is_there = has(new, &queued.id)?;
            match queued.state.as_str() {
                "recorded" if lost.contains(&queued.id) && !is_there => drop(waited.insert(queued.id, queued)),
                "recorded" | "dropped" => settled.push(queued),
                // It was tried without an answer, and somebody else gave it back to the server.
                _ if is_there => settled.push(came_in(new, queued)?),
                _ => open.push(queued),
            }
        }
        let mut lost = Vec::new();
        let mut common = Common {
            old,
            new,
            known: BTreeMap::new(),
        };
        for mut sent in sent {
            if has(new, &sent.id)? {
                continue;
            }
            let is_own = sent.member == own.bytes();
            let queued = match (waited.remove(&sent.id), sent.sealed.take()) {
                (Some(queued), _) => queued,
                (None, Some(sealed)) => sent.queued(sealed),
                (None, None) if is_own => {
                    let base = common.of(&sent.stream)?;
                    order.lost.by_hand.push(sent.by_hand(base));
                    continue;
                }
                (None, None) => continue,
            };
            match is_own {
                true => order.lost.waits += 1,
                false => order.lost.of_others += 1,
            }
            lost.push(Queued {
                state: "waits".to_owned(),
                became: None,
                ..queued
            });
        }
        for queued in lost.iter_mut().chain(&mut open) {
            queued.base = queued.base.min(common.of(&queued.stream)?);
        }
        order.queue = settled.into_iter().chain(lost).chain(open).collect();
        Ok(order)
    }
}

impl Store {
    /// Carries over to a copy that was made anew what this machine alone has: what the server lost, what waits, drafts and what
    /// the calendar was told.
    ///
    /// # Errors
    /// What the databases say.
    pub fn carry_over(&self, anew: &Anew) -> Result<Lost, StoreError> {
        let fail = || sql("carry over what waits");
        let (old, new) = (&self.connection, &anew.store.connection);
        let own = self
            .public_half()
            .map_or_else(|| MemberId::of([0; 8]), |half| half.member);
        let Order { queue, mut lost } = Order::of((old, new), anew.fork.common, &own).map_err(fail())?;
        lost.elsewhere =
            (anew.fork.here - anew.fork.common).saturating_sub(lost.waits + lost.of_others + lost.by_hand.len() as u64);
        let transaction = Transaction::new_unchecked(new, TransactionBehavior::Immediate).map_err(sql("begin"))?;
        for queued in &queue {
            put(&transaction, queued).map_err(fail())?;
            if queued.state == "waits" {
                kept_locally::mark_stale(&transaction, Stream::named(&queued.stream))?;
            }
        }
        for (table, columns) in [
            ("draft", "slot, text"),
            (
                "calendar",
                "stream, duty, sequence, strict, state, summary, modified_at, exercise",
            ),
            ("backup_made", "folder, taken_at, erasures"),
        ] {
            copied(old, &transaction, (table, columns)).map_err(fail())?;
        }
        transaction.commit().map_err(sql("commit"))?;
        Ok(lost)
    }
}

/// Copies a table that is this machine's own.
fn copied(old: &Connection, new: &Connection, (table, columns): (&str, &str)) -> rusqlite::Result<()> {
    let mut read = old.prepare(&format!("SELECT {columns} FROM {table}"))?;
    let count = read.column_count();
    let places: Vec<String> = (1..=count).map(|n| format!("?{n}")).collect();
    let mut write = new.prepare(&format!(
        "INSERT OR REPLACE INTO {table} ({columns}) VALUES ({})",
        places.join(", ")
    ))?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let values: Vec<rusqlite::types::Value> = (0..count).map(|at| row.get(at)).collect::<Result<_, _>>()?;
        write.execute(rusqlite::params_from_iter(values))?;
    }
    Ok(())
}
