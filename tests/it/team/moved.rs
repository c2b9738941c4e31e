//! The rows of a server in a file: the same everywhere, found out where they were changed, and good for another server.

use super::machine::Machine;
use super::server::Server;

#[test]
fn a_record_moves_from_one_server_to_another_and_back_to_one_file_digest_for_digest() {
    let (Some(first), Some(second)) = (Server::start(), Server::start()) else {
        return;
    };
    let dana = Machine::sharing(&first);
    let lee = dana.colleague(&first, "lee", "commander");
    let code = dana.open_incident("a laptop is gone");
    let _ = lee.note(&code, "left in a taxi").ok();
    let file = dana.desk.beside("rows");
    let file = file.to_str().unwrap();
    let written = dana.run(&["team", "export", "--out", file, "--json"]).json();
    assert_eq!(written["entries"], written["here_too"]);
    let bytes = std::fs::read(file).unwrap();
    for secret in ["laptop", "taxi", "commander"] {
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret}");
    }
    assert_eq!(
        lee.run(&["team", "check", file, "--json"]).json()["end"],
        written["end"]
    );
    // On another server it is the same log.
    let there = dana.address(&second);
    let put = dana.run(&["team", "import", file, &there, "--json"]).json();
    assert_eq!(put["put"], written["entries"]);
    let rows = "SELECT md5(string_agg(hash::text || sealed::text, ',' ORDER BY n)) FROM firebell.log";
    assert_eq!(first.owner(rows), second.owner(rows));
    let again = dana.run(&["team", "import", file, &there, "--json"]).json();
    assert_eq!(again["put"], 0);
    let root = dana.root();
    let _ = dana.run(&["team", "address", &there]).ok();
    let _ = lee.run(&["team", "address", &lee.address(&second)]).ok();
    assert_eq!(dana.root(), root);
    let _ = lee.note(&code, "on the other server").ok();
    assert!(
        dana.run(&["incident", "notes", &code])
            .ok()
            .contains("on the other server")
    );
    // Somebody new joins there.
    let kim = dana.colleague(&second, "kim", "responder");
    assert_eq!(dana.root(), kim.root());
    // And back to one file.
    let root = dana.root();
    let _ = dana.run(&["team", "leave", "--yes"]).ok();
    assert_eq!(dana.root(), root);
    dana.verifies();
    kim.verifies();
}

#[test]
fn a_file_that_was_changed_or_cut_off_is_put_nowhere() {
    let (Some(server), Some(other)) = (Server::start(), Server::start()) else {
        return;
    };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let _ = dana.note(&code, "left in a taxi").ok();
    let file = dana.desk.beside("rows");
    let _ = dana.run(&["team", "export", "--out", file.to_str().unwrap()]).ok();
    let whole = std::fs::read(&file).unwrap();
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let cases = [
        ("cut off", whole[..whole.len() - 1].to_vec()),
        ("without its end", whole[..whole.len() / 2].to_vec()),
        ("another beginning", changed(3)),
        ("a byte in the middle", changed(whole.len() / 2)),
        ("a byte near the end", changed(whole.len() - 3)),
        ("something behind it", [&whole[..], b"more"].concat()),
        ("empty", Vec::new()),
    ];
    for (why, bytes) in cases {
        std::fs::write(&file, bytes).unwrap();
        for args in [
            vec!["team", "check", file.to_str().unwrap()],
            vec!["team", "import", file.to_str().unwrap(), &dana.address(&other)],
        ] {
            let ran = dana.run(&args);
            assert_ne!(ran.code, 0, "{why}: {}", ran.out);
        }
        assert_eq!(other.owner("SELECT count(*) FROM firebell.log"), "0", "{why}");
    }
    // More than such a file may hold is refused before it is read.
    std::fs::write(&file, &whole).unwrap();
    std::fs::File::options()
        .append(true)
        .open(&file)
        .unwrap()
        .set_len(4 * 1024 * 1024 * 1024 + 1)
        .unwrap();
    let refused = dana.run(&["team", "import", file.to_str().unwrap(), &dana.address(&other)]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("is larger than"), "{}", refused.err);
    assert_eq!(other.owner("SELECT count(*) FROM firebell.log"), "0");
    // One of another record.
    let kim = Machine::of("kim");
    let _ = kim.run(&["--actor", "kim", "init"]).ok();
    let _ = kim.run(&["team", "create", &kim.address(&server)]).ok();
    std::fs::write(&file, &whole).unwrap();
    let refused = kim.run(&["team", "check", file.to_str().unwrap()]).fails(2);
    assert!(refused.contains("of another record"), "{refused}");
}
