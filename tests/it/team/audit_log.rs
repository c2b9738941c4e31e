//! What a machine's audit log says is also on the server, where the program that wrote it can change nothing: who takes a line
//! off a machine is found out.

use std::path::Path;
use std::process::Command;

use super::machine::Machine;
use super::server::Server;

/// Two lines that tell of no event.
fn does_something(machine: &Machine, name: &str) {
    let copy = machine.desk.beside(name);
    let _ = machine.run(&["backup", "create", copy.to_str().unwrap()]).ok();
}

fn copied(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    assert!(
        Command::new("cp")
            .arg("-r")
            .arg(from)
            .arg(to)
            .status()
            .unwrap()
            .success()
    );
}

fn verified(machine: &Machine) -> serde_json::Value {
    // Where something does not fit, the answer is no and the exit code 1.
    let ran = machine.run(&["audit", "verify", "--json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err))
}

fn parts(server: &Server) -> u64 {
    server.owner("SELECT count(*) FROM firebell.audit").parse().unwrap()
}

#[test]
fn lines_of_each_machine_are_on_the_server_sealed_and_hold_against_it() {
    let Some(mut server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    does_something(&dana, "copy");
    does_something(&lee, "copy");
    for machine in [&dana, &lee] {
        let found = verified(machine);
        assert_eq!(found["broken"], serde_json::Value::Null, "{found}");
        assert!(found["on_server"]["lines"].as_u64().unwrap() >= 2, "{found}");
        assert_eq!(found["on_server"]["unsent"], 0, "{found}");
        let words = machine.run(&["audit", "verify"]).ok();
        assert!(words.contains("Kept on the team's server too"), "{words}");
    }
    assert_eq!(server.owner("SELECT count(DISTINCT machine) FROM firebell.audit"), "2");
    let logins = "SELECT string_agg(DISTINCT login, ',' ORDER BY login) FROM firebell.audit";
    assert_eq!(server.owner(logins), "dana,lee");
    let sealed = server.owner("SELECT string_agg(encode(sealed, 'escape'), '') FROM firebell.audit");
    for word in ["backup.create", "actor", "outcome"] {
        assert!(!sealed.contains(word), "{word}");
    }
    // What is done while the server is away follows when it is back.
    let before = verified(&dana)["on_server"]["lines"].as_u64().unwrap();
    server.stop();
    does_something(&dana, "another");
    let away = verified(&dana);
    assert!(away["on_server"]["because"].is_string(), "{away}");
    server.run();
    let back = verified(&dana);
    assert!(back["on_server"]["lines"].as_u64().unwrap() >= before + 2, "{back}");
    assert_eq!(back["on_server"]["unsent"], 0, "{back}");
}

#[test]
fn lines_that_are_gone_from_a_machine_are_found() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    does_something(&dana, "copy");
    // Everything on the machine is put back to how it was before: log, database and header fit each other.
    let (folder, earlier) = (dana.desk.data(), dana.desk.beside("earlier"));
    copied(&folder, &earlier);
    does_something(&dana, "evidence");
    let had = parts(&server);
    copied(&earlier, &folder);
    let found = verified(&dana);
    let broken = found["broken"].as_str().unwrap_or_default();
    assert!(broken.contains("the audit log on the team's server"), "{found}");
    let words = dana.run(&["audit", "verify"]);
    assert_eq!(words.code, 1, "{}", words.err);
    assert!(words.out.contains("team address"), "{}", words.out);
    // It goes on where it is said that the folder is another one, and what was there stays there.
    let _ = dana.run(&["team", "address", &dana.address(&server)]).ok();
    does_something(&dana, "later");
    let found = verified(&dana);
    assert_eq!(found["broken"], serde_json::Value::Null, "{found}");
    assert!(found["on_server"]["lines"].as_u64().unwrap() >= 2, "{found}");
    assert!(parts(&server) > had);
    assert_eq!(server.owner("SELECT count(DISTINCT machine) FROM firebell.audit"), "2");
}

#[test]
fn lines_that_the_owner_of_the_server_takes_away_are_missed_and_given_back() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    does_something(&dana, "copy");
    let all = parts(&server);
    assert!(all > 1, "{all}");
    server.owner(
        "ALTER TABLE firebell.audit DISABLE TRIGGER stays; \
         DELETE FROM firebell.audit WHERE n = (SELECT max(n) FROM firebell.audit)",
    );
    let found = verified(&dana);
    assert!(
        found["broken"].as_str().unwrap_or_default().contains("had confirmed"),
        "{found}"
    );
    let _ = dana.run(&["team", "recover"]).ok();
    let found = verified(&dana);
    assert_eq!(found["broken"], serde_json::Value::Null, "{found}");
    assert!(parts(&server) >= all);
    server.owner("UPDATE firebell.audit SET lines = lines + 1 WHERE n = 1");
    let found = verified(&dana);
    assert!(
        found["broken"]
            .as_str()
            .unwrap_or_default()
            .contains("the server was sent"),
        "{found}"
    );
}

#[test]
fn a_server_without_the_table_is_told_and_stops_nobody() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    server.owner("DROP TABLE firebell.audit");
    does_something(&dana, "copy");
    let words = dana.run(&["audit", "verify"]).ok();
    assert!(words.contains("firebell team schema"), "{words}");
}

#[test]
fn the_lines_of_all_machines_are_read_by_whoever_may() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let kim = dana.colleague(&server, "kim", "responder");
    does_something(&lee, "copy");
    let show = ["audit", "show", "--server"];
    let refused = dana.run(&show).fails(1);
    assert!(refused.contains("GRANT firebell_auditor"), "{refused}");
    server.sql("keeper", "firebell", "GRANT firebell_auditor TO dana, kim");
    let lines = dana.run(&show).ok();
    let told = |words: &str| lines.lines().any(|line| line.contains(words));
    assert!(told(" lee backup.create ") && told(" dana "), "{lines}");
    assert!(lines.lines().all(|line| {
        line.split(' ')
            .nth(1)
            .is_some_and(|login| ["dana", "lee", "kim"].contains(&login))
    }));
    assert!(dana.run(&["audit", "show"]).ok().contains("audit.server"));
    // What nobody signed, or holds other lines than were signed, is nobody's word.
    let before = dana.run(&["audit", "show", "--server", "--json"]).json();
    assert_eq!(before["void"], 0, "{before}");
    server.owner(
        "ALTER TABLE firebell.audit DISABLE TRIGGER stays; \
         UPDATE firebell.audit SET sig = sha256(sig) || sha256(sig) WHERE login = 'lee'",
    );
    let after = dana.run(&["audit", "show", "--server", "--json"]).json();
    assert!(after["void"].as_u64().unwrap() > 0, "{after}");
    let lines = after["lines"].as_array().unwrap();
    assert!(lines.iter().all(|line| line["login"] != "lee"), "{after}");
    let words = dana.run(&show).ok();
    assert!(words.contains("Parts that no member signed"), "{words}");
    // The login may and the member may not.
    let refused = kim.run(&show).fails(1);
    assert!(refused.contains("export"), "{refused}");
}

#[test]
fn parts_are_signed_and_a_signature_that_is_changed_or_missing_is_found() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    does_something(&dana, "copy");
    does_something(&dana, "another");
    assert_eq!(
        server.owner("SELECT count(*) FROM firebell.audit WHERE sig IS NULL"),
        "0"
    );
    assert_eq!(verified(&dana)["broken"], serde_json::Value::Null);
    server.owner("ALTER TABLE firebell.audit DISABLE TRIGGER stays");
    for (change, words) in [
        ("signer = NULL, sig = NULL WHERE n = 2", "part 2 is not signed"),
        (
            "signer = '\\x0102030405060708' WHERE n = 1",
            "nobody who was ever a member",
        ),
        (
            "sig = decode(repeat('ab', 64), 'hex') WHERE n = 1",
            "the signature of part 1",
        ),
    ] {
        server.owner("CREATE TABLE kept AS SELECT * FROM firebell.audit");
        server.owner(&format!("UPDATE firebell.audit SET {change}"));
        let found = verified(&dana);
        assert!(found["broken"].as_str().unwrap_or_default().contains(words), "{found}");
        server.owner(
            "UPDATE firebell.audit a SET signer = k.signer, sig = k.sig FROM kept k \
             WHERE k.machine = a.machine AND k.n = a.n; DROP TABLE kept",
        );
    }
    assert_eq!(verified(&dana)["broken"], serde_json::Value::Null);
}

#[test]
fn tables_without_a_place_for_signatures_keep_the_lines_all_the_same() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    server.owner("ALTER TABLE firebell.audit DROP COLUMN sig");
    let had = parts(&server);
    does_something(&dana, "copy");
    assert!(parts(&server) > had);
    assert_eq!(verified(&dana)["broken"], serde_json::Value::Null);
    server.set_up_again();
    does_something(&dana, "another");
    assert_ne!(
        server.owner("SELECT count(*) FROM firebell.audit WHERE sig IS NOT NULL"),
        "0"
    );
}

#[test]
fn the_age_of_every_key_is_listed() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let _ = dana.run(&["incident", "note", &code, "we paid", "--privileged"]).ok();
    let listed = dana.run(&["key", "list"]).ok();
    let on_one_line = listed.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        format!("{code}, privileged note, of "),
        "0 days old; has it: dana".to_owned(),
        "Key 1 of the team, of ".to_owned(),
        "Taken away by erasures: 0.".to_owned(),
    ] {
        assert!(on_one_line.contains(&words), "{words}: {listed}");
    }
    let view = dana.run(&["key", "list", "--json"]).json();
    assert_eq!(view["incidents"][0]["days"], 0, "{view}");
    assert_eq!(view["team"]["keys"][0]["days"], 0, "{view}");
}

#[test]
fn rubbish_in_the_audit_log_of_a_machine_blames_nobody_and_stops_no_line() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    does_something(&dana, "copy");
    let squat = || {
        server.sql(
            "sam",
            "firebell",
            "INSERT INTO firebell.audit (record, machine, n, before, epoch, upto, lines, sealed, mark, prev, hash) \
             SELECT record, machine, n + 1, n, 9, upto + 7, 1, decode(repeat('ab', 64), 'hex'), sha256(mark), hash, sha256(hash) \
             FROM firebell.audit ORDER BY n DESC LIMIT 1",
        )
    };
    squat();
    squat();
    let had = parts(&server);
    does_something(&dana, "another");
    assert!(parts(&server) > had, "lines follow on the rubbish");
    squat();
    let found = verified(&dana);
    assert_eq!(found["broken"], serde_json::Value::Null, "{found}");
    let words = dana.run(&["audit", "verify"]).ok();
    assert!(words.contains("nobody of the record signed"), "{words}");
    // What the machine sent itself is held against it as before.
    server.owner("ALTER TABLE firebell.audit DISABLE TRIGGER stays");
    server.owner("UPDATE firebell.audit SET lines = lines + 1 WHERE n = 1");
    let found = verified(&dana);
    assert!(
        found["broken"].as_str().unwrap_or_default().contains("server"),
        "{found}"
    );
}
