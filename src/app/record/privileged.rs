//! Privileged text: sealed for whoever may read it when it is recorded, and opened only where somebody asks for it by name,
//! after the log was told.

use std::collections::BTreeMap;

use super::{Loaded, Record, RecordError};
use crate::core::event::{Note, SealedNature, What};
use crate::core::incident::Incident;
use crate::core::member::{Members, Permission, Rights};
use crate::core::time::WallTime;
use crate::store::{Entitled, StoreError, ToSeal};

impl Record {
    /// Those who may read privileged text of an incident now.
    pub(super) fn entitled(members: &Members, incident: &str, now: WallTime) -> Vec<Entitled> {
        let may = |id| Rights::of(members, id, Some(incident), now).may(Permission::Privileged);
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
        let entitled = Record::entitled(&members, &incident.id, now);
        for (what, seq) in whats.iter_mut().zip(incident.seq + 1..) {
            if privileged(what) {
                let text = serde_json::to_vec(what).map_err(unwritable)?;
                let text = ToSeal {
                    stream: &incident.id,
                    seq,
                    nature: SealedNature::PrivilegedNote,
                    text: &text,
                };
                *what = What::Sealed(self.store.seal(text, &entitled, now)?);
            }
        }
        Ok(whats)
    }

    /// An incident with its privileged text, as far as whoever opened the record has the keys. The log is told before
    /// anything is opened.
    ///
    /// # Errors
    /// A refusal by the table of roles, or what the store says.
    pub fn with_privileged(&self, loaded: Loaded, action: &str, now: WallTime) -> Result<Loaded, RecordError> {
        let incident = loaded.incident.id.clone();
        self.need(Permission::Privileged, Some(&incident), now)?;
        self.note(now, action, &loaded.incident.code, "ok")?;
        let mut opened = loaded;
        for stored in &mut opened.events {
            let What::Sealed(sealed) = &stored.event.what else {
                continue;
            };
            let text = self.store.unseal(&incident, stored.event.seq, sealed)?;
            if let Some(text) = text {
                stored.event.what = serde_json::from_slice(&text).map_err(|source| StoreError::Unreadable {
                    what: format!("the sealed event {}", stored.event.seq),
                    source,
                })?;
            }
        }
        let code = std::mem::take(&mut opened.incident.code);
        opened.incident = Incident::fold(opened.events.iter().map(|stored| &stored.event));
        (opened.incident.code, opened.incident.id) = (code, incident);
        Ok(opened)
    }

    /// The keys of sealed events, by their numbers, for an export that holds them.
    ///
    /// # Errors
    /// What the store says.
    pub fn keys_for_export(&self, loaded: &Loaded) -> Result<BTreeMap<u64, String>, RecordError> {
        let mut keys = BTreeMap::new();
        for stored in &loaded.events {
            if let What::Sealed(sealed) = &stored.event.what {
                let (stream, seq) = (&loaded.incident.id, stored.event.seq);
                if let Some(key) = self.store.key_for_export(stream, seq, sealed.key)? {
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
        for key in self.store.data_keys()? {
            let entitled = Record::entitled(&members, &key.stream, now);
            let same = key.members.len() == entitled.len()
                && entitled.iter().all(|entitled| key.members.contains(&entitled.member));
            if !same {
                self.store.share_key(&key, &entitled)?;
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
