//! Keys that a member is led to hand out: somebody with a program of their own changes what says who may have them, waits for
//! somebody else to open the record, and puts back what was there.

use std::fs;

use firebell::core::event::{SealedNature, What};
use firebell::core::member::MemberId;
use firebell::core::time::WallTime;
use firebell::store::{Entitled, ListedDataKey, Store, Stream, ToSeal};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::Digest as _;

use super::people::{append, own_program};
use crate::common::record::database;
use crate::members::{Team, findings};

fn member(team: &Team, name: &str) -> MemberId {
    own_program(team, name).public_half().unwrap().member
}

/// Those who have the keys of an incident for a purpose.
fn with_keys(store: &Store, stream: &str, nature: SealedNature) -> Vec<MemberId> {
    let keys: Vec<ListedDataKey> = store.data_keys().unwrap();
    let keys = keys
        .into_iter()
        .filter(|key| key.stream == stream && key.nature == nature);
    keys.flat_map(|key| key.members).collect()
}

/// An incident with a privileged note of dana's.
fn with_note(team: &Team) -> (String, String) {
    let opened = team
        .run(
            "dana",
            &["incident", "open", "a laptop is gone", "--zone", "UTC", "--json"],
        )
        .json();
    let text = |name: &str| opened[name].as_str().unwrap().to_owned();
    let (code, id) = (text("code"), text("id"));
    let _ = team.run("dana", &note(&code, "xylophonist said")).ok();
    (code, id)
}

fn note<'a>(code: &'a str, text: &'a str) -> [&'a str; 5] {
    ["incident", "note", code, text, "--privileged"]
}

/// Takes the guards of events and of the log off, does something, and sets them up again.
pub(super) fn unguarded(connection: &Connection, change: &str) {
    let mut all = connection
        .prepare(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (name LIKE 'event_%' OR name LIKE 'log_%')",
        )
        .unwrap();
    let guards: Vec<(String, String)> = all
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .unwrap();
    for (name, _) in &guards {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(change).unwrap();
    for (_, guard) in &guards {
        connection.execute_batch(guard).unwrap();
    }
}

fn last_of_members(connection: &Connection) -> (i64, Vec<u8>) {
    connection
        .query_row(
            "SELECT seq, hash FROM event WHERE stream = 'members' ORDER BY seq DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap()
}

/// Writes an event of the members into the table, chained as it should be and signed by nobody.
fn unsigned_roles(connection: &Connection, of: MemberId) {
    let (seq, before) = last_of_members(connection);
    let body = json!({
        "seq": seq + 1, "recorded_at": "2026-11-29T23:50:00.000Z", "actor": "dana", "session": "s",
        "what": "members", "members": "roles_given", "member": of.to_string(), "roles": ["counsel"],
    });
    let body = body.to_string();
    let hash = sha2::Sha256::new()
        .chain_update(before)
        .chain_update(b"members\0")
        .chain_update(&body)
        .finalize();
    let insert = "INSERT INTO event (stream, seq, recorded_at, body, hash) VALUES ('members', ?1, 0, ?2, ?3)";
    let put = connection.execute(insert, (seq + 1, body.as_bytes(), &hash[..]));
    assert_eq!(put.unwrap(), 1);
}

#[test]
fn a_role_that_nobody_signed_gets_no_key_and_nothing_is_sealed_for_it() {
    let team = Team::new().with("lee", &["responder"]);
    let (code, id) = with_note(&team);
    let lee = member(&team, "lee");
    let connection = database(&team.desk);
    unsigned_roles(&connection, lee);
    let ran = team.run("dana", &["incident", "list"]);
    assert!(
        ran.code == 0 && ran.err.contains("keys are handed to nobody"),
        "the record opens to be looked into: {}{}",
        ran.out,
        ran.err
    );
    let said = team.run("dana", &note(&code, "wyvernmouth agreed")).fails(1);
    assert!(
        said.contains("who is in the record and may do what cannot be proved"),
        "{said}"
    );
    // The row goes again; what it brought about would stay.
    unguarded(
        &connection,
        "DELETE FROM event WHERE stream = 'members' AND seq = (SELECT max(seq) FROM event WHERE stream = 'members')",
    );
    let held = with_keys(&own_program(&team, "dana"), &id, SealedNature::PrivilegedNote);
    assert!(!held.contains(&lee), "lee has the key");
    assert_eq!(findings(&team.signatures()), "[]");
    let _ = team.run("dana", &note(&code, "wyvernmouth agreed")).ok();
}

/// Lee signs it, and might not: it counts for nothing, and everybody goes on.
#[test]
fn a_role_that_somebody_gave_who_might_not_gets_no_key() {
    let team = Team::new().with("lee", &["responder"]);
    let (code, id) = with_note(&team);
    let lee = member(&team, "lee");
    let gives = json!({"what": "members", "members": "roles_given", "member": lee.to_string(), "roles": ["counsel"]});
    append(&mut own_program(&team, "lee"), Stream::Members, "lee", gives);
    let _ = team.run("dana", &["incident", "list"]).ok();
    let _ = team.run("dana", &note(&code, "wyvernmouth agreed")).ok();
    let held = with_keys(&own_program(&team, "dana"), &id, SealedNature::PrivilegedNote);
    assert!(!held.contains(&lee), "lee has the key");
    let said = findings(&team.signatures());
    assert!(said.contains("lee may not"), "{said}");
}

/// The first event of an append is where its signature is looked at. One that says another number of itself is not taken for
/// a later one.
#[test]
fn an_event_that_names_another_number_than_its_own_needs_its_signature_all_the_same() {
    let team = Team::new().with("lee", &["responder"]);
    let (code, id) = with_note(&team);
    let (lee, dana) = (member(&team, "lee"), member(&team, "dana"));
    let gives = json!({"what": "members", "members": "roles_given", "member": lee.to_string(), "roles": ["counsel"]});
    append(&mut own_program(&team, "lee"), Stream::Members, "lee", gives);
    let connection = database(&team.desk);
    let header: Value = serde_json::from_slice(&fs::read(team.desk.data().join("header.json")).unwrap()).unwrap();
    let record = hex::decode(header["record"].as_str().unwrap()).unwrap();
    let read = |select: &str| -> Vec<u8> { connection.query_row(select, [], |row| row.get(0)).unwrap() };
    let (seq, _) = last_of_members(&connection);
    let body = String::from_utf8(read(&format!(
        "SELECT body FROM event WHERE stream = 'members' AND seq = {seq}"
    )))
    .unwrap();
    let body = body
        .replace(&format!("\"seq\":{seq},"), "\"seq\":99,")
        .replace("\"lee\"", "\"dana\"");
    let before = read(&format!(
        "SELECT hash FROM event WHERE stream = 'members' AND seq = {}",
        seq - 1
    ));
    let last = sha2::Sha256::new()
        .chain_update(before)
        .chain_update(b"members\0")
        .chain_update(&body)
        .finalize();
    let (n, at): (i64, i64) = connection
        .query_row("SELECT n, at FROM log ORDER BY n DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let signer = hex::decode(dana.to_string()).unwrap();
    let hash = sha2::Sha256::new()
        .chain_update(b"firebell-log-2")
        .chain_update(&record)
        .chain_update(n.to_be_bytes())
        .chain_update(7_u64.to_be_bytes())
        .chain_update(b"members")
        .chain_update(seq.to_be_bytes())
        .chain_update(1_u64.to_be_bytes())
        .chain_update(at.to_be_bytes())
        .chain_update(&signer)
        .chain_update(read("SELECT hash FROM log ORDER BY n DESC LIMIT 1 OFFSET 1"))
        .chain_update(last)
        .finalize();
    unguarded(
        &connection,
        &format!(
            "UPDATE event SET body = x'{}', hash = x'{}' WHERE stream = 'members' AND seq = {seq}; \
             UPDATE log SET signer = x'{}', hash = x'{}' WHERE n = {n};",
            hex::encode(&body),
            hex::encode(last),
            hex::encode(&signer),
            hex::encode(hash)
        ),
    );
    let _ = team.run("dana", &["incident", "list"]);
    let _ = team.run("dana", &note(&code, "wyvernmouth agreed"));
    let held = with_keys(&own_program(&team, "dana"), &id, SealedNature::PrivilegedNote);
    assert!(!held.contains(&lee), "lee has the key");
    let said = findings(&team.signatures());
    assert!(said.contains("says that it is number 99"), "{said}");
}

/// A member who lost a role writes over the event that took it.
#[test]
fn a_role_whose_end_was_written_over_gets_nothing_more() {
    let team = Team::new().with("kim", &["counsel"]);
    let (code, id) = with_note(&team);
    let _ = team.run("dana", &["incident", "list"]).ok();
    let kim = member(&team, "kim");
    let _ = team
        .run("dana", &["member", "roles", "kim", "--role", "responder"])
        .ok();
    let connection = database(&team.desk);
    let (seq, hash) = last_of_members(&connection);
    let kept: Vec<u8> = connection
        .query_row(
            "SELECT body FROM event WHERE stream = 'members' AND seq = ?1",
            [seq],
            |row| row.get(0),
        )
        .unwrap();
    let left = json!({
        "seq": seq, "recorded_at": "2026-11-29T23:50:00.000Z", "actor": "erased", "session": "", "what": "erased",
        "was": "member.roles", "digest": hex::encode(hash), "erased_at": "2026-11-30T00:00:00Z", "reason": "retention period over",
    });
    let write = |body: &[u8]| {
        let body = hex::encode(body);
        unguarded(
            &connection,
            &format!("UPDATE event SET body = x'{body}' WHERE stream = 'members' AND seq = {seq}"),
        );
    };
    write(left.to_string().as_bytes());
    let said = team.run("dana", &note(&code, "wyvernmouth agreed")).fails(1);
    assert!(said.contains("cannot be proved"), "{said}");
    write(&kept);
    let _ = team.run("dana", &note(&code, "wyvernmouth agreed")).ok();
    let store = own_program(&team, "dana");
    let keys = store.data_keys().unwrap();
    let newest = keys.iter().rfind(|key| key.stream == id).unwrap();
    assert!(!newest.members.contains(&kim), "what is written since is not for kim");
}

/// The event that took the role, and its row of the log, are taken out while somebody works, and put back afterwards.
#[test]
fn a_gap_in_the_log_is_noticed_before_anything_is_sealed() {
    let team = Team::new().with("kim", &["counsel"]).with("lee", &["responder"]);
    let (code, _) = with_note(&team);
    let _ = team
        .run("dana", &["member", "roles", "kim", "--role", "responder"])
        .ok();
    let _ = team
        .run("lee", &["incident", "note", &code, "the laptop was encrypted"])
        .ok();
    let connection = database(&team.desk);
    let (seq, _) = last_of_members(&connection);
    unguarded(
        &connection,
        &format!(
            "CREATE TABLE taken AS SELECT * FROM event WHERE stream = 'members' AND seq = {seq}; \
             CREATE TABLE row_taken AS SELECT * FROM log WHERE stream = 'members' AND first = {seq}; \
             DELETE FROM event WHERE stream = 'members' AND seq = {seq}; \
             DELETE FROM log WHERE stream = 'members' AND first = {seq};"
        ),
    );
    let said = team.run("dana", &note(&code, "wyvernmouth agreed")).fails(1);
    assert!(said.contains("cannot be proved"), "{said}");
    unguarded(
        &connection,
        "INSERT INTO event SELECT * FROM taken; INSERT INTO log SELECT * FROM row_taken; DROP TABLE taken; DROP TABLE row_taken;",
    );
    let _ = team.run("dana", &note(&code, "wyvernmouth agreed")).ok();
    assert_eq!(findings(&team.signatures()), "[]");
}

/// Who may read a restricted incident is in a table for the lists. Nobody gets a key by it.
#[test]
fn the_table_of_restrictions_lets_nobody_in() {
    let team = Team::new().with("kim", &["counsel"]).with("lee", &["responder"]);
    let (code, id) = with_note(&team);
    let restrict = [
        "incident",
        "restrict",
        &code,
        "--to",
        "kim",
        "--reason",
        "a claim against lee",
    ];
    let _ = team.run("dana", &restrict).ok();
    let lee = member(&team, "lee");
    let connection = database(&team.desk);
    let table: String = connection
        .query_row("SELECT members FROM access WHERE stream = ?1", [&id], |row| row.get(0))
        .unwrap();
    let set = "UPDATE access SET members = ?2 WHERE stream = ?1";
    let _ = connection.execute(set, (&id, format!("{table} {lee}"))).unwrap();
    let _ = team.run("kim", &["incident", "list"]).ok();
    let _ = team.run("kim", &["incident", "note", &code, "wyvernmouth agreed"]).ok();
    let _ = connection.execute(set, (&id, table)).unwrap();
    let held = with_keys(&own_program(&team, "dana"), &id, SealedNature::Restricted);
    assert!(!held.contains(&lee), "lee has the key of the incident");
    // The row that says that it is restricted at all, taken out: its letters and notes are for nobody else for that.
    let _ = connection
        .execute("DELETE FROM access WHERE stream = ?1", [&id])
        .unwrap();
    let _ = team.run("dana", &["member", "roles", "lee", "--role", "counsel"]).ok();
    let _ = team.run("kim", &["incident", "list"]).ok();
    let store = own_program(&team, "dana");
    for nature in [SealedNature::Restricted, SealedNature::PrivilegedNote] {
        assert!(
            !with_keys(&store, &id, nature).contains(&lee),
            "lee has the key: {nature}"
        );
    }
}

/// Anybody can wrap a key that they know for somebody else. The others seal nothing under one that nobody among them signed.
#[test]
fn a_key_that_somebody_planted_is_not_sealed_under() {
    let team = Team::new().with("kim", &["counsel"]).with("lee", &["responder"]);
    let (code, id) = with_note(&team);
    let entitled = ["dana", "kim"].map(|name| {
        let half = own_program(&team, name).public_half().unwrap();
        Entitled {
            member: half.member,
            recipient: half.recipient,
            key: half.key,
        }
    });
    let text = ToSeal {
        stream: Stream::Incident(&id),
        seq: 90,
        nature: SealedNature::PrivilegedNote,
        text: b"{}",
    };
    let at = WallTime::read(chrono::Utc::now());
    let planted = own_program(&team, "lee").seal(text, &entitled, at).unwrap().key;
    let sealed_under = |said: &str| {
        let _ = team.run("dana", &note(&code, said)).ok();
        let events = own_program(&team, "dana").events(Stream::named(&id)).unwrap();
        let Some(What::Sealed(sealed)) = events.last().map(|stored| stored.event.what.clone()) else {
            panic!("a privileged note is sealed");
        };
        sealed.key
    };
    let first = sealed_under("wyvernmouth agreed");
    assert_ne!(first, planted, "signed by somebody who may not have it");
    assert_eq!(
        sealed_under("zanzibarian agreed"),
        first,
        "a key of dana's own serves on"
    );
    // As keys were before they were signed.
    let connection = database(&team.desk);
    let strip = "UPDATE key_share SET wrapped = substr(wrapped, 1, 104) WHERE key = ?1";
    let _ = connection.execute(strip, [planted.bytes()]).unwrap();
    let newest = "UPDATE data_key SET made_at = 1 + (SELECT max(made_at) FROM data_key) WHERE id = ?1";
    let _ = connection.execute(newest, [planted.bytes()]).unwrap();
    assert_ne!(sealed_under("quetzalcoatl agreed"), planted, "signed by nobody");
}
