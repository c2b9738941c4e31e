//! What whoever acts may do at one moment. `decide`, the views, the exports and the check of the record ask this.

use super::fold::Members;
use super::permissions_by_role::{MemberRole, Permission};
use super::public_key::MemberId;
use crate::core::refusal::Remedy;
use crate::core::sign_off::same_person;
use crate::core::time::WallTime;

/// What somebody may do, in one incident or in the record as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rights {
    /// The record has no members: whoever opens it may do everything, under any name.
    NoMembers,
    /// There is nobody else: everything may be done, and a second name is a name that somebody typed.
    Alone { name: String },
    Member {
        name: String,
        roles: Vec<MemberRole>,
        /// What was lent for the incident and holds now.
        lent: Vec<Permission>,
    },
    /// Opened the record, and is none of its members, or no longer.
    Stranger,
}

/// A permission that somebody does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{who} may not {}", .permission.words())]
pub struct Lack {
    pub who: String,
    pub permission: Permission,
}

impl Lack {
    /// What can be done about it.
    pub fn remedy(&self) -> Remedy {
        let permission = self.permission;
        Remedy::AskFor { permission }
    }
}

impl Rights {
    /// What a member may do at a moment; `incident` is its UUID.
    pub fn of(members: &Members, member: MemberId, incident: Option<&str>, at: WallTime) -> Rights {
        if members.founding().is_none() {
            return Rights::NoMembers;
        }
        let Some(found) = members.by_id(member).filter(|found| found.is_active()) else {
            return Rights::Stranger;
        };
        if members.alone().is_some() {
            return Rights::Alone {
                name: found.name.clone(),
            };
        }
        let lent = members.grants().iter().filter(|lent| {
            lent.grant.member == member && Some(lent.grant.incident.as_str()) == incident && lent.holds(at)
        });
        Rights::Member {
            name: found.name.clone(),
            roles: found.roles.clone(),
            lent: lent.map(|lent| lent.grant.permission).collect(),
        }
    }

    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Rights::NoMembers | Rights::Alone { .. } => true,
            Rights::Member { roles, lent, .. } => {
                roles.iter().any(|role| role.may(permission)) || lent.contains(&permission)
            }
            Rights::Stranger => false,
        }
    }

    /// # Errors
    /// [`Lack`] where it may not be done.
    pub fn need(&self, permission: Permission) -> Result<(), Lack> {
        match self.may(permission) {
            true => Ok(()),
            false => Err(Lack {
                who: self.name().unwrap_or("somebody who is no member").to_owned(),
                permission,
            }),
        }
    }

    /// Whether a permission is there only because it was lent.
    pub fn is_lent(&self, permission: Permission) -> bool {
        match self {
            Rights::Member { roles, lent, .. } => {
                lent.contains(&permission) && !roles.iter().any(|role| role.may(permission))
            }
            Rights::NoMembers | Rights::Alone { .. } | Rights::Stranger => false,
        }
    }

    /// Whether a name is another one than that of the only member: typed, and proved by nothing.
    pub fn is_second_name(&self, typed: &str) -> bool {
        match self {
            Rights::Alone { name } => !same_person(name, typed),
            Rights::NoMembers | Rights::Member { .. } | Rights::Stranger => false,
        }
    }

    /// How somebody else comes to act.
    pub(crate) fn another(&self) -> Remedy {
        match self {
            Rights::NoMembers | Rights::Alone { .. } => Remedy::AnotherPerson,
            Rights::Member { .. } | Rights::Stranger => Remedy::AnotherMember,
        }
    }

    /// Who it is by the key, where that is known.
    pub fn name(&self) -> Option<&str> {
        match self {
            Rights::Alone { name } | Rights::Member { name, .. } => Some(name),
            Rights::NoMembers | Rights::Stranger => None,
        }
    }
}
