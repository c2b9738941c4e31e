//! The header of the second format: who can open the record, and with what.
//!
//! It is marked under the record key, so that nobody without it can add, change or take away a slot unseen. While the key
//! of the database is being replaced it names the next one as well; a header can only be settled on a key that was seen
//! to open the database.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::cipher;
use super::database_key::{Kdf, MOST_WORK_KIB};
use super::hex_bytes::hex_bytes;
use super::holder::{Candidate, Holder, Source};
use super::identity::{Identity, Recipient, Wrapped};
use super::invitation::sealed_for_join;
use super::record_key::{KeyInfo, RecordKey, RecordTag};
use super::refusal::KeyRefusal;
use super::service::{ServiceKeyName, ServiceWrapped};
use super::slot::{Given, NewSlot, Sealed, Slot, Unlock, Way};
use super::tag::{SlotId, fresh_member};
use crate::core::member::public_key::MemberId;
use crate::core::time::WallTime;
use crate::store::StoreError;
use crate::store::random::random;

/// The number in the header.
pub(crate) const FORMAT: u32 = 2;

/// More than a team has, and few enough that trying them all ends.
pub(super) const MOST_MEMBERS: usize = 64;
/// Slots of one member. Bounded because every slot is tried when a record is opened.
const MOST_SLOTS: usize = 16;

hex_bytes!(
    /// HMAC-SHA256 over everything else in the header.
    Mark,
    32
);

/// Somebody who can open the record. The name is within it: the header tells nobody who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(super) id: MemberId,
    pub(super) recipient: Recipient,
    /// The record key.
    pub(super) wrapped: Wrapped,
    /// The next one, while it is being replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) wrapped_next: Option<Wrapped>,
    /// The identity of the invitation, sealed under the one that replaced it, until the record tells of the join.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) joining: Option<Sealed>,
    pub(super) slots: Vec<Slot>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Envelope {
    format: u32,
    pub(super) record: RecordTag,
    /// Rises with every header that is written, and is noted in the database.
    pub(crate) generation: u64,
    pub(super) key: KeyInfo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<KeyInfo>,
    /// What opens the database instead while the record is taken from the first format, or back to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    derived: Option<Kdf>,
    /// When the record was taken from the first format; until somebody confirms it, it can go back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) upgraded_at: Option<WallTime>,
    /// How many generations there are of the keys that vouch for the record; they lie in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) proof_keys: Option<u32>,
    pub(super) members: Vec<Member>,
    mark: Mark,
}

/// The one member that a header is drawn up for.
struct Owner {
    record: RecordTag,
    member: MemberId,
    identity: Identity,
}

/// A header that was just drawn up, and what opens it.
pub(crate) struct Drawn {
    pub(crate) envelope: Envelope,
    pub(crate) candidate: Candidate,
}

impl Envelope {
    /// The header of a new record with one member, who opens it with a passphrase.
    pub(crate) fn draw(secret: &NewSlot<'_>, at: WallTime) -> Result<Drawn, StoreError> {
        let owner = Owner {
            record: RecordTag(random()?),
            member: fresh_member()?,
            identity: Identity::fresh()?,
        };
        Envelope::draw_for(owner, None, secret, at)
    }

    /// The header of another copy of a record, for somebody who was invited to it: the identity of the invitation lies in
    /// it, sealed, until the record tells of the join.
    pub(super) fn draw_joining(
        (record, member): (&RecordTag, MemberId),
        invited: &Identity,
        secret: &SecretString,
        at: WallTime,
    ) -> Result<Drawn, StoreError> {
        let identity = Identity::fresh()?;
        let joining = sealed_for_join(invited, &identity, &member)?;
        let slot = NewSlot::Passphrase(secret);
        let owner = Owner {
            record: record.clone(),
            member,
            identity,
        };
        Envelope::draw_for(owner, Some(joining), &slot, at)
    }

    fn draw_for(
        owner: Owner,
        joining: Option<Sealed>,
        secret: &NewSlot<'_>,
        at: WallTime,
    ) -> Result<Drawn, StoreError> {
        let Owner {
            record,
            member: id,
            identity,
        } = owner;
        let key = RecordKey::fresh(at)?;
        let slot = Slot::new(secret, None, (&id, &identity), at)?;
        let holder = Holder {
            record: record.clone(),
            member: id,
            slot: Some(slot.id),
            identity,
            key,
        };
        let recipient = holder.identity.recipient();
        let member = Member {
            wrapped: recipient.wrap(&holder.key.bytes, &wrap_place(&record, &holder.key.info))?,
            id,
            recipient,
            wrapped_next: None,
            joining,
            slots: vec![slot],
        };
        let envelope = Envelope {
            format: FORMAT,
            record,
            generation: 1,
            key: holder.key.info.clone(),
            next: None,
            derived: None,
            upgraded_at: None,
            proof_keys: None,
            members: vec![member],
            mark: Mark([0; 32]),
        };
        Ok(Drawn {
            envelope: envelope.marked(&holder.key)?,
            candidate: Candidate::enveloped(holder),
        })
    }

    /// Whether it is one that firebell would write. A header from somewhere else must not be able to take all memory or
    /// to run for ever; so this is looked at before anything is tried.
    pub(crate) fn bounded(self) -> Result<Envelope, String> {
        let slots = self.members.iter().map(|member| member.slots.len());
        if !(1..=MOST_MEMBERS).contains(&self.members.len()) {
            return Err(format!(
                "{} members; 1 to {MOST_MEMBERS} are accepted",
                self.members.len()
            ));
        }
        if slots.clone().any(|slots| slots > MOST_SLOTS) || slots.sum::<usize>() == 0 {
            return Err(format!("a member has more than {MOST_SLOTS} slots, or nobody has one"));
        }
        // A derivation that several slots share is made once.
        let slots = self.members.iter().flat_map(|member| &member.slots);
        let mut derivations: Vec<&Kdf> = Vec::new();
        for kdf in slots.filter_map(Slot::kdf).chain(&self.derived) {
            if !derivations.contains(&kdf) {
                derivations.push(kdf);
            }
        }
        let work: u64 = derivations.into_iter().map(Kdf::work).sum();
        if work > MOST_WORK_KIB {
            return Err(format!(
                "trying its passphrases takes {work} KiB × passes; at most {MOST_WORK_KIB} is accepted"
            ));
        }
        Ok(self)
    }

    /// Everything but the mark, as it is marked.
    fn text(&self) -> Result<Vec<u8>, StoreError> {
        let bare = Envelope {
            mark: Mark([0; 32]),
            ..self.clone()
        };
        serde_json::to_vec(&bare).map_err(|error| StoreError::Kdf(Box::new(error)))
    }

    pub(super) fn marked(self, key: &RecordKey) -> Result<Envelope, StoreError> {
        let mark = Mark(cipher::mark(&key.of_header(), &self.text()?));
        Ok(Envelope { mark, ..self })
    }

    /// Whether it is as a holder of the record key wrote it.
    pub(crate) fn is_sound(&self, holder: &Holder) -> Result<bool, StoreError> {
        let key = match self.key == holder.key.info {
            true => holder.key.clone(),
            // While the key is being replaced, the header is marked under the one that is about to go.
            false => match self.current_key(holder) {
                Some(key) => key,
                None => return Ok(false),
            },
        };
        Ok(cipher::is_marked(&key.of_header(), &self.text()?, &self.mark.0))
    }

    /// The record key that the header is marked under, for somebody who may hold the next one already.
    fn current_key(&self, holder: &Holder) -> Option<RecordKey> {
        let member = self.members.iter().find(|member| member.id == holder.member)?;
        let bytes = holder
            .identity
            .unwrap(&member.wrapped, &wrap_place(&self.record, &self.key))?;
        Some(RecordKey {
            info: self.key.clone(),
            bytes,
        })
    }

    /// The keys that may open the database, for what was given; none where it opens no slot.
    pub(crate) fn candidates(&self, unlock: Unlock<'_>) -> Result<Vec<Candidate>, StoreError> {
        let given = Given::look(unlock);
        let mut found = Vec::new();
        for member in &self.members {
            for slot in &member.slots {
                if let Some(identity) = slot.open(&given, &member.id)? {
                    found = self.keys_of(member, Some(slot), &identity);
                    if !found.is_empty() {
                        return Ok(found);
                    }
                }
            }
        }
        Ok(found)
    }

    /// The record keys that an identity unwraps. While the key is being replaced there are two, and only the database
    /// can tell which one it has. The present one comes first, as the likelier one.
    pub(super) fn keys_of(&self, member: &Member, slot: Option<&Slot>, identity: &Identity) -> Vec<Candidate> {
        let unwrap = |info: &KeyInfo, wrapped: &Wrapped| {
            let bytes = identity.unwrap(wrapped, &wrap_place(&self.record, info))?;
            Some(Candidate::enveloped(Holder {
                record: self.record.clone(),
                member: member.id,
                slot: slot.map(|slot| slot.id),
                identity: identity.clone(),
                key: RecordKey {
                    info: info.clone(),
                    bytes,
                },
            }))
        };
        let next = self.next.as_ref().zip(member.wrapped_next.as_ref());
        let both = [Some((&self.key, &member.wrapped)), next];
        both.into_iter()
            .flatten()
            .filter_map(|(info, wrapped)| unwrap(info, wrapped))
            .collect()
    }

    /// What a key service made of the key of a slot.
    pub(crate) fn kept_by_service(&self, name: &ServiceKeyName) -> Option<ServiceWrapped> {
        let slots = self.members.iter().flat_map(|member| &member.slots);
        let mut kept = slots.filter_map(|slot| match &slot.opened_by {
            Way::Service { key_id, wrapped } if key_id == name => Some(wrapped.clone()),
            Way::Service { .. } | Way::Passphrase { .. } | Way::Recovery { .. } | Way::Keyring => None,
        });
        kept.next()
    }

    /// What opens the database while the record is taken from one format to the other.
    pub(crate) fn derived(&self) -> Option<&Kdf> {
        self.derived.as_ref()
    }

    /// Whether a key is one of those that it names.
    pub(crate) fn names(&self, source: &Source) -> bool {
        match source {
            Source::Derived(kdf) => self.derived.as_ref() == Some(kdf),
            Source::Enveloped(holder) => self.key == holder.key.info || self.next.as_ref() == Some(&holder.key.info),
        }
    }

    /// Whether no change of the database's key was begun.
    pub(crate) fn is_settled(&self) -> bool {
        self.next.is_none() && self.derived.is_none()
    }

    /// The header that holds once the database was seen to open with this key.
    pub(crate) fn settled(&self, holder: &Holder) -> Result<Envelope, StoreError> {
        if self.is_settled() {
            return Ok(self.clone());
        }
        let mut settled = self.clone();
        (settled.next, settled.derived) = (None, None);
        let replaced = self.next.as_ref() == Some(&holder.key.info);
        settled.key = holder.key.info.clone();
        for member in &mut settled.members {
            let next = member.wrapped_next.take();
            if let Some(next) = next.filter(|_| replaced) {
                member.wrapped = next;
            }
        }
        settled.changed(holder, |_| Ok(()))
    }

    /// The header while the record key is replaced: wrapped for every member, so that nobody else's passphrase is needed.
    pub(crate) fn replacing(&self, holder: &Holder, at: WallTime) -> Result<Drawn, StoreError> {
        let next = RecordKey::fresh(at)?;
        let place = wrap_place(&self.record, &next.info);
        let mut envelope = self.clone();
        envelope.next = Some(next.info.clone());
        for member in &mut envelope.members {
            member.wrapped_next = Some(member.recipient.wrap(&next.bytes, &place)?);
        }
        Ok(Drawn {
            envelope: envelope.changed(holder, |_| Ok(()))?,
            candidate: Candidate::enveloped(Holder {
                key: next,
                ..holder.clone()
            }),
        })
    }

    /// The header of a record that is about to be taken from the first format.
    pub(crate) fn upgrading(&self, holder: &Holder, kdf: &Kdf, at: WallTime) -> Result<Envelope, StoreError> {
        let mut envelope = self.clone();
        envelope.upgraded_at = Some(at);
        envelope.between_formats(holder, kdf)
    }

    /// Whether the first format can hold everything that opens the record.
    pub(crate) fn may_go_back(&self) -> Result<(), KeyRefusal> {
        if self.upgraded_at.is_none() {
            return Err(KeyRefusal::Confirmed);
        }
        let mut slots = self.members.iter().flat_map(|member| &member.slots);
        match (slots.next().map(|slot| &slot.opened_by), slots.next()) {
            (Some(Way::Passphrase { .. }), None) => Ok(()),
            (Some(_) | None, _) => Err(KeyRefusal::OnlyPassphrase),
        }
    }

    /// The header while the record is taken from one format to the other.
    pub(crate) fn between_formats(&self, holder: &Holder, kdf: &Kdf) -> Result<Envelope, StoreError> {
        self.changed(holder, |envelope| {
            envelope.derived = Some(kdf.clone());
            Ok(())
        })
    }

    /// The next header: changed, counted on, and marked.
    pub(crate) fn changed(
        &self,
        holder: &Holder,
        change: impl FnOnce(&mut Envelope) -> Result<(), StoreError>,
    ) -> Result<Envelope, StoreError> {
        let mut envelope = self.clone();
        change(&mut envelope)?;
        envelope.generation += 1;
        envelope.marked(&holder.key)
    }

    /// The same header with another number of generations, marked again.
    pub(crate) fn with_proof_keys(mut self, generations: Option<u32>, holder: &Holder) -> Result<Envelope, StoreError> {
        self.proof_keys = generations.or(self.proof_keys);
        self.marked(&holder.key)
    }

    /// Whether there is a way back to the first format.
    pub(crate) fn is_provisional(&self) -> bool {
        self.upgraded_at.is_some() || self.derived.is_some()
    }

    /// Gives the way back to the first format up; `false` where there is none.
    pub(crate) fn confirm_upgrade(&mut self) -> bool {
        self.upgraded_at.take().is_some()
    }

    pub(super) fn member_mut(&mut self, id: MemberId) -> Result<&mut Member, StoreError> {
        let member = self.members.iter_mut().find(|member| member.id == id);
        member.ok_or(StoreError::KeyElsewhere)
    }

    fn slots_of(&mut self, id: MemberId) -> Result<&mut Vec<Slot>, StoreError> {
        Ok(&mut self.member_mut(id)?.slots)
    }

    /// The derivation that the passphrases of the others share, so that an opening makes one key of what was typed,
    /// however many members there are. Alone, everybody gets a fresh one.
    pub(super) fn shared_kdf(&self, but: MemberId) -> Option<&Kdf> {
        let others = self.members.iter().filter(|member| member.id != but);
        others.flat_map(|member| &member.slots).find_map(Slot::kdf)
    }

    /// Whether a passphrase is that of somebody else: whoever typed it would be taken for them.
    fn opens_for_another(&self, secret: &SecretString, but: MemberId) -> Result<bool, StoreError> {
        let given = Given::look(Unlock::Passphrase(secret));
        for member in self.members.iter().filter(|member| member.id != but) {
            for slot in &member.slots {
                if slot.open(&given, &member.id)?.is_some() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Seals the identity once more, in the place of the slot that the new one follows.
    pub(crate) fn put_slot(&mut self, holder: &Holder, new: &NewSlot<'_>, at: WallTime) -> Result<SlotId, StoreError> {
        if let NewSlot::Passphrase(secret) = new
            && self.opens_for_another(secret, holder.member)?
        {
            return Err(KeyRefusal::PassphraseInUse.into());
        }
        let shared = self.shared_kdf(holder.member);
        let slot = Slot::new(new, shared, (&holder.member, &holder.identity), at)?;
        // Sealed and opened again, before the one it follows goes.
        if !slot.is_opened_by(new, &holder.member, &holder.identity)? {
            return Err(StoreError::HeaderOfAnother);
        }
        let (id, slots) = (slot.id, self.slots_of(holder.member)?);
        match slots.iter().position(|known| slot.follows(known)) {
            Some(at) => slots[at] = slot,
            None if slots.len() >= MOST_SLOTS => return Err(KeyRefusal::TooMany(MOST_SLOTS).into()),
            None => slots.push(slot),
        }
        Ok(id)
    }

    pub(crate) fn take_slot(&mut self, holder: &Holder, id: SlotId) -> Result<(), StoreError> {
        let slots = self.slots_of(holder.member)?;
        match slots.iter().position(|slot| slot.id == id) {
            None => Err(KeyRefusal::NoSlot(id).into()),
            Some(_) if slots.len() == 1 => Err(KeyRefusal::LastSlot(id).into()),
            Some(at) => {
                slots.remove(at);
                Ok(())
            }
        }
    }
}

pub(super) fn wrap_place<'p>(record: &'p RecordTag, key: &'p KeyInfo) -> [&'p [u8]; 3] {
    [b"firebell 2 record key", &record.0, key.id.bytes()]
}
