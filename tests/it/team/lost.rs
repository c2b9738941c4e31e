//! A server that dies while something is recorded: what was acknowledged is there once, whether the server had committed it
//! or it waited.

use std::sync::Mutex;
use std::time::Duration;

use super::machine::Machine;
use super::server::Server;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Committed,
    Waits,
    NotRecorded,
}

#[test]
fn a_server_that_dies_in_the_middle_loses_nothing_that_was_acknowledged() {
    let Some(mut server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let told: Mutex<Vec<(String, Told)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for machine in [&dana, &lee] {
            let (told, code) = (&told, &code);
            scope.spawn(move || {
                for n in 0..10 {
                    let text = format!("{} wrote {n}.", machine.name);
                    let ran = machine.note(code, &text);
                    let came = match ran.code {
                        0 if ran.out.contains("NOT YET SHARED") => Told::Waits,
                        0 => Told::Committed,
                        _ => Told::NotRecorded,
                    };
                    told.lock().unwrap().push((text, came));
                }
            });
        }
        for _ in 0..3 {
            let before = told.lock().unwrap().len();
            // Two more are through, and others are on their way.
            for _ in 0..400 {
                if told.lock().unwrap().len() >= (before + 2).min(20) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(25));
            }
            server.crash();
            server.run();
        }
    });
    let told = told.into_inner().unwrap();
    assert!(told.iter().any(|(_, came)| *came == Told::Committed), "{told:?}");
    assert!(told.iter().all(|(_, came)| *came != Told::NotRecorded), "{told:?}");
    for machine in [&dana, &lee] {
        let _ = machine.run(&["team", "status"]).ok();
    }
    for machine in [&dana, &lee] {
        let notes = machine.run(&["incident", "notes", &code]).ok();
        for (text, came) in &told {
            assert_eq!(notes.matches(text.as_str()).count(), 1, "{text}: {came:?}");
        }
        machine.verifies();
    }
    assert_eq!(dana.root(), lee.root());
}
