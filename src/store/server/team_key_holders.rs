//! Who has the keys of the team: handed to whoever comes in, replaced when somebody is taken out. Which key counts is
//! announced in the log (`announced`); what is wrapped for a member is the same whoever wraps it, so that each machine can
//! tell whether it is there.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Transaction, TransactionBehavior};
use secrecy::SecretString;

use super::address::{AskPassword, HomeAddress};
use super::calls::{KeyChanges, Sent, WrappedKey};
use super::error::HomeError;
use super::kept_locally;
use super::kept_locally::{Keeping, Kept, Stage};
use super::log_part;
use super::parcel::{Change, Parcel};
use super::row::HomeId;
use super::send::{Place, sealed};
use super::shared::{Shared, link};
use super::wrapped_team_keys::Handed;
use crate::core::ids::Sha256Digest;
use crate::core::member::{Member, MemberId, Members};
use crate::core::time::WallTime;
use crate::store::files::Links;
use crate::store::header::Header;
use crate::store::keys::{CircleKey, Drawn, Invitee, RecordTag};
use crate::store::random::random;
use crate::store::signing::proven_members::ProvenMembers;
use crate::store::staging::{NewFiles, Purpose, Staging};
use crate::store::{Access, DATABASE, HEADER, InvitationFile, KeyRefusal, Store, StoreError};
use crate::store::{database, sql};

/// The keys of a team, wrapped for members.
pub(super) fn wrapped(
    (home, record): (HomeId, &RecordTag),
    keys: &[CircleKey],
    members: &ProvenMembers,
) -> Result<Vec<WrappedKey>, StoreError> {
    let mut all = Vec::new();
    for key in keys {
        for member in members.in_header() {
            all.push(wrapped_for((home, record), key, member)?);
        }
    }
    Ok(all)
}

fn wrapped_for(
    (home, record): (HomeId, &RecordTag),
    key: &CircleKey,
    member: &Member,
) -> Result<WrappedKey, StoreError> {
    Ok(WrappedKey {
        home,
        epoch: key.epoch,
        holder: member.id,
        wrapped: key.wrap(record, &member.id, &member.recipient)?,
    })
}

impl Store {
    /// Hands the keys of the team to members who do not have them, and announces another one where somebody has the newest
    /// who is no member any more. Nothing where the record is not shared.
    ///
    /// # Errors
    /// [`HomeError::Late`] where the log has grown since this machine looked; where the server cannot be reached.
    pub fn settle_team_keys(&self) -> Result<(), StoreError> {
        let Some(shared) = &self.shared else {
            return Ok(());
        };
        self.fetch_keys(shared)?;
        let Some(kept) = Kept::read(&self.connection)?.filter(|kept| kept.stage == Stage::Shared) else {
            return Ok(());
        };
        let members = self.proven_members()?;
        let there = shared.reached()?.link.lock().all_keys()?;
        self.hand_out_missing(shared, &kept, (&members, &there))?;
        let left = kept.announced.has_anybody_left(&members);
        match left.unwrap_or_else(|| has_newest(&kept, &members, &there)) {
            true => self.announce_another_key(shared),
            false => Ok(()),
        }
    }

    /// Hands out keys that are not on the server as they should be, whatever else is there in their place.
    fn hand_out_missing(
        &self,
        shared: &Shared,
        kept: &Kept,
        (members, there): (&ProvenMembers, &[WrappedKey]),
    ) -> Result<(), StoreError> {
        let place = (shared.log.home, &shared.log.record);
        let seen = |key: &WrappedKey| (key.epoch, key.holder, Sha256Digest::of(&key.wrapped));
        let there: BTreeSet<(u32, MemberId, Sha256Digest)> = there.iter().map(seen).collect();
        let before = Handed::read(&self.connection)?;
        let (mut handed, mut missing) = (before.clone(), Vec::new());
        for key in kept.keys() {
            for member in members.in_header() {
                let known = before.of(key.epoch, member);
                if known.is_some_and(|known| there.contains(&(key.epoch, member.id, known))) {
                    continue;
                }
                let wrapped = wrapped_for(place, &key, member)?;
                handed.add(member, &wrapped);
                if !there.contains(&seen(&wrapped)) {
                    missing.push(wrapped);
                }
            }
        }
        if !missing.is_empty() {
            shared.link.lock().hand_out(&missing)?;
        }
        match handed == before {
            true => Ok(()),
            false => handed.write(&self.connection),
        }
    }

    /// Announces another key of the team, and hands it to everybody who is in the record now, in one transaction on the server:
    /// whoever reads of it has it, and of two who announce one at once, one is late and decides anew.
    fn announce_another_key(&self, shared: &Shared) -> Result<(), StoreError> {
        let signing = self.signing();
        let (_, signer) = signing.ok_or(HomeError::NotWhileShared("its format is the first"))?;
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        let mut kept = Kept::read(&transaction)?.ok_or(HomeError::NotShared)?;
        let members = self.proven_members()?;
        let log = &shared.log;
        let key = CircleKey::fresh(kept.newest_epoch().max(kept_locally::newest_epoch(&transaction)?) + 1)?;
        let told = (key.epoch, key.commitment(&log.record));
        let change = Change::TeamKey {
            epoch: told.0,
            commitment: told.1,
        };
        let parcel = Parcel::Recorded { changes: vec![change] };
        let place = Place {
            log,
            head: kept_locally::head(&transaction)?,
            id: random()?,
        };
        let row = sealed(&kept, place, &signer, &parcel)?;
        let keys = KeyChanges {
            handed: wrapped((log.home, &log.record), std::slice::from_ref(&key), &members)?,
            ..KeyChanges::default()
        };
        if shared.reached()?.link.lock().append(&row, &keys)? == Sent::Unconfirmed {
            self.warnings.unconfirmed();
        }
        kept.announce(told, &members, &log.record);
        kept.add(&key);
        kept.write(&transaction)?;
        kept_locally::put(&transaction, &row, (None, Keeping::Whole))?;
        transaction.commit().map_err(sql("commit"))
    }
}

/// Whether somebody who was taken out was handed the newest key, where keys are not announced yet.
fn has_newest(kept: &Kept, members: &Members, there: &[WrappedKey]) -> bool {
    let newest = kept.newest_epoch();
    let out = |holder: &MemberId| {
        let member = members.by_id(*holder);
        member.is_some_and(|member| members.in_header().all(|present| present.id != member.id))
    };
    there.iter().any(|key| key.epoch == newest && out(&key.holder))
}

/// Somebody who was invited to a shared record, with what opens it.
pub struct Newcomer<'a> {
    pub invitation: &'a InvitationFile,
    pub code: &'a SecretString,
    pub passphrase: &'a SecretString,
}

impl Store {
    /// Sets up this machine's copy of a shared record in an empty folder. Nothing of it has come in yet; where it does not,
    /// the copy is taken away again with what this gives.
    ///
    /// # Errors
    /// [`HomeError::NotInvited`] where the invitation opens nothing on this server; the folder is as it was then.
    pub fn join_home(
        folder: &Path,
        newcomer: &Newcomer<'_>,
        (address, ask): (&HomeAddress, AskPassword),
        at: WallTime,
    ) -> Result<NewFiles, StoreError> {
        let invitee = newcomer
            .invitation
            .invitee(newcomer.code)
            .ok_or(KeyRefusal::NoInvitation)?;
        let kept = found(&invitee, address, ask)?;
        let staging = Staging::begin(folder, Purpose::Record)?;
        let Drawn { envelope, candidate } = invitee.draw(newcomer.passphrase, at)?;
        let made = database::create(&staging.path(DATABASE), &candidate)?;
        Header::second(envelope).write(&staging.path(HEADER))?;
        kept.write(&made.connection)?;
        log_part::begin(&made.connection, 0)?;
        database::fold_in(&made.connection)?;
        let closed = made.connection.close();
        closed.map_err(|(_, error)| sql("finish its files")(error))?;
        let settled = staging.settle()?;
        settled.or_take_away(|| {
            let opened = database::open(&folder.join(DATABASE), &candidate)?;
            let store = Store::of(folder, opened, Access::Write);
            store.look_at_header(&Header::read(&folder.join(HEADER), Links::Followed)?)?;
            store.note_generation();
            Ok(())
        })?;
        Ok(settled)
    }
}

/// The log on the server whose keys were wrapped for an invitation. Which of them count is seen as its rows come in: anybody can
/// wrap something for somebody.
fn found(invitee: &Invitee, address: &HomeAddress, ask: AskPassword) -> Result<Kept, StoreError> {
    let mut link = link(address, ask)?;
    let wrapped = link.keys_of(invitee.member)?;
    let opened = |key: &WrappedKey| Some((key.home, invitee.circle_key((key.epoch, &key.wrapped))?));
    let opened: Vec<(HomeId, CircleKey)> = wrapped.iter().filter_map(opened).collect();
    // Where the record was moved here twice, the keys that were wrapped last are those of the log in use.
    for (home, _) in opened.iter().rev() {
        link.enter(*home);
        if link.head()?.is_some() {
            let keys = opened.iter().filter(|(of, _)| of == home).map(|(_, key)| key.clone());
            return Ok(Kept::joining(*home, address.clone(), &keys.collect::<Vec<_>>()));
        }
    }
    Err(HomeError::NotInvited.into())
}
