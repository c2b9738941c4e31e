//! What opens the record, changed: each change rewrites the header and leaves the database as it is.
//!
//! How often the header was written is noted in the database as well, so that an earlier header that is put back, with a
//! passphrase that was changed since, is noticed.

use std::path::Path;

use rusqlite::{OptionalExtension as _, params};

use super::{Envelope, Holder, KeyList, KeyRefusal, NewSlot, ServiceKeyName, ServiceWrapped, SlotId, Source};
use crate::core::time::WallTime;
use crate::store::audit_log::event_names::Naming;
use crate::store::files::Links;
use crate::store::header::Header;
use crate::store::key_lock::KeyLock;
use crate::store::{HEADER, Store, StoreError, leaves, sql};

const GENERATION: &str = "header_generation";

impl Store {
    /// Every key of the record, without a secret.
    ///
    /// # Errors
    /// Where the header cannot be read.
    pub fn keys(&self) -> Result<KeyList, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(KeyList::of_first_format());
        };
        match Header::read(&self.header_path(), Links::Followed)? {
            Header::Second(envelope) => Ok(KeyList::of(&envelope, holder)),
            Header::First(_) => Err(StoreError::KeyElsewhere),
        }
    }

    /// What a key service made of the key of a slot, before the record is open.
    ///
    /// # Errors
    /// Where the header cannot be read.
    pub fn kept_by_service(folder: &Path, key_id: &ServiceKeyName) -> Result<Option<ServiceWrapped>, StoreError> {
        Ok(match Header::read(&folder.join(HEADER), Links::Followed)? {
            Header::First(_) => None,
            Header::Second(envelope) => envelope.kept_by_service(key_id),
        })
    }

    /// Makes a slot for the member who opened the record. A passphrase, a recovery code and a key of a service take the
    /// place of the one there was.
    ///
    /// # Errors
    /// [`KeyRefusal::TooMany`]; a header that was changed by somebody else, or what the disk says. Nothing is changed then.
    pub fn set_slot(&mut self, new: &NewSlot<'_>, at: WallTime) -> Result<SlotId, StoreError> {
        let mut made = None;
        self.change_header(|envelope, holder| {
            made = Some(envelope.put_slot(holder, new, at)?);
            Ok(())
        })?;
        made.ok_or(StoreError::HeaderOfAnother)
    }

    /// Takes a slot of the member who opened the record away.
    ///
    /// # Errors
    /// [`KeyRefusal::NoSlot`], or [`KeyRefusal::LastSlot`]: nobody is locked out.
    pub fn remove_slot(&mut self, slot: SlotId) -> Result<(), StoreError> {
        self.change_header(|envelope, holder| envelope.take_slot(holder, slot))
    }

    /// Gives up the way back to the first format.
    ///
    /// # Errors
    /// [`KeyRefusal::Confirmed`] where there is none.
    pub fn confirm_upgrade(&mut self) -> Result<(), StoreError> {
        Naming::prepare_keyed(&self.connection)?;
        self.change_header(|envelope, _| match envelope.confirm_upgrade() {
            true => Ok(()),
            false => Err(KeyRefusal::Confirmed.into()),
        })?;
        let header = Header::read(&self.header_path(), Links::Followed)?;
        self.complete_confirmed(&header)?;
        self.begin_proof_keys(&header)
    }

    /// What follows once the header says that the second format is confirmed; a process killed behind that leaves it to the
    /// next opening.
    pub(crate) fn complete_confirmed(&self, header: &Header) -> Result<(), StoreError> {
        match header {
            Header::Second(envelope) if !envelope.is_provisional() => {
                // An earlier firebell, which knows no other names than digests, cannot open it any more.
                Naming::begin_prepared(&self.connection)?;
                leaves::begin(&self.connection)
            }
            Header::First(_) | Header::Second(_) => Ok(()),
        }
    }

    pub(crate) fn change_header(
        &mut self,
        change: impl FnOnce(&mut Envelope, &Holder) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let _lock = KeyLock::take(&self.folder)?;
        let (envelope, holder) = self.envelope_to_change()?;
        let changed = envelope.changed(&holder, |envelope| change(envelope, &holder))?;
        Header::second(changed).write(&self.header_path())?;
        self.note_generation();
        Ok(())
    }

    /// Notes in the database how often the header was written. A process killed before leaves a smaller number, which the
    /// next opening brings up to date.
    pub(crate) fn note_generation(&self) {
        let noted = || -> Result<(), StoreError> {
            let Header::Second(envelope) = Header::read(&self.header_path(), Links::Followed)? else {
                return Ok(());
            };
            if self
                .noted_generation()?
                .is_some_and(|noted| noted >= envelope.generation)
            {
                return Ok(());
            }
            let generation = envelope.generation.to_string();
            let set = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
            let written = self.connection.execute(set, params![GENERATION, generation]);
            written
                .map(drop)
                .map_err(sql("record how often the header was written"))
        };
        // It only serves to notice an earlier header, and the next opening notes it again.
        let _ = noted();
    }

    pub(crate) fn noted_generation(&self) -> Result<Option<u64>, StoreError> {
        let found = self
            .connection
            .query_row("SELECT value FROM meta WHERE key = ?1", [GENERATION], |row| {
                row.get::<_, String>(0)
            });
        let found = found.optional().map_err(sql("read how often the header was written"))?;
        Ok(found.and_then(|text| text.parse().ok()))
    }

    /// Looks at the header that opened the record: one that somebody changed is refused, and an earlier one is said.
    pub(crate) fn look_at_header(&self, header: &Header) -> Result<(), StoreError> {
        if !header.is_sound(&self.in_force)? {
            return Err(StoreError::HeaderChanged(self.header_path()));
        }
        if let Some(flaw) = self.earlier(header)? {
            self.warnings.header(&flaw);
        }
        Ok(())
    }

    /// Why the header is not the one that was written last; `None` where it is.
    pub(crate) fn header_flaw(&self) -> Result<Option<String>, StoreError> {
        let header = Header::read(&self.header_path(), Links::Followed)?;
        if !header.is_sound(&self.in_force)? {
            return Ok(Some(
                "it was changed by somebody who does not have the record key".to_owned(),
            ));
        }
        self.earlier(&header)
    }

    fn earlier(&self, header: &Header) -> Result<Option<String>, StoreError> {
        let Header::Second(envelope) = header else {
            return Ok(None);
        };
        let earlier = self.noted_generation()?.filter(|noted| *noted > envelope.generation);
        Ok(earlier.map(|noted| {
            let found = envelope.generation;
            format!("it is an earlier one (number {found} of {noted}), and what opened the record then opens it again")
        }))
    }
}
