//! A row that came in, held against the members as they were before it, and written into this machine's copy.

use rusqlite::Transaction;

use super::super::members::members;
use super::super::signature_check::came_from_another_record;
use super::super::signed_log;
use super::super::{Store, StoreError, sql};
use super::applied::{Added, Applying, Trouble, moved, void};
use super::error::HomeError;
use super::kept::{Kept, Stage};
use super::opening::{Opened, Opening};
use super::parcel::{Change, Parcel, Unpacked};
use super::row::Row;
use super::shared::Shared;
use crate::core::ids::Stream;
use crate::core::member::{MemberState, Members};

/// What a row came to.
#[derive(Debug)]
pub(super) enum TakenIn {
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

impl Store {
    /// Takes a row in. What is wrong with it is told by a reason; what is wrong here is an error.
    pub(super) fn take_in_row(
        &self,
        transaction: &Transaction<'_>,
        (kept, shared): (&Kept, &Shared),
        row: &Row,
    ) -> Result<TakenIn, StoreError> {
        let savepoint = |texts: &[&str]| {
            let mut each = texts.iter();
            let done = each.try_for_each(|text| transaction.prepare_cached(text)?.execute([]).map(drop));
            done.map_err(sql("take in what is new"))
        };
        savepoint(&["SAVEPOINT team_row_in"])?;
        match self.try_row(transaction, (kept, shared), row) {
            Ok(taken) => {
                savepoint(&["RELEASE team_row_in"])?;
                Ok(taken)
            }
            Err(Trouble::Void(why)) => {
                savepoint(&["ROLLBACK TO team_row_in", "RELEASE team_row_in"])?;
                Ok(TakenIn::Void(why))
            }
            Err(Trouble::Store(error)) => {
                savepoint(&["ROLLBACK TO team_row_in", "RELEASE team_row_in"])?;
                Err(error)
            }
        }
    }

    fn try_row(
        &self,
        transaction: &Transaction<'_>,
        (kept, shared): (&Kept, &Shared),
        row: &Row,
    ) -> Result<TakenIn, Trouble> {
        let log = &shared.log;
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
        let opening = Opening {
            transaction,
            kept,
            log,
            link: &shared.link,
            ahead: &shared.ahead,
        };
        match (Parcel::unpacked(&text), kept.stage) {
            (Err(Unpacked::Newer), _) => Err(Trouble::Store(HomeError::Newer { n }.into())),
            (Err(Unpacked::Broken), _) => void("it cannot be read"),
            (Ok(Parcel::Moved { changes, last }), Stage::Moving) => {
                let opened = opening.parcel(row, changes)?;
                moved(transaction, &opened.changes)?;
                Ok(match last {
                    true => TakenIn::Complete,
                    false => TakenIn::Nothing,
                })
            }
            (Ok(Parcel::Recorded { changes }), Stage::Shared) => {
                let opened = opening.parcel(row, changes)?;
                self.recorded(transaction, row, opened)
            }
            (Ok(Parcel::Moved { .. } | Parcel::Recorded { .. }), Stage::Moving | Stage::Shared) => {
                void("it does not belong here")
            }
        }
    }

    fn recorded(&self, transaction: &Transaction<'_>, row: &Row, opened: Opened) -> Result<TakenIn, Trouble> {
        let Opened { changes, replaced } = opened;
        let known = members(transaction)?;
        let end = signed_log::end(transaction)?;
        let erases = changes.iter().any(|change| matches!(change, Change::Rewritten { .. }));
        let holds = if erases { self.holds()? } else { Vec::new() };
        let added = Applying::begin(transaction, replaced)?.recorded(&changes, (&known, row.signer))?;
        if added.appends.is_empty() && !known.active().any(|member| member.id == row.signer) {
            return void("who signed it is not a member");
        }
        if added.appends.iter().any(|append| append.appending.signer != row.signer) {
            return void("what it records was signed by somebody else");
        }
        self.covered(&added)?;
        self.take_erasure_in(transaction, (row, &known, &holds), &added)?;
        if let Some(why) = self.check_appends(known, &added.appends, end)? {
            return void(why);
        }
        let erased = added.rewritten.keys().map(|stream| {
            let incident = added.erased.iter().find(|erased| erased.stream == *stream);
            incident.map_or("contacts", |erased| &erased.code).to_owned()
        });
        let erased: Vec<String> = erased.collect();
        let grown: Vec<String> = added.events.into_keys().chain(added.rewritten.into_keys()).collect();
        Ok(match grown.is_empty() {
            true => TakenIn::Nothing,
            false => TakenIn::Streams { grown, erased },
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
                && came_from_another_record(&self.event(Stream::named(stream), seq)?.event.what);
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
