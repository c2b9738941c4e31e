//! Attacks by people: a colleague with a program of their own instead of firebell, a former member, somebody on the way in,
//! somebody with an old backup. Whoever has a secret of the record has the key of its database; what they do not have is the
//! key of anybody else.

use std::fs;

use firebell::core::event::{Event, What};
use firebell::core::time::WallTime;
use firebell::store::{Actor, Batch, Draft, LineOutcome, Store, Stream};
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::Digest as _;

use super::{at, on_one_line};
use crate::common::record::{Ran, database};
use crate::members::{Team, findings};
use crate::record_formats::copy;

/// Opens the record as a member does who wrote a program of their own: nothing asks for a role.
pub(super) fn own_program(team: &Team, member: &str) -> Store {
    let passphrase = fs::read_to_string(team.desk.beside(&format!("{member}.pass"))).unwrap();
    Store::open(&team.desk.data(), &SecretString::from(passphrase)).unwrap()
}

/// Appends an event with everything that belongs to it, signed by whoever opened the record.
pub(super) fn append(store: &mut Store, stream: Stream<'_>, actor: &str, what: Value) {
    let known = store.events(stream).unwrap();
    let seq = known.last().map_or(0, |last| last.event.seq);
    let at = chrono::Utc::now();
    let mut event = json!({
        "seq": seq + 1, "recorded_at": at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true), "actor": actor, "session": "s"
    });
    event.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
    let event: Event = serde_json::from_value(event).unwrap();
    let who = Actor {
        name: actor.to_owned(),
        host: "h".to_owned(),
        session: "s".to_owned(),
    };
    let line = Draft::new(
        &who,
        WallTime::read(event.recorded_at),
        event.what.verb(),
        "t",
        LineOutcome::Ok,
    );
    let audit = [line.for_event(&event, stream)];
    // The row of the board goes along as it should.
    let row = store.summary(stream.name()).unwrap().map(|mut row| {
        row.seq = event.seq;
        row.updated_at = event.recorded_at;
        row
    });
    let deadlines = store.deadlines_of(stream).unwrap();
    let batch = Batch {
        stream,
        expected: seq,
        events: &[event],
        summary: row.as_ref(),
        deadlines: &deadlines,
        audit: &audit,
    };
    let _ = store.append(&batch).unwrap();
}

/// A letter that dana wrote, and the id of its incident.
pub(super) fn with_letter(team: &Team) -> (String, String) {
    let opened = team.run(
        "dana",
        &["incident", "open", "a laptop is gone", "--zone", "UTC", "--json"],
    );
    let opened = opened.json();
    let text = team.desk.beside("text.md");
    fs::write(
        &text,
        "# Notice of a claim\n\nA mailbox was read. Please open a claim.\n",
    )
    .unwrap();
    let (code, from) = (opened["code"].as_str().unwrap().to_owned(), text.display().to_string());
    let draft = [
        "letter",
        "draft",
        &code,
        "inside/insurer",
        "--id",
        "claim",
        "--from",
        &from,
    ];
    let _ = team.run("dana", &draft).ok();
    (code, opened["id"].as_str().unwrap().to_owned())
}

fn approve(team: &Team, member: &str, code: &str) -> Ran {
    let because = "the insurer knows the rest";
    team.run(member, &["letter", "approve", code, "claim", "--because", because])
}

/// What an approval by a member says, taken from a copy of the record in which it was given.
pub(super) fn approval(team: &Team, member: &str, code: &str, id: &str) -> Value {
    let aside = team.desk.beside("aside");
    copy(&team.desk.data(), &aside);
    let _ = approve(team, member, code).ok();
    let given = own_program(team, member)
        .events(Stream::named(id))
        .unwrap()
        .pop()
        .unwrap()
        .event;
    copy(&aside, &team.desk.data());
    assert!(matches!(given.what, What::LetterApproved(_)));
    serde_json::to_value(given.what).unwrap()
}

#[test]
fn an_approval_in_the_name_of_another_member_is_found() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let (code, id) = with_letter(&team);
    let said = approve(&team, "lee", &code).fails(1);
    assert!(said.contains("lee may not approve letters"), "{said}");
    let approval = approval(&team, "kim", &code, &id);
    assert_eq!(findings(&team.signatures()), "[]");
    // With a program of their own lee can write it, and sign it with no other key than lee's.
    append(&mut own_program(&team, "lee"), Stream::Incident(&id), "kim", approval);
    let proof = team.signatures();
    assert_eq!(
        proof["broken"],
        Value::Null,
        "everything else is as it should be: {proof}"
    );
    let said = findings(&proof);
    assert!(
        said.contains("lee may not approve letters") && said.contains("in the name of kim, whose key did not sign it"),
        "{said}"
    );
    assert_eq!(team.run("dana", &["audit", "verify", "--signatures"]).code, 1);
}

/// The row of the log is given the other one's name and everything that is computed is computed anew; only the signature cannot
/// be made.
#[test]
fn a_signature_under_another_name_is_found() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let (code, id) = with_letter(&team);
    let approval = approval(&team, "kim", &code, &id);
    append(&mut own_program(&team, "lee"), Stream::Incident(&id), "kim", approval);
    let header: Value = serde_json::from_slice(&fs::read(team.desk.data().join("header.json")).unwrap()).unwrap();
    let record = hex::decode(header["record"].as_str().unwrap()).unwrap();
    let connection = database(&team.desk);
    let kim: Vec<u8> = connection
        .query_row(
            "SELECT unhex(json_extract(CAST(body AS TEXT), '$.member')) FROM event \
             WHERE stream = 'members' AND json_extract(CAST(body AS TEXT), '$.name') = 'kim'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let (n, first, count, moment): (i64, i64, i64, i64) = connection
        .query_row(
            "SELECT n, first, count, at FROM log ORDER BY n DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .unwrap();
    let digest = |select: &str| -> Vec<u8> { connection.query_row(select, [], |row| row.get(0)).unwrap() };
    let before = digest("SELECT hash FROM log ORDER BY n DESC LIMIT 1 OFFSET 1");
    let last = digest(&format!(
        "SELECT hash FROM event WHERE stream = '{id}' ORDER BY seq DESC LIMIT 1"
    ));
    let hash = sha2::Sha256::new()
        .chain_update(b"firebell-log-2")
        .chain_update(&record)
        .chain_update(n.to_be_bytes())
        .chain_update((id.len() as u64).to_be_bytes())
        .chain_update(&id)
        .chain_update(first.to_be_bytes())
        .chain_update(count.to_be_bytes())
        .chain_update(moment.to_be_bytes())
        .chain_update(&kim)
        .chain_update(&before)
        .chain_update(&last)
        .finalize();
    connection.execute_batch("DROP TRIGGER log_is_final").unwrap();
    let forged = connection.execute(
        "UPDATE log SET signer = ?1, hash = ?2 WHERE n = ?3",
        (kim, &hash[..], n),
    );
    assert_eq!(forged.unwrap(), 1);
    drop(connection);
    let said = findings(&team.signatures());
    assert!(
        said.contains(&format!("append {n}: its signature is not that of its signer")),
        "{said}"
    );
    assert!(!said.contains("digest does not match"), "the digest is right: {said}");
}

#[test]
fn what_a_former_member_records_later_is_found() {
    let team = Team::new().with("lee", &["responder"]);
    let (_, id) = with_letter(&team);
    let lee = own_program(&team, "lee").public_half().unwrap().member;
    // The record tells that lee is out, and the rest was cut off: the header still has a place for lee.
    let revoked = json!({"what": "members", "members": "revoked", "member": lee.to_string()});
    append(&mut own_program(&team, "dana"), Stream::Members, "dana", revoked);
    let _ = team.run("lee", &["incident", "list"]).fails(3);
    let mut theirs = own_program(&team, "lee");
    let note = json!({"what": "note_added", "text": "I was never told", "privileged": false});
    append(&mut theirs, Stream::Incident(&id), "lee", note);
    drop(theirs);
    let said = findings(&team.signatures());
    assert!(said.contains("was not a member then"), "{said}");
    // The opening of anybody else completed what was cut off.
    let passphrase = fs::read_to_string(team.desk.beside("lee.pass")).unwrap();
    assert!(Store::open(&team.desk.data(), &SecretString::from(passphrase)).is_err());
}

#[test]
fn an_invitation_serves_nobody_else_nowhere_else_and_not_later() {
    let team = Team::new();
    let (file, code) = team.invite("lee", &["observer"]);
    let text = fs::read_to_string(&file).unwrap();
    let hostile = |text: &str| {
        let path = team.desk.beside("hostile");
        fs::write(&path, text).unwrap();
        team.accept("lee", &(path, code.clone()))
    };
    // The place of the owner, another record's name, bytes under another name.
    let mut invitation: Value = serde_json::from_str(&text).unwrap();
    let header: Value = serde_json::from_slice(&fs::read(team.desk.data().join("header.json")).unwrap()).unwrap();
    let (owner, guest) = (header["members"][0]["id"].clone(), invitation["member"].clone());
    invitation["member"] = owner;
    assert_eq!(hostile(&invitation.to_string()).code, 3);
    invitation["member"] = guest;
    invitation["record"] = "00".repeat(16).into();
    assert_eq!(hostile(&invitation.to_string()).code, 3);
    let other = Team::new();
    let (theirs, their_code) = other.invite("lee", &["owner"]);
    assert_eq!(team.accept("lee", &(theirs, their_code)).code, 3, "of another record");
    for text in [
        "[".repeat(100_000),
        "{\"firebell_invitation\":1}".to_owned(),
        "\u{0}".repeat(64),
    ] {
        assert_eq!(hostile(&text).code, 2);
    }
    // After its time: by the clock of whoever joins.
    let new = team.desk.beside("lee.pass");
    let join = [
        "member",
        "join",
        file.to_str().unwrap(),
        "--code-file",
        code.to_str().unwrap(),
        "--new-passphrase-file",
        new.to_str().unwrap(),
    ];
    assert_eq!(at(&team.desk, "2036-01-01T00:00:00Z", &join).code, 3);
    // Nor after it was taken back.
    let _ = team.run("dana", &["member", "revoke", "lee"]).ok();
    assert_eq!(team.accept("lee", &(file, code)).code, 3);
    assert_eq!(findings(&team.signatures()), "[]");
}

/// Whoever saw the code keeps the file, and puts the header of before the join back.
#[test]
fn an_invitation_does_not_serve_again_under_an_earlier_header() {
    let team = Team::new();
    let invitation = team.invite("lee", &["observer"]);
    let header = team.desk.data().join("header.json");
    let before = fs::read(&header).unwrap();
    let _ = team.accept("lee", &invitation).ok();
    let now = fs::read(&header).unwrap();
    fs::write(&header, before).unwrap();
    assert_eq!(team.accept("kim", &invitation).code, 3);
    fs::write(&header, now).unwrap();
    assert_eq!(findings(&team.signatures()), "[]");
}

#[test]
fn what_two_members_have_in_the_header_cannot_be_exchanged() {
    let team = Team::new().with("lee", &["observer"]);
    let path = team.desk.data().join("header.json");
    let sound = fs::read(&path).unwrap();
    let changed = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut header: Value = serde_json::from_slice(&sound).unwrap();
        change(header["members"].as_array_mut().unwrap());
        fs::write(&path, header.to_string()).unwrap();
        ["dana", "lee"].map(|member| team.run(member, &["incident", "list"]).code)
    };
    let exchanged = |field: &'static str| {
        move |members: &mut Vec<Value>| {
            let (first, second) = (members[0][field].clone(), members[1][field].clone());
            (members[0][field], members[1][field]) = (second, first);
        }
    };
    for field in ["id", "slots", "wrapped"] {
        assert_eq!(changed(&exchanged(field)), [3, 3], "{field}");
    }
    // Who is still let in says that somebody changed it.
    assert_eq!(changed(&exchanged("recipient")), [1, 1]);
    assert_eq!(changed(&|members| drop(members.pop())), [1, 3]);
    assert_eq!(changed(&|members| members.push(members[0].clone())), [1, 1]);
    fs::write(&path, &sound).unwrap();
    assert_eq!(findings(&team.signatures()), "[]");
}

/// A former member puts the files of their day back. They open as they did then, which nothing can take back; that it is not
/// the record of today shows by what left the house since.
#[test]
fn a_backup_from_before_a_member_left_is_found_against_a_later_checkpoint() {
    let team = Team::new().with("lee", &["responder"]);
    let code = team.incident("dana");
    let backup = team.desk.beside("backup");
    let backup = backup.to_str().unwrap();
    let _ = team.run("dana", &["backup", "create", backup]).ok();
    let _ = team.run("dana", &["member", "revoke", "lee"]).ok();
    let _ = team
        .run("dana", &["incident", "note", &code, "lee had taken files along"])
        .ok();
    let kept = team.desk.beside("checkpoint");
    let kept = kept.to_str().unwrap();
    let _ = team.run("dana", &["audit", "checkpoint", "--out", kept]).ok();
    for name in ["firebell.db", "header.json", "audit.jsonl"] {
        fs::copy(team.desk.beside("backup").join(name), team.desk.data().join(name)).unwrap();
    }
    let _ = team.run("lee", &["incident", "list"]).ok();
    let ran = team.run("dana", &["audit", "verify", "--against", kept]);
    let said = on_one_line(&ran.out);
    assert!(ran.code == 1 && said.contains("CUT OR PUT BACK"), "{said}");
}
