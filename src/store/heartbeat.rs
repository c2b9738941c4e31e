//! Signs of life of a running exercise, in a small file beside the database.
//!
//! They are no part of the record: a sign every few seconds would make every other terminal read its incident again.
//! The file names the exercise by its id and holds moments, nothing of what is played.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::Links;
use super::random::random;
use super::{Store, StoreError, files};
use crate::core::ids::Stream;
use crate::core::time::WallTime;

/// How the name of a file ends that is still written, before what tells the writers apart.
const UNFINISHED: &str = "new-";

/// The most a file of signs holds.
const MOST: u64 = 4096;

/// When each kind of terminal last drove an exercise, by wall-clock time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    /// A workbench that had the exercise open.
    pub workbench: Option<WallTime>,
    pub command_line: Option<WallTime>,
}

/// The signs beside a record. No key is needed: they say nothing of what is played.
#[derive(Debug, Clone)]
pub struct Heartbeats {
    folder: PathBuf,
}

impl Heartbeats {
    /// Those in the folder of a record.
    pub fn of(folder: &Path) -> Heartbeats {
        Heartbeats {
            folder: folder.to_owned(),
        }
    }

    fn file(&self, stream: Stream<'_>) -> PathBuf {
        self.folder.join(format!("exercise-{stream}.alive"))
    }

    /// The exercises of which signs of life are kept: those that have not ended.
    #[expect(clippy::disallowed_methods, reason = "the record's own files")]
    pub fn alive(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut streams: Vec<String> = names
            .filter_map(|name| Some(name.strip_prefix("exercise-")?.strip_suffix(".alive")?.to_owned()))
            .collect();
        streams.sort();
        streams
    }

    /// The last signs of life of an exercise. A file that is missing or damaged counts as none: the clock is then
    /// held where the last entry was made.
    pub fn signs(&self, stream: Stream<'_>) -> Signs {
        let bytes = files::read_small(&self.file(stream), Links::Refused, MOST).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Keeps the signs of life of an exercise, or forgets them when it is over.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(&self, stream: Stream<'_>, signs: Option<&Signs>) -> Result<(), StoreError> {
        let path = self.file(stream);
        let Some(signs) = signs else {
            self.forget_unfinished(stream);
            return files::remove(&path);
        };
        let text = serde_json::to_vec(signs).map_err(|source| StoreError::Unreadable {
            what: "the heartbeat of an exercise".to_owned(),
            source,
        })?;
        // Two terminals drive one exercise: each writes under a name of its own, so that neither moves or takes away what the
        // other is writing.
        let own = hex::encode(random::<8>()?);
        let beside = path.with_extension(format!("{UNFINISHED}{own}"));
        files::write_whole_beside(&path, &beside, &text)
    }

    /// What a killed run left half written.
    #[expect(clippy::disallowed_methods, reason = "the record's own files")]
    fn forget_unfinished(&self, stream: Stream<'_>) {
        let start = format!("exercise-{stream}.{UNFINISHED}");
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for entry in entries {
            if entry.file_name().to_string_lossy().starts_with(&start) {
                // Another terminal may have been quicker.
                let _ = files::remove(&entry.path());
            }
        }
    }
}

impl Store {
    fn heartbeats(&self) -> Heartbeats {
        Heartbeats::of(&self.folder)
    }

    /// As [`Heartbeats::alive`].
    pub fn exercises_alive(&self) -> Vec<String> {
        self.heartbeats().alive()
    }

    /// As [`Heartbeats::signs`].
    pub fn signs(&self, stream: Stream<'_>) -> Signs {
        self.heartbeats().signs(stream)
    }

    /// As [`Heartbeats::keep`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep_signs(&self, stream: Stream<'_>, signs: Option<&Signs>) -> Result<(), StoreError> {
        self.heartbeats().keep(stream, signs)
    }
}
