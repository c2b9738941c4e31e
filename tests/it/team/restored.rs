//! A server that was restored from a backup, and on which somebody recorded before it got back what it lost: what everybody was
//! told is committed comes back, once, from the machine on which it was recorded.

use super::machine::Machine;
use super::server::Server;

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn status(machine: &Machine) -> serde_json::Value {
    machine.run(&["team", "status", "--json"]).json()
}

fn take_anew(machine: &Machine) -> serde_json::Value {
    machine.run(&["team", "recover", "--anew", "--json"]).json()
}

fn fact(machine: &Machine, code: &str, value: &str) -> crate::common::record::Ran {
    machine.run(&["incident", "fact", "set", code, "data.acquired", value])
}

/// The code that an incident has now.
fn code_of(machine: &Machine, title: &str) -> String {
    let list = machine.run(&["incident", "list", "--json"]).json();
    let all = list.as_array().unwrap_or_else(|| panic!("{list}"));
    let mut found = all.iter().filter(|incident| incident["title"] == title);
    let code = found.next().unwrap_or_else(|| panic!("{title}: {list}"))["code"].clone();
    assert_eq!(found.next(), None, "{list}");
    code.as_str().unwrap().to_owned()
}

/// Every note that somebody was told is committed, with the title of its incident.
const NOTES: [(&str, &[&str]); 3] = [
    (
        "a laptop is gone",
        &["dana before", "dana lost", "lee lost", "sam after", "dana waited"],
    ),
    ("opened and lost", &["dana on what was lost"]),
    ("opened after", &["sam on another"]),
];

#[test]
fn what_a_restored_server_lost_comes_back_once_from_whoever_recorded_it() {
    let Some(mut server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let [lee, sam] = ["lee", "sam"].map(|name| dana.colleague(&server, name, "commander"));
    let code = dana.open_incident("a laptop is gone");
    let _ = dana.note(&code, "dana before").ok();
    let _ = sam.run(&["team", "status"]).ok();
    server.back_up();
    let _ = dana.note(&code, "dana lost").ok();
    let _ = fact(&lee, &code, "likely").ok();
    let _ = lee.note(&code, "lee lost").ok();
    let lost = dana.open_incident("opened and lost");
    let _ = dana.note(&lost, "dana on what was lost").ok();
    let hold = [
        "hold",
        "add",
        "Smith v. Example",
        "--incident",
        &code,
        "--why",
        "counsel asked",
    ];
    let _ = dana.run(&hold).ok();
    let _ = lee.run(&["team", "status"]).ok();
    server.restore();
    // sam has heard of nothing since the backup, and records on what is there.
    let _ = sam.note(&code, "sam after").ok();
    let _ = fact(&sam, &code, "possible").ok();
    let other = sam.open_incident("opened after");
    assert_eq!(other, lost, "both have the next number");
    let _ = sam.note(&other, "sam on another").ok();
    // Nobody else records on it by themselves, and it is said what it is.
    let waits = dana.note(&code, "dana waited");
    assert!(waits.err.contains("went on after entry"), "{}", waits.err);
    assert!(waits.ok().contains("NOT YET SHARED"));
    let refused = on_one_line(&dana.run(&["team", "recover"]).fails(1));
    assert!(refused.contains("team recover --anew"), "{refused}");
    let found = status(&dana);
    assert!(found["forked_after"].as_u64().is_some(), "{found}");
    assert_eq!(status(&sam)["forked_after"], serde_json::Value::Null);
    // Each machine brings back its own.
    let of_dana = take_anew(&dana);
    assert_eq!(
        (&of_dana["again"], &of_dana["by_hand"]),
        (&3.into(), &1.into()),
        "{of_dana}"
    );
    let of_lee = take_anew(&lee);
    assert_eq!(
        (&of_lee["again"], &of_lee["undecided"]),
        (&2.into(), &1.into()),
        "{of_lee}"
    );
    let again = on_one_line(&dana.run(&["team", "recover", "--anew"]).fails(1));
    assert!(again.contains("no other history"), "{again}");
    for machine in [&dana, &lee, &sam] {
        let _ = machine.run(&["team", "status"]).ok();
        for (title, texts) in NOTES {
            let notes = machine.run(&["incident", "notes", &code_of(&sam, title)]).ok();
            for text in texts {
                assert_eq!(notes.matches(text).count(), 1, "{text} on {}: {notes}", machine.name);
            }
        }
        machine.verifies();
    }
    assert_eq!((dana.root(), lee.root()), (sam.root(), sam.root()));
    decided_by_hand(&dana, &hold);
    decided(&lee, &sam, &code);
}

/// What is no command of an incident is listed until it was done again.
fn decided_by_hand(dana: &Machine, hold: &[&str]) {
    let listed = |machine: &Machine| on_one_line(&machine.run(&["team", "status"]).ok());
    let told = listed(dana);
    assert!(told.contains("cannot be recorded again by itself"), "{told}");
    let undecided = &status(dana)["waiting"];
    let mut undecided = undecided
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["state"] == "undecided");
    let n = undecided.next().unwrap()["number"].to_string();
    assert_eq!(undecided.next(), None);
    let _ = dana.run(hold).ok();
    let _ = dana.run(&["team", "drop", &n]).ok();
    assert!(!listed(dana).contains("cannot be recorded again"), "{}", listed(dana));
}

/// What somebody else said about the same meanwhile is shown before it is overwritten.
fn decided(lee: &Machine, sam: &Machine, code: &str) {
    let waiting = status(lee)["waiting"].clone();
    let undecided = waiting
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["state"] == "undecided");
    let undecided = undecided.unwrap_or_else(|| panic!("{waiting}"));
    assert!(
        undecided["because"]["message"]
            .as_str()
            .unwrap()
            .contains("sam recorded meanwhile"),
        "{waiting}"
    );
    let _ = lee.run(&["team", "settle", &undecided["number"].to_string()]).ok();
    let facts = on_one_line(&sam.run(&["incident", "fact", "history", code]).ok());
    for value in ["likely", "possible"] {
        assert!(facts.contains(value), "{facts}");
    }
    assert_eq!(lee.root(), sam.root());
    lee.verifies();
}
