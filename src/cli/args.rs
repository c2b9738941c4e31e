//! What can be typed. Meaning is given elsewhere.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use clap::{Args, Parser, Subcommand};

use super::assess::args::{AssessArgs, WhyArgs};
use super::deadlines::args::{DeadlinesArgs, RegisterArgs, WatchArgs};
use super::drill::args::DrillCommand;
use super::due::args::DueArgs;
use super::incident::args::IncidentArgs;
use super::law::args::LawArgs;
use super::letter::args::LetterArgs;
use super::organisation::args::{ContactsCommand, PlaybooksCommand, ProfileCommand};
use super::record::args::{AuditCommand, BackupCommand, DbCommand, KeyCommand};
use super::roster::args::RosterCommand;
use crate::store::Warnings;

/// A breach-response workbench for the terminal: every duty, date and reason, offline.
#[derive(Debug, Parser)]
#[command(name = "firebell", version, about, max_term_width = 100)]
#[command(after_help = "Nothing firebell prints is legal advice. It makes no network call, ever.")]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do; without a command the workbench opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub json: bool,
    /// Plain lines without boxes or colour, for screen readers and dumb terminals.
    #[arg(long, global = true)]
    pub plain: bool,
    /// Evaluate as of this moment (what-if and exercises; never recorded as real time).
    #[arg(long, global = true, value_name = "MOMENT")]
    pub at: Option<String>,
    /// A folder of law files laid over the built-in ones; may be given several times.
    #[arg(long, global = true, value_name = "DIR")]
    pub law_dir: Vec<PathBuf>,
    /// Folder of the record: database, header and audit log.
    #[arg(long, global = true, value_name = "DIR", env = "FIREBELL_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Config file.
    #[arg(long, global = true, value_name = "FILE", env = "FIREBELL_CONFIG")]
    pub config: Option<PathBuf>,
    /// Who acts, for the record and the audit log.
    #[arg(long, global = true, value_name = "NAME")]
    pub actor: Option<String>,
    /// Read the passphrase from this file, which holds nothing else.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Take the passphrase from the first line of what this command prints.
    #[arg(long, global = true, value_name = "COMMAND", conflicts_with = "passphrase_file")]
    pub key_command: Option<String>,
    /// The warnings of the record that was opened, to be said at the end.
    #[arg(skip)]
    pub warnings: Arc<OnceLock<Warnings>>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read a facts file and say which notices are due, possible or not due, with dates and reasons.
    Assess(AssessArgs),
    /// Show how firebell got to one verdict and its date.
    Why(WhyArgs),
    /// Count one period: `firebell due 72h --from 2026-06-12T16:30+02:00`.
    Due(DueArgs),
    /// Look into the law files: list, show, lint, diff, stale, profiles, authorities, calendars.
    Law(LawArgs),
    /// Set up the record: an encrypted database, its header and the audit log.
    Init,
    /// Incidents: open, record facts, decide, file, close.
    Incident(Box<IncidentArgs>),
    /// Letters: draft, check, compare, approve, export.
    Letter(LetterArgs),
    /// Files of affected people: counted, never kept.
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Exercises: rehearse a breach on a simulated clock, and learn from it.
    #[command(subcommand)]
    Drill(Box<DrillCommand>),
    /// Dated duties of all incidents, soonest first; as a calendar file with alarms.
    Deadlines(DeadlinesArgs),
    /// Print and ring before and after due times, and run a hook.
    Watch(WatchArgs),
    /// The GDPR 33(5) register of all breaches.
    Register(RegisterArgs),
    /// The organisation's profile: seat, establishments, sector flags, policy targets.
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// The people to call.
    #[command(subcommand)]
    Contacts(ContactsCommand),
    /// The playbooks of stages and causes.
    #[command(subcommand)]
    Playbooks(PlaybooksCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// The key of the record.
    #[command(subcommand)]
    Key(KeyCommand),
    /// The database.
    #[command(subcommand)]
    Db(DbCommand),
    /// Backups.
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}
