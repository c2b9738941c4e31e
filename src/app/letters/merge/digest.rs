//! Digests: of files as `sha256sum` prints them, and of what was put into a letter.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// SHA-256, hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Digest(String);

impl Digest {
    /// Of the bytes of a file.
    pub(super) fn of_file(bytes: &[u8]) -> Digest {
        Digest(hex::encode(Sha256::digest(bytes)))
    }

    /// Of parts, each with its length, so that no two lists of parts are taken for each other.
    pub(super) fn of_parts<'p>(parts: impl IntoIterator<Item = &'p str>) -> Digest {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part.as_bytes());
        }
        Digest(hex::encode(hash.finalize()))
    }

    /// The whole digest.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough of it for the name of a file.
    pub(super) fn short(&self) -> &str {
        self.0.get(..16).unwrap_or(&self.0)
    }
}

/// Goes into every digest of a row, so that nobody finds a person by guessing cells. It stays in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Salt(String);

impl Salt {
    /// A new one.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub(super) fn random() -> std::io::Result<Salt> {
        let mut bytes = [0u8; 16];
        getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(Salt(hex::encode(bytes)))
    }

    /// For digests that nobody sees.
    pub(super) fn nobodys() -> Salt {
        Salt(String::new())
    }

    /// As it goes into a digest.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
