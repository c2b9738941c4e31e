//! Letters and legal holds, attacked by members who have the key of the database and a program of their own.

use std::fs;

use firebell::core::event::SealedNature;
use firebell::core::time::WallTime;
use firebell::store::{Entitled, Stream, ToSeal};
use serde_json::{Value, json};

use super::people::{append, approval, own_program, with_letter};
use crate::common::record::database;
use crate::members::{Team, findings};

fn wall() -> WallTime {
    WallTime::read(chrono::Utc::now())
}

#[test]
fn who_looks_on_reads_no_letter_past_firebell() {
    let team = Team::new().with("sam", &["observer"]);
    let (_, id) = with_letter(&team);
    let store = own_program(&team, "sam");
    let events = store.events(Stream::named(&id)).unwrap();
    let sealed = events.len();
    let opened = store.open_letters(Stream::named(&id), events).unwrap();
    assert_eq!(opened.len(), sealed);
    let told = serde_json::to_string(&opened.iter().map(|stored| &stored.event).collect::<Vec<_>>()).unwrap();
    assert!(told.contains("letter_text") && !told.contains("open a claim"), "{told}");
    let whole = own_program(&team, "dana").events(Stream::named(&id)).unwrap();
    let whole = own_program(&team, "dana")
        .open_letters(Stream::named(&id), whole)
        .unwrap();
    let told = serde_json::to_string(&whole.iter().map(|stored| &stored.event).collect::<Vec<_>>()).unwrap();
    assert!(told.contains("open a claim"), "{told}");
}

/// What a sealed event says of itself is held against what is in it: a drafter hides no approval in a remark.
#[test]
fn another_kind_of_event_in_the_place_of_a_remark_is_none() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let (code, id) = with_letter(&team);
    let half = |member: &str| {
        let half = own_program(&team, member).public_half().unwrap();
        Entitled {
            member: half.member,
            recipient: half.recipient,
            key: half.key,
        }
    };
    let entitled = ["dana", "lee", "kim"].map(half);
    let mut lee = own_program(&team, "lee");
    let events = lee.events(Stream::named(&id)).unwrap();
    let letters = lee.open_letters(Stream::named(&id), events).unwrap();
    let drafted = letters
        .iter()
        .find_map(|stored| serde_json::to_value(&stored.event).unwrap().get("sha256").cloned())
        .unwrap();
    let approval = json!({"what": "letter_approved", "letter": "claim", "sha256": drafted});
    for (nature, was) in [
        (SealedNature::LetterRemark, "letter.comment"),
        (SealedNature::LetterRemark, "letter.approve"),
        (SealedNature::LetterText, "letter.revise"),
    ] {
        let at = lee.events(Stream::named(&id)).unwrap().last().unwrap().event.seq + 1;
        let text = serde_json::to_vec(&approval).unwrap();
        let to_seal = ToSeal {
            stream: Stream::named(&id),
            seq: at,
            nature,
            text: &text,
        };
        let sealed = lee.seal(to_seal, &entitled, wall()).unwrap();
        let mut what = serde_json::to_value(sealed).unwrap();
        what["what"] = "sealed".into();
        what["was"] = was.into();
        what["letter"] = "claim".into();
        append(&mut lee, Stream::Incident(&id), "lee", what);
    }
    drop(lee);
    // Dana has the keys: it opens for nobody, approves nothing, and the letter is not what lee would have it.
    let listed = team.run("dana", &["letter", "list", &code]);
    assert!(!listed.out.contains("approved"), "{}", listed.out);
    let timeline = team.run("dana", &["incident", "timeline", &code]).ok();
    assert!(!timeline.contains("approved"), "{timeline}");
}

#[test]
fn a_text_that_an_observer_seals_is_found() {
    let team = Team::new().with("sam", &["observer"]);
    let (_, id) = with_letter(&team);
    let what = json!({"what": "sealed", "nature": "letter_text", "key": "0303030303030303", "sealed": "00ff",
                      "was": "letter.revise", "letter": "claim"});
    append(&mut own_program(&team, "sam"), Stream::Incident(&id), "sam", what);
    let said = findings(&team.signatures());
    assert!(
        said.contains("sam may not draft, change and comment on letters"),
        "{said}"
    );
}

#[test]
fn a_legal_hold_that_a_responder_lifts_is_found_and_one_that_is_a_row_keeps_nobody_out() {
    let team = Team::new().with("lee", &["responder"]);
    let _ = team.incident("dana");
    let hold = ["hold", "add", "Smith v. Acme", "--why", "letter of 2 March", "--json"];
    let placed = team.run("dana", &hold).json();
    assert_eq!(placed["id"], 1);
    let said = team.run("lee", &["hold", "release", "1", "--why", "settled"]).fails(1);
    assert!(said.contains("lee may not place and lift legal holds"), "{said}");
    assert_eq!(findings(&team.signatures()), "[]");
    // Somebody with the key of the database takes every row away: the hold is an event, and stays.
    database(&team.desk).execute_batch("DELETE FROM legal_hold").unwrap();
    assert!(team.run("dana", &["hold", "list"]).ok().contains("Smith v. Acme"));
    let released = json!({"what": "legal_hold_released", "hold": 1, "why": "settled"});
    append(&mut own_program(&team, "lee"), Stream::Organisation, "lee", released);
    let said = findings(&team.signatures());
    assert!(said.contains("lee may not place and lift legal holds"), "{said}");
}

/// A hold that an earlier firebell kept as a row is told of as an event by whoever may place holds, and nobody else.
#[test]
fn a_hold_that_is_a_row_holds_and_becomes_an_event() {
    let team = Team::new().with("lee", &["responder"]);
    let code = team.incident("dana");
    let place = "INSERT INTO legal_hold (stream, matter, why, placed_by, placed_at) \
                 VALUES ((SELECT stream FROM summary), 'an inquiry', 'asked by counsel', 'kim', 1700000000000)";
    database(&team.desk).execute_batch(place).unwrap();
    let rows = || -> i64 {
        let connection = database(&team.desk);
        connection
            .query_row("SELECT count(*) FROM legal_hold", [], |row| row.get(0))
            .unwrap()
    };
    let listed = team.run("lee", &["hold", "list", "--json"]).json();
    assert_eq!((listed[0]["matter"].as_str(), rows()), (Some("an inquiry"), 1));
    let listed = team.run("dana", &["hold", "list", "--json"]).json();
    let told: Value = json!({"id": 1, "of": code, "matter": "an inquiry", "why": "asked by counsel", "until": null,
                             "by": "kim", "at": "2023-11-14T22:13:20Z", "released": null});
    assert_eq!((&listed[0], rows()), (&told, 0));
    let proof = team.signatures();
    assert_eq!((findings(&proof).as_str(), &proof["broken"]), ("[]", &Value::Null));
    let _ = team.run("dana", &["hold", "release", "1", "--why", "closed"]).ok();
    let next = team
        .run("dana", &["hold", "add", "another", "--why", "a letter", "--json"])
        .json();
    assert_eq!(next["id"], 2);
    let log = fs::read_to_string(team.desk.data().join("audit.jsonl")).unwrap();
    assert!(
        log.contains("legal-hold.place") && log.contains("legal-hold.release"),
        "{log}"
    );
}

/// Counsel may approve letters, and wrote this one: with a program of their own nothing keeps them from approving it.
#[test]
fn an_approval_by_its_author_is_found_and_approves_nothing() {
    let team = Team::new().with("kim", &["counsel"]);
    let (code, id) = with_letter(&team);
    let said = team
        .run(
            "dana",
            &[
                "letter",
                "approve",
                &code,
                "claim",
                "--because",
                "the insurer knows the rest",
            ],
        )
        .fails(1);
    assert!(said.contains("dana wrote claim and cannot approve it"), "{said}");
    let approval = approval(&team, "kim", &code, &id);
    append(&mut own_program(&team, "dana"), Stream::Incident(&id), "dana", approval);
    let list = team.run("kim", &["letter", "list", &code]).ok();
    assert!(!list.contains("approved by"), "{list}");
    let said = findings(&team.signatures());
    assert!(
        said.contains("dana wrote claim and approved it: that is no approval"),
        "{said}"
    );
    // Somebody else's counts as ever.
    let _ = team
        .run(
            "kim",
            &[
                "letter",
                "approve",
                &code,
                "claim",
                "--because",
                "the insurer knows the rest",
            ],
        )
        .ok();
    let list = team.run("kim", &["letter", "list", &code]).ok();
    assert!(list.contains("approved by kim"), "{list}");
}
