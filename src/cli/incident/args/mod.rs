//! What can be typed after `firebell incident`, by subject.

mod course;
mod facts;
mod obligations;
mod team;
mod views;

use clap::Subcommand;

pub use course::{CourseCommand, ExportArgs, OpenArgs};
pub use facts::{AffectedArgs, DecideArgs, EvidenceArgs, FactCommand, FactsCommand, HowKnown, MilestoneArgs, SetArgs};
pub use obligations::{DelayCommand, FileArgs, ObligationCommand, ResolveArgs, State};
pub use team::{CallArgs, PlaybookArgs, TaskArgs, TeamCommand};
pub use views::{ListArgs, ReportForm, ViewCommand};

/// What can be done with an incident.
#[derive(Debug, Subcommand)]
pub enum IncidentCommand {
    #[command(flatten)]
    Course(CourseCommand),
    #[command(flatten)]
    View(ViewCommand),
    #[command(flatten)]
    Facts(FactsCommand),
    #[command(flatten)]
    Team(TeamCommand),
    #[command(flatten)]
    Obligation(ObligationCommand),
}
