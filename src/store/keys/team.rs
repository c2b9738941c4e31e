//! Members in the header: asked in, joined, taken out.

use secrecy::SecretString;

use super::envelope::{Envelope, MOST_MEMBERS, Member, wrap_place};
use super::holder::{Candidate, Holder};
use super::identity::Identity;
use super::invitation::{InvitationFile, PendingJoin, opened_for_join, recipient, sealed_for_join};
use super::refusal::KeyRefusal;
use super::signing::PublicHalf;
use super::slot::{NewSlot, Slot, Unlock};
use crate::core::member::public_key::MemberId;
use crate::core::time::WallTime;
use crate::store::StoreError;

/// Somebody on the way in: what opens the record for them, and the identity that does.
pub(crate) struct Guest {
    member: MemberId,
    identity: Identity,
    pub(crate) candidates: Vec<Candidate>,
}

impl Envelope {
    /// Every member the header has a place for.
    pub(crate) fn member_ids(&self) -> Vec<MemberId> {
        self.members.iter().map(|member| member.id).collect()
    }

    /// Gives somebody a place: the record key is wrapped for them. No slot opens it; their invitation does.
    pub(crate) fn add_member(&mut self, holder: &Holder, half: &PublicHalf) -> Result<(), StoreError> {
        if self.members.len() >= MOST_MEMBERS {
            return Err(KeyRefusal::TooManyMembers(MOST_MEMBERS).into());
        }
        let recipient = recipient(half);
        let wrapped = recipient.wrap(&holder.key.bytes, &wrap_place(&self.record, &self.key))?;
        self.members.push(Member {
            id: half.member,
            recipient,
            wrapped,
            wrapped_next: None,
            joining: None,
            slots: Vec::new(),
        });
        Ok(())
    }

    /// Takes members out. What they know they keep: the record key has to be replaced as well.
    pub(crate) fn drop_members(&mut self, out: &[MemberId]) {
        self.members.retain(|member| !out.contains(&member.id));
    }

    /// What an invitation opens.
    pub(crate) fn guest(&self, file: &InvitationFile, code: &SecretString) -> Option<Guest> {
        let identity = file.open(&self.record, code)?;
        let member = self.members.iter().find(|member| member.id == file.member())?;
        // No slot is opened here: the identity of an invitation is in the invitation's own file.
        let candidates = self.keys_of(member, None, &identity);
        (!candidates.is_empty()).then_some(Guest {
            member: member.id,
            identity,
            candidates,
        })
    }

    /// The header once a guest has joined under an identity of their own, which a passphrase opens.
    pub(crate) fn joined(
        &self,
        guest: &Guest,
        holder: &Holder,
        new: &SecretString,
        at: WallTime,
    ) -> Result<Envelope, StoreError> {
        if !self.candidates(Unlock::Passphrase(new))?.is_empty() {
            return Err(KeyRefusal::PassphraseInUse.into());
        }
        let own = Identity::fresh()?;
        let shared = self.shared_kdf(guest.member);
        let slot = Slot::new(&NewSlot::Passphrase(new), shared, (&guest.member, &own), at)?;
        let recipient = own.recipient();
        let wrapped = recipient.wrap(&holder.key.bytes, &wrap_place(&self.record, &self.key))?;
        let joining = sealed_for_join(&guest.identity, &own, &guest.member)?;
        self.changed(holder, |envelope| {
            let member = envelope.member_mut(guest.member)?;
            (member.recipient, member.wrapped) = (recipient, wrapped);
            (member.slots, member.joining) = (vec![slot], Some(joining));
            Ok(())
        })
    }

    /// A join of whoever opened the record whose event is still to be written.
    pub(crate) fn pending_join(&self, holder: &Holder) -> Option<PendingJoin> {
        let member = self.members.iter().find(|member| member.id == holder.member)?;
        let invited = opened_for_join(member.joining.as_ref()?, &holder.identity, &holder.member)?;
        Some(PendingJoin {
            proof: holder.proof_of_join(&invited.verifying()),
            invited: invited.signer(holder.member),
            own: holder.public_half(),
        })
    }

    /// The invitation has done its work.
    pub(crate) fn finish_join(&mut self, holder: &Holder) -> Result<(), StoreError> {
        self.member_mut(holder.member)?.joining = None;
        Ok(())
    }
}
