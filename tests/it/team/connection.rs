//! The way to the server: encrypted and verified, to the one that was named, with secrets that show up nowhere.

use super::machine::Machine;
use super::server::{PASSWORD, Server};

#[test]
fn a_server_that_cannot_prove_who_it_is_gets_nothing() {
    let Some(mut server) = Server::start() else { return };
    let Some((ca, other)) = server.encrypt() else { return };
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let pass = dana.desk.beside("server.pass").display().to_string();
    let (port, ca, other) = (server.port, ca.display(), other.display());
    let refusals = [
        (
            "another authority",
            format!("localhost:{port}/firebell?sslrootcert={other}&passfile={pass}"),
            4,
            "certificate verify failed",
        ),
        (
            "another name",
            format!("127.0.0.1:{port}/firebell?sslrootcert={ca}&passfile={pass}"),
            4,
            "certificate verify failed",
        ),
        (
            "not encrypted",
            format!("127.0.0.1:{port}/firebell?passfile={pass}"),
            1,
            "no encryption",
        ),
        (
            "no tables",
            format!("localhost:{port}/postgres?sslrootcert={ca}&passfile={pass}"),
            2,
            "no tables of firebell",
        ),
    ];
    for (why, rest, code, words) in refusals {
        let refused = dana
            .run(&["team", "create", &format!("postgres://dana@{rest}")])
            .fails(code);
        assert!(refused.contains(words), "{why}: {refused}");
    }
    let wrong = dana.desk.write_secret("wrong.pass", b"Heron-granite-11-window");
    let wrong = format!(
        "postgres://dana@localhost:{port}/firebell?sslrootcert={ca}&passfile={}",
        wrong.display()
    );
    let refused = dana.run(&["team", "create", &wrong]).fails(1);
    assert!(
        refused.contains("password authentication failed") && !refused.contains("Heron"),
        "{refused}"
    );
    assert_eq!(server.owner("SELECT count(*) FROM firebell.log"), "0");
    // The first host is dead; the second is who it says.
    let good = format!("postgres://dana@localhost:1,localhost:{port}/firebell?sslrootcert={ca}&passfile={pass}");
    let _ = dana.run(&["team", "create", &good]).ok();
    let status = dana.run(&["team", "status", "--json"]).json();
    assert_eq!((&status["encrypted"], &status["reached"]), (&true.into(), &true.into()));
    // The password is in no file of the record.
    for entry in std::fs::read_dir(dana.desk.data()).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        assert!(
            !bytes
                .windows(PASSWORD.len())
                .any(|window| window == PASSWORD.as_bytes()),
            "{:?}",
            entry.path()
        );
    }
}

#[test]
fn a_server_that_accepts_and_stays_silent_is_given_up() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let refused = dana
        .run(&["team", "create", &format!("postgres://dana@127.0.0.1:{port}/firebell")])
        .fails(4);
    assert!(refused.contains("no answer in time"), "{refused}");
    let refused = dana
        .run(&["team", "create", "postgres://dana:walnut-7@127.0.0.1/firebell"])
        .fails(2);
    assert!(
        refused.contains("holds a password") && !refused.contains("walnut-7"),
        "{refused}"
    );
}
