//! Scenarios, which need no record.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::coded::coded;
use crate::cli::files::ForceArg;
use crate::cli::letter::format::FormatArg;
use crate::drill::import::{ListOptions, NamedColumn, TimesAre, Zero};

#[derive(Debug, Subcommand)]
pub(crate) enum ScenarioCommand {
    /// List the available scenarios
    List,
    /// Print what players may know about a scenario beforehand
    Brief(BriefArgs),
    /// Write the papers of an exercise to a folder: facilitator's guide, players' brief, role sheets, sign-in sheet, inject
    /// cards, and what is handed out with them
    Guide(GuideArgs),
    /// Check scenarios and print every problem with its place
    Lint {
        /// Scenario files [default: all available scenarios]
        files: Vec<PathBuf>,
    },
    /// Play a whole exercise from a script, without a terminal, in a temporary record
    Run(RunArgs),
    /// Put a scenario together from building blocks; what is not asked for, the seed decides
    Compose(ComposeArgs),
    /// Create a scenario from a CSV event list or MISP's Common Exercise Format; lists what was not carried over
    Import(ImportArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ComposeArgs {
    /// Scenario file to write
    #[arg(short, long, alias = "out", value_name = "FILE")]
    pub output: PathBuf,
    /// What happened: ransomware, stolen-credentials, misconfigured-storage, insider or vendor-breach
    #[arg(long, value_name = "CAUSE")]
    pub cause: Option<String>,
    /// Kind of data: contact, health, identity, bank or login
    #[arg(long, value_name = "KIND")]
    pub data: Option<String>,
    /// Where people are affected, such as DE or US-TX; the first decides where the organization is; may be given several times
    #[arg(long, value_name = "PLACE")]
    pub place: Vec<String>,
    /// Length in minutes, 30 to 180
    #[arg(long, value_name = "MINUTES")]
    pub minutes: Option<u64>,
    /// Difficulty, 1 to 5
    #[arg(long, value_name = "NUMBER")]
    pub difficulty: Option<u64>,
    /// Seed: the same one makes the same scenario [default: the current year]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Also write a good and a bad script beside it, FILE.well.toml and FILE.badly.toml
    #[arg(long)]
    pub scripts: bool,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct BriefArgs {
    /// Scenario id or file
    pub scenario: String,
    /// Include injects, expected actions, the truth and the correct deadlines; for the facilitator only
    #[arg(long)]
    pub facilitator: bool,
    /// Seed of the variation
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct GuideArgs {
    /// Scenario id or file
    #[arg(required_unless_present = "code")]
    pub scenario: Option<String>,
    /// Exercise code: the papers of that exercise, with the seed it was started with
    #[arg(long, value_name = "CODE", conflicts_with_all = ["scenario", "seed"])]
    pub code: Option<String>,
    /// Seed of the variation; start the exercise with the same one [default: the current year, as for drill start]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Folder to write to; it is created where it is missing
    #[arg(short, long, alias = "out", value_name = "FOLDER")]
    pub output: PathBuf,
    /// Format of the papers
    #[arg(long, value_enum, default_value = "pdf")]
    pub format: FormatArg,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Scenario id or file
    pub scenario: String,
    /// Script file, or `well`, `badly` or `odd-1` to `odd-3` for the scripts that come with scenarios
    #[arg(long, value_name = "FILE")]
    pub script: String,
    /// Seed of the variation [default: the one in the script]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Also write the after-action report to this file, in the format of its extension
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Event list (.csv, .xlsx) or Common Exercise Format (.json)
    pub file: PathBuf,
    /// Scenario file to write
    #[arg(short, long, alias = "out", value_name = "FILE")]
    pub output: PathBuf,
    /// Which column of the list is which part, where its name does not say: at, day, lasts, channel, from, to, subject, text, expect, attachment; may be given several times
    #[arg(long = "column", value_name = "PART=COLUMN")]
    pub columns: Vec<NamedColumn>,
    /// What `9:00` in the list means: time of day, or hours and minutes from the start
    #[arg(long, value_name = "KIND", value_parser = coded::<TimesAre>())]
    pub times: Option<TimesAre>,
    /// The time of day or moment at minute 0 [default: the first row's]
    #[arg(long, value_name = "TIME")]
    pub zero: Option<Zero>,
    /// Minutes between injects of a list without times
    #[arg(long, value_name = "MINUTES")]
    pub every: Option<u64>,
    /// Sheet of the workbook [default: the first that is an event list]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    #[command(flatten)]
    pub force: ForceArg,
}

impl ImportArgs {
    /// What is said of a list.
    pub(crate) fn list(&self) -> ListOptions {
        ListOptions {
            columns: self.columns.clone(),
            times: self.times,
            zero: self.zero,
            every: self.every,
            sheet: self.sheet.clone(),
        }
    }
}
