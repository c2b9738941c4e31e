//! Incidents that only some members may read: for all others they are on no list, and cannot be opened.

use std::collections::BTreeSet;

use super::run::Asked;
use super::{Done, LineOutcome, NewIncident, Record, RecordError};
use crate::core::event::What;
use crate::core::ids::Stream;
use crate::core::incident::Incident;
use crate::core::member::{Member, MemberId, Members, Permission};
use crate::core::time::WallTime;

impl Record {
    /// Lets only these members, and whoever asks, read an incident.
    ///
    /// # Errors
    /// A refusal by the table of roles, an unknown member, or what the store says.
    pub fn restrict(&mut self, code: &str, to: &[String], reason: &str, now: WallTime) -> Result<Done, RecordError> {
        let to = self.let_in_besides(to)?;
        let reason = reason.to_owned();
        self.access_changed(code, What::AccessRestricted { to, reason }, now)
    }

    /// Ends the restriction of an incident.
    ///
    /// # Errors
    /// As [`Record::restrict`].
    pub fn end_restriction(&mut self, code: &str, reason: &str, now: WallTime) -> Result<Done, RecordError> {
        let reason = reason.to_owned();
        self.access_changed(code, What::AccessOpened { reason }, now)
    }

    fn access_changed(&mut self, code: &str, what: What, now: WallTime) -> Result<Done, RecordError> {
        let done = self.run_asked(code, &Asked::Access(Box::new(what)), now)?;
        self.share_keys(now)?;
        if self.store.has_free_pages()? && self.store.compact().is_err() {
            // Somebody reads: what was said in the open stays in free pages until the file is next written anew.
            self.note_done(now, "access.compact", &done.loaded.incident.code, LineOutcome::Failed);
        }
        Ok(done)
    }

    /// Opens an incident that only these members, and whoever asks, may read: nothing of it is ever recorded in the open.
    ///
    /// # Errors
    /// As [`Record::restrict`].
    pub fn open_restricted(
        &mut self,
        new: NewIncident<'_>,
        (to, reason): (&[String], &str),
        now: WallTime,
    ) -> Result<Done, RecordError> {
        let to = self.let_in_besides(to)?;
        let reason = reason.to_owned();
        self.begin(new, vec![What::AccessRestricted { to, reason }], now)
    }

    /// Members by name, and whoever asks.
    fn let_in_besides(&self, names: &[String]) -> Result<Vec<MemberId>, RecordError> {
        let mut let_in: BTreeSet<MemberId> = self.member()?.map(|member| member.id).into_iter().collect();
        for name in names {
            let_in.insert(self.member_in(name)?.id);
        }
        Ok(let_in.into_iter().collect())
    }

    /// Refuses an incident that whoever opened the record may not read, as one that is not there: also that it is there is
    /// not for them.
    pub(super) fn may_see(&self, incident: &Incident, code: &str) -> Result<(), RecordError> {
        let Some(to) = &incident.restricted_to else {
            return Ok(());
        };
        match self.is_let_in(&self.members()?, to, &incident.id) {
            true => Ok(()),
            false => Err(self.no_incident(code)),
        }
    }

    /// The same, before anything of it is read.
    pub(super) fn may_open(&self, stream: Stream<'_>, code: &str) -> Result<(), RecordError> {
        match self.hidden()?.contains(stream.name()) {
            true => Err(self.no_incident(code)),
            false => Ok(()),
        }
    }

    /// Restricted incidents that only this member can open, by code: their keys would go with them.
    pub(super) fn opened_by_nobody_but(&self, member: MemberId) -> Result<Vec<String>, RecordError> {
        let sealed: BTreeSet<String> = self
            .store
            .keys_of_restricted()?
            .into_iter()
            .filter(|key| key.members == [member])
            .map(|key| key.stream)
            .collect();
        Ok(sealed.iter().filter_map(|stream| self.code_of(stream)).collect())
    }

    /// The incidents that whoever opened the record may not read, by UUID.
    pub(super) fn hidden(&self) -> Result<BTreeSet<String>, RecordError> {
        let restricted = self.store.restricted()?;
        if restricted.is_empty() {
            return Ok(BTreeSet::new());
        }
        let members = self.members()?;
        let sealed_from = self.sealed_from()?;
        let hidden = restricted.into_iter().filter(|restricted| {
            sealed_from.contains(&restricted.stream)
                || !self.is_let_in(&members, &restricted.members, &restricted.stream)
        });
        Ok(hidden.map(|restricted| restricted.stream).collect())
    }

    /// Incidents of whose keys whoever opened the record has none.
    fn sealed_from(&self) -> Result<BTreeSet<String>, RecordError> {
        let Some(half) = self.store.public_half() else {
            return Ok(BTreeSet::new());
        };
        let keys = self.store.keys_of_restricted()?;
        let own: BTreeSet<&String> = keys
            .iter()
            .filter(|key| key.members.contains(&half.member))
            .map(|key| &key.stream)
            .collect();
        let others = keys
            .iter()
            .map(|key| &key.stream)
            .filter(|stream| !own.contains(stream));
        Ok(others.cloned().collect())
    }

    fn is_let_in(&self, members: &Members, to: &[MemberId], incident: &str) -> bool {
        let Some(half) = self.store.public_half() else {
            return true;
        };
        if members.founding().is_none() || members.alone().is_some() {
            return true;
        }
        is_let_in((members, to), half.member, incident, self.now.get())
    }
}

/// Whether a member may read an incident that is for some.
pub(super) fn is_let_in(
    (members, to): (&Members, &[MemberId]),
    member: MemberId,
    incident: &str,
    now: WallTime,
) -> bool {
    // Where nobody is left who may read it, it is the owners'.
    let left = members.active().any(|member| to.contains(&member.id));
    let owner = members.by_id(member).is_some_and(Member::is_owner);
    let lent = members.grants().iter().any(|lent| {
        lent.holds(now)
            && lent.grant.member == member
            && lent.grant.incident == incident
            && lent.grant.permission == Permission::Read
    });
    to.contains(&member) || lent || (owner && !left)
}
