//! The members of a record, as its own stream tells them.

use super::event::{Founding, Grant, MemberEvent};
use super::permissions_by_role::MemberRole;
use super::public_key::{MemberId, RecipientKey, VerifyingKey};
use crate::core::event::{Event, What};
use crate::core::sign_off::same_person;
use crate::core::time::WallTime;

/// Somebody in a record, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    pub roles: Vec<MemberRole>,
    /// The key that signatures are verified with: that of the invitation until it is accepted.
    pub key: VerifyingKey,
    /// The key that others seal to.
    pub recipient: RecipientKey,
    pub state: MemberState,
}

/// Where a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    Invited { until: WallTime },
    Active,
    Revoked { at: WallTime },
}

impl Member {
    pub fn is_active(&self) -> bool {
        match self.state {
            MemberState::Active => true,
            MemberState::Invited { .. } | MemberState::Revoked { .. } => false,
        }
    }

    pub fn is_owner(&self) -> bool {
        self.roles.contains(&MemberRole::Owner)
    }
}

/// A grant, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lent {
    pub grant: Grant,
    /// Nobody ended it yet; whether its time is over is another question.
    pub open: bool,
}

impl Lent {
    /// Whether it holds at a moment.
    pub fn holds(&self, at: WallTime) -> bool {
        self.open && at < self.grant.until
    }
}

/// Everybody who is or was in a record, with their verifying keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    all: Vec<Member>,
    grants: Vec<Lent>,
    founding: Option<Founding>,
    /// Number of the last event.
    pub seq: u64,
}

impl Members {
    /// Folds the record's own stream.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e Event>) -> Members {
        let mut members = Members::default();
        for event in events {
            members.take(event);
        }
        members
    }

    /// Takes one more event in.
    pub fn take(&mut self, event: &Event) {
        self.seq = event.seq;
        if let What::Members(change) = &event.what {
            self.apply(change, event.wall());
        }
    }

    fn apply(&mut self, change: &MemberEvent, at: WallTime) {
        match change {
            MemberEvent::Founded(founding) => {
                self.all.push(Member {
                    id: founding.member,
                    name: founding.name.clone(),
                    roles: founding.roles.clone(),
                    key: founding.key,
                    recipient: founding.recipient,
                    state: MemberState::Active,
                });
                self.founding.get_or_insert_with(|| founding.clone());
            }
            MemberEvent::Invited(invitation) => self.all.push(Member {
                id: invitation.member,
                name: invitation.name.clone(),
                roles: invitation.roles.clone(),
                key: invitation.key,
                recipient: invitation.recipient,
                state: MemberState::Invited {
                    until: invitation.until,
                },
            }),
            MemberEvent::Joined(joining) => {
                if let Some(member) = self.changed(joining.member) {
                    (member.key, member.recipient) = (joining.key, joining.recipient);
                    member.state = MemberState::Active;
                }
            }
            MemberEvent::RolesGiven(given) => {
                if let Some(member) = self.changed(given.member) {
                    member.roles.clone_from(&given.roles);
                }
            }
            MemberEvent::Revoked(revocation) => {
                if let Some(member) = self.changed(revocation.member) {
                    member.state = MemberState::Revoked { at };
                }
            }
            MemberEvent::GrantGiven(grant) => self.grants.push(Lent {
                grant: grant.clone(),
                open: true,
            }),
            MemberEvent::GrantEnded { grant, .. } => {
                let ended = self.grants.iter_mut().filter(|lent| lent.grant.grant == *grant);
                ended.for_each(|lent| lent.open = false);
            }
        }
    }

    fn changed(&mut self, id: MemberId) -> Option<&mut Member> {
        self.all.iter_mut().find(|member| member.id == id)
    }

    /// Everybody, in the order they came, those who are out as well.
    pub fn all(&self) -> &[Member] {
        &self.all
    }

    pub fn active(&self) -> impl Iterator<Item = &Member> {
        self.all.iter().filter(|member| member.is_active())
    }

    /// Those who have a place in the header: active, or asked in.
    pub fn in_header(&self) -> impl Iterator<Item = &Member> {
        self.all.iter().filter(|member| match member.state {
            MemberState::Active | MemberState::Invited { .. } => true,
            MemberState::Revoked { .. } => false,
        })
    }

    pub fn grants(&self) -> &[Lent] {
        &self.grants
    }

    /// The record's first member, and what was recorded before; `None` where it has no members.
    pub fn founding(&self) -> Option<&Founding> {
        self.founding.as_ref()
    }

    pub fn by_id(&self, id: MemberId) -> Option<&Member> {
        self.all.iter().find(|member| member.id == id)
    }

    /// Somebody who is in, by name as people write it, or by id.
    pub fn named(&self, name: &str) -> Option<&Member> {
        let id = name.parse::<MemberId>().ok();
        self.in_header()
            .find(|member| Some(member.id) == id || same_person(&member.name, name))
    }

    /// The one who is in alone, with nobody to share anything with.
    pub fn alone(&self) -> Option<&Member> {
        let mut active = self.active();
        match (active.next(), active.next()) {
            (Some(member), None) => Some(member),
            (Some(_) | None, _) => None,
        }
    }
}
