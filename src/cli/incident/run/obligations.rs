//! What the law asks for, explained and resolved.

use super::{recorded, shown};
use crate::cli::assess::explained::explained;
use crate::cli::context::{Context, Subject};
use crate::cli::failure::{Failure, record_failure};
use crate::cli::incident::args::ObligationCommand;
use crate::cli::incident::typed;
use crate::cli::output::Output;
use crate::workspace;

pub(super) fn run(context: &mut Context<'_>, command: ObligationCommand) -> Result<Output, Failure> {
    match command {
        ObligationCommand::Why { code, obligation } => {
            let Subject { loaded, clocked } = context.look(&code)?;
            let assessed = context
                .record()
                .assess(&loaded.incident, &loaded.organisation, clocked.now)
                .map_err(record_failure)?;
            explained(assessed.view, &obligation, clocked.zone, clocked.now)
        }
        ObligationCommand::File(args) => {
            let (code, subject) = (args.code.clone(), context.load(&args.code)?);
            let custodian = context.record().actor.name.clone();
            let commands = typed::filing(args, custodian, &subject.loaded.incident, &subject.clocked)?;
            shown(context, workspace::Request::Incident { code, commands })
        }
        ObligationCommand::Resolve(args) => {
            let code = args.code.clone();
            let command = typed::disposition(args, &context.record().actor.name);
            recorded(context, &code, command)
        }
        ObligationCommand::Delay(command) => {
            let (code, command) = typed::delay(context, command)?;
            recorded(context, &code, command)
        }
    }
}
