//! Changes among the people of the record: asked in, joined, given roles, lent a permission, taken out.

use std::path::Path;

use chrono::TimeDelta;
use secrecy::{ExposeSecret as _, SecretString};

use super::members::tell;
use super::{LineOutcome, Record, RecordError};
use crate::core::member::event::{Grant, GrantEnd, Invitation, Joining, MemberEvent, Revocation, RolesGiven};
use crate::core::member::{GrantId, Member, MemberRole, NotAdmitted, Permission, admitted};
use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::WallTime;
use crate::store::{Actor, HomeError, InvitationFile, KeyRefusal, Store, StoreError};

/// An invitation that was made: the file and the code go by different ways.
pub struct Invited {
    pub member: Member,
    pub file: InvitationFile,
    pub code: SecretString,
}

impl Invited {
    /// The text of the invitation's file.
    pub fn file_text(&self) -> String {
        let text = serde_json::to_string_pretty(&self.file);
        text.expect("an invitation is names, keys and sealed text, which are always JSON") + "\n"
    }

    /// The code, to be shown once and told by another way than the file.
    pub fn shown_code(&self) -> &str {
        self.code.expose_secret()
    }
}

/// What taking somebody out came to.
#[derive(Debug)]
pub struct RevokedMember {
    pub member: Member,
    /// Whether the record has another key, so that what the member knows opens nothing new. The reason where it has not.
    pub rotated: Result<(), RecordError>,
}

/// A permission to be lent.
#[derive(Debug, Clone, Copy)]
pub struct Lending<'a> {
    /// To whom, by name.
    pub to: &'a str,
    pub permission: Permission,
    /// The code of the incident.
    pub incident: &'a str,
    pub lasts: TimeDelta,
    pub reason: &'a str,
}

fn not_admitted(why: &NotAdmitted) -> RecordError {
    Refusal::new(why.to_string(), Remedy::Members).into()
}

impl Record {
    /// Invites somebody. The invitation can be used once, until it expires. The event is recorded before the header
    /// gets a key for the person: a header never opens the record for somebody the record does not know of.
    ///
    /// # Errors
    /// A refusal by the table of roles, or what the store says.
    pub fn invite(
        &mut self,
        name: &str,
        roles: Vec<MemberRole>,
        lasts: TimeDelta,
        now: WallTime,
    ) -> Result<Invited, RecordError> {
        let new = self.store.draw_invitation()?;
        let invitation = Invitation {
            member: new.half.member,
            name: name.to_owned(),
            roles,
            key: new.half.key,
            recipient: new.half.recipient,
            until: WallTime::read(now.at() + lasts).to_the_second(),
        };
        self.change(MemberEvent::Invited(invitation), now)?;
        self.store.add_member(&new.half)?;
        // On a shared record the invitation opens the team's keys on the server.
        self.settle_team_keys(now)?;
        let member = self.member_in(&new.half.member.to_string())?;
        Ok(Invited {
            member,
            file: new.file,
            code: new.code.text(),
        })
    }

    /// Accepts an invitation: from then on the passphrase opens the record. It is told when it is opened next.
    ///
    /// # Errors
    /// Where invitation and code do not fit, or the passphrase is somebody else's.
    pub fn join(
        folder: &Path,
        invitation: &InvitationFile,
        secrets: (&SecretString, &SecretString),
        now: WallTime,
    ) -> Result<(), RecordError> {
        Ok(Store::join(folder, invitation, secrets, now)?)
    }

    /// Notes in the log that an invitation was refused; the record is not open then. Where there is none there is no log.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note_refused_join(folder: &Path, actor: &Actor, now: WallTime) -> Result<(), RecordError> {
        if !Record::exists(folder) {
            return Ok(());
        }
        Ok(Record::note_outside(
            folder,
            actor,
            now,
            "member.join",
            LineOutcome::Failed,
        )?)
    }

    /// Tells of a join that the header knows already.
    pub(super) fn finish_join(&mut self, now: WallTime) -> Result<(), RecordError> {
        let Some(joins) = self.store.joins()? else {
            return Ok(());
        };
        let joining = Joining {
            member: joins.own.member,
            key: joins.own.key,
            recipient: joins.own.recipient,
            proof: joins.proof,
        };
        let invited = self.members()?.by_id(joining.member).cloned();
        if let Some(invited) = &invited {
            self.actor.name.clone_from(&invited.name);
        }
        let told = invited.is_some_and(|member| member.is_active());
        let actor = self.actor.clone();
        if self.store.is_on_server() {
            self.verify_what_came()?;
            self.store.note_join_told(true)?;
        }
        let mut tries = 0;
        let joined = loop {
            let joined = self.store.write_join(|writing| match told {
                true => Ok(()),
                false => tell(writing, &actor, MemberEvent::Joined(joining.clone()), now),
            });
            match joined {
                Err(RecordError::Store(error)) if error.is_late() && tries < 3 => {
                    tries += 1;
                    if let Err(error) = self.look_again(tries, now) {
                        break Err(error);
                    }
                }
                joined => break joined,
            }
        };
        self.store.let_go_of_home();
        if let Err(RecordError::Store(why)) = &joined
            && !matches!(
                why,
                StoreError::Home(HomeError::Unanswered) | StoreError::NotKeptHere(_)
            )
        {
            self.store.note_join_told(false)?;
        }
        joined
    }

    /// Whoever joins believes nothing that nobody signed: it is looked at before they are in it.
    fn verify_what_came(&self) -> Result<(), RecordError> {
        let found = self.verify_signatures()?;
        match found.and_then(|proof| proof.findings.into_iter().next()) {
            None => Ok(()),
            Some(why) => Err(StoreError::NotProven {
                about: "what came from the server",
                why,
            }
            .into()),
        }
    }

    /// Gives a member the roles they have from now on.
    ///
    /// # Errors
    /// As [`Record::invite`].
    pub fn give_roles(&mut self, name: &str, roles: Vec<MemberRole>, now: WallTime) -> Result<Member, RecordError> {
        let member = self.member_in(name)?.id;
        self.change(MemberEvent::RolesGiven(RolesGiven { member, roles }), now)?;
        self.member_in(name)
    }

    /// Takes somebody out, and replaces the record key so that what they know opens nothing new. The event comes first:
    /// from then on nobody accepts what they sign, and if the rest is interrupted, the next member who opens the record
    /// takes their key out of the header (`begin_as_member`).
    ///
    /// # Errors
    /// As [`Record::invite`]. Where the key could not be replaced, the member is out all the same.
    pub fn revoke(
        &mut self,
        name: &str,
        (reason, given_up): (Option<String>, &[String]),
        clock: impl Fn() -> WallTime,
    ) -> Result<RevokedMember, RecordError> {
        let member = self.member_in(name)?;
        self.not_lost_with(&member, given_up)?;
        let revocation = Revocation {
            member: member.id,
            reason,
        };
        self.change(MemberEvent::Revoked(revocation), clock())?;
        self.store.drop_former_members()?;
        self.settle_team_keys(clock())?;
        let rotated = self.rotate_key(clock);
        Ok(RevokedMember { member, rotated })
    }

    /// Refuses to take out whoever alone can open a restricted incident, unless it is given up by its code.
    fn not_lost_with(&self, member: &Member, given_up: &[String]) -> Result<(), RecordError> {
        let lost = self.opened_by_nobody_but(member.id)?;
        let lost: Vec<String> = lost.into_iter().filter(|code| !given_up.contains(code)).collect();
        if lost.is_empty() {
            return Ok(());
        }
        let (name, codes) = (&member.name, lost.join(", "));
        let message = format!("nobody but {name} can open {codes}, and nobody could any more");
        let remedy = Remedy::LetAnotherIn {
            member: name.clone(),
            codes: lost,
        };
        Err(Refusal::new(message, remedy).into())
    }

    /// Lends a permission for an incident and a while.
    ///
    /// # Errors
    /// As [`Record::invite`].
    pub fn lend(&mut self, lending: Lending<'_>, now: WallTime) -> Result<Grant, RecordError> {
        let grant = Grant {
            grant: Store::fresh_grant()?,
            member: self.member_in(lending.to)?.id,
            permission: lending.permission,
            incident: self.load(lending.incident)?.incident.id.to_string(),
            until: WallTime::read(now.at() + lending.lasts).to_the_second(),
            reason: lending.reason.to_owned(),
        };
        self.change(MemberEvent::GrantGiven(grant.clone()), now)?;
        self.share_keys(now)?;
        Ok(grant)
    }

    /// Ends a grant before its time.
    ///
    /// # Errors
    /// As [`Record::invite`].
    pub fn end_grant(&mut self, grant: GrantId, now: WallTime) -> Result<(), RecordError> {
        let because = GrantEnd::Withdrawn;
        self.change(MemberEvent::GrantEnded { grant, because }, now)?;
        self.share_keys(now)
    }

    /// Records the end of grants whose time is over.
    pub(super) fn end_expired(&mut self, now: WallTime) -> Result<(), RecordError> {
        let members = self.members()?;
        let over = members.grants().iter().filter(|lent| lent.open && !lent.holds(now));
        for grant in over.map(|lent| lent.grant.grant) {
            let because = GrantEnd::Expired;
            self.change(MemberEvent::GrantEnded { grant, because }, now)?;
        }
        Ok(())
    }

    /// A member by name or id.
    ///
    /// # Errors
    /// Where nobody is called so.
    pub fn member_in(&self, name: &str) -> Result<Member, RecordError> {
        let members = self.members()?;
        let unknown = || not_admitted(&NotAdmitted::Unknown(name.to_owned()));
        members.named(name).cloned().ok_or_else(unknown)
    }

    /// Records a change, once it is admitted while nobody else can write.
    fn change(&mut self, change: MemberEvent, now: WallTime) -> Result<(), RecordError> {
        let Some(half) = self.store.public_half() else {
            return Err(StoreError::Key(KeyRefusal::FirstFormat).into());
        };
        let changed = self.write(now, |writing| {
            admitted(&writing.members()?, &change, half.member, now).map_err(|why| not_admitted(&why))?;
            tell(writing, &self.actor, change.clone(), now)
        });
        if let Err(RecordError::Refused(_)) = &changed {
            self.note_done(now, change.verb(), &change.about(), LineOutcome::Refused);
        }
        changed
    }
}
