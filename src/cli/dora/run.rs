//! What `firebell dora` does, and how it reads.

use std::path::Path;

use serde_json::{Value, json};

use super::args::DoraCommand;
use crate::app::dora::check::{Finding, findings};
use crate::app::dora::{Stage, codes, draft, fields};
use crate::app::files::input_file::{self, Limit};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind};
use crate::cli::files::{self, ForceArg};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, wrapped};

/// `firebell dora`
pub(crate) fn run(call: &Invocation, command: DoraCommand) -> Result<Output, Failure> {
    match command {
        DoraCommand::Draft {
            code,
            stage,
            output,
            force,
        } => written(call, &code, stage.into(), (&output, force)),
        DoraCommand::Check { file } => check(&file),
        DoraCommand::Fields { list: None } => Ok(all_fields()),
        DoraCommand::Fields { list: Some(name) } => one_list(&name),
    }
}

fn written(call: &Invocation, code: &str, stage: Stage, (path, force): (&Path, ForceArg)) -> Result<Output, Failure> {
    let context = Context::open(call)?;
    let loaded = context.load(code)?.loaded;
    context.may_export(&loaded.incident.id)?;
    files::named_as_exercise(loaded.incident.kind, path)?;
    let report = draft::report(&loaded, stage);
    let text = serde_json::to_string_pretty(&report).map_err(|error| Failure::new(Kind::Internal, error))? + "\n";
    let prepared = files::prepare(path, text.as_bytes(), force)?;
    context.note("dora.draft", &loaded.incident.code)?;
    files::place(prepared)?;
    let found = findings(&report);
    let path = path.display().to_string();
    let view = json!({ "written": path, "findings": found });
    Ok(Output::new(view, move |_| {
        let mut out = line(format_args!("{path} written."));
        out += page(&found);
        out += wrapped(
            "",
            "Fill in what is missing, then: firebell dora check FILE. Ask the authority whether amounts are in thousands.",
        );
        out
    }))
}

fn check(file: &Path) -> Result<Output, Failure> {
    let text = input_file::text(file, Limit::Foreign)
        .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))?;
    let report: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::input(format!("{} is not JSON", file.display())).because(&error))?;
    let found = findings(&report);
    let any = !found.is_empty();
    Ok(Output::new(json!({ "findings": found }), move |_| page(&found)).no_if(any))
}

fn page(found: &[Finding]) -> Page {
    let mut out = Page::new();
    for finding in found {
        let (n, label) = (finding.field.unwrap_or("-"), finding.label.unwrap_or("template"));
        out += wrapped(&format!("{n:>5} "), &format!("{label}: {}", finding.words));
    }
    out += match found.len() {
        0 => line(format_args!(
            "Nothing is missing that the Regulation asks of this stage and the report itself decides."
        )),
        number => line(format_args!("{}.", count(number, "finding"))),
    };
    out
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
