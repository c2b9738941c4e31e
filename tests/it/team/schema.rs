//! The tables where an engine knows less than PostgreSQL: parts of the SQL that may be left out are left out.

use super::machine::Machine;
use super::server::{Server, schema};

/// The SQL without the parts of these numbers.
fn without(parts: &[u8]) -> String {
    let mut kept = true;
    let mut text = String::new();
    for line in schema().lines() {
        if let Some(rest) = line.strip_prefix("-- Part ") {
            let number = rest.split_once(':').unwrap().0.parse::<u8>().unwrap();
            kept = !parts.contains(&number);
        }
        if kept {
            text += line;
            text.push('\n');
        }
    }
    text
}

#[test]
fn a_server_without_triggers_and_with_roles_made_beforehand_keeps_a_record() {
    let Some(server) = Server::start() else { return };
    server.sql("postgres", "postgres", "CREATE DATABASE bare OWNER keeper");
    let text = without(&[1, 3]);
    assert!(!text.contains("firebell.stays") && !text.contains("CREATE ROLE firebell"));
    server.sql("keeper", "bare", &text);
    // It can be run again.
    server.sql("keeper", "bare", &text);
    let bare = |machine: &Machine| machine.address(&server).replace("/firebell", "/bare");
    let dana = Machine::sharing_at(&bare);
    let lee = dana.colleague_at(&bare, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let _ = lee.note(&code, "seen without triggers").ok();
    assert!(
        dana.run(&["incident", "notes", &code])
            .ok()
            .contains("seen without triggers")
    );
    assert_eq!(dana.root(), lee.root());
    // A writer changes nothing there either.
    for statement in [
        "UPDATE firebell.log SET sealed = sealed",
        "DELETE FROM firebell.team_key",
    ] {
        let refused = server.try_sql("lee", "bare", statement).expect_err(statement);
        assert!(refused.contains("permission denied"), "{refused}");
    }
    dana.verifies();
}

#[test]
fn roles_are_made_without_what_only_postgresql_knows() {
    let text = without(&[3]);
    for word in ["FOREACH", "EXECUTE", "LANGUAGE plpgsql", "CREATE TRIGGER"] {
        assert!(!text.contains(word), "{word}");
    }
}
