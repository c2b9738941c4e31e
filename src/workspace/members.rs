//! Changes among the people of the record. What anybody may see may change with them, so that nothing shown before is
//! kept.

use chrono::TimeDelta;

use super::Workspace;
use crate::app::record::{Done, Invited, Lending, NewIncident, RecordError, RevokedMember};
use crate::core::member::event::Grant;
use crate::core::member::{GrantId, Member, MemberRole};
use crate::core::time::WallTime;

impl Workspace {
    /// # Errors
    /// A refusal by the table of roles, or what the store says.
    pub fn invite(
        &mut self,
        name: &str,
        roles: Vec<MemberRole>,
        lasts: TimeDelta,
        now: WallTime,
    ) -> Result<Invited, RecordError> {
        self.record.invite(name, roles, lasts, now)
    }

    /// # Errors
    /// As [`Workspace::invite`].
    pub fn give_roles(&mut self, name: &str, roles: Vec<MemberRole>, now: WallTime) -> Result<Member, RecordError> {
        self.last_shown = None;
        self.record.give_roles(name, roles, now)
    }

    /// # Errors
    /// As [`Workspace::invite`].
    pub fn revoke(
        &mut self,
        name: &str,
        why: (Option<String>, &[String]),
        clock: impl Fn() -> WallTime,
    ) -> Result<RevokedMember, RecordError> {
        self.last_shown = None;
        self.record.revoke(name, why, clock)
    }

    /// # Errors
    /// As [`Workspace::invite`].
    pub fn lend(&mut self, lending: Lending<'_>, now: WallTime) -> Result<Grant, RecordError> {
        self.record.lend(lending, now)
    }

    /// # Errors
    /// As [`Workspace::invite`].
    pub fn end_grant(&mut self, grant: GrantId, now: WallTime) -> Result<(), RecordError> {
        self.last_shown = None;
        self.record.end_grant(grant, now)
    }

    /// # Errors
    /// As [`Workspace::invite`].
    pub fn restrict(&mut self, code: &str, to: &[String], reason: &str, now: WallTime) -> Result<Done, RecordError> {
        self.last_shown = None;
        self.record.restrict(code, to, reason, now)
    }

    /// # Errors
    /// As [`Workspace::invite`].
    pub fn open_restricted(
        &mut self,
        new: NewIncident<'_>,
        to: (&[String], &str),
        now: WallTime,
    ) -> Result<Done, RecordError> {
        self.last_shown = None;
        self.record.open_restricted(new, to, now)
    }

    /// # Errors
    /// As [`Workspace::invite`].
    pub fn end_restriction(&mut self, code: &str, reason: &str, now: WallTime) -> Result<Done, RecordError> {
        self.last_shown = None;
        self.record.end_restriction(code, reason, now)
    }
}
