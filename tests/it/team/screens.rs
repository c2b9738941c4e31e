//! The workbench of somebody in a team: what others record comes by itself, who is where is shown, and what waits is marked.

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use super::cable::Cable;
use super::machine::Machine;
use super::server::Server;
use crate::tui_pty::Screen;

/// Long before anything is read again without being told of.
const AT_ONCE: Duration = Duration::from_secs(6);

#[test]
fn what_others_record_comes_by_itself_and_who_is_where_is_told() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = lee.open_incident("a laptop is gone");
    let mut screen = Screen::open(&dana.desk, &[]);
    screen
        .sees("a laptop is gone")
        .types("\r")
        .sees("[1 ")
        .types("5")
        .sees("[5 Log]");
    let _ = lee.note(&code, "the driver has it").ok();
    let since = Instant::now();
    // Whose it is is said at once, whatever part is on screen.
    screen.sees("lee: Note: the driver has it");
    assert!(since.elapsed() < AT_ONCE, "{:?}", since.elapsed());
    let status = lee.run(&["team", "status", "--json"]).json();
    let people = serde_json::json!([{ "name": "dana", "code": code, "letter": null, "drafting": false }]);
    assert_eq!(status["people"], people);
    let words = lee.run(&["team", "status"]).ok();
    assert!(words.contains(&format!("dana looks at {code}.")), "{words}");
    // Nothing of it is on the server.
    let tables = "SELECT string_agg(table_name, ',' ORDER BY table_name) FROM information_schema.tables \
                  WHERE table_schema = 'firebell' AND table_name LIKE '%here%'";
    assert_eq!(server.owner(tables), "");
    screen.types("q");
    let _ = screen.ends();
    let status = lee.run(&["team", "status", "--json"]).json();
    assert_eq!(status["people"], serde_json::json!([]));
}

#[test]
fn who_else_looks_at_an_incident_is_in_its_head_until_they_go() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let _ = dana.open_incident("a laptop is gone");
    let mut of_dana = Screen::open(&dana.desk, &[]);
    of_dana.sees("a laptop is gone").types("\r").sees("[1 ");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_firebell"));
    command.args(lee.command(&[]).get_args());
    let mut of_lee = Screen::spawned(command, &[], (80, 24));
    of_lee.sees("a laptop is gone").types("\r").sees("[1 ");
    of_dana.sees("Also here: lee");
    of_lee.sees("Also here: dana");
    of_lee.types("q");
    let _ = of_lee.ends();
    of_dana.sees_no_more("Also here");
    of_dana.types("q");
    let _ = of_dana.ends();
}

#[test]
fn what_somebody_without_a_key_says_of_people_is_not_believed() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let mut screen = Screen::open(&dana.desk, &[]);
    screen.sees(&code);
    for message in ["", "lee", "00ff", &"ab".repeat(500), &"zz".repeat(3000)] {
        server.sql(
            "lee",
            "firebell",
            &format!("SELECT pg_notify('firebell_here', '{message}')"),
        );
    }
    let _ = dana.note(&code, "after the rubbish").ok();
    screen.types("\r").sees("[1 ").types("5").sees("[5 Log]");
    assert!(!screen.text().contains("Also here"), "{}", screen.text());
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
}

#[test]
fn the_workbench_marks_what_waits_and_sends_it_by_itself() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let cable = Cable::between(&dana, &server);
    let code = dana.open_incident("a laptop is gone");
    let mut screen = Screen::open(&dana.desk, &[]);
    screen.sees("a laptop is gone").types("\r").sees("[1 ");
    cable.cut();
    screen.sees("SERVER AWAY");
    screen
        .types("n")
        .sees("A note")
        .types("called the night shift")
        .types("\x13");
    screen.sees("1 NOT YET SHARED");
    screen.types("5").sees("not yet shared");
    screen
        .types("\x1bOR")
        .sees("Team")
        .types("l")
        .sees("not yet shared")
        .types("\x1b");
    cable.mend();
    screen.sees_no_more("SERVER AWAY").sees_no_more("NOT YET SHARED");
    screen.types("q");
    let _ = screen.ends();
    let notes = lee.run(&["incident", "notes", &code]).ok();
    assert_eq!(notes.matches("called the night shift").count(), 1, "{notes}");
    dana.verifies();
}

#[test]
fn who_is_refused_because_of_what_others_recorded_sees_it_at_once() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let mut screen = Screen::open(&dana.desk, &[]);
    screen.sees("a laptop is gone").types("\r").sees("[1 ");
    screen.types("a").sees("Record that the organization became aware");
    let _ = lee.run(&["incident", "milestone", &code, "awareness", "-1h"]).ok();
    screen.sees("lee: Awareness");
    // Whoever says yes was asked while nothing of lee's was known.
    screen.types("y").sees("has changed since you looked at it");
    let history = lee.run(&["incident", "history", &code]).ok();
    assert_eq!(history.to_lowercase().matches("awareness").count(), 1, "{history}");
    screen.types("a").sees("Awareness is already recorded");
    screen.types("n").types("q");
    let _ = screen.ends();
}

#[test]
fn counsel_is_not_asked_for_what_counsel_may_not_change_and_is_offered_for_work() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let _ = dana.run(&["team", "create", &dana.address(&server)]).ok();
    let lee = dana.colleague(&server, "lee", "counsel");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_firebell"));
    command.args(lee.command(&[]).get_args());
    let mut screen = Screen::spawned(command, &[], (80, 24));
    screen.sees("lee · counsel");
    assert!(!screen.text().contains("your organization"), "{}", screen.text());
    screen
        .types("o")
        .sees("Owners and commanders change the organization's profile");
    screen.types("q");
    let _ = screen.ends();
    let _ = dana.open_incident("a laptop is gone");
    let mut screen = Screen::open(&dana.desk, &[]);
    screen
        .sees("a laptop is gone")
        .types("\r")
        .sees("[1 ")
        .types("4")
        .sees("[4 ");
    screen.types("A").sees("Who sees to it?").sees("a member of the record");
    screen.types("\x1b").sees_no_more("Who sees to it?").types("q");
    let _ = screen.ends();
}

#[test]
fn an_invitation_to_a_shared_record_names_the_command_that_accepts_it() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let file = dana.desk.beside("lee.invitation");
    let file = file.to_str().unwrap();
    let words = dana.run(&["member", "invite", "lee", "--role", "counsel", "--output", file]);
    let words = words.ok().split_whitespace().collect::<Vec<_>>().join(" ");
    // With the address, and under the login of whoever joins.
    assert!(words.contains("firebell team join 'postgres://LOGIN@"), "{words}");
    assert!(!words.contains("passfile"), "{words}");
    // Who takes the other command is led to the right one.
    let lee = Machine::of("lee");
    let code = words.split_whitespace().find(|word| word.len() == 44).unwrap();
    let code = lee.desk.write_secret("code", code.as_bytes());
    let pass = lee.desk.beside("pass");
    let secrets = [
        "--code-file",
        code.to_str().unwrap(),
        "--new-passphrase-file",
        pass.to_str().unwrap(),
    ];
    let refused = lee
        .run(&[["member", "join", file].as_slice(), &secrets].concat())
        .fails(2);
    assert!(refused.contains("firebell team join"), "{refused}");
}

#[test]
fn a_workbench_that_was_open_when_the_record_was_shared_shares_what_it_records_and_stops_when_the_record_leaves() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let _ = dana.run(&["profile", "set", "country", "US"]).ok();
    let code = dana.open_incident("a laptop is gone");
    let mut screen = Screen::open(&dana.desk, &[]);
    screen.sees("a laptop is gone").types("\r").sees("[1 ");
    let _ = dana.run(&["team", "create", &dana.address(&server)]).ok();
    // What is on screen may still be the line that is typed.
    let shared = |words: &str| {
        let until = Instant::now() + 5 * AT_ONCE;
        let log = || dana.run(&["incident", "history", &code, "--json"]).json().to_string();
        while Instant::now() < until && !log().contains(words) {}
        log().contains(words)
    };
    let entries = || {
        let status = dana.run(&["team", "status", "--json"]).json();
        (status["entries_here"].as_u64(), status["entries"].as_u64())
    };
    let before = entries();
    assert_eq!(before.0, before.1);
    // Enter that comes with the text would be taken for pasted.
    screen
        .types(".")
        .sees("A line in the log")
        .types("the driver has it")
        .sees("the driver has it");
    screen.types("\r").sees_no_more("A line in the log");
    assert!(shared("the driver has it"));
    let after = entries();
    assert_eq!(after.0, after.1, "what the workbench recorded is on the server");
    assert!(after.1 > before.1, "{before:?} {after:?}");
    let lee = dana.colleague(&server, "lee", "commander");
    assert!(
        lee.run(&["incident", "history", &code])
            .ok()
            .contains("the driver has it"),
        "somebody who joins sees it"
    );
    let _ = dana.run(&["team", "leave", "--yes"]).ok();
    // Enter that comes with the text would be taken for pasted.
    screen
        .types(".")
        .sees("A line in the log")
        .types("found under a seat")
        .sees("found under a seat");
    screen.types("\r").sees_no_more("A line in the log");
    assert!(shared("found under a seat"));
    assert!(
        !lee.run(&["incident", "history", &code])
            .ok()
            .contains("found under a seat"),
        "a copy that has left records for itself"
    );
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
    dana.verifies();
}
