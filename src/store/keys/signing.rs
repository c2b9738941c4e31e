//! Signatures of members: Ed25519, under a key made of the identity, so that whatever opens the record can sign.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng as _;
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use ed25519_zebra::{VerificationKey, batch};
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

/// Signatures that are verified together. What each of them takes falls up to some thousands.
pub(crate) const TOGETHER: usize = 8192;

/// A verifying key, decoded once; `None` where it is no key, or a weak one under which anything verifies.
#[derive(Clone)]
pub(crate) struct Verifier(Option<Arc<VerificationKey>>);

impl Verifier {
    pub(crate) fn of(key: &VerifyingKey) -> Verifier {
        let strong = ed25519_dalek::VerifyingKey::from_bytes(key.bytes()).is_ok_and(|point| !point.is_weak());
        let key = VerificationKey::try_from(*key.bytes()).ok().filter(|_| strong);
        Verifier(key.map(Arc::new))
    }
}

/// A signature that is to be verified.
pub(crate) struct Claim {
    pub(crate) verifier: Verifier,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: SignatureBytes,
}

impl Claim {
    /// By the rules of ZIP 215, as where many are verified together: the same signature holds on every machine, whatever came
    /// with it. They accept more than `verify_strict` of dalek does in one point: key and R may have a part of small order,
    /// which falls out of the equation. It takes the secret of the key to make such a signature, and no other message, key or
    /// s fits it: R and the key are hashed with the message as they stand, and s has one encoding. So it proves the same: that
    /// whoever has the secret signed this message. A key of small order, for which that is not so, is refused above.
    ///
    /// The equation without that factor is no choice: added up over many signatures it holds or not by chance for those that
    /// differ, and two machines that verify in other portions would not agree.
    fn holds(&self) -> bool {
        let key = self.verifier.0.as_ref();
        key.is_some_and(|key| key.verify(&self.signature(), &self.message).is_ok())
    }

    fn signature(&self) -> Signature {
        Signature::from_bytes(self.signature.bytes())
    }
}

/// The numbers of the signatures that do not hold. They are first verified all together, which takes a fifth of the
/// time where few keys made them, and one by one only if that fails.
pub(crate) fn false_claims<N: Copy>(claims: &[(N, Claim)]) -> Vec<N> {
    if claims.len() > 1 && all_hold(claims) {
        return Vec::new();
    }
    let bad = claims.iter().filter(|(_, claim)| !claim.holds());
    bad.map(|(n, _)| *n).collect()
}

/// Whether all of them hold. Also `false` where the system gives no random numbers: without them the sum of many
/// signatures proves nothing.
fn all_hold<N>(claims: &[(N, Claim)]) -> bool {
    let mut seed = [0; 32];
    if getrandom::fill(&mut seed).is_err() {
        return false;
    }
    let mut together = batch::Verifier::new();
    for (_, claim) in claims {
        let Some(key) = &claim.verifier.0 else { return false };
        together.queue(((**key).into(), claim.signature(), claim.message.as_slice()));
    }
    together.verify(ChaCha20Rng::from_seed(seed)).is_ok()
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

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
    use curve25519_dalek::{EdwardsPoint, Scalar};
    use sha2::Sha512;

    use super::*;

    fn claim(key: VerifyingKey, n: usize, signature: [u8; 64]) -> (usize, Claim) {
        let claim = Claim {
            verifier: Verifier::of(&key),
            message: message(n),
            signature: SignatureBytes::of(signature),
        };
        (n, claim)
    }

    fn message(n: usize) -> Vec<u8> {
        format!("append {n}").into_bytes()
    }

    /// A signature of a secret number, with a part of small order in R and in the key.
    fn crafted(n: usize, secret: Scalar, small: (EdwardsPoint, EdwardsPoint)) -> (usize, Claim) {
        let key = (ED25519_BASEPOINT_POINT * secret + small.0).compress().to_bytes();
        let r = Scalar::from(7919_u64);
        let big_r = (ED25519_BASEPOINT_POINT * r + small.1).compress().to_bytes();
        let hash = Sha512::new()
            .chain_update(big_r)
            .chain_update(key)
            .chain_update(message(n));
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&big_r);
        signature[32..].copy_from_slice((r + k * secret).as_bytes());
        claim(VerifyingKey::of(key), n, signature)
    }

    fn honest(n: usize) -> (usize, Claim) {
        let key = SigningKey::from_bytes(&[u8::try_from(n % 5).unwrap(); 32]);
        let signature = key.sign(&message(n)).to_bytes();
        claim(VerifyingKey::of(key.verifying_key().to_bytes()), n, signature)
    }

    #[test]
    fn the_false_among_many_are_named() {
        let mut claims: Vec<_> = (0..300).map(honest).collect();
        assert!(false_claims(&claims).is_empty());
        claims[17].1.message = message(18);
        claims[290].1.signature = claims[285].1.signature;
        assert_eq!(false_claims(&claims), [17, 290]);
    }

    #[test]
    fn a_signature_holds_alone_if_and_only_if_it_holds_among_others() {
        let secret = Scalar::from(65_537_u64);
        for small in EIGHT_TORSION {
            for small in [(small, EIGHT_TORSION[0]), (EIGHT_TORSION[0], small), (small, small)] {
                assert!(false_claims(&[crafted(0, secret, small)]).is_empty());
                let many: Vec<_> = (0..9)
                    .map(|n| crafted(n, secret, small))
                    .chain((9..40).map(honest))
                    .collect();
                assert!(false_claims(&many).is_empty());
                // What fell out of the equation makes no other message, and no other s, fit.
                let (n, mut other) = crafted(0, secret, small);
                other.message = message(1);
                assert_eq!(false_claims(&[(n, other)]), [0]);
            }
        }
    }

    #[test]
    fn a_key_of_small_order_signs_nothing() {
        for small in EIGHT_TORSION {
            let none = crafted(3, Scalar::ZERO, (small, EIGHT_TORSION[0]));
            assert_eq!(false_claims(&[none]), [3]);
            let none = crafted(3, Scalar::ZERO, (small, EIGHT_TORSION[0]));
            assert_eq!(false_claims(&[honest(1), none, honest(2)]), [3]);
        }
    }
}
