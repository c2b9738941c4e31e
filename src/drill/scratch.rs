//! A record that is thrown away: exercises without a terminal are played in one of their own, through the same door.

use secrecy::SecretString;
use tempfile::TempDir;

use crate::app::record::{Actor, Opening, Record, RecordError, StoreError};
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::Playbook;
use crate::core::sign_off::Matrix;
use crate::core::time::WallTime;

/// A record in a folder that goes with it.
#[derive(Debug)]
pub struct Scratch {
    pub record: Record,
    /// Where it lies; it goes when this does.
    pub folder: TempDir,
}

/// Sets one up. Its passphrase is drawn and forgotten.
///
/// # Errors
/// What the disk says.
pub fn scratch(rules: Rulebook, playbooks: Vec<Playbook>, now: WallTime) -> Result<Scratch, RecordError> {
    let folder = tempfile::tempdir().map_err(|source| StoreError::Io {
        doing: "make a folder for the exercise in",
        path: std::path::PathBuf::from("the folder for temporary files"),
        source,
    })?;
    let secret = SecretString::from(crate::app::config::fresh_id());
    let actor = Actor {
        name: "facilitator".to_owned(),
        host: "exercise".to_owned(),
        session: "exercise".to_owned(),
    };
    let place = folder.path().join("record");
    Record::create(&place, &secret, &actor, now)?;
    let record = Record::open(Opening {
        folder: &place,
        secret: (&secret).into(),
        rules,
        playbooks,
        // Nobody is asked for in particular: scripts name no roles.
        sign_off: Matrix::default(),
        actor,
        at: now,
    })?;
    Ok(Scratch { record, folder })
}
