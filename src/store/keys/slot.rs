//! A slot: a member's identity, sealed under one thing that opens it.

use std::cell::RefCell;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::cipher::{self, ADDED, random_key};
use super::database_key::{Kdf, RawKey, Salt};
use super::hex_bytes::hex_bytes;
use super::identity::Identity;
use super::recovery::RecoveryCode;
use super::service::{ServiceKeyName, ServiceWrapped};
use super::tag::SlotId;
use crate::core::member::public_key::MemberId;
use crate::core::time::WallTime;
use crate::store::StoreError;

hex_bytes!(
    /// An identity under the key of a slot.
    Sealed,
    ADDED + 32
);

/// What opens a record.
#[derive(Clone, Copy)]
pub enum Unlock<'a> {
    /// Typed by a person, or read from where a person put it: a passphrase, or a recovery code.
    Passphrase(&'a SecretString),
    /// Kept by a key service or a keyring.
    Key(&'a SlotKey),
}

// Without the secret.
impl std::fmt::Debug for Unlock<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Unlock::Passphrase(_) => "Passphrase",
            Unlock::Key(_) => "Key",
        })
    }
}

impl<'a> From<&'a SecretString> for Unlock<'a> {
    fn from(secret: &'a SecretString) -> Unlock<'a> {
        Unlock::Passphrase(secret)
    }
}

/// A key of a slot that no person knows: a key service or a keyring keeps it.
pub struct SlotKey(RawKey);

impl SlotKey {
    /// A new one.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn fresh() -> Result<SlotKey, StoreError> {
        random_key().map(SlotKey)
    }

    /// As a service is handed it: 64 hexadecimal digits, which pass through every tool.
    pub fn text(&self) -> SecretString {
        SecretString::from(Zeroizing::new(hex::encode(self.0.as_slice())).as_str())
    }

    /// Reads what a service handed back; `None` where it is something else.
    pub fn read(text: &SecretString) -> Option<SlotKey> {
        let read = RawKey::made(|key| hex::decode_to_slice(text.expose_secret().trim(), key));
        read.ok().map(SlotKey)
    }
}

/// What opens a slot, as far as the header tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Way {
    Passphrase {
        kdf: Kdf,
    },
    Recovery {
        salt: Salt,
    },
    Service {
        key_id: ServiceKeyName,
        wrapped: ServiceWrapped,
    },
    Keyring,
}

/// Something that is to open a member's identity from now on.
pub enum NewSlot<'a> {
    Passphrase(&'a SecretString),
    Recovery(&'a RecoveryCode),
    Service {
        key_id: ServiceKeyName,
        wrapped: ServiceWrapped,
        key: &'a SlotKey,
    },
    Keyring(&'a SlotKey),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub(super) id: SlotId,
    pub(super) made_at: WallTime,
    pub(super) opened_by: Way,
    sealed: Sealed,
}

fn place<'p>(member: &'p MemberId, slot: &'p SlotId) -> [&'p [u8]; 3] {
    [b"firebell 2 slot", member.bytes(), slot.bytes()]
}

impl Slot {
    /// Seals an identity in a new slot.
    pub(super) fn new(
        new: &NewSlot<'_>,
        shared: Option<&Kdf>,
        (member, identity): (&MemberId, &Identity),
        at: WallTime,
    ) -> Result<Slot, StoreError> {
        let id = SlotId::fresh()?;
        let (opened_by, key) = Slot::way(new, shared)?;
        let sealed = cipher::seal(&key, &place(member, &id), identity.0.as_slice())?;
        let sealed = Sealed::try_of(sealed)?;
        Ok(Slot {
            id,
            made_at: at.to_the_second(),
            opened_by,
            sealed,
        })
    }

    fn way(new: &NewSlot<'_>, shared: Option<&Kdf>) -> Result<(Way, RawKey), StoreError> {
        Ok(match new {
            NewSlot::Passphrase(secret) => {
                let kdf = shared.cloned().map_or_else(Kdf::fresh, Ok)?;
                let key = kdf.of_composed(secret)?;
                (Way::Passphrase { kdf }, key)
            }
            NewSlot::Recovery(code) => {
                let salt = Salt::fresh()?;
                let key = code.key(salt.bytes());
                (Way::Recovery { salt }, key)
            }
            NewSlot::Service { key_id, wrapped, key } => {
                let (key_id, wrapped) = (key_id.clone(), wrapped.clone());
                (Way::Service { key_id, wrapped }, key.0.clone())
            }
            NewSlot::Keyring(key) => (Way::Keyring, key.0.clone()),
        })
    }

    fn open_with(&self, key: &RawKey, member: &MemberId) -> Option<Identity> {
        cipher::open(key, &place(member, &self.id), &self.sealed.0).and_then(|bytes| Identity::read(&bytes))
    }

    /// The identity in it; `None` where it is something else that opens this slot.
    pub(super) fn open(&self, unlock: &Given<'_>, member: &MemberId) -> Result<Option<Identity>, StoreError> {
        let key = match (unlock, &self.opened_by) {
            (Given::Passphrase(typed), Way::Passphrase { kdf }) => typed.key(kdf)?,
            (Given::Code(code), Way::Recovery { salt }) => code.key(salt.bytes()),
            (Given::Key(key), Way::Service { .. } | Way::Keyring) => key.0.clone(),
            (Given::Passphrase(_), Way::Recovery { .. } | Way::Service { .. } | Way::Keyring)
            | (Given::Code(_), Way::Passphrase { .. } | Way::Service { .. } | Way::Keyring)
            | (Given::Key(_), Way::Passphrase { .. } | Way::Recovery { .. }) => return Ok(None),
        };
        Ok(self.open_with(&key, member))
    }

    /// Whether what it was made for opens it.
    pub(super) fn is_opened_by(
        &self,
        new: &NewSlot<'_>,
        member: &MemberId,
        identity: &Identity,
    ) -> Result<bool, StoreError> {
        let code;
        let given = match new {
            NewSlot::Passphrase(secret) => Given::look(Unlock::Passphrase(secret)),
            NewSlot::Recovery(recovery) => {
                code = recovery.text();
                Given::look(Unlock::Passphrase(&code))
            }
            NewSlot::Service { key, .. } | NewSlot::Keyring(key) => Given::Key(key),
        };
        Ok(self
            .open(&given, member)?
            .is_some_and(|opened| *opened.0 == *identity.0))
    }

    /// Whether it takes the place of another one: there is one passphrase, one recovery code, and one slot for each key of
    /// a service. A keyring is that of a machine, of which there may be several.
    pub(super) fn follows(&self, other: &Slot) -> bool {
        match (&self.opened_by, &other.opened_by) {
            (Way::Passphrase { .. }, Way::Passphrase { .. }) | (Way::Recovery { .. }, Way::Recovery { .. }) => true,
            (Way::Service { key_id, .. }, Way::Service { key_id: known, .. }) => key_id == known,
            (Way::Passphrase { .. } | Way::Recovery { .. } | Way::Service { .. } | Way::Keyring, _) => false,
        }
    }

    /// The derivation of its key, where it is made of a passphrase.
    pub(super) fn kdf(&self) -> Option<&Kdf> {
        match &self.opened_by {
            Way::Passphrase { kdf } => Some(kdf),
            Way::Recovery { .. } | Way::Service { .. } | Way::Keyring => None,
        }
    }
}

impl Sealed {
    pub(super) fn try_of(sealed: Vec<u8>) -> Result<Sealed, StoreError> {
        let bytes = sealed.try_into();
        bytes
            .map(Sealed)
            .map_err(|_| StoreError::Kdf("a sealed identity has another length".into()))
    }
}

/// A passphrase that was typed, with the keys that were made of it: each derivation is made once, however many slots
/// share it.
pub(super) struct Typed<'a> {
    secret: &'a SecretString,
    made: RefCell<Vec<(Kdf, RawKey)>>,
}

impl Typed<'_> {
    fn key(&self, kdf: &Kdf) -> Result<RawKey, StoreError> {
        let known = self
            .made
            .borrow()
            .iter()
            .find(|(made, _)| made == kdf)
            .map(|(_, key)| key.clone());
        if let Some(key) = known {
            return Ok(key);
        }
        let key = kdf.of_composed(self.secret)?;
        self.made.borrow_mut().push((kdf.clone(), key.clone()));
        Ok(key)
    }
}

/// What was given to open a record, looked at once.
pub(super) enum Given<'a> {
    Passphrase(Typed<'a>),
    Code(RecoveryCode),
    Key(&'a SlotKey),
}

impl<'a> Given<'a> {
    pub(super) fn look(unlock: Unlock<'a>) -> Given<'a> {
        match unlock {
            Unlock::Key(key) => Given::Key(key),
            Unlock::Passphrase(secret) => match RecoveryCode::read(secret) {
                Some(code) => Given::Code(code),
                None => Given::Passphrase(Typed {
                    secret,
                    made: RefCell::default(),
                }),
            },
        }
    }
}
