//! A record that several machines share on a PostgreSQL server: moved there as it is, read everywhere, written by one after
//! the other, with nobody's work lost; and what a server is told, may do, and is found out at.

mod audit_log;
mod away;
mod cable;
mod checkpoints;
mod clocks;
mod connection;
mod erased;
mod erasing;
mod erasing_kept;
mod failover;
mod interleaved;
mod left;
mod lost;
mod lying;
mod machine;
mod moved;
mod restored;
mod restricted;
mod rights;
mod schema;
mod screens;
mod server;
mod standby;
mod team_keys;
mod together;

use machine::Machine;
use server::{PASSWORD, Server};

#[test]
fn a_record_moves_to_a_server_and_is_the_same_on_another_machine() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let code = dana.open_incident("a laptop is gone");
    let _ = dana.note(&code, "left in a taxi").ok();
    let before = dana.root();
    let moved = dana.run(&["team", "create", &dana.address(&server), "--json"]).json();
    assert!(moved["events"].as_u64().unwrap() >= 3, "{moved}");
    assert_eq!(dana.root(), before);
    let lee = dana.colleague(&server, "lee", "commander");
    let seen = lee.run(&["incident", "show", &code]).ok();
    assert!(seen.contains("a laptop is gone"), "{seen}");
    // What dana invited and lee joined came after; both have all of it.
    assert_ne!(lee.root(), before);
    let _ = lee.note(&code, "the driver has it").ok();
    let seen = dana.run(&["incident", "notes", &code]).ok();
    assert!(seen.contains("the driver has it"), "{seen}");
    assert_eq!(dana.root(), lee.root());
    dana.verifies();
    lee.verifies();
    // The server has all of it and can read none.
    let everything =
        server.owner("SELECT string_agg(encode(sealed, 'escape'), '') || string_agg(login, '') FROM firebell.log");
    for secret in ["laptop", "taxi", "driver", "commander", PASSWORD] {
        assert!(!everything.contains(secret), "{secret}");
    }
    assert!(everything.contains("dana") && everything.contains("lee"));
}

#[test]
fn whoever_leaves_keeps_the_record_and_goes_on_alone() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let root = dana.root();
    let _ = dana.run(&["team", "leave"]).fails(2);
    let _ = dana.run(&["team", "leave", "--yes"]).ok();
    assert_eq!(dana.root(), root);
    let rows = server.owner("SELECT count(*) FROM firebell.log");
    let _ = dana.note(&code, "alone again").ok();
    assert_eq!(server.owner("SELECT count(*) FROM firebell.log"), rows);
    dana.verifies();
    // And back to a server, as a log of its own.
    let _ = dana.run(&["team", "create", &dana.address(&server)]).ok();
    let lee = dana.colleague(&server, "lee", "commander");
    assert!(lee.run(&["incident", "notes", &code]).ok().contains("alone again"));
    lee.verifies();
}

#[test]
fn a_member_from_before_takes_a_copy_along_and_goes_by_a_login_of_their_own() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let second = Machine::of("dana");
    let from = dana.desk.beside("copy");
    let _ = dana.run(&["backup", "create", from.to_str().unwrap()]).ok();
    let _ = second.run(&["backup", "restore", from.to_str().unwrap()]).ok();
    let _ = dana.note(&code, "after the copy").ok();
    let elsewhere = second
        .run(&["team", "address", "postgres://lee@127.0.0.1:1/firebell"])
        .fails(4);
    assert!(elsewhere.contains("cannot be reached"), "{elsewhere}");
    let lee = second.address(&server).replace("dana@", "lee@");
    let _ = second.run(&["team", "address", &lee]).ok();
    assert!(
        second
            .run(&["incident", "notes", &code])
            .ok()
            .contains("after the copy")
    );
    let _ = second.note(&code, "from the copy").ok();
    assert_eq!(dana.root(), second.root());
    assert_eq!(
        server.owner("SELECT login FROM firebell.log ORDER BY n DESC LIMIT 1"),
        "lee"
    );
}

#[test]
fn a_server_that_was_stopped_for_a_while_gets_what_was_recorded_meanwhile() {
    let Some(mut server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    server.stop();
    let shown = dana.run(&["incident", "show", &code]);
    assert!(shown.err.contains("cannot be reached"), "{}", shown.err);
    assert!(shown.ok().contains("a laptop is gone"));
    let waits = dana.note(&code, "in the meantime");
    assert!(waits.err.contains("cannot be reached"), "{}", waits.err);
    assert!(waits.ok().contains("NOT YET SHARED"));
    // What is no entry of an incident does not wait.
    let file = dana.desk.beside("kim.invitation");
    let invite = ["member", "invite", "kim", "--role", "responder", "--out"];
    let refused = dana.run(&[&invite[..], &[file.to_str().unwrap()]].concat()).fails(4);
    assert!(refused.contains("nothing was recorded"), "{refused}");
    server.run();
    let _ = dana.note(&code, "back again").ok();
    let notes = dana.run(&["incident", "notes", &code]).ok();
    let places = ["in the meantime", "back again"].map(|text| notes.find(text));
    assert!(places[0] < places[1] && places[0].is_some(), "{notes}");
    dana.verifies();
}
