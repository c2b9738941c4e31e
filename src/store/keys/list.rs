//! The keys of a record as they are listed: what there is, since when, and never a secret.

use super::envelope::{Envelope, FORMAT, Member};
use super::holder::Holder;
use super::slot::{Slot, Way};
use super::tag::{KeyId, SlotId};
use crate::core::coded::coded;
use crate::core::member::public_key::MemberId;
use crate::core::time::WallTime;

/// Every key there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyList {
    /// The form of the header.
    pub format: u32,
    /// The key of the database; in the first format it is made of the passphrase and has no name.
    pub record_key: Option<RecordKeyRow>,
    pub slots: Vec<ListedSlot>,
    /// When the record was taken from the first format, until that is confirmed.
    pub upgraded_at: Option<WallTime>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordKeyRow {
    pub id: KeyId,
    pub made_at: WallTime,
}

/// Something that opens the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSlot {
    pub id: SlotId,
    pub member: MemberId,
    pub kind: SlotKind,
    /// The name of the key at a key service.
    pub key_id: Option<String>,
    pub made_at: WallTime,
    /// Whether it opened the record this time.
    pub opened: bool,
}

coded! {
    /// What opens a slot.
    pub enum SlotKind: "kind of slot" {
        Passphrase = "passphrase",
        Recovery = "recovery" => "recovery code",
        Service = "service" => "key service",
        Keyring = "keyring",
    }
}

impl Way {
    fn kind(&self) -> SlotKind {
        match self {
            Way::Passphrase { .. } => SlotKind::Passphrase,
            Way::Recovery { .. } => SlotKind::Recovery,
            Way::Service { .. } => SlotKind::Service,
            Way::Keyring => SlotKind::Keyring,
        }
    }
}

impl KeyList {
    pub(crate) fn of_first_format() -> KeyList {
        KeyList {
            format: 1,
            record_key: None,
            slots: Vec::new(),
            upgraded_at: None,
        }
    }

    pub(crate) fn of(envelope: &Envelope, holder: &Holder) -> KeyList {
        let of_member = |member: &Member| {
            let id = member.id;
            let listed = move |slot: &Slot| ListedSlot {
                id: slot.id,
                member: id,
                kind: slot.opened_by.kind(),
                key_id: match &slot.opened_by {
                    Way::Service { key_id, .. } => Some(key_id.to_string()),
                    Way::Passphrase { .. } | Way::Recovery { .. } | Way::Keyring => None,
                },
                made_at: slot.made_at,
                opened: Some(slot.id) == holder.slot,
            };
            member.slots.iter().map(listed).collect::<Vec<_>>()
        };
        KeyList {
            format: FORMAT,
            record_key: Some(RecordKeyRow {
                id: envelope.key.id,
                made_at: envelope.key.made_at,
            }),
            slots: envelope.members.iter().flat_map(of_member).collect(),
            upgraded_at: envelope.upgraded_at,
        }
    }
}
