//! Several people at once: nobody's work is lost, none is done twice, and codes are given once.

use std::collections::BTreeSet;

use super::machine::Machine;
use super::server::Server;

/// dana's record, shared, and lee, who was asked in.
fn two() -> Option<(Server, Machine, Machine)> {
    let server = Server::start()?;
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    Some((server, dana, lee))
}

/// Both have the same, and it fits together.
fn have_the_same(dana: &Machine, lee: &Machine) {
    assert_eq!(dana.root(), lee.root());
    dana.verifies();
    lee.verifies();
}

fn note_of_each(machines: &[&Machine], code: &str, notes: usize) {
    std::thread::scope(|scope| {
        for machine in machines {
            scope.spawn(move || {
                for n in 0..notes {
                    let _ = machine.note(code, &format!("{} wrote {n}", machine.name)).ok();
                }
            });
        }
    });
}

#[test]
fn two_people_write_on_one_incident_and_each_entry_is_there_once() {
    let Some((_server, dana, lee)) = two() else { return };
    let code = dana.open_incident("a laptop is gone");
    note_of_each(&[&dana, &lee], &code, 4);
    for machine in [&dana, &lee] {
        let timeline = machine.run(&["incident", "notes", &code]).ok();
        for name in ["dana", "lee"] {
            for n in 0..4 {
                assert_eq!(timeline.matches(&format!("{name} wrote {n}")).count(), 1, "{timeline}");
            }
        }
    }
    have_the_same(&dana, &lee);
}

#[test]
fn two_people_open_incidents_at_once_and_no_code_is_given_twice() {
    let Some((_server, dana, lee)) = two() else { return };
    let codes: Vec<String> = std::thread::scope(|scope| {
        let both: Vec<_> = [&dana, &lee]
            .map(|machine| {
                scope.spawn(move || {
                    (0..3)
                        .map(|n| machine.open_incident(&format!("case {n}")))
                        .collect::<Vec<_>>()
                })
            })
            .into_iter()
            .collect();
        both.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    let different: BTreeSet<&String> = codes.iter().collect();
    assert_eq!(different.len(), 6, "{codes:?}");
    have_the_same(&dana, &lee);
}

#[test]
fn a_copy_that_is_behind_decides_on_what_is_there_now() {
    let Some((_server, dana, lee)) = two() else { return };
    let code = dana.open_incident("a laptop is gone");
    // lee's machine has not heard of the incident; its first command takes it in.
    let _ = lee.note(&code, "seen at once").ok();
    let _ = dana.run(&["incident", "close", &code, "--rationale", "found again"]);
    let closed = dana.run(&["incident", "show", &code, "--json"]).json();
    let shown = lee.run(&["incident", "show", &code, "--json"]).json();
    assert_eq!(shown["closed"], closed["closed"]);
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn two_people_file_the_same_notice_and_the_second_is_asked() {
    let Some((_server, dana, lee)) = two() else { return };
    let code = dana.open_incident("a mailbox was read");
    let file = [
        "incident",
        "file",
        &code,
        "us-tx/regulator",
        "--without-letter",
        "by telephone",
    ];
    let _ = dana.run(&file).ok();
    // lee's machine has not heard of it when lee begins.
    let asked = lee.run(&file).fails(1);
    let asked = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "has an initial notice of",
        "recorded by dana",
        "supplement",
        "sent twice",
        "--confirm",
    ] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    let both = [&file[..], &["--confirm", "both of us called them"]].concat();
    let _ = lee.run(&both).ok();
    for machine in [&dana, &lee] {
        let history = machine.run(&["incident", "history", &code]).ok();
        let history = history.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            history
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .matches("of Texas: filed")
                .count(),
            2,
            "{history}"
        );
        assert!(history.contains("both of us called them"), "{history}");
    }
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn eight_runs_at_once_on_one_incident_lose_nothing() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let mut machines: Vec<Machine> = ["lee", "kim", "sam"]
        .map(|name| dana.colleague(&server, name, "commander"))
        .into_iter()
        .collect();
    machines.push(dana);
    let code = machines[0].open_incident("a laptop is gone");
    // Two runs on each of four machines.
    std::thread::scope(|scope| {
        for machine in &machines {
            for run in 0..2 {
                let code = &code;
                scope.spawn(move || {
                    for n in 0..2 {
                        let _ = machine.note(code, &format!("{} {run} wrote {n}", machine.name)).ok();
                    }
                });
            }
        }
    });
    let root = machines[0].root();
    for machine in &machines {
        let notes = machine.run(&["incident", "notes", &code]).ok();
        for by in ["dana", "lee", "kim", "sam"] {
            for text in [0, 1]
                .iter()
                .flat_map(|run| [0, 1].map(|n| format!("{by} {run} wrote {n}")))
            {
                assert_eq!(notes.matches(&text).count(), 1, "{text}: {notes}");
            }
        }
        assert_eq!(machine.root(), root);
        machine.verifies();
    }
}

#[test]
fn what_a_colleague_filed_is_not_recorded_as_not_required_without_a_question() {
    let Some((_server, dana, lee)) = two() else { return };
    let code = dana.open_incident("a mailbox was read");
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
    let file = [
        "incident",
        "file",
        &code,
        "us-tx/regulator",
        "--without-letter",
        "by telephone",
    ];
    let _ = lee.run(&file).ok();
    // dana has not heard of it.
    let asked = dana.run(&resolve).fails(1);
    let asked = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["was filed on", "recorded by lee", "withdrawn", "--confirm"] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    let shown = |machine: &Machine| {
        let shown = machine.run(&["incident", "show", &code]).ok();
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for machine in [&dana, &lee] {
        assert!(shown(machine).contains("us-tx/regulator filed"), "{}", shown(machine));
    }
    let confirmed = [&resolve[..], &["--confirm", "lee called the wrong office"]].concat();
    let _ = dana.run(&confirmed).ok();
    // Said once, it is not asked again.
    let _ = dana.run(&resolve).ok();
    let notes = lee.run(&["incident", "notes", &code]).ok();
    assert!(notes.contains("lee called the wrong office"), "{notes}");
    assert_eq!(dana.root(), lee.root());
}

/// Has dana's next row wait on the server until somebody else's has come.
fn has_dana_come_late(server: &Server) {
    server.owner(
        "CREATE SEQUENCE public.once; GRANT USAGE ON SEQUENCE public.once TO firebell_writer; \
         CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF session_user = 'dana' AND nextval('public.once') = 1 THEN \
         FOR look IN 1..90 LOOP EXIT WHEN EXISTS (SELECT FROM firebell.log other WHERE other.record = NEW.record AND other.n = NEW.n); \
         PERFORM pg_sleep(0.05); END LOOP; END IF; RETURN NEW; END $$; \
         CREATE TRIGGER wait BEFORE INSERT ON firebell.log FOR EACH ROW EXECUTE FUNCTION public.wait()",
    );
}

#[test]
fn whoever_comes_late_is_shown_what_the_other_said_about_the_same_before_it_is_overwritten() {
    let Some((server, dana, lee)) = two() else { return };
    let code = dana.open_incident("a laptop is gone");
    let _ = lee.run(&["incident", "list"]).ok();
    has_dana_come_late(&server);
    let set = |machine: &Machine, value: &str| machine.run(&["incident", "fact", "set", &code, "data.acquired", value]);
    std::thread::scope(|scope| {
        let late = scope.spawn(|| set(&dana, "likely"));
        let waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        for _ in 0..1000 {
            if server.owner(waits) != "0" {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let _ = set(&lee, "possible").ok();
        let refused = late.join().unwrap().fails(1);
        assert!(refused.contains("lee recorded meanwhile"), "{refused}");
    });
    let facts = lee.run(&["incident", "fact", "history", &code]).ok();
    assert!(facts.contains("possible") && !facts.contains("likely"), "{facts}");
    // Said again with that in mind, it is recorded.
    let _ = set(&dana, "likely").ok();
    have_the_same(&dana, &lee);
}

#[test]
fn on_one_file_a_filing_is_asked_about_before_it_is_shown_as_something_else_too() {
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let _ = dana.run(&["profile", "set", "country", "US"]).ok();
    let code = dana.open_incident("a mailbox was read");
    let place = [code.as_str(), "us-tx/regulator"];
    let resolve = |why: &str| {
        let begin = ["incident", "resolve", place[0], place[1], "not-required"];
        dana.run(&[&begin[..], &["--rationale", why]].concat())
    };
    let _ = resolve("nobody in Texas").ok();
    // The same said twice is no contradiction: both reasons stand.
    let _ = resolve("two lists say so").ok();
    let history = dana.run(&["incident", "history", &code]).ok();
    let history = history.split_whitespace().collect::<Vec<_>>().join(" ");
    for why in ["nobody in Texas", "two lists say so"] {
        assert!(history.contains(why), "{history}");
    }
    let file = [
        "incident",
        "file",
        place[0],
        place[1],
        "--without-letter",
        "by telephone",
    ];
    let _ = dana.run(&file).ok();
    let asked = resolve("nobody in Texas after all").fails(1);
    assert!(asked.contains("was filed on") && asked.contains("--confirm"), "{asked}");
    let again = dana.run(&file).fails(1);
    assert!(again.contains("has an initial notice of"), "{again}");
    dana.verifies();
}
