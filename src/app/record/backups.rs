//! Backups made, checked and restored.

use std::path::Path;

use super::{Actor, LawFile, LineOutcome, Record, RecordError, Taken, Unlock};
use crate::core::time::WallTime;
use crate::store::{StoreError, backup};

/// A backup that was restored.
#[derive(Debug)]
pub struct Restored {
    pub taken: Taken,
    /// Why the audit log has no line of it, where it has none.
    pub unnoted: Option<StoreError>,
}

impl Record {
    /// Copies the record and the law beside it into an empty folder, and reads the copy again before it counts.
    ///
    /// # Errors
    /// A wrong key, a folder that is not empty, or what the disk says; nothing is made then.
    pub fn back_up(
        &mut self,
        secret: Unlock<'_>,
        into: &Path,
        law: Vec<LawFile>,
        now: WallTime,
    ) -> Result<Taken, RecordError> {
        // The first line is written before, so that the copy holds it as well.
        self.note(now, "backup.create", "record", LineOutcome::Begun)?;
        let taken = self.store.backup(secret, into, law, now.at());
        let outcome = LineOutcome::of(&taken);
        self.note_done(now, "backup.create", "record", outcome);
        Ok(taken?)
    }
}

/// Reads a backup from beginning to end.
///
/// # Errors
/// A wrong key, or what is no backup.
pub fn check_backup(folder: &Path, secret: Unlock<'_>) -> Result<Taken, RecordError> {
    Ok(backup::verify(folder, secret)?)
}

/// Restores a backup into a folder that holds no record.
///
/// # Errors
/// As [`check_backup`]; nothing is made then.
pub fn restore(
    folder: &Path,
    into: &Path,
    secret: Unlock<'_>,
    actor: &Actor,
    now: WallTime,
) -> Result<Restored, RecordError> {
    let taken = backup::restore(folder, into, secret)?;
    let noted = Record::note_outside(into, actor, now, "backup.restore", LineOutcome::Ok);
    Ok(Restored {
        taken,
        unnoted: noted.err(),
    })
}
