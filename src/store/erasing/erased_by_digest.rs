//! Erased events, named so that they are found in another history of the record.

use std::collections::BTreeMap;

use crate::store::events::Digest;

/// Events of one stream that were erased, with their digests, which tell them apart where their numbers do not: the history of
/// a shared record may have been taken anew since a backup was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedByDigest {
    pub stream: String,
    /// The digest of each, by its number in the record.
    pub events: BTreeMap<u64, Digest>,
}
