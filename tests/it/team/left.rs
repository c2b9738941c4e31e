//! Somebody who was taken out while they were away: what waits on their machine goes nowhere.

use super::cable::Cable;
use super::machine::Machine;
use super::server::Server;

#[test]
fn what_waits_of_somebody_who_was_taken_out_is_never_sent() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let _ = lee.run(&["incident", "list"]).ok();
    let cable = Cable::between(&lee, &server);
    cable.cut();
    assert!(lee.note(&code, "written away").ok().contains("NOT YET SHARED"));
    let _ = dana.run(&["member", "revoke", "lee"]).ok();
    let of_lee = "SELECT count(*) FROM firebell.log WHERE login = 'lee'";
    let before = server.owner(of_lee);
    cable.mend();
    // The first command hears of it, and so does each after it.
    for _ in 0..2 {
        let refused = lee.run(&["incident", "list"]).fails(3);
        assert!(refused.contains("was revoked"), "{refused}");
    }
    assert_eq!(server.owner(of_lee), before);
    let notes = dana.run(&["incident", "notes", &code]).ok();
    assert!(!notes.contains("written away"), "{notes}");
    dana.verifies();
}
