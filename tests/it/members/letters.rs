//! Texts of letters and remarks on them: sealed for those who work on letters, in no index and in no export of anybody else;
//! who reads them is noted first.

use std::fs;

use super::*;
use crate::common::project;
use crate::record_formats::copy;

/// Words of the letter: of its first text, of the second, and of a remark.
const WORDS: [&str; 3] = ["zebra", "quagga", "bongo"];

fn words_in(text: &str) -> Vec<&'static str> {
    WORDS.into_iter().filter(|word| text.contains(word)).collect()
}

/// Dana's letter, changed by lee, who remarks on it.
fn with_letter(team: &Team) -> String {
    let code = team.incident("dana");
    drafted(team, &code);
    code
}

fn drafted(team: &Team, code: &str) {
    let file = |text: &str| {
        let path = team.desk.beside("text.md");
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let first = file("# Notice\n\nA zebra took it.\n");
    let draft = ["letter", "draft", code, "ch/fdpic", "--id", "notice", "--from", &first];
    let _ = team.run("dana", &draft).ok();
    let second = file("# Notice\n\nA zebra and a quagga took it.\n");
    let _ = team
        .run("lee", &["letter", "edit", code, "notice", "--from", &second])
        .ok();
    let remark = ["letter", "comment", code, "notice", "the bongo was not there"];
    let _ = team.run("lee", &remark).ok();
}

/// Every value of every event, and every word of the search.
fn stored(team: &Team) -> String {
    let connection = database(&team.desk);
    let mut statement = connection.prepare("SELECT body FROM event").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    let mut all: String = rows
        .map(|row| String::from_utf8_lossy(&row.unwrap()).into_owned())
        .collect();
    connection
        .execute_batch("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, search, row)")
        .unwrap();
    let mut statement = connection.prepare("SELECT term FROM temp.words").unwrap();
    let terms = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    all.extend(terms.map(Result::unwrap));
    all
}

fn intact(team: &Team, member: &str) {
    let proof = team
        .run(member, &["audit", "verify", "--full", "--signatures", "--json"])
        .json();
    assert_eq!(proof["broken"], serde_json::Value::Null, "{member}: {proof}");
    assert_eq!(findings(&proof), "[]", "{member}");
}

fn team() -> Team {
    Team::new().with("lee", &["responder"]).with("sam", &["observer"])
}

#[test]
fn letters_and_remarks_are_sealed_for_those_who_work_on_them() {
    let team = team();
    let code = with_letter(&team);
    assert_eq!(words_in(&stored(&team)), [""; 0]);
    for member in ["dana", "lee"] {
        let shown = team.run(member, &["letter", "show", &code, "notice"]);
        let all = format!("{}{}", shown.out, shown.err);
        assert_eq!(words_in(&all), WORDS, "{member}: {all}");
        intact(&team, member);
    }
    // Sam looks on: that there is a letter is told, and nothing of it.
    for args in [
        &["incident", "history", &code, "--json"][..],
        &["incident", "show", &code, "--all"],
        &["incident", "list", "--search", "zebra"],
        &["letter", "list", &code],
        &["events", "--json"],
    ] {
        let told = team.run("sam", args);
        assert_eq!(words_in(&format!("{}{}", told.out, told.err)), [""; 0], "{args:?}");
    }
    let timeline = team.run("sam", &["incident", "history", &code, "--json"]).ok();
    assert!(timeline.contains("Letter notice: text, sealed"), "{timeline}");
    let listed = team.run("sam", &["letter", "list", &code]).ok();
    assert!(
        listed.starts_with("Sealed for those who draft, approve or export letters: notice"),
        "{listed}"
    );
    let said = team.run("sam", &["letter", "show", &code, "notice"]).fails(1);
    assert!(
        said.contains("sealed for those who draft") && said.contains("firebell grant"),
        "{said}"
    );
    intact(&team, "sam");
    // Nobody finds it by searching, and the words of a remark are in no timeline.
    let found = team
        .run("dana", &["incident", "list", "--search", "quagga", "--json"])
        .ok();
    assert!(!found.contains(&code), "{found}");
    for args in [&["incident", "history", &code, "--json"][..], &["events", "--json"]] {
        let told = team.run("dana", args).ok();
        assert_eq!(words_in(&told), [""; 0], "{told}");
    }
    // Lent for a while.
    let grant = [
        "grant", "sam", "draft", &code, "--for", "1h", "--reason", "to help", "--json",
    ];
    let lent = team.run("dana", &grant).json();
    let shown = team.run("sam", &["letter", "show", &code, "notice"]);
    assert_eq!(words_in(&format!("{}{}", shown.out, shown.err)), WORDS);
    let _ = team
        .run("dana", &["grant", "--end", lent["grant"].as_str().unwrap()])
        .ok();
    let _ = team.run("sam", &["letter", "show", &code, "notice"]).fails(1);
    intact(&team, "sam");
}

#[test]
fn an_owner_who_drafts_nothing_has_the_letters_and_not_the_remarks() {
    let team = team();
    let code = with_letter(&team);
    let _ = team.run("dana", &["member", "roles", "sam", "--role", "owner"]).ok();
    let _ = team.run("dana", &["member", "list"]).ok();
    let shown = team.run("sam", &["letter", "show", &code, "notice"]);
    assert_eq!(words_in(&format!("{}{}", shown.out, shown.err)), ["zebra", "quagga"]);
    // What they export has the place of the remark and nothing of it, and does not import.
    let file = team.desk.beside("out.json");
    let file = file.to_str().unwrap();
    let _ = team.run("sam", &["incident", "export", &code, "--output", file]).ok();
    assert!(team.run("sam", &["verify", file]).ok().contains("without words"));
    let said = Team::new().run("dana", &["incident", "import", file]).fails(2);
    assert!(
        said.contains("a letter that whoever exported it may not read"),
        "{said}"
    );
}

#[test]
fn who_reads_a_letter_is_noted_before_it_is_shown_and_once_for_each_opening() {
    let team = team();
    let code = with_letter(&team);
    let reads = || {
        let log = fs::read_to_string(team.desk.data().join("audit.jsonl")).unwrap();
        let read = |line: &&str| line.contains("\"letter.read\"") && line.contains("\"lee\"");
        log.lines().filter(read).count()
    };
    let before = reads();
    let _ = team.run("lee", &["letter", "list", &code]).ok();
    let _ = team.run("lee", &["incident", "history", &code, "--json"]).ok();
    assert_eq!(reads(), before);
    for (args, noted) in [
        (&["letter", "show", &code, "notice"][..], 1),
        (&["letter", "redline", &code, "notice", "--from", "1"], 1),
        (&["letter", "compare", &code, "notice@1", "notice@2"], 1),
        (&["letter", "check", &code, "notice"], 1),
    ] {
        let before = reads();
        let _ = team.run("lee", args);
        assert_eq!(reads() - before, noted, "{args:?}");
    }
    // Where nothing can be noted, nothing is shown to one of several.
    let log = team.desk.data().join("audit.jsonl");
    let kept = fs::read(&log).unwrap();
    fs::remove_file(&log).unwrap();
    fs::create_dir(&log).unwrap();
    let shown = team.run("lee", &["letter", "show", &code, "notice"]);
    // The line waits in the database instead: it is not lost.
    assert!(shown.code == 0 || words_in(&shown.out).is_empty(), "{}", shown.out);
    fs::remove_dir(&log).unwrap();
    fs::write(&log, kept).unwrap();
    fs::set_permissions(&log, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let _ = team.run("dana", &["incident", "list"]).ok();
    intact(&team, "dana");
}

#[test]
fn a_restricted_incident_is_noted_before_it_is_read() {
    let team = team();
    let code = team.incident("dana");
    let restrict = ["incident", "restrict", &code, "--to", "lee", "--reason", "a suspect"];
    let _ = team.run("dana", &restrict).ok();
    let reads = || {
        let log = fs::read_to_string(team.desk.data().join("audit.jsonl")).unwrap();
        let lines = log.lines().filter(|line| line.contains("incident.read_restricted"));
        lines.map(|line| line.contains("\"lee\"")).collect::<Vec<_>>()
    };
    let before = reads().len();
    let _ = team.run("sam", &["incident", "show", &code]).fails(2);
    let _ = team.run("lee", &["incident", "list"]).ok();
    assert_eq!(reads().len(), before);
    let _ = team.run("lee", &["incident", "show", &code]).ok();
    let _ = team.run("lee", &["incident", "note", &code, "seen"]).ok();
    assert_eq!(reads()[before..], [true, true]);
    // A letter of it is for those who were let in and work on letters.
    drafted(&team, &code);
    assert_eq!(words_in(&stored(&team)), [""; 0]);
    let shown = team.run("lee", &["letter", "show", &code, "notice"]);
    assert_eq!(words_in(&format!("{}{}", shown.out, shown.err)), WORDS);
    let grant = ["grant", "sam", "read", &code, "--for", "1h", "--reason", "to look on"];
    let _ = team.run("dana", &grant).ok();
    let timeline = team.run("sam", &["incident", "history", &code, "--json"]).ok();
    assert!(
        timeline.contains("Letter notice") && words_in(&timeline).is_empty(),
        "{timeline}"
    );
    let _ = team.run("sam", &["letter", "show", &code, "notice"]).fails(1);
    for member in ["dana", "lee", "sam"] {
        intact(&team, member);
    }
}

/// The letters of an exercise are there to be looked at.
#[test]
fn letters_of_an_exercise_are_everybodys() {
    let team = team();
    let opened = team.run(
        "dana",
        &["incident", "open", "rehearsal", "--zone", "UTC", "--exercise", "--json"],
    );
    let code = opened.json()["code"].as_str().unwrap().to_owned();
    drafted(&team, &code);
    let shown = team.run("sam", &["letter", "show", &code, "notice"]);
    assert_eq!(words_in(&format!("{}{}", shown.out, shown.err)), WORDS);
}

#[test]
fn an_export_goes_with_the_keys_of_its_letters_and_they_are_sealed_where_it_is_taken_in() {
    let team = team();
    let code = with_letter(&team);
    let file = team.desk.beside("out.json");
    let file = file.to_str().unwrap();
    let _ = team.run("dana", &["incident", "export", &code, "--output", file]).ok();
    assert!(
        team.run("dana", &["verify", file])
            .ok()
            .contains("as they were recorded")
    );
    let other = Team::new().with("sam", &["observer"]);
    let _ = other.run("dana", &["incident", "import", file]).ok();
    assert_eq!(words_in(&stored(&other)), [""; 0]);
    let shown = other.run("dana", &["letter", "show", &code, "notice"]);
    assert_eq!(words_in(&format!("{}{}", shown.out, shown.err)), WORDS);
    let _ = other.run("sam", &["letter", "show", &code, "notice"]).fails(1);
    intact(&other, "dana");
    intact(&other, "sam");
}

/// A record as firebell wrote it in November 2026 while letters lay in the open within it: a letter with two texts, a remark and
/// an approval, and a member who looks on.
#[test]
fn a_kept_record_with_letters_in_the_open_opens_and_seals_what_comes() {
    let kept = project("tests/data/record-open-letters");
    let team = Team::new();
    copy(&kept, &team.desk.data());
    const CODE: &str = "2026-001";
    for member in ["dana", "lee", "sam"] {
        intact(&team, member);
        let shown = team.run(member, &["letter", "show", CODE, "notice"]).ok();
        assert!(shown.contains("quagga and an okapi"), "{member}: {shown}");
    }
    let listed = team.run("lee", &["letter", "list", CODE, "--json"]).json();
    assert_eq!(listed[0]["revisions"], 2);
    assert_eq!(listed[0]["approved"][0], "lee");
    // Whoever lacks one text of a letter has no part of it: an earlier one would pass for the present one.
    let third = team.desk.beside("third.md");
    fs::write(&third, "# Notice\n\nThe third text, with a gnu.\n").unwrap();
    let third = third.to_str().unwrap();
    let _ = team
        .run("dana", &["letter", "edit", CODE, "notice", "--from", third])
        .ok();
    assert!(!stored(&team).contains("gnu"));
    assert!(
        team.run("lee", &["letter", "show", CODE, "notice"])
            .ok()
            .contains("gnu")
    );
    let said = team.run("sam", &["letter", "show", CODE, "notice"]).fails(1);
    assert!(said.contains("sealed"), "{said}");
    for member in ["dana", "lee", "sam"] {
        intact(&team, member);
    }
    let other = Team::new();
    let export = kept.join("beside/export.json");
    let _ = other
        .run("dana", &["incident", "import", export.to_str().unwrap()])
        .ok();
    let shown = other.run("dana", &["letter", "show", CODE, "notice"]).ok();
    assert!(shown.contains("okapi"), "{shown}");
    let notes = other.run("dana", &["incident", "notes", CODE, "--privileged"]).ok();
    assert!(notes.contains("zlotys"), "{notes}");
}
