//! What can be read and is not what it should be: files, backups, chains.

use std::num::ParseIntError;
use std::path::PathBuf;

/// What is wrong with it.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// A link, a folder or a device in the place of a file.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// A small file that has grown: it would be read into memory whole.
    #[error("{} is larger than {} KB", path.display(), most / 1024)]
    TooLarge {
        path: PathBuf,
        /// Bytes it may have.
        most: u64,
    },
    /// A folder without a manifest.
    #[error("{} is not a backup: it has no {manifest}", folder.display())]
    NotABackup {
        /// The folder that was named.
        folder: PathBuf,
        /// The file that makes a folder a backup.
        manifest: &'static str,
    },
    /// A backup of another format.
    #[error("the backup has format {found}; this firebell knows {known}")]
    BackupFormat {
        /// Its format.
        found: u32,
        /// The one this firebell writes.
        known: u32,
    },
    /// A file whose digest is not the one in the manifest.
    #[error("{0} of the backup has changed since the backup was created")]
    Changed(String),
    /// The tables of an older record do not become those of this one.
    #[error("the tables could not be brought up to date")]
    Migration(#[source] rusqlite_migration::Error),
    /// An event of an import whose digest does not follow from the one before.
    #[error("the chain is broken at event {0}")]
    Chain(u64),
    /// What is noted of the end of the audit log is not a number.
    #[error("the recorded length of the audit log, `{text}`, is invalid")]
    NotedLength {
        /// What is noted.
        text: String,
        /// Why it is not a number.
        source: ParseIntError,
    },
}
