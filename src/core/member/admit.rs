//! Which changes among the members are admitted: asked before one is recorded, and by whoever checks the record later.

use super::acting_rights::Rights;
use super::event::{GrantEnd, Invitation, MemberEvent};
use super::fold::{Member, MemberState, Members};
use super::needs::needed;
use super::permissions_by_role::Permission;
use super::public_key::MemberId;
use crate::core::event::What;
use crate::core::sign_off::{same_person, unnamed};
use crate::core::time::WallTime;

/// Why a change is not admitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    #[error("the record has a first member already")]
    Founded,
    #[error("{0}")]
    Lacks(String),
    #[error("`{0}` names nobody")]
    Unnamed(String),
    #[error("{0} is in the record already, and one person is one member")]
    SamePerson(String),
    #[error("the id {0} was given before")]
    SameId(MemberId),
    #[error("a member needs at least one role")]
    NoRole,
    #[error("unknown member `{0}`")]
    Unknown(String),
    #[error("the invitation was for {0}, or its key is another one")]
    NotInvited(MemberId),
    #[error("the invitation ended {0}")]
    TooLate(String),
    #[error("{0} is the last owner, and a record needs one")]
    LastOwner(String),
    #[error("{} cannot be lent", .0.code())]
    NotLendable(Permission),
    #[error("{0} may not lend what they may not do: {1}")]
    NotTheirs(String, Permission),
    #[error("unknown grant")]
    NoGrant,
    #[error("the grant has time left")]
    NotOver,
}

/// Whether a change may be made by somebody at a moment.
///
/// # Errors
/// [`NotAdmitted`] with the reason.
pub fn admitted(members: &Members, change: &MemberEvent, by: MemberId, at: WallTime) -> Result<(), NotAdmitted> {
    if let MemberEvent::Founded(founding) = change {
        return match members.founding().is_none() && members.all().is_empty() && founding.member == by {
            true => Ok(()),
            false => Err(NotAdmitted::Founded),
        };
    }
    if let MemberEvent::Joined(joining) = change {
        return joined(members, joining.member, by, at);
    }
    let rights = Rights::of(members, by, None, at);
    // What needs no permission of its own (the end of a grant whose time is over) is still for those who are in.
    let permission = needed(&What::Members(change.clone())).unwrap_or(Permission::Read);
    rights
        .need(permission)
        .map_err(|lack| NotAdmitted::Lacks(lack.to_string()))?;
    match change {
        MemberEvent::Founded(_) | MemberEvent::Joined(_) => Ok(()),
        MemberEvent::Invited(invitation) => invited(members, invitation),
        MemberEvent::RolesGiven(given) => {
            if given.roles.is_empty() {
                return Err(NotAdmitted::NoRole);
            }
            let member = present(members, given.member)?;
            let stays = given.roles.contains(&super::permissions_by_role::MemberRole::Owner);
            if stays {
                Ok(())
            } else {
                not_the_last_owner(members, member)
            }
        }
        MemberEvent::Revoked(revocation) => not_the_last_owner(members, present(members, revocation.member)?),
        MemberEvent::GrantGiven(grant) => {
            present(members, grant.member)?;
            if !grant.permission.lendable() {
                return Err(NotAdmitted::NotLendable(grant.permission));
            }
            let giver = Rights::of(members, by, Some(&grant.incident), at);
            match giver.may(grant.permission) || giver.may(Permission::Members) {
                true => Ok(()),
                false => Err(NotAdmitted::NotTheirs(
                    giver.name().unwrap_or_default().to_owned(),
                    grant.permission,
                )),
            }
        }
        MemberEvent::GrantEnded { grant, because } => {
            let lent = members.grants().iter().find(|lent| lent.grant.grant == *grant);
            let lent = lent.filter(|lent| lent.open).ok_or(NotAdmitted::NoGrant)?;
            match because {
                GrantEnd::Expired if at < lent.grant.until => Err(NotAdmitted::NotOver),
                GrantEnd::Withdrawn if !rights.may(Permission::Grant) => Err(NotAdmitted::Lacks(
                    "a grant is withdrawn by whoever may give one".to_owned(),
                )),
                GrantEnd::Expired | GrantEnd::Withdrawn => Ok(()),
            }
        }
    }
}

fn invited(members: &Members, invitation: &Invitation) -> Result<(), NotAdmitted> {
    if unnamed(&invitation.name) {
        return Err(NotAdmitted::Unnamed(invitation.name.clone()));
    }
    if members.by_id(invitation.member).is_some() {
        return Err(NotAdmitted::SameId(invitation.member));
    }
    if invitation.roles.is_empty() {
        return Err(NotAdmitted::NoRole);
    }
    let same = members
        .in_header()
        .find(|member| same_person(&member.name, &invitation.name));
    same.map_or(Ok(()), |member| Err(NotAdmitted::SamePerson(member.name.clone())))
}

fn joined(members: &Members, joining: MemberId, by: MemberId, at: WallTime) -> Result<(), NotAdmitted> {
    let invited = members.by_id(joining).filter(|_| joining == by);
    match invited.map(|member| member.state) {
        Some(MemberState::Invited { until }) if at < until => Ok(()),
        Some(MemberState::Invited { until }) => Err(NotAdmitted::TooLate(until.at().to_rfc3339())),
        Some(MemberState::Active | MemberState::Revoked { .. }) | None => Err(NotAdmitted::NotInvited(joining)),
    }
}

fn present(members: &Members, id: MemberId) -> Result<&Member, NotAdmitted> {
    let mut here = members.in_header();
    here.find(|member| member.id == id)
        .ok_or_else(|| NotAdmitted::Unknown(id.to_string()))
}

fn not_the_last_owner(members: &Members, member: &Member) -> Result<(), NotAdmitted> {
    let mut others = members
        .active()
        .filter(|other| other.id != member.id && other.is_owner());
    match member.is_active() && member.is_owner() && others.next().is_none() {
        true => Err(NotAdmitted::LastOwner(member.name.clone())),
        false => Ok(()),
    }
}
