//! The keys of a record of the second format, and the header that holds them, sealed.
//!
//! A random *record key* opens the database. Each member has an *identity*, a secret of 32 bytes, and the record key is
//! wrapped for its public half. The identity in turn lies in one *slot* for each thing that opens it: a passphrase, a
//! recovery code, a key that a key service or a keyring keeps. So a new passphrase rewrites one slot and nothing else, and
//! the record key can be replaced without the passphrases of the others. docs/keys.md has the format byte by byte.

mod cipher;
mod circle;
mod data_key;
pub(crate) mod database_key;
mod envelope;
mod hex_bytes;
mod holder;
mod identity;
mod incident_key;
mod invitation;
mod list;
mod own;
mod proof_key;
pub(super) mod proof_keys;
mod record_key;
mod recovery;
mod refusal;
pub(super) mod rekey;
pub(super) mod secret_file;
mod service;
mod signing;
mod slot;
pub(super) mod slot_changes;
mod tag;
mod team;

pub(super) use cipher::{Marker, derive, mark, random_key};
pub(super) use circle::{CircleKey, Invitee};
pub(super) use data_key::{DataKey, EventKey, Share};
pub(super) use envelope::{Drawn, Envelope, FORMAT};
pub(super) use holder::{Candidate, Holder, Source};
pub(super) use incident_key::{IncidentKey, IncidentKeyId};
pub use invitation::{InvitationFile, NewInvitation};
pub(super) use invitation::{PendingJoin, join_message};
pub use list::{KeyList, ListedSlot, RecordKeyRow, SlotKind};
pub(super) use proof_key::marked_for;
pub(super) use record_key::RecordTag;
pub use recovery::RecoveryCode;
pub use refusal::KeyRefusal;
pub use service::{ServiceKeyName, ServiceWrapped};
pub use signing::PublicHalf;
pub(super) use signing::{Claim, Proven, Signed, Signer, TOGETHER, Verifier, false_claims};
pub use slot::{NewSlot, SlotKey, Unlock};
pub use tag::{KeyId, SlotId};
