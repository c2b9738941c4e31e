//! Why the keys of a record stay as they are.

use super::tag::SlotId;

/// Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    #[error("the record has the first format, in which one passphrase opens it and nothing else can")]
    FirstFormat,
    #[error("the record has the second format already")]
    SecondFormat,
    /// There is no way back to the first format.
    #[error("the record was not brought to the second format, or that was confirmed")]
    Confirmed,
    /// What the first format cannot hold.
    #[error("more than one passphrase opens the record, which the first format cannot hold")]
    OnlyPassphrase,
    #[error("unknown slot `{0}`")]
    NoSlot(SlotId),
    #[error("slot {0} is the last one that opens the record for this member")]
    LastSlot(SlotId),
    /// Whoever typed it would be taken for the other one.
    #[error("this passphrase opens the record for another member")]
    PassphraseInUse,
    #[error("the record has {0} members already, and no more are allowed")]
    TooManyMembers(usize),
    #[error("the invitation and the code do not open this record")]
    NoInvitation,
    #[error("this member was revoked and is no longer part of the record")]
    Revoked,
    #[error("this member has {0} slots already, and no more are allowed")]
    TooMany(usize),
}
