//! Which keys of the team count: those that a member who may change who is in the record has told of in the log, by a digest
//! that no other key has. Whatever else somebody wraps for a member is nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::refused_rows::{Trouble, void};
use crate::core::ids::Sha256Digest;
use crate::core::member::public_key::MemberId;
use crate::core::member::{MemberState, Members, Permission, Rights};
use crate::core::time::WallTime;
use crate::store::events::Digest;

/// What the log says of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Announced {
    pub(super) commitment: Sha256Digest,
    /// How many members had been taken out when it was announced: whoever went since has it.
    gone: usize,
}

/// What the log says of the key of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing, since it is of a time before keys were announced.
    Earlier,
    Is(Digest),
    /// Nothing, and it is not of that time.
    Unknown,
}

/// All of it, by the number of the key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Announcements(BTreeMap<u32, Announced>);

fn gone(members: &Members) -> usize {
    let out = |state| match state {
        MemberState::Revoked { .. } => true,
        MemberState::Active | MemberState::Invited { .. } => false,
    };
    members.all().iter().filter(|member| out(member.state)).count()
}

impl Announcements {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn newest(&self) -> Option<u32> {
        self.0.last_key_value().map(|(epoch, _)| *epoch)
    }

    pub(super) fn standing(&self, epoch: u32) -> Standing {
        let first = self.0.first_key_value().map(|(first, _)| *first);
        match (self.0.get(&epoch), first) {
            (Some(announced), _) => Standing::Is(*announced.commitment.bytes()),
            (None, Some(first)) if epoch > first => Standing::Unknown,
            (None, _) => Standing::Earlier,
        }
    }

    /// Whether somebody was taken out since the newest key was announced; `None` where none was.
    pub(super) fn has_anybody_left(&self, members: &Members) -> Option<bool> {
        let (_, newest) = self.0.last_key_value()?;
        Some(gone(members) > newest.gone)
    }

    /// Who was in the record when it was moved here is known only once it has come in.
    pub(super) fn moved_with(&mut self, members: &Members) {
        self.0.values_mut().for_each(|announced| announced.gone = gone(members));
    }

    pub(super) fn add(&mut self, (epoch, commitment): (u32, Digest), members: &Members) {
        let announced = Announced {
            commitment: commitment.into(),
            gone: gone(members),
        };
        self.0.insert(epoch, announced);
    }
}

/// Whether a member may announce a key of that number. Whoever is late with it finds the number taken, and decides anew.
pub(super) fn may_announce(
    (announced, in_rows): (&Announcements, u32),
    (members, signer): (&Members, MemberId),
    epoch: u32,
) -> Result<(), Trouble> {
    // A permission that was lent is for an incident, so that no moment matters.
    let at = WallTime::read(chrono::DateTime::UNIX_EPOCH);
    if let Err(lack) = Rights::of(members, signer, None, at).need(Permission::Members) {
        return void(lack.to_string());
    }
    let fits = match announced.newest() {
        Some(newest) => newest.checked_add(1) == Some(epoch),
        // What is sealed under keys that nobody announced stays as it is.
        None => epoch > in_rows,
    };
    match fits {
        true => Ok(()),
        false => void(format!(
            "it tells of key {epoch} of the team, which is not the next one"
        )),
    }
}
