//! The secret half of a member, and what is wrapped for the public half.
//!
//! A wrapped key is an ephemeral X25519 share and the key sealed under what both shares give, as age wraps a file key:
//! HKDF-SHA256 over the shared secret, salted with both public shares.

use curve25519_dalek::montgomery::MontgomeryPoint;
use zeroize::Zeroizing;

use super::cipher::{self, ADDED, derive, random_key};
use super::database_key::RawKey;
use super::hex_bytes::hex_bytes;
use crate::core::member::public_key::RecipientKey;
use crate::store::StoreError;

hex_bytes!(
    /// The public half: whoever has it can wrap a key for the member and open nothing.
    Recipient,
    32
);
hex_bytes!(
    /// A key wrapped for a recipient: the ephemeral share, and the sealed key.
    Wrapped,
    32 + ADDED + 32
);

type Seal = fn(&RawKey, &[&[u8]], &[u8]) -> Result<Vec<u8>, StoreError>;

/// The secret half; everything a member can do follows from it.
#[derive(Clone)]
pub(crate) struct Identity(pub(super) RawKey);

impl Identity {
    pub(super) fn fresh() -> Result<Identity, StoreError> {
        random_key().map(Identity)
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Identity> {
        bytes.try_into().ok().map(Identity)
    }

    fn opening(&self) -> RawKey {
        derive(self.0.as_slice(), &[], "firebell 2 identity opens")
    }

    pub(super) fn recipient(&self) -> Recipient {
        Recipient(MontgomeryPoint::mul_base_clamped(*self.opening()).to_bytes())
    }

    /// Opens what was wrapped for this identity.
    pub(super) fn unwrap(&self, wrapped: &Wrapped, place: &[&[u8]]) -> Option<RawKey> {
        let (share, sealed) = wrapped.0.split_at_checked(32)?;
        let share = MontgomeryPoint(share.try_into().ok()?);
        let key = agreed(&share, &self.opening(), share.as_bytes(), &self.recipient())?;
        let opened = cipher::open(&key, place, sealed)?;
        opened.as_slice().try_into().ok()
    }
}

impl Recipient {
    /// As events of members have it.
    pub(super) fn key(&self) -> RecipientKey {
        RecipientKey::of(self.0)
    }

    pub(super) fn of(key: &RecipientKey) -> Recipient {
        Recipient(*key.bytes())
    }

    /// Wraps a key so that only the identity opens it.
    pub(super) fn wrap(&self, key: &RawKey, place: &[&[u8]]) -> Result<Wrapped, StoreError> {
        self.wrap_with((&random_key()?, cipher::seal), key, place)
    }

    /// Wraps so that the result is always the same: whoever has the key can produce these bytes again and so check what
    /// is stored without being able to open it. The ephemeral share is derived from the key itself, which is random,
    /// and differs for each recipient, so that each agreed secret seals this one text only.
    pub(super) fn wrap_alike(&self, key: &RawKey, place: &[&[u8]]) -> Result<Wrapped, StoreError> {
        let salt = [self.0.as_slice(), &place.concat()].concat();
        let secret = derive(key.as_slice(), &salt, "firebell 2 wrap share");
        self.wrap_with((&secret, cipher::seal_once), key, place)
    }

    fn wrap_with(&self, (secret, seal): (&RawKey, Seal), key: &RawKey, place: &[&[u8]]) -> Result<Wrapped, StoreError> {
        let share = MontgomeryPoint::mul_base_clamped(**secret);
        let agreed = agreed(&MontgomeryPoint(self.0), secret, share.as_bytes(), self)
            .ok_or_else(|| StoreError::Kdf("the public key of a member is unusable".into()))?;
        let sealed = seal(&agreed, place, key.as_slice())?;
        let bytes = [share.as_bytes().as_slice(), &sealed].concat();
        let bytes = bytes
            .try_into()
            .map_err(|_| StoreError::Kdf("a wrapped key has another length".into()))?;
        Ok(Wrapped(bytes))
    }
}

/// What both sides come to; `None` for a share that gives the same secret to everybody.
fn agreed(theirs: &MontgomeryPoint, ours: &RawKey, share: &[u8; 32], recipient: &Recipient) -> Option<RawKey> {
    let secret = Zeroizing::new(theirs.mul_clamped(**ours).to_bytes());
    let salt = [share.as_slice(), &recipient.0].concat();
    (*secret != [0; 32]).then(|| derive(secret.as_slice(), &salt, "firebell 2 wrap"))
}
