//! A row of the server's log: what one writing transaction changed, sealed and signed.

use sha2::{Digest as _, Sha256};

use crate::core::member::public_key::{MemberId, SignatureBytes, VerifyingKey};
use crate::store::events::{Digest, GENESIS};
use crate::store::keys::{Claim, RecordTag, Signed, Signer, Verifier, false_claims};

/// Names an append from before it is tried, so that a broken connection can be asked about.
pub(super) type RowId = [u8; 16];
/// Names the log on its server: the same record moved there a second time has another one.
pub(super) type HomeId = [u8; 16];

/// The most that the server takes in one row; its tables say the same.
pub(super) const MOST_SEALED: usize = 16 * 1024 * 1024;

/// A row as the server holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The place in the log, from 1 without gaps.
    pub(super) n: u64,
    pub(super) id: RowId,
    pub(super) signer: MemberId,
    /// Which key of the team it is sealed under.
    pub(super) epoch: u32,
    pub(super) sealed: Vec<u8>,
    /// Digest of the row before.
    pub(super) prev: Digest,
    pub(super) hash: Digest,
    pub(super) signature: SignatureBytes,
}

/// Where a log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) n: u64,
    pub(super) hash: Digest,
}

impl Head {
    pub(super) const NONE: Head = Head { n: 0, hash: GENESIS };
}

/// Which log it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogName {
    pub(super) home: HomeId,
    pub(super) record: RecordTag,
}

/// What is about to become a row.
pub(super) struct Unsigned {
    pub(super) id: RowId,
    pub(super) epoch: u32,
    pub(super) sealed: Vec<u8>,
}

fn message(hash: &Digest) -> Vec<u8> {
    [b"firebell 2 team row".as_slice(), hash].concat()
}

impl Row {
    /// The row that follows on an end.
    pub(super) fn signed(log: &LogName, head: Head, signer: &Signer, unsigned: Unsigned) -> Row {
        let Unsigned { id, epoch, sealed } = unsigned;
        let mut row = Row {
            n: head.n + 1,
            id,
            signer: signer.member,
            epoch,
            sealed,
            prev: head.hash,
            hash: GENESIS,
            signature: SignatureBytes::of([0; SignatureBytes::LENGTH]),
        };
        row.hash = row.digest(log);
        row.signature = signer.sign(&message(&row.hash));
        row
    }

    /// The digest of what it holds. It runs over the sealed bytes, so that nothing can be guessed from it.
    pub(super) fn digest(&self, log: &LogName) -> Digest {
        Sha256::new()
            .chain_update(b"firebell-team-1")
            .chain_update(log.home)
            .chain_update(log.record.bytes())
            .chain_update(self.n.to_be_bytes())
            .chain_update(self.id)
            .chain_update(self.signer.bytes())
            .chain_update(self.epoch.to_be_bytes())
            .chain_update(self.prev)
            .chain_update(Sha256::digest(&self.sealed))
            .finalize()
            .into()
    }

    /// Its signature as that of a key.
    pub(super) fn signed_by(&self, key: &VerifyingKey) -> Signed {
        Signed {
            key: *key,
            message: message(&self.hash),
            signature: self.signature,
        }
    }

    /// Whether the digest that it states was signed with a key.
    pub(super) fn is_signed_with(&self, key: &VerifyingKey) -> bool {
        let Signed { message, signature, .. } = self.signed_by(key);
        let claim = Claim {
            verifier: Verifier::of(key),
            message,
            signature,
        };
        false_claims(&[(self.n, claim)]).is_empty()
    }

    pub(super) fn head(&self) -> Head {
        Head {
            n: self.n,
            hash: self.hash,
        }
    }
}
