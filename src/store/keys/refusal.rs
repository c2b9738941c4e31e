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
    #[error("this member has {0} slots already, and no more are allowed")]
    TooMany(usize),
}
