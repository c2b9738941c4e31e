//! Moments of entries rest on the clock of the machine that records them. How far each is from the server's is shown on all of
//! them.

use std::time::{SystemTime, UNIX_EPOCH};

use super::machine::Machine;
use super::server::Server;
use crate::common::record::Ran;
use crate::faults;

/// Runs a command on a machine whose clock is that many seconds ahead.
fn ahead(machine: &Machine, shim: &std::path::Path, seconds: u64, args: &[&str]) -> Ran {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut command = machine.command(args);
    command
        .env("LD_PRELOAD", shim)
        .env("FAULT_CLOCK", (now + seconds).to_string());
    command.output().unwrap().into()
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_clock_that_is_ahead_is_shown_on_that_machine_and_on_every_other() {
    let Some(server) = Server::start() else { return };
    let Some(shim) = faults::shim() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let noted = ahead(&lee, &shim, 600, &["incident", "note", &code, "from tomorrow"]);
    assert!(noted.err.contains("clock"), "{}", noted.err);
    assert!(!noted.ok().contains("NOT YET SHARED"));
    let own = on_one_line(&ahead(&lee, &shim, 600, &["team", "status"]).ok());
    assert!(own.contains("seconds ahead of the server's"), "{own}");
    let told = on_one_line(&dana.run(&["team", "status"]).ok());
    assert!(told.contains("The clock of lee's machine was"), "{told}");
    assert!(!told.contains("The clock of dana's machine"), "{told}");
    let status = dana.run(&["team", "status", "--json"]).json();
    let seconds = |name: &str| {
        let clocks = status["clocks"].as_array().unwrap();
        let clock = clocks.iter().find(|clock| clock["name"] == name).unwrap();
        clock["ahead_seconds"].as_i64().unwrap()
    };
    // Starting takes a while on a busy machine.
    assert!((560..=601).contains(&seconds("lee")), "{status}");
    assert!((-40..=1).contains(&seconds("dana")), "{status}");
    // Once it is right, what is recorded next shows that.
    let _ = lee.note(&code, "on time").ok();
    let told = on_one_line(&dana.run(&["team", "status"]).ok());
    assert!(!told.contains("The clock of lee's machine"), "{told}");
}
