//! What can be typed. Meaning is given elsewhere.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::assess::args::{AssessArgs, WhyArgs};
use super::deadlines::args::{DeadlinesArgs, RegisterArgs, WatchArgs};
use super::drill::args::DrillCommand;
use super::due::args::DueArgs;
use super::incident::args::IncidentCommand;
use super::law::args::LawCommand;
use super::letter::args::LetterCommand;
use super::organisation::args::{ContactsCommand, PlaybooksCommand, ProfileCommand};
use super::record::args::{AuditCommand, BackupCommand, DbCommand, KeyCommand};
use super::roster::args::RosterCommand;

/// A breach-response workbench for the terminal: every obligation, date and reason, offline.
#[derive(Debug, Parser)]
#[command(name = "firebell", version, about, max_term_width = 100)]
#[command(after_help = "Nothing firebell prints is legal advice. It makes no network call, ever.")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    /// Without a command the workbench opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Print plain lines without boxes or color, for screen readers and simple terminals
    #[arg(long, global = true)]
    pub plain: bool,
    /// Evaluate as of this moment, for what-if questions and exercises; never recorded as real time
    #[arg(long, global = true, value_name = "MOMENT")]
    pub at: Option<String>,
    /// Folder of law files on top of the built-in ones; may be given several times
    #[arg(long, global = true, value_name = "DIR")]
    pub law_dir: Vec<PathBuf>,
    /// Folder of the record: database, header and audit log
    #[arg(long, global = true, value_name = "DIR", env = "FIREBELL_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Config file
    #[arg(long, global = true, value_name = "FILE", env = "FIREBELL_CONFIG")]
    pub config: Option<PathBuf>,
    /// Who is acting, for the record and the audit log [default: the login name]
    #[arg(long, global = true, value_name = "NAME")]
    pub actor: Option<String>,
    /// Read the passphrase from this file, which contains nothing else
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Read the passphrase from the first line of this command's output
    #[arg(long, global = true, value_name = "COMMAND", conflicts_with = "passphrase_file")]
    pub key_command: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Assess a facts file: which notices are due, possible or not due, with dates and reasons
    Assess(AssessArgs),
    /// Explain the verdict and the deadline of one obligation in a facts file
    Why(WhyArgs),
    /// Calculate one deadline: `firebell due 72h --from 2026-06-12T16:30+02:00`
    Due(DueArgs),
    /// Search and check the law files
    #[command(subcommand)]
    Law(LawCommand),
    /// Set up the record: an encrypted database, its header and the audit log
    Init,
    /// Open incidents, record facts and decisions, resolve obligations, close
    #[command(subcommand)]
    Incident(Box<IncidentCommand>),
    /// Draft, check, compare, approve and export letters
    #[command(subcommand)]
    Letter(Box<LetterCommand>),
    /// Count affected persons from a file; nothing of it is stored
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Rehearse a breach on a simulated clock, and learn from it
    #[command(subcommand)]
    Drill(Box<DrillCommand>),
    /// List the deadlines of all incidents, soonest first, or write a calendar file
    Deadlines(DeadlinesArgs),
    /// Ring before and after deadlines, and run a hook
    Watch(WatchArgs),
    /// Print the GDPR Article 33(5) register of all breaches
    Register(RegisterArgs),
    /// Show or change the organization's profile: seat, establishments, sector flags, policy targets
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Show or change the people to call
    #[command(subcommand)]
    Contacts(ContactsCommand),
    /// Show the playbooks of stages and incident types
    #[command(subcommand)]
    Playbooks(PlaybooksCommand),
    /// Show, check, export or repair the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Change or store the passphrase of the record
    #[command(subcommand)]
    Key(KeyCommand),
    /// Check or rebuild the database
    #[command(subcommand)]
    Db(DbCommand),
    /// Create, check or restore backups
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Print a completion script for a shell
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}
