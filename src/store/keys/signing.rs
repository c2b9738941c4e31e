//! Signatures of members: Ed25519, under a key made of the identity, so that whatever opens the record can sign.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use ed25519_dalek::{Signature, Signer as _, SigningKey};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

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
pub(crate) struct Signer {
    pub(crate) member: MemberId,
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
    pub(crate) fn public_half(&self) -> PublicHalf {
        PublicHalf {
            member: self.member,
            key: self.identity.verifying(),
            recipient: self.identity.recipient().key(),
        }
    }

    pub(crate) fn signer(&self) -> Signer {
        self.identity.signer(self.member)
    }
}

impl Signer {
    /// Whoever signs for another purpose begins the message with words of its own, as [`crate::store::signed_log`] does.
    pub(crate) fn sign(&self, message: &[u8]) -> SignatureBytes {
        SignatureBytes::of(self.key.sign(message).to_bytes())
    }
}

/// Signatures that are verified together.
const TOGETHER: usize = 512;

/// A key that was brought to its point; `None`: it is none, or one under which anything verifies.
#[derive(Clone)]
pub(crate) struct Verifier(Option<ed25519_dalek::VerifyingKey>);

impl Verifier {
    pub(crate) fn of(key: &VerifyingKey) -> Verifier {
        let key = ed25519_dalek::VerifyingKey::from_bytes(key.bytes()).ok();
        Verifier(key.filter(|key| !key.is_weak()))
    }
}

/// A signature that is to be verified.
pub(crate) struct Claim {
    pub(crate) verifier: Verifier,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: SignatureBytes,
}

impl Claim {
    fn holds(&self) -> bool {
        let signature = Signature::from_bytes(self.signature.bytes());
        let key = self.verifier.0.as_ref();
        key.is_some_and(|key| key.verify_strict(&self.message, &signature).is_ok())
    }
}

/// The numbers of those that do not hold. All of them are verified together, which takes a third of the time, and one by one
/// where that fails.
pub(crate) fn false_claims<N: Copy>(claims: &[(N, Claim)]) -> Vec<N> {
    let keys: Option<Vec<ed25519_dalek::VerifyingKey>> = claims.iter().map(|(_, claim)| claim.verifier.0).collect();
    let messages: Vec<&[u8]> = claims.iter().map(|(_, claim)| claim.message.as_slice()).collect();
    let signatures: Vec<Signature> = claims
        .iter()
        .map(|(_, claim)| Signature::from_bytes(claim.signature.bytes()))
        .collect();
    if keys.is_some_and(|keys| ed25519_dalek::verify_batch(&messages, &signatures, &keys).is_ok()) {
        return Vec::new();
    }
    let bad = claims.iter().filter(|(_, claim)| !claim.holds());
    bad.map(|(n, _)| *n).collect()
}

/// Signatures that were verified, to be looked up where they are met again.
#[derive(Default)]
pub(crate) struct Proven(HashSet<[u8; 32]>);

/// A signature that somebody's key should have made.
pub(crate) struct Signed {
    pub(crate) key: VerifyingKey,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: SignatureBytes,
}

impl Signed {
    pub(crate) fn holds(&self) -> bool {
        Claim {
            verifier: Verifier::of(&self.key),
            message: self.message.clone(),
            signature: self.signature,
        }
        .holds()
    }
}

/// Key and signature have one length each, so that nothing runs into the next.
fn name(key: &VerifyingKey, message: &[u8], signature: &SignatureBytes) -> [u8; 32] {
    let hash = Sha256::new().chain_update(key.bytes()).chain_update(signature.bytes());
    hash.chain_update(message).finalize().into()
}

impl Proven {
    /// Those of many that hold, verified on every core at once.
    pub(crate) fn of(all: Vec<Signed>) -> Proven {
        let distinct: BTreeSet<VerifyingKey> = all.iter().map(|signed| signed.key).collect();
        let keys: BTreeMap<_, _> = distinct.into_iter().map(|key| (key, Verifier::of(&key))).collect();
        let proven = all.par_chunks(TOGETHER).flat_map_iter(|chunk| {
            let claims: Vec<(usize, Claim)> = chunk
                .iter()
                .enumerate()
                .filter_map(|(at, signed)| {
                    let claim = Claim {
                        verifier: keys.get(&signed.key)?.clone(),
                        message: signed.message.clone(),
                        signature: signed.signature,
                    };
                    Some((at, claim))
                })
                .collect();
            let bad: BTreeSet<usize> = false_claims(&claims).into_iter().collect();
            let good = chunk.iter().enumerate().filter(move |(at, _)| !bad.contains(at));
            good.map(|(_, signed)| name(&signed.key, &signed.message, &signed.signature))
        });
        Proven(proven.collect())
    }

    pub(crate) fn has(&self, key: &VerifyingKey, message: &[u8], signature: &SignatureBytes) -> bool {
        !self.0.is_empty() && self.0.contains(&name(key, message, signature))
    }
}
