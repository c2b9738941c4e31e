//! An incident opened, moved through its stages, closed, exported and imported.

use std::path::Path;

use serde_json::json;

use super::{recorded, shown, text};
use crate::app::checkpoint::{self, bundle};
use crate::app::config;
use crate::app::files::input_file::{self, Limit};
use crate::app::record::{NewIncident, Stored};
use crate::app::reports::archive::{self, Export, ImportError};
use crate::app::views::incident as incident_views;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, record_failure};
use crate::cli::files;
use crate::cli::incident::args::{CourseCommand, ExportArgs, OpenArgs, RestrictArgs};
use crate::cli::output::Output;
use crate::cli::text::{count, line, prose, wrapped};
use crate::core::facts::IncidentKind;
use crate::core::incident::command::Command;
use crate::core::member::Permission;
use crate::core::time::Zone;
use crate::workspace;

pub(super) fn run(context: &mut Context<'_>, command: CourseCommand) -> Result<Output, Failure> {
    match command {
        CourseCommand::Open(args) => open(context, &args),
        CourseCommand::Stage { code, stage, rationale } => {
            recorded(context, &code, Command::EnterStage { stage, rationale })
        }
        CourseCommand::Close { code, rationale } => recorded(context, &code, Command::Close { rationale }),
        CourseCommand::Reopen { code, reason } => recorded(context, &code, Command::Reopen { reason }),
        CourseCommand::Restrict(args) => restrict(context, &args),
        CourseCommand::Export(args) => export(context, &args),
        CourseCommand::Import { file } => import(context, &file),
    }
}

fn open(context: &mut Context<'_>, args: &OpenArgs) -> Result<Output, Failure> {
    if args.title.trim().is_empty() {
        return Err(Failure::input("an incident needs a title").hint("such as \"Support mailbox read by a stranger\""));
    }
    let zone = context.session.home_zone(args.zone.as_deref())?;
    let kind = if args.exercise {
        IncidentKind::Exercise
    } else {
        IncidentKind::Real
    };
    if let Some(reason) = &args.reason {
        return open_restricted(context, args, (kind, &zone), reason);
    }
    let title = args.title.clone();
    shown(context, workspace::Request::Open { title, kind, zone })
}

/// An incident that is restricted before the first word of it is recorded.
fn open_restricted(
    context: &mut Context<'_>,
    args: &OpenArgs,
    (kind, zone): (IncidentKind, &Zone),
    reason: &str,
) -> Result<Output, Failure> {
    let new = NewIncident {
        title: &args.title,
        kind,
        zone,
        id: config::fresh_id(),
    };
    let now = context.now;
    let done = context.workspace.open_restricted(new, (&args.restrict_to, reason), now);
    let done = done.map_err(record_failure)?;
    let clocked = context.clocked(&done.loaded.incident)?;
    let told = text::changes::told(&done, context.record());
    Ok(Output::of(
        done,
        |done| serde_json::to_string_pretty(&incident_views::done(done)),
        move |done| text::changes::done(done, &told, &clocked),
    ))
}

/// Restricts an incident, or ends that. Without anybody to let in it asks for `--alone`, so that nobody shuts the team
/// out by leaving an option away.
fn restrict(context: &mut Context<'_>, args: &RestrictArgs) -> Result<Output, Failure> {
    let RestrictArgs {
        code,
        to,
        alone,
        reason,
        end,
    } = args;
    let now = context.now;
    if to.is_empty() && !alone && !end {
        return Err(left_alone(context, code)?);
    }
    let done = match end {
        true => context.workspace.end_restriction(code, reason, now),
        false => context.workspace.restrict(code, to, reason, now),
    };
    let incident = done.map_err(record_failure)?.loaded.incident;
    let code = incident.code;
    let let_in: Option<Vec<String>> = incident
        .restricted_to
        .map(|to| to.iter().map(ToString::to_string).collect());
    let view = json!({ "code": code, "restricted_to": let_in });
    let members = context.record().members().map_err(record_failure)?;
    let active = members.active().filter(|member| {
        let id = member.id.to_string();
        let_in.iter().flatten().any(|let_in| *let_in == id)
    });
    let names: Vec<String> = active.map(|member| member.name.clone()).collect();
    Ok(Output::new(view, move |_| match &let_in {
        Some(let_in) => {
            let who = match names.len() == let_in.len() {
                true => names.join(", "),
                false => count(let_in.len(), "member"),
            };
            let mut out = wrapped("", &format!("{code} is restricted to {who}."));
            out += prose(
                "All of it is sealed for them, what was recorded before as well. Backups and exports of before hold it in the open.",
            );
            out
        }
        None => line(format_args!("{code} is open to everybody who may read incidents.")),
    }))
}

/// Nobody was named: that only whoever asks would be left is said before it is done.
fn left_alone(context: &Context<'_>, code: &str) -> Result<Failure, Failure> {
    let members = context.record().members().map_err(record_failure)?;
    let me = &context.record().actor.name;
    let others: Vec<&str> = members
        .active()
        .map(|member| member.name.as_str())
        .filter(|name| name != me)
        .collect();
    let message = match others.as_slice() {
        [] => format!("nobody is named: {code} would be restricted to you ({me}), and there is no other member"),
        others => format!(
            "nobody is named: only you ({me}) could still read {code}, and no longer {}",
            others.join(", ")
        ),
    };
    Ok(Failure::input(message)
        .hint("--to NAMES lets others in as well; --alone restricts it to you alone; --end opens it"))
}

fn export(context: &Context<'_>, args: &ExportArgs) -> Result<Output, Failure> {
    let loaded = context.load(&args.code)?.loaded;
    let code = &loaded.incident.code;
    let privileged = match args.include_privileged.as_deref() {
        None => false,
        Some(named) if code == named => true,
        Some(_) => {
            let hint = format!("to export its privileged notes, write --include-privileged {code}");
            return Err(Failure::input("--include-privileged names another incident").hint(hint));
        }
    };
    let incident = Some(loaded.incident.id.as_str());
    context.may_export(&loaded.incident.id)?;
    if privileged {
        let needed = context.record().need(Permission::Privileged, incident, context.now);
        needed.map_err(record_failure)?;
    }
    let keys = context.record().keys_for_export(&loaded, privileged);
    let keys = keys.map_err(record_failure)?;
    let record = context.record();
    let committed = record.committed(&loaded).map_err(record_failure)?;
    let state = checkpoint::of_now(record, context.now).map_err(record_failure)?;
    let told = |stored: &Stored| archive::goes_out(stored, privileged);
    let evidence = bundle::evidence(record, state, (&loaded, &committed), &told);
    let evidence = evidence.map_err(record_failure)?;
    let export = Export {
        loaded: &loaded,
        privileged,
        keys: &keys,
        committed: &committed,
        evidence,
    };
    let text = archive::export(export, context.now)
        .map_err(|error| Failure::new(Kind::Internal, "the export could not be written").because(&error))?;
    let action = if privileged {
        "incident.export_privileged"
    } else {
        "incident.export"
    };
    let Some(path) = &args.output else {
        context.note(action, code)?;
        return Ok(Output::json_for_everybody(text));
    };
    let prepared = files::prepare(path, text.as_bytes(), args.force)?;
    context.note(action, code)?;
    files::place(prepared)?;
    Ok(Output::written(path))
}

fn import(context: &mut Context<'_>, file: &Path) -> Result<Output, Failure> {
    let text = input_file::text(file, Limit::Export)
        .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))?;
    let archived = archive::import(&text).map_err(|error| {
        let failure = Failure::input(format!("{} cannot be imported", file.display()));
        let failure = match &error {
            ImportError::Problems(problems) => failure.causes(problems.iter().cloned()),
            ImportError::Form(_) | ImportError::Newer(_) => failure.because(&error),
        };
        failure.hint("nothing was imported; ask for a new export of the whole incident")
    })?;
    let incident = context
        .workspace
        .import(&archived, context.now)
        .map_err(record_failure)?;
    let zone = context.clocked(&incident)?.zone;
    Ok(Output::new(incident_views::imported(&incident), move |_| {
        text::changes::imported(&incident, &zone)
    }))
}
