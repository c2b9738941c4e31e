//! The people of the record: who is in, what they may do, and how that changes. Every change is an event of the record's
//! own stream, signed by whoever made it.

use std::collections::BTreeSet;

use chrono::SubsecRound as _;

use super::log::line_of;
use super::{Done, Record, RecordError};
use crate::core::event::{Event, What};
use crate::core::member::event::{Founding, MemberEvent};
use crate::core::member::needs::needed;
use crate::core::member::{Member, MemberRole, MemberState, Members, Permission, Rights};
use crate::core::refusal::Refusal;
use crate::core::sign_off::same_person;
use crate::core::time::WallTime;
use crate::store::transaction::Writing;
use crate::store::{Actor, Batch, KeyRefusal, LineOutcome, Store, StoreError, Stream};

impl Record {
    /// Everybody who is or was in the record, with their verifying keys.
    ///
    /// # Errors
    /// What the store says.
    pub fn members(&self) -> Result<Members, RecordError> {
        Ok(self.store.members()?)
    }

    /// The member whose secret opened the record; `None` where it has no members.
    ///
    /// # Errors
    /// What the store says.
    pub fn member(&self) -> Result<Option<Member>, RecordError> {
        let Some(half) = self.store.public_half() else {
            return Ok(None);
        };
        Ok(self.members()?.by_id(half.member).cloned())
    }

    /// What whoever opened the record may do now, in the record as a whole or in an incident, by its UUID.
    ///
    /// # Errors
    /// What the store says.
    pub fn rights(&self, incident: Option<&str>, now: WallTime) -> Result<Rights, RecordError> {
        Ok(match self.store.public_half() {
            None => Rights::NoMembers,
            Some(half) => Rights::of(&self.members()?, half.member, incident, now),
        })
    }

    /// Asks for a permission. Where it is there only because it was lent, the log says that it was used.
    ///
    /// # Errors
    /// A refusal, which the log tells.
    pub fn need(&self, permission: Permission, incident: Option<&str>, now: WallTime) -> Result<(), RecordError> {
        self.now.set(now);
        let rights = self.rights(incident, now)?;
        if let Err(lack) = rights.need(permission) {
            self.note_done(now, "permission", permission.code(), LineOutcome::Refused);
            return Err(Refusal::new(lack.to_string(), lack.remedy()).into());
        }
        if rights.is_lent(permission) {
            let target = format!("{} {permission}", incident.unwrap_or("record"));
            self.note(now, "grant.use", &target, LineOutcome::Ok)?;
        }
        Ok(())
    }

    /// Says in the log where something was recorded on a permission that was lent.
    pub(super) fn note_lent(&self, done: &Done, now: WallTime) -> Result<(), RecordError> {
        let incident = &done.loaded.incident;
        let rights = self.rights(Some(&incident.id), now)?;
        let needed = done.events.iter().filter_map(|event| needed(&event.what));
        let lent: BTreeSet<Permission> = needed.filter(|permission| rights.is_lent(*permission)).collect();
        for permission in lent {
            self.note_done(
                now,
                "grant.use",
                &format!("{} {permission}", incident.code),
                LineOutcome::Ok,
            );
        }
        Ok(())
    }
}

/// Makes the one holder of a record its first member, where it has none and may have some.
pub(super) fn found(store: &Store, actor: &Actor, now: WallTime) -> Result<(), StoreError> {
    let Some(half) = store.public_half() else {
        return Ok(());
    };
    if store.members()?.founding().is_some() || !store.may_have_members()? {
        return Ok(());
    }
    store.write(|writing| {
        if writing.members()?.founding().is_some() {
            return Ok(());
        }
        let founding = Founding {
            member: half.member,
            name: actor.name.clone(),
            roles: MemberRole::FOUNDER.to_vec(),
            key: half.key,
            recipient: half.recipient,
            before: writing.events_before()?,
            erasures_recorded: store.erased_events()?.is_empty(),
        };
        tell(writing, actor, MemberEvent::Founded(founding), now)
    })
}

/// Records what happened to the members.
pub(super) fn tell<E: From<StoreError>>(
    writing: &Writing<'_>,
    actor: &Actor,
    what: MemberEvent,
    now: WallTime,
) -> Result<(), E> {
    let known = writing.members()?.seq;
    let event = Event {
        seq: known + 1,
        recorded_at: now.at().trunc_subsecs(3),
        wall_at: None,
        acted_at: None,
        actor: actor.name.clone(),
        session: actor.session.clone(),
        what: What::Members(what),
    };
    let stream = Stream::Members;
    let audit = line_of(actor, &event, stream, "record");
    writing.append(&Batch {
        stream,
        expected: known,
        events: &[event],
        audit: &[audit],
        ..Batch::default()
    })?;
    Ok(())
}

impl Record {
    /// Holds the name that was asked for against the one that the key proves, where the record has several members.
    ///
    /// # Errors
    /// A refusal: the secret is somebody else's.
    pub fn goes_by(&mut self, named: &str, now: WallTime) -> Result<(), RecordError> {
        let several = self.members()?.founding().is_some() && self.members()?.alone().is_none();
        if !several || same_person(named, &self.actor.name) || self.is_named(named)? {
            return Ok(());
        }
        self.note_done(now, "record.unlock", "record", LineOutcome::Refused);
        let message = format!("what opened the record belongs to {}, not to {named}", self.actor.name);
        Err(Refusal::new(message, "each member opens the record with a secret of their own").into())
    }

    fn is_named(&self, named: &str) -> Result<bool, RecordError> {
        Ok(self.member()?.is_some_and(|member| member.id.to_string() == named))
    }

    /// Whoever gave no name and is alone in the record goes by the name that it has for them.
    pub(super) fn name_lone_member(&mut self) -> Result<(), RecordError> {
        if self.actor.name == Actor::UNNAMED {
            self.goes_by_lone_member()?;
        }
        Ok(())
    }

    /// Whoever is in alone and typed no name goes by the one that the record knows: a login is often no name.
    ///
    /// # Errors
    /// What the database says.
    pub fn goes_by_lone_member(&mut self) -> Result<(), RecordError> {
        if let Some(member) = self.members()?.alone() {
            self.actor.name.clone_from(&member.name);
        }
        Ok(())
    }

    /// Finds out who opened the record, and does what only that person can do. With a single member, the name that was
    /// typed counts; with several, everybody goes by their own. A join is recorded first, because it makes the person a
    /// member. Somebody who was revoked is refused before any key is handed out. Holds and erasures of an earlier
    /// firebell are taken over last, because they are signed under the name that is known by then.
    pub(super) fn begin_as_member(&mut self, now: WallTime) -> Result<(), RecordError> {
        if self.can_write() && self.store.can_share() {
            found(&self.store, &self.actor, now)?;
            self.finish_join(now)?;
        }
        let members = self.members()?;
        let member = self.member()?;
        if let Some(MemberState::Revoked { .. }) = member.as_ref().map(|member| member.state) {
            self.note_done(now, "record.unlock", "record", LineOutcome::Refused);
            return Err(StoreError::Key(KeyRefusal::Revoked).into());
        }
        if self.can_write() {
            // Where taking somebody out was cut off, the header still has a place for them.
            match self.store.drop_former_members() {
                Ok(false) => {}
                Ok(true) => self.note_done(now, "member.drop", "record", LineOutcome::Ok),
                Err(_) => self.note_done(now, "member.drop", "record", LineOutcome::Failed),
            }
        }
        if self.can_write() && self.store.can_share() {
            let shared = self.share_keys(now).and_then(|()| self.settle_team_keys(now));
            self.unless_away(shared)?;
        }
        if let (Some(member), None) = (member, members.alone()) {
            self.actor.name = member.name;
            if self.can_write() && self.store.can_share() {
                let ended = self.end_expired(now);
                self.unless_away(ended)?;
            }
        }
        // In the name of whoever signs it.
        if self.can_write() && self.store.can_share() {
            let taken_over = self.take_over_holds(now).and_then(|()| self.take_over_erasures(now));
            self.unless_away(taken_over)?;
        }
        Ok(())
    }

    /// What is done besides when a record is opened is done the next time where the team's server goes away meanwhile. Where
    /// nothing proves who may have keys, they are handed to nobody, and the record opens so that it can be looked into.
    fn unless_away(&self, done: Result<(), RecordError>) -> Result<(), RecordError> {
        match done {
            Err(RecordError::Store(why @ StoreError::NotProven { .. })) => {
                self.store.warnings().not_handed_out(&why);
                Ok(())
            }
            Err(RecordError::Store(StoreError::Home(why))) if why.lets_wait() && self.store.is_complete()? => {
                self.go_away(why);
                Ok(())
            }
            done => done,
        }
    }
}
