//! The attackers' suite: scripts of somebody who can write to the files, with the key and without it. Each attack is refused,
//! or found by `audit verify`; docs/threat-model.md says what is promised and to whom.

mod bundle;
mod checkpoint;
mod clock;
mod end;
pub(crate) mod erasure;
mod handed;
mod letters;
mod log;
mod notes;
mod older_log;
mod papers;
mod people;
mod signers;
mod tables;
mod tombstones;

use std::fs;

use firebell::app::clock::Clock;

use crate::common::record::{Desk, Ran};

/// The lines of the audit log.
fn log_of(desk: &Desk) -> Vec<String> {
    let text = fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn write_log(desk: &Desk, lines: &[String]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(desk.data().join("audit.jsonl"), text).unwrap();
}

/// Numbers and chains the lines anew, as somebody does who has no key.
fn chained(lines: &[String]) -> Vec<String> {
    use sha2::Digest as _;
    let mut before = "0".repeat(64);
    let mut out = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["n"] = (n + 1).into();
        line["prev"] = before.into();
        let line = line.to_string();
        before = hex::encode(sha2::Sha256::digest(&line));
        out.push(line);
    }
    out
}

fn verify(desk: &Desk) -> Ran {
    desk.run(&["audit", "verify"])
}

/// The attack is found, and the answer names it so.
fn found(desk: &Desk, words: &str) {
    let ran = verify(desk);
    let broken = ran.code == 1 && ran.out.starts_with("BROKEN");
    assert!(broken, "expected `{words}`: {}{}", ran.out, ran.err);
    let said = on_one_line(&ran.out);
    assert!(said.contains(words), "expected `{words}`: {said}");
}

fn intact(desk: &Desk) -> String {
    let said = on_one_line(&verify(desk).ok());
    assert!(said.starts_with("Intact"), "{said}");
    said
}

/// Wherever the lines break.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a command in this process while the machine's clock shows a moment.
pub(crate) fn at(desk: &Desk, moment: &str, args: &[&str]) -> Ran {
    let words = desk.words(args);
    let ran = firebell::cli::run_kept(words, Clock::Stopped(crate::common::wall(moment)));
    Ran {
        code: ran.code.into(),
        out: String::from_utf8(ran.out).unwrap(),
        err: String::from_utf8(ran.err).unwrap(),
    }
}
