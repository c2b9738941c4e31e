//! A key that may open the database, and where it comes from.

use super::database_key::{Kdf, RawKey};
use super::identity::Identity;
use super::record_key::{RecordKey, RecordTag};
use super::tag::SlotId;
use crate::core::member::public_key::MemberId;

/// Who opened a record of the second format, and the keys that follow.
#[derive(Clone)]
pub(crate) struct Holder {
    /// Which record it is, so that nothing signed or sealed for it fits into another one.
    pub(crate) record: RecordTag,
    pub(crate) member: MemberId,
    /// The slot that was opened; none for an invitation.
    pub(super) slot: Option<SlotId>,
    pub(super) identity: Identity,
    pub(super) key: RecordKey,
}

// Without the secrets.
impl std::fmt::Debug for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Holder")
            .field("member", &self.member)
            .field("slot", &self.slot)
            .field("key", &self.key.info)
            .finish_non_exhaustive()
    }
}

/// Where the key of a database comes from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// The first format: the key is made of the passphrase.
    Derived(Kdf),
    /// The second: the key is random, and lies in the header.
    Enveloped(Holder),
}

/// A key with its source; whether it opens anything is not known yet.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) source: Source,
    pub(crate) raw: RawKey,
}

impl Candidate {
    pub(crate) fn derived(kdf: &Kdf, raw: &RawKey) -> Candidate {
        Candidate {
            source: Source::Derived(kdf.clone()),
            raw: raw.clone(),
        }
    }

    pub(crate) fn enveloped(holder: Holder) -> Candidate {
        Candidate {
            raw: holder.key.of_database(),
            source: Source::Enveloped(holder),
        }
    }
}
