//! What `firebell dora` does, and how it reads.

use std::path::Path;

use serde_json::{Value, json};

use super::args::DoraCommand;
use super::text::page;
use super::{report_file, sheet};
use crate::app::checkpoint;
use crate::app::dora::check::findings;
use crate::app::dora::{Stage, codes, draft, fields};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::files::{self, ForceArg};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, line, wrapped};

/// `firebell dora`
pub(crate) fn run(call: &Invocation, command: DoraCommand) -> Result<Output, Failure> {
    match command {
        DoraCommand::Draft {
            code,
            stage,
            from,
            output,
            force,
        } => drafted(
            call,
            &Draft {
                code: &code,
                stage: stage.into(),
                from: from.as_deref(),
                path: &output,
                force,
            },
        ),
        DoraCommand::Check { file } => check(&file),
        DoraCommand::Sheet {
            file,
            output,
            tlp,
            force,
        } => match output {
            None => sheet::shown(&file, tlp.tlp),
            Some(_) if tlp.tlp.is_some() => Err(Failure::input("--tlp marks the sheet that is printed")
                .hint("the authorities' files have no place for a marking: leave out --output or --tlp")),
            Some(output) => sheet::written(call, &file, &output, force),
        },
        DoraCommand::Set { file, values } => sheet::set(call, &file, &values),
        DoraCommand::Fields { list: None } => Ok(all_fields()),
        DoraCommand::Fields { list: Some(name) } => one_list(&name),
    }
}

/// The report that is drafted.
struct Draft<'a> {
    code: &'a str,
    stage: Stage,
    /// The report before it, whose answers it begins with.
    from: Option<&'a Path>,
    path: &'a Path,
    force: ForceArg,
}

fn drafted(call: &Invocation, draft: &Draft<'_>) -> Result<Output, Failure> {
    let Draft {
        code,
        stage,
        from,
        path,
        force,
    } = *draft;
    let context = Context::open(call)?;
    let loaded = context.load(code)?.loaded;
    context.may_export(&loaded.incident.id)?;
    let report = match from {
        Some(earlier) => draft::continued(&loaded, stage, report_file::read(earlier)?),
        None => draft::report(&loaded, stage),
    };
    let state = checkpoint::with_last_event(context.record(), &loaded).map_err(record_failure)?;
    let bytes = report_file::bytes(path, &report, (loaded.incident.kind, state.as_deref()), context.now)?;
    let prepared = files::prepare(path, &bytes, force)?;
    // The state stands in the log as well, since the authorities' JSON has no place for it.
    let code = [Some(loaded.incident.code.as_str()), state.as_deref()];
    let target: Vec<&str> = code.into_iter().flatten().collect();
    context.note("dora.draft", &target.join(" "))?;
    files::place(prepared)?;
    let found = findings(&report);
    let path = path.display().to_string();
    let view = json!({ "written": path, "findings": found, "record_state": state });
    Ok(Output::new(view, move |_| {
        let mut out = line(format_args!("{path} written."));
        if let Some(state) = &state {
            out += line(format_args!("Record state: {state}"));
        }
        out += page(&found);
        out += wrapped(
            "",
            "Fill in what is missing (firebell dora set FILE FIELD=VALUE, or the workbook), then: firebell dora check FILE. Ask \
             the authority whether amounts are in thousands.",
        );
        out
    }))
}

fn check(file: &Path) -> Result<Output, Failure> {
    let found = findings(&report_file::read(file)?);
    let any = !found.is_empty();
    Ok(Output::new(json!({ "findings": found }), move |_| page(&found)).no_if(any))
}

fn all_fields() -> Output {
    let rows: Vec<Value> = fields()
        .iter()
        .map(|field| json!({ "n": field.n, "label": field.label, "when": field.when, "note": field.note }))
        .collect();
    Output::new(rows, |_| {
        let mut out = Page::new();
        for field in fields() {
            let when = field
                .when
                .as_deref()
                .map(|when| format!(" (if {when})"))
                .unwrap_or_default();
            out += wrapped(&format!("{:>5} ", field.n), &format!("{}{when}", field.label));
        }
        out
    })
}

fn one_list(name: &str) -> Result<Output, Failure> {
    let found = codes(name);
    if found.is_empty() {
        return Err(Failure::input(format!("unknown list `{name}`"))
            .hint("such as entity_type, criterion, discovery, incident_type, technique, authority, root_cause_1"));
    }
    Ok(Output::new(found, |codes| {
        let mut out = Page::new();
        for code in codes {
            out += line(format_args!("{code}"));
        }
        out
    }))
}
