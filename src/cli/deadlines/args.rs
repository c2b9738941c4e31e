//! What can be typed after `firebell deadlines`, `watch` and `register`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::files::ForceArg;
use crate::cli::tlp::TlpArg;

#[derive(Debug, Args)]
pub(crate) struct DeadlinesArgs {
    /// Write a calendar file instead of a list; obligations that are settled since an earlier file are canceled in it
    #[arg(long, value_name = "FILE.ics")]
    pub ics: Option<PathBuf>,
    /// Include obligations that are only possible in the calendar file
    #[arg(long, requires = "ics")]
    pub possible: bool,
    /// Alarms, in hours before each deadline, such as 24,4,1,0 [default: one alarm]
    #[arg(long, value_name = "HOURS", value_delimiter = ',', requires = "ics",
          value_parser = clap::value_parser!(u32).range(0..=87_600))]
    pub alarms: Vec<u32>,
    #[command(flatten)]
    pub tlp: TlpArg,
    #[command(flatten)]
    pub force: ForceArg,
    /// Exit with 1 if a due obligation is past its deadline and not filed
    #[arg(long)]
    pub fail_overdue: bool,
    /// Include exercises
    #[arg(long)]
    pub exercises: bool,
    /// Maximum number of deadlines [default: 1000 in a list, all in JSON and in a calendar file]
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Minutes before a deadline at which to ring
    #[arg(
        long,
        value_name = "MINUTES",
        value_delimiter = ',',
        default_value = "1440,240,60,15,0"
    )]
    pub before: Vec<i64>,
    /// Command to run at each ring, with FIREBELL_CODE, FIREBELL_OBLIGATION, FIREBELL_DEADLINE and FIREBELL_LEFT in its
    /// environment
    #[arg(long, value_name = "COMMAND")]
    pub hook: Option<String>,
    /// Check once and exit, for cron
    #[arg(long)]
    pub once: bool,
    /// Ring for obligations that are merely possible as well
    #[arg(long)]
    pub possible: bool,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 30, conflicts_with = "once")]
    pub every: u64,
}

#[derive(Debug, Args)]
pub(crate) struct RegisterArgs {
    /// Print CSV instead of a list
    #[arg(long)]
    pub csv: bool,
    #[command(flatten)]
    pub tlp: TlpArg,
}
