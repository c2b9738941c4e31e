//! What has to be gone is gone: kept probes are looked for in every file, in every page as the cipher's key opens it, free ones
//! among them, and in the backups. What proves the rest stays.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{at, intact, on_one_line};
use crate::common::record::{Desk, database, database_raw_key};

const PROBES: [&str; 4] = ["quetzalcoatl", "zanzibarian", "xylophonist", "wyvernmouth"];
/// The one that is in a privileged note.
const PRIVILEGED: &str = "xylophonist";

/// A record with an incident that was closed long ago, one that is open, and a backup of both.
fn record() -> (Desk, String) {
    let desk = Desk::new();
    let year = "2019-03-05T10:00:00Z";
    let opened = at(
        &desk,
        year,
        &["incident", "open", "Quetzalcoatl read mail", "--zone", "UTC", "--json"],
    );
    let code = opened.json()["code"].as_str().unwrap().to_owned();
    for args in [
        &["incident", "note", &code, "the zanzibarian tokens"][..],
        &["incident", "note", &code, "xylophonist said", "--privileged"],
        &[
            "incident",
            "close",
            &code,
            "--rationale",
            "wyvernmouth agreed, nothing else was open",
        ],
    ] {
        let _ = at(&desk, year, args).ok();
    }
    let _ = desk.run(&["incident", "open", "still open", "--zone", "UTC"]).ok();
    let backup = desk.beside("backup").display().to_string();
    let _ = desk.run(&["backup", "create", &backup]).ok();
    (desk, code)
}

const PAGE: usize = 4096;

/// Every page of a database as its key opens it; skipped where openssl is missing.
pub(super) fn pages(path: &Path, key: &str) -> Option<Vec<u8>> {
    let bytes = fs::read(path).unwrap();
    let pages = bytes.chunks(PAGE).enumerate();
    opened(pages.map(|(number, page)| (number == 0, page)), key)
}

/// Every page that its write-ahead log has; nothing where there is none.
pub(super) fn logged(path: &Path, key: &str) -> Option<Vec<u8>> {
    const BEGINS: usize = 32;
    const FRAME: usize = 24;
    let bytes = fs::read(path).unwrap_or_default();
    let frames = bytes.get(BEGINS..).unwrap_or_default().chunks_exact(FRAME + PAGE);
    opened(frames.map(|frame| (frame[..4] == [0, 0, 0, 1], &frame[FRAME..])), key)
}

/// Pages, and of each whether it is the first one, which begins with the salt.
fn opened<'p>(pages: impl Iterator<Item = (bool, &'p [u8])>, key: &str) -> Option<Vec<u8>> {
    // The salt, the initialization vector and the authentication code are no words.
    let mut all = Vec::new();
    for (first, page) in pages {
        let begins = if first { 16 } else { 0 };
        let iv = hex::encode(&page[PAGE - 80..PAGE - 64]);
        let mut run = Command::new("openssl")
            .args(["enc", "-d", "-aes-256-cbc", "-nopad", "-K", key, "-iv", &iv])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        std::io::Write::write_all(&mut run.stdin.take().unwrap(), &page[begins..PAGE - 80]).unwrap();
        all.extend(run.wait_with_output().unwrap().stdout);
    }
    Some(all)
}

/// Every file in a folder and the folders in it, one behind the other, with their names.
pub(super) fn files_below(folder: &Path) -> Vec<u8> {
    let mut everything = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        everything.extend(path.as_os_str().as_encoded_bytes());
        match path.is_dir() {
            true => everything.extend(files_below(&path)),
            false => everything.extend(fs::read(path).unwrap()),
        }
    }
    everything
}

/// How often each probe is in the files of a folder and in the pages of its database.
pub(crate) fn found(folder: &Path, key: &str) -> Vec<usize> {
    let mut everything = files_below(folder);
    everything.extend(pages(&folder.join("firebell.db"), key).unwrap_or_default());
    everything.extend(logged(&folder.join("firebell.db-wal"), key).unwrap_or_default());
    everything.make_ascii_lowercase();
    let count = |probe: &&str| {
        everything
            .windows(probe.len())
            .filter(|w| *w == probe.as_bytes())
            .count()
    };
    PROBES.iter().map(count).collect()
}

#[test]
fn an_incident_whose_time_is_over_leaves_no_word_in_file_page_index_or_backup() {
    let (desk, code) = record();
    let key = database_raw_key(&desk);
    let backup = desk.beside("backup");
    if pages(&desk.data().join("firebell.db"), &key).is_some() {
        // What is privileged is sealed: its words are nowhere from the beginning.
        let kept = |folder: &Path| -> Vec<&str> {
            let counts = found(folder, &key).into_iter().zip(PROBES);
            counts.filter(|(count, _)| *count > 0).map(|(_, probe)| probe).collect()
        };
        let open: Vec<&str> = PROBES.into_iter().filter(|probe| *probe != PRIVILEGED).collect();
        assert_eq!(kept(&desk.data()), open, "the probes are looked for where they are");
        assert_eq!(kept(&backup), open);
    }
    let plan = on_one_line(&desk.run(&["retention", "plan"]).ok());
    assert!(
        plan.contains(&format!("{code} incident_record: due 2025-03-05")),
        "{plan}"
    );
    assert!(plan.contains("incident_record: open"), "{plan}");
    let asked = desk.run(&["retention", "run"]).fails(1);
    assert!(asked.contains("--yes"), "{asked}");
    assert!(
        desk.run(&["incident", "show", &code]).code == 0,
        "nothing is erased unasked"
    );
    let said = on_one_line(&desk.run(&["retention", "run", "--yes"]).ok());
    assert!(
        said.contains(&format!("{code}: 4 events erased")) && said.contains("Backup written anew"),
        "{said}"
    );
    assert!(said.contains("exports, letters and prints"), "{said}");
    assert_eq!(found(&desk.data(), &key), [0; 4], "in the record");
    assert_eq!(found(&backup, &key), [0; 4], "in the backup");
    assert_ne!(desk.run(&["incident", "show", &code]).code, 0);
    // The chain, the log, the tree and the search still fit, here and in the backup.
    assert!(intact(&desk).contains("4 events erased; number, moment and digest stay"));
    let said = desk.run(&["backup", "verify", &backup.display().to_string()]).ok();
    assert!(said.contains("Intact"), "{said}");
    let _ = desk.run(&["db", "rebuild"]).ok();
    intact(&desk);
    // Its number is not given away again.
    let again = at(
        &desk,
        "2019-06-01T10:00:00Z",
        &["incident", "open", "later", "--zone", "UTC", "--json"],
    );
    assert_ne!(again.json()["code"].as_str().unwrap(), code);
    assert!(desk.run(&["retention", "run", "--yes"]).ok().contains("Nothing is due"));
}

/// Bytes of sealed text: nobody opens them any more once the keys are gone, and they are gone as well.
pub(super) fn sealed_of(desk: &Desk, stream: &str) -> Vec<String> {
    let connection = database(desk);
    let mut all = connection
        .prepare("SELECT CAST(body AS TEXT) FROM event WHERE stream = ?1 AND instr(body, CAST('\"sealed\":' AS BLOB))")
        .unwrap();
    let rows = all.query_map([stream], |row| row.get::<_, String>(0)).unwrap();
    let sealed = |body: String| {
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        body["sealed"].as_str().unwrap().to_owned()
    };
    rows.map(|body| sealed(body.unwrap())).collect()
}

fn rows(desk: &Desk, select: &str, stream: &str) -> i64 {
    database(desk).query_row(select, [stream], |row| row.get(0)).unwrap()
}

const DATA_KEYS: &str = "SELECT count(*) FROM data_key WHERE stream = ?1";
const SHARES: &str = "SELECT count(*) FROM key_share WHERE key IN (SELECT id FROM data_key WHERE stream = ?1)";
const ALL_SHARES: &str = "SELECT count(*) FROM key_share WHERE ?1 = ?1";
const EVENT_KEYS: &str = "SELECT count(*) FROM event_key WHERE stream = ?1";

/// A record with an incident that was closed long ago, with a note, a letter and a remark that are sealed, and a form half typed;
/// and a backup of it.
fn with_sealed() -> (Desk, String) {
    let desk = Desk::new();
    let year = "2019-03-05T10:00:00Z";
    let opened = at(&desk, year, &["incident", "open", "x", "--zone", "UTC", "--json"]).json();
    let (code, id) = (
        opened["code"].as_str().unwrap(),
        opened["id"].as_str().unwrap().to_owned(),
    );
    let text = desk.beside("text.md");
    fs::write(&text, "# Notice\n\nZanzibarian tokens.\n").unwrap();
    let text = text.to_str().unwrap();
    for args in [
        &["incident", "note", code, "xylophonist said", "--privileged"][..],
        &[
            "letter",
            "draft",
            code,
            "inside/insurer",
            "--id",
            "claim",
            "--from",
            text,
        ],
        &["letter", "comment", code, "claim", "wyvernmouth objects"],
        &["incident", "close", code, "--rationale", "nothing else was open"],
    ] {
        let _ = at(&desk, year, args).ok();
    }
    let mut store =
        firebell::store::Store::open(&desk.data(), &crate::common::record::SECRET.to_owned().into()).unwrap();
    store
        .keep_draft(&format!("note {id}"), Some("quetzalcoatl, half typed"))
        .unwrap();
    drop(store);
    let backup = desk.beside("backup").display().to_string();
    let _ = desk.run(&["backup", "create", &backup]).ok();
    (desk, id)
}

/// What is sealed is nowhere in words from the beginning. So its bytes are looked for, and the keys that open them.
#[test]
fn sealed_text_letters_and_half_typed_forms_go_with_their_keys() {
    let (desk, id) = with_sealed();
    let (id, backup) = (id.as_str(), desk.beside("backup").display().to_string());
    let sealed = sealed_of(&desk, id);
    assert_eq!(sealed.len(), 3, "a note, a text and a remark: {sealed:?}");
    assert!(rows(&desk, DATA_KEYS, id) > 0 && rows(&desk, SHARES, id) > 0);
    let typed = rows(&desk, "SELECT count(*) FROM draft WHERE ?1 = ?1", "");
    assert_eq!(typed, 1);
    let key = database_raw_key(&desk);
    let folders = [desk.data(), desk.beside("backup")];
    let has = |folder: &Path, text: &str| {
        let mut all = files_below(folder);
        all.extend(pages(&folder.join("firebell.db"), &key).unwrap_or_default());
        all.extend(logged(&folder.join("firebell.db-wal"), &key).unwrap_or_default());
        memchr_find(&all, text.as_bytes())
    };
    // A row of the database breaks long text over pages: its beginning is in one of them.
    let beginning = |text: &str| text[..64].to_owned();
    let openssl = pages(&desk.data().join("firebell.db"), &key).is_some();
    assert!(
        openssl || std::env::var_os("CI").is_none(),
        "without openssl nothing looks into the pages"
    );
    if openssl {
        for text in &sealed {
            assert!(folders.iter().all(|folder| has(folder, &beginning(text))), "{text}");
        }
    }
    let said = desk.run(&["retention", "run", "--yes"]).ok();
    assert!(said.contains("events erased"), "{said}");
    for folder in &folders {
        for text in &sealed {
            assert!(!has(folder, &beginning(text)), "{}: {text}", folder.display());
        }
        assert_eq!(found(folder, &key), [0; 4], "{}", folder.display());
    }
    for select in [DATA_KEYS, EVENT_KEYS] {
        assert_eq!(rows(&desk, select, id), 0, "{select}");
    }
    assert_eq!(rows(&desk, ALL_SHARES, ""), 0);
    assert_eq!(rows(&desk, "SELECT count(*) FROM draft WHERE ?1 = ?1", ""), 0);
    let other = Desk::empty();
    let _ = other.run(&["backup", "restore", &backup]).ok();
    assert_eq!((rows(&other, DATA_KEYS, id), rows(&other, ALL_SHARES, "")), (0, 0));
    intact(&desk);
}

pub(super) fn memchr_find(all: &[u8], wanted: &[u8]) -> bool {
    all.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn what_is_in_the_write_ahead_log_is_looked_for_and_goes_as_well() {
    let (desk, _) = record();
    let key = database_raw_key(&desk);
    let log = desk.data().join("firebell.db-wal");
    // Somebody else has the record open, so that nobody folds the log in when they are done.
    let reading = database(&desk);
    let _: i64 = reading
        .query_row("SELECT count(*) FROM event", [], |row| row.get(0))
        .unwrap();
    let open = |title: &str| {
        at(
            &desk,
            "2019-04-05T10:00:00Z",
            &["incident", "open", title, "--zone", "UTC", "--json"],
        )
    };
    let code = open("Zanzibarian tokens").json()["code"].as_str().unwrap().to_owned();
    let close = ["incident", "close", &code, "--rationale", "nothing else was open"];
    let _ = at(&desk, "2019-04-05T11:00:00Z", &close).ok();
    let words = |bytes: Vec<u8>| bytes.to_ascii_lowercase();
    let Some(before) = logged(&log, &key).map(words) else {
        return;
    };
    assert!(before.windows(11).any(|word| word == b"zanzibarian"), "the log has it");
    let said = on_one_line(&desk.run(&["retention", "run", "--yes"]).ok());
    assert!(said.contains(&format!("{code}: 2 events erased")), "{said}");
    // Where somebody was reading, the next run completes it; not the one who closes the record last, which would empty the log too.
    let _ = desk.run(&["retention", "run", "--yes"]).ok();
    assert_eq!(found(&desk.data(), &key), [0; 4]);
    drop(reading);
    intact(&desk);
}

#[test]
fn a_checkpoint_from_before_fits_after_an_erasure_and_a_forged_tombstone_does_not() {
    let (desk, _) = record();
    let file = desk.beside("checkpoint").display().to_string();
    let _ = desk.run(&["audit", "checkpoint", "--out", &file]).ok();
    let _ = desk.run(&["retention", "run", "--yes"]).ok();
    let said = desk.run(&["audit", "verify", "--against", &file]);
    assert_eq!(said.code, 0, "{}", said.out);
    // With the key, an event is written over as if it had been erased, under a digest that suits.
    let connection = database(&desk);
    connection
        .execute_batch(
            "DROP TRIGGER event_is_final; UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '\"leaf\":\"', '\"leaf\":\"00') AS BLOB) \
             WHERE CAST(body AS TEXT) LIKE '%\"what\":\"erased\"%'",
        )
        .unwrap();
    drop(connection);
    assert_eq!(desk.run(&["audit", "verify"]).code, 1);
}

#[test]
fn a_legal_hold_keeps_everything_until_it_is_released() {
    let (desk, code) = record();
    let said = desk
        .run(&[
            "hold",
            "add",
            "Smith v. Acme",
            "--incident",
            &code,
            "--why",
            "letter of counsel",
            "--until",
            "2027-01-01",
        ])
        .ok();
    assert!(said.contains("Legal hold 1"), "{said}");
    let plan = on_one_line(&desk.run(&["retention", "plan"]).ok());
    assert!(plan.contains("legal hold. Legal hold: Smith v. Acme"), "{plan}");
    assert!(desk.run(&["retention", "run", "--yes"]).ok().contains("Nothing is due"));
    let _ = desk.run(&["incident", "show", &code]).ok();
    let _ = desk.run(&["hold", "release", "1", "--why", "settled"]).ok();
    let _ = desk.run(&["hold", "release", "1", "--why", "again"]).fails(1);
    assert!(desk.run(&["hold", "list"]).ok().contains("released"));
    assert!(
        desk.run(&["retention", "run", "--yes"])
            .ok()
            .contains("4 events erased")
    );
    let log = desk.run(&["audit", "show"]).ok();
    assert!(
        log.contains("legal-hold.place") && log.contains("legal-hold.release") && log.contains("retention.erase"),
        "{log}"
    );
}

#[test]
fn a_person_is_found_handed_out_and_erased_from_the_call_tree() {
    let desk = Desk::new();
    let set = [
        "contacts",
        "set",
        "anna",
        "--name",
        "Anna Xylophonist",
        "--roles",
        "legal",
        "--channel",
        "email:anna@wyvernmouth.example",
    ];
    let ran = desk.run(&set);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let opened = desk.run(&["incident", "open", "t", "--zone", "UTC", "--json"]).json();
    let code = opened["code"].as_str().unwrap().to_owned();
    let _ = desk
        .run(&["incident", "note", &code, "Anna Xylophonist called back"])
        .ok();
    let found_json = desk.run(&["person", "find", "anna xylophonist", "--json"]).json();
    assert_eq!(found_json["contacts"][0], "anna", "{found_json}");
    assert_eq!(found_json["mentions"].as_array().unwrap().len(), 2, "{found_json}");
    let handed = desk.run(&["person", "export", "Anna Xylophonist"]).ok();
    assert!(handed.contains("called back"), "{handed}");
    let backup = desk.beside("backup");
    let _ = desk.run(&["backup", "create", backup.to_str().unwrap()]).ok();
    // A part of a name may be somebody else's, and erases nobody.
    let said = desk
        .run(&["person", "erase", "Ann", "--because", "asked", "--yes"])
        .fails(2);
    assert!(said.contains("no contact has the id or the whole name `Ann`"), "{said}");
    let said = desk
        .run(&["person", "erase", "Anna Xylophonist", "--because", "asked"])
        .fails(1);
    assert!(said.contains("--yes"), "{said}");
    assert!(desk.run(&["contacts", "list"]).ok().contains("Anna Xylophonist"));
    let said = on_one_line(
        &desk
            .run(&[
                "person",
                "erase",
                "Anna Xylophonist",
                "--because",
                "request of 1 December",
                "--yes",
            ])
            .ok(),
    );
    assert!(
        said.contains("Call tree: 1 event erased") && said.contains(&format!("of {code} (note.add)")),
        "{said}"
    );
    let key = database_raw_key(&desk);
    assert_eq!(found(&desk.data(), &key)[3], 0, "her address is nowhere");
    assert_eq!(found(&backup, &key)[3], 0, "nor in the backup that firebell knows of");
    let _ = desk.run(&["backup", "verify", backup.to_str().unwrap()]).ok();
    assert!(!desk.run(&["contacts", "list"]).ok().contains("Xylophonist"));
    intact(&desk);
    let _ = desk.run(&["person", "find", "an"]).fails(2);
}
