//! What the logins of the server may do: statements that somebody hostile would run, each refused, and those that firebell
//! runs.

use super::machine::Machine;
use super::server::Server;

/// A writer's statements, none of which may do anything.
const HOSTILE_WRITER: &[&str] = &[
    "UPDATE firebell.log SET sealed = sealed",
    "UPDATE firebell.log SET login = 'lee'",
    "DELETE FROM firebell.log",
    "TRUNCATE firebell.log",
    "SELECT * FROM firebell.log FOR UPDATE",
    "SELECT * FROM firebell.log FOR KEY SHARE",
    "BEGIN; LOCK TABLE firebell.log IN ACCESS EXCLUSIVE MODE",
    "INSERT INTO firebell.log (record, n, id, signer, epoch, sealed, hash, sig, login) SELECT record, 999, id, signer, epoch, sealed, hash, sig, 'lee' FROM firebell.log LIMIT 1",
    "INSERT INTO firebell.log (record, n, id, signer, epoch, sealed, hash, sig, stored_at) SELECT record, 999, id, signer, epoch, sealed, hash, sig, 'epoch' FROM firebell.log LIMIT 1",
    "INSERT INTO firebell.log (record, n, before, id, signer, epoch, sealed, prev, hash, sig) SELECT record, n, before, id, signer, epoch, sealed, prev, hash, sig FROM firebell.log ON CONFLICT (record, n) DO UPDATE SET sealed = ''",
    "UPDATE firebell.team_key SET wrapped = wrapped",
    "DELETE FROM firebell.team_key",
    "TRUNCATE firebell.team_key",
    "UPDATE firebell.format SET least_client = 9",
    "DELETE FROM firebell.format",
    "INSERT INTO firebell.format (one, version, least_client) VALUES (true, 2, 2)",
    "ALTER TABLE firebell.log DISABLE TRIGGER stays",
    "ALTER TABLE firebell.log DROP CONSTRAINT log_pkey",
    "DROP TABLE firebell.log",
    "DROP TRIGGER stays ON firebell.log",
    "CREATE OR REPLACE FUNCTION firebell.stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "DROP SCHEMA firebell CASCADE",
    "CREATE TABLE firebell.mine (x int)",
    "CREATE RULE r AS ON INSERT TO firebell.log DO INSTEAD NOTHING",
    "CREATE TRIGGER mine BEFORE INSERT ON firebell.log FOR EACH ROW EXECUTE FUNCTION firebell.stays()",
    "CREATE INDEX mine ON firebell.log (login)",
    "SET session_replication_role = replica",
    "SET ROLE keeper",
    "SET SESSION AUTHORIZATION keeper",
    "COPY firebell.log TO PROGRAM 'cat'",
    "SELECT firebell.stays()",
    "SELECT sealed FROM firebell.audit",
    "SELECT * FROM firebell.audit",
    "COPY firebell.audit TO STDOUT",
    "UPDATE firebell.audit SET lines = 1",
    "UPDATE firebell.audit SET sealed = mark",
    "DELETE FROM firebell.audit",
    "TRUNCATE firebell.audit",
    "SELECT n FROM firebell.audit FOR UPDATE",
    "ALTER TABLE firebell.audit DISABLE TRIGGER stays",
    "DROP TABLE firebell.audit",
    "UPDATE firebell.incident_key SET wrapped = NULL, gone = 1",
    "UPDATE firebell.incident_key SET epoch = 9",
    "DELETE FROM firebell.incident_key",
    "TRUNCATE firebell.incident_key",
    "SELECT id FROM firebell.incident_key FOR UPDATE",
    "SELECT login FROM firebell.incident_key",
    "INSERT INTO firebell.incident_key (record, id, epoch, wrapped) SELECT record, id, epoch, wrapped FROM firebell.incident_key ON CONFLICT (record, id) DO UPDATE SET epoch = 9",
    "INSERT INTO firebell.incident_key (record, id, epoch, gone, login) VALUES (gen_random_uuid(), gen_random_uuid(), 1, 1, 'dana')",
    "UPDATE firebell.erasure_report SET sealed = sealed",
    "DELETE FROM firebell.erasure_report",
    "INSERT INTO firebell.erasure_report (record, id, machine, epoch, sealed, login) SELECT record, gen_random_uuid(), machine, epoch, sealed, 'lee' FROM firebell.erasure_report LIMIT 1",
    "INSERT INTO firebell.audit (record, machine, n, epoch, upto, lines, sealed, mark, hash, login) SELECT record, gen_random_uuid(), 1, 1, 1, 1, sealed, hash, hash, 'lee' FROM firebell.log LIMIT 1",
    "INSERT INTO firebell.audit (record, machine, n, epoch, upto, lines, sealed, mark, hash, stored_at) SELECT record, gen_random_uuid(), 1, 1, 1, 1, sealed, hash, hash, 'epoch' FROM firebell.log LIMIT 1",
    "INSERT INTO firebell.audit (record, machine, n, before, epoch, upto, lines, mark, prev, hash) SELECT record, machine, n, before, epoch, upto, lines, mark, prev, hash FROM firebell.audit ON CONFLICT (record, machine, n) DO UPDATE SET lines = 9",
];

/// Somebody's who may erase: the keys of incidents go, and nothing else changes.
const HOSTILE_ERASER: &[&str] = &[
    "UPDATE firebell.incident_key SET id = gen_random_uuid()",
    "UPDATE firebell.incident_key SET login = 'lee'",
    "DELETE FROM firebell.incident_key",
    "TRUNCATE firebell.incident_key",
    "UPDATE firebell.log SET sealed = sealed",
    "DELETE FROM firebell.log",
    "DELETE FROM firebell.team_key",
    "UPDATE firebell.audit SET lines = 1",
    "DELETE FROM firebell.erasure_report",
];

/// An auditor's: no contents, and nothing added.
const HOSTILE_AUDITOR: &[&str] = &[
    "SELECT sealed FROM firebell.log",
    "SELECT * FROM firebell.log",
    "SELECT wrapped FROM firebell.team_key",
    "SELECT wrapped FROM firebell.incident_key",
    "UPDATE firebell.incident_key SET wrapped = NULL, gone = 1",
    "SELECT sealed FROM firebell.erasure_report",
    "COPY firebell.log TO STDOUT",
    "INSERT INTO firebell.log (record, n, id, signer, epoch, sealed, hash, sig) SELECT record, 999, id, signer, epoch, hash, hash, sig FROM firebell.log",
    "INSERT INTO firebell.team_key (record, epoch, holder, wrapped) VALUES (gen_random_uuid(), 1, '', '')",
    "DELETE FROM firebell.log",
    "UPDATE firebell.log SET login = ''",
    "DELETE FROM firebell.audit",
    "UPDATE firebell.audit SET sealed = mark",
    "INSERT INTO firebell.audit (record, machine, n, epoch, upto, lines, sealed, mark, hash) SELECT record, machine, 999, epoch, upto, lines, sealed, mark, hash FROM firebell.audit",
];

#[test]
fn nobody_changes_or_deletes_what_was_recorded() {
    let Some(server) = Server::start() else { return };
    let dana = Machine::sharing(&server);
    let _ = dana.open_incident("a laptop is gone");
    server.sql(
        "keeper",
        "firebell",
        "CREATE ROLE auditor LOGIN PASSWORD 'x' IN ROLE firebell_auditor; CREATE ROLE stranger LOGIN PASSWORD 'x'",
    );
    let contents = "SELECT md5(string_agg(l::text, ',' ORDER BY n)) || \
                    (SELECT md5(string_agg(a::text, ',' ORDER BY n)) FROM firebell.audit a) || \
                    (SELECT md5(string_agg(k::text, ',' ORDER BY id)) FROM firebell.incident_key k) || \
                    (SELECT count(*) FROM firebell.erasure_report) FROM firebell.log l";
    let before = server.owner(contents);
    for (login, statements) in [
        ("lee", HOSTILE_WRITER),
        ("dana", HOSTILE_ERASER),
        ("auditor", HOSTILE_AUDITOR),
    ] {
        for statement in statements {
            let refused = server.try_sql(login, "firebell", statement);
            let refused = refused.expect_err(statement);
            let denied = [
                "permission denied",
                "must be owner",
                "must be superuser",
                "cannot set parameter",
                "only roles with",
            ];
            assert!(
                denied.iter().any(|words| refused.contains(words)),
                "{statement}: {refused}"
            );
        }
    }
    assert!(
        server
            .try_sql("stranger", "firebell", "SELECT n FROM firebell.log")
            .is_err()
    );
    // An auditor sees who recorded when.
    let seen = server.sql("auditor", "firebell", "SELECT DISTINCT login FROM firebell.log");
    assert_eq!(seen, "dana");
    // The owner is stopped where it was a slip.
    for statement in [
        "UPDATE firebell.log SET login = ''",
        "DELETE FROM firebell.log",
        "TRUNCATE firebell.log CASCADE",
        "UPDATE firebell.audit SET lines = 1",
        "DELETE FROM firebell.audit",
        "DELETE FROM firebell.incident_key",
        "DELETE FROM firebell.erasure_report",
    ] {
        let refused = server.try_sql("keeper", "firebell", statement).expect_err(statement);
        assert!(refused.contains("never changed"), "{refused}");
    }
    assert_eq!(server.owner(contents), before);
    let _ = dana.run(&["incident", "list"]).ok();
    dana.verifies();
}

#[test]
fn a_gap_a_fork_and_another_predecessor_are_refused_by_the_tables_alone() {
    let Some(server) = Server::start() else { return };
    let _dana = Machine::sharing(&server);
    let last = "SELECT record, n, before, gen_random_uuid() AS id, signer, epoch, sealed, prev, hash, sig \
                FROM firebell.log ORDER BY n DESC LIMIT 1";
    let insert = |n: &str, before: &str, prev: &str| {
        let text = format!(
            "INSERT INTO firebell.log (record, n, before, id, signer, epoch, sealed, prev, hash, sig) \
             SELECT record, {n}, {before}, id, signer, epoch, sealed, {prev}, hash, sig FROM ({last}) l"
        );
        server.try_sql("lee", "firebell", &text)
    };
    for (why, n, before, prev, words) in [
        ("a gap", "n + 2", "n + 1", "hash", "log_record_before_prev_fkey"),
        ("a fork", "n", "before", "prev", "log_pkey"),
        (
            "another predecessor",
            "n + 1",
            "n",
            "sha256(hash)",
            "log_record_before_prev_fkey",
        ),
        (
            "a number before the one it names",
            "n + 1",
            "n - 1",
            "hash",
            "violates check constraint",
        ),
        ("no predecessor", "n + 1", "NULL", "NULL", "check"),
    ] {
        let refused = insert(n, before, prev).expect_err(why);
        assert!(refused.contains(words), "{why}: {refused}");
    }
    assert!(
        insert("n + 1", "n", "hash").is_ok(),
        "rubbish that fits is taken, and void"
    );
}
