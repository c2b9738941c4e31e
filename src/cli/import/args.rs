//! What can be typed after `firebell import`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::app::imports::timeline::answers::{
    ColumnUse, Confirm, DayOrder, PrivilegedRows, RowChoice, Same, Twice, Undated,
};
use crate::cli::coded::coded;
use crate::cli::files::ForceArg;

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Show what a timeline kept in a spreadsheet comes to, and with --record import it as back-dated entries
    Timeline(Box<TimelineArgs>),
    /// Show what a case of VERIS, MISP, STIX, TheHive or DFIR-IRIS suggests, and record the facts that are named
    Case(CaseArgs),
    /// Make a playbook of a CACAO 2.0 file: nothing in it is ever run
    Playbook {
        /// CACAO playbook (JSON)
        file: PathBuf,
        /// Markdown file to write, in the folder `playbooks` of the config file to be used
        #[arg(long, alias = "out", value_name = "FILE.md")]
        output: PathBuf,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Take out everything that one import of a timeline or a case brought; the entries stay in the log
    Undo {
        /// Incident code, such as 2026-001
        code: String,
        /// Number of the import's entry in the log, or of a fact that came with it [default: the newest import]
        entry: Option<u64>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct TimelineArgs {
    /// CSV, TSV, Excel workbook, Markdown table, JSON lines, or a pasted log
    pub file: PathBuf,
    /// Incident code, such as 2026-001
    #[arg(long, value_name = "CODE")]
    pub incident: String,
    /// Record the entries; without it nothing is recorded
    #[arg(long)]
    pub record: bool,
    /// Sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    #[command(flatten)]
    pub reading: ReadingArgs,
    #[command(flatten)]
    pub rows: RowArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CaseArgs {
    /// Case as JSON, or several, one a line
    pub file: PathBuf,
    /// Incident code, such as 2026-001
    #[arg(long, value_name = "CODE")]
    pub incident: String,
    /// Which case of a file with several
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Suggested facts to record, each as suspected, such as breach.cause,breach.types
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    pub take: Vec<String>,
}

/// How moments and columns are read.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// Zone of times that name none, such as Europe/Berlin or +01:00
    #[arg(long, allow_hyphen_values = true)]
    pub zone: Option<String>,
    #[arg(long, value_parser = coded::<DayOrder>(), help = "Order of day and month in dates such as 03/04/2026")]
    pub order: Option<DayOrder>,
    /// Day that times without a date begin on
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<chrono::NaiveDate>,
    /// Year of dates without one
    #[arg(long)]
    pub year: Option<i32>,
    /// What a column holds, by its heading or its number from 1; when, what, who or source, such as when=Logged
    #[arg(long, value_name = "USE=HEADING", value_parser = column)]
    pub column: Vec<(ColumnUse, String)>,
    /// Zone that letters stand for, such as CST=America/Chicago
    #[arg(long, value_name = "LETTERS=ZONE")]
    pub letters: Vec<String>,
    #[arg(long, value_parser = coded::<Twice>(), help = "Which pass is meant by local times that occurred twice")]
    pub twice: Option<Twice>,
    #[arg(long, value_delimiter = ',', value_parser = coded::<Confirm>(), help = "Readings that were asked about and are right")]
    pub confirm: Vec<Confirm>,
}

/// Which rows are taken.
#[derive(Debug, Args)]
pub(crate) struct RowArgs {
    /// Rows to import, such as 1-40,44
    #[arg(long, value_name = "ROWS", value_parser = RowChoice::read)]
    pub rows: Option<RowChoice>,
    #[arg(long, value_parser = coded::<Undated>(), help = "Rows whose moment is missing or unreadable")]
    pub undated: Option<Undated>,
    #[arg(long, value_parser = coded::<Same>(), help = "Rows that say the same")]
    pub same: Option<Same>,
    #[arg(long, value_parser = coded::<PrivilegedRows>(), help = "Rows that the file marks as privileged")]
    pub privileged: Option<PrivilegedRows>,
}

fn column(text: &str) -> Result<(ColumnUse, String), String> {
    let Some((used, heading)) = text.split_once('=') else {
        return Err("expected USE=HEADING, such as when=Logged".to_owned());
    };
    let known = ColumnUse::from_code(used.trim());
    let known =
        known.ok_or_else(|| format!("unknown use `{used}`; expected one of {}", ColumnUse::CODES.join(", ")))?;
    Ok((known, heading.trim().to_owned()))
}
