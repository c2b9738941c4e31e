//! A row that came in, held against the members as they were before it, and written into this machine's copy.

use rusqlite::Transaction;

use super::super::members::members;
use super::super::signed_log;
use super::super::{Store, StoreError, sql};
use super::applied::{Added, Applying, Trouble, moved, void};
use super::error::HomeError;
use super::kept::{Kept, Stage};
use super::parcel::{Change, Parcel, Unpacked};
use super::row::{LogName, Row};
use crate::core::event::{Event, What};
use crate::core::ids::Stream;
use crate::core::member::{MemberState, Members};

/// What a row came to.
#[derive(Debug)]
pub(super) enum TakenIn {
    Nothing,
    /// The last part of a record that was moved.
    Complete,
    /// Events of these streams.
    Streams(Vec<String>),
    /// It carries nothing, for this reason.
    Void(String),
}

impl Store {
    /// Takes a row in. What is wrong with it is told by a reason; what is wrong here is an error.
    pub(super) fn take_in_row(
        &self,
        transaction: &Transaction<'_>,
        (kept, log): (&Kept, &LogName),
        row: &Row,
    ) -> Result<TakenIn, StoreError> {
        let savepoint = |text: &str| transaction.execute_batch(text).map_err(sql("take in what is new"));
        savepoint("SAVEPOINT team_row_in")?;
        match self.try_row(transaction, (kept, log), row) {
            Ok(taken) => {
                savepoint("RELEASE team_row_in")?;
                Ok(taken)
            }
            Err(Trouble::Void(why)) => {
                savepoint("ROLLBACK TO team_row_in; RELEASE team_row_in")?;
                Ok(TakenIn::Void(why))
            }
            Err(Trouble::Store(error)) => {
                savepoint("ROLLBACK TO team_row_in; RELEASE team_row_in")?;
                Err(error)
            }
        }
    }

    fn try_row(
        &self,
        transaction: &Transaction<'_>,
        (kept, log): (&Kept, &LogName),
        row: &Row,
    ) -> Result<TakenIn, Trouble> {
        let whole = row.digest(log) == row.hash;
        match kept.stage {
            Stage::Moving if !whole => return void("it is not what its digest says"),
            Stage::Moving => {}
            Stage::Shared => signed(&members(transaction)?, row, whole)?,
        }
        let n = row.n;
        let Some(key) = kept.key(row.epoch) else {
            let epoch = row.epoch;
            return Err(Trouble::Store(HomeError::NoKey { n, epoch }.into()));
        };
        let Some(text) = key.open(&log.record, &row.id, &row.sealed) else {
            return void("it is sealed under another key");
        };
        match (Parcel::unpacked(&text), kept.stage) {
            (Err(Unpacked::Newer), _) => Err(Trouble::Store(HomeError::Newer { n }.into())),
            (Err(Unpacked::Broken), _) => void("it cannot be read"),
            (Ok(Parcel::Moved { changes, last }), Stage::Moving) => {
                moved(transaction, &changes)?;
                Ok(match last {
                    true => TakenIn::Complete,
                    false => TakenIn::Nothing,
                })
            }
            (Ok(Parcel::Recorded { changes }), Stage::Shared) => self.recorded(transaction, row, &changes),
            (Ok(Parcel::Moved { .. } | Parcel::Recorded { .. }), Stage::Moving | Stage::Shared) => {
                void("it does not belong here")
            }
        }
    }

    fn recorded(&self, transaction: &Transaction<'_>, row: &Row, changes: &[Change]) -> Result<TakenIn, Trouble> {
        let known = members(transaction)?;
        let end = signed_log::end(transaction)?;
        let added = Applying::begin(transaction)?.recorded(changes, (&known, row.signer))?;
        if added.appends.is_empty() && !known.active().any(|member| member.id == row.signer) {
            return void("who signed it is not a member");
        }
        if added.appends.iter().any(|append| append.appending.signer != row.signer) {
            return void("what it records was signed by somebody else");
        }
        self.covered(&added)?;
        if let Some(why) = self.check_appends(known, &added.appends, end)? {
            return void(why);
        }
        Ok(match added.events.is_empty() {
            true => TakenIn::Nothing,
            false => TakenIn::Streams(added.events.into_keys().collect()),
        })
    }

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
                && matches!(
                    self.event(Stream::named(stream), seq)?.event,
                    Event {
                        what: What::Imported { .. },
                        ..
                    }
                );
            if next != last + 1 || (begins != *first && !imported) {
                return void(format!("not every event of {stream} is signed"));
            }
        }
        let unknown = |append: &signed_log::SignedAppend| !added.events.contains_key(&append.appending.stream);
        match added.appends.iter().any(unknown) {
            true => void("it signs events that it does not have"),
            false => Ok(()),
        }
    }
}

/// Whether a member signed the row, and it is what was signed. One that nobody signed is void; one that was signed and is
/// another now was changed on the server.
fn signed(members: &Members, row: &Row, whole: bool) -> Result<(), Trouble> {
    let Some(member) = members.by_id(row.signer) else {
        return void("who signed it is not a member");
    };
    if let MemberState::Revoked { .. } = member.state {
        return void(format!("{} was no longer a member", member.name));
    }
    match (row.is_signed_with(&member.key), whole) {
        (true, true) => Ok(()),
        (true, false) => Err(Trouble::Store(HomeError::OtherHistory { n: row.n }.into())),
        (false, _) => void("its signature is not that of its signer"),
    }
}

impl Store {
    /// Holds a record that was moved here against itself, and its rows against whoever moved it.
    pub(super) fn check_moved(&self, rows: &[Row]) -> Result<(), StoreError> {
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
