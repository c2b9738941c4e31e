//! Codes: one incident each, whoever opens or imports what at the same time.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::common::record::{Desk, database};

fn codes(desk: &Desk) -> BTreeSet<String> {
    let list = desk.run(&["incident", "list", "--all", "--json"]).json();
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

/// Thirty pairs of processes that open an incident in the same moment.
#[test]
fn everybody_who_opens_an_incident_gets_one() {
    let desk = Desk::new();
    let mut said = BTreeSet::new();
    for pair in 0..30 {
        let open = |who: &str| {
            let title = format!("{who} {pair}");
            let mut command = desk.command(&["incident", "open", &title, "--json"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        for child in [open("first"), open("second")] {
            let output = child.wait_with_output().unwrap();
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{text}");
            let view: Value = serde_json::from_slice(&output.stdout).unwrap();
            said.insert(view["code"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(said.len(), 60, "two were told the same code");
    assert_eq!(codes(&desk), said);
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

/// The same in one process, where nothing but the transaction stands between the two.
#[test]
fn two_connections_never_give_one_code_twice() {
    let desk = Desk::new();
    let open = || crate::common::record::record(&desk);
    let said: Vec<String> = std::thread::scope(|scope| {
        let write = |who: &'static str| {
            let mut record = open();
            move || {
                let zone = firebell::core::time::Zone::utc();
                let at = crate::common::wall("2026-11-28T09:00:00Z");
                let mut said = Vec::new();
                for n in 0..25 {
                    let id = uuid::Uuid::from_u128((u128::from(who.as_bytes()[0]) << 64) + n + 1).to_string();
                    let kind = firebell::core::facts::IncidentKind::Real;
                    let done = record
                        .open_incident(
                            firebell::app::record::NewIncident {
                                title: who,
                                kind,
                                zone: &zone,
                                id,
                            },
                            at,
                        )
                        .unwrap();
                    said.push(done.loaded.incident.code.to_string());
                }
                said
            }
        };
        let (a, b) = (scope.spawn(write("a")), scope.spawn(write("b")));
        [a.join().unwrap(), b.join().unwrap()].concat()
    });
    assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), 50);
    assert_eq!(codes(&desk).len(), 50);
}

/// An export of an incident with a note, ready to be changed.
fn exported(title: &str, exercise: bool) -> (Desk, Value) {
    let desk = Desk::new();
    let mut open = vec!["incident", "open", title, "--json"];
    open.extend(exercise.then_some("--exercise"));
    let code = desk.run(&open).json()["code"].as_str().unwrap().to_owned();
    let _ = desk.run(&["incident", "note", &code, "a note"]).ok();
    let export = desk.run(&["incident", "export", &code]).json();
    (desk, export)
}

fn import(desk: &Desk, export: &Value) -> crate::common::record::Ran {
    let file = desk.beside("in.json");
    fs::write(&file, export.to_string()).unwrap();
    desk.run(&["incident", "import", file.to_str().unwrap()])
}

/// Changes every event's text and makes the chain right again, as somebody would who forges an export.
fn forged(export: &Value, change: impl Fn(&mut Value)) -> Value {
    let mut export = export.clone();
    change(&mut export);
    let bodies: Vec<Value> = export["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| serde_json::from_str(entry["body"].as_str().unwrap()).unwrap())
        .collect();
    let id = bodies[0]["id"].as_str().unwrap_or_default().to_owned();
    let mut before = [0u8; 32];
    for (at, entry) in export["events"].as_array_mut().unwrap().iter_mut().enumerate() {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(id.as_bytes());
        hash.update([0]);
        hash.update(entry["body"].as_str().unwrap().as_bytes());
        before = hash.finalize().into();
        let digest: String = before.iter().map(|byte| format!("{byte:02x}")).collect();
        entry["digest"] = json!(digest);
        entry["seq"] = json!(at + 1);
    }
    export
}

/// Changes one event's body.
fn event(export: &mut Value, at: usize, change: impl Fn(&mut Value)) {
    let mut body: Value = serde_json::from_str(export["events"][at]["body"].as_str().unwrap()).unwrap();
    change(&mut body);
    export["events"][at]["body"] = json!(body.to_string());
}

/// Sets a value of the opening and of the head of the file alike.
fn named<'v>(key: &'v str, value: &'v str) -> impl Fn(&mut Value) + 'v {
    move |export| {
        event(export, 0, |body| body[key] = json!(value));
        if export.get(key).is_some() {
            export[key] = json!(value);
        }
    }
}

#[test]
fn an_import_never_takes_the_place_of_an_incident() {
    let (_bob, export) = exported("Theirs", false);
    let was = export["code"].as_str().unwrap();
    let (desk, mine) = Desk::with_incident("Mine: ransomware, all hands");
    assert_eq!(mine, was, "both records begin with the same code");
    let said = import(&desk, &export).ok();
    let year = &mine[..4];
    let local = format!("{year}-002");
    assert!(said.contains(&local) && said.contains(was), "{said}");
    assert_eq!(codes(&desk), BTreeSet::from([mine.clone(), local.clone()]));
    assert!(desk.run(&["incident", "list"]).ok().contains("Mine: ransomware"));
    // Its own code, who took it in and what was recorded elsewhere can be read.
    let shown = desk.run(&["incident", "show", &local]).ok();
    assert!(
        shown.contains("by dana from another record") && shown.contains(was),
        "{shown}"
    );
    let view = desk.run(&["incident", "show", &local, "--json"]).json();
    assert_eq!(view["imports"][0]["was"], was);
    assert_eq!(view["imports"][0]["through"], 2);
    let history = desk.run(&["incident", "history", &local]).ok();
    let in_one_line = history.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        in_one_line.matches("(recorded elsewhere, imported)").count(),
        2,
        "{history}"
    );
    let timeline = desk.run(&["incident", "timeline", &local]).ok();
    assert!(timeline.contains("Recorded elsewhere, imported"), "{timeline}");
    let report = desk.run(&["incident", "report", &local]).ok();
    assert!(report.contains("from another record"), "{report}");
    // A look back does not call it by the code of the other one.
    let before = export["events"][1]["body"].as_str().unwrap();
    let before: Value = serde_json::from_str(before).unwrap();
    let then = desk.run(&[
        "incident",
        "as-of",
        &local,
        before["recorded_at"].as_str().unwrap(),
        "--json",
    ]);
    assert_eq!(then.json()["code"], local.as_str());
    // Once is enough, and the other record's events are as they were.
    let again = import(&desk, &export).fails(1);
    assert!(again.contains("already") && again.contains(&local), "{again}");
    let digests: Vec<_> = export["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["digest"].clone())
        .collect();
    assert_eq!(
        desk.digests(&local)[..2],
        digests.iter().map(|d| d.as_str().unwrap()).collect::<Vec<_>>()[..]
    );
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
    // From here it goes on to a third record with all of its past.
    let third = Desk::new();
    let onward = desk.run(&["incident", "export", &local]).json();
    assert!(import(&third, &onward).ok().contains(&local));
}

#[test]
fn an_exercise_is_imported_under_a_code_of_exercises() {
    let (_bob, export) = exported("Theirs", true);
    let desk = Desk::new();
    let own = desk.run(&["incident", "open", "Mine", "--exercise", "--json"]).json();
    assert_eq!(own["code"], export["code"]);
    let said = import(&desk, &export).ok();
    assert!(
        said.starts_with("EXERCISE Imported X-") && said.contains("-002"),
        "{said}"
    );
}

/// Each of these was taken in by an earlier firebell.
#[test]
fn an_import_that_does_not_fit_together_is_refused_with_every_problem() {
    let (_bob, real) = exported("Theirs", false);
    let (_eve, exercise) = exported("Theirs", true);
    let desk = Desk::new();
    for code in [
        "../../etc/passwd",
        "\u{1b}[2J",
        "",
        "2026-999999999999",
        "2026-1",
        "organisation",
    ] {
        let said = import(&desk, &forged(&real, named("code", code))).fails(2);
        assert!(
            said.contains("is not an incident code") && !said.contains('\u{1b}'),
            "{code:?}: {said}"
        );
    }
    for id in ["organisation", "../x", "", "00000000-0000-0000-0000-000000000000"] {
        let said = import(&desk, &forged(&real, named("id", id))).fails(2);
        assert!(said.contains("is not the id of an incident"), "{id}: {said}");
    }
    let real_as_exercise = import(&desk, &forged(&real, named("kind", "exercise"))).fails(2);
    assert!(real_as_exercise.contains("an exercise, but 2"), "{real_as_exercise}");
    let exercise_as_real = import(&desk, &forged(&exercise, named("kind", "real"))).fails(2);
    assert!(
        exercise_as_real.contains("a real incident, but X-"),
        "{exercise_as_real}"
    );
    let head = forged(&real, |export| export["title"] = json!("Another"));
    assert!(import(&desk, &head).fails(2).contains("title: "));
    // Several problems are told at once.
    let several = forged(&real, |export| {
        named("code", "X-2026-001")(export);
        named("home_zone", "Mars/Phobos")(export);
        event(export, 1, |body| {
            *body = json!({ "seq": 2, "recorded_at": body["recorded_at"], "actor": "eve", "session": "s",
                "what": "drill", "drill": "clock_set", "event": "clock_set", "elapsed": 0, "speed": 1, "running": true });
        });
    });
    let said = import(&desk, &several).fails(2);
    assert!(said.matches('\n').count() >= 2, "{said}");
    let profile = forged(&real, |export| {
        event(export, 1, |body| {
            *body = json!({ "seq": 2, "recorded_at": body["recorded_at"], "actor": "eve", "session": "s",
                "what": "profile_set", "key": "organisation.country", "value": "\"DE\"" });
        });
    });
    assert!(import(&desk, &profile).fails(2).contains("event 2: "));
    let twice = forged(&real, |export| {
        let mut opening = export["events"][0].clone();
        let mut body: Value = serde_json::from_str(opening["body"].as_str().unwrap()).unwrap();
        body["seq"] = json!(3);
        opening["body"] = json!(body.to_string());
        export["events"].as_array_mut().unwrap().push(opening);
    });
    assert!(
        import(&desk, &twice)
            .fails(2)
            .contains("event 3: an incident is opened once")
    );
    assert_eq!(codes(&desk).len(), 0);
    assert!(import(&desk, &real).ok().contains("Imported"));
}

#[test]
fn an_exercise_with_a_scenario_cannot_be_imported_as_a_real_incident() {
    let drill = Desk::new();
    let started = drill.run(&["drill", "start", "ransomware-friday", "--json"]);
    let started = match started.code {
        0 => started.json(),
        _ => {
            let list = drill.run(&["drill", "list", "--json"]).json();
            let first = list[0]["id"].as_str().unwrap().to_owned();
            drill.run(&["drill", "start", &first, "--json"]).json()
        }
    };
    let code = started["code"].as_str().unwrap();
    let export = drill.run(&["incident", "export", code]).json();
    let real = forged(&export, |export| {
        named("kind", "real")(export);
        named("code", &code[2..])(export);
    });
    let desk = Desk::new();
    let said = import(&desk, &real).fails(2);
    assert!(
        said.contains("belongs to an exercise, but the incident is a real one"),
        "{said}"
    );
    assert!(import(&desk, &export).ok().starts_with("EXERCISE"));
}

/// A high number that was imported does not use the year up.
#[test]
fn a_high_number_does_not_stop_later_incidents() {
    let (_bob, export) = exported("Theirs", false);
    let year = &export["code"].as_str().unwrap()[..4];
    let highest = format!("{year}-999999");
    let desk = Desk::new();
    assert!(
        import(&desk, &forged(&export, named("code", &highest)))
            .ok()
            .contains(&highest)
    );
    let opened = desk.run(&["incident", "open", "Mine", "--json"]).json();
    assert_eq!(opened["code"], format!("{year}-001"));
}

/// Gives a second incident the code of the first, as two who opened at once did, or an import of a taken code.
fn lost(desk: &Desk) -> (String, String) {
    let first = desk.run(&["incident", "open", "Mine: ransomware", "--json"]).json();
    let second = desk.run(&["incident", "open", "Theirs", "--json"]).json();
    let code = first["code"].as_str().unwrap().to_owned();
    let (first, second) = (first["id"].as_str().unwrap(), second["id"].as_str().unwrap());
    let database = database(desk);
    let body: Vec<u8> = database
        .query_row("SELECT body FROM event WHERE stream = ?1", [second], |row| row.get(0))
        .unwrap();
    let mut opened: Value = serde_json::from_slice(&body).unwrap();
    opened["code"] = json!(code);
    let body = opened.to_string();
    let mut hash = Sha256::new();
    hash.update([0u8; 32]);
    hash.update(second.as_bytes());
    hash.update([0]);
    hash.update(body.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    // What an earlier firebell wrote: the event of the second with the code of the first, and one row for both.
    database
        .execute_batch(
            "DROP TRIGGER event_is_final; DROP TRIGGER event_stays; DROP TRIGGER leaf_stays; DELETE FROM outbox; \
             DELETE FROM leaf; DELETE FROM meta WHERE key IN ('leaves', 'derived_sum_4');",
        )
        .unwrap();
    let update = "UPDATE event SET body = CAST(?1 AS BLOB), hash = ?2 WHERE stream = ?3";
    database.execute(update, rusqlite::params![body, hash, second]).unwrap();
    let replace = "INSERT OR REPLACE INTO summary SELECT stream, ?1, title, exercise, stage, closed, severity, opened_at, \
                   updated_at, next_at, next_duty, due, possible, seq, rules, soonest_at, possible_until \
                   FROM summary WHERE stream = ?2";
    database.execute(replace, rusqlite::params![code, second]).unwrap();
    drop(database);
    // The log tells of the event as it is now.
    let _ = desk.run(&["audit", "repair"]).ok();
    (code, first.to_owned())
}

#[test]
fn an_incident_that_was_lost_this_way_comes_back() {
    let desk = Desk::new();
    let (code, first) = lost(&desk);
    assert_eq!(codes(&desk), BTreeSet::from([code.clone()]));
    assert!(
        !desk
            .run(&["incident", "list", "--all"])
            .ok()
            .contains("Mine: ransomware")
    );
    let _ = desk.run(&["incident", "show", &first]).fails(2);
    for check in [["audit", "verify"], ["db", "check"]] {
        let ran = desk.run(&check);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(
            ran.out.contains(&format!("2 incidents have the code {code}")),
            "{}",
            ran.out
        );
        assert!(ran.out.contains("firebell db rebuild"), "{}", ran.out);
    }
    let said = desk.run(&["db", "rebuild"]).ok();
    let year = &code[..4];
    let fresh = format!("{year}-002");
    assert!(
        said.contains(&format!("{fresh} was {code}")) && said.contains("Theirs"),
        "{said}"
    );
    // The first one keeps its code, and the record of the other says why it has a new one.
    assert_eq!(codes(&desk), BTreeSet::from([code.clone(), fresh.clone()]));
    assert!(desk.run(&["incident", "show", &code]).ok().contains(&code));
    assert!(desk.run(&["incident", "list"]).ok().contains("Mine: ransomware"));
    let history = desk.run(&["incident", "history", &fresh]).ok();
    assert!(
        history.contains(&format!("Code changed from {code} to {fresh}")),
        "{history}"
    );
    assert!(
        desk.run(&["incident", "show", &fresh])
            .ok()
            .contains(&format!("Its code was {code}"))
    );
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
    let _ = desk.run(&["incident", "note", &fresh, "goes on"]).ok();
    // Done once, there is nothing left to do.
    let again = desk.run(&["db", "rebuild", "--json"]).json();
    assert_eq!(again["recoded"], json!([]));
}

#[test]
fn an_incident_without_a_row_is_noticed() {
    let (desk, code) = Desk::with_incident("t");
    database(&desk).execute_batch("DELETE FROM summary;").unwrap();
    let ran = desk.run(&["db", "check"]);
    assert!(
        ran.code == 1 && ran.out.contains(&format!("incident {code}")),
        "{}",
        ran.out
    );
    let _ = desk.run(&["db", "rebuild"]).ok();
    assert!(desk.run(&["db", "check"]).ok().starts_with("Intact"));
    assert_eq!(codes(&desk), BTreeSet::from([code]));
}

/// Profile and contacts of several people at once: nobody is told to try again, and nothing is lost.
#[test]
fn profile_and_contacts_can_be_changed_by_many_at_once() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for who in 0..3 {
            let desk = &desk;
            scope.spawn(move || {
                for n in 0..3 {
                    let id = format!("c{who}-{n}");
                    let add = [
                        "contacts",
                        "set",
                        &id,
                        "--name",
                        &id,
                        "--roles",
                        "legal",
                        "--channel",
                        "phone:+1 555 0100",
                    ];
                    let _ = desk.run(&add).ok();
                    let _ = desk.run(&["profile", "set", "policy.default", "5"]).ok();
                }
            });
        }
    });
    let contacts = desk.run(&["contacts", "list", "--json"]).json();
    assert_eq!(
        contacts
            .as_object()
            .map_or_else(|| contacts.as_array().unwrap().len(), serde_json::Map::len),
        9
    );
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}
