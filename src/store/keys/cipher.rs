//! What is done to bytes under a key of 32 bytes: sealed with XChaCha20-Poly1305 under a random nonce, derived with
//! HKDF-SHA256, marked with HMAC-SHA256. Where a sealed text belongs is bound to it, so that it opens nowhere else.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::database_key::RawKey;
use crate::store::StoreError;
use crate::store::random::{random, random_into};

const NONCE: usize = 24;
/// What sealing adds to a text: the nonce before it and the tag behind it.
pub(super) const ADDED: usize = NONCE + 16;

/// A key of the system's random source.
pub(crate) fn random_key() -> Result<RawKey, StoreError> {
    RawKey::made(|key| Ok(random_into(key)?))
}

/// The parts of a place, each with its length in front, so that two different lists of parts never give the same bytes.
fn place(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

/// Seals a text for a place.
pub(super) fn seal(key: &RawKey, parts: &[&[u8]], text: &[u8]) -> Result<Vec<u8>, StoreError> {
    seal_under((key, &random()?), parts, text)
}

/// Seals the only text that a key is ever used for. The nonce need not be random then, and the same text always gives
/// the same bytes.
pub(super) fn seal_once(key: &RawKey, parts: &[&[u8]], text: &[u8]) -> Result<Vec<u8>, StoreError> {
    seal_under((key, &[0; NONCE]), parts, text)
}

fn seal_under((key, nonce): (&RawKey, &[u8; NONCE]), parts: &[&[u8]], text: &[u8]) -> Result<Vec<u8>, StoreError> {
    let payload = Payload {
        msg: text,
        aad: &place(parts),
    };
    let sealed = XChaCha20Poly1305::new(key.as_slice().try_into().map_err(unusable)?)
        .encrypt(nonce.into(), payload)
        .map_err(unusable)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// What was sealed for a place; `None` where key, place or text is another.
pub(super) fn open(key: &RawKey, parts: &[&[u8]], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, text) = sealed.split_at_checked(NONCE)?;
    let payload = Payload {
        msg: text,
        aad: &place(parts),
    };
    let cipher = XChaCha20Poly1305::new(key.as_slice().try_into().ok()?);
    cipher.decrypt(nonce.try_into().ok()?, payload).ok().map(Zeroizing::new)
}

fn unusable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Kdf(Box::new(error))
}

/// A key for one purpose, made of another one.
pub(crate) fn derive(from: &[u8], salt: &[u8], purpose: &str) -> RawKey {
    let expanding = Hkdf::<Sha256>::new(Some(salt), from);
    let made = RawKey::made(|key| expanding.expand(purpose.as_bytes(), key));
    made.expect("32 bytes are always within what one expansion may give")
}

/// Makes many marks under one key; what depends on the key alone is computed once.
#[derive(Clone)]
pub(crate) struct Marker(Hmac<Sha256>);

// Without what was made of the key.
impl std::fmt::Debug for Marker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Marker")
    }
}

impl Marker {
    pub(crate) fn of(key: &RawKey) -> Marker {
        Marker(started(key, &[]))
    }

    pub(crate) fn mark(&self, bytes: &[u8]) -> [u8; 32] {
        self.mark_of(&[bytes])
    }

    /// The mark of what the parts are together.
    pub(crate) fn mark_of(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// A mark that only a holder of the key can make.
pub(crate) fn mark(key: &RawKey, bytes: &[u8]) -> [u8; 32] {
    started(key, bytes).finalize().into_bytes().into()
}

/// Whether a mark is that of these bytes, compared in constant time.
pub(super) fn is_marked(key: &RawKey, bytes: &[u8], found: &[u8; 32]) -> bool {
    started(key, bytes).verify_slice(found).is_ok()
}

fn started(key: &RawKey, bytes: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.as_slice()).expect("HMAC takes a key of any length");
    mac.update(bytes);
    mac
}
