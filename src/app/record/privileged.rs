//! Privileged text: sealed for whoever may read it when it is recorded, and opened only where somebody asks for it by name,
//! after the log was told.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::access::is_let_in;
use super::load::folded;
use super::{LineOutcome, Loaded, Record, RecordError};
use crate::app::event_text::readable_before_sealing;
use crate::core::event::{Event, Note, SealedNature, What};
use crate::core::facts::IncidentKind;
use crate::core::ids::Stream;
use crate::core::incident::Incident;
use crate::core::member::{MemberId, Members, Permission, Rights};
use crate::core::time::WallTime;
use crate::store::{Entitled, ListedDataKey, ProvenMembers, Readers, StoreError, ToSeal};

/// What is sealed, and for whom.
pub(super) struct SealedIn<'a> {
    /// The UUID.
    pub(super) incident: &'a str,
    /// Those who may read the incident; `None`: everybody who may read incidents.
    pub(super) to: Option<&'a [MemberId]>,
    pub(super) nature: SealedNature,
}

/// Whether somebody may read what is sealed in an incident now.
fn may_read(members: &Members, text: &SealedIn<'_>, id: MemberId, now: WallTime) -> bool {
    let let_in = text
        .to
        .is_none_or(|to| is_let_in((members, to), id, text.incident, now));
    let any = |permissions: &[Permission]| {
        let rights = Rights::of(members, id, Some(text.incident), now);
        permissions.iter().any(|permission| rights.may(*permission))
    };
    let_in
        && match text.nature {
            SealedNature::Restricted => true,
            SealedNature::PrivilegedNote => any(&[Permission::Privileged]),
            SealedNature::LetterText => any(&[Permission::Draft, Permission::Approve, Permission::Export]),
            SealedNature::LetterRemark => any(&[Permission::Draft, Permission::Approve]),
        }
}

impl Record {
    /// Those who get a key of what is sealed in an incident now, by what is proven alone.
    pub(super) fn entitled(members: &ProvenMembers, text: &SealedIn<'_>, now: WallTime) -> Vec<Entitled> {
        members.entitled(|id| may_read(members, text, id, now))
    }

    /// Who may read an incident that something is recorded in. What its signed events say counts, and what is recorded with
    /// it now.
    fn readers_of(&self, after: &Incident, restricts: bool) -> Result<Option<Vec<MemberId>>, RecordError> {
        if restricts {
            return Ok(after.restricted_to.clone());
        }
        match self.store.proven_readers(Stream::Incident(&after.id))? {
            Readers::Everybody => Ok(None),
            Readers::These(to) => Ok(Some(to)),
            Readers::Unknown => Err(self.no_incident(&after.code)),
        }
    }

    /// Seals what is privileged among events that are about to be recorded, where the record has members.
    pub(super) fn with_sealed(
        &self,
        incident: Option<&Incident>,
        mut whats: Vec<What>,
        now: WallTime,
    ) -> Result<Vec<What>, RecordError> {
        let privileged = |what: &What| matches!(what, What::NoteAdded(Note { privileged: true, .. }));
        let Some(incident) = incident.filter(|_| whats.iter().any(privileged)) else {
            return Ok(whats);
        };
        if self.store.public_half().is_none() {
            return Ok(whats);
        }
        let members = self.store.proven_members()?;
        if members.founding().is_none() {
            return Ok(whats);
        }
        let restricts = whats.iter().any(tells_readers);
        let to = self.readers_of(incident, restricts)?;
        let text = SealedIn {
            incident: &incident.id,
            to: to.as_deref(),
            nature: SealedNature::PrivilegedNote,
        };
        let entitled = Record::entitled(&members, &text, now);
        for (what, seq) in whats.iter_mut().zip(incident.seq + 1..) {
            if privileged(what) {
                readable_before_sealing(what)?;
                let text = serde_json::to_vec(what).map_err(unwritable)?;
                let text = ToSeal {
                    stream: Stream::Incident(&incident.id),
                    seq,
                    nature: SealedNature::PrivilegedNote,
                    text: &text,
                };
                *what = What::Sealed(self.store.seal(text, &entitled, now)?);
            }
        }
        Ok(whats)
    }

    /// Events as they are recorded: texts of letters and remarks are sealed for those who work on letters, and those of an
    /// incident that only some may read for them. An exercise is there to be looked at: its letters are everybody's.
    pub(super) fn as_recorded(
        &self,
        after: &Incident,
        events: &[Event],
        now: WallTime,
    ) -> Result<Vec<Event>, RecordError> {
        let mut recorded = events.to_vec();
        if after.kind == IncidentKind::Real {
            self.seal_letters(after, &mut recorded, now)?;
        }
        let restricts = events.iter().any(|event| tells_readers(&event.what));
        let Some(entitled) = self.let_in_to(after, restricts, now)? else {
            return Ok(recorded);
        };
        let seal = |event| {
            self.store
                .seal_restricted(Stream::Incident(&after.id), event, (&entitled, now))
        };
        Ok(recorded.iter().map(seal).collect::<Result<_, _>>()?)
    }

    fn seal_letters(&self, after: &Incident, events: &mut [Event], now: WallTime) -> Result<(), RecordError> {
        if !events.iter().any(|event| event.what.letter_work().is_some()) || self.store.public_half().is_none() {
            return Ok(());
        }
        let members = self.store.proven_members()?;
        if members.founding().is_none() {
            return Ok(());
        }
        let to = self.readers_of(after, events.iter().any(|event| tells_readers(&event.what)))?;
        for event in events {
            let Some((nature, _)) = event.what.letter_work() else {
                continue;
            };
            let text = SealedIn {
                incident: &after.id,
                to: to.as_deref(),
                nature,
            };
            let entitled = Record::entitled(&members, &text, now);
            *event = self
                .store
                .seal_letter(Stream::Incident(&after.id), event, (&entitled, now))?;
        }
        Ok(())
    }

    /// Those for whom an incident is sealed; `None` where it is everybody's, or the record has no members. `restricts`: what
    /// says for whom is about to be recorded, or was just now.
    pub(super) fn let_in_to(
        &self,
        incident: &Incident,
        restricts: bool,
        now: WallTime,
    ) -> Result<Option<Vec<Entitled>>, RecordError> {
        if self.store.public_half().is_none() {
            return Ok(None);
        }
        let Some(to) = self.readers_of(incident, restricts)? else {
            return Ok(None);
        };
        let members = self.store.proven_members()?;
        if members.founding().is_none() {
            return Ok(None);
        }
        let text = SealedIn {
            incident: &incident.id,
            to: Some(&to),
            nature: SealedNature::Restricted,
        };
        Ok(Some(Record::entitled(&members, &text, now)))
    }

    /// An incident with its privileged text, as far as whoever opened the record has the keys. The log is told before
    /// anything is opened.
    ///
    /// # Errors
    /// A refusal by the table of roles, or what the store says.
    pub fn with_privileged(&self, loaded: Loaded, action: &str, now: WallTime) -> Result<Loaded, RecordError> {
        let incident = loaded.incident.id.to_string();
        self.need(Permission::Privileged, Some(&incident), now)?;
        self.now.set(now);
        // Where it cannot be noted, nobody is shown it, not even who is in alone.
        self.note(now, action, &loaded.incident.code, LineOutcome::Ok)?;
        let mut opened = loaded;
        for stored in &mut opened.events {
            let What::Sealed(sealed) = &stored.event.what else {
                continue;
            };
            if sealed.nature != SealedNature::PrivilegedNote {
                continue;
            }
            let text = self
                .store
                .unseal(Stream::Incident(&incident), stored.event.seq, sealed)?;
            if let Some(text) = text {
                stored.event.what = serde_json::from_slice(&text).map_err(|source| StoreError::Unreadable {
                    what: format!("the sealed event {}", stored.event.seq),
                    source,
                })?;
            }
        }
        let mut again = folded(Stream::Incident(&incident), opened.told())?;
        again.code = opened.incident.code;
        opened.incident = again;
        Ok(opened)
    }

    /// The keys of sealed events, by their numbers, for an export that holds them: those of a restricted incident, whose
    /// export is of no use without, and those of privileged notes where they go along.
    ///
    /// # Errors
    /// What the store says.
    pub fn keys_for_export(&self, loaded: &Loaded, privileged: bool) -> Result<BTreeMap<u64, String>, RecordError> {
        let mut keys = BTreeMap::new();
        for stored in &loaded.events {
            // Of an event that was opened to be read, the bytes are still those that were recorded.
            let recorded: Event = serde_json::from_slice(&stored.body).map_err(|source| StoreError::Unreadable {
                what: format!("event {}", stored.event.seq),
                source,
            })?;
            let told = privileged || !recorded.what.privileged();
            if let (What::Sealed(sealed), true) = (&recorded.what, told) {
                let (stream, seq) = (&loaded.incident.id, stored.event.seq);
                if let Some(key) = self.store.key_for_export(Stream::named(stream), seq, sealed.key)? {
                    keys.insert(seq, key);
                }
            }
        }
        Ok(keys)
    }

    /// Hands keys of incidents to those who may have them now, as far as whoever opened the record has them. Whether there is
    /// anything to hand out is asked of the tables; who gets it, of what members signed.
    pub(super) fn share_keys(&self, now: WallTime) -> Result<(), RecordError> {
        let members = self.members()?;
        if members.founding().is_none() {
            return Ok(());
        }
        let differing = self.keys_to_share(&members, now)?;
        if differing.is_empty() {
            return Ok(());
        }
        let members = self.store.proven_members()?;
        let mut readers: BTreeMap<&str, Readers> = BTreeMap::new();
        for key in &differing {
            let to = match readers.entry(&key.stream) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(self.store.proven_readers(Stream::named(&key.stream))?),
            };
            let to = match to {
                Readers::Everybody => None,
                Readers::These(to) => Some(to.as_slice()),
                // Whoever can open it does it.
                Readers::Unknown => continue,
            };
            let text = SealedIn {
                incident: &key.stream,
                to,
                nature: key.nature,
            };
            let entitled = Record::entitled(&members, &text, now);
            if !has_same(key, entitled.iter().map(|entitled| entitled.member)) {
                self.store.share_key(key, &entitled, now)?;
            }
        }
        Ok(())
    }

    /// Keys that others have than the tables say should.
    fn keys_to_share(&self, members: &Members, now: WallTime) -> Result<Vec<ListedDataKey>, RecordError> {
        let restricted = self.store.restricted()?;
        let may = |text: SealedIn<'_>| -> Vec<MemberId> {
            let may = members
                .active()
                .filter(|member| may_read(members, &text, member.id, now));
            may.map(|member| member.id).collect()
        };
        let everybodys = |nature| {
            let text = SealedIn {
                incident: "",
                to: None,
                nature,
            };
            (nature, may(text))
        };
        // Most incidents are nobody's in particular: for those the table of roles is asked once.
        let usual: BTreeMap<SealedNature, Vec<MemberId>> = SealedNature::ALL.into_iter().map(everybodys).collect();
        let mut differing = self.store.data_keys()?;
        differing.retain(|key| {
            let to = restricted.iter().find(|restricted| restricted.stream == key.stream);
            let lent = members.grants().iter().any(|lent| lent.grant.incident == key.stream);
            let own = (to.is_some() || lent).then(|| {
                may(SealedIn {
                    incident: &key.stream,
                    to: to.map(|restricted| restricted.members.as_slice()),
                    nature: key.nature,
                })
            });
            !has_same(key, own.as_ref().unwrap_or(&usual[&key.nature]).iter().copied())
        });
        Ok(differing)
    }
}

/// Whether a key is with these members, and nobody else.
fn has_same(key: &ListedDataKey, members: impl ExactSizeIterator<Item = MemberId>) -> bool {
    let mut members = members;
    key.members.len() == members.len() && members.all(|member| key.members.contains(&member))
}

/// Whether what is recorded says by itself who may read its incident: whoever records it has decided that, or took it in from
/// another record.
fn tells_readers(what: &What) -> bool {
    matches!(
        what,
        What::AccessRestricted { .. } | What::AccessOpened { .. } | What::Imported { .. }
    )
}

fn unwritable(source: serde_json::Error) -> RecordError {
    StoreError::Unreadable {
        what: "an event that is to be sealed".to_owned(),
        source,
    }
    .into()
}
