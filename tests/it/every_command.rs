//! Every command there is, walked along the tree of what can be typed: what reaches a terminal from a record that was
//! filled to do harm. What the commands say is in `command_texts`.

mod hostile;
mod walk;

use std::collections::BTreeSet;

use firebell::core::event::Event;
use firebell::core::visible;
use firebell::store::Batch;
use firebell::store::{Actor, Draft, LineOutcome, Store};
use secrecy::SecretString;
use serde_json::{Value, json};

use hostile::hostile;
pub(crate) use walk::steps;

use crate::common::project;
use crate::common::record::{Desk, Ran, SECRET};

/// What somebody who can write into a record, or into a file that is read, may put there.
const HOSTILE: &str =
    "a\u{1b}]52;c;Zm9v\u{7}\u{1b}]0;t\u{7}\u{1b}[31m\u{9b}31m\u{7f}\u{202e}x\u{2066}\u{200f}\r\nFORGED line\rFORGED";
const STREAM: &str = "0193a5c0-0000-7000-8000-000000000001";
const CODE: &str = "2026-901";

/// One run of the program: the command, and what is typed after it.
pub(crate) struct Step(pub(crate) &'static str, pub(crate) Vec<String>);

fn step(command: &'static str, typed: &[&str]) -> Step {
    Step(command, typed.iter().map(|&word| word.to_owned()).collect())
}

/// The commands of the program, by their words.
fn tree() -> BTreeSet<String> {
    fn walk(command: &clap::Command, words: &str, found: &mut BTreeSet<String>) {
        let mut inner = command.get_subcommands().peekable();
        if inner.peek().is_none() || !command.is_subcommand_required_set() && !words.is_empty() {
            found.insert(words.trim().to_owned());
        }
        for command in inner {
            walk(command, &format!("{words} {}", command.get_name()), found);
        }
    }
    let mut found = BTreeSet::new();
    walk(&firebell::cli::command(), "", &mut found);
    found
}

#[test]
fn no_command_is_left_out_of_the_walk() {
    let desk = Desk::empty();
    let walked: BTreeSet<String> = steps(&desk, CODE, "X").iter().map(|step| step.0.to_owned()).collect();
    let unwalked: Vec<_> = tree().difference(&walked).cloned().collect();
    let unknown: Vec<_> = walked.difference(&tree()).cloned().collect();
    assert!(
        unwalked.is_empty() && unknown.is_empty(),
        "not walked: {unwalked:?}; not there: {unknown:?}"
    );
}

/// Runs a step on the record of the desk, or on the one that the step names itself.
fn ran(desk: &Desk, step: &Step, more: &[&str]) -> Ran {
    let named = |option: &str| step.1.iter().any(|word| word == option) || more.contains(&option);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
    command.env_clear().env("HOME", desk.beside(""));
    for (option, value) in [
        ("--data-dir", desk.data().display().to_string()),
        ("--actor", "dana".to_owned()),
        ("--passphrase-file", desk.beside("pass").display().to_string()),
    ] {
        if !named(option) {
            command.args([option, &value]);
        }
    }
    command.args(more).args(step.0.split(' ')).args(&step.1);
    command.stdin(std::process::Stdio::null());
    command.output().unwrap().into()
}

/// Documents whose lines are their own, and CSV, in which a line break in quotes belongs to its cell.
const DOCUMENTS: [&str; 9] = [
    "letter show",
    "letter redline",
    "letter compare",
    "incident notice",
    "incident report",
    "incident timeline",
    "audit export",
    "drill report",
    "drill brief",
];

fn faults(step: &Step, ran: &Ran) -> Vec<String> {
    let mut found = Vec::new();
    // `watch` rings; the bell is its own.
    let bell = |c: char| step.0 == "watch" && c == '\u{7}';
    for text in [&ran.out, &ran.err] {
        if let Some(c) = text.chars().find(|c| visible::acts(*c) && !bell(*c)) {
            found.push(format!("{} {:?}: {c:?} in {text:?}", step.0, step.1));
        }
        let forged = text
            .lines()
            .any(|line| line.trim_start_matches('\'').starts_with("FORGED"));
        if forged && !DOCUMENTS.contains(&step.0) {
            found.push(format!("{} {:?}: a forged line in\n{text}", step.0, step.1));
        }
    }
    found
}

#[test]
fn nothing_in_a_record_acts_on_the_terminal_or_forges_a_line() {
    let desk = Desk::new();
    hostile(&desk);
    let _ = desk.run(&["db", "rebuild"]).ok();
    let mut found = Vec::new();
    let mut met = 0;
    for step in steps(&desk, CODE, "X-2026-001") {
        let ran = ran(&desk, &step, &[]);
        met += usize::from(ran.out.contains('␛') || ran.err.contains('␛'));
        found.extend(faults(&step, &ran));
    }
    for step in [
        step("incident show", &[CODE]),
        step("incident list", &[]),
        step("incident history", &[CODE]),
        step("incident export", &[CODE]),
        step("contacts list", &[]),
    ] {
        // The passphrase changed at the end of the walk.
        let ran = ran(
            &desk,
            &step,
            &["--json", "--passphrase-file", desk.beside("new").to_str().unwrap()],
        );
        found.extend(faults(&step, &ran));
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
    assert!(met >= 15, "only {met} commands showed the words of the record at all");
}

/// Words in arguments, law overlays and files come back in errors, and in nothing that acts.
#[test]
fn nothing_in_an_error_acts_on_the_terminal() {
    let desk = Desk::new();
    let overlay = desk.beside("overlay");
    std::fs::create_dir(&overlay).unwrap();
    std::fs::write(overlay.join("x.toml"), format!("id = \"{}\"\n", "\\u001b]0;x")).unwrap();
    std::fs::write(
        desk.beside("facts.toml"),
        "[incident]\ntitle = \"a\\u001b[31mb\\nFORGED\"\n",
    )
    .unwrap();
    let facts = desk.beside("facts.toml").display().to_string();
    let overlay = overlay.display().to_string();
    let mut found = Vec::new();
    for step in [
        step("incident show", &[HOSTILE]),
        step("incident fact set", &["2026-001", HOSTILE, "x"]),
        step("law show", &[HOSTILE]),
        step("law list", &["--law-dir", &overlay]),
        step("assess", &[&facts]),
        step("assess", &["/nowhere/\u{1b}]0;x\u{7}"]),
        step("letter show", &["2026-001", HOSTILE]),
        step("drill start", &[HOSTILE]),
        step("due", &[HOSTILE, "--from", HOSTILE]),
        step("incident", &[HOSTILE]),
    ] {
        found.extend(faults(&step, &ran(&desk, &step, &[])));
        found.extend(faults(&step, &ran(&desk, &step, &["--json"])));
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[test]
fn the_plain_walk_shows_what_acts_and_forges_nothing() {
    let desk = Desk::new();
    hostile(&desk);
    let _ = desk.run(&["db", "rebuild"]).ok();
    let typed = "1\n?\ntab\ntab\ntab\ntab\n1w\nb\n:timeline\nb\n:letters\nb\n:audit\nb\nq\n";
    let mut command = desk.command(&["--plain"]);
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), typed.as_bytes()).unwrap();
    let ran: Ran = child.wait_with_output().unwrap().into();
    let walk = step("the walk", &[]);
    let found = faults(&walk, &ran);
    assert!(found.is_empty(), "{}", found.join("\n\n"));
    assert!(ran.out.contains('␛'), "{}", ran.out);
}

/// What is refused where it is typed never reaches the record.
#[test]
fn titles_names_and_references_with_acting_characters_are_refused() {
    let (desk, code) = Desk::with_incident("A clean one");
    let before = desk.run(&["incident", "history", &code, "--json"]).ok();
    for (field, args) in [
        ("title", &["incident", "open", HOSTILE][..]),
        (
            "source",
            &[
                "incident",
                "fact",
                "set",
                &code,
                "data.encrypted",
                "no",
                "--source",
                "a\u{202e}b",
            ],
        ),
        (
            "value",
            &["incident", "fact", "set", &code, "letter.what_happened", "a\u{1b}b"],
        ),
        (
            "authority",
            &[
                "incident",
                "hold",
                "place",
                &code,
                "--authority",
                "F\nBI",
                "--regimes",
                "us-tx",
                "--reason",
                "asked by its agent",
            ],
        ),
        (
            "name",
            &[
                "contacts",
                "set",
                "gc",
                "--name",
                "G\u{9b}C",
                "--roles",
                "legal",
                "--channel",
                "phone:1",
            ],
        ),
        ("title", &["incident", "open", &"t".repeat(301)]),
    ] {
        let refused = desk.run(args).fails(2);
        assert!(refused.contains(&format!("`{field}`")), "{args:?}: {refused}");
    }
    for actor in ["dana\rroot", "dana\u{202e}", &"d".repeat(201)] {
        let refused = desk.run_as(actor, &["incident", "note", &code, "x"]).fails(2);
        assert!(refused.contains("`actor`"), "{refused}");
    }
    assert_eq!(desk.run(&["incident", "history", &code, "--json"]).ok(), before);
    // What was pasted into a note is evidence and stays as it was.
    let _ = desk.run(&["incident", "note", &code, "from the log: \u{1b}[31m"]).ok();
    let notes = desk.run(&["incident", "notes", &code, "--json"]).json();
    assert_eq!(notes[0]["text"], "from the log: \u{1b}[31m");
}
