//! Restricting an incident while a record is shared: what it has in the open is sealed on the server and on every machine,
//! whoever hears of it when; machines whose member has no key go on with it and read none of it.

use super::erased::on_one_line;
use super::machine::Machine;
use super::server::Server;

/// Keys that are there, and keys that went.
fn keys(server: &Server) -> String {
    server.owner("SELECT count(wrapped) || ' ' || count(gone) FROM firebell.incident_key")
}

fn restrict(machine: &Machine, code: &str, to: &str) -> crate::common::record::Ran {
    machine.run(&["incident", "restrict", code, "--to", to, "--reason", "a suspect"])
}

/// dana's shared record with an incident that has two of the probes; lee and kim have it too.
fn shared(server: &Server) -> (Machine, Machine, Machine, String) {
    let dana = Machine::sharing(server);
    let lee = dana.colleague(server, "lee", "responder");
    let kim = dana.colleague(server, "kim", "counsel");
    let code = dana.open_incident("Quetzalcoatl");
    let _ = dana.note(&code, "the zanzibarian tokens").ok();
    let _ = dana
        .run(&["incident", "note", &code, "xylophonist said", "--privileged"])
        .ok();
    for machine in [&lee, &kim] {
        assert!(machine.run(&["incident", "notes", &code]).ok().contains("zanzibarian"));
    }
    (dana, lee, kim, code)
}

/// Nothing of the incident is on a machine but that it is there, and everything fits together.
fn sees_nothing(machine: &Machine, code: &str) {
    let listed = machine.run(&["incident", "list", "--all"]).ok();
    assert!(!listed.contains(code) && !listed.contains("Quetzalcoatl"), "{listed}");
    assert_ne!(machine.run(&["incident", "show", code]).code, 0);
    let found = machine.run(&["person", "find", "Quetzalcoatl"]).out;
    assert!(!found.contains("zanzibarian"), "{found}");
    assert_eq!(machine.probes()[..2], [0; 2], "{}", machine.name);
    machine.verifies();
}

fn sees_all(machine: &Machine, code: &str) {
    let shown = machine.run(&["incident", "history", code, "--json"]).ok();
    assert!(shown.contains("zanzibarian"), "{}: {shown}", machine.name);
    assert!(machine.run(&["incident", "list"]).ok().contains("Quetzalcoatl"));
    machine.verifies();
}

#[test]
fn what_was_in_the_open_is_sealed_on_the_server_and_on_every_machine() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, kim, code) = shared(&server);
    let before = lee.probes();
    assert!(before[0] > 0 && before[1] > 0, "{before:?}");
    let rows = "SELECT md5(string_agg(l::text, ',' ORDER BY n)) FROM firebell.log l WHERE n <= ";
    let last = server.owner("SELECT max(n) FROM firebell.log");
    let had = server.owner(&format!("{rows}{last}"));
    assert!(keys(&server).ends_with(" 0"));
    let _ = restrict(&dana, &code, "kim").ok();
    assert!(keys(&server).ends_with(" 1"), "{}", keys(&server));
    assert_eq!(server.owner(&format!("{rows}{last}")), had, "the rows stay");
    sees_nothing(&lee, &code);
    sees_all(&kim, &code);
    sees_all(&dana, &code);
    // What is recorded from then on is for them alone, wherever it is recorded.
    let _ = kim.note(&code, "the zanzibarian was asked").ok();
    let notes = dana.run(&["incident", "notes", &code]).ok();
    assert!(notes.contains("was asked"), "{notes}");
    sees_nothing(&lee, &code);
    // Everybody goes on, and nobody gives its number away again.
    let other = lee.open_incident("another one");
    assert_ne!(other, code);
    // Who joins later has every row and the team's keys, and reads nothing of it.
    let sam = dana.colleague(&server, "sam", "responder");
    sees_nothing(&sam, &code);
    let _ = kim.run(&["incident", "list"]).ok();
    for machine in [&lee, &kim, &sam] {
        assert_eq!(machine.root(), dana.root(), "{}", machine.name);
    }
    // Who is let in later reads all of it, from machines that had it sealed when it came in.
    let _ = restrict(&dana, &code, "kim,sam").ok();
    sees_all(&sam, &code);
    sees_nothing(&lee, &code);
}

#[test]
fn one_that_was_never_in_the_open_takes_its_number_and_is_lent_and_opened_again() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let open = [
        "incident",
        "open",
        "Quetzalcoatl",
        "--zone",
        "UTC",
        "--reason",
        "a suspect",
        "--json",
    ];
    let code = dana.run(&open).json()["code"].as_str().unwrap().to_owned();
    let _ = dana.note(&code, "the zanzibarian tokens").ok();
    assert!(keys(&server).ends_with(" 0"), "nothing has to go");
    sees_nothing(&lee, &code);
    let next = lee.open_incident("another one");
    assert_ne!(next, code);
    let grant = [
        "grant",
        "lee",
        "read",
        &code,
        "--for",
        "4h",
        "--reason",
        "the night shift",
        "--json",
    ];
    let lent = dana.run(&grant).json();
    sees_all(&lee, &code);
    let _ = dana.run(&["grant", "--end", lent["grant"].as_str().unwrap()]).ok();
    let _ = dana.note(&code, "after lee").ok();
    let shown = lee.run(&["incident", "show", &code]);
    assert_ne!(shown.code, 0, "{}", shown.out);
    lee.verifies();
    let end = ["incident", "restrict", &code, "--end", "--reason", "cleared"];
    let _ = dana.run(&end).ok();
    let _ = dana.note(&code, "in the open").ok();
    sees_all(&lee, &code);
    assert!(lee.run(&["incident", "notes", &code]).ok().contains("in the open"));
    let _ = lee.note(&code, "seen by lee").ok();
    assert!(dana.run(&["incident", "notes", &code]).ok().contains("seen by lee"));
    assert_eq!(dana.root(), lee.root());
    // And once more: what came in the open meanwhile is sealed as well.
    let _ = restrict(&dana, &code, "dana").ok();
    assert!(keys(&server).ends_with(" 1"), "{}", keys(&server));
    assert_ne!(lee.run(&["incident", "show", &code]).code, 0);
    lee.verifies();
    sees_all(&dana, &code);
}

#[test]
fn a_server_that_gives_back_what_went_opens_nothing_on_any_machine() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, _, code) = shared(&server);
    server.owner("CREATE TABLE backup AS SELECT * FROM firebell.incident_key");
    let _ = restrict(&dana, &code, "kim").ok();
    sees_nothing(&lee, &code);
    // The key alone, to somebody who joins: what it opens on the way is sealed with the row that says so.
    let put_back =
        "UPDATE firebell.incident_key k SET wrapped = b.wrapped, gone = NULL FROM backup b WHERE b.id = k.id";
    server.owner(put_back);
    let sam = dana.colleague(&server, "sam", "responder");
    sees_nothing(&sam, &code);
    sees_nothing(&lee, &code);
    // The whole server from before.
    let _ = dana.run(&["incident", "list"]).ok();
    let ended = server.owner("SELECT max(n) FROM firebell.log");
    server.owner(
        "ALTER TABLE firebell.log DISABLE TRIGGER stays; DELETE FROM firebell.log WHERE n > (SELECT max(n) - 4 FROM firebell.log); \
         ALTER TABLE firebell.log ENABLE TRIGGER stays",
    );
    server.owner(put_back);
    let told = lee.run(&["incident", "list", "--all"]);
    assert!(told.err.contains("entries of this record"), "{}", told.err);
    assert_eq!(lee.probes()[..2], [0; 2]);
    let _ = dana.run(&["team", "recover"]).ok();
    assert_eq!(server.owner("SELECT max(n) FROM firebell.log"), ended);
    assert!(keys(&server).ends_with(" 1"), "{}", keys(&server));
    for machine in [&lee, &sam] {
        sees_nothing(machine, &code);
    }
    sees_all(&dana, &code);
}

#[test]
fn whoever_may_not_is_refused_and_nothing_changes() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, kim, code) = shared(&server);
    let state = || (keys(&server), lee.root());
    let had = state();
    // By the table of roles.
    let said = on_one_line(&restrict(&lee, &code, "kim").fails(1));
    assert!(said.contains("may not"), "{said}");
    assert_eq!(state(), had);
    // By the rights of the server: kim's login takes no keys away.
    let said = on_one_line(&restrict(&kim, &code, "dana").err);
    assert!(said.contains("firebell_eraser"), "{said}");
    assert_eq!(state(), had);
    for machine in [&dana, &lee, &kim] {
        sees_all(machine, &code);
    }
}

#[test]
fn a_record_that_has_restricted_incidents_is_shared_with_them() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let code = dana.open_incident("Quetzalcoatl");
    let _ = dana.note(&code, "the zanzibarian tokens").ok();
    let _ = restrict(&dana, &code, "dana").ok();
    let _ = dana.run(&["team", "create", &dana.address(&server)]).ok();
    let lee = dana.colleague(&server, "lee", "commander");
    sees_nothing(&lee, &code);
    assert_ne!(lee.open_incident("another one"), code);
    sees_all(&dana, &code);
    let _ = restrict(&dana, &code, "lee").ok();
    sees_all(&lee, &code);
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn machines_that_still_have_it_in_the_open_are_listed_until_they_do_not() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, kim, code) = shared(&server);
    let _ = restrict(&dana, &code, "kim").ok();
    let status = on_one_line(&dana.run(&["team", "status"]).ok());
    assert!(
        status.contains("Sealed on the server for those who may read it, since: entry"),
        "{status}"
    );
    assert!(status.contains("Not yet sealed on"), "{status}");
    for machine in [&lee, &kim] {
        let status = machine.run(&["team", "status"]).ok();
        assert!(!status.contains(&code), "{status}");
    }
    let status = on_one_line(&dana.run(&["team", "status"]).ok());
    assert!(!status.contains("Not yet sealed on"), "{status}");
    assert!(
        status.contains("All machines have confirmed that it is sealed there."),
        "{status}"
    );
    let view = dana.run(&["team", "status", "--json"]).json();
    assert_eq!(
        (view["sealed"].as_array().unwrap().len(), &view["not_erased"]),
        (1, &serde_json::json!([]))
    );
}
