//! What was erased while a record was shared, or sealed for those who may read it, and who still has it.

use crate::core::member::public_key::MemberId;

/// Something that was erased while the record was shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedRow {
    /// The entry of the server's log with which it went.
    pub n: u64,
    /// A code, or `contacts`; of what was sealed the entry, since not everybody is to read of its incident.
    pub what: String,
    /// Whether it was sealed for some, and not erased.
    pub sealed: bool,
}

/// A machine that still has something of it, as far as it told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotErased {
    /// Whose it is; `None`: it has never told.
    pub member: Option<MemberId>,
    /// Whether it is this one.
    pub here: bool,
    /// What it has not erased or sealed.
    pub what: Vec<ErasedRow>,
    /// Its backups that still have something, apart from that.
    pub backups: u32,
}
