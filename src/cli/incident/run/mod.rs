//! What `firebell incident` does, by subject.

mod course;
mod facts;
mod obligations;
mod team;
mod views;

use super::args::IncidentCommand;
use super::text;
use crate::app::views::incident as incident_views;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::core::incident::command::Command;
use crate::workspace;

/// `firebell incident`
pub(crate) fn run(call: &Invocation, command: IncidentCommand) -> Result<Output, Failure> {
    let context = &mut Context::open(call)?;
    match command {
        IncidentCommand::Course(command) => course::run(context, command),
        IncidentCommand::View(command) => views::run(context, command),
        IncidentCommand::Facts(command) => facts::run(context, command),
        IncidentCommand::Team(command) => team::run(context, command),
        IncidentCommand::Obligation(command) => obligations::run(context, command),
    }
}

/// Records a command and shows what came of it.
fn recorded(context: &mut Context<'_>, code: &str, command: Command) -> Result<Output, Failure> {
    shown(context, workspace::Request::on(code, command))
}

/// Runs a command and shows what it came to: its events, and what they changed.
pub(in crate::cli) fn shown(context: &mut Context<'_>, command: workspace::Request) -> Result<Output, Failure> {
    let Some(done) = context.run(command)?.done else {
        return Ok(Output::nothing());
    };
    let clocked = context.clocked(&done.loaded.incident)?;
    let told = text::changes::told(&done, context.record());
    Ok(Output::of(
        done,
        |done| serde_json::to_string_pretty(&incident_views::done(done)),
        move |done| text::changes::done(done, &told, &clocked),
    ))
}
