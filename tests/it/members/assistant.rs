//! What an assistant hears through `firebell mcp` is bounded by the role of whoever started it.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use super::Team;

/// Words of the record that must not reach everybody; each stands in another part of it.
const RESTRICTED: [&str; 3] = ["zebra", "quagga", "okapi"];
const PRIVILEGED: &str = "walrus";

/// Everything that a member's assistant is told when it asks every question.
fn told(team: &Team, member: &str, codes: &[&str]) -> String {
    let call = |tool: &str, arguments: Value| json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": tool, "arguments": arguments } });
    let mut questions = vec![
        json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "protocolVersion": "2025-03-26" } }),
        call("incidents", json!({ "exercises": true })),
        call("deadlines", json!({ "exercises": true })),
    ];
    for code in codes {
        questions.push(call(
            "why",
            json!({ "incident": code, "obligation": "us-tx/regulator" }),
        ));
        questions.push(call(
            "why",
            json!({ "incident": code, "obligation": "no-such/obligation" }),
        ));
    }
    let mut child = team.command(member, &["mcp"]);
    let mut child = child
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for question in &questions {
        input.write_all(format!("{question}\n").as_bytes()).unwrap();
    }
    drop(input);
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(said.lines().count(), questions.len(), "{said}");
    said + &String::from_utf8_lossy(&out.stderr)
}

fn words_in(said: &str) -> Vec<&'static str> {
    let all = RESTRICTED.into_iter().chain([PRIVILEGED]);
    all.filter(|word| said.to_lowercase().contains(word)).collect()
}

#[test]
fn an_assistant_of_a_member_hears_nothing_that_the_member_may_not_read() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let open = |title: &str| {
        let opened = team.run("dana", &["incident", "open", title, "--zone", "UTC", "--json"]);
        opened.json()["code"].as_str().unwrap().to_owned()
    };
    let (closed, known) = (open("the zebra laptop"), open("a lost phone"));
    for (code, note) in [(&closed, "quagga took it"), (&known, "nothing new")] {
        let _ = team.run("dana", &["incident", "note", code, note]).ok();
        let set = ["incident", "affected", code, "US-TX", "900"];
        let _ = team.run("dana", &set).ok();
    }
    let note = ["incident", "note", &known, "walrus: advice of counsel", "--privileged"];
    let _ = team.run("kim", &note).ok();
    let restrict = [
        "incident",
        "restrict",
        &closed,
        "--to",
        "kim",
        "--reason",
        "okapi is a suspect",
    ];
    let _ = team.run("dana", &restrict).ok();

    let lee = told(&team, "lee", &[&closed, &known]);
    assert_eq!(words_in(&lee), [""; 0], "{lee}");
    // The question was answered all the same where Lee may read.
    assert!(lee.contains("a lost phone") && lee.contains("us-tx/regulator"), "{lee}");
    let closed_to = lee.lines().nth(3).unwrap();
    assert!(closed_to.contains("\"isError\":true"), "{closed_to}");
    // Nor that it is there: the answer about it is the answer about one that is not, here and on the command line.
    let year = closed.split('-').next().unwrap();
    let none = format!("{year}-003");
    let unknown = told(&team, "lee", &[&none]);
    assert_eq!(unknown.lines().nth(3).unwrap().replace(&none, &closed), closed_to);
    for args in [
        &["incident", "show"][..],
        &["incident", "timeline"],
        &["incident", "report"],
    ] {
        let about = |code: &str| {
            team.run("lee", &[args, &[code]].concat())
                .fails(2)
                .replace(code, "CODE")
        };
        assert_eq!(about(&closed), about(&none), "{args:?}");
    }

    // Kim may read the incident and the note; the note never leaves through an assistant.
    let kim = told(&team, "kim", &[&closed, &known]);
    assert_eq!(words_in(&kim), ["zebra"], "{kim}");
    // The test would have found the note: it is in the record.
    let shown = team.run("kim", &["incident", "notes", &known, "--privileged"]).ok();
    assert!(shown.contains(PRIVILEGED), "{shown}");
}

#[test]
fn an_assistant_of_somebody_who_left_hears_nothing() {
    let team = Team::new().with("lee", &["responder"]);
    let _ = team.incident("dana");
    let _ = team.run("dana", &["member", "revoke", "lee"]).ok();
    let out = team.command("lee", &["mcp"]).stdin(Stdio::null()).output().unwrap();
    assert!(!out.status.success());
    assert!(out.stdout.is_empty(), "{}", String::from_utf8_lossy(&out.stdout));
}
