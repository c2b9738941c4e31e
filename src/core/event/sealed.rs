//! An event whose text only some members can open. What everybody sees of it is that it is there.

use serde::{Deserialize, Serialize};

use crate::core::coded::coded;
use crate::core::member::public_key::DataKeyId;

coded! {
    /// What is sealed.
    pub enum SealedNature: "nature of a sealed event" {
        PrivilegedNote = "privileged_note" => "privileged note",
    }
}

/// Sealed bytes, hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedText(pub String);

/// A sealed event: the digests run over it as it is, so they tell nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedEvent {
    pub nature: SealedNature,
    pub key: DataKeyId,
    pub sealed: SealedText,
}
