//! Incidents that only some members may read: for all others they are on no list, and cannot be opened.

use std::collections::BTreeSet;

use super::run::Asked;
use super::{Done, Record, RecordError};
use crate::core::event::What;
use crate::core::incident::Incident;
use crate::core::member::{Member, MemberId, Members, Permission};
use crate::core::refusal::Refusal;
use crate::core::time::WallTime;

impl Record {
    /// Lets only these members, and whoever asks, read an incident.
    ///
    /// # Errors
    /// A refusal by the table of roles, an unknown member, or what the store says.
    pub fn restrict(&mut self, code: &str, to: &[String], reason: &str, now: WallTime) -> Result<Done, RecordError> {
        let mut let_in: BTreeSet<MemberId> = self.member()?.map(|member| member.id).into_iter().collect();
        for name in to {
            let_in.insert(self.member_in(name)?.id);
        }
        let to = let_in.into_iter().collect();
        let reason = reason.to_owned();
        self.run_asked(
            code,
            &Asked::Access(Box::new(What::AccessRestricted { to, reason })),
            now,
        )
    }

    /// Ends the restriction of an incident.
    ///
    /// # Errors
    /// As [`Record::restrict`].
    pub fn end_restriction(&mut self, code: &str, reason: &str, now: WallTime) -> Result<Done, RecordError> {
        let reason = reason.to_owned();
        self.run_asked(code, &Asked::Access(Box::new(What::AccessOpened { reason })), now)
    }

    /// Refuses an incident that whoever opened the record may not read.
    pub(super) fn may_see(&self, incident: &Incident) -> Result<(), RecordError> {
        let Some(to) = &incident.restricted_to else {
            return Ok(());
        };
        if self.is_let_in(&self.members()?, to, &incident.id) {
            return Ok(());
        }
        let code = &incident.code;
        Err(Refusal::new(
            format!("{code} is restricted to some members"),
            format!("one of them can lend it for a while: firebell grant NAME read {code}"),
        )
        .into())
    }

    /// The incidents that whoever opened the record may not read, by UUID.
    pub(super) fn hidden(&self) -> Result<BTreeSet<String>, RecordError> {
        let restricted = self.store.restricted()?;
        if restricted.is_empty() {
            return Ok(BTreeSet::new());
        }
        let members = self.members()?;
        let hidden = restricted
            .into_iter()
            .filter(|restricted| !self.is_let_in(&members, &restricted.members, &restricted.stream));
        Ok(hidden.map(|restricted| restricted.stream).collect())
    }

    fn is_let_in(&self, members: &Members, to: &[MemberId], incident: &str) -> bool {
        let Some(half) = self.store.public_half() else {
            return true;
        };
        if members.founding().is_none() || members.alone().is_some() {
            return true;
        }
        // Where nobody is left who may read it, it is the owners'.
        let left = members.active().any(|member| to.contains(&member.id));
        let owner = members.by_id(half.member).is_some_and(Member::is_owner);
        let lent = members.grants().iter().any(|lent| {
            lent.holds(self.now.get())
                && lent.grant.member == half.member
                && lent.grant.incident == incident
                && lent.grant.permission == Permission::Read
        });
        to.contains(&half.member) || lent || (owner && !left)
    }
}
