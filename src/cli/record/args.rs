//! What can be typed after `firebell audit`, `key`, `db` and `backup`.

use std::path::PathBuf;

use clap::Subcommand;

/// `firebell audit`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// The log.
    Show {
        /// The last lines only.
        #[arg(long, default_value_t = 50)]
        last: usize,
    },
    /// Walk the log and the events, and name the first thing that does not fit.
    Verify,
    /// The log as CSV.
    Export,
    /// Set the damaged part of the log aside in a file of its own and go on behind what fits.
    Repair,
}

/// `firebell key`
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Give the record a new passphrase.
    Change {
        /// Read the new one from this file, which holds nothing else.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// Or from what this command prints.
        #[arg(long, value_name = "COMMAND")]
        new_key_command: Option<String>,
    },
    /// Keep the passphrase in the keyring of the operating system; `keyring = true` in the config then uses it.
    Remember,
}

/// `firebell db`
#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Check pages, chains and summaries.
    Check,
    /// Write the summaries anew from the events.
    Rebuild,
}

/// `firebell backup`
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Copy the record into an empty folder, also while it is in use.
    Create {
        /// The folder.
        into: PathBuf,
    },
    /// Put a backup where no record stands.
    Restore {
        /// The backup.
        from: PathBuf,
    },
    /// Check a backup: every digest, every chain.
    Verify {
        /// The backup.
        folder: PathBuf,
    },
}
