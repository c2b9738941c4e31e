//! Every command there is, run in this process on one record at one moment: its text, the shape of its JSON document,
//! and the help of the whole tree.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::sync::LazyLock;

use firebell::app::clock::Clock;
use serde_json::Value;

use crate::common::record::{Desk, Ran};
use crate::common::wall;
use crate::every_command::{Step, steps};

/// The moment at which everything happens.
const NOW: &str = "2026-11-28T09:00:00Z";

/// What is longer is the law or a script: its beginning tells how it reads.
const SHOWN: usize = 60;

/// Commands whose text is data of the law or made by a crate; only its beginning is ours.
const DATA: [&str; 10] = [
    "completions",
    "help",
    "law authorities",
    "law calendars",
    "law diff",
    "law list",
    "law profiles",
    "law show",
    "law stale",
    "man",
];

fn kept(words: Vec<String>) -> Ran {
    let words = std::iter::once("firebell".to_owned()).chain(words).map(OsString::from);
    let ran = firebell::cli::run_kept(words, Clock::Stopped(wall(NOW)));
    Ran {
        code: ran.code.into(),
        out: String::from_utf8(ran.out).unwrap(),
        err: String::from_utf8(ran.err).unwrap(),
    }
}

/// Runs a step on the record of the desk, or on the one that the step names itself.
fn run(desk: &Desk, command: &str, typed: &[String], more: &[&str]) -> Ran {
    let mut words = Vec::new();
    for (option, value) in [
        ("--data-dir", desk.data()),
        ("--actor", "dana".into()),
        ("--passphrase-file", desk.beside("pass")),
        ("--config", desk.beside("config.toml")),
    ] {
        if !typed.iter().any(|word| word == option) {
            words.extend([option.to_owned(), value.display().to_string()]);
        }
    }
    words.extend(more.iter().map(|&word| word.to_owned()));
    words.extend(command.split(' ').map(str::to_owned));
    words.extend(typed.iter().cloned());
    kept(words)
}

/// A record with one incident, set up in this process.
fn desk() -> Desk {
    let desk = Desk::empty();
    std::fs::write(desk.beside("config.toml"), "").unwrap();
    let typed = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let _ = run(&desk, "init", &[], &[]).ok();
    let open = typed(&["Support mailbox read by a stranger", "--zone", "America/Chicago"]);
    assert!(run(&desk, "incident open", &open, &[]).ok().contains("2026-001"));
    // People in Texas alone, and an organisation in no sector: the law of other places may change and no text here does.
    for (command, words) in [
        ("profile set", &["country", "US"][..]),
        ("profile set", &["eu_main_establishment", "none"]),
        ("profile set", &["profile", "none"]),
        ("incident affected", &["2026-001", "US-TX", "600", "elsewhere", "0"]),
    ] {
        let _ = run(&desk, command, &typed(words), &[]).ok();
    }
    desk
}

/// The text without what differs from run to run and from machine to machine.
fn stable(text: &str, desk: &Desk) -> String {
    let host = gethostname::gethostname().to_string_lossy().into_owned();
    text.replace(&desk.beside("").display().to_string(), "[beside]/")
        .replace(crate::common::project("").to_str().unwrap(), "[project]/")
        .replace(&format!(",{host},"), ",[host],")
        .replace('\u{7}', "␇")
}

/// What differs from one state of the law or of the program to the next.
const FILTERS: [(&str, &str); 21] = [
    // What a record is called, what signs for it and the state it is in follow from keys that are drawn anew.
    (r"fbc1\.\d+\.[A-Za-z0-9_-]{43}", "fbc1.[state]"),
    (r"firebell/[0-9a-f]{32}", "firebell/[record]"),
    (r"\+[0-9a-f]{8}\+[A-Za-z0-9+/]{10,44}\n\s+[A-Za-z0-9+/]{4,40}", "+[key]"),
    // File names in the list hold a salt that is new each time.
    (
        r"List of pieces, SHA-256 \| [0-9a-f]{64}",
        "List of pieces, SHA-256 | [digest]",
    ),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[uuid]"),
    (r"([Rr]ule base) \d{4}-\d\d-\d\d", "$1 [version]"),
    (r"([Rr]ule base) [0-9a-f]{12}", "$1 [digest]"),
    (r"(\[version\]\s+)\([0-9a-f]{12}\)", "$1([digest])"),
    (r"\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}", "+[key]"),
    (r"[0-9A-Z]{4}(-[0-9A-Z]{4}){8}", "[code]"),
    (r"(?m)(Record key |slot `|^  |key remove )[0-9a-f]{16}\b", "${1}[id]"),
    (r"(?m)(record |grant |--end |^)[0-9a-f]{16}\b", "${1}[id]"),
    (r"key( [0-9a-f]{4}){8}", "key [fingerprint]"),
    (r", of \S+( \S+)?, (\d+) days old", ", of [moment], $2 days old"),
    (r"NOT DUE(:?) \d+", "NOT DUE$1 [n]"),
    (r"DUE \d+ · POSSIBLE \d+", "DUE [n] · POSSIBLE [n]"),
    (r"settles(\s+)\d+(\s+)obligations?", "settles$1[n]$2obligations"),
    (r"and \d+ more", "and [n] more"),
    (r"\d+ regimes", "[n] regimes"),
    (r"firebell \d+\.\d+\.\d+", "firebell [version]"),
    (r"tz database \w+", "tz database [version]"),
];

fn shortened(command: &str, text: &str) -> String {
    let most = if DATA.contains(&command) { 4 } else { SHOWN };
    let mut lines: Vec<&str> = text.lines().take(most).collect();
    if text.lines().count() > most {
        lines.push("[…]");
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// One snapshot for each noun.
fn by_noun(all: Vec<(String, String)>, prefix: &str) {
    let mut nouns: BTreeMap<String, String> = BTreeMap::new();
    for (command, text) in all {
        let noun = command.split(' ').next().unwrap_or_default().to_owned();
        *nouns.entry(noun).or_default() += &text;
    }
    insta::with_settings!({filters => FILTERS.to_vec()}, {
        for (noun, text) in nouns {
            insta::assert_snapshot!(format!("{prefix}_{noun}"), text);
        }
    });
}

#[test]
fn every_command_as_people_read_it() {
    let desk = desk();
    let steps = steps(&desk, "2026-001", "X-2026-001");
    let texts = steps.into_iter().map(|Step(command, typed)| {
        let ran = run(&desk, command, &typed, &[]);
        let typed = stable(&typed.join(" "), &desk);
        let mut text = format!("$ firebell {command} {typed}").trim_end().to_owned() + "\n";
        for part in [&ran.out, &ran.err] {
            text += &shortened(command, &stable(part, &desk));
        }
        let _ = writeln!(text, "[exit {}]\n", ran.code);
        (command.to_owned(), text)
    });
    by_noun(texts.collect(), "text");
}

/// Commands that cannot do their work on this record: there is no letter, privileged note, answer, invitation, keyring, slot or
/// server for them.
const WITHOUT: [&str; 19] = [
    "retention erase-note",
    "customer pack",
    "mcp",
    "letter packet",
    "audit timestamp accept",
    "member join",
    "key remember",
    "key remove",
    "team create",
    "team join",
    "team status",
    "team settle",
    "team drop",
    "team export",
    "team check",
    "team import",
    "team address",
    "team recover",
    "team leave",
];

/// Standard output is one document, and an error is one on standard error and leaves the output empty. What a document
/// is made of is a promise: a key that goes or changes its kind shows here.
#[test]
fn every_command_as_programs_read_it() {
    let desk = desk();
    let mut failed = Vec::new();
    let mut shapes = Vec::new();
    for Step(command, typed) in steps(&desk, "2026-001", "X-2026-001") {
        let ran = run(&desk, command, &typed, &["--json"]);
        let document = if ran.err.starts_with('{') {
            assert!(ran.out.is_empty(), "{command}: {}", ran.out);
            failed.push(format!("{command}: {}", ran.err.trim()));
            ran.err.as_str()
        } else {
            assert!(ran.code < 2, "{command}: {}\n{}", ran.out, ran.err);
            ran.out.as_str()
        };
        let document: Value = serde_json::from_str(document).unwrap_or_else(|e| panic!("{command}: {e}\n{document}"));
        let mut keys = BTreeMap::new();
        shape(&document, String::new(), &mut keys);
        let mut text = format!("$ firebell {command} --json [exit {}]\n", ran.code);
        for (key, kinds) in keys {
            let _ = writeln!(text, "{key}: {kinds}");
        }
        shapes.push((command.to_owned(), text + "\n"));
    }
    // Every other command did its work, so that its document was looked at and not only its error.
    let unexpected: Vec<&String> = failed
        .iter()
        .filter(|failure| {
            !WITHOUT
                .iter()
                .any(|command| failure.starts_with(&format!("{command}: ")))
        })
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    by_noun(shapes, "json");
}

/// Keys whose own keys are data: places, days, obligations, columns.
const OPEN: [&str; 9] = [
    ".by_jurisdiction",
    ".columns",
    ".decisions",
    ".dispositions",
    ".facts",
    ".holidays",
    ".places",
    ".policy_targets",
    ".profile",
];

/// The paths of a document with the kinds of value at their ends; the elements of an array are one.
fn shape(value: &Value, path: String, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) if OPEN.iter().any(|open| path.ends_with(open)) => {
            for inner in map.values() {
                shape(inner, format!("{path}.*"), found);
            }
        }
        Value::Object(map) => {
            for (key, inner) in map {
                shape(inner, format!("{path}.{key}"), found);
            }
        }
        Value::Array(all) => {
            for inner in all {
                shape(inner, format!("{path}[]"), found);
            }
            if all.is_empty() {
                kind(found, format!("{path}[]"), "nothing");
            }
        }
        Value::Null => kind(found, path, "null"),
        Value::Bool(_) => kind(found, path, "yes or no"),
        Value::Number(_) => kind(found, path, "number"),
        Value::String(_) => kind(found, path, "text"),
    }
}

fn kind(found: &mut BTreeMap<String, String>, path: String, kind: &str) {
    let known = found.entry(path).or_default();
    if known.split(", ").all(|one| one != kind) {
        if !known.is_empty() {
            known.push_str(", ");
        }
        known.push_str(kind);
    }
}

/// What the help of `incident fact set` ends with.
static LISTED: LazyLock<String> =
    LazyLock::new(|| format!("Keys and their values:\n\n{}", firebell::core::facts::reference::keys()));

#[test]
fn the_help_of_every_command() {
    fn walk(command: &clap::Command, words: &str, out: &mut String) {
        let mut shown = command.clone().bin_name(words).term_width(100);
        // A new fact must not change a file here: the list is the table's, whose own tests read it.
        if words == "firebell incident fact set" {
            let listed = shown.get_after_long_help().map(ToString::to_string);
            assert_eq!(listed.as_deref(), Some(LISTED.as_str()));
            shown = shown.after_long_help("[every key of the table of facts and what to give for it]");
        }
        let help = shown.clone().render_long_help().to_string();
        let _ = writeln!(out, "$ {words} --help\n{}\n", help.trim_end());
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            walk(inner, &format!("{words} {}", inner.get_name()), out);
        }
    }
    let mut out = String::new();
    walk(&firebell::cli::command(), "firebell", &mut out);
    let lines: String = out.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    insta::assert_snapshot!("help", lines);
}

/// Commands and options that were renamed are still understood, and help does not show them.
#[test]
fn former_names_are_understood() {
    let desk = desk();
    for typed in [
        &[
            "incident",
            "hold",
            "place",
            "2026-001",
            "--authority",
            "FBI",
            "--regimes",
            "us-tx",
            "--reason",
            "asked",
        ][..],
        &[
            "incident",
            "hold",
            "lift",
            "2026-001",
            "--authority",
            "FBI",
            "--reason",
            "over",
        ],
        &["incident", "dispose", "2026-001", "us-tx/regulator", "drafting"],
        &["letter", "draft", "2026-001", "--duty", "eu-gdpr/regulator"],
        &["drill", "improvements"],
    ] {
        let typed: Vec<String> = typed.iter().map(|&word| word.to_owned()).collect();
        let _ = run(&desk, &typed[..2].join(" "), &typed[2..], &[]).ok();
    }
}
