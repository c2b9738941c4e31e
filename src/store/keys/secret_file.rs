//! A secret key of 32 bytes under a passphrase, for a file of its own.
//!
//! Argon2id makes 32 bytes of the passphrase and a fresh salt, and the key is masked with them: a mask as long as the key
//! that is never used twice. Whoever opens it checks the key against the public one, so a wrong passphrase and a changed
//! file are both seen; this is how signify and minisign keep their keys.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::database_key;
use super::database_key::{Kdf, RawKey};
use crate::store::StoreError;

/// The masked key, and how its mask is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedKey {
    kdf: Kdf,
    masked: Masked,
}

/// Written as hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Masked([u8; 32]);

impl TryFrom<String> for Masked {
    type Error = String;

    fn try_from(text: String) -> Result<Masked, String> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(&text, &mut bytes).map_err(|_| "the masked key is not 64 hexadecimal digits")?;
        Ok(Masked(bytes))
    }
}

impl From<Masked> for String {
    fn from(masked: Masked) -> String {
        hex::encode(masked.0)
    }
}

fn under(mask: &RawKey, bytes: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    for ((out, byte), mask) in out.iter_mut().zip(bytes).zip(mask.iter()) {
        *out = byte ^ mask;
    }
    out
}

impl SealedKey {
    /// Seals a key under a passphrase.
    ///
    /// # Errors
    /// Where the system gives no random bytes or no memory.
    pub fn new(secret_key: &Zeroizing<[u8; 32]>, passphrase: &SecretString) -> Result<SealedKey, StoreError> {
        let kdf = Kdf::fresh()?;
        let mask = kdf.of_composed(passphrase)?;
        Ok(SealedKey {
            masked: Masked(*under(&mask, secret_key)),
            kdf,
        })
    }

    /// What `read` makes of the key that the passphrase gives; `None` where it is not the key.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] where no spelling of the passphrase gives the key.
    pub fn open<T>(
        &self,
        passphrase: &SecretString,
        read: impl Fn(&Zeroizing<[u8; 32]>) -> Option<T>,
    ) -> Result<T, StoreError> {
        database_key::first_that_opens([&self.kdf].into_iter(), passphrase, |_, mask| {
            read(&under(mask, &self.masked.0)).ok_or(StoreError::WrongKey)
        })
    }
}
