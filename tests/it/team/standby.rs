//! A commit that came back without its standby: the entry is there, and that it could be lost is said.

use super::machine::Machine;
use super::server::Server;

#[test]
fn a_commit_that_might_not_have_been_replicated_is_told_as_such() {
    let Some(primary) = Server::start() else { return };
    let mut standby = primary.standby();
    let dana = Machine::sharing(&primary);
    let code = dana.open_incident("a laptop is gone");
    standby.stop();
    let noted = std::thread::scope(|scope| {
        let noted = scope.spawn(|| dana.note(&code, "waits for its standby"));
        // Somebody who runs the server ends the wait.
        let end = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity \
                   WHERE wait_event = 'SyncRep' AND query LIKE '%INSERT INTO firebell.log%'";
        for _ in 0..1000 {
            if noted.is_finished() || primary.sql("postgres", "firebell", end) != "0" {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        noted.join().unwrap()
    });
    assert!(
        noted.err.contains("did not confirm that its standby has it"),
        "{}",
        noted.err
    );
    assert!(!noted.ok().contains("NOT YET SHARED"));
    standby.run();
    let notes = dana.run(&["incident", "notes", &code]).ok();
    assert_eq!(notes.matches("waits for its standby").count(), 1, "{notes}");
    dana.verifies();
}
