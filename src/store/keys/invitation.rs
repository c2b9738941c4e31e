//! An invitation: an identity for the way in, sealed under a one-time code, in a file of its own. The file and the code go
//! by different ways, and neither opens anything without the other. Joining replaces the identity by one that nobody else
//! ever had, so the invitation opens nothing afterwards.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::cipher::{self, derive};
use super::database_key::{RawKey, Salt};
use super::holder::Holder;
use super::identity::{Identity, Recipient};
use super::record_key::RecordTag;
use super::recovery::RecoveryCode;
use super::signing::{PublicHalf, Signer};
use super::slot::Sealed;
use super::tag::fresh_member;
use crate::core::member::public_key::{MemberId, SignatureBytes, VerifyingKey};
use crate::store::StoreError;

/// The number in the file.
const FORMAT: u32 = 1;

/// The file of an invitation. Nothing in it tells who is invited, or to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationFile {
    firebell_invitation: Format,
    record: RecordTag,
    pub(super) member: MemberId,
    salt: Salt,
    sealed: Sealed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct Format;

impl TryFrom<u32> for Format {
    type Error = String;

    fn try_from(found: u32) -> Result<Format, String> {
        match found {
            FORMAT => Ok(Format),
            found => Err(format!(
                "the invitation has format {found}; this firebell knows {FORMAT}"
            )),
        }
    }
}

impl From<Format> for u32 {
    fn from(_: Format) -> u32 {
        FORMAT
    }
}

/// An invitation that was just made.
pub struct NewInvitation {
    pub file: InvitationFile,
    pub code: RecoveryCode,
    pub half: PublicHalf,
}

fn place<'p>(record: &'p RecordTag, member: &'p MemberId) -> [&'p [u8]; 3] {
    [b"firebell 2 invitation", record.bytes(), member.bytes()]
}

fn key(code: &RecoveryCode, salt: &Salt) -> RawKey {
    code.key_for(salt.bytes(), "firebell 2 invitation")
}

impl Holder {
    /// Makes an invitation to the record.
    pub(crate) fn invite(&self) -> Result<NewInvitation, StoreError> {
        let (member, identity, code) = (fresh_member()?, Identity::fresh()?, RecoveryCode::fresh()?);
        let salt = Salt::fresh()?;
        let sealed = cipher::seal(&key(&code, &salt), &place(&self.record, &member), identity.0.as_slice())?;
        let sealed = Sealed::try_of(sealed)?;
        Ok(NewInvitation {
            half: PublicHalf {
                member,
                key: identity.verifying(),
                recipient: identity.recipient().key(),
            },
            file: InvitationFile {
                firebell_invitation: Format,
                record: self.record.clone(),
                member,
                salt,
                sealed,
            },
            code,
        })
    }

    /// What only somebody who has the new identity of a join can make.
    pub(super) fn proof_of_join(&self, invited: &VerifyingKey) -> SignatureBytes {
        let own = self.identity.verifying();
        self.identity
            .sign(&join_message(&self.record, self.member, invited, &own))
    }
}

impl InvitationFile {
    /// The identity in it; `None` where the code is another one, or the record is.
    pub(super) fn open(&self, record: &RecordTag, code: &SecretString) -> Option<Identity> {
        let code = RecoveryCode::read(code).filter(|_| *record == self.record)?;
        cipher::open(
            &key(&code, &self.salt),
            &place(record, &self.member),
            self.sealed.bytes(),
        )
        .and_then(|bytes| Identity::read(&bytes))
    }

    pub fn member(&self) -> MemberId {
        self.member
    }

    /// Whether a code is the one it was sealed under.
    pub fn opens_with(&self, code: &SecretString) -> bool {
        self.open(&self.record, code).is_some()
    }

    pub(super) fn record(&self) -> &RecordTag {
        &self.record
    }
}

/// What the proof of a join is made over.
pub(crate) fn join_message(
    record: &RecordTag,
    member: MemberId,
    invited: &VerifyingKey,
    own: &VerifyingKey,
) -> Vec<u8> {
    let parts: [&[u8]; 5] = [
        b"firebell 2 join",
        record.bytes(),
        member.bytes(),
        invited.bytes(),
        own.bytes(),
    ];
    parts.concat()
}

/// A join whose event is still to be written: the header holds both identities until then.
pub(crate) struct PendingJoin {
    /// Whoever was invited.
    pub(crate) invited: Signer,
    pub(crate) own: PublicHalf,
    pub(crate) proof: SignatureBytes,
}

fn joining_key(own: &Identity) -> RawKey {
    derive(own.0.as_slice(), &[], "firebell 2 joining")
}

fn joining_place(member: &MemberId) -> [&[u8]; 2] {
    [b"firebell 2 joining", member.bytes()]
}

/// The identity of an invitation, sealed under the one that replaces it.
pub(super) fn sealed_for_join(invited: &Identity, own: &Identity, member: &MemberId) -> Result<Sealed, StoreError> {
    Sealed::try_of(cipher::seal(
        &joining_key(own),
        &joining_place(member),
        invited.0.as_slice(),
    )?)
}

/// The same, opened.
pub(super) fn opened_for_join(sealed: &Sealed, own: &Identity, member: &MemberId) -> Option<Identity> {
    cipher::open(&joining_key(own), &joining_place(member), sealed.bytes()).and_then(|bytes| Identity::read(&bytes))
}

/// A recipient by its public key.
pub(super) fn recipient(half: &PublicHalf) -> Recipient {
    Recipient::of(&half.recipient)
}
