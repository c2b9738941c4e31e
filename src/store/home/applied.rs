//! The changes of a parcel, written into this machine's copy.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{ErrorCode, Transaction, params};

use super::super::audit_line::Draft;
use super::super::erase::leaf_of;
use super::super::events::{Digest, GENESIS, Stored, insert, link};
use super::super::leaves::{self, Commitments};
use super::super::naming::{Named, Naming};
use super::super::signed_log::SignedAppend;
use super::super::{ErasedIncident, StoreError, derived, sql};
use super::parcel::{AppendRow, At, Change, HoldRow};
use crate::core::event::{Event, What};
use crate::core::ids::Stream;
use crate::core::member::{MemberId, Members, Permission, Rights};
use crate::core::time::WallTime;

/// Why a parcel was not written.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It is not what firebell writes: its row carries nothing.
    Void(String),
    /// It could not be written here.
    Store(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        // What the guards of the tables refuse is the fault of the parcel.
        if let StoreError::Sql { source, .. } = &error
            && source.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
        {
            return Trouble::Void(source.to_string());
        }
        Trouble::Store(error)
    }
}

pub(super) fn void<T>(why: impl Into<String>) -> Result<T, Trouble> {
    Err(Trouble::Void(why.into()))
}

/// What a parcel added.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// The numbers of the first and the last event in each stream, and the moment of the first.
    pub(super) events: BTreeMap<String, (u64, u64)>,
    pub(super) appends: Vec<SignedAppend>,
    /// Streams of which something was erased, and when.
    pub(super) rewritten: BTreeMap<String, WallTime>,
    /// Incidents that were erased.
    pub(super) erased: Vec<ErasedIncident>,
}

/// Writes what somebody recorded.
pub(super) struct Applying<'t> {
    pub(super) transaction: &'t Transaction<'t>,
    pub(super) commitments: Option<Commitments>,
    naming: Naming,
    /// Events of which only what stands in their place is left.
    replaced: BTreeSet<At>,
    /// Names of the events of this parcel in the audit log, and whether a line told of them.
    names: BTreeMap<At, (Digest, bool)>,
    pub(super) added: Added,
}

impl<'t> Applying<'t> {
    pub(super) fn begin(transaction: &'t Transaction<'t>, replaced: BTreeSet<At>) -> Result<Applying<'t>, StoreError> {
        Ok(Applying {
            transaction,
            replaced,
            commitments: Commitments::of_record(transaction)?,
            naming: Naming::of_record(transaction)?,
            names: BTreeMap::new(),
            added: Added::default(),
        })
    }

    /// Writes all changes of a parcel that `signer` recorded.
    pub(super) fn recorded(mut self, changes: &[Change], who: (&Members, MemberId)) -> Result<Added, Trouble> {
        self.write_over(changes)?;
        for change in changes {
            match change {
                Change::Event {
                    stream,
                    seq,
                    body,
                    hash,
                } => self.event(Stream::named(stream), *seq, body, hash)?,
                Change::Append(row) => self.append(row)?,
                Change::DataKey { .. } | Change::KeyShare { .. } | Change::EventKey { .. } => {
                    put_key(self.transaction, change)?;
                }
                Change::Hold(hold) => {
                    let Some(at) = chrono::DateTime::from_timestamp_millis(hold.placed_at) else {
                        return void("when a legal hold was placed is not a moment");
                    };
                    let rights = Rights::of(who.0, who.1, None, WallTime::read(at));
                    if let Err(lack) = rights.need(Permission::LegalHold) {
                        return void(lack.to_string());
                    }
                    put_hold(self.transaction, hold)?;
                }
                Change::Line(line) => self.line(line)?,
                Change::Erased { .. } => self.erased(change)?,
                // Those that are written over were before anything was added.
                Change::Rewritten { .. } => {}
                Change::AuditKey(_) | Change::Leaf(_) | Change::SealedEvent { .. } => {
                    return void("it changes what only moving a record sets up");
                }
            }
        }
        if let Some(((stream, seq), _)) = self.names.iter().find(|(_, (_, told))| !told) {
            return void(format!("no line of the audit log tells of event {seq} of {stream}"));
        }
        Ok(self.added)
    }

    fn event(&mut self, stream: Stream<'_>, seq: u64, body: &[u8], hash: &Digest) -> Result<(), Trouble> {
        if !is_stream(stream.name()) {
            return void(format!("`{stream}` is not a stream"));
        }
        let replaced = self.replaced.contains(&(stream.name().to_owned(), seq));
        if !replaced && is_erased(self.transaction, stream)? {
            return void(format!("{stream} was erased"));
        }
        let (found, before) = end_of(self.transaction, stream)?;
        let Ok(event) = serde_json::from_slice::<Event>(body) else {
            return void(format!("event {seq} of {stream} cannot be read"));
        };
        let is_it = match replaced {
            true => tells_digest(&event, hash),
            false => link(&before, stream, body) == *hash,
        };
        if seq != found + 1 || event.seq != seq || !is_it {
            return void(format!("event {seq} of {stream} does not follow the one before it"));
        }
        insert(self.transaction, stream, &event, body, hash)?;
        let stored = Stored {
            event,
            body: body.to_vec(),
            hash: *hash,
        };
        if let Some(leaf) = leaf_of(stream, &stored, self.commitments.as_ref()) {
            leaves::put(self.transaction, &leaf)?;
        }
        self.names.insert((stream.name().to_owned(), seq), (*hash, false));
        let (_, last) = self.added.events.entry(stream.name().to_owned()).or_insert((seq, seq));
        *last = seq;
        Ok(())
    }

    fn append(&mut self, row: &AppendRow) -> Result<(), Trouble> {
        let Some(append) = row.signed() else {
            return void("a signature has another length");
        };
        put_append(self.transaction, &append)?;
        self.added.appends.push(append);
        Ok(())
    }

    /// The line of one event of this parcel: nobody writes any other into the audit log of somebody else.
    fn line(&mut self, line: &str) -> Result<(), Trouble> {
        let draft: Option<Draft> = serde_json::from_str(line).ok();
        let Some(of) = draft.and_then(|draft| draft.event) else {
            return void("a line of the audit log tells of no event");
        };
        let Some((hash, told)) = self.names.get_mut(&(of.stream, of.seq)) else {
            return void("a line of the audit log tells of another event");
        };
        let named = Named::read(&of.digest);
        if *told || !named.is_some_and(|named| self.naming.is_of(named, hash)) {
            return void("a line of the audit log names another event");
        }
        *told = true;
        Ok(put_line(self.transaction, line)?)
    }
}

/// Writes a part of a record as it was before it was shared. Nothing of it is held against anything here: the whole is,
/// once it is here.
pub(super) fn moved(transaction: &Transaction<'_>, changes: &[Change]) -> Result<(), Trouble> {
    for change in changes {
        match change {
            Change::AuditKey(text) => {
                let put = transaction.execute("INSERT INTO meta (key, value) VALUES ('audit_key', ?1)", [text]);
                put.map_err(sql("keep the key of the audit log"))?;
                // What is set up in a new record with that key.
                leaves::note_begun(transaction)?;
                derived::begin(transaction)?;
            }
            Change::Event { stream, body, hash, .. } => {
                // What stands in the place of an event that was erased is held against its row when that comes in.
                let Ok(event) = serde_json::from_slice::<Event>(body) else {
                    return void(format!("an event of {stream} cannot be read"));
                };
                insert(transaction, Stream::named(stream), &event, body, hash)?;
            }
            Change::Leaf(leaf) => leaves::put(transaction, leaf)?,
            Change::Append(row) => {
                let Some(append) = row.signed() else {
                    return void("a signature has another length");
                };
                put_append(transaction, &append)?;
            }
            Change::DataKey { .. } | Change::KeyShare { .. } | Change::EventKey { .. } => put_key(transaction, change)?,
            Change::Hold(hold) => put_hold(transaction, hold)?,
            Change::Erased {
                stream,
                code,
                erased_at,
                events,
                reason,
            } => {
                let put = transaction.execute(
                    "INSERT INTO erased (stream, code, erased_at, events, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![stream, code, erased_at, events, reason],
                );
                put.map_err(sql("keep what was erased"))?;
            }
            Change::Line(line) => put_line(transaction, line)?,
            Change::SealedEvent { .. } | Change::Rewritten { .. } => {
                return void("it has what a record that is moved does not have");
            }
        }
    }
    Ok(())
}

/// Whether what stands in the place of an event tells its digest.
fn tells_digest(event: &Event, hash: &Digest) -> bool {
    matches!(&event.what, What::Erased(erased) if erased.digest == hex::encode(hash))
}

fn is_erased(transaction: &Transaction<'_>, stream: Stream<'_>) -> Result<bool, StoreError> {
    transaction
        .prepare_cached("SELECT 1 FROM erased WHERE stream = ?1")
        .and_then(|mut statement| statement.exists([stream.name()]))
        .map_err(sql("look whether an incident was erased"))
}

fn is_stream(name: &str) -> bool {
    !Stream::named(name).is_incident() || uuid::Uuid::try_parse(name).is_ok()
}

fn end_of(transaction: &Transaction<'_>, stream: Stream<'_>) -> Result<(u64, Digest), StoreError> {
    use rusqlite::OptionalExtension as _;
    let last: Option<(i64, Digest)> = transaction
        .prepare_cached("SELECT seq, hash FROM event WHERE stream = ?1 ORDER BY seq DESC LIMIT 1")
        .and_then(|mut s| {
            s.query_row([stream.name()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
        .map_err(sql("read the last event"))?;
    Ok(last.map_or((0, GENESIS), |(seq, hash)| (seq.unsigned_abs(), hash)))
}

fn put_line(transaction: &Transaction<'_>, line: &str) -> Result<(), StoreError> {
    transaction
        .prepare_cached("INSERT INTO outbox (line) VALUES (?1)")
        .and_then(|mut statement| statement.execute([line]))
        .map(drop)
        .map_err(sql("queue the audit line"))
}

fn put_append(transaction: &Transaction<'_>, append: &SignedAppend) -> Result<(), StoreError> {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let row = &append.appending;
    transaction
        .prepare_cached(
            "INSERT INTO log (n, stream, first, count, at, signer, hash, sig) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                number(row.n),
                row.stream,
                number(row.first),
                number(row.count),
                row.at,
                row.signer.bytes(),
                append.hash,
                append.signature.bytes(),
            ])
        })
        .map(drop)
        .map_err(sql("write its log"))
}

/// A key of an incident; what is there already stays, so that nobody takes anything from anybody.
fn put_key(transaction: &Transaction<'_>, change: &Change) -> Result<(), StoreError> {
    let put = match change {
        Change::DataKey {
            id,
            stream,
            purpose,
            made_at,
        } => transaction.execute(
            "INSERT OR IGNORE INTO data_key (id, stream, purpose, made_at) VALUES (?1, ?2, ?3, ?4)",
            params![id, stream, purpose, made_at],
        ),
        Change::KeyShare { key, member, wrapped } => transaction.execute(
            "INSERT OR IGNORE INTO key_share (key, member, wrapped) VALUES (?1, ?2, ?3)",
            params![key, member, wrapped],
        ),
        Change::EventKey { stream, seq, key, kept } => transaction.execute(
            "INSERT OR IGNORE INTO event_key (stream, seq, key, kept) VALUES (?1, ?2, ?3, ?4)",
            params![stream, i64::try_from(*seq).unwrap_or(i64::MAX), key, kept],
        ),
        Change::AuditKey(_)
        | Change::Event { .. }
        | Change::Leaf(_)
        | Change::Append(_)
        | Change::Hold(_)
        | Change::Erased { .. }
        | Change::Line(_)
        | Change::SealedEvent { .. }
        | Change::Rewritten { .. } => Ok(0),
    };
    put.map(drop).map_err(sql("keep a key of an incident"))
}

fn put_hold(transaction: &Transaction<'_>, hold: &HoldRow) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO legal_hold (id, stream, matter, why, until, placed_by, placed_at, released_by, released_at, release_why) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO UPDATE SET \
             released_by = ?8, released_at = ?9, release_why = ?10 WHERE released_at IS NULL",
            params![
                hold.id,
                hold.stream,
                hold.matter,
                hold.why,
                hold.until,
                hold.placed_by,
                hold.placed_at,
                hold.released_by,
                hold.released_at,
                hold.release_why
            ],
        )
        .map(drop)
        .map_err(sql("place the hold"))
}
