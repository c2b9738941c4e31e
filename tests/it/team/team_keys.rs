//! The keys of the team: handed to whoever is to have them, whatever somebody puts in their place, and one for each number.

use std::time::{Duration, Instant};

use super::machine::Machine;
use super::server::Server;

/// Whoever is in the way of the first that asks `what`, until so many wait.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn rubbish_in_the_place_of_a_key_locks_nobody_out_and_makes_no_other_key() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let kim = dana.colleague(&server, "kim", "responder");
    let code = dana.open_incident("a laptop is gone");
    // What looks like the next key for everybody, and the present one for somebody who was never a member.
    server.sql(
        "sam",
        "firebell",
        "INSERT INTO firebell.team_key (record, epoch, holder, wrapped) \
         SELECT DISTINCT record, 2, holder, decode(repeat('ab', 104), 'hex') FROM firebell.team_key; \
         INSERT INTO firebell.team_key (record, epoch, holder, wrapped) \
         SELECT DISTINCT record, 1, decode('0102030405060708', 'hex'), decode(repeat('cd', 104), 'hex') FROM firebell.team_key",
    );
    let _ = dana.note(&code, "before lee went").ok();
    assert_eq!(server.owner("SELECT max(epoch) FROM firebell.log"), "1");
    let _ = dana.run(&["member", "revoke", "lee"]).ok();
    let _ = dana.note(&code, "after lee went").ok();
    assert_eq!(
        server.owner("SELECT epoch FROM firebell.log ORDER BY n DESC LIMIT 1"),
        "2"
    );
    let notes = kim.run(&["incident", "notes", &code]);
    assert!(notes.err.is_empty(), "{}", notes.err);
    assert!(notes.ok().contains("after lee went"));
    let _ = kim.note(&code, "kim is in").ok();
    assert!(dana.run(&["incident", "notes", &code]).ok().contains("kim is in"));
    assert_eq!(dana.root(), kim.root());
    dana.verifies();
    kim.verifies();
    let _ = lee.run(&["incident", "list"]).fails(3);
}

#[test]
fn a_key_that_somebody_took_away_is_handed_out_again() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let invitation = dana.invite("kim", "responder");
    server.owner(
        "DELETE FROM firebell.team_key WHERE holder <> (SELECT signer FROM firebell.log LIMIT 1); \
         INSERT INTO firebell.team_key (record, epoch, holder, wrapped) \
         SELECT record, epoch, holder, decode(repeat('ab', 104), 'hex') FROM firebell.team_key",
    );
    let kim = Machine::of("kim");
    let refused = kim.join_at(&kim.address(&server), &invitation);
    assert!(
        refused.code == 1 && refused.err.contains("opens no record"),
        "{}",
        refused.err
    );
    let _ = dana.run(&["incident", "list"]).ok();
    let _ = kim.join_at(&kim.address(&server), &invitation).ok();
    assert_eq!(dana.root(), kim.root());
}

#[test]
fn two_owners_who_see_somebody_go_at_once_make_one_key() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let kim = dana.colleague(&server, "kim", "owner");
    let _lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let _ = kim.run(&["incident", "list"]).ok();
    let entries = || server.owner("SELECT max(n) FROM firebell.log").parse::<u64>().unwrap();
    let waiting = || {
        let asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'firebell.team_key'::regclass";
        server.owner(asked).parse::<u64>().unwrap()
    };
    let before = entries();
    let held = server.left_open("postgres", "LOCK TABLE firebell.team_key IN SHARE ROW EXCLUSIVE MODE");
    std::thread::scope(|scope| {
        let one = scope.spawn(|| dana.run(&["member", "revoke", "lee"]));
        wait_until("lee is out", || entries() > before);
        let other = scope.spawn(|| kim.run(&["incident", "list"]));
        wait_until("both hand a key out", || waiting() == 2);
        drop(held);
        let _ = one.join().unwrap().ok();
        let _ = other.join().unwrap().ok();
    });
    let _ = dana.note(&code, "dana goes on").ok();
    let _ = kim.invite("sam", "responder");
    for machine in [&dana, &kim] {
        let notes = machine.run(&["incident", "notes", &code]).ok();
        assert_eq!(notes.matches("dana goes on").count(), 1, "{}: {notes}", machine.name);
        let members = machine.run(&["member", "list"]).ok();
        assert_eq!(members.matches("sam").count(), 1, "{}: {members}", machine.name);
        assert_eq!(machine.run(&["team", "status", "--json"]).json()["void"], 0);
        machine.verifies();
    }
    assert_eq!(dana.root(), kim.root());
}
