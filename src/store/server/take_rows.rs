//! Rows that came in, held against the members as they were before each of them, and written into this machine's copy.

use std::borrow::Cow;
use std::collections::HashSet;

use rusqlite::Transaction;

use super::apply_changes::{Added, Applying, moved};
use super::error::HomeError;
use super::kept_locally;
use super::kept_locally::{Keeping, Kept, Stage};
use super::known::{Known, changes_what_is_known};
use super::opened_rows::{Looked, Opened, Read, opened};
use super::opening::{Fetched, Keyring, Opening, keep};
use super::parcel::Change;
use super::pull_result::{Pulled, VoidRow};
use super::refused_rows::{Trouble, void};
use super::restricting::SignedRow;
use super::row::{Head, Row};
use super::shared::Shared;
use super::team_keys::TeamKeys;
use super::team_keys_in_force::{Standing, may_announce};
use super::unsealed::Unsealed;
use super::waiting;
use crate::core::ids::Stream;
use crate::core::member::{MemberState, Members};
use crate::store::database::Deleted;
use crate::store::events::{Digest, Unindexed};
use crate::store::keys::{Proven, Signed};
use crate::store::signing::batch_check::came_from_another_record;
use crate::store::signing::read_appends::{ReadAppend, Shown};
use crate::store::signing::signed_log;
use crate::store::signing::signed_log::SignedAppend;
use crate::store::{Store, StoreError, database, sql};

/// What a row came to.
#[derive(Debug)]
enum TakenIn {
    Nothing,
    /// The last part of a record that was moved.
    Complete,
    /// Events of these streams; and what was erased.
    Streams {
        grown: Vec<String>,
        erased: Vec<String>,
    },
    /// It carries nothing, for this reason.
    Void(String),
}

/// Takes rows in within one transaction.
pub(super) struct Taking<'t> {
    store: &'t Store,
    transaction: &'t Transaction<'t>,
    shared: &'t Shared,
    kept: Kept,
    /// Keys that may open rows.
    keys: &'t TeamKeys,
    head: Head,
    known: Option<Known>,
    /// Rows from this one on are kept whole.
    whole_from: u64,
    /// Keys that the server told of for the rows at hand.
    fetched: Fetched,
    /// Whether anything waits for the server.
    waits: bool,
    /// Streams that are noted already as not being on the board yet.
    stale: HashSet<String>,
    /// Words of a record that was moved, which the search gets before the transaction ends.
    unindexed: Unindexed,
}

impl<'t> Taking<'t> {
    pub(super) fn begin(
        store: &'t Store,
        transaction: &'t Transaction<'t>,
        (shared, keys): (&'t Shared, &'t TeamKeys),
        whole_from: u64,
    ) -> Result<Taking<'t>, StoreError> {
        Ok(Taking {
            store,
            transaction,
            shared,
            kept: Kept::read(transaction)?.ok_or(HomeError::NotShared)?,
            keys,
            head: kept_locally::head(transaction)?,
            known: None,
            whole_from,
            fetched: Fetched::new(),
            waits: waiting::anything(transaction)?,
            stale: HashSet::new(),
            unindexed: Unindexed::default(),
        })
    }

    /// Takes rows in, one after the other. Those before one that cannot be taken in stay.
    pub(super) fn all(mut self, rows: Vec<Unsealed>, pulled: &mut Pulled) -> Result<(), StoreError> {
        // Another program on this machine may have taken some of them in.
        let mut rest: Vec<Unsealed> = rows
            .into_iter()
            .filter(|unsealed| unsealed.row.n > self.head.n)
            .collect();
        rest.iter_mut()
            .for_each(|unsealed| unsealed.complete(&self.shared.log, self.keys));
        while !rest.is_empty() {
            // Up to a row that destroys keys, since the rows after it are opened without them.
            let until = rest.iter().position(Unsealed::rewrites).map_or(rest.len(), |at| at + 1);
            let after = rest.split_off(until);
            for row in self.opened(rest)? {
                self.next(row, pulled)?;
            }
            rest = after;
        }
        self.unindexed.index(self.transaction)
    }

    /// Opens rows of which none but the last takes keys away, and verifies their signatures together.
    fn opened(&mut self, rows: Vec<Unsealed>) -> Result<Vec<Opened>, StoreError> {
        let (store, transaction, shared) = (self.store, self.transaction, self.shared);
        let keyring = Keyring {
            transaction,
            keys: self.keys,
            shared,
        };
        let (keys, fetched) = keyring.keys_for(&rows)?;
        self.fetched = fetched;
        let ahead = shared.ahead.borrow();
        let opening = Opening {
            log: &shared.log,
            keys,
            ahead: &ahead,
        };
        let rows = opened(&opening, rows);
        if self.kept.stage == Stage::Shared {
            let known = known(&mut self.known, store, transaction)?;
            let proven = Proven::of(signatures(&known.members, &rows));
            known.check.rest_on(proven);
        }
        Ok(rows)
    }

    /// Takes the next row in. A row that is wrong in itself is void: it keeps its number and has no effect, on every
    /// machine alike. If something is missing here, or the server has another history, this machine stops, because
    /// skipping the row would make it differ from the others.
    fn next(&mut self, opened: Opened, pulled: &mut Pulled) -> Result<(), StoreError> {
        let Opened {
            row,
            whole,
            under,
            looked,
        } = opened;
        let row = &row;
        if row.n != self.head.n + 1 || row.prev != self.head.hash {
            return Err(HomeError::OtherHistory { n: row.n }.into());
        }
        let moving = self.kept.stage == Stage::Moving;
        let mut void = None;
        let mut streams = Vec::new();
        match self.whole_or_nothing(row, (whole, under), looked)? {
            TakenIn::Nothing => {}
            TakenIn::Complete => {
                database::set_deleted(self.transaction, Deleted::IsWrittenOver)?;
                let mut moved = kept_locally::signed_rows(self.transaction)?;
                moved.push(row.clone());
                self.store.check_moved(&moved)?;
                // What comes after it may take words out of the search again.
                self.unindexed.index(self.transaction)?;
                self.kept.stage = Stage::Shared;
                self.kept.announced.moved_with(&self.store.members()?);
                self.kept.write(self.transaction)?;
                streams = self.store.streams()?;
            }
            TakenIn::Streams { grown, erased } => {
                pulled.erased.extend(erased.into_iter().map(|code| (code, row.signer)));
                streams = grown;
            }
            // What was left out because of this row is not erased after all, and its keys are gone.
            TakenIn::Void(_) if self.shared.ahead.borrow().contains_key(&row.n) => {
                return Err(HomeError::NoIncidentKey { n: row.n }.into());
            }
            TakenIn::Void(why) if moving => return Err(HomeError::Incomplete { n: row.n, why }.into()),
            TakenIn::Void(why) => {
                pulled.void.push(VoidRow {
                    n: row.n,
                    why: why.clone(),
                });
                void = Some(why);
            }
        }
        if void.is_none() {
            self.keep_key(row.epoch, under)?;
        }
        for stream in &streams {
            if self.stale.insert(stream.clone()) {
                kept_locally::mark_stale(self.transaction, Stream::named(stream))?;
            }
        }
        pulled.streams.extend(streams);
        pulled.rows += 1;
        // A record that was moved is in the tables already, and its rows are large.
        let keeping = Keeping::of(!moving && row.n >= self.whole_from);
        kept_locally::put(self.transaction, row, (void.as_deref(), keeping))?;
        self.head = row.head();
        match void.is_none() && self.waits {
            true => waiting::came_in(self.transaction, &row.id),
            false => Ok(()),
        }
    }

    /// Takes a row in, all of it or nothing. What is wrong with it is told by a reason; what is wrong here is an error.
    fn whole_or_nothing(
        &mut self,
        row: &Row,
        (whole, under): (bool, Option<Digest>),
        looked: Result<Looked, Trouble>,
    ) -> Result<TakenIn, StoreError> {
        let transaction = self.transaction;
        let moving = self.kept.stage == Stage::Moving;
        let run = |texts: &[&str]| {
            // Of a record that was moved no row is left out: where one cannot be taken in, nothing of its page is.
            let mut each = texts.iter().filter(|_| !moving);
            let done = each.try_for_each(|text| transaction.prepare_cached(text)?.execute([]).map(drop));
            done.map_err(sql("take in what is new"))
        };
        run(&["SAVEPOINT team_row_in"])?;
        let tried = self.try_row(row, (whole, under), looked);
        if tried.is_ok() {
            run(&["RELEASE team_row_in"])?;
        } else {
            run(&["ROLLBACK TO team_row_in", "RELEASE team_row_in"])?;
            self.known = None;
        }
        match tried {
            Ok(taken) => Ok(taken),
            Err(Trouble::Void(why)) => Ok(TakenIn::Void(why)),
            Err(Trouble::Store(error)) => Err(error),
        }
    }

    fn try_row(
        &mut self,
        row: &Row,
        (whole, under): (bool, Option<Digest>),
        looked: Result<Looked, Trouble>,
    ) -> Result<TakenIn, Trouble> {
        match self.kept.stage {
            Stage::Moving if !whole => return void("it is not what its digest says"),
            Stage::Moving => {}
            Stage::Shared => signed(known(&mut self.known, self.store, self.transaction)?, row, whole)?,
        }
        self.under_a_key_that_counts(row, under)?;
        let looked = looked?;
        let announced = self.announced(row, under, &looked)?;
        keep(self.transaction, &self.fetched, &looked.keys)?;
        let taken = match (looked.moved, self.kept.stage) {
            (Some(last), Stage::Moving) => {
                let known = known(&mut self.known, self.store, self.transaction)?;
                moved(self.transaction, (known, &mut self.unindexed), &looked.changes)?;
                match last {
                    true => TakenIn::Complete,
                    false => TakenIn::Nothing,
                }
            }
            (None, Stage::Shared) => self.recorded(row, &looked)?,
            (Some(_), Stage::Shared) | (None, Stage::Moving) => return void("it does not belong here"),
        };
        if let Some(told) = announced {
            let known = known(&mut self.known, self.store, self.transaction)?;
            self.kept.announce(told, &known.members, &self.shared.log.record);
            self.kept.write(self.transaction)?;
        }
        if looked.changes.iter().any(changes_what_is_known) {
            self.known = None;
        }
        Ok(taken)
    }

    /// The key that a row announces, where it may. A record that was moved tells in its first row which key it is sealed under.
    fn announced(
        &mut self,
        row: &Row,
        under: Option<Digest>,
        looked: &Looked,
    ) -> Result<Option<(u32, Digest)>, Trouble> {
        let Some((epoch, commitment)) = looked.announced()? else {
            return Ok(None);
        };
        match self.kept.stage {
            Stage::Moving if (row.n, epoch, Some(commitment)) != (1, row.epoch, under) => {
                return void("it tells of another key than it is sealed under");
            }
            Stage::Moving => {}
            Stage::Shared => {
                let in_rows = kept_locally::newest_epoch(self.transaction)?;
                let known = known(&mut self.known, self.store, self.transaction)?;
                may_announce((&self.kept.announced, in_rows), (&known.members, row.signer), epoch)?;
            }
        }
        Ok(Some((epoch, commitment)))
    }

    /// Whether a row is sealed under a key of the team that counts, once keys are announced.
    fn under_a_key_that_counts(&self, row: &Row, under: Option<Digest>) -> Result<(), Trouble> {
        let (n, epoch) = (row.n, row.epoch);
        match self.kept.announced.standing(epoch) {
            Standing::Earlier => Ok(()),
            Standing::Unknown => void(format!(
                "it is sealed under key {epoch} of the team, which nobody who may has announced"
            )),
            Standing::Is(commitment) if under == Some(commitment) => Ok(()),
            Standing::Is(commitment) => match self.keys.key(epoch, &commitment) {
                Some(_) => void("it is sealed under another key"),
                // Whether it is cannot be told without the key.
                None => Err(Trouble::Store(HomeError::NoKey { n, epoch }.into())),
            },
        }
    }

    /// Keeps the key that a row was opened with.
    fn keep_key(&mut self, epoch: u32, under: Option<Digest>) -> Result<(), StoreError> {
        if self.kept.key(epoch).is_some() {
            return Ok(());
        }
        match under.and_then(|under| self.keys.key(epoch, &under)) {
            Some(key) => {
                self.kept.add(key);
                self.kept.write(self.transaction)
            }
            None => Ok(()),
        }
    }

    /// Writes what a row recorded, then checks whether its signer was allowed to; the caller undoes everything if not.
    /// Legal holds are read first, since the row itself may release one.
    fn recorded(&mut self, row: &Row, looked: &Looked) -> Result<TakenIn, Trouble> {
        let Looked { changes, keys, .. } = looked;
        let (store, transaction) = (self.store, self.transaction);
        let known = known(&mut self.known, store, transaction)?;
        let erases = changes
            .iter()
            .any(|change| matches!(change, Read::Other(Change::Rewritten { .. })));
        let holds = if erases { store.holds_as_told()? } else { Vec::new() };
        let added = Applying::begin(store, (transaction, &mut *known), row).recorded(changes)?;
        if added.appends.is_empty() && !known.members.active().any(|member| member.id == row.signer) {
            return void("who signed it is not a member");
        }
        if added.appends.iter().any(|append| append.appending.signer != row.signer) {
            return void("what it records was signed by somebody else");
        }
        store.covered(&added)?;
        let signed = SignedRow {
            row,
            members: &known.members,
        };
        store.take_erasure_in(transaction, signed, &holds, &added)?;
        store.take_sealing_in(transaction, signed, keys, (&added, changes))?;
        if let Some(why) = checked(known, &added.appends, changes) {
            return void(why);
        }
        let erased = added.rewritten.keys().map(|stream| {
            let incident = added.erased.iter().find(|erased| erased.stream == *stream);
            incident.map_or("contacts", |erased| &erased.code).to_owned()
        });
        let erased: Vec<String> = erased.collect();
        let grown = added.events.into_keys().chain(added.rewritten.into_keys());
        let grown: Vec<String> = grown.chain(added.sealed).chain(added.let_in).collect();
        Ok(match grown.is_empty() {
            true => TakenIn::Nothing,
            false => TakenIn::Streams { grown, erased },
        })
    }
}

fn known<'k>(
    known: &'k mut Option<Known>,
    store: &Store,
    transaction: &Transaction<'_>,
) -> Result<&'k mut Known, StoreError> {
    match known {
        Some(known) => Ok(known),
        None => Ok(known.insert(Known::read(store, transaction)?)),
    }
}

/// Every signature of rows and of the appends in them, as far as their signers are known before them.
fn signatures(members: &Members, rows: &[Opened]) -> Vec<Signed> {
    let mut all = Vec::with_capacity(2 * rows.len());
    for Opened { row, looked, .. } in rows {
        all.extend(members.by_id(row.signer).map(|member| row.signed_by(&member.key)));
        for append in looked.iter().flat_map(|looked| &looked.changes).filter_map(append_of) {
            let member = members.by_id(append.appending.signer);
            all.extend(member.map(|member| Signed {
                key: member.key,
                message: signed_log::message(&append.hash),
                signature: append.signature,
            }));
        }
    }
    all
}

fn append_of(read: &Read) -> Option<SignedAppend> {
    match read {
        Read::Other(Change::Append(row)) => row.signed(),
        Read::Other(_) | Read::Event(_) | Read::Line(..) => None,
    }
}

/// Holds appends against the members as they were before them, and against the end of the log; says what does not fit.
fn checked(known: &mut Known, appends: &[SignedAppend], changes: &[Read]) -> Option<String> {
    let mut read = Vec::with_capacity(appends.len());
    for row in appends {
        let (stream, first) = (row.appending.stream.as_str(), row.appending.first);
        let covers = |seq: u64| seq >= first && seq - first < row.appending.count;
        let of_row = changes.iter().filter_map(|change| match change {
            Read::Event(event) if event.stream == stream && covers(event.seq) => Some(event),
            Read::Event(_) | Read::Line(..) | Read::Other(_) => None,
        });
        let events: Vec<_> = of_row.collect();
        let opened = events.iter().filter_map(|read| read.event.as_ref());
        read.push(ReadAppend {
            row,
            events: Ok(opened.map(|event| Shown::Words(Cow::Borrowed(event))).collect()),
            last: events.last().map(|event| event.hash),
        });
    }
    known.check.take_row(&read)
}

/// Whether a member signed the row, and it is what was signed. One that nobody signed is void; one that was signed and is
/// another now was changed on the server.
fn signed(known: &Known, row: &Row, whole: bool) -> Result<(), Trouble> {
    let Some(member) = known.members.by_id(row.signer) else {
        return void("who signed it is not a member");
    };
    if let MemberState::Revoked { .. } = member.state {
        return void(format!("{} was no longer a member", member.name));
    }
    let claim = row.signed_by(&member.key);
    let proven = known.check.is_proven(&claim.key, &claim.message, &claim.signature);
    match (proven || row.is_signed_with(&member.key), whole) {
        (true, true) => Ok(()),
        (true, false) => Err(Trouble::Store(HomeError::OtherHistory { n: row.n }.into())),
        (false, _) => void("its signature is not that of its signer"),
    }
}

impl Store {
    /// Whether a signed append covers every event; those that came from another record are before the append that says so.
    fn covered(&self, added: &Added) -> Result<(), Trouble> {
        for (stream, (first, last)) in &added.events {
            let appends = added.appends.iter().map(|append| &append.appending);
            let mut appends: Vec<_> = appends.filter(|append| append.stream == *stream).collect();
            appends.sort_by_key(|append| append.first);
            let Some(begins) = appends.first().map(|append| append.first) else {
                return void(format!("events of {stream} are not signed"));
            };
            let mut next = begins;
            for append in appends {
                if append.first != next {
                    return void(format!("event {next} of {stream} is not signed"));
                }
                next = append.first.saturating_add(append.count);
            }
            let seq = i64::try_from(begins).unwrap_or(i64::MAX);
            let imported = begins > *first
                && *first == 1
                && came_from_another_record(&self.event(Stream::named(stream), seq)?.event.what);
            if next != last + 1 || (begins != *first && !imported) {
                return void(format!("not every event of {stream} is signed"));
            }
        }
        let unknown = |append: &SignedAppend| !added.events.contains_key(&append.appending.stream);
        match added.appends.iter().any(unknown) {
            true => void("it signs events that it does not have"),
            false => Ok(()),
        }
    }

    /// Holds a record that was moved here against itself, and its rows against whoever moved it.
    fn check_moved(&self, rows: &[Row]) -> Result<(), StoreError> {
        let found = self.members()?;
        let owner = |row: &Row| {
            let member = found.by_id(row.signer);
            member.is_some_and(|member| row.is_signed_with(&member.key))
        };
        if let Some(row) = rows.iter().find(|row| !owner(row)) {
            return Err(HomeError::OtherHistory { n: row.n }.into());
        }
        Ok(())
    }
}
