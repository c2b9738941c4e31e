//! Privileged text: sealed for whoever may read it when it is recorded, and opened only where somebody asks for it by name,
//! after the log was told.

use std::collections::BTreeMap;

use super::access::is_let_in;
use super::{LineOutcome, Loaded, Record, RecordError};
use crate::core::event::{Event, Note, SealedNature, What};
use crate::core::facts::IncidentKind;
use crate::core::ids::Stream;
use crate::core::incident::Incident;
use crate::core::member::{MemberId, Members, Permission, Rights};
use crate::core::time::WallTime;
use crate::store::{Entitled, StoreError, ToSeal};

/// What is sealed, and for whom.
pub(super) struct SealedIn<'a> {
    /// The UUID.
    pub(super) incident: &'a str,
    /// Those who may read the incident; `None`: everybody who may read incidents.
    pub(super) to: Option<&'a [MemberId]>,
    pub(super) nature: SealedNature,
}

impl Record {
    /// Those who may read what is sealed in an incident now.
    pub(super) fn entitled(members: &Members, text: &SealedIn<'_>, now: WallTime) -> Vec<Entitled> {
        let let_in = |id| {
            text.to
                .is_none_or(|to| is_let_in((members, to), id, text.incident, now))
        };
        let any = |id, permissions: &[Permission]| {
            let rights = Rights::of(members, id, Some(text.incident), now);
            permissions.iter().any(|permission| rights.may(*permission))
        };
        let privileged = |id| any(id, &[Permission::Privileged]);
        let may = |id| match text.nature {
            SealedNature::Restricted => let_in(id),
            SealedNature::PrivilegedNote => let_in(id) && privileged(id),
            SealedNature::LetterText => {
                let_in(id) && any(id, &[Permission::Draft, Permission::Approve, Permission::Export])
            }
            SealedNature::LetterRemark => let_in(id) && any(id, &[Permission::Draft, Permission::Approve]),
        };
        let entitled = members.active().filter(|member| may(member.id));
        entitled
            .map(|member| Entitled {
                member: member.id,
                recipient: member.recipient,
            })
            .collect()
    }

    /// Seals what is privileged among events that are about to be recorded, where the record has members.
    pub(super) fn with_sealed(
        &self,
        incident: &Incident,
        mut whats: Vec<What>,
        now: WallTime,
    ) -> Result<Vec<What>, RecordError> {
        let privileged = |what: &What| matches!(what, What::NoteAdded(Note { privileged: true, .. }));
        if !whats.iter().any(privileged) || self.store.public_half().is_none() {
            return Ok(whats);
        }
        let members = self.members()?;
        if members.founding().is_none() {
            return Ok(whats);
        }
        let text = SealedIn {
            incident: &incident.id,
            to: incident.restricted_to.as_deref(),
            nature: SealedNature::PrivilegedNote,
        };
        let entitled = Record::entitled(&members, &text, now);
        for (what, seq) in whats.iter_mut().zip(incident.seq + 1..) {
            if privileged(what) {
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
        let Some(entitled) = self.let_in_to(after, now)? else {
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
        let members = self.members()?;
        if members.founding().is_none() {
            return Ok(());
        }
        for event in events {
            let Some((nature, _)) = event.what.letter_work() else {
                continue;
            };
            let text = SealedIn {
                incident: &after.id,
                to: after.restricted_to.as_deref(),
                nature,
            };
            let entitled = Record::entitled(&members, &text, now);
            *event = self
                .store
                .seal_letter(Stream::Incident(&after.id), event, (&entitled, now))?;
        }
        Ok(())
    }

    /// Those for whom an incident is sealed; `None` where it is everybody's, or the record has no members.
    pub(super) fn let_in_to(&self, incident: &Incident, now: WallTime) -> Result<Option<Vec<Entitled>>, RecordError> {
        let (Some(to), Some(_)) = (incident.restricted_to.as_deref(), self.store.public_half()) else {
            return Ok(None);
        };
        let members = self.members()?;
        if members.founding().is_none() {
            return Ok(None);
        }
        let text = SealedIn {
            incident: &incident.id,
            to: Some(to),
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
        let incident = loaded.incident.id.clone();
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
        let code = std::mem::take(&mut opened.incident.code);
        opened.incident = Incident::fold(opened.told());
        (opened.incident.code, opened.incident.id) = (code, incident);
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

    /// Hands keys of incidents to those who may have them now, as far as whoever opened the record has them.
    pub(super) fn share_keys(&self, now: WallTime) -> Result<(), RecordError> {
        let members = self.members()?;
        if members.founding().is_none() {
            return Ok(());
        }
        let restricted = self.store.restricted()?;
        let everybodys = |nature| {
            let text = SealedIn {
                incident: "",
                to: None,
                nature,
            };
            (nature, Record::entitled(&members, &text, now))
        };
        // Most incidents are nobody's in particular: for those the table of roles is asked once.
        let usual: BTreeMap<SealedNature, Vec<Entitled>> = SealedNature::ALL.into_iter().map(everybodys).collect();
        for key in self.store.data_keys()? {
            let to = restricted.iter().find(|restricted| restricted.stream == key.stream);
            let lent = members.grants().iter().any(|lent| lent.grant.incident == key.stream);
            let own = (to.is_some() || lent).then(|| {
                let text = SealedIn {
                    incident: &key.stream,
                    to: to.map(|restricted| restricted.members.as_slice()),
                    nature: key.nature,
                };
                Record::entitled(&members, &text, now)
            });
            let entitled = match &own {
                Some(own) => own,
                None => &usual[&key.nature],
            };
            let same = key.members.len() == entitled.len()
                && entitled.iter().all(|entitled| key.members.contains(&entitled.member));
            if !same {
                self.store.share_key(&key, entitled, now)?;
            }
        }
        Ok(())
    }
}

fn unwritable(source: serde_json::Error) -> RecordError {
    StoreError::Unreadable {
        what: "an event that is to be sealed".to_owned(),
        source,
    }
    .into()
}
