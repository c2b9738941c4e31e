//! Steps of the playbooks, and calls.

use super::{recorded, text};
use crate::app::views::incident as incident_views;
use crate::cli::context::{Context, Subject};
use crate::cli::failure::{Failure, record_failure};
use crate::cli::incident::args::TeamCommand;
use crate::cli::incident::typed;
use crate::cli::output::Output;

pub(super) fn run(context: &mut Context<'_>, command: TeamCommand) -> Result<Output, Failure> {
    match command {
        TeamCommand::Tasks { code, all } => {
            let Subject { loaded, clocked } = context.load(&code)?;
            let rows = incident_views::tasks(&loaded, &context.record().playbooks, all);
            Ok(Output::new(rows, move |rows| {
                text::marked(&loaded.incident, text::entries::tasks(rows, &clocked))
            }))
        }
        TeamCommand::Task(args) => {
            let (code, clocked) = (args.code.clone(), context.load(&args.code)?.clocked);
            recorded(context, &code, typed::task(args, &clocked)?)
        }
        TeamCommand::Playbook(args) => {
            let code = args.code.clone();
            recorded(context, &code, typed::playbook(args))
        }
        TeamCommand::Calls { code, real_numbers } => {
            let Subject { mut loaded, clocked } = context.look(&code)?;
            // Those of a scenario were masked, or kept, when it was started.
            if real_numbers && loaded.incident.drill.is_none() {
                loaded.organisation = context.record().organisation(None).map_err(record_failure)?;
            }
            let rows = incident_views::calls(&loaded, clocked.now);
            Ok(Output::new(rows, move |rows| {
                text::marked(&loaded.incident, text::entries::calls(rows, &clocked))
            }))
        }
        TeamCommand::Call(args) => {
            let (code, clocked) = (args.code.clone(), context.load(&args.code)?.clocked);
            recorded(context, &code, typed::attempt(args, &clocked)?)
        }
    }
}
