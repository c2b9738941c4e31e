//! `firebell drill`: rehearse the breach on the real thing.

pub mod args;
mod away;
mod desk;
mod errors;
mod text;

use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure};

use args::DrillCommand;
pub use text::held;

/// `firebell drill`
pub fn run(global: &Global, command: DrillCommand) -> Result<Answer, Failure> {
    match command {
        DrillCommand::List => away::list(global),
        DrillCommand::Lint { files } => away::lint(global, &files),
        DrillCommand::Brief {
            scenario,
            facilitator,
            seed,
        } => away::brief(global, &scenario, facilitator, seed),
        DrillCommand::Run(args) => away::run(global, &args),
        DrillCommand::Import { file, output, force } => away::import(global, &file, &output, force),
        other => desk::run(global, other),
    }
}
