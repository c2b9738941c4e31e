//! A roster on disk: counted, its digest taken, and nothing of it kept.

use std::io::Read;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::core::event::Certainty;
use crate::core::incident::command::Command;
use crate::core::incident::document::quoted;
use crate::roster::{Counts, Options, RosterError, count};

/// What a roster came to, with the digest of its bytes.
#[derive(Debug, Clone, Serialize)]
pub struct RosterView {
    /// The counts.
    #[serde(flatten)]
    pub counts: Counts,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// Hashes what passes through.
pub(super) struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R> Hashed<R> {
    pub(super) fn new(inner: R) -> Hashed<R> {
        Hashed {
            inner,
            hash: Sha256::new(),
        }
    }

    /// The digest of all that passed through.
    pub(super) fn sha256(self) -> String {
        crate::store::key::hex(&self.hash.finalize())
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

/// Counts a file.
///
/// # Errors
/// As [`count`].
pub fn counted(path: &Path, options: &Options) -> Result<RosterView, RosterError> {
    let file = std::fs::File::open(path)?;
    let mut hashed = Hashed::new(file);
    let mut secret = [0u8; 16];
    getrandom::fill(&mut secret).map_err(|error| std::io::Error::other(error.to_string()))?;
    let counts = count(&mut hashed, options, secret)?;
    Ok(RosterView {
        counts,
        sha256: hashed.sha256(),
    })
}

/// The commands that set an incident's counts. People who could not be placed may live anywhere: each place then has a
/// range that reaches as far as all of them.
pub fn facts(name: &str, view: &RosterView) -> Vec<Command> {
    let counts = &view.counts;
    let source = format!("roster {name}, {} rows, SHA-256 {}", counts.rows, view.sha256);
    let set = |key: String, value: String| Command::SetFact {
        key,
        value,
        certainty: Certainty::Confirmed,
        learned_at: None,
        source: Some(source.clone()),
        also: false,
    };
    let place = |(code, count): (&String, &u64)| {
        let value = match counts.unplaced {
            0 => count.to_string(),
            more => format!("{{ min = {count}, max = {} }}", count + more),
        };
        set(format!("affected.{code}"), value)
    };
    let mut commands: Vec<Command> = counts.by_jurisdiction.iter().map(place).collect();
    commands.push(set("affected.total".to_owned(), counts.people.to_string()));
    commands
}

/// A file's name as the record keeps it.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    quoted(&name.to_string_lossy()).trim_matches('"').to_owned()
}
