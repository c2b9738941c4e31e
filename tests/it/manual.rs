//! The manual: every page is in its table of contents, every link leads somewhere, and every command of a page does what
//! the page says, run in order by a new user with an empty home.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use firebell::core::playbook::Playbook;

use crate::common::project;

/// Blocks of commands that are run; `console,norun` marks those that are not.
const RUN: &str = "```console";

fn source() -> PathBuf {
    project("docs/book/src")
}

/// Every page below a folder.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The targets of the links of a text that lead to files.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let files = targets.map(|(target, _)| target.split('#').next().unwrap_or_default());
    files
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}

#[test]
fn every_page_is_listed_and_every_link_leads_to_a_page() {
    let source = source();
    let summary = fs::read_to_string(source.join("SUMMARY.md")).unwrap();
    let listed: Vec<PathBuf> = links(&summary).into_iter().map(|link| source.join(link)).collect();
    for page in pages(&source) {
        let name = page.strip_prefix(&source).unwrap().display().to_string();
        assert!(
            name == "SUMMARY.md" || listed.contains(&page),
            "{name} is not in SUMMARY.md"
        );
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            assert!(
                page.parent().unwrap().join(link).exists(),
                "{name} links to {link}, which is not there"
            );
        }
        for include in text.split("{{#include ").skip(1) {
            let file = include.split("}}").next().unwrap();
            assert!(
                page.parent().unwrap().join(file).exists(),
                "{name} includes {file}, which is not there"
            );
        }
    }
}

#[test]
fn pages_of_commands_are_as_the_program_says() {
    let folder = source().join("commands");
    let pages = firebell::cli::command_pages();
    for page in &pages {
        let path = folder.join(&page.file);
        // As snapshots are: INSTA_UPDATE=always writes what the program says now.
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &page.text).unwrap();
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, page.text, "{}: INSTA_UPDATE=always makes it anew", path.display());
    }
    let files = fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, pages.len(), "a page of a command that is no more");
}

#[test]
fn every_page_but_those_of_commands_is_inside_the_program() {
    let inside: Vec<String> = firebell::app::manual::topics()
        .map(|topic| format!("{}.md", topic.name))
        .collect();
    for page in pages(&source()) {
        let name = page.strip_prefix(source()).unwrap().display().to_string();
        if name != "SUMMARY.md" && !name.starts_with("commands/") {
            assert!(inside.contains(&name), "{name} is not in src/app/manual.rs");
        }
    }
}

/// The commands of a page in order: lines after `$ `, with the lines after `> ` that continue them.
fn commands(text: &str) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut runs = false;
    for line in text.lines() {
        match line.trim_start() {
            fence if fence.starts_with("```") => runs = fence == RUN,
            _ if !runs => {}
            line => match (
                line.strip_prefix("$ "),
                line.strip_prefix("> ").or(line.strip_prefix('>')),
            ) {
                (Some(command), _) => commands.push(command.to_owned()),
                (None, Some(more)) => {
                    let last = commands.last_mut().expect("a command comes before its continuation");
                    let _ = write!(last, "\n{more}");
                }
                // What is printed.
                (None, None) => {}
            },
        }
    }
    commands
}

/// A script that runs the commands in one shell and names each whose exit code is not the one the page says.
fn script(commands: &[String]) -> String {
    let mut script = String::new();
    for command in commands {
        let first = command.lines().next().unwrap_or_default();
        let expected = first.split_once("# exits with ").map_or("0", |(_, code)| code.trim());
        let quoted = first.replace('\'', "'\\''");
        let _ = writeln!(
            script,
            "{command}\nsaid=$?; [ $said = {expected} ] || echo \"WRONG exit $said:\" '{quoted}'"
        );
    }
    script
}

#[test]
#[cfg(unix)]
fn every_command_of_the_manual_does_what_the_page_says() {
    let program = Path::new(env!("CARGO_BIN_EXE_firebell")).parent().unwrap();
    let mut ran = 0;
    for page in pages(&source()) {
        let commands = commands(&fs::read_to_string(&page).unwrap());
        if commands.is_empty() {
            continue;
        }
        ran += commands.len();
        let home = tempfile::tempdir().unwrap();
        let out = Command::new("bash")
            .args(["--noprofile", "--norc", "-c", &script(&commands)])
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", program.display()))
            .env("HOME", home.path())
            .env("LANG", "C.UTF-8")
            .env("USER", "commander")
            .current_dir(home.path())
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout);
        let wrong: Vec<&str> = said.lines().filter(|line| line.starts_with("WRONG ")).collect();
        let errors = String::from_utf8_lossy(&out.stderr);
        assert!(wrong.is_empty(), "{}: {wrong:#?}\n{errors}", page.display());
    }
    assert!(ran > 50, "{ran} commands were run");
}

#[test]
fn f1_opens_the_page_about_the_screen() {
    use crossterm::event::KeyCode;
    use firebell::tui::ScreenName;

    use crate::tui::{at_board, at_incident, press, shown};
    for (mut model, words) in [
        (at_board(), "Which deadline comes first?"),
        (at_incident(), "what is to be found"),
    ] {
        press(&mut model, KeyCode::F(1));
        let screen = shown(&model, 100, 40);
        assert!(screen.contains(words), "{screen}");
        press(&mut model, KeyCode::Esc);
        assert!(model.overlays.is_empty());
    }
    for screen in ScreenName::ALL
        .into_iter()
        .filter(|screen| *screen != ScreenName::Regime)
    {
        let name = format!("screens/{}", screen.code());
        assert!(firebell::app::manual::topic(&name).is_some(), "{name}");
    }
}

#[test]
fn the_playbook_that_the_manual_shows_is_one() {
    let page = fs::read_to_string(project("docs/playbook-format.md")).unwrap();
    let shown = page
        .split("```playbook\n")
        .nth(1)
        .unwrap()
        .split("\n```")
        .next()
        .unwrap();
    let playbook = Playbook::parse("shown", shown).unwrap();
    let done: Vec<bool> = playbook.steps.iter().map(|step| step.done_by_facts).collect();
    assert_eq!(done, [false, true]);
    // A step without facts would be done before anybody did anything.
    let without = shown.replace("asks = [\"data.encrypted\"]\n", "");
    let problems = Playbook::parse("shown", &without).unwrap_err();
    assert!(
        problems.iter().any(|problem| problem.message.contains("done by facts")),
        "{problems:?}"
    );
}
