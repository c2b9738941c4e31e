//! A text by its digest.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::named::{named, stored};
use super::{NameError, shown};

/// A SHA-256 digest: what an approval is bound to, and what evidence is told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Digest([u8; 32]);

impl Sha256Digest {
    /// The digest of bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Sha256Digest {
        Sha256Digest(Sha256::digest(bytes).into())
    }

    /// What a hash that was fed piece by piece came to.
    pub fn finished(hash: Sha256) -> Sha256Digest {
        Sha256Digest(hash.finalize().into())
    }
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex::encode(self.0))
    }
}

impl From<[u8; 32]> for Sha256Digest {
    fn from(bytes: [u8; 32]) -> Sha256Digest {
        Sha256Digest(bytes)
    }
}

impl FromStr for Sha256Digest {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Sha256Digest, NameError> {
        let wrong = || NameError::Digest(shown(text));
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| wrong())?;
        // Capitals would be a second spelling of the same digest.
        match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Err(wrong()),
            false => Ok(Sha256Digest(bytes)),
        }
    }
}

impl TryFrom<String> for Sha256Digest {
    type Error = NameError;

    fn try_from(text: String) -> Result<Sha256Digest, NameError> {
        text.parse()
    }
}

impl From<Sha256Digest> for String {
    fn from(digest: Sha256Digest) -> String {
        digest.to_string()
    }
}

named!(
    /// A SHA-256 digest as an event keeps it: what an approval is bound to, and what evidence is told apart by.
    StoredDigest,
    is_digest,
    Digest
);
stored!(StoredDigest);

fn is_digest(text: &str) -> bool {
    text.parse::<Sha256Digest>().is_ok()
}

impl StoredDigest {
    /// The digest of bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> StoredDigest {
        Sha256Digest::of(bytes).into()
    }

    /// The first figures, enough to tell two texts apart.
    pub fn short(&self) -> &str {
        self.get(..12).unwrap_or(self)
    }
}

impl From<Sha256Digest> for StoredDigest {
    fn from(digest: Sha256Digest) -> StoredDigest {
        StoredDigest(digest.to_string().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_one_spelling() {
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Sha256Digest::of("").to_string(), text);
        assert_eq!(Sha256Digest::finished(Sha256::new()), text.parse().unwrap());
        for wrong in [
            &text[1..],
            &text.to_uppercase(),
            &text.replace('e', "g"),
            &format!("{text}00"),
        ] {
            assert!(wrong.parse::<Sha256Digest>().is_err(), "{wrong}");
        }
    }
}
