//! The way to the server: encrypted and verified, to the one that was named, with secrets that show up nowhere.

use std::time::{Duration, Instant};

use super::machine::Machine;
use super::server::{PASSWORD, Server};

/// Addresses that are refused: why, the address behind the login, the exit code and what is said.
fn refusals(port: u16, (ca, other): (&str, &str), pass: &str) -> [(&'static str, String, i32, &'static str); 5] {
    [
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
        (
            "no password",
            format!("localhost:{port}/firebell?sslrootcert={ca}"),
            2,
            "passfile=FILE",
        ),
    ]
}

#[test]
fn a_server_that_cannot_prove_who_it_is_gets_nothing() {
    let Some(mut server) = Server::start() else { return };
    let Some((ca, other)) = server.encrypt() else { return };
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let pass = dana.desk.beside("server.pass").display().to_string();
    let (port, ca, other) = (server.port, ca.display(), other.display());
    let refusals = refusals(port, (&ca.to_string(), &other.to_string()), &pass);
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

#[test]
fn a_host_that_accepts_and_stays_silent_does_not_keep_the_next_one_from_being_tried() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    // Nobody takes the connections that the system accepts for it.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let both = format!("127.0.0.1:{port},127.0.0.1:{}/", server.port);
    let address = dana
        .address(&server)
        .replace(&format!("127.0.0.1:{}/", server.port), &both);
    let _ = dana.run(&["team", "address", &address]).ok();
    let code = dana.open_incident("a laptop is gone");
    let begun = Instant::now();
    let noted = dana.note(&code, "sent past the silent one");
    let took = begun.elapsed();
    assert!(!noted.ok().contains("NOT YET SHARED"));
    let status = dana.run(&["team", "status", "--json"]).json();
    assert_eq!(status["reached"], true, "{status}");
    // The one that worked last is tried first: nobody waits for the silent one at each command.
    assert!(took < Duration::from_secs(6), "{took:?}");
    let before = server.owner("SELECT count(*) FROM firebell.log");
    let connections = || {
        silent.set_nonblocking(true).unwrap();
        std::iter::from_fn(|| silent.accept().ok()).count()
    };
    assert!(connections() > 0);
    let _ = dana.note(&code, "the good one at once").ok();
    assert_eq!(connections(), 0);
    assert_ne!(server.owner("SELECT count(*) FROM firebell.log"), before);
}

#[test]
fn a_transaction_that_somebody_leaves_open_holds_nobody_up_for_long() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let code = dana.open_incident("a laptop is gone");
    let held = server.left_open(
        "lee",
        "INSERT INTO firebell.log (record, n, before, id, signer, epoch, sealed, prev, hash, sig) \
         SELECT record, n + 1, n, gen_random_uuid(), signer, epoch, sealed, hash, sha256(hash), sig \
         FROM firebell.log ORDER BY n DESC LIMIT 1",
    );
    let begun = Instant::now();
    let noted = dana.note(&code, "waits for nobody");
    let took = begun.elapsed();
    assert!(noted.err.contains("transaction open"), "{}", noted.err);
    assert!(noted.ok().contains("NOT YET SHARED"));
    assert!(took < Duration::from_secs(9), "{took:?}");
    drop(held);
    let status = dana.run(&["team", "status", "--json"]).json();
    assert_eq!(status["reached"], true, "{status}");
    let notes = dana.run(&["incident", "notes", &code]).ok();
    assert_eq!(notes.matches("waits for nobody").count(), 1, "{notes}");
    assert!(!notes.contains("NOT YET SHARED"), "{notes}");
    dana.verifies();
}

#[test]
fn sessions_of_firebell_that_are_left_in_a_transaction_end_by_themselves() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    // Seen from within, as a row comes in.
    server.owner(
        "CREATE TABLE public.seen (setting text); GRANT INSERT ON public.seen TO firebell_writer; \
         CREATE FUNCTION public.look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         INSERT INTO public.seen VALUES (current_setting('idle_in_transaction_session_timeout')); RETURN NEW; END $$; \
         CREATE TRIGGER look BEFORE INSERT ON firebell.log FOR EACH ROW EXECUTE FUNCTION public.look()",
    );
    let _ = dana.open_incident("a laptop is gone");
    assert_eq!(server.owner("SELECT DISTINCT setting FROM public.seen"), "30s");
}

/// Somebody in the place of the server who asks for the password in a way of theirs; gives what they were told.
fn asks_for_password(how: [u8; 4]) -> (u16, std::thread::JoinHandle<Vec<u8>>) {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = vec![0; 4096];
        let count = stream.read(&mut bytes).unwrap();
        bytes.truncate(count);
        // An authentication request, with a salt behind it that only one of them reads.
        let salt: &[u8] = if how == [0, 0, 0, 5] { &[1, 2, 3, 4] } else { &[] };
        let length = u32::try_from(8 + salt.len()).unwrap().to_be_bytes();
        let asked = [b"R".as_slice(), &length, &how, salt].concat();
        stream.write_all(&asked).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        [bytes, answer].concat()
    });
    (port, told)
}

#[test]
fn whoever_asks_for_the_password_itself_does_not_get_it() {
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let pass = dana.desk.beside("server.pass").display().to_string();
    for (how, words) in [([0, 0, 0, 3], "in clear text"), ([0, 0, 0, 5], "MD5")] {
        let (port, told) = asks_for_password(how);
        let address = format!("postgres://dana@127.0.0.1:{port}/firebell?passfile={pass}");
        let refused = dana.run(&["team", "create", &address]).fails(2);
        assert!(refused.contains(words) && refused.contains("was not sent"), "{refused}");
        let told = told.join().unwrap();
        let startup = told.windows(8).any(|window| window == b"firebell");
        // A password is answered with a message that begins so.
        let answered = told.len() > usize::try_from(u32::from_be_bytes(*told.first_chunk().unwrap())).unwrap();
        assert!(startup && !answered, "{told:?}");
    }
}

#[test]
fn a_key_or_a_password_that_others_may_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt as _;
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let pass = dana.desk.beside("server.pass").display().to_string();
    let open = dana.desk.write_secret("open", b"secret\n");
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o644)).unwrap();
    let open = open.display();
    for rest in [
        format!("db.example.invalid/firebell?passfile={pass}&sslcert={pass}&sslkey={open}"),
        format!("127.0.0.1:1/firebell?passfile={open}"),
    ] {
        let refused = dana
            .run(&["team", "create", &format!("postgres://dana@{rest}")])
            .fails(2);
        assert!(refused.contains("others on this machine may read"), "{refused}");
    }
}

#[test]
fn people_get_in_with_certificates_of_their_own_and_with_what_a_command_prints() {
    let Some(mut server) = Server::start() else { return };
    let Some((ca, _)) = server.encrypt() else { return };
    let [certificate, key] = server.want_certificates();
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let (port, ca) = (server.port, ca.display());
    let place = format!("localhost:{port}/firebell?sslrootcert={ca}");
    let with = format!("sslcert={}&sslkey={}", certificate.display(), key.display());
    // Without one, and with one of somebody else, nobody is let in; a password opens nothing.
    let pass = dana.desk.beside("server.pass").display().to_string();
    for address in [
        format!("postgres://dana@{place}&passfile={pass}"),
        format!("postgres://lee@{place}&{with}&passfile={pass}"),
    ] {
        let refused = dana.run(&["team", "create", &address]);
        assert!([1, 4].contains(&refused.code), "{}", refused.err);
        assert!(refused.err.contains("certificate"), "{}", refused.err);
    }
    assert_eq!(server.owner("SELECT count(*) FROM firebell.log"), "0");
    let _ = dana
        .run(&["team", "create", &format!("postgres://dana@{place}&{with}")])
        .ok();
    let _ = dana.open_incident("a laptop is gone");
    assert_eq!(server.owner("SELECT DISTINCT login FROM firebell.log"), "dana");

    let Some(server) = Server::start() else { return };
    let lee = Machine::of("lee");
    let _ = lee.run(&["--actor", "lee", "init"]).ok();
    let command = |words: &str| format!("{}?passcommand={words}", server.address("lee"));
    let refused = lee.run(&["team", "create", &command("false")]).fails(2);
    assert!(refused.contains("the command that gives the password"), "{refused}");
    let pass = lee.desk.beside("server.pass").display().to_string().replace('/', "%2F");
    let _ = lee.run(&["team", "create", &command(&format!("cat%20{pass}"))]).ok();
    let _ = lee.open_incident("a phone is gone");
}

#[test]
fn a_server_that_lets_in_without_a_bound_password_is_refused_unless_the_address_says_otherwise() {
    let Some(mut server) = Server::start() else { return };
    let Some((ca, _)) = server.encrypt() else { return };
    let dana = Machine::of("dana");
    let _ = dana.run(&["--actor", "dana", "init"]).ok();
    let pass = dana.desk.beside("server.pass").display().to_string();
    let place = format!(
        "localhost:{}/firebell?sslrootcert={}&passfile={pass}",
        server.port,
        ca.display()
    );
    let create = |rest: &str| dana.run(&["team", "create", &format!("postgres://dana@{place}{rest}")]);
    // As somebody in its place would, or a pooler that has proved the password itself.
    server.let_in_without_password();
    let refused = create("").fails(2);
    assert!(refused.contains("channel_binding=prefer"), "{refused}");
    assert_eq!(server.owner("SELECT count(*) FROM firebell.log"), "0");
    let _ = create("&channel_binding=prefer").ok();
    let _ = dana.open_incident("a laptop is gone");
    assert_eq!(server.owner("SELECT DISTINCT login FROM firebell.log"), "dana");
}

/// Whatever it failed for, the next try begins from nothing.
#[test]
fn a_join_that_fails_leaves_nothing_behind() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let _ = dana.open_incident("a laptop is gone");
    let invitation = dana.invite("lee", "commander");
    let lee = Machine::of("lee");
    let address = lee.address(&server);
    server.owner(
        "CREATE TABLE kept AS SELECT * FROM firebell.incident_key; \
         ALTER TABLE firebell.incident_key DISABLE TRIGGER stays; DELETE FROM firebell.incident_key; \
         ALTER TABLE firebell.incident_key ENABLE TRIGGER stays",
    );
    let failed = lee.join_at(&address, &invitation);
    assert!(failed.err.contains("the invitation is still good"), "{}", failed.err);
    assert_ne!(failed.code, 0);
    let left = [
        "firebell.db",
        "firebell.db-wal",
        "header.json",
        "audit.jsonl",
        "key.lock",
    ];
    for name in left {
        assert!(!lee.desk.data().join(name).exists(), "{name}");
    }
    server.owner("INSERT INTO firebell.incident_key SELECT * FROM kept; DROP TABLE kept");
    let _ = lee.join_at(&address, &invitation).ok();
    lee.verifies();
}
