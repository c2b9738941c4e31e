//! What `firebell export` does.

use std::path::Path;

use serde_json::Value;

use super::args::{ExportCommand, ExportToolArgs};
use crate::app::checkpoint;
use crate::app::exports::{cacao, misp, stix, veris};
use crate::app::files::out::Prepared;
use crate::app::record::Loaded;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, record_failure};
use crate::cli::files::{self, ForceArg};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::core::tlp::Tlp;
use crate::core::toml_text::reader::suggestion;

/// `firebell export`
pub(crate) fn run(call: &Invocation, command: ExportCommand) -> Result<Output, Failure> {
    match command {
        ExportCommand::Veris(args) => incident(call, &args, "export.veris", veris::record),
        ExportCommand::Misp(args) => incident(call, &args, "export.misp", misp::event),
        ExportCommand::Stix(args) => incident(call, &args, "export.stix", stix::bundle),
        ExportCommand::Playbook { id, output, tlp, force } => playbook(call, &id, (&output, force), tlp.tlp),
    }
}

fn incident(
    call: &Invocation,
    args: &ExportToolArgs,
    action: &str,
    made: fn(&Loaded, Tlp, Option<&str>) -> Value,
) -> Result<Output, Failure> {
    let context = Context::open(call)?;
    let loaded = context.load(&args.code)?.loaded;
    context.may_export(&loaded.incident.id)?;
    files::named_as_exercise(loaded.incident.kind, &args.output)?;
    let state = checkpoint::with_last_event(context.record(), &loaded).map_err(record_failure)?;
    let made = made(&loaded, args.tlp, state.as_deref());
    let prepared = prepared(&args.output, &made, args.force)?;
    context.note(action, &format!("{} {}", loaded.incident.code, args.tlp.words()))?;
    files::place(prepared)?;
    Ok(Output::written(&args.output))
}

fn playbook(
    call: &Invocation,
    id: &str,
    (path, force): (&Path, ForceArg),
    tlp: Option<Tlp>,
) -> Result<Output, Failure> {
    let all = Session::start(call)?.playbooks(call)?;
    let found = all.iter().find(|playbook| playbook.id == id);
    let Some(playbook) = found else {
        let known: Vec<&str> = all.iter().map(|playbook| playbook.id.as_str()).collect();
        return Err(Failure::input(format!("unknown playbook `{id}`")).hint(suggestion(id, &known)));
    };
    files::place(prepared(path, &cacao::marked(playbook, tlp), force)?)?;
    Ok(Output::written(path))
}

fn prepared(path: &Path, value: &Value, force: ForceArg) -> Result<Prepared, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new(Kind::Internal, error))? + "\n";
    files::prepare(path, text.as_bytes(), force)
}
