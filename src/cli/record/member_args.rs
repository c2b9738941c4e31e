//! What can be typed after `firebell member` and `firebell grant`.

use std::path::PathBuf;

use chrono::TimeDelta;
use clap::{Args, Subcommand};

use super::lasting::lasting;
use crate::cli::coded::coded;
use crate::cli::files::ForceArg;
use crate::core::member::{GrantId, MemberRole, Permission};

#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// List who is in the record, with roles, keys and what is lent
    List,
    /// Ask somebody in: writes a file, and shows a code that goes by another way
    Invite {
        /// Name, as it will stand in the record
        name: String,
        /// What they may do; may be given several times (docs/roles.md has the table)
        #[arg(long = "role", value_name = "ROLE", required = true, value_parser = coded::<MemberRole>())]
        roles: Vec<MemberRole>,
        /// How long the invitation waits: 30m, 4h, 7d
        #[arg(long = "for", value_name = "TIME", default_value = "7d", value_parser = lasting)]
        lasts: TimeDelta,
        /// File of the invitation
        #[arg(long = "output", alias = "out", value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Accept an invitation, with a passphrase of your own
    Join {
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
    /// Take somebody out, and replace the record key so that what they know opens nothing new
    Revoke {
        /// Name, or id
        name: String,
        #[arg(long)]
        reason: Option<String>,
        /// Restricted incidents that only this member can open and nobody can afterwards, by code, separated by commas
        #[arg(long, value_name = "CODES", value_delimiter = ',')]
        giving_up: Vec<String>,
    },
    /// Give a member the roles they have from now on
    Roles {
        /// Name, or id
        name: String,
        /// Role; may be given several times
        #[arg(long = "role", value_name = "ROLE", required = true, value_parser = coded::<MemberRole>())]
        roles: Vec<MemberRole>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct GrantArgs {
    /// To whom
    #[arg(required_unless_present = "end", requires = "permission")]
    pub name: Option<String>,
    /// What may be done
    #[arg(value_parser = coded::<Permission>(), requires = "incident")]
    pub permission: Option<Permission>,
    /// In which incident
    #[arg(requires_all = ["lasts", "reason"])]
    pub incident: Option<String>,
    /// For how long: 30m, 4h, 7d
    #[arg(long = "for", value_name = "TIME", value_parser = lasting)]
    pub lasts: Option<TimeDelta>,
    #[arg(long)]
    pub reason: Option<String>,
    /// End a grant before its time instead; `firebell member list` shows the ids
    #[arg(long, value_name = "ID", conflicts_with_all = ["name", "lasts", "reason"])]
    pub end: Option<GrantId>,
}
