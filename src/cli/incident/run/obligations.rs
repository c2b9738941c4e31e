//! What the law asks for, explained and resolved.

use super::{recorded, shown};
use crate::app::letters::{self, SignOffBook};
use crate::app::record::Loaded;
use crate::cli::assess::explained::explained;
use crate::cli::context::{Clocked, Context, Subject};
use crate::cli::failure::{Failure, record_failure};
use crate::cli::incident::args::ObligationCommand;
use crate::cli::incident::typed;
use crate::cli::output::Output;
use crate::core::ids::LetterId;
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
            let obligation = args.obligation.clone();
            let custodian = context.record().actor.name.clone();
            let commands = typed::filing(args, custodian, &subject.loaded.incident, &subject.clocked)?;
            let output = shown(context, workspace::Request::Incident { code, commands })?;
            warn_of_stale(context, &subject.loaded, &subject.clocked, obligation.as_str())?;
            Ok(output)
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

/// Says that a letter that was filed tells what has changed since.
fn warn_of_stale(context: &Context<'_>, loaded: &Loaded, clocked: &Clocked, obligation: &str) -> Result<(), Failure> {
    let record = context.record();
    let assessed = record
        .assess(&loaded.incident, &loaded.organisation, clocked.now)
        .map_err(record_failure)?;
    let rows = letters::rows(loaded, &assessed.view.obligations, &SignOffBook::of(record, loaded));
    let own = rows.iter().filter(|row| row.obligation.as_deref() == Some(obligation));
    let filed = record.load(&loaded.incident.code).map_err(record_failure)?;
    let filing = filed
        .incident
        .disposition(obligation)
        .and_then(|done| done.disposition.filing());
    let sent = |letter: &LetterId| {
        filing
            .is_some_and(|filing| filing.letters.is_empty() || filing.letters.iter().any(|sent| sent.letter == *letter))
    };
    for row in own.filter(|row| !row.stale.is_empty() && sent(&row.letter)) {
        let told: Vec<String> = row.stale.iter().map(ToString::to_string).collect();
        context.call.console.warn(format_args!(
            "{} tells what has changed since: {}",
            row.letter,
            told.join("; ")
        ));
    }
    Ok(())
}
