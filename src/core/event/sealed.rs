//! An event whose text only some members can open. What everybody sees of it is that it is there.

use serde::{Deserialize, Serialize};

use crate::core::coded::coded;
use crate::core::ids::LetterId;
use crate::core::member::public_key::DataKeyId;

coded! {
    pub enum SealedNature: "nature of a sealed event" {
        PrivilegedNote = "privileged_note" => "privileged note",
        /// Any entry of an incident that only some members may read.
        Restricted = "restricted" => "entry of a restricted incident",
        /// A text of a letter, the first or another.
        LetterText = "letter_text" => "text of a letter",
        LetterRemark = "letter_remark" => "remark on a letter",
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
    /// The word that the audit log has for what is sealed, where the nature does not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The letter whose text or remark it is, as the audit log names it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<LetterId>,
    /// Set where the event was recorded in the open and sealed when its incident was restricted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<SealedEarlier>,
}

/// What holds an event to its place whose bytes were others when it was recorded; those are what is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedEarlier {
    /// The digest in its chain, hexadecimal.
    pub digest: String,
    /// Its leaf in the tree of the record, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<String>,
}
