//! What evaluators record while an exercise runs, and right after.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::LatestExercise;
use crate::cli::coded::coded;
use crate::cli::files::ForceArg;
use crate::core::drill::{Finding, Mark, Rating};

#[derive(Debug, Subcommand)]
pub(crate) enum EvaluateCommand {
    /// Record the outcome of an expected action
    Mark(MarkArgs),
    /// Print the hint of an expected action and record that it was given
    Hint {
        /// Expected action
        action: String,
        /// Exercise code [default: the running one]
        #[arg(long)]
        code: Option<String>,
    },
    /// List notes that may be what an expected action asks for, or answer one: where only words can tell, nobody but the
    /// facilitator says so
    Proposals {
        #[command(flatten)]
        exercise: LatestExercise,
        /// The note does it: mark the expected action as done, or as late
        #[arg(long, value_name = "ACTION")]
        accept: Option<String>,
        /// The note does not do it
        #[arg(long, value_name = "ACTION", conflicts_with = "accept")]
        decline: Option<String>,
    },
    /// Record an observation
    Observe(ObserveArgs),
    /// Rate an objective
    Rate(RateArgs),
    /// Write a sheet for an observer at another machine, or take one back with the marks on it
    ObserverSheet(ObserverSheetArgs),
    /// Answer a hot-wash question by its number, or list the questions
    HotWash {
        /// Question number
        number: Option<usize>,
        /// Answer
        answer: Option<String>,
        /// Exercise code [default: the latest]
        #[arg(long)]
        code: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct MarkArgs {
    /// Expected action
    pub action: String,
    /// Outcome; without it, the mark is withdrawn
    #[arg(value_parser = coded::<Mark>())]
    pub mark: Option<Mark>,
    /// What was seen
    #[arg(long)]
    pub remark: Option<String>,
    /// Exercise code [default: the latest]
    #[arg(long)]
    pub code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ObserveArgs {
    /// What was seen, in one neutral sentence
    pub observation: String,
    /// What it shows
    #[arg(long = "as", value_parser = coded::<Finding>(), default_value_t = Finding::Remark)]
    pub finding: Finding,
    /// Objective it is about
    #[arg(long)]
    pub objective: Option<String>,
    /// What the plan or the law says, what happened, and why
    #[arg(long)]
    pub analysis: Option<String>,
    /// Recommended change
    #[arg(long)]
    pub recommendation: Option<String>,
    /// Exercise code [default: the latest]
    #[arg(long)]
    pub code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RateArgs {
    /// Objective
    pub objective: String,
    /// Rating: performed without challenges (P), with some (S), with major ones (M), or unable to be performed (U)
    #[arg(value_parser = coded::<Rating>(), ignore_case = true)]
    pub rating: Rating,
    /// Reasons for the rating
    #[arg(long)]
    pub reason: String,
    /// Exercise code [default: the latest]
    #[arg(long)]
    pub code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ObserverSheetArgs {
    #[command(flatten)]
    pub exercise: LatestExercise,
    /// Sheet to write
    #[arg(short, long, alias = "out", value_name = "FILE", required_unless_present = "take")]
    pub output: Option<PathBuf>,
    /// Name of the observer
    #[arg(long, value_name = "NAME", default_value = "observer", conflicts_with = "take")]
    pub observer: String,
    /// Sheet that came back
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    pub take: Option<PathBuf>,
    /// Let the sheet replace marks that others have made
    #[arg(long, requires = "take")]
    pub replace: bool,
    #[command(flatten)]
    pub force: ForceArg,
}
