//! What can be typed. Meaning is given elsewhere.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use clap::{Args, Parser, Subcommand};

use super::record_args::*;
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
    Letter(super::letter_args::LetterArgs),
    /// Files of affected people: counted, never kept.
    #[command(subcommand)]
    Roster(super::roster::RosterCommand),
    /// Exercises: rehearse a breach on a simulated clock, and learn from it.
    #[command(subcommand)]
    Drill(Box<super::drill::args::DrillCommand>),
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

/// `firebell assess`
#[derive(Debug, Args)]
pub struct AssessArgs {
    /// The facts file (TOML).
    pub file: PathBuf,
    /// Exit with 1 when a due obligation is past and not filed.
    #[arg(long)]
    pub fail_overdue: bool,
    /// Show every obligation that is not due as well, one by one.
    #[arg(long)]
    pub all: bool,
}

/// `firebell why`
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// The facts file (TOML).
    pub file: PathBuf,
    /// The obligation, such as us-tx/regulator.
    pub obligation: String,
}

/// `firebell due`
#[derive(Debug, Args)]
pub struct DueArgs {
    /// 72h, 30d, 4bd, 1mo.
    #[arg(required_unless_present = "batch")]
    pub period: Option<String>,
    /// The start: RFC 3339, or local time in --zone.
    #[arg(long, required_unless_present = "batch")]
    pub from: Option<String>,
    /// IANA zone of the authority; without it the offset of --from is kept.
    #[arg(long)]
    pub zone: Option<String>,
    /// elapsed, eu-1182, eu-two-working-days, calendar, business, month or month-1182; without it the plain one of the unit.
    #[arg(long)]
    pub counting: Option<String>,
    /// Holiday calendar, such as US, US-VT, DE-BY or NL.
    #[arg(long)]
    pub calendar: Option<String>,
    /// Count from the end of the calendar year of the start.
    #[arg(long)]
    pub after_year_end: bool,
    /// Read one JSON request a line and print one answer a line.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["period", "from"])]
    pub batch: Option<PathBuf>,
}

/// `firebell law`
#[derive(Debug, Args)]
pub struct LawArgs {
    /// Which view.
    #[command(subcommand)]
    pub command: LawCommand,
}

/// The views of the law.
#[derive(Debug, Subcommand)]
pub enum LawCommand {
    /// All regimes, a line each.
    List {
        /// Only those whose id, name or place contains this.
        search: Option<String>,
    },
    /// One regime whole: every version and obligation.
    Show {
        /// Its id, such as us-tx.
        id: String,
    },
    /// Check law files and print every finding; exit 1 if there is any.
    Lint {
        /// A folder to check over the built-in files; without it, the built-in files.
        dir: Option<PathBuf>,
    },
    /// What changed between two days.
    Diff {
        /// The earlier day.
        from: String,
        /// The later day.
        to: String,
    },
    /// Regimes nobody has reviewed for a while.
    Stale {
        /// Days, such as 180d.
        #[arg(long, default_value = "180d")]
        older_than: String,
    },
    /// The flags of the organisation profile, with their questions.
    Profiles,
    /// Supervisory authorities with zone, form and address.
    Authorities {
        /// Only those of this country or place.
        place: Option<String>,
    },
    /// Holiday calendars, or the holidays of one.
    Calendars {
        /// The calendar.
        id: Option<String>,
        /// Which year.
        #[arg(long)]
        year: Option<i32>,
    },
}
