//! A checkpoint that somebody else in the team made, on a machine of their own.

use super::machine::Machine;
use super::server::Server;

fn verified(machine: &Machine, file: &str) -> (i32, serde_json::Value, String) {
    let json = machine.run(&["audit", "verify", "--against", file, "--json"]);
    let words = machine.run(&["audit", "verify", "--against", file]);
    let words = words.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = serde_json::from_str(&json.out).unwrap_or_else(|_| panic!("{}{}", json.out, json.err));
    (json.code, value, words)
}

#[test]
fn a_colleague_s_checkpoint_is_known_by_whoever_made_it_and_where() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let lee = dana.colleague(&server, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let file = dana.desk.beside("state");
    let file = file.to_str().unwrap();
    let _ = dana.run(&["audit", "checkpoint", "--out", file]).ok();
    // lee's machine takes in what it lacks.
    let (exit, found, words) = verified(&lee, file);
    assert_eq!(exit, 0, "{found}");
    let against = &found["against"][0];
    assert_eq!(
        (&against["signed"], &against["fits"]),
        (&true.into(), &true.into()),
        "{found}"
    );
    let made_by = &against["made_by"];
    assert_eq!(
        (&made_by["name"], &made_by["same_log"]),
        (&"dana".into(), &true.into()),
        "{found}"
    );
    assert_eq!(
        made_by["entry"].to_string(),
        server.owner("SELECT max(n) FROM firebell.log")
    );
    assert!(words.contains("signed by dana on the machine"), "{words}");
    assert!(words.contains("of the team's log, which is the same here"), "{words}");
    // On the machine that made it, it is the record's own.
    let (exit, found, _) = verified(&dana, file);
    assert_eq!(
        (exit, &found["against"][0]["made_by"]),
        (0, &serde_json::Value::Null),
        "{found}"
    );
    // A changed one is nobody's.
    let text = std::fs::read_to_string(file).unwrap();
    let _ = dana.note(&code, "afterwards").ok();
    for changed in [
        text.replacen("time 20", "time 19", 1),
        text.replacen("team ", "team 1", 1),
    ] {
        assert_ne!(changed, text);
        let other = lee.desk.beside("changed");
        std::fs::write(&other, changed).unwrap();
        let refused = lee.run(&["audit", "verify", "--against", other.to_str().unwrap(), "--json"]);
        let against: serde_json::Value = serde_json::from_str(&refused.out).unwrap_or_default();
        assert_ne!(against["against"][0]["signed"], true, "{}{}", refused.out, refused.err);
    }
}
