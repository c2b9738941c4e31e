//! Privileged text in a shared record, and how what an earlier firebell shared is erased.

use super::machine::Machine;
use super::server::Server;
use crate::attack::at;

pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// dana's record with an incident that is long over, shared.
pub(super) fn with_an_old_incident(server: &Server) -> (Machine, String) {
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let open = ["incident", "open", "Quetzalcoatl", "--zone", "UTC", "--json"];
    let opened = at(&dana.desk, "2019-03-05T10:00:00Z", &open).json();
    let code = opened["code"].as_str().unwrap().to_owned();
    let close = ["incident", "close", &code, "--rationale", "nothing else was open"];
    let _ = at(&dana.desk, "2019-03-05T11:00:00Z", &close).ok();
    let _ = dana.run(&["team", "create", &dana.address(server)]).ok();
    (dana, code)
}

#[test]
fn privileged_text_from_before_and_after_the_move_is_read_by_counsel_alone() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let code = dana.open_incident("a laptop is gone");
    let privileged = |text: &str| dana.run(&["incident", "note", &code, "--privileged", text]);
    let _ = privileged("Wolpertinger was paid").ok();
    let _ = dana.run(&["team", "create", &dana.address(&server)]).ok();
    let kim = dana.colleague(&server, "kim", "counsel");
    let lee = dana.colleague(&server, "lee", "responder");
    let _ = privileged("Basilisk asked for more").ok();
    let read = |machine: &Machine| machine.run(&["incident", "notes", &code, "--privileged"]);
    let (of_kim, of_lee) = (read(&kim), read(&lee));
    for probe in ["Wolpertinger", "Basilisk"] {
        assert!(of_kim.out.contains(probe), "{}{}", of_kim.out, of_kim.err);
        assert!(!of_lee.out.contains(probe), "{}", of_lee.out);
    }
    // Whoever is no longer counsel reads nothing that is written from then on.
    let _ = dana.run(&["member", "roles", "kim", "--role", "responder"]).ok();
    let _ = privileged("Chimera was refused").ok();
    assert!(!read(&kim).out.contains("Chimera"));
    assert!(read(&dana).out.contains("Chimera"));
    // On the server there is nothing of it in the open, whatever the form.
    let everything = server.owner("SELECT string_agg(encode(sealed, 'escape'), '') FROM firebell.log");
    for probe in ["Wolpertinger", "Basilisk", "Chimera"] {
        assert!(!everything.contains(probe), "{probe}");
    }
    for machine in [&dana, &kim, &lee] {
        machine.verifies();
    }
}

/// As docs/team.md says: out of the team, erased, into a new log, and the old one deleted by the owner of the database.
#[test]
fn what_has_to_go_is_erased_from_the_server_and_from_each_machine() {
    let Some(server) = Server::start() else { return };
    let (dana, code) = with_an_old_incident(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    assert!(lee.run(&["incident", "show", &code]).ok().contains("Quetzalcoatl"));
    let old = server.owner("SELECT DISTINCT record FROM firebell.log");
    let _ = dana.run(&["team", "leave", "--yes"]).ok();
    let _ = dana.run(&["retention", "run", "--yes"]).ok();
    let _ = dana.run(&["team", "create", &dana.address(&server)]).ok();
    for table in ["log", "team_key", "incident_key", "erasure_report", "audit"] {
        server.sql(
            "keeper",
            "firebell",
            &format!(
                "ALTER TABLE firebell.{table} DISABLE TRIGGER stays; \
                 DELETE FROM firebell.{table} WHERE record = '{old}'; \
                 ALTER TABLE firebell.{table} ENABLE TRIGGER stays"
            ),
        );
    }
    let logs = server.owner("SELECT count(DISTINCT record) FROM firebell.log");
    assert_eq!(
        (
            logs.as_str(),
            server.owner("SELECT DISTINCT record FROM firebell.log") == old
        ),
        ("1", false)
    );
    // The others delete their folder and are asked in again.
    let _ = dana.run(&["member", "revoke", "lee"]).ok();
    let lee = dana.colleague(&server, "lee", "commander");
    for machine in [&dana, &lee] {
        for args in [
            &["incident", "list", "--all"][..],
            &["person", "find", "Quetzalcoatl"],
            &["incident", "show", &code],
        ] {
            let ran = machine.run(args);
            assert!(!ran.out.contains("Quetzalcoatl"), "{}: {}", machine.name, ran.out);
        }
        machine.verifies();
    }
    assert_eq!(dana.root(), lee.root());
}
