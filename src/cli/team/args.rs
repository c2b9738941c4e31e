//! What can be typed after `firebell team`.

use std::path::PathBuf;

use clap::Subcommand;

use crate::cli::files::ForceArg;

#[derive(Debug, Subcommand)]
pub(crate) enum TeamCommand {
    /// Print the tables and rights that the owner of the database sets up, as SQL
    Schema,
    /// Move the record to a server, and share it from then on
    Create {
        /// `postgres://USER@SERVER[:PORT][,SERVER…]/DATABASE[?sslrootcert=FILE&sslcert=FILE&sslkey=FILE&passfile=FILE]`; the
        /// password comes from passfile, passcommand or `FIREBELL_TEAM_PASSWORD`
        address: String,
    },
    /// Accept an invitation to a shared record, and set up this machine's copy of it
    Join {
        /// Address of the server, with your own login
        address: String,
        /// File of the invitation
        invitation: PathBuf,
        /// Read the code from this file, which contains nothing else
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
        /// Read your passphrase from this file, which contains nothing else
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// Read your passphrase from the first line of this command's output
        #[arg(long, value_name = "COMMAND", conflicts_with = "new_passphrase_file")]
        new_key_command: Option<String>,
    },
    /// Take in what others recorded, and show how it stands with the server
    Status,
    /// Record something that waited and does not fit any more, as you decide
    Settle {
        /// Its number, as `team status` shows it
        number: i64,
        /// Somebody else filed the notice: yours is a supplement to it
        #[arg(long, conflicts_with = "confirm")]
        supplement: bool,
        /// Record it as it is; the reason is recorded with it, such as "sent twice"
        #[arg(long, value_name = "REASON")]
        confirm: Option<String>,
    },
    /// Discard something that waits and was a mistake
    Drop {
        /// Its number, as `team status` shows it
        number: i64,
    },
    /// Find the same record at another address from now on, or under your own login
    Address {
        /// Address, as for `team create`
        address: String,
    },
    /// Write everything that the server has to one file: sealed rows and wrapped keys
    Export {
        /// File to write
        #[arg(long = "output", alias = "out", value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Verify a file of `team export`, and compare it with what this machine has
    Check {
        /// The file
        file: PathBuf,
    },
    /// Put the rows of a file of `team export` on another server, row for row
    Import {
        /// The file
        file: PathBuf,
        /// Address of that server, as for `team create`
        address: String,
    },
    /// Make the copy on this machine a record of its own
    Leave {
        /// Leave; the others go on without this copy
        #[arg(long)]
        yes: bool,
    },
    /// Give a server that was restored from a backup the entries back that it lost
    Recover {
        /// The server went on without entries that this machine has: take what it has, and decide anew what it lost of yours
        #[arg(long)]
        anew: bool,
    },
}
