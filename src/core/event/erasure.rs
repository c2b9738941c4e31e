//! What stays of an event whose time was over.

use serde::{Deserialize, Serialize};

use crate::core::time::WallTime;

/// An event that was erased: its number and moment are its own still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// What kind of event it was, such as `note.add`.
    pub was: String,
    /// Its digest in the chain, hexadecimal.
    pub digest: String,
    /// Its leaf in the tree of the record, hexadecimal; absent in the first format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<String>,
    pub erased_at: WallTime,
    pub reason: String,
}
