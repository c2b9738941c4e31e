//! `firebell audit`: the log read, checked, exported and repaired.

use serde_json::{Value, json};

use super::args::AuditCommand;
use super::signatures::Signatures;
use super::{checkpoint, proof};
use crate::app::files::csv_out::table;
use crate::app::record::{AuditLine, Depth, LineThere, LinesOfAll, Repair, log_lines};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::text::{Page, counted, line};
use crate::core::csv_cell::name;

/// `firebell audit`
pub(crate) fn audit(call: &Invocation, command: &AuditCommand) -> Result<Output, Failure> {
    match command {
        AuditCommand::Show { last, server: true } => on_server(&Context::open(call)?, *last),
        AuditCommand::Show { last, server: false } => {
            let mut lines = lines(call)?;
            let shown = lines.split_off(lines.len().saturating_sub(*last));
            Ok(Output::new(shown, |lines| log(lines)))
        }
        AuditCommand::Export => Ok(Output::new(lines(call)?, |lines| spreadsheet(lines))),
        AuditCommand::Verify {
            full,
            signatures,
            against,
        } => {
            let context = Context::open(call)?;
            let depth = if *full { Depth::Full } else { Depth::Usual };
            let (record, now) = (context.record(), context.now);
            let (found, signed) = match signatures {
                true => {
                    let found = record.verify_with_signatures(depth, now).map_err(record_failure)?;
                    (found.0, Signatures::of(found.1))
                }
                false => (record.verify(depth, now).map_err(record_failure)?, Signatures::NotAsked),
            };
            let held = checkpoint::held(&context, against)?;
            Ok(proof::checked(found, held, signed))
        }
        AuditCommand::Checkpoint { out, force } => checkpoint::make(&Context::open(call)?, out.as_deref(), *force),
        AuditCommand::Timestamp(command) => checkpoint::timestamp(call, command),
        AuditCommand::Repair => {
            let mut context = Context::open(call)?;
            let repaired = context.workspace.repair_audit(context.now).map_err(record_failure)?;
            Ok(repair(repaired))
        }
    }
}

/// The log as its file has it: it can be read without the passphrase.
fn lines(call: &Invocation) -> Result<Vec<AuditLine>, Failure> {
    let session = Session::start(call)?;
    let found = log_lines(&session.folder).map_err(record_failure)?;
    for line in &found.unreadable {
        call.console.warn(format_args!(
            "line {line} of the audit log is unreadable and was left out"
        ));
    }
    Ok(found.readable)
}

/// The lines that the team's server has of all machines.
fn on_server(context: &Context<'_>, last: usize) -> Result<Output, Failure> {
    let LinesOfAll {
        mut lines,
        closed,
        void,
    } = context.record().lines_on_server(context.now).map_err(record_failure)?;
    let shown = lines.split_off(lines.len().saturating_sub(last));
    let view: Vec<Value> = shown.iter().map(view_there).collect();
    Ok(Output::new(
        json!({ "lines": view, "unopened": closed, "void": void }),
        move |_| {
            let mut out: Page = shown.iter().map(line_there).collect();
            out += unopened(closed);
            if void > 0 {
                out += line(format_args!(
                    "Parts that no member signed, or that hold other lines than were signed, left out: {void}."
                ));
            }
            out
        },
    ))
}

fn view_there(there: &LineThere) -> Value {
    json!({ "machine": there.machine, "login": there.login, "line": there.line })
}

/// The first digits tell a machine from the few others.
fn machine(there: &LineThere) -> String {
    there.machine.to_string().chars().take(8).collect()
}

fn line_there(there: &LineThere) -> Page {
    line(format_args!(
        "{} {} {}",
        machine(there),
        there.login,
        words(&there.line)
    ))
}

fn unopened(parts: u64) -> Page {
    match parts {
        0 => Page::new(),
        parts => line(format_args!(
            "Parts that cannot be opened with the keys of this machine: {parts}"
        )),
    }
}

fn words(AuditLine { n, draft, .. }: &AuditLine) -> String {
    format!(
        "{n} {} {} {} {} {}",
        draft.at, draft.actor, draft.action, draft.target, draft.outcome
    )
}

fn log(lines: &[AuditLine]) -> Page {
    lines
        .iter()
        .map(|shown| line(format_args!("{}", words(shown))))
        .collect()
}

fn spreadsheet(lines: &[AuditLine]) -> Page {
    let heads = ["n", "at", "actor", "host", "session", "action", "target", "outcome"];
    let rows = lines.iter().map(|AuditLine { n, draft, .. }| {
        vec![
            n.to_string(),
            draft.at.clone(),
            name("actor", &draft.actor),
            name("host", &draft.host),
            draft.session.clone(),
            draft.action.clone(),
            draft.target.clone(),
            draft.outcome.clone(),
        ]
    });
    Page::document(&table(&heads, rows))
}

fn repair(repaired: Option<Repair>) -> Output {
    let view = repaired.as_ref().map(|repair| {
        let aside = repair.aside.as_ref().map(|path| path.display().to_string());
        json!({ "why": repair.why, "aside": aside, "lines": repair.lines, "restored": repair.restored })
    });
    Output::new(json!({ "repaired": view }), move |_| match &repaired {
        None => "The audit log is intact. Nothing was changed.\n".into(),
        Some(repair) => repair_page(repair),
    })
}

fn repair_page(repair: &Repair) -> Page {
    let mut out = line(format_args!("Problem found: {}.", repair.why));
    if let Some(aside) = &repair.aside {
        let were = if repair.lines == 1 { "was" } else { "were" };
        let lines = counted(repair.lines, "line");
        writeln!(out, "{lines} {were} moved to {}.", aside.display());
    }
    if repair.restored > 0 {
        writeln!(
            out,
            "Missing audit lines rewritten for {}.",
            counted(repair.restored, "event")
        );
    }
    out += "The log continues; its next line records this repair.\n";
    out
}
