//! A record of one machine, moved to a server as it is: event for event, digest for digest.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::address::{AskPassword, HomeAddress};
use super::calls::{Home, KeyChanges};
use super::capture::{HOLD, read_data_key, read_erased, read_event_key, read_hold, read_key_share};
use super::error::HomeError;
use super::kept_locally;
use super::kept_locally::{Keeping, Kept, Stage};
use super::log_part;
use super::parcel::{Change, Parcel};
use super::row::{Head, LogName};
use super::sealing::Sealing;
use super::send::{Gathered, Place, sealed};
use super::shared::link;
use super::team_key_holders::wrapped;
use crate::store::audit_log::event_names::Naming;
use crate::store::audit_log::line::Draft;
use crate::store::keys::{CircleKey, Source};
use crate::store::random::random;
use crate::store::signing::signed_log::SignedAppend;
use crate::store::{AuditLog, Store, StoreError, sql};

/// What moving a record came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub events: u64,
    pub streams: u64,
    /// Entries of the server's log.
    pub entries: u64,
}

/// What goes to the server, row by row.
struct Mover<'m> {
    kept: &'m Kept,
    log: &'m LogName,
    store: &'m Store,
    link: Box<dyn Home>,
    head: Head,
    transaction: &'m Transaction<'m>,
    gathered: Gathered,
    /// Keys of incidents that go with the next row.
    keys: KeyChanges,
}

impl Mover<'_> {
    fn add(&mut self, change: Change) -> Result<(), StoreError> {
        let sealing = Sealing {
            connection: self.transaction,
            kept: self.kept,
            record: &self.log.record,
            keeps_keys: true,
        };
        let change = sealing.one(change, &mut self.keys)?;
        match self.gathered.add(change) {
            Some(changes) => self.put(changes, false),
            None => Ok(()),
        }
    }

    fn put(&mut self, changes: Vec<Change>, last: bool) -> Result<(), StoreError> {
        let signing = self.store.signing();
        let (_, signer) = signing.ok_or(HomeError::NotWhileShared("its format is the first"))?;
        let parcel = Parcel::Moved { changes, last };
        let place = Place {
            log: self.log,
            head: self.head,
            id: random()?,
        };
        let row = sealed(self.kept, place, &signer, &parcel)?;
        self.link.append(&row, &std::mem::take(&mut self.keys))?;
        self.head = row.head();
        // It is in the tables already, and these rows are large.
        kept_locally::put(self.transaction, &row, (None, Keeping::Digests))
    }

    /// Reads the rows of a table and adds what each of them is.
    fn add_all(
        &mut self,
        query: &str,
        read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<Change>,
    ) -> Result<u64, StoreError> {
        let fail = || sql("read what is moved");
        let transaction = self.transaction;
        let mut statement = transaction.prepare(query).map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        let mut count = 0;
        while let Some(row) = rows.next().map_err(fail())? {
            self.add(read(row).map_err(fail())?)?;
            count += 1;
        }
        Ok(count)
    }
}

impl Store {
    /// Moves the record to a server, and shares it from then on.
    ///
    /// # Errors
    /// Where the server cannot be reached or refuses; the record is as it was then, and what the server has of it is of no
    /// use to anybody.
    pub fn move_to_home(&mut self, address: &HomeAddress, ask: AskPassword) -> Result<Moved, StoreError> {
        let moved = self.move_by(address, link(address, ask)?)?;
        self.begin_sharing(ask)?;
        Ok(moved)
    }

    pub(super) fn move_by(&mut self, address: &HomeAddress, mut link: Box<dyn Home>) -> Result<Moved, StoreError> {
        if self.is_shared()? {
            return Err(HomeError::SharedAlready.into());
        }
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Err(HomeError::NotWhileShared("its format is the first").into());
        };
        let log = LogName {
            home: random()?,
            record: holder.record.clone(),
        };
        let key = CircleKey::fresh(1)?;
        let mut kept = Kept::new(log.home, address.clone(), Stage::Shared, std::slice::from_ref(&key));
        kept.announce((key.epoch, key.commitment(&log.record)), &self.members()?, &log.record);
        link.enter(log.home);
        if !link.keeps_keys()? {
            return Err(HomeError::NoPlaceForKeys.into());
        }
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        let mut mover = Mover {
            kept: &kept,
            log: &log,
            store: self,
            link,
            head: Head::NONE,
            transaction: &transaction,
            gathered: Gathered::default(),
            keys: KeyChanges::default(),
        };
        mover.add(Change::TeamKey {
            epoch: key.epoch,
            commitment: key.commitment(&log.record),
        })?;
        let moved = self.move_all(&mut mover)?;
        // The keys are handed out last: before that nobody can find a log that is not complete.
        let keys = wrapped((log.home, &log.record), &[key], &self.proven_members()?)?;
        mover.link.hand_out(&keys)?;
        kept.write(&transaction)?;
        log_part::begin(&transaction, self.noted_head()?.map_or(0, |head| head.lines))?;
        transaction.commit().map_err(sql("commit"))?;
        Ok(moved)
    }

    /// Sends everything, in an order in which another machine can store it: first the key for names of events and for
    /// leaves, then the events, then what refers to them.
    fn move_all(&self, mover: &mut Mover<'_>) -> Result<Moved, StoreError> {
        let transaction = mover.transaction;
        let audit_key: String = transaction
            .query_row("SELECT value FROM meta WHERE key = 'audit_key'", [], |row| row.get(0))
            .map_err(sql("read the key of the audit log"))?;
        mover.add(Change::AuditKey(audit_key))?;
        let events = mover.add_all(
            "SELECT stream, seq, body, hash FROM event ORDER BY stream, seq",
            |row| {
                Ok(Change::Event {
                    stream: row.get(0)?,
                    seq: row.get::<_, i64>(1)?.unsigned_abs(),
                    body: row.get(2)?,
                    hash: row.get(3)?,
                })
            },
        )?;
        mover.add_all("SELECT leaf FROM leaf ORDER BY n", |row| Ok(Change::Leaf(row.get(0)?)))?;
        mover.add_all(
            "SELECT n, stream, first, count, at, signer, hash, sig FROM log ORDER BY n",
            |row| {
                let append: SignedAppend = super::capture::read_append(row)?;
                Ok(Change::Append((&append).into()))
            },
        )?;
        mover.add_all("SELECT id, stream, purpose, made_at FROM data_key", read_data_key)?;
        mover.add_all("SELECT key, member, wrapped FROM key_share", read_key_share)?;
        mover.add_all("SELECT stream, seq, key, kept FROM event_key", read_event_key)?;
        mover.add_all(&format!("SELECT {HOLD} FROM legal_hold ORDER BY id"), read_hold)?;
        mover.add_all(
            "SELECT stream, code, erased_at, events, reason FROM erased",
            read_erased,
        )?;
        for line in lines_of_events(transaction, &self.audit)? {
            mover.add(Change::Line(line))?;
        }
        let rest = mover.gathered.rest();
        mover.put(rest, true)?;
        Ok(Moved {
            events,
            streams: u64::try_from(self.streams()?.len()).unwrap_or(u64::MAX),
            entries: mover.head.n,
        })
    }
}

/// The lines of the audit log that tell of events, as each machine's log has them.
fn lines_of_events(connection: &Connection, log: &AuditLog) -> Result<Vec<String>, StoreError> {
    let naming = Naming::of_record(connection)?;
    let mut lines = Vec::new();
    let read = log.lines()?;
    for draft in read.readable.into_iter().map(|line| line.draft) {
        if let Some(line) = renamed(connection, &naming, draft)? {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// A line under the name that the event has for the key of the record.
fn renamed(connection: &Connection, naming: &Naming, draft: Draft) -> Result<Option<String>, StoreError> {
    use rusqlite::OptionalExtension as _;
    let Some(of) = &draft.event else {
        return Ok(None);
    };
    let seq = i64::try_from(of.seq).unwrap_or(i64::MAX);
    let hash: Option<[u8; 32]> = connection
        .prepare_cached("SELECT hash FROM event WHERE stream = ?1 AND seq = ?2")
        .and_then(|mut statement| statement.query_row((&of.stream, seq), |row| row.get(0)).optional())
        .map_err(sql("read the event of a line"))?;
    hash.map(|hash| draft.with_name(naming.name(&hash))).transpose()
}
