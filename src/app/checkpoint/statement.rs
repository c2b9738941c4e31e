//! A text that the record signs, for papers that leave the house together: whoever has the record's public key can see
//! that nothing was changed since.

use super::{CheckpointError, signer_key};
use crate::app::law::pack::note::{self, VerifierKey};
use crate::app::record::{Record, RecordError};

/// A text with the record's signature below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedStatement {
    /// The signed note, byte for byte.
    pub note: String,
    /// The key that it is checked with.
    pub verifier: String,
}

/// Signs a text; `None` in a record of the first format, which has no key to sign with.
///
/// # Errors
/// What the database says.
pub fn signed(record: &Record, text: &str) -> Result<Option<SignedStatement>, RecordError> {
    let signer = record.signer()?;
    let key = signer.and_then(|signer| signer_key(&signer).ok());
    Ok(key.map(|key| SignedStatement {
        note: note::sign(text, &key),
        verifier: key.verifier().to_string(),
    }))
}

/// The text of a note that a key has signed.
///
/// # Errors
/// [`CheckpointError`]
pub fn text<'n>(note: &'n [u8], key: &VerifierKey) -> Result<&'n str, CheckpointError> {
    Ok(note::verified(note, std::slice::from_ref(key))?.text)
}
