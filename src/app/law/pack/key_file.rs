//! The file of a key that signs packs: sealed under a passphrase, or as other programs for signed notes write it.
//!
//! ```json
//! {"format":1,"key":"acme.example/law+5a0c…+AQ…","sealed":{"kdf":{…},"masked":"…"}}
//! ```

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::note::{KeyError, SignerKey, VerifierKey};
use crate::app::record::{SealedKey, StoreError};

const FORMAT: u32 = 1;

/// A private key as its file has it.
pub enum KeyFile {
    /// Whoever has the file can sign.
    Open(SignerKey),
    Sealed {
        verifier: VerifierKey,
        sealed: SealedKey,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    /// The verifier key.
    key: String,
    sealed: SealedKey,
}

/// Why a file is no key that signs.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("it is a sealed key of a form that this firebell does not know")]
    Form(#[source] serde_json::Error),
    #[error("its format is {0}; this firebell knows {FORMAT}")]
    Format(u32),
    #[error("the passphrase does not open it, or it was changed")]
    Locked,
    #[error(transparent)]
    Store(StoreError),
}

/// The text of a key's file, sealed under a passphrase.
///
/// # Errors
/// What the system says.
pub fn sealed(key: &SignerKey, seed: &Zeroizing<[u8; 32]>, passphrase: &SecretString) -> Result<String, KeyFileError> {
    let written = Written {
        format: FORMAT,
        key: key.verifier().to_string(),
        sealed: SealedKey::new(seed, passphrase).map_err(KeyFileError::Store)?,
    };
    let text = serde_json::to_string_pretty(&written).map_err(KeyFileError::Form)?;
    Ok(text + "\n")
}

impl KeyFile {
    /// Reads a key's file.
    ///
    /// # Errors
    /// [`KeyFileError`]; it never quotes the text.
    pub fn read(text: &str) -> Result<KeyFile, KeyFileError> {
        if !text.trim_start().starts_with('{') {
            return Ok(KeyFile::Open(SignerKey::read(text)?));
        }
        let written: Written = serde_json::from_str(text).map_err(KeyFileError::Form)?;
        match written.format {
            FORMAT => Ok(KeyFile::Sealed {
                verifier: written.key.parse()?,
                sealed: written.sealed,
            }),
            other => Err(KeyFileError::Format(other)),
        }
    }
}

/// The key that a passphrase gives: it is the one whose verifier key the file names, or none.
///
/// # Errors
/// [`KeyFileError::Locked`]
pub fn unsealed(
    verifier: &VerifierKey,
    sealed: &SealedKey,
    passphrase: &SecretString,
) -> Result<SignerKey, KeyFileError> {
    let read = |seed: &Zeroizing<[u8; 32]>| {
        let key = SignerKey::new(verifier.id().name(), seed).ok()?;
        (key.verifier() == *verifier).then_some(key)
    };
    sealed
        .open(passphrase, read)
        .map_err(|error| match matches!(error, StoreError::WrongKey) {
            true => KeyFileError::Locked,
            false => KeyFileError::Store(error),
        })
}
