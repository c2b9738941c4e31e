//! What can be typed after `firebell incident`, by subject.

mod course;
mod facts;
mod obligations;
mod team;
mod views;

use clap::Subcommand;

pub(crate) use course::{CourseCommand, ExportArgs, OpenArgs, RestrictArgs};
pub(crate) use facts::{
    AffectedArgs, DecideArgs, EvidenceArgs, FactCommand, FactsCommand, HowKnown, MilestoneArgs, SetArgs,
};
pub(crate) use obligations::{DelayCommand, FileArgs, ObligationCommand, ResolveArgs, State};
pub(crate) use team::{CallArgs, PlaybookArgs, TaskArgs, TeamCommand};
pub(crate) use views::{ListArgs, ReportForm, TimelineForm, ViewCommand};

/// What can be done with an incident.
#[derive(Debug, Subcommand)]
pub(crate) enum IncidentCommand {
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
