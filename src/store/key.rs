//! How the database's key is made from a passphrase, or from what a key command prints.
//!
//! The header holds salt and parameters and nothing secret. While the key is being changed it holds two sets, so that
//! a process killed in between leaves a record that one of the two still opens.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{StoreError, files};

/// 32 bytes for the cipher, wiped when dropped.
pub(super) type RawKey = Zeroizing<[u8; 32]>;

/// Argon2id's parameters and salt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kdf {
    algorithm: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

/// Memory, passes and lanes: the second recommended choice of RFC 9106.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

impl Kdf {
    /// The current parameters with a fresh salt.
    pub(super) fn fresh() -> Result<Kdf, StoreError> {
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt).map_err(|error| StoreError::Kdf(error.to_string()))?;
        Ok(Kdf {
            algorithm: "argon2id".to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: hex(&salt),
        })
    }

    /// Derives the raw key.
    pub(super) fn derive(&self, secret: &SecretString) -> Result<RawKey, StoreError> {
        let fail = |error: argon2::Error| StoreError::Kdf(error.to_string());
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(fail)?;
        let salt = unhex(&self.salt).ok_or_else(|| StoreError::Kdf("the salt is damaged".to_owned()))?;
        let mut raw = Zeroizing::new([0u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret.expose_secret().as_bytes(), &salt, raw.as_mut_slice())
            .map_err(fail)?;
        Ok(raw)
    }
}

/// The header file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    format: u32,
    /// What makes the key.
    pub(super) current: Kdf,
    /// What will make it, while it is being changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<Kdf>,
}

impl Header {
    pub(super) fn fresh() -> Result<Header, StoreError> {
        Ok(Header {
            format: 1,
            current: Kdf::fresh()?,
            next: None,
        })
    }

    pub(super) fn read(path: &Path) -> Result<Header, StoreError> {
        let bytes = files::read_whole(path)?;
        serde_json::from_slice(&bytes).map_err(|source| StoreError::Header {
            path: path.to_owned(),
            source,
        })
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), StoreError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|source| StoreError::Header {
            path: path.to_owned(),
            source,
        })?;
        bytes.push(b'\n');
        files::write_whole(path, &bytes)
    }
}

/// Tries the key of each set in the header until one opens.
pub(super) fn try_each<T>(
    header: &Header,
    secret: &SecretString,
    open: impl Fn(&RawKey) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let first = open(&header.current.derive(secret)?);
    match (first, &header.next) {
        (Err(StoreError::WrongKey), Some(next)) => open(&next.derive(secret)?),
        (result, _) => result,
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]);
    digits.map(char::from).collect()
}

/// Hexadecimal digits as bytes.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?))
        .collect()
}
