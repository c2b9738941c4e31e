//! What can be typed after `firebell deadlines`, `watch` and `register`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::out::ForceArg;

/// `firebell deadlines`
#[derive(Debug, Args)]
pub struct DeadlinesArgs {
    /// Write a calendar file instead of a list: what is due, and what an earlier file had and is settled now.
    #[arg(long, value_name = "FILE.ics")]
    pub ics: Option<PathBuf>,
    /// Put obligations that are only possible into the calendar file as well.
    #[arg(long, requires = "ics")]
    pub possible: bool,
    /// Hours before each deadline at which the calendar rings, such as 24,4,1,0; without this it rings once.
    #[arg(long, value_name = "HOURS", value_delimiter = ',', requires = "ics",
          value_parser = clap::value_parser!(u32).range(0..=87_600))]
    pub alarms: Vec<u32>,
    /// What happens to a file that exists.
    #[command(flatten)]
    pub force: ForceArg,
    /// Exit with 1 when an obligation is due, past its deadline and not filed.
    #[arg(long)]
    pub fail_overdue: bool,
    /// Exercises as well.
    #[arg(long)]
    pub exercises: bool,
    /// At most this many.
    #[arg(long)]
    pub limit: Option<u32>,
}

/// `firebell watch`
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Minutes before a deadline at which to ring.
    #[arg(long, value_delimiter = ',', default_value = "1440,240,60,15,0")]
    pub before: Vec<i64>,
    /// A command to run for each ring; it gets FIREBELL_CODE, FIREBELL_OBLIGATION, FIREBELL_DEADLINE and FIREBELL_LEFT.
    #[arg(long, value_name = "COMMAND")]
    pub hook: Option<String>,
    /// Look once and end (for cron).
    #[arg(long)]
    pub once: bool,
}

/// `firebell register`
#[derive(Debug, Args)]
pub struct RegisterArgs {
    /// CSV instead of a list.
    #[arg(long)]
    pub csv: bool,
}
