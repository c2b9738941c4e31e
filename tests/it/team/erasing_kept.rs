//! Keys of incidents that get lost, are taken away by somebody, or come back with a backup of the server; and what an earlier
//! firebell shared, which has none.

use super::erased::{on_one_line, with_an_old_incident};
use super::machine::Machine;
use super::server::Server;
use crate::attack::at;

fn keys(server: &Server) -> String {
    server.owner("SELECT count(wrapped) || ' ' || count(gone) FROM firebell.incident_key")
}

#[test]
fn a_key_that_somebody_took_away_stops_nobody_who_has_it_and_is_put_back() {
    let Some(server) = Server::start() else { return };
    let (dana, code) = with_an_old_incident(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let had = keys(&server);
    let take = |gone: u64| {
        let take = format!("UPDATE firebell.incident_key SET wrapped = NULL, gone = {gone}");
        server.sql("dana", "firebell", &take);
    };
    // With a login that may, and no row that says why.
    take(9999);
    assert!(lee.run(&["incident", "show", &code]).ok().contains("Quetzalcoatl"));
    let kim = Machine::of("kim");
    let invitation = dana.invite("kim", "responder");
    let refused = kim.join_at(&kim.address(&server), &invitation);
    let refused = on_one_line(&refused.err);
    assert!(refused.contains("no entry says that it was erased"), "{refused}");
    let _ = dana.run(&["team", "recover"]).ok();
    assert_eq!(keys(&server), had);
    // Nothing of that try stands in the way of the next one, with the same invitation.
    let _ = kim.join_at(&kim.address(&server), &invitation).ok();
    let listed = kim.run(&["incident", "list", "--all"]);
    assert!(listed.out.contains("Quetzalcoatl"), "{}{}", listed.out, listed.err);
    kim.verifies();
    // As if one of the rows that there are had done it.
    take(2);
    let _ = dana.run(&["team", "recover"]).ok();
    assert_eq!(keys(&server), had);
    // Deleted by the owner of the database.
    server.owner(
        "ALTER TABLE firebell.incident_key DISABLE TRIGGER stays; DELETE FROM firebell.incident_key; \
         ALTER TABLE firebell.incident_key ENABLE TRIGGER stays",
    );
    let _ = lee.run(&["team", "recover"]).ok();
    assert_eq!(keys(&server), had);
    lee.verifies();
}

#[test]
fn a_server_that_was_restored_from_before_an_erasure_gets_it_again() {
    let Some(server) = Server::start() else { return };
    let (dana, code) = with_an_old_incident(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    server.owner("CREATE TABLE backup AS SELECT * FROM firebell.incident_key");
    let _ = dana.run(&["retention", "run", "--yes"]).ok();
    assert!(keys(&server).ends_with(" 1"));
    server.owner(
        "ALTER TABLE firebell.log DISABLE TRIGGER stays; \
         DELETE FROM firebell.log WHERE n = (SELECT max(n) FROM firebell.log); \
         ALTER TABLE firebell.log ENABLE TRIGGER stays; \
         UPDATE firebell.incident_key k SET wrapped = b.wrapped, gone = NULL FROM backup b WHERE b.id = k.id; \
         DROP TABLE backup",
    );
    assert!(keys(&server).ends_with(" 0"));
    let _ = dana.run(&["team", "recover"]).ok();
    assert!(keys(&server).ends_with(" 1"), "{}", keys(&server));
    let _ = lee.run(&["incident", "list"]).ok();
    let kim = dana.colleague(&server, "kim", "responder");
    for machine in [&dana, &lee, &kim] {
        assert_eq!(machine.probes()[0], 0, "{}", machine.name);
        assert_ne!(machine.run(&["incident", "show", &code]).code, 0);
        machine.verifies();
    }
    assert_eq!(dana.root(), kim.root());
}

#[test]
fn what_was_shared_without_keys_is_read_on_and_refused_to_be_erased_with_the_way() {
    let Some(server) = Server::start() else { return };
    let (dana, keyed) = with_an_old_incident(&server);
    // Tables of an earlier firebell.
    server.owner("ALTER TABLE firebell.incident_key RENAME TO aside; DROP TABLE firebell.erasure_report");
    let year = "2019-04-05T10:00:00Z";
    let open = ["incident", "open", "Zanzibarian", "--zone", "UTC", "--json"];
    let plain = at(&dana.desk, year, &open).json()["code"].as_str().unwrap().to_owned();
    let _ = at(&dana.desk, year, &["incident", "close", &plain, "--rationale", "over"]).ok();
    let words = on_one_line(&dana.run(&["team", "status"]).ok());
    assert!(
        words.contains("The tables on the server are of an earlier firebell"),
        "{words}"
    );
    let run = ["retention", "run", "--yes"];
    let refused = on_one_line(&dana.run(&run).fails(1));
    assert!(refused.contains("firebell team schema"), "{refused}");
    // A record that is to be shared is not put there without them.
    let other = Machine::of("dana");
    let _ = other.run(&["--actor", "dana", "init"]).ok();
    let refused = on_one_line(&other.run(&["team", "create", &other.address(&server)]).fails(1));
    assert!(refused.contains("firebell team schema"), "{refused}");
    server.owner("ALTER TABLE firebell.aside RENAME TO incident_key");
    server.set_up_again();
    let lee = dana.colleague(&server, "lee", "commander");
    assert!(lee.run(&["incident", "show", &plain]).ok().contains("Zanzibarian"));
    // The one goes, the other stays, and is told of.
    let ran = dana.run(&run);
    assert_eq!(ran.code, 1, "{}", ran.out);
    let said = on_one_line(&format!("{} {}", ran.out, ran.err));
    assert!(said.contains(&format!("{keyed}: 2 events erased")), "{said}");
    assert!(
        said.contains(&format!("not erased: {plain}")) && said.contains("firebell help sharing"),
        "{said}"
    );
    let _ = lee.run(&["incident", "list"]).ok();
    for machine in [&dana, &lee] {
        let probes = machine.probes();
        assert!(probes[0] == 0 && probes[1] > 0, "{probes:?}");
        machine.verifies();
    }
    assert_eq!(dana.root(), lee.root());
}

#[test]
fn on_another_server_the_keys_are_there_too_and_those_that_went_are_not() {
    let (Some(server), Some(other)) = (Server::start(), Server::start()) else {
        return;
    };
    let (dana, code) = with_an_old_incident(&server);
    let kept = dana.open_incident("a laptop is gone");
    let _ = dana.run(&["retention", "run", "--yes"]).ok();
    let file = dana.desk.beside("rows");
    let _ = dana.run(&["team", "export", "--output", file.to_str().unwrap()]).ok();
    let _ = dana
        .run(&["team", "import", file.to_str().unwrap(), &dana.address(&other)])
        .ok();
    assert_eq!(keys(&other), keys(&server));
    let _ = dana.run(&["team", "address", &dana.address(&other)]).ok();
    let kim = dana.colleague(&other, "kim", "responder");
    assert!(kim.run(&["incident", "show", &kept]).ok().contains("a laptop is gone"));
    assert_ne!(kim.run(&["incident", "show", &code]).code, 0);
    assert_eq!(kim.probes()[0], 0);
    kim.verifies();
    assert_eq!(dana.root(), kim.root());
}
