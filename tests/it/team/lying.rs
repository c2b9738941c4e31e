//! A server that lies, and somebody with a login and no key: found out, and nothing is lost that a machine has.

use super::machine::Machine;
use super::server::Server;

/// What the owner of a database can do who means to.
const UNGUARDED: &str = "ALTER TABLE firebell.log DISABLE TRIGGER stays; \
                         ALTER TABLE firebell.log DROP CONSTRAINT log_record_before_prev_fkey; ";

#[test]
fn rubbish_of_somebody_with_a_login_carries_nothing_and_stops_nobody() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    server.sql(
        "lee",
        "firebell",
        "INSERT INTO firebell.log (record, n, before, id, signer, epoch, sealed, prev, hash, sig) \
         SELECT record, n + 1, n, gen_random_uuid(), signer, epoch, sealed, hash, sha256(hash), sig \
         FROM firebell.log ORDER BY n DESC LIMIT 1",
    );
    let told = dana.run(&["incident", "show", &code]);
    assert!(told.err.contains("carries nothing"), "{}", told.err);
    let _ = dana.note(&code, "after the rubbish").ok();
    let kim = dana.colleague(&server, "kim", "responder");
    assert!(
        kim.run(&["incident", "notes", &code])
            .ok()
            .contains("after the rubbish")
    );
    assert_eq!(kim.run(&["team", "status", "--json"]).json()["void"], 1);
    assert_eq!(dana.root(), kim.root());
    dana.verifies();
    kim.verifies();
}

#[test]
fn a_server_that_was_restored_from_a_backup_gets_back_what_it_lost() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let kept = server.owner("SELECT max(n) FROM firebell.log");
    let _ = dana.note(&code, "first").ok();
    let _ = dana.note(&code, "second").ok();
    let root = dana.root();
    let all = server.owner("SELECT md5(string_agg(hash::text, ',' ORDER BY n)) FROM firebell.log");
    server.owner(&format!("{UNGUARDED} DELETE FROM firebell.log WHERE n > {kept}"));
    let waits = dana.note(&code, "third");
    assert!(waits.err.contains("entries of this record"), "{}", waits.err);
    assert!(waits.ok().contains("NOT YET SHARED"));
    let given = dana.run(&["team", "recover", "--json"]).json();
    assert_eq!(given["entries"], 2);
    assert_eq!(
        server.owner(&format!(
            "SELECT md5(string_agg(hash::text, ',' ORDER BY n)) FROM firebell.log WHERE n <= {kept} + 2"
        )),
        all
    );
    // What waited meanwhile follows on it.
    assert_eq!(
        server.owner("SELECT max(n) FROM firebell.log"),
        (kept.parse::<u64>().unwrap() + 3).to_string()
    );
    let notes = dana.run(&["incident", "notes", &code]).ok();
    assert_eq!(notes.matches("third").count(), 1, "{notes}");
    assert_ne!(dana.root(), root);
    dana.verifies();
}

#[test]
fn another_history_is_found_out_and_nothing_is_recorded() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let root = dana.root();
    server.owner(&format!(
        "{UNGUARDED} UPDATE firebell.log SET hash = sha256(hash) WHERE n = (SELECT max(n) FROM firebell.log)"
    ));
    let waits = dana.note(&code, "not sent");
    assert!(waits.err.contains("went on after entry"), "{}", waits.err);
    assert!(waits.ok().contains("NOT YET SHARED"));
    assert!(dana.run(&["incident", "show", &code]).ok().contains("laptop"));
    assert_eq!(dana.root(), root);
    // A log that is gone altogether.
    server.owner("DELETE FROM firebell.log");
    let waits = dana.note(&code, "not sent either");
    assert!(waits.err.contains("does not have this record"), "{}", waits.err);
    assert!(waits.ok().contains("NOT YET SHARED"));
    assert_eq!(dana.root(), root);
    assert_eq!(server.owner("SELECT count(*) FROM firebell.log"), "0");
}

#[test]
fn contents_that_were_changed_on_the_server_are_not_taken_in() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    server.owner(&format!(
        "{UNGUARDED} UPDATE firebell.log SET sealed = sealed || '\\x00' WHERE n = (SELECT max(n) FROM firebell.log)"
    ));
    let told = lee.run(&["incident", "list"]);
    assert!(told.err.contains("is not the one that was recorded"), "{}", told.err);
    assert!(!told.ok().contains(&code));
    lee.verifies();
}

#[test]
fn whoever_was_taken_out_reads_nothing_new_and_records_nothing() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let lee = dana.colleague(&server, "lee", "commander");
    let _ = dana.run(&["member", "revoke", "lee"]).ok();
    let _ = dana.note(&code, "lee must not see this").ok();
    let _ = lee.run(&["incident", "list"]).fails(3);
    assert_eq!(
        server.owner("SELECT count(*) FROM firebell.log WHERE login = 'lee'"),
        "1",
        "the join alone"
    );
    // A copy of lee's from before, opened without the server, shows what it had and no more.
    let epochs = server.owner("SELECT string_agg(DISTINCT epoch::text, ',') FROM firebell.team_key");
    assert_eq!(epochs, "1,2");
    assert_eq!(
        server.owner("SELECT epoch FROM firebell.log ORDER BY n DESC LIMIT 1"),
        "2",
        "what is recorded now is sealed under another key"
    );
    assert_eq!(
        server.owner("SELECT count(*) FROM firebell.team_key WHERE epoch = 2"),
        "1"
    );
    dana.verifies();
}

#[test]
fn a_backup_that_is_put_back_whole_loses_nothing_that_a_machine_has() {
    let Some(mut server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let _ = lee.run(&["incident", "list"]).ok();
    server.back_up();
    let _ = dana.note(&code, "after the backup").ok();
    // The next key of the team is made after it, too.
    let kim = dana.colleague(&server, "kim", "responder");
    let _ = dana.run(&["member", "revoke", "lee"]).ok();
    let _ = dana.note(&code, "under the next key").ok();
    assert!(
        kim.run(&["incident", "notes", &code])
            .ok()
            .contains("under the next key")
    );
    let root = dana.root();
    let all = server.owner("SELECT md5(string_agg(hash::text, ',' ORDER BY n)) FROM firebell.log");
    server.restore();
    let told = kim.run(&["incident", "list"]);
    assert!(told.err.contains("entries of this record"), "{}", told.err);
    let _ = dana.run(&["team", "recover"]).ok();
    assert_eq!(
        server.owner("SELECT md5(string_agg(hash::text, ',' ORDER BY n)) FROM firebell.log"),
        all
    );
    assert_eq!((dana.root(), kim.root()), (root.clone(), root));
    let _ = kim.note(&code, "kim goes on").ok();
    // Whoever comes in now has every key.
    let sam = dana.colleague(&server, "sam", "responder");
    let notes = sam.run(&["incident", "notes", &code]).ok();
    for text in ["after the backup", "under the next key", "kim goes on"] {
        assert!(notes.contains(text), "{text}: {notes}");
    }
    for machine in [&dana, &kim, &sam] {
        machine.verifies();
    }
}

#[test]
fn a_log_that_went_on_otherwise_is_not_taken_for_a_shorter_one() {
    let Some(mut server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let _ = lee.run(&["incident", "list"]).ok();
    server.back_up();
    for text in ["first", "second", "third"] {
        let _ = dana.note(&code, text).ok();
    }
    server.restore();
    let _ = lee.note(&code, "before anybody gave anything back").ok();
    let told = dana.run(&["incident", "list"]);
    assert!(told.err.contains("went on after entry"), "{}", told.err);
    let refused = dana.run(&["team", "recover"]).fails(1);
    assert!(refused.contains("went on after entry"), "{refused}");
    let status = dana.run(&["team", "status"]).ok();
    assert!(status.contains("The server went on after entry"), "{status}");
}
