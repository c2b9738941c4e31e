//! Completion scripts and manual pages, made from what can be typed.

use std::path::Path;

use clap::{Command, ValueEnum};
use clap_complete::Shell;
use clap_complete_nushell::Nushell;

use super::failure::{Failure, Kind};
use super::files;
use super::output::Output;
use crate::app::files::out::Existing;

/// A shell that completes words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CompletionShell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    #[value(name = "powershell")]
    PowerShell,
    Zsh,
}

pub(super) fn script(shell: CompletionShell) -> Output {
    let mut script = Vec::new();
    let mut command = super::command();
    let mut with = |shell: Shell| clap_complete::generate(shell, &mut command, "firebell", &mut script);
    match shell {
        CompletionShell::Bash => with(Shell::Bash),
        CompletionShell::Elvish => with(Shell::Elvish),
        CompletionShell::Fish => with(Shell::Fish),
        CompletionShell::PowerShell => with(Shell::PowerShell),
        CompletionShell::Zsh => with(Shell::Zsh),
        CompletionShell::Nushell => clap_complete::generate(Nushell, &mut command, "firebell", &mut script),
    }
    Output::script("completions", script)
}

/// The manual page of the program.
pub(super) fn manual() -> Result<Output, Failure> {
    Ok(Output::script("man", rendered(super::command())?))
}

/// A manual page for the program and for each of its commands, in a folder that exists.
pub(super) fn manuals(folder: &Path, existing: Existing) -> Result<Output, Failure> {
    let mut program = super::command();
    program.build();
    let mut pages = Vec::new();
    gather(&program, "firebell", &mut pages)?;
    let prepared = pages
        .iter()
        .map(|(name, page)| files::prepare(&folder.join(name), page, existing));
    for file in prepared.collect::<Result<Vec<_>, Failure>>()? {
        files::place(file)?;
    }
    Ok(Output::written(folder))
}

fn gather(command: &Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    let page = rendered(command.clone().name(name.to_owned()))?;
    pages.push((format!("{name}.1"), page));
    let inner = command.get_subcommands();
    for inner in inner.filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        gather(inner, &format!("{name}-{}", inner.get_name()), pages)?;
    }
    Ok(())
}

fn rendered(command: Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    // Without a date what stands behind it in the heading is taken for one; no date of a build goes into the program.
    let made = clap_mangen::Man::new(command).date(" ").render(&mut page);
    made.map_err(|error| Failure::new(Kind::Internal, error))?;
    Ok(page)
}
