//! An incident's course: opened, moved through its stages, closed, carried to another record.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::coded::coded;
use crate::cli::files::ForceArg;
use crate::core::vocabulary::Stage;

#[derive(Debug, Subcommand)]
pub(crate) enum CourseCommand {
    /// Open an incident
    Open(OpenArgs),
    /// Enter a stage
    Stage {
        /// Incident code, such as 2026-001
        code: String,
        #[arg(value_parser = coded::<Stage>(), help = "Stage")]
        stage: Stage,
        /// Why the previous stage may be left with open criteria
        #[arg(long, value_name = "REASON")]
        rationale: Option<String>,
    },
    /// Close an incident; refused while obligations are open or undecided, unless a rationale is given
    Close {
        /// Incident code, such as 2026-001
        code: String,
        /// Outcome, and why what is open or undecided may stay so
        #[arg(long, value_name = "REASON")]
        rationale: Option<String>,
    },
    /// Reopen a closed incident
    Reopen {
        /// Incident code, such as 2026-001
        code: String,
        /// Why it is reopened
        #[arg(long)]
        reason: String,
    },
    /// Let only some members read an incident: for all others it is on no list and cannot be opened
    Restrict(RestrictArgs),
    /// Export the whole incident as one JSON document that can be imported, digest for digest
    Export(ExportArgs),
    /// Import an incident exported from another record; it keeps its code if the code is free
    Import {
        /// Exported file
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// Title, such as "Support mailbox read by a stranger"
    pub title: String,
    /// IANA time zone for local times [default: home_zone in the config file, or UTC]
    #[arg(long)]
    pub zone: Option<String>,
    /// Open an exercise, which is never counted with real incidents; this cannot be changed later
    #[arg(long)]
    pub exercise: bool,
    /// Restrict it from its first word on to these members and you, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', requires = "reason")]
    pub restrict_to: Vec<String>,
    /// Why it is restricted; without --restrict-to, to you alone
    #[arg(long)]
    pub reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RestrictArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Members who may read it besides you, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub to: Vec<String>,
    /// Restrict it to you alone
    #[arg(long, conflicts_with_all = ["to", "end"])]
    pub alone: bool,
    #[arg(long)]
    pub reason: String,
    /// End the restriction
    #[arg(long, conflicts_with = "to")]
    pub end: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// File to write [default: standard output]
    #[arg(long, alias = "out", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Include privileged notes; repeat the incident's code, so that nobody does it by habit
    #[arg(long, value_name = "CODE")]
    pub include_privileged: Option<String>,
    #[command(flatten)]
    pub force: ForceArg,
}
