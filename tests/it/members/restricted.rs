//! Incidents that only some members may read: sealed for them, in no table and no index that the others have, also past
//! firebell.

use std::io::Read as _;

use firebell::store::Store;
use flate2::read::DeflateDecoder;
use secrecy::SecretString;

use super::*;
use firebell::core::ids::Stream;

/// Words of the incident, each of which is somewhere else in it.
const WORDS: [&str; 4] = ["zebra", "quagga", "okapi", "bongo"];

fn restricted(team: &Team) -> String {
    let opened = team.run(
        "dana",
        &["incident", "open", "the zebra laptop", "--zone", "UTC", "--json"],
    );
    let code = opened.json()["code"].as_str().unwrap().to_owned();
    let _ = team.run("dana", &["incident", "note", &code, "quagga took it"]).ok();
    let restrict = [
        "incident",
        "restrict",
        &code,
        "--to",
        "kim",
        "--reason",
        "okapi is a suspect",
    ];
    let _ = team.run("dana", &restrict).ok();
    let _ = team.run("kim", &["incident", "note", &code, "bongo was asked"]).ok();
    code
}

/// Everything that whoever has the key of the database can read: each value of each table, and the words of the search.
fn everything(team: &Team) -> String {
    let connection = database(&team.desk);
    let mut all = String::new();
    for table in [
        "event",
        "summary",
        "calendar",
        "draft",
        "outbox",
        "meta",
        "access",
        "data_key",
        "event_key",
    ] {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let value = row.get_ref(column).unwrap();
                if let rusqlite::types::ValueRef::Text(bytes) | rusqlite::types::ValueRef::Blob(bytes) = value {
                    all += &String::from_utf8_lossy(bytes);
                    all.push('\n');
                }
            }
        }
    }
    let mut packed = connection.prepare("SELECT verdicts, deadlines FROM standing").unwrap();
    let mut rows = packed.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..2 {
            let packed = row.get_ref(column).unwrap().as_blob().unwrap();
            let mut bytes = Vec::new();
            let _ = DeflateDecoder::new(packed).read_to_end(&mut bytes).unwrap();
            all += &String::from_utf8_lossy(&bytes);
        }
    }
    connection
        .execute_batch("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, search, row)")
        .unwrap();
    let mut statement = connection.prepare("SELECT term FROM temp.words").unwrap();
    let terms = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    all + &terms.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

fn words_in(text: &str) -> Vec<&'static str> {
    WORDS
        .into_iter()
        .filter(|word| text.to_lowercase().contains(word))
        .collect()
}

fn intact(team: &Team, member: &str) -> serde_json::Value {
    let proof = team
        .run(member, &["audit", "verify", "--full", "--signatures", "--json"])
        .json();
    assert_eq!(proof["broken"], serde_json::Value::Null, "{member}: {proof}");
    assert_eq!(findings(&proof), "[]", "{member}");
    proof
}

#[test]
fn a_restricted_incident_is_sealed_with_what_it_had_before() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let code = restricted(&team);
    assert_eq!(words_in(&everything(&team)), [""; 0]);
    for member in ["dana", "kim"] {
        let shown = team.run(member, &["incident", "history", &code, "--json"]).ok();
        assert_eq!(words_in(&shown), WORDS, "{member}");
        assert!(
            team.run(member, &["incident", "list"])
                .ok()
                .contains("the zebra laptop")
        );
        assert_eq!(intact(&team, member)["signatures"]["sealed"], 0, "{member}");
    }
    // Lee has the key of the database and a program of their own, and can check that nothing of it was changed.
    let passphrase = SecretString::from("Walrus-copper-31-lantern");
    let store = Store::open(&team.desk.data(), &passphrase).unwrap();
    let stream = store.summary(&code).unwrap().unwrap().stream;
    let events = store.events(Stream::named(&stream)).unwrap();
    assert_eq!(events.len(), 4);
    assert!(store.open_restricted(Stream::named(&stream), events).unwrap().is_none());
    drop(store);
    assert_eq!(intact(&team, "lee")["signatures"]["sealed"], 4);
    let _ = team.run("lee", &["incident", "show", &code]).fails(2);
    // The board made anew by somebody who cannot open it keeps its row.
    let _ = team.run("dana", &["member", "roles", "lee", "--role", "owner"]).ok();
    let _ = team.run("lee", &["db", "rebuild"]).ok();
    assert!(team.run("kim", &["incident", "list"]).ok().contains("the zebra laptop"));
    let _ = intact(&team, "kim");
    // A rotation of the record key, a backup and a restore change nothing of it.
    let _ = team.run("dana", &["key", "rotate"]).ok();
    let backup = team.desk.beside("backup");
    let _ = team.run("dana", &["backup", "create", backup.to_str().unwrap()]).ok();
    let mut restored = Team::new();
    restored.desk.move_data(restored.desk.beside("restored"));
    let _ = restored
        .run("dana", &["backup", "restore", backup.to_str().unwrap()])
        .ok();
    assert_eq!(
        words_in(&restored.run("kim", &["incident", "timeline", &code]).ok()),
        WORDS
    );
    let _ = intact(&restored, "lee");
}

#[test]
fn a_key_is_lent_and_taken_back_and_what_comes_after_has_another() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let code = restricted(&team);
    let grant = [
        "grant",
        "lee",
        "read",
        &code,
        "--for",
        "4h",
        "--reason",
        "the night shift",
        "--json",
    ];
    let lent = team.run("kim", &grant).json();
    assert_eq!(
        words_in(&team.run("lee", &["incident", "history", &code, "--json"]).ok()),
        WORDS
    );
    let keys = || -> Vec<String> {
        let connection = database(&team.desk);
        let mut statement = connection
            .prepare("SELECT hex(id) FROM data_key WHERE purpose = 'restricted'")
            .unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let keys_before = keys();
    assert_eq!(keys_before.len(), 1);
    let _ = team
        .run("dana", &["grant", "--end", lent["grant"].as_str().unwrap()])
        .ok();
    let _ = team.run("lee", &["incident", "show", &code]).fails(2);
    let _ = team.run("kim", &["incident", "note", &code, "after lee"]).ok();
    // Lee may have kept the first key.
    assert_eq!(keys().len(), 2);
    let connection = database(&team.desk);
    let latest: String = connection
        .query_row(
            "SELECT json_extract(CAST(body AS TEXT), '$.key') FROM event WHERE stream IN (SELECT stream FROM access) \
             ORDER BY seq DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(connection);
    assert!(
        keys()[..].iter().any(|key| key.eq_ignore_ascii_case(&latest)) && !keys_before.contains(&latest.to_uppercase())
    );
    let _ = intact(&team, "kim");
    // Everybody's again: what was sealed opens for all, and new entries are in the open.
    let end = ["incident", "restrict", &code, "--end", "--reason", "cleared"];
    let _ = team.run("kim", &end).ok();
    let _ = team.run("dana", &["incident", "note", &code, "gnu"]).ok();
    let shown = team.run("lee", &["incident", "history", &code, "--json"]).ok();
    assert!(words_in(&shown) == WORDS && shown.contains("gnu"), "{shown}");
    assert!(everything(&team).contains("gnu"));
    assert_eq!(intact(&team, "lee")["signatures"]["sealed"], 0);
}

#[test]
fn an_incident_restricted_from_the_start_is_never_recorded_in_the_open() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let open = [
        "incident",
        "open",
        "the zebra laptop",
        "--zone",
        "UTC",
        "--restrict-to",
        "kim",
        "--reason",
        "okapi",
        "--json",
    ];
    let code = team.run("dana", &open).json()["code"].as_str().unwrap().to_owned();
    let _ = team.run("kim", &["incident", "note", &code, "quagga and bongo"]).ok();
    assert_eq!(words_in(&everything(&team)), [""; 0]);
    assert_eq!(
        words_in(&team.run("dana", &["incident", "timeline", &code]).ok()),
        WORDS
    );
    assert!(!team.run("lee", &["incident", "list", "--all"]).ok().contains(&code));
    for member in ["dana", "kim", "lee"] {
        let _ = intact(&team, member);
    }
    // Its export goes with its keys, is checked without the record, and is sealed again where it is taken in.
    let file = team.desk.beside("out.json");
    let file = file.to_str().unwrap();
    let _ = team.run("kim", &["incident", "export", &code, "--output", file]).ok();
    let said = team.run("dana", &["verify", file]).ok();
    assert!(said.contains("3 of 3 events"), "{said}");
    let other = Team::new().with("lee", &["responder"]);
    let _ = other.run("dana", &["incident", "import", file]).ok();
    assert_eq!(words_in(&everything(&other)), [""; 0]);
    assert_eq!(
        words_in(&other.run("dana", &["incident", "timeline", &code]).ok()),
        WORDS
    );
    assert_ne!(other.run("lee", &["incident", "show", &code]).code, 0);
    let _ = intact(&other, "dana");
    let _ = intact(&other, "lee");
}

#[test]
fn whoever_alone_can_open_an_incident_is_not_taken_out_unawares() {
    let team = Team::new().with("kim", &["counsel"]);
    let open = [
        "incident",
        "open",
        "the zebra laptop",
        "--zone",
        "UTC",
        "--reason",
        "okapi",
        "--json",
    ];
    let code = team.run("kim", &open).json()["code"].as_str().unwrap().to_owned();
    let _ = team.run("dana", &["incident", "show", &code]).fails(2);
    let said = team.run("dana", &["member", "revoke", "kim"]).fails(1);
    assert!(
        said.contains("nobody but kim can open") && said.contains("--giving-up"),
        "{said}"
    );
    let _ = team
        .run("dana", &["member", "revoke", "kim", "--giving-up", &code])
        .ok();
    // It stays, sealed for ever, and stops nothing.
    let _ = team.run("dana", &["incident", "list", "--all"]).ok();
    let _ = team.run("dana", &["incident", "show", &code]).fails(2);
    let _ = team.run("dana", &["db", "rebuild"]).ok();
    assert_eq!(intact(&team, "dana")["signatures"]["sealed"], 2);
}

/// Whoever has the key of the database and none of the incident puts another text in the place of what is sealed.
#[test]
fn another_text_in_the_place_of_a_sealed_one_is_found() {
    let team = Team::new().with("kim", &["counsel"]);
    let code = restricted(&team);
    let connection = database(&team.desk);
    // Of the first event only the sealed bytes change, and what holds it to its place stays as it is.
    let forge = "DROP TRIGGER event_is_final; UPDATE event SET body = CAST(json_set(CAST(body AS TEXT), '$.sealed', \
                 (SELECT json_extract(CAST(body AS TEXT), '$.sealed') FROM event AS other WHERE other.stream = event.stream \
                  AND other.seq = 2)) AS BLOB) WHERE seq = 1 AND stream IN (SELECT stream FROM access)";
    assert!(connection.execute_batch(forge).is_ok());
    drop(connection);
    let ran = team.run("kim", &["audit", "verify"]);
    assert!(
        ran.code == 1 && ran.out.contains("what is sealed is not what was recorded"),
        "{}{}",
        ran.out,
        ran.err
    );
    // What cannot be opened is said, and ends neither a list nor a look at it.
    assert!(team.run("kim", &["incident", "list", "--all"]).ok().contains(&code));
    let said = team.run("kim", &["incident", "show", &code]).fails(2);
    assert!(said.contains(&code), "{said}");
}

/// Without a name somebody would shut out everybody else by leaving out a word: who would be left is said first.
#[test]
fn a_restriction_without_names_says_who_would_be_left() {
    let team = Team::new().with("kim", &["counsel"]).with("lee", &["responder"]);
    let code = team.incident("dana");
    let args = ["incident", "restrict", &code, "--reason", "a colleague is a suspect"];
    let said = team.run("dana", &args).fails(2);
    assert!(
        said.contains("only you (dana)") && said.contains("kim") && said.contains("lee"),
        "{said}"
    );
    assert!(said.contains("--alone"), "{said}");
    let _ = team.run("kim", &["incident", "show", &code]).ok();
    let said = team.run("dana", &[&args[..], &["--alone"]].concat()).ok();
    assert!(said.contains(&format!("{code} is restricted to dana.")), "{said}");
    let _ = team.run("kim", &["incident", "show", &code]).fails(2);
    let said = team.run("dana", &[&args[..], &["--to", "kim"]].concat()).ok();
    assert!(said.contains("dana, kim"), "{said}");
    let _ = team.run("kim", &["incident", "show", &code]).ok();
}
