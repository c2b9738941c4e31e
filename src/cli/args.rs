//! What can be typed. Meaning is given elsewhere.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::assess::args::{AssessArgs, WhyArgs};
use super::completions::CompletionShell;
#[cfg(feature = "record")]
use super::contract::args::ContractCommand;
#[cfg(feature = "record")]
use super::customer::args::CustomerCommand;
#[cfg(feature = "record")]
use super::deadlines::args::{DeadlinesArgs, RegisterArgs, WatchArgs};
#[cfg(feature = "record")]
use super::dora::args::DoraCommand;
#[cfg(feature = "record")]
use super::drill::args::DrillCommand;
use super::due::args::DueArgs;
#[cfg(feature = "record")]
use super::events::args::EventsArgs;
#[cfg(feature = "record")]
use super::export::args::ExportCommand;
use super::files::ForceArg;
#[cfg(feature = "record")]
use super::form::args::FormCommand;
#[cfg(feature = "record")]
use super::import::args::ImportCommand;
#[cfg(feature = "record")]
use super::incident::args::IncidentCommand;
use super::law::args::LawCommand;
#[cfg(feature = "record")]
use super::letter::args::LetterCommand;
use super::options::Options;
#[cfg(feature = "record")]
use super::organisation::args::{ContactsCommand, PlaybooksCommand, ProfileCommand};
#[cfg(feature = "record")]
use super::record::args::{AuditCommand, BackupCommand, DbCommand, KeyCommand, VerifyArgs};
#[cfg(feature = "record")]
use super::record::member_args::{GrantArgs, MemberCommand};
#[cfg(feature = "record")]
use super::retention::args::{HoldCommand, PersonCommand, RetentionCommand};
#[cfg(feature = "record")]
use super::roster::args::RosterCommand;
#[cfg(feature = "record")]
use super::significance::args::SignificanceArgs;
#[cfg(feature = "record")]
use super::team::args::TeamCommand;

/// A breach-response workbench for the terminal: every obligation, date and reason, offline.
#[derive(Debug, Parser)]
#[command(name = "firebell", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Nothing firebell prints is legal advice. It makes no network call, except to the one server that a team has named."
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub options: Options,
    /// Without a command the workbench opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Assess a facts file: which notices are due, possible or not due, with dates and reasons
    Assess(AssessArgs),
    /// Explain the verdict and the deadline of one obligation in a facts file
    Why(WhyArgs),
    /// Calculate one deadline: `firebell due 72h --from 2026-06-12T16:30+02:00`
    Due(DueArgs),
    /// Search and check the law files
    #[command(subcommand)]
    Law(LawCommand),
    #[cfg(feature = "record")]
    #[command(flatten)]
    Record(RecordCommand),
    /// Print a completion script for a shell
    Completions {
        /// Shell
        shell: CompletionShell,
    },
    /// Print the manual page, or write one for every command
    Man {
        /// Existing folder for the pages of all commands
        #[arg(long, value_name = "DIR")]
        all: Option<PathBuf>,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Show the help of a command, or a page of the manual; without a word, the list of pages
    Help {
        /// Command or topic, such as `incident open`, `dates` or `guides/commander`
        topic: Vec<String>,
    },
}

/// What works on the record, or on what belongs to it.
#[cfg(feature = "record")]
#[derive(Debug, Subcommand)]
pub(super) enum RecordCommand {
    /// Set up the record: an encrypted database, its header and the audit log
    Init,
    /// Open incidents, record facts and decisions, resolve obligations, close
    #[command(subcommand)]
    Incident(Box<IncidentCommand>),
    /// Take in what other tools and people wrote: timelines of spreadsheets, cases of other tools
    #[command(subcommand)]
    Import(Box<ImportCommand>),
    /// Write an incident for other tools, with its TLP marking: VERIS, MISP, STIX
    #[command(subcommand)]
    Export(ExportCommand),
    /// List the forms of authorities, and fill one in its own order from an incident
    #[command(subcommand)]
    Form(FormCommand),
    /// Draft and check the reports of DORA on a major ICT-related incident
    #[command(subcommand)]
    Dora(DoraCommand),
    /// Test the thresholds of NIS 2 or DORA, and record what you decide with its working
    Significance(Box<SignificanceArgs>),
    /// Draft, check, compare, approve and export letters
    #[command(subcommand)]
    Letter(Box<LetterCommand>),
    /// Count affected people in a file; none of its contents are stored
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Rehearse a breach on a simulated clock, and learn from it
    #[command(subcommand)]
    Drill(Box<DrillCommand>),
    /// List the deadlines of all incidents, soonest first, or write a calendar file
    Deadlines(DeadlinesArgs),
    /// Ring before and after deadlines, and call hooks
    Watch(WatchArgs),
    /// Print what was recorded across all incidents, or follow what is being recorded
    Events(EventsArgs),
    /// Answer questions of an assistant over standard input and output (Model Context Protocol); writes nothing
    Mcp,
    /// Print the GDPR Article 33(5) register of all breaches
    Register(RegisterArgs),
    /// Show or change the organization's profile: seat, establishments, sector flags, policy targets
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Show or change the people to call
    #[command(subcommand)]
    Contacts(ContactsCommand),
    /// Add, list, change or remove contracts with customers who must be told of a breach
    #[command(subcommand)]
    Contract(Box<ContractCommand>),
    /// Hand a customer what concerns them, and nothing about others
    #[command(subcommand)]
    Customer(CustomerCommand),
    /// Show the playbooks of stages and incident types
    #[command(subcommand)]
    Playbooks(PlaybooksCommand),
    /// Show, check, export or repair the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Show and carry out what is erased when its time is over
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Keep incidents from being erased because of a case or an inquiry
    #[command(subcommand)]
    Hold(HoldCommand),
    /// Find, hand out or erase what the record has of a person
    #[command(subcommand)]
    Person(PersonCommand),
    /// Check an export of an incident without the record
    Verify(VerifyArgs),
    /// Show, change and replace what opens the record
    #[command(subcommand)]
    Key(KeyCommand),
    /// Invite, list and revoke the members of the record, and give them roles
    #[command(subcommand)]
    Member(Box<MemberCommand>),
    /// Lend a member a permission for one incident and a while
    Grant(Box<GrantArgs>),
    /// Share the record with others through a PostgreSQL server of your own
    #[command(subcommand)]
    Team(TeamCommand),
    /// Check or rebuild the database
    #[command(subcommand)]
    Db(DbCommand),
    /// Create, check or restore backups
    #[command(subcommand)]
    Backup(BackupCommand),
}
