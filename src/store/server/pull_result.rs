//! What came in from the server.

use std::collections::BTreeSet;

use crate::core::member::public_key::MemberId;

/// A row that carries nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoidRow {
    pub n: u64,
    pub why: String,
}

/// What came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulled {
    pub rows: u64,
    /// Streams that have more events than before.
    pub streams: BTreeSet<String>,
    pub void: Vec<VoidRow>,
    /// What was erased, by code, and by whom.
    pub erased: Vec<(String, MemberId)>,
}
