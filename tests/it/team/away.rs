//! Work away from the server: it waits, is marked, is decided anew when the server is back, and nothing of it is lost.

use super::cable::Cable;
use super::machine::Machine;
use super::server::Server;

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// dana, whose network can be cut, and lee, on one incident.
fn two(server: &Server) -> (Machine, Machine, Cable, String) {
    let dana = Machine::sharing(server);
    let lee = dana.colleague(server, "lee", "commander");
    let cable = Cable::between(&dana, server);
    let code = dana.open_incident("a laptop is gone");
    (dana, lee, cable, code)
}

fn states(machine: &Machine) -> Vec<(i64, String)> {
    let status = machine.run(&["team", "status", "--json"]).json();
    let waiting = status["waiting"].as_array().unwrap();
    let state = |entry: &serde_json::Value| {
        (
            entry["number"].as_i64().unwrap(),
            entry["state"].as_str().unwrap().to_owned(),
        )
    };
    waiting.iter().map(state).collect()
}

fn file(code: &str) -> Vec<&str> {
    vec![
        "incident",
        "file",
        code,
        "us-tx/regulator",
        "--without-letter",
        "by telephone",
    ]
}

/// Of what waits there are no events yet, from which the board is made.
#[test]
fn what_waits_stays_on_a_board_that_is_made_anew() {
    let Some(server) = Server::start() else { return };
    let (dana, _lee, cable, code) = two(&server);
    cable.cut();
    let new = dana.open_incident("a stolen phone");
    let _ = dana.note(&code, "called the night shift").ok();
    let before = dana.run(&["incident", "list", "--json"]).json();
    let _ = dana.run(&["db", "rebuild"]).ok();
    assert_eq!(dana.run(&["incident", "list", "--json"]).json(), before);
    let shown = dana.run(&["incident", "show", &new]).ok();
    assert!(shown.contains("a stolen phone"), "{shown}");
    dana.verifies();
}

#[test]
fn what_is_recorded_away_from_the_server_waits_and_is_shared_later() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, cable, code) = two(&server);
    cable.cut();
    let said = on_one_line(&dana.note(&code, "called the night shift").ok());
    assert!(said.contains("NOT YET SHARED"), "{said}");
    assert!(!said.contains('#'), "it has no number yet: {said}");
    let json = dana
        .run(&["incident", "note", &code, "and the day shift", "--json"])
        .json();
    assert_eq!(json["shared"], "waits");
    let shown = on_one_line(&dana.run(&["incident", "show", &code]).ok());
    assert!(shown.contains("NOT YET SHARED: 2 entries wait"), "{shown}");
    let history = on_one_line(&dana.run(&["incident", "history", &code]).ok());
    assert!(history.contains("(NOT YET SHARED)"), "{history}");
    assert!(dana.run(&["incident", "list"]).ok().contains("NOT YET SHARED"));
    let status = on_one_line(&dana.run(&["team", "status"]).ok());
    assert!(
        status.contains("called the night shift") || status.contains("Note"),
        "{status}"
    );
    dana.verifies();
    // The others work on meanwhile.
    let _ = lee.note(&code, "lee was here").ok();
    assert!(!lee.run(&["incident", "notes", &code]).ok().contains("night shift"));
    cable.mend();
    let back = dana.run(&["incident", "show", &code]);
    assert!(
        on_one_line(&back.err).contains("the team's server has what waited on this machine: 2 entries"),
        "{}",
        back.err
    );
    assert!(!back.ok().contains("NOT YET SHARED"));
    for machine in [&dana, &lee] {
        let notes = machine.run(&["incident", "notes", &code]).ok();
        for text in ["called the night shift", "and the day shift", "lee was here"] {
            assert_eq!(notes.matches(text).count(), 1, "{notes}");
        }
        let history = on_one_line(&machine.run(&["incident", "history", &code]).ok());
        assert_eq!(history.matches("away from the server").count(), 2, "{history}");
    }
    assert_eq!(states(&dana), [(1, "recorded".to_owned()), (2, "recorded".to_owned())]);
    let json = dana
        .run(&["incident", "note", &code, "with the server", "--json"])
        .json();
    assert_eq!(json["shared"], "committed");
    assert_eq!(dana.root(), {
        let _ = lee.run(&["team", "status"]).ok();
        lee.root()
    });
    dana.verifies();
    lee.verifies();
}

#[test]
fn what_waits_can_be_read_by_nobody_else() {
    let Some(server) = Server::start() else { return };
    let (dana, _lee, cable, code) = two(&server);
    cable.cut();
    let _ = dana.note(&code, "Zanzibar-aubergine").ok();
    let _ = dana
        .run(&["incident", "note", &code, "--privileged", "Quagga-rhubarb"])
        .ok();
    for entry in walkdir(&dana.desk.data()) {
        let bytes = std::fs::read(&entry).unwrap();
        for probe in ["Zanzibar", "Quagga"] {
            let found = bytes.windows(probe.len()).any(|window| window == probe.as_bytes());
            assert!(!found, "{probe} is in {}", entry.display());
        }
    }
    // A privileged text is shown nowhere while it waits, either.
    for args in [
        &["incident", "notes"][..],
        &["incident", "history"],
        &["incident", "show"],
    ] {
        let shown = dana.run(&[args, &[code.as_str()]].concat());
        assert!(!shown.out.contains("Quagga"), "{}", shown.out);
    }
    assert!(!dana.run(&["team", "status"]).ok().contains("Quagga"));
}

fn walkdir(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(walkdir(&path)),
            path => files.push(path),
        }
    }
    files
}

#[test]
fn a_notice_that_somebody_else_filed_meanwhile_is_asked_about_and_both_stand() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, cable, code) = two(&server);
    cable.cut();
    let _ = dana.run(&file(&code)).ok();
    // On this machine the notice counts as filed at once.
    let shown = on_one_line(&dana.run(&["incident", "show", &code]).ok());
    assert!(shown.contains("us-tx/regulator filed"), "{shown}");
    let _ = lee.run(&file(&code)).ok();
    cable.mend();
    let told = on_one_line(&dana.run(&["incident", "list"]).err);
    assert!(told.contains("does not fit what others recorded meanwhile"), "{told}");
    let status = on_one_line(&dana.run(&["team", "status"]).ok());
    for words in [
        "recorded by lee",
        "firebell team settle 1 --supplement",
        "--confirm \"sent twice\"",
        "firebell team drop 1",
    ] {
        assert!(status.contains(words), "{words}: {status}");
    }
    // It is not forgotten until it is decided.
    let told = on_one_line(&dana.run(&["incident", "list"]).err);
    assert!(told.contains("does not fit"), "{told}");
    let _ = dana.run(&["team", "settle", "1", "--supplement"]).ok();
    assert_eq!(states(&dana), [(1, "recorded".to_owned())]);
    for machine in [&dana, &lee] {
        let history = on_one_line(&machine.run(&["incident", "history", &code]).ok());
        assert_eq!(filings(&history), 1, "{history}");
        assert_eq!(history.matches("of Texas: supplement filed").count(), 1, "{history}");
        machine.verifies();
    }
    assert_eq!(dana.root(), lee.root());
    sent_twice_and_a_mistake(&dana, &lee, &cable);
}

fn sent_twice_and_a_mistake(dana: &Machine, lee: &Machine, cable: &Cable) {
    for (n, decision, filed) in [("2", &["--confirm", "sent twice"][..], 2), ("3", &["drop"], 1)] {
        let code = dana.open_incident("a mailbox was read");
        let _ = lee.run(&["team", "status"]).ok();
        cable.cut();
        let _ = dana.run(&file(&code)).ok();
        let _ = lee.run(&file(&code)).ok();
        cable.mend();
        let _ = dana.run(&["team", "status"]).ok();
        let _ = match decision {
            ["drop"] => dana.run(&["team", "drop", n]),
            reason => dana.run(&[&["team", "settle", n], reason].concat()),
        }
        .ok();
        let history = on_one_line(&dana.run(&["incident", "history", &code]).ok());
        assert_eq!(filings(&history), filed, "{history}");
    }
    dana.verifies();
}

#[test]
fn an_older_word_does_not_take_the_place_of_a_newer_one_by_itself() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, cable, code) = two(&server);
    let set = |value| ["incident", "fact", "set", code.as_str(), "data.acquired", value];
    cable.cut();
    let _ = dana.run(&set("excluded")).ok();
    let resolve = [
        "incident",
        "resolve",
        &code,
        "us-tx/regulator",
        "not-required",
        "--rationale",
        "nobody in Texas",
    ];
    let _ = dana.run(&resolve).ok();
    let _ = lee.run(&set("confirmed")).ok();
    let _ = lee.run(&file(&code)).ok();
    cable.mend();
    let status = on_one_line(&dana.run(&["team", "status"]).ok());
    for words in [
        "lee recorded meanwhile",
        "yours is right: firebell team settle 1",
        "theirs stands: firebell team drop 2",
    ] {
        assert!(status.contains(words), "{words}: {status}");
    }
    let facts = ["incident", "fact", "history", code.as_str()];
    let known = |machine: &Machine| on_one_line(&machine.run(&facts).ok());
    assert!(!known(&dana).contains("excluded"), "{}", known(&dana));
    let _ = dana.run(&["team", "settle", "1"]).ok();
    let _ = dana.run(&["team", "drop", "2"]).ok();
    assert!(known(&lee).contains("excluded"), "{}", known(&lee));
    let shown = on_one_line(&lee.run(&["incident", "show", &code]).ok());
    assert!(shown.contains("us-tx/regulator filed"), "{shown}");
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn somebody_with_two_machines_is_asked_about_what_they_said_on_the_other_one() {
    let Some(server) = Server::start() else { return };
    let (dana, _lee, cable, code) = two(&server);
    let other = Machine::of("dana");
    let copy = dana.desk.beside("copy");
    let _ = dana.run(&["backup", "create", copy.to_str().unwrap()]).ok();
    let _ = other.run(&["backup", "restore", copy.to_str().unwrap()]).ok();
    let _ = other.run(&["team", "address", &other.address(&server)]).ok();
    let set = |value| ["incident", "fact", "set", code.as_str(), "data.acquired", value];
    cable.cut();
    let _ = dana.run(&set("excluded")).ok();
    let _ = dana.run(&set("possible")).ok();
    let _ = other.run(&set("confirmed")).ok();
    cable.mend();
    let status = on_one_line(&dana.run(&["team", "status"]).ok());
    assert_eq!(
        status.matches("you, elsewhere, recorded meanwhile").count(),
        2,
        "{status}"
    );
    // What was said on one machine alone is in the order in which it was said.
    let _ = dana.run(&["team", "drop", "1"]).ok();
    let _ = dana.run(&["team", "settle", "2"]).ok();
    cable.cut();
    let _ = dana.run(&set("excluded")).ok();
    let _ = dana.run(&set("confirmed")).ok();
    cable.mend();
    let _ = dana.run(&["team", "status"]).ok();
    let states = states(&dana);
    assert_eq!(&states[2..], [(3, "recorded".to_owned()), (4, "recorded".to_owned())]);
    let facts = on_one_line(&other.run(&["incident", "fact", "history", &code]).ok());
    assert!(facts.contains("excluded"), "{facts}");
    assert_eq!(dana.root(), other.root());
}

#[test]
fn a_mistake_is_dropped_and_leaves_nothing_behind() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, cable, code) = two(&server);
    cable.cut();
    let _ = dana.note(&code, "about another case").ok();
    let opened = dana.open_incident("a case that is none");
    let _ = dana.note(&opened, "nothing happened").ok();
    let _ = dana.run(&["team", "drop", "1"]).ok();
    let _ = dana.run(&["team", "drop", "2"]).ok();
    assert!(!dana.run(&["incident", "list"]).ok().contains("a case that is none"));
    dana.verifies();
    cable.mend();
    let _ = dana.run(&["team", "status"]).ok();
    let dropped = |n| (n, "dropped".to_owned());
    assert_eq!(states(&dana), [dropped(1), dropped(2), dropped(3)]);
    assert!(!lee.run(&["incident", "notes", &code]).ok().contains("another case"));
    assert_eq!(dana.root(), lee.root());
    let refused = dana.run(&["team", "drop", "1"]).fails(2);
    assert!(refused.contains("nothing that waits has the number 1"), "{refused}");
}

#[test]
fn an_incident_that_is_opened_away_gets_its_code_when_it_is_shared() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, cable, _) = two(&server);
    cable.cut();
    let provisional = dana.open_incident("a mailbox was read");
    assert_eq!(provisional, "NEW-1");
    let _ = dana.note(&provisional, "seen at once").ok();
    let _ = dana
        .run(&["incident", "fact", "set", &provisional, "data.acquired", "confirmed"])
        .ok();
    dana.verifies();
    // The same number is taken meanwhile.
    let taken = lee.open_incident("a door was open");
    cable.mend();
    let _ = dana.run(&["team", "status"]).ok();
    let list = dana.run(&["incident", "list", "--json"]).json();
    let of = |title: &str| {
        let rows = list.as_array().unwrap();
        let row = rows.iter().find(|row| row["title"] == title).unwrap();
        row["code"].as_str().unwrap().to_owned()
    };
    let code = of("a mailbox was read");
    assert_ne!(code, taken);
    assert_eq!(of("a door was open"), taken);
    let shown = on_one_line(&lee.run(&["incident", "show", &code]).ok());
    assert!(shown.contains("Its code was NEW-1"), "{shown}");
    assert!(lee.run(&["incident", "notes", &code]).ok().contains("seen at once"));
    assert_eq!(dana.root(), lee.root());
    dana.verifies();
    lee.verifies();
}

#[test]
fn an_answer_that_is_lost_on_the_way_records_it_once() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, cable, code) = two(&server);
    cable.lose_the_next_answer();
    let said = on_one_line(&dana.note(&code, "said once").ok());
    assert!(said.contains("NOT YET SHARED"), "{said}");
    // The server has it, and this machine does not know.
    assert!(lee.run(&["incident", "notes", &code]).ok().contains("said once"));
    cable.mend();
    for machine in [&dana, &lee] {
        let notes = machine.run(&["incident", "notes", &code]).ok();
        assert_eq!(notes.matches("said once").count(), 1, "{notes}");
        machine.verifies();
    }
    assert_eq!(states(&dana), [(1, "recorded".to_owned())]);
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn the_profile_changes_away_from_the_server_too() {
    let Some(server) = Server::start() else { return };
    let (dana, lee, cable, _) = two(&server);
    cable.cut();
    let changed = dana.run(&["profile", "set", "name", "Harbor Clinic"]);
    assert!(changed.err.contains("NOT YET SHARED"), "{}", changed.err);
    assert!(dana.run(&["profile", "show"]).ok().contains("Harbor Clinic"));
    assert!(!lee.run(&["profile", "show"]).ok().contains("Harbor Clinic"));
    cable.mend();
    let _ = dana.run(&["team", "status"]).ok();
    assert!(lee.run(&["profile", "show"]).ok().contains("Harbor Clinic"));
    // An older name does not take the place of one that lee gave meanwhile.
    cable.cut();
    let _ = dana.run(&["profile", "set", "name", "Harbour Clinic"]);
    let _ = lee.run(&["profile", "set", "name", "Bay Clinic"]).ok();
    cable.mend();
    let status = on_one_line(&dana.run(&["team", "status"]).ok());
    assert!(status.contains("lee recorded meanwhile"), "{status}");
    assert!(dana.run(&["profile", "show"]).ok().contains("Bay Clinic"));
    let _ = dana.run(&["team", "settle", "2"]).ok();
    assert!(lee.run(&["profile", "show"]).ok().contains("Harbour Clinic"));
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn what_waits_when_somebody_leaves_is_recorded_in_their_own_record() {
    let Some(server) = Server::start() else { return };
    let (dana, _lee, cable, code) = two(&server);
    cable.cut();
    let _ = dana.note(&code, "kept all the same").ok();
    let _ = dana.run(&["team", "leave", "--yes"]).ok();
    assert!(
        dana.run(&["incident", "notes", &code])
            .ok()
            .contains("kept all the same")
    );
    assert!(!dana.run(&["incident", "show", &code]).ok().contains("NOT YET SHARED"));
    dana.verifies();
}

/// How often the history tells that Texas was told, whatever its lines.
fn filings(history: &str) -> usize {
    let words: Vec<&str> = history.split_whitespace().collect();
    words.join(" ").matches("of Texas: filed").count()
}
