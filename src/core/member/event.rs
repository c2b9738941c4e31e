//! What happens to the people of a record.

use serde::{Deserialize, Serialize};

use super::permissions_by_role::{MemberRole, Permission};
use super::public_key::{GrantId, MemberId, RecipientKey, SignatureBytes, VerifyingKey};
use crate::core::coded::coded;
use crate::core::ids::Sha256Digest;
use crate::core::time::WallTime;

/// The first member, who set the record up or was its one holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    pub member: MemberId,
    pub name: String,
    pub roles: Vec<MemberRole>,
    pub key: VerifyingKey,
    pub recipient: RecipientKey,
    /// What was recorded before anybody signed.
    pub before: EventsBefore,
    /// Nothing was erased before, and from here on each erasure is an event of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erasures_recorded: bool,
}

/// The events of a record from before it had members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsBefore {
    pub number: u64,
    /// SHA-256 over the ends of all streams, in order of their names: name, a zero, number and digest of the last event.
    pub ends: Sha256Digest,
}

/// Somebody is asked in. The keys are those of the invitation; joining replaces them by keys that nobody else ever had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub member: MemberId,
    pub name: String,
    pub roles: Vec<MemberRole>,
    pub key: VerifyingKey,
    pub recipient: RecipientKey,
    /// The last moment at which it can be accepted.
    pub until: WallTime,
}

/// Somebody accepted an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    pub member: MemberId,
    pub key: VerifyingKey,
    pub recipient: RecipientKey,
    /// By the new key, over the member, both keys and the record: whoever joins has it.
    pub proof: SignatureBytes,
}

/// A member's roles were set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesGiven {
    pub member: MemberId,
    pub roles: Vec<MemberRole>,
}

/// A member, or somebody who was invited, is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A permission is lent for one incident and a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub grant: GrantId,
    pub member: MemberId,
    pub permission: Permission,
    /// The UUID of the incident.
    pub incident: String,
    pub until: WallTime,
    pub reason: String,
}

coded! {
    /// Why a grant no longer holds.
    pub enum GrantEnd: "end of a grant" {
        /// Its time was over.
        Expired = "expired",
        /// Somebody ended it before.
        Withdrawn = "withdrawn",
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "members", rename_all = "snake_case")]
pub enum MemberEvent {
    Founded(Founding),
    Invited(Invitation),
    Joined(Joining),
    RolesGiven(RolesGiven),
    Revoked(Revocation),
    GrantGiven(Grant),
    GrantEnded { grant: GrantId, because: GrantEnd },
}

impl MemberEvent {
    /// The word in the audit log.
    pub fn verb(&self) -> &'static str {
        match self {
            MemberEvent::Founded(_) => "member.found",
            MemberEvent::Invited(_) => "member.invite",
            MemberEvent::Joined(_) => "member.join",
            MemberEvent::RolesGiven(_) => "member.roles",
            MemberEvent::Revoked(_) => "member.revoke",
            MemberEvent::GrantGiven(_) => "grant.give",
            MemberEvent::GrantEnded { .. } => "grant.end",
        }
    }

    /// Whose event it is in the audit log, which names nobody.
    pub fn about(&self) -> String {
        match self {
            MemberEvent::Founded(founding) => founding.member.to_string(),
            MemberEvent::Invited(invitation) => invitation.member.to_string(),
            MemberEvent::Joined(joining) => joining.member.to_string(),
            MemberEvent::RolesGiven(given) => given.member.to_string(),
            MemberEvent::Revoked(revocation) => revocation.member.to_string(),
            MemberEvent::GrantGiven(grant) => grant.grant.to_string(),
            MemberEvent::GrantEnded { grant, .. } => grant.to_string(),
        }
    }
}
