//! Erasing while a record is shared: the key of what has to go goes with the row that says so, and each machine erases its own
//! copy when it hears of it. Kept probes are looked for in every file and page of each.

use super::cable::Cable;
use super::erased::{on_one_line, with_an_old_incident};
use super::machine::Machine;
use super::server::Server;
use crate::attack::at;
use crate::record_kills::killed;

/// Keys that are there, and keys that went.
fn keys(server: &Server) -> String {
    server.owner("SELECT count(wrapped) || ' ' || count(gone) FROM firebell.incident_key")
}

fn status(machine: &Machine) -> serde_json::Value {
    machine.run(&["team", "status", "--json"]).json()
}

/// A record with an incident that is long over and has every probe but that of a contact, shared by dana and lee.
fn shared(server: &Server) -> (Machine, Machine, String) {
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let year = "2019-03-05T10:00:00Z";
    let open = ["incident", "open", "Quetzalcoatl", "--zone", "UTC", "--json"];
    let code = at(&dana.desk, year, &open).json()["code"].as_str().unwrap().to_owned();
    for args in [
        &["incident", "note", &code, "the zanzibarian tokens"][..],
        &["incident", "note", &code, "xylophonist said", "--privileged"],
        &["incident", "close", &code, "--rationale", "wyvernmouth agreed"],
    ] {
        let _ = at(&dana.desk, year, args).ok();
    }
    let _ = dana.run(&["team", "create", &dana.address(server)]).ok();
    let lee = dana.colleague(server, "lee", "commander");
    let _ = dana.open_incident("still open");
    let _ = lee.run(&["incident", "list"]).ok();
    (dana, lee, code)
}

fn erased(machine: &Machine, code: &str) {
    assert_eq!(machine.probes(), [0; 4], "{}", machine.name);
    assert_ne!(machine.run(&["incident", "show", code]).code, 0);
    machine.verifies();
}

#[test]
fn what_one_erases_goes_from_the_server_and_from_every_machine() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, code) = shared(&server);
    assert!(lee.run(&["incident", "notes", &code]).ok().contains("zanzibarian"));
    let before = lee.probes();
    assert!(before[0] > 0 && before[1] > 0 && before[3] > 0, "{before:?}");
    let rows = "SELECT md5(string_agg(l::text, ',' ORDER BY n)) FROM firebell.log l WHERE n <= ";
    let last = server.owner("SELECT max(n) FROM firebell.log");
    let (had, kept) = (server.owner(&format!("{rows}{last}")), keys(&server));
    assert!(kept.ends_with(" 0"), "{kept}");
    let said = on_one_line(&dana.run(&["retention", "run", "--yes"]).ok());
    assert!(said.contains(&format!("{code}: 4 events erased")), "{said}");
    erased(&dana, &code);
    assert!(keys(&server).ends_with(" 1"), "{}", keys(&server));
    // The rows are as they were.
    assert_eq!(server.owner(&format!("{rows}{last}")), had);
    // lee's machine has not heard of it; everybody sees that.
    let told = status(&dana);
    assert_eq!(told["erased"][0]["what"], code.as_str(), "{told}");
    assert_eq!(told["not_erased"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["not_erased"][0]["member"], "lee", "{told}");
    let words = on_one_line(&dana.run(&["team", "status"]).ok());
    assert!(
        words.contains(&format!("Not yet erased on a machine of lee: {code}.")),
        "{words}"
    );
    // It erases as soon as it is back.
    let listed = lee.run(&["incident", "list", "--all"]).ok();
    assert!(!listed.contains("Quetzalcoatl"), "{listed}");
    erased(&lee, &code);
    assert!(lee.run(&["audit", "show"]).ok().contains("retention.follow"));
    let words = dana.run(&["team", "status"]).ok();
    assert!(words.contains("All machines have confirmed the erasure."), "{words}");
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn backups_of_other_machines_are_named_until_they_are_written_anew_and_who_joins_reads_nothing() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, code) = shared(&server);
    let copy = lee.desk.beside("copy");
    let _ = lee.run(&["backup", "create", copy.to_str().unwrap()]).ok();
    let checkpoint = lee.desk.beside("earlier");
    let _ = lee
        .run(&["audit", "checkpoint", "--output", checkpoint.to_str().unwrap()])
        .ok();
    let _ = dana.run(&["retention", "run", "--yes"]).ok();
    let against = ["audit", "verify", "--against", checkpoint.to_str().unwrap()];
    let _ = lee.run(&against).ok();
    let told = status(&dana);
    assert_eq!(told["not_erased"][0]["backups"], 1, "{told}");
    let _ = lee.run(&["retention", "run", "--yes"]).ok();
    assert_eq!(lee.probes_in("copy"), [0; 4]);
    let told = status(&dana);
    assert_eq!(told["not_erased"], serde_json::json!([]), "{told}");
    // Who joins later has every row and the team's keys, and reads nothing of it.
    let kim = dana.colleague(&server, "kim", "commander");
    erased(&kim, &code);
    let found = kim.run(&["person", "find", "Quetzalcoatl"]).out;
    assert!(
        !found.contains("zanzibarian") && found.contains("0 mentions"),
        "{found}"
    );
    assert_eq!(dana.root(), kim.root());
    // Everybody goes on, and the number is not given away again.
    let open = kim.open_incident("later");
    assert_ne!(open, code);
    assert!(lee.run(&["incident", "show", &open]).ok().contains("later"));
}

#[test]
fn a_contact_that_is_erased_goes_everywhere_and_the_other_stays() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    for (id, name) in [("anna", "Anna Xylophonist"), ("nils", "Nils Holm")] {
        let channel = format!("email:{id}@wyvernmouth.example");
        let set = [
            "contacts",
            "set",
            id,
            "--name",
            name,
            "--roles",
            "legal",
            "--channel",
            &channel,
        ];
        let _ = dana.run(&set).ok();
    }
    let lee = dana.colleague(&server, "lee", "commander");
    assert!(lee.probes()[2] > 0);
    let erase = ["person", "erase", "Anna Xylophonist", "--because", "asked", "--yes"];
    let said = on_one_line(&dana.run(&erase).ok());
    assert!(said.contains("Call tree: 1 event erased"), "{said}");
    let kim = dana.colleague(&server, "kim", "responder");
    for machine in [&dana, &lee, &kim] {
        let listed = machine.run(&["contacts", "list"]).ok();
        assert!(
            listed.contains("Nils Holm") && !listed.contains("Xylophonist"),
            "{listed}"
        );
        assert_eq!(machine.probes()[2], 0, "{}", machine.name);
        machine.verifies();
    }
    assert_eq!((dana.root(), lee.root()), (kim.root(), kim.root()));
    assert_eq!(status(&dana)["not_erased"], serde_json::json!([]));
}

#[test]
fn an_answer_that_is_lost_is_made_up_for_by_what_the_server_has() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, code) = shared(&server);
    let cable = Cable::between(&dana, &server);
    // The server has committed; this machine does not hear of it.
    cable.lose_the_next_commit();
    let ran = dana.run(&["retention", "run", "--yes"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    assert!(keys(&server).ends_with(" 1"), "{}", keys(&server));
    assert!(dana.probes()[0] > 0, "it could not know");
    cable.mend();
    assert!(dana.run(&["retention", "run", "--yes"]).ok().contains("Nothing is due"));
    for machine in [&dana, &lee] {
        let _ = machine.run(&["incident", "list"]).ok();
        erased(machine, &code);
    }
}

#[test]
fn where_the_row_never_got_there_nothing_is_erased_and_the_next_time_does_it() {
    let Some(server) = Server::start() else { return };
    let (dana, code) = with_an_old_incident(&server);
    let cable = Cable::between(&dana, &server);
    cable.lose_the_next_answer();
    assert_ne!(dana.run(&["retention", "run", "--yes"]).code, 0);
    assert!(keys(&server).ends_with(" 0"), "{}", keys(&server));
    cable.mend();
    assert!(dana.run(&["incident", "show", &code]).ok().contains("Quetzalcoatl"));
    let said = dana.run(&["retention", "run", "--yes"]).ok();
    assert!(said.contains("2 events erased"), "{said}");
    assert!(keys(&server).ends_with(" 1"), "{}", keys(&server));
    erased(&dana, &code);
}

#[test]
fn killed_at_any_step_a_machine_ends_with_nothing_of_what_was_erased() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, code) = shared(&server);
    // The first run erases on the server; from then on this machine is one that hears of it late, and is killed at it.
    let run = ["retention", "run", "--yes"];
    let after = |machine: &Machine, command: &[&str]| {
        // Its folder was put back to how it was before, which the server would find out.
        let _ = machine.run(&["team", "address", &machine.address(&server)]).ok();
        let _ = machine.run(command).ok();
        erased(machine, &code);
    };
    killed(&dana.desk, &|| dana.command(&run), &[], &|| after(&dana, &run));
    let follow = ["incident", "list"];
    killed(&lee.desk, &|| lee.command(&follow), &[], &|| after(&lee, &follow));
    let _ = (dana.run(&run).ok(), lee.run(&follow).ok());
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn whoever_may_not_erase_is_refused_and_a_legal_hold_keeps_it() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, code) = shared(&server);
    let had = (keys(&server), server.owner("SELECT count(*) FROM firebell.log"));
    let run = ["retention", "run", "--yes"];
    // By the table of roles, and with the role by the rights of the server.
    assert_ne!(lee.run(&run).code, 0);
    assert_eq!((keys(&server), server.owner("SELECT count(*) FROM firebell.log")), had);
    let _ = dana.run(&["member", "roles", "lee", "--role", "owner"]).ok();
    let refused = on_one_line(&lee.run(&run).fails(1));
    assert!(refused.contains("GRANT firebell_eraser"), "{refused}");
    assert_eq!(keys(&server), had.0);
    assert!(lee.run(&["incident", "show", &code]).ok().contains("Quetzalcoatl"));
    lee.verifies();
    let hold = [
        "hold",
        "add",
        "Smith v. Acme",
        "--incident",
        &code,
        "--why",
        "letter of counsel",
    ];
    let _ = lee.run(&hold).ok();
    assert!(dana.run(&run).ok().contains("Nothing is due"));
    let _ = lee.run(&["hold", "release", "1", "--why", "settled"]).ok();
    server.sql("keeper", "firebell", "GRANT firebell_eraser TO lee");
    assert!(lee.run(&run).ok().contains("4 events erased"));
    let _ = dana.run(&["incident", "list"]).ok();
    erased(&dana, &code);
}

#[test]
fn away_from_the_server_nothing_is_erased_and_that_is_said() {
    let Some(server) = Server::start() else { return };
    let (dana, _) = with_an_old_incident(&server);
    let cable = Cable::between(&dana, &server);
    cable.cut();
    let refused = dana.run(&["retention", "run", "--yes"]);
    assert_ne!(refused.code, 0);
    assert!(refused.err.contains("nothing was recorded"), "{}", refused.err);
    assert!(dana.probes()[0] > 0);
}
