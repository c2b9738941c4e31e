//! `firebell playbooks`: the stages and the incident types.

use super::args::PlaybooksCommand;
use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::text::{Page, count, line, wrapped};
use crate::core::playbook::Playbook;
use crate::core::toml_text::reader::suggestion;

/// `firebell playbooks`
pub(crate) fn playbooks(call: &Invocation, command: &PlaybooksCommand) -> Result<Output, Failure> {
    let mut all = Session::start(call)?.playbooks(call)?;
    match command {
        PlaybooksCommand::List => Ok(Output::new(all, |all| list(all))),
        PlaybooksCommand::Show { id } => {
            let Some(at) = all.iter().position(|playbook| playbook.id == *id) else {
                let ids: Vec<&str> = all.iter().map(|p| p.id.as_str()).collect();
                return Err(Failure::input(format!("unknown playbook `{id}`")).hint(suggestion(id, &ids)));
            };
            Ok(Output::new(all.swap_remove(at), show))
        }
    }
}

fn list(all: &[Playbook]) -> Page {
    let lines = all.iter().map(|p| {
        let steps = count(p.steps.len(), "step");
        wrapped("", &format!("{} · {steps} · {}", p.id, p.summary))
    });
    lines.collect()
}

fn show(playbook: &Playbook) -> Page {
    let mut out = line(format_args!("{}", playbook.title));
    out.gap();
    out += Page::document(&format!("{}\n", playbook.introduction));
    for step in &playbook.steps {
        let within = step
            .within_minutes
            .map(|m| format!(", within {m} min"))
            .unwrap_or_default();
        out.gap();
        writeln!(out, "{} · {} ({}{within})", step.id, step.title, step.owner);
        out += wrapped("  why ", &step.why);
        for line in step.how.lines() {
            out += wrapped("  ", line);
        }
    }
    for exit in &playbook.exits {
        out.gap();
        out += wrapped("leave when: ", &exit.text);
    }
    out
}
