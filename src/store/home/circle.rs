//! Who has the keys of the team: handed to whoever comes in, replaced when somebody is taken out.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Transaction, TransactionBehavior};
use secrecy::SecretString;

use super::super::files::Links;
use super::super::header::Header;
use super::super::keys::{CircleKey, Drawn, Invitee, RecordTag};
use super::super::proven::ProvenMembers;
use super::super::staging::{Purpose, Staging};
use super::super::{Access, DATABASE, HEADER, InvitationFile, KeyRefusal, Store, StoreError};
use super::super::{database, sql};
use super::address::{AskPassword, HomeAddress};
use super::error::HomeError;
use super::kept::{Kept, Stage};
use super::link::WrappedKey;
use super::part;
use super::row::HomeId;
use super::shared::link;
use crate::core::member::MemberId;
use crate::core::time::WallTime;

/// The keys of a team, wrapped for members.
pub(super) fn wrapped(
    (home, record): (HomeId, &RecordTag),
    keys: &[CircleKey],
    members: &ProvenMembers,
    who: impl Fn(&MemberId, u32) -> bool,
) -> Result<Vec<WrappedKey>, StoreError> {
    let mut all = Vec::new();
    for key in keys {
        for member in members.in_header().filter(|member| who(&member.id, key.epoch)) {
            all.push(WrappedKey {
                home,
                epoch: key.epoch,
                holder: member.id,
                wrapped: key.wrap(record, &member.id, &member.recipient)?,
            });
        }
    }
    Ok(all)
}

impl Store {
    /// Hands the keys of the team to members who do not have them, and makes another one where somebody has the newest who
    /// is no member any more. Nothing where the record is not shared.
    ///
    /// # Errors
    /// Where the server cannot be reached.
    pub fn settle_team_keys(&self) -> Result<(), StoreError> {
        let Some(shared) = &self.shared else {
            return Ok(());
        };
        self.fetch_keys(shared)?;
        let Some(kept) = Kept::read(&self.connection)? else {
            return Ok(());
        };
        let members = self.proven_members()?;
        let holders: BTreeSet<(u32, MemberId)> = shared.reached()?.link.lock().holders()?.into_iter().collect();
        let mut keys: Vec<CircleKey> = kept.keys().collect();
        let newest = keys.last().map_or(0, |key| key.epoch);
        let present: BTreeSet<MemberId> = members.in_header().map(|member| member.id).collect();
        let left = |(epoch, holder): &(u32, MemberId)| *epoch == newest && !present.contains(holder);
        let fresh = match holders.iter().any(left) {
            true => Some(CircleKey::fresh(newest + 1)?),
            false => None,
        };
        keys.extend(fresh.clone());
        let place = (shared.log.home, &shared.log.record);
        let missing = wrapped(place, &keys, &members, |id, epoch| !holders.contains(&(epoch, *id)))?;
        if !missing.is_empty() {
            shared.link.lock().hand_out(&missing)?;
        }
        // Only once the others can open what is sealed under it.
        match fresh {
            Some(key) => self.keep_team_key(&key),
            None => Ok(()),
        }
    }

    fn keep_team_key(&self, key: &CircleKey) -> Result<(), StoreError> {
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(sql("begin"))?;
        if let Some(mut kept) = Kept::read(&transaction)? {
            kept.add(key);
            kept.write(&transaction)?;
        }
        transaction.commit().map_err(sql("commit"))
    }
}

/// Somebody who was invited to a shared record, with what opens it.
pub struct Newcomer<'a> {
    pub invitation: &'a InvitationFile,
    pub code: &'a SecretString,
    pub passphrase: &'a SecretString,
}

impl Store {
    /// Sets up this machine's copy of a shared record in an empty folder. Nothing of it has come in yet.
    ///
    /// # Errors
    /// [`HomeError::NotInvited`] where the invitation opens nothing on this server; the folder is as it was then.
    pub fn join_home(
        folder: &Path,
        newcomer: &Newcomer<'_>,
        (address, ask): (&HomeAddress, AskPassword),
        at: WallTime,
    ) -> Result<(), StoreError> {
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
        part::begin(&made.connection, 0)?;
        database::fold_in(&made.connection)?;
        let closed = made.connection.close();
        closed.map_err(|(_, error)| sql("finish its files")(error))?;
        staging.settle()?;
        let opened = database::open(&folder.join(DATABASE), &candidate)?;
        let store = Store::of(folder, opened, Access::Write);
        store.look_at_header(&Header::read(&folder.join(HEADER), Links::Followed)?)?;
        store.note_generation();
        Ok(())
    }
}

/// The log on the server whose keys were wrapped for an invitation.
fn found(invitee: &Invitee, address: &HomeAddress, ask: AskPassword) -> Result<Kept, StoreError> {
    let mut link = link(address, ask)?;
    let wrapped = link.keys_of(invitee.member)?;
    let opened = |key: &WrappedKey| Some((key.home, invitee.circle_key((key.epoch, &key.wrapped))?));
    let opened: Vec<(HomeId, CircleKey)> = wrapped.iter().filter_map(opened).collect();
    // Where the record was moved here twice, the keys that were wrapped last are those of the log in use.
    let home = opened.last().ok_or(HomeError::NotInvited)?.0;
    let keys = opened.into_iter().filter(|(of, _)| *of == home).map(|(_, key)| key);
    let keys: Vec<CircleKey> = keys.collect();
    Ok(Kept::new(home, address.clone(), Stage::Moving, &keys))
}
