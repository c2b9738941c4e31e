//! Events that are written over as if they had been erased, by somebody with a secret of the record and no right to erase: digest
//! and leaf are told right, the search forgets the words, the guards come back. What nobody signed is found.

use firebell::core::event::{Event, Note, What};
use firebell::core::facts::IncidentKind;
use firebell::core::member::MemberRole;
use firebell::core::member::event::{Founding, MemberEvent};
use firebell::core::time::WallTime;
use firebell::store::{Actor, Batch, Draft, Erasing, LineOutcome, Store, Stream};
use rusqlite::Connection;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::handed::unguarded;
use super::people::{append, own_program};
use super::{intact, on_one_line};
use crate::common::record::{Desk, SECRET, database};
use crate::members::{Team, findings};

/// Writes the event that was recorded last over, as an erasure would.
fn overwrite_last(connection: &Connection) -> (String, i64) {
    let (stream, seq, body, hash): (String, i64, Vec<u8>, Vec<u8>) = connection
        .query_row(
            "SELECT stream, seq, body, event.hash FROM event JOIN log USING (stream) WHERE seq = log.first ORDER BY n DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .unwrap();
    let leaf: Vec<u8> = connection
        .query_row("SELECT leaf FROM leaf ORDER BY n DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    let event: Value = serde_json::from_slice(&body).unwrap();
    let left = json!({
        "seq": seq, "recorded_at": event["recorded_at"], "actor": "erased", "session": "", "what": "erased",
        "was": event["what"], "digest": hex::encode(hash), "leaf": hex::encode(leaf),
        "erased_at": "2026-11-30T00:00:00Z", "reason": "retention period over",
    });
    let left = hex::encode(left.to_string());
    unguarded(
        connection,
        &format!("UPDATE event SET body = x'{left}' WHERE stream = '{stream}' AND seq = {seq}"),
    );
    if let Some(text) = event["text"].as_str() {
        let n: i64 = connection
            .query_row("SELECT n FROM number WHERE stream = ?1", [&stream], |row| row.get(0))
            .unwrap();
        let forget = "INSERT INTO search (search, rowid, text) VALUES ('delete', ?1, ?2)";
        let _ = connection.execute(forget, (n << 24 | seq, text)).unwrap();
    }
    (stream, seq)
}

fn broken(team: &Team) -> String {
    let ran = team.run("dana", &["audit", "verify", "--full"]);
    let said = on_one_line(&ran.out);
    assert!(ran.code == 1 && said.starts_with("BROKEN"), "{said}");
    said
}

#[test]
fn a_note_that_somebody_wrote_over_is_found() {
    let team = Team::new().with("lee", &["responder"]);
    let code = team.incident("dana");
    let _ = team
        .run("dana", &["incident", "note", &code, "lee had the laptop"])
        .ok();
    let (stream, seq) = overwrite_last(&database(&team.desk));
    let said = broken(&team);
    assert!(
        said.contains(&format!(
            "event {seq} of {stream}: it was written over as if it had been erased"
        )),
        "{said}"
    );
}

/// With an event of their own that says so, the finding names them.
#[test]
fn an_erasure_that_somebody_signed_who_might_not_erase_is_found() {
    let team = Team::new().with("lee", &["responder"]);
    let code = team.incident("dana");
    let _ = team
        .run("dana", &["incident", "note", &code, "lee had the laptop"])
        .ok();
    let (stream, seq) = overwrite_last(&database(&team.desk));
    let says = json!({"what": "erasure_recorded", "reason": "retention period over", "of": [{"stream": stream, "events": [[seq, seq]]}]});
    append(&mut own_program(&team, "lee"), Stream::Organisation, "lee", says);
    let said = broken(&team);
    assert!(
        said.contains("no erasure of it was signed by somebody who might erase it then"),
        "{said}"
    );
    let said = findings(&team.signatures());
    assert!(said.contains("lee may not erase"), "{said}");
}

#[test]
fn a_legal_hold_that_somebody_wrote_over_keeps_everything() {
    let team = Team::new().with("lee", &["responder"]);
    let hold = ["hold", "add", "Smith v. Acme", "--why", "letter of counsel"];
    let _ = team.run("dana", &hold).ok();
    let _ = overwrite_last(&database(&team.desk));
    let said = team.run("dana", &["hold", "list"]).fails(1);
    assert!(said.contains("which legal holds there are cannot be proved"), "{said}");
    let said = team.run("dana", &["retention", "plan"]).fails(1);
    assert!(said.contains("cannot be proved"), "{said}");
    let said = broken(&team);
    assert!(said.contains("event 1 of organisation: it was written over"), "{said}");
}

#[test]
fn an_erasure_while_a_hold_is_on_counts_for_nothing() {
    let team = Team::new().with("lee", &["owner"]);
    let code = team.incident("dana");
    let hold = ["hold", "add", "Smith v. Acme", "--why", "letter of counsel"];
    let _ = team.run("dana", &hold).ok();
    let _ = team
        .run("dana", &["incident", "note", &code, "lee had the laptop"])
        .ok();
    let (stream, seq) = overwrite_last(&database(&team.desk));
    let says = json!({"what": "erasure_recorded", "reason": "retention period over", "of": [{"stream": stream, "events": [[seq, seq]]}]});
    append(&mut own_program(&team, "lee"), Stream::Organisation, "lee", says);
    let said = broken(&team);
    assert!(said.contains("it was written over as if it had been erased"), "{said}");
}

/// Erases an incident as an earlier firebell did: nothing was recorded of it.
fn erased_by_an_earlier_firebell() -> Desk {
    let desk = Desk::empty();
    let now = WallTime::read(chrono::Utc::now());
    let mut store = Store::create(&desk.data(), &SecretString::from(SECRET), now).unwrap();
    let half = store.public_half().unwrap();
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "a closure takes a writing of any lifetime, the method of one"
    )]
    let before = store.write(|writing| writing.events_before()).unwrap();
    let founded = What::Members(MemberEvent::Founded(Founding {
        member: half.member,
        name: "dana".to_owned(),
        roles: MemberRole::FOUNDER.to_vec(),
        key: half.key,
        recipient: half.recipient,
        before,
        erasures_recorded: false,
    }));
    let incident = "0198c0de-0000-7000-8000-000000000001";
    let opened = What::Opened {
        id: incident.to_owned(),
        code: "2026-001".to_owned(),
        title: "a laptop is gone".to_owned(),
        kind: IncidentKind::Real,
        home_zone: "UTC".to_owned(),
    };
    let noted = What::NoteAdded(Note {
        text: "left in a taxi".to_owned(),
        privileged: false,
    });
    for (stream, whats) in [
        (Stream::Members, vec![founded]),
        (Stream::Incident(incident), vec![opened, noted]),
    ] {
        record(&mut store, stream, whats, now);
    }
    let erasing = Erasing {
        reason: "retention period over".to_owned(),
        at: now.at(),
    };
    let erased =
        store.write(|writing| store.erase_incident(writing, (Stream::Incident(incident), "2026-001"), &erasing));
    assert_eq!(erased.unwrap().count(), 2);
    desk
}

fn record(store: &mut Store, stream: Stream<'_>, whats: Vec<What>, now: WallTime) {
    let who = Actor {
        name: "dana".to_owned(),
        host: "h".to_owned(),
        session: "s".to_owned(),
    };
    let event = |(what, seq)| Event {
        seq,
        recorded_at: now.at(),
        wall_at: None,
        acted_at: None,
        actor: "dana".to_owned(),
        session: "s".to_owned(),
        what,
    };
    let events: Vec<Event> = whats.into_iter().zip(1..).map(event).collect();
    let line = |event: &Event| Draft::new(&who, now, event.what.verb(), "t", LineOutcome::Ok).for_event(event, stream);
    let audit: Vec<Draft> = events.iter().map(line).collect();
    let batch = Batch {
        stream,
        events: &events,
        audit: &audit,
        ..Batch::default()
    };
    let _ = store.append(&batch).unwrap();
}

#[test]
fn what_an_earlier_firebell_erased_is_told_apart_and_nothing_is_added_to_it() {
    let desk = erased_by_an_earlier_firebell();
    // The owner's first opening says what it found; from then on it is signed for.
    let said = intact(&desk);
    assert!(said.contains("2 events erased by an earlier firebell"), "{said}");
    let log = desk.run(&["audit", "show"]).ok();
    assert!(log.contains("retention.record"), "{log}");
    let _ = desk.run(&["incident", "open", "another", "--zone", "UTC"]).ok();
    let (stream, seq) = overwrite_last(&database(&desk));
    let ran = desk.run(&["audit", "verify"]);
    let said = on_one_line(&ran.out);
    assert!(
        ran.code == 1 && said.contains(&format!("event {seq} of {stream}: it was written over")),
        "{said}"
    );
}
