//! The changes of a parcel, written into this machine's copy.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Transaction, params};

use super::incident_keys;
use super::known::{End, Known};
use super::opened_rows::{Read, ReadEvent};
use super::opening::Came;
use super::parcel::{AppendRow, At, Change, HoldRow};
use super::refused_rows::{Trouble, void};
use super::restricted_readers::{note_let_in, sealed_earlier};
use super::row::Row;
use crate::core::event::{Event, What};
use crate::core::ids::Stream;
use crate::core::member::{Permission, Rights};
use crate::core::time::WallTime;
use crate::store::audit_log::event_names::Named;
use crate::store::audit_log::line::EventRef;
use crate::store::erasing::events::{WrittenEvent, leaf_of_event};
use crate::store::events::{Digest, Inserted, Unindexed, insert_read};
use crate::store::leaves;
use crate::store::signing::signed_log::SignedAppend;
use crate::store::verifying::derived_tables;
use crate::store::{ErasedIncident, Store, StoreError, sql};

/// What a parcel added.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// The numbers of the first and the last event in each stream, and the moment of the first.
    pub(super) events: BTreeMap<String, (u64, u64)>,
    pub(super) appends: Vec<SignedAppend>,
    /// Streams of which something was erased, and when.
    pub(super) rewritten: BTreeMap<String, WallTime>,
    /// Incidents of which something was sealed where it stands.
    pub(super) sealed: BTreeSet<String>,
    /// Restricted incidents of which somebody got a key.
    pub(super) let_in: BTreeSet<String>,
    /// Incidents that were erased.
    pub(super) erased: Vec<ErasedIncident>,
}

/// Writes what somebody recorded.
pub(super) struct Applying<'t> {
    pub(super) store: &'t Store,
    pub(super) transaction: &'t Transaction<'t>,
    pub(super) row: &'t Row,
    pub(super) known: &'t mut Known,
    /// Names of the events of this parcel in the audit log, and whether a line told of them.
    names: BTreeMap<At, (Digest, bool)>,
    pub(super) added: Added,
}

impl<'t> Applying<'t> {
    pub(super) fn begin(
        store: &'t Store,
        (transaction, known): (&'t Transaction<'t>, &'t mut Known),
        row: &'t Row,
    ) -> Applying<'t> {
        Applying {
            store,
            transaction,
            row,
            known,
            names: BTreeMap::new(),
            added: Added::default(),
        }
    }

    /// Writes all changes of a parcel that the signer of the row recorded: keys first, then overwritten events, then
    /// the rest in the order in which it was recorded. Events sealed in place are checked with a key that comes in the
    /// same parcel, and an erased incident is checked against what is left of its events.
    pub(super) fn recorded(mut self, changes: &[Read]) -> Result<Added, Trouble> {
        // With what comes under them, this machine may check what it is.
        for change in changes {
            if let Read::Other(change @ (Change::DataKey { .. } | Change::KeyShare { .. })) = change {
                put_key(self.transaction, change)?;
            }
        }
        self.note_let_in(changes)?;
        self.write_over(changes)?;
        for change in changes {
            match change {
                Read::Event(event) => self.event(event)?,
                Read::Line(line, of) => self.line(line, of.as_ref())?,
                Read::Other(change) => self.other(change)?,
            }
        }
        if let Some(((stream, seq), _)) = self.names.iter().find(|(_, (_, told))| !told) {
            return void(format!("no line of the audit log tells of event {seq} of {stream}"));
        }
        Ok(self.added)
    }

    fn other(&mut self, change: &Change) -> Result<(), Trouble> {
        match change {
            Change::Append(row) => self.append(row),
            Change::DataKey { .. } | Change::KeyShare { .. } => Ok(()),
            Change::EventKey { .. } => Ok(put_key(self.transaction, change)?),
            Change::Hold(hold) => {
                let Some(at) = chrono::DateTime::from_timestamp_millis(hold.placed_at) else {
                    return void("when a legal hold was placed is not a moment");
                };
                let rights = Rights::of(&self.known.members, self.row.signer, None, WallTime::read(at));
                if let Err(lack) = rights.need(Permission::LegalHold) {
                    return void(lack.to_string());
                }
                Ok(put_hold(self.transaction, hold)?)
            }
            Change::Erased { .. } => self.erased(change),
            // Those that are written over were before anything was added, and keys before them.
            Change::Rewritten { .. } => Ok(()),
            // Whether its signer may is looked at when everything else of the row fits.
            Change::TeamKey { .. } => Ok(()),
            Change::AuditKey(_)
            | Change::Leaf(_)
            | Change::Event { .. }
            | Change::SealedEvent { .. }
            | Change::Line(_) => void("it changes what only moving a record sets up"),
        }
    }

    fn event(&mut self, read: &ReadEvent) -> Result<(), Trouble> {
        let (stream, seq) = (read.stream(), read.seq);
        if !is_stream(stream.name()) {
            return void(format!("`{stream}` is not a stream"));
        }
        let replaced = read.came == Came::Replaced;
        let end = self.known.end_of(self.transaction, stream)?;
        if !replaced && end.erased {
            return void(format!("{stream} was erased"));
        }
        let Some(event) = &read.event else {
            return void(format!("event {seq} of {stream} cannot be read"));
        };
        if seq != end.seq + 1 || event.seq != seq || !follows(read, event, &end.hash) {
            return void(format!("event {seq} of {stream} does not follow the one before it"));
        }
        put_event(self.transaction, end, (read, event), None)?;
        let written = WrittenEvent {
            event,
            body: &read.body,
            hash: &read.hash,
        };
        let leaf = leaf_of_event(stream, written, self.known.commitments.as_ref());
        if let Some(leaf) = leaf {
            leaves::put(self.transaction, &leaf)?;
        }
        self.names.insert((stream.name().to_owned(), seq), (read.hash, false));
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
    fn line(&mut self, line: &str, of: Option<&EventRef>) -> Result<(), Trouble> {
        let Some(of) = of else {
            return void("a line of the audit log tells of no event");
        };
        let Some((hash, told)) = self.names.get_mut(&(of.stream.clone(), of.seq)) else {
            return void("a line of the audit log tells of another event");
        };
        let named = Named::read(&of.digest);
        if *told || !named.is_some_and(|named| self.known.naming.is_of(named, hash)) {
            return void("a line of the audit log names another event");
        }
        *told = true;
        Ok(put_line(self.transaction, line)?)
    }
}

/// Writes a part of a record as it was before it was shared. Of it, the chain of each stream is held against its bytes here;
/// signatures and rights are, once all of it is there. The search gets its words later: `unindexed`.
pub(super) fn moved(
    transaction: &Transaction<'_>,
    (known, unindexed): (&mut Known, &mut Unindexed),
    changes: &[Read],
) -> Result<(), Trouble> {
    for change in changes {
        match change {
            Read::Event(read) => moved_event(transaction, (&mut *known, &mut *unindexed), read)?,
            Read::Line(line, _) => put_line(transaction, line)?,
            Read::Other(change) => moved_other(transaction, change)?,
        }
    }
    Ok(())
}

fn moved_event(
    transaction: &Transaction<'_>,
    (known, unindexed): (&mut Known, &mut Unindexed),
    read: &ReadEvent,
) -> Result<(), Trouble> {
    let (stream, seq) = (read.stream(), read.seq);
    let Some(event) = &read.event else {
        return void(format!("an event of {stream} cannot be read"));
    };
    let end = known.end_of(transaction, stream)?;
    // What stands in the place of an event that was erased is held against its row when that comes in.
    let is_it = tells_digest(&event.what, &read.hash) || read.follows_on(&end.hash);
    if seq != end.seq + 1 || event.seq != seq || !is_it {
        return void(format!("event {seq} of {stream} does not follow the one before it"));
    }
    Ok(put_event(transaction, end, (read, event), Some(unindexed))?)
}

fn moved_other(transaction: &Transaction<'_>, change: &Change) -> Result<(), Trouble> {
    match change {
        Change::AuditKey(text) => {
            let put = transaction.execute("INSERT INTO meta (key, value) VALUES ('audit_key', ?1)", [text]);
            put.map_err(sql("keep the key of the audit log"))?;
            // What is set up in a new record with that key.
            leaves::note_begun(transaction)?;
            Ok(derived_tables::begin(transaction)?)
        }
        Change::Leaf(leaf) => Ok(leaves::put(transaction, leaf)?),
        Change::Append(row) => {
            let Some(append) = row.signed() else {
                return void("a signature has another length");
            };
            Ok(put_append(transaction, &append)?)
        }
        Change::DataKey { id, .. } | Change::KeyShare { key: id, .. } => {
            put_key(transaction, change)?;
            note_let_in(transaction, *id).map(drop)?;
            Ok(())
        }
        Change::EventKey { .. } => Ok(put_key(transaction, change)?),
        // It is the one that the row is sealed under.
        Change::TeamKey { .. } => Ok(()),
        Change::Hold(hold) => Ok(put_hold(transaction, hold)?),
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
            Ok(())
        }
        Change::Event { .. } | Change::SealedEvent { .. } | Change::Rewritten { .. } | Change::Line(_) => {
            void("it has what a record that is moved does not have")
        }
    }
}

/// Whether an event that somebody recorded follows on a digest.
fn follows(read: &ReadEvent, event: &Event, before: &Digest) -> bool {
    // Of what stands in the place of events, some stands as it was recorded.
    read.follows_on(before) || (read.came == Came::Replaced && tells_digest(&event.what, &read.hash))
}

fn put_event(
    transaction: &Transaction<'_>,
    end: &mut End,
    (read, event): (&ReadEvent, &Event),
    later: Option<&mut Unindexed>,
) -> Result<(), StoreError> {
    let inserted = Inserted {
        stream: read.stream(),
        seq: read.seq,
        recorded_at: event.recorded_at.timestamp_millis(),
        body: &read.body,
        hash: &read.hash,
        text: read.text.as_deref(),
        is_sealed: matches!(event.what, What::Sealed(_)),
    };
    insert_read(transaction, &inserted, &mut end.number, later)?;
    (end.seq, end.hash) = (read.seq, read.hash);
    // The server keeps it for good.
    if read.came == Came::Plain && !end.plain && read.stream() != Stream::Members {
        incident_keys::note_plain(transaction, read.stream())?;
        end.plain = true;
    }
    Ok(())
}

/// Whether what stands in the place of an event tells its digest.
fn tells_digest(what: &What, hash: &Digest) -> bool {
    let told = if let What::Erased(erased) = what {
        Some(&erased.digest)
    } else {
        sealed_earlier(what).and_then(|sealed| Some(&sealed.earlier.as_ref()?.digest))
    };
    told.is_some_and(|digest| *digest == hex::encode(hash))
}

fn is_stream(name: &str) -> bool {
    !Stream::named(name).is_incident() || uuid::Uuid::try_parse(name).is_ok()
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
        | Change::TeamKey { .. }
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
