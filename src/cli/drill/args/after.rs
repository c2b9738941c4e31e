//! An exercise after its end: score, report, corrective actions, comparison.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::LatestExercise;
use crate::cli::files::ForceArg;
use crate::cli::letter::format::FormatArg;

#[derive(Debug, Subcommand)]
pub(crate) enum AfterCommand {
    /// Show the score: what the engine saw, what evaluators said, what nobody evaluated
    Score {
        #[command(flatten)]
        exercise: LatestExercise,
    },
    /// Print or write the after-action report with its improvement plan
    Report(ReportArgs),
    /// List corrective actions of all exercises, add one or close one
    #[command(alias = "improvements")]
    CorrectiveActions(CorrectiveActionsArgs),
    /// Write the evidence of an exercise for auditors (SOC 2, ISO/IEC 27001, DORA, HIPAA) to one signed archive; `firebell
    /// verify` checks it
    Evidence(EvidenceArgs),
    /// Compare exercises with each other, and with real incidents
    Compare(CompareArgs),
    /// Create a scenario from an incident in the record, with names masked
    Replay(ReplayArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub exercise: LatestExercise,
    /// File to write: .md, .html, .docx, .pdf or .txt [default: Markdown on standard output]
    #[arg(short, long, alias = "out", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// One page for leadership
    #[arg(long)]
    pub brief: bool,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct EvidenceArgs {
    #[command(flatten)]
    pub exercise: LatestExercise,
    /// Archive to write, such as evidence.zip
    #[arg(short, long, alias = "out", value_name = "FILE")]
    pub output: PathBuf,
    /// File to add, such as the scanned sign-in sheet; may be given several times
    #[arg(long, value_name = "FILE")]
    pub attach: Vec<PathBuf>,
    /// Format of agenda and report
    #[arg(long, value_enum, default_value = "pdf")]
    pub format: FormatArg,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct CorrectiveActionsArgs {
    /// Include closed ones
    #[arg(long)]
    pub all: bool,
    #[command(subcommand)]
    pub command: Option<ActionCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ActionCommand {
    /// Add a corrective action to an exercise
    Add(AddArgs),
    /// List the drafts made from what was missed or done wrongly, or adopt some as corrective actions
    Drafts(DraftsArgs),
    /// Close a corrective action
    Close {
        /// Corrective action, as the list shows it
        #[arg(value_name = "CODE/NUMBER")]
        improvement: String,
        /// Evidence that it is done
        #[arg(long, value_name = "EVIDENCE")]
        proof: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// What is to be done
    pub action: String,
    /// Role that is responsible
    #[arg(long, value_name = "ROLE")]
    pub owner: String,
    /// Date by which it is to be done
    #[arg(long, value_name = "DATE")]
    pub due: chrono::NaiveDate,
    /// Capability element: plan, organization, equipment, training or exercise
    #[arg(long, default_value = "plan")]
    pub element: String,
    /// How its completion will be shown
    #[arg(long, value_name = "EVIDENCE")]
    pub proof: Option<String>,
    /// Objective it serves
    #[arg(long)]
    pub objective: Option<String>,
    /// Exercise code [default: the latest]
    #[arg(long)]
    pub code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DraftsArgs {
    #[command(flatten)]
    pub exercise: LatestExercise,
    /// Adopt a draft, named as the list shows it; may be given several times
    #[arg(long, value_name = "FROM")]
    pub adopt: Vec<String>,
    /// Adopt every draft
    #[arg(long, conflicts_with = "adopt")]
    pub adopt_all: bool,
    /// Role that is responsible [default: as proposed]
    #[arg(long, value_name = "ROLE")]
    pub owner: Option<String>,
    /// Date by which it is to be done [default: as proposed]
    #[arg(long, value_name = "DATE")]
    pub due: Option<chrono::NaiveDate>,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// Exercise codes [default: every exercise that has ended]
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
    /// Include real incidents
    #[arg(long)]
    pub real: bool,
    /// Also draw the comparison to this SVG file
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Scenario file to write
    #[arg(short, long, alias = "out", value_name = "FILE")]
    pub output: PathBuf,
    /// Length of the exercise in minutes
    #[arg(long, default_value_t = 90)]
    pub minutes: u64,
    /// Nothing else must stay hidden: names of people and of the organization are masked anyway
    #[arg(long, conflicts_with = "mask")]
    pub nothing_more: bool,
    /// By how many weeks the story is moved; weekdays stay
    #[arg(long, value_name = "WEEKS", default_value_t = 52, allow_negative_numbers = true, value_parser = clap::value_parser!(i64).range(-1040..=1040))]
    pub shift_weeks: i64,
    /// Another word to mask; may be given several times
    #[arg(long, value_name = "WORD")]
    pub mask: Vec<String>,
    #[command(flatten)]
    pub force: ForceArg,
}
