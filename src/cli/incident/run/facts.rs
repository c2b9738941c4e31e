//! What is known and decided, recorded and read back.

use super::{recorded, shown, text};
use crate::app::files::input_file::{self, Limit};
use crate::app::views::incident as incident_views;
use crate::cli::context::{Context, Subject};
use crate::cli::failure::Failure;
use crate::cli::incident::args::{FactCommand, FactsCommand};
use crate::cli::incident::typed;
use crate::cli::output::Output;
use crate::core::event::Note;
use crate::core::incident::command::Command;
use crate::workspace;

pub(super) fn run(context: &mut Context<'_>, command: FactsCommand) -> Result<Output, Failure> {
    match command {
        FactsCommand::Fact(command) => fact(context, command),
        FactsCommand::Milestone(args) => {
            let (code, clocked) = (args.code.clone(), context.load(&args.code)?.clocked);
            recorded(context, &code, typed::milestone(args, &clocked)?)
        }
        FactsCommand::Affected(args) => {
            let commands = typed::affected(&args, &context.load(&args.code)?.clocked)?;
            let code = args.code;
            shown(context, workspace::Request::Incident { code, commands })
        }
        FactsCommand::Decide(args) => {
            let (code, subject) = (args.code.clone(), context.load(&args.code)?);
            let command = typed::decision(context, args, &subject)?;
            recorded(context, &code, command)
        }
        FactsCommand::Note { code, text, privileged } => {
            let text = if text == "-" { standard_input()? } else { text };
            recorded(context, &code, Command::AddNote(Note { text, privileged }))
        }
        FactsCommand::Evidence(args) => {
            let code = args.code.clone();
            recorded(context, &code, typed::evidence(args)?)
        }
    }
}

fn fact(context: &mut Context<'_>, command: FactCommand) -> Result<Output, Failure> {
    match command {
        FactCommand::Set(args) => {
            let (code, clocked) = (args.code.clone(), context.load(&args.code)?.clocked);
            recorded(context, &code, typed::fact(args, &clocked)?)
        }
        FactCommand::Withdraw { code, key, reason } => recorded(context, &code, Command::withdraw_fact(key, reason)),
        FactCommand::History { code, key } => {
            let Subject { loaded, clocked } = context.load(&code)?;
            let rows = incident_views::facts(&loaded.incident, key.as_deref());
            Ok(Output::new(rows, move |rows| {
                text::marked(&loaded.incident, text::entries::facts(rows, &clocked.zone))
            }))
        }
    }
}

fn standard_input() -> Result<String, Failure> {
    let text = input_file::within(std::io::stdin(), Limit::Facts)
        .and_then(input_file::utf8)
        .map_err(|error| Failure::unreadable("could not read standard input", &error))?;
    Ok(text.trim_end().to_owned())
}
