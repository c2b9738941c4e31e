//! What can be typed after `firebell audit`, `key`, `db` and `backup`.

use std::path::PathBuf;

use clap::Subcommand;

use crate::cli::files::ForceArg;

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Show the audit log
    Show {
        /// Number of lines to show, counted from the end
        #[arg(long, value_name = "NUMBER", default_value_t = 50)]
        last: usize,
        /// Show what the team's server has of the logs of all machines: lines that tell of no event
        #[arg(long)]
        server: bool,
    },
    /// Check the log against the events, and what was made of them, and name the first inconsistency
    Verify {
        /// Assess every incident anew, however many there are, and look at every page
        #[arg(long)]
        full: bool,
        /// Verify every signature as well, and that whoever signed might do it at that time
        #[arg(long)]
        signatures: bool,
        /// Also compare the record with a checkpoint: its file, a paper that was saved as text, or the short form at its foot
        #[arg(long, value_name = "FILE")]
        against: Vec<String>,
    },
    /// Sign the state of the record, for a place where nobody who can change the record can reach it
    Checkpoint {
        /// File to write [default: standard output]
        #[arg(long = "output", alias = "out", value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Have a checkpoint stamped by a time-stamping authority (RFC 3161), by files that you carry there and back
    #[command(subcommand)]
    Timestamp(TimestampCommand),
    /// Print the log as CSV
    Export,
    /// Move the damaged part of the log to a file of its own and continue after the intact part
    Repair,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TimestampCommand {
    /// Write the request for a checkpoint
    Request {
        /// File of the checkpoint
        checkpoint: PathBuf,
        /// File to write, such as checkpoint.tsq
        #[arg(long = "output", alias = "out", value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Check the authority's answer and store it beside the checkpoint
    Accept {
        /// File of the answer, such as checkpoint.tsr
        answer: PathBuf,
        /// File of the request that it answers
        #[arg(long, value_name = "FILE")]
        request: PathBuf,
        /// File of the checkpoint
        #[arg(long, value_name = "FILE")]
        checkpoint: PathBuf,
    },
}

/// What can be typed after `firebell verify`.
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// File that `incident export` or `drill evidence` wrote
    pub bundle: PathBuf,
    /// Public key of the record, as `audit checkpoint` shows it [default: the one in the export]
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Change the passphrase of the record
    Change {
        /// Read the new passphrase from this file, which contains nothing else
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// Read the new passphrase from the first line of this command's output
        #[arg(long, value_name = "COMMAND")]
        new_key_command: Option<String>,
    },
    /// List what opens the record, and how old each key is
    List,
    /// Replace the record key and encrypt the database anew, so that an old passphrase with an old backup opens nothing new
    Rotate,
    /// Make a code to print that opens the record without the passphrase; an earlier code no longer does
    Recovery,
    /// Let the key service of the config file open the record
    Service,
    /// Store a key that opens the record in the operating system's keyring, for `keyring = true` in the config file
    Remember,
    /// Remove something that opens the record
    Remove {
        /// Its id, as `key list` shows it
        slot: String,
    },
    /// Bring a record of the first format to the second, in which more than one thing can open it
    Upgrade {
        /// Go back to the first format, which an earlier firebell opens
        #[arg(long, conflicts_with = "confirm")]
        undo: bool,
        /// Give up the way back
        #[arg(long)]
        confirm: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Check the database pages, the hash chains and the summaries
    Check,
    /// Rebuild the summaries from the events
    Rebuild,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Copy the record into an empty folder; works while the record is in use
    Create {
        /// Empty folder for the copy
        #[arg(value_name = "FOLDER")]
        into: PathBuf,
    },
    /// Restore a backup into a folder that has no record
    Restore {
        /// Folder of the backup
        #[arg(value_name = "FOLDER")]
        from: PathBuf,
    },
    /// Check a backup: every digest, every hash chain
    Verify {
        /// Folder of the backup
        folder: PathBuf,
    },
}
