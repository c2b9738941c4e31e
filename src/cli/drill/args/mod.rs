//! What can be typed after `firebell drill`, by subject.

mod after;
mod evaluate;
mod exercise;
mod play;
mod scenarios;

use clap::Subcommand;

pub(crate) use after::{
    ActionCommand, AddArgs, AfterCommand, CompareArgs, CorrectiveActionsArgs, DraftsArgs, EvidenceArgs, ReplayArgs,
    ReportArgs,
};
pub(crate) use evaluate::{EvaluateCommand, MarkArgs, ObserveArgs, ObserverSheetArgs, RateArgs};
pub(crate) use exercise::{LatestExercise, RunningExercise};
pub(crate) use play::{InjectArgs, JumpArgs, PlayCommand, StartArgs};
pub(crate) use scenarios::{BriefArgs, ComposeArgs, GuideArgs, ImportArgs, RunArgs, ScenarioCommand};

/// What can be done with exercises.
#[derive(Debug, Subcommand)]
pub(crate) enum DrillCommand {
    #[command(flatten)]
    Scenario(ScenarioCommand),
    #[command(flatten)]
    Play(PlayCommand),
    #[command(flatten)]
    Evaluate(EvaluateCommand),
    #[command(flatten)]
    After(AfterCommand),
}
