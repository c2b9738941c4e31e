//! Signatures of members: Ed25519, under a key made of the identity, so that whatever opens the record can sign.

use ed25519_dalek::{Signature, Signer as _, SigningKey};

use super::cipher::derive;
use super::holder::Holder;
use super::identity::Identity;
use crate::core::member::public_key::{MemberId, RecipientKey, SignatureBytes, VerifyingKey};

/// The public half of whoever opened the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicHalf {
    pub member: MemberId,
    pub key: VerifyingKey,
    pub recipient: RecipientKey,
}

/// Who signs, and with what.
pub(in crate::store) struct Signer {
    pub(in crate::store) member: MemberId,
    key: SigningKey,
}

// Without the secret.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("member", &self.member)
            .finish_non_exhaustive()
    }
}

impl Identity {
    fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(&derive(self.0.as_slice(), &[], "firebell 2 identity signs"))
    }

    /// What signatures of this identity are verified with.
    pub(super) fn verifying(&self) -> VerifyingKey {
        VerifyingKey::of(self.signing().verifying_key().to_bytes())
    }

    pub(super) fn signer(&self, member: MemberId) -> Signer {
        Signer {
            member,
            key: self.signing(),
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> SignatureBytes {
        SignatureBytes::of(self.signing().sign(message).to_bytes())
    }
}

impl Holder {
    pub(in crate::store) fn public_half(&self) -> PublicHalf {
        PublicHalf {
            member: self.member,
            key: self.identity.verifying(),
            recipient: self.identity.recipient().key(),
        }
    }

    pub(in crate::store) fn signer(&self) -> Signer {
        self.identity.signer(self.member)
    }
}

impl Signer {
    /// Whoever signs for another purpose begins the message with words of its own, as [`crate::store::signed_log`] does.
    pub(in crate::store) fn sign(&self, message: &[u8]) -> SignatureBytes {
        SignatureBytes::of(self.key.sign(message).to_bytes())
    }
}

/// Whether a signature is that of a key over a message. Keys under which anything verifies are refused.
pub(in crate::store) fn verifies(key: &VerifyingKey, message: &[u8], signature: &SignatureBytes) -> bool {
    let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(key.bytes()) else {
        return false;
    };
    !key.is_weak()
        && key
            .verify_strict(message, &Signature::from_bytes(signature.bytes()))
            .is_ok()
}
