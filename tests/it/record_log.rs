//! A damaged or unwritable audit log: nothing that was recorded is called failed, and nothing is shut.

use std::fs;
use std::process::{Command, Output};

use crate::common::record::{Desk, Ran};

fn log(desk: &Desk) -> std::path::PathBuf {
    desk.data().join("audit.jsonl")
}

fn notes(desk: &Desk, code: &str) -> usize {
    let notes = desk.run(&["incident", "notes", code, "--json"]).json();
    notes.as_array().unwrap().len()
}

/// Files that repairs set aside.
fn aside(desk: &Desk) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(desk.data()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = paths
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("audit.damaged-")
        })
        .collect();
    found.sort();
    found
}

/// An earlier firebell left nothing to be done but by hand.
fn repaired(desk: &Desk, sound: &[u8], junk: &str) {
    let said = desk.run(&["audit", "repair"]).ok();
    let files = aside(desk);
    assert_eq!(files.len(), 1, "{said}");
    assert!(said.contains(files[0].to_str().unwrap()), "{said}");
    assert_eq!(fs::read(&files[0]).unwrap(), junk.as_bytes(), "nothing is thrown away");
    assert_eq!(
        std::os::unix::fs::MetadataExt::mode(&fs::metadata(&files[0]).unwrap()) & 0o777,
        0o600
    );
    assert!(
        fs::read(log(desk)).unwrap().starts_with(sound),
        "what fits stays as it is"
    );
    let ran = desk.run(&["audit", "verify"]);
    assert!(
        ran.out.starts_with("Intact") && ran.out.contains("was repaired"),
        "{junk:?}: {}",
        ran.out
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let shown = desk.run(&["audit", "show"]).ok();
    let name = files[0].file_name().unwrap().to_str().unwrap();
    assert!(shown.contains("audit.repair") && shown.contains(name), "{shown}");
    assert!(
        shown.contains("note.add") && shown.contains("note.read_privileged"),
        "{shown}"
    );
    assert!(desk.run(&["audit", "repair"]).ok().contains("Nothing was changed"));
    assert_eq!(aside(desk).len(), 1);
}

/// What an earlier firebell answered with "could not" from then on, whatever was asked.
#[test]
fn a_damaged_end_shuts_nothing() {
    for junk in ["x\n", "not a line, and no line break"] {
        let (desk, code) = Desk::with_incident("t");
        let sound = fs::read(log(&desk)).unwrap();
        fs::write(log(&desk), [&sound, junk.as_bytes()].concat()).unwrap();
        // Reading goes on, and says it once.
        for args in [
            vec!["incident", "show", &code],
            vec!["incident", "list"],
            vec!["deadlines"],
            vec!["incident", "history", &code],
        ] {
            let ran = desk.run(&args);
            assert_eq!(ran.code, 0, "{junk:?} {args:?}: {}", ran.err);
            assert_eq!(
                ran.err.matches("warning: ").count(),
                1,
                "{junk:?} {args:?}: {}",
                ran.err
            );
            assert!(
                ran.err.contains("damaged") && ran.err.contains("firebell audit repair"),
                "{}",
                ran.err
            );
        }
        // Writing goes on: it is recorded, and is not called failed.
        let ran = desk.run(&["incident", "note", &code, "after"]);
        assert_eq!(
            (ran.code, ran.err.matches("Recorded; the audit log follows").count()),
            (0, 1),
            "{junk:?}: {}",
            ran.err
        );
        assert_eq!(notes(&desk, &code), 1, "{junk:?}");
        let privileged = desk.run(&["incident", "notes", &code, "--privileged"]);
        assert!(
            privileged.code == 0 && privileged.err.contains("the audit log follows"),
            "{}",
            privileged.err
        );
        // The log still shows what can be read, and the proof names what cannot.
        assert_eq!(desk.run(&["audit", "show", "--json"]).code, 0);
        let proof = desk.run(&["audit", "verify"]);
        assert!(
            proof.code == 1 && proof.out.starts_with("BROKEN"),
            "{junk:?}: {}",
            proof.out
        );
        assert!(proof.out.contains("firebell audit repair"), "{}", proof.out);
        repaired(&desk, &sound, junk);
    }
}

/// An editor that adds an empty line is enough.
#[test]
fn an_empty_line_at_the_end_is_set_aside() {
    let (desk, code) = Desk::with_incident("t");
    fs::write(log(&desk), [fs::read(log(&desk)).unwrap(), b"\n".to_vec()].concat()).unwrap();
    assert_eq!(desk.run(&["incident", "note", &code, "after"]).code, 0);
    let _ = desk.run(&["audit", "repair"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn a_second_repair_never_writes_over_the_first() {
    let (desk, code) = Desk::with_incident("t");
    for n in 0..3 {
        let mut bytes = fs::read(log(&desk)).unwrap();
        bytes.extend_from_slice(format!("junk {n}\n").as_bytes());
        fs::write(log(&desk), bytes).unwrap();
        let _ = desk.run(&["audit", "repair"]).ok();
    }
    let texts: Vec<String> = aside(&desk)
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert_eq!(texts.len(), 3);
    for n in 0..3 {
        assert!(texts.contains(&format!("junk {n}\n")), "{texts:?}");
    }
    let _ = desk.run(&["incident", "note", &code, "after"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

/// A line in the middle was changed: what follows cannot be proved any more and is kept beside.
#[test]
fn a_log_that_was_changed_in_the_middle_is_repaired() {
    let (desk, code) = Desk::with_incident("t");
    for n in 0..4 {
        let _ = desk.run(&["incident", "note", &code, &format!("note {n}")]).ok();
    }
    let _ = desk.run(&["incident", "report", &code]).ok();
    let text = fs::read_to_string(log(&desk)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let changed = text.replacen(lines[3], &lines[3].replace("dana", "mallory"), 1);
    fs::write(log(&desk), &changed).unwrap();
    let _ = desk.run(&["audit", "repair"]).ok();
    let kept = fs::read_to_string(&aside(&desk)[0]).unwrap();
    let from = changed
        .lines()
        .skip(3)
        .map(|line| format!("{line}\n"))
        .collect::<String>();
    assert_eq!(
        kept, from,
        "the line that was changed is set aside with all that follow"
    );
    let ran = desk.run(&["audit", "verify"]);
    assert!(ran.code == 0 && ran.out.starts_with("Intact"), "{}", ran.out);
    let again = desk.run(&["audit", "show"]).ok();
    assert!(again.contains("written again") && !again.contains("mallory"), "{again}");
}

/// A log that was deleted or rewritten is not taken for whole by the next honest write.
#[test]
fn a_rewritten_log_is_not_made_whole_by_writing_on() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "before"]).ok();
    fs::remove_file(log(&desk)).unwrap();
    let ran = desk.run(&["incident", "note", &code, "after"]);
    assert!(ran.code == 0 && ran.err.contains("it ends at line 0"), "{}", ran.err);
    assert_eq!(desk.run(&["audit", "verify"]).code, 1);
    let _ = desk.run(&["audit", "repair"]).ok();
    let ran = desk.run(&["audit", "verify"]);
    assert!(ran.code == 0 && ran.out.contains("was repaired"), "{}", ran.out);
}

#[test]
fn eight_megabytes_without_a_line_break_are_quick() {
    let (desk, code) = Desk::with_incident("t");
    let timed = |text: &str| {
        let began = std::time::Instant::now();
        let ran = desk.run(&["incident", "note", &code, text]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        (began.elapsed(), ran.err)
    };
    let (usual, _) = timed("before");
    let mut bytes = fs::read(log(&desk)).unwrap();
    bytes.extend(std::iter::repeat_n(b'x', 8 << 20));
    fs::write(log(&desk), bytes).unwrap();
    let (took, said) = timed("after");
    assert!(said.contains("damaged"), "{said}");
    // Byte by byte from the end it took nine seconds more.
    assert!(
        took < usual * 3 + std::time::Duration::from_secs(3),
        "{took:?}, usually {usual:?}"
    );
    let _ = desk.run(&["audit", "repair"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn a_lost_line_break_loses_no_line() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "acknowledged"]).ok();
    let sound = fs::read(log(&desk)).unwrap();
    fs::write(log(&desk), &sound[..sound.len() - 1]).unwrap();
    let ran = desk.run(&["incident", "note", &code, "after"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(fs::read(log(&desk)).unwrap().starts_with(&sound));
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

/// The end of an acknowledged line was cut off: that is damage, and not a write that nobody was told of.
#[test]
fn a_cut_acknowledged_line_is_not_dropped() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "acknowledged"]).ok();
    let sound = fs::read(log(&desk)).unwrap();
    let cut = &sound[..sound.len() - 20];
    fs::write(log(&desk), cut).unwrap();
    let ran = desk.run(&["incident", "note", &code, "after"]);
    assert!(ran.code == 0 && ran.err.contains("damaged"), "{}", ran.err);
    assert_eq!(
        fs::read(log(&desk)).unwrap(),
        cut,
        "nothing is taken off without a repair"
    );
}

/// Runs the binary with files limited to a size: the write fails in the middle, as on a full disk.
fn limited(desk: &Desk, blocks: u64, args: &[&str]) -> Ran {
    let firebell = desk.command(args);
    let quoted = |a: &std::ffi::OsStr| format!("'{}'", a.to_str().unwrap());
    let args: Vec<_> = firebell.get_args().map(quoted).collect();
    let line = format!(
        "trap '' XFSZ; ulimit -f {blocks}; exec {} {}",
        env!("CARGO_BIN_EXE_firebell"),
        args.join(" ")
    );
    let output: Output = Command::new("sh")
        .arg("-c")
        .arg(line)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    output.into()
}

/// The log is full, the database is not: what was recorded is not called failed.
#[test]
fn a_log_that_cannot_grow_is_a_warning() {
    let (desk, code) = Desk::with_incident("t");
    // Makes the log longer than the database may become.
    let wide = "x".repeat(300);
    let mut n = 0;
    while fs::metadata(log(&desk)).unwrap().len() < 1_600_000 {
        let mut bytes = fs::read(log(&desk)).unwrap();
        let lines: Vec<&[u8]> = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .collect();
        let mut before = lines.last().map(|line| line.to_vec()).unwrap();
        for _ in 0..1000 {
            let last: serde_json::Value = serde_json::from_slice(&before).unwrap();
            let prev: String = <sha2::Sha256 as sha2::Digest>::digest(&before)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            let line = format!(
                "{{\"n\":{},\"at\":\"2026-11-28T00:00:00.000Z\",\"actor\":\"a\",\"host\":\"h\",\"session\":\"{wide}\",\
                 \"action\":\"record.unlock\",\"target\":\"{n}\",\"outcome\":\"failed\",\"locked\":true,\"prev\":\"{prev}\"}}",
                last["n"].as_u64().unwrap() + 1
            );
            n += 1;
            before = line.into_bytes();
            bytes.extend_from_slice(&before);
            bytes.push(b'\n');
        }
        fs::write(log(&desk), bytes).unwrap();
    }
    let blocks = fs::metadata(log(&desk)).unwrap().len() / 512;
    let ran = limited(&desk, blocks, &["incident", "note", &code, "recorded"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Note: recorded"), "{}", ran.out);
    assert!(
        ran.err.starts_with("warning: Recorded; the audit log follows"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("do not repeat"), "{}", ran.err);
    assert_eq!(notes(&desk, &code), 1);
    let proof = desk.run(&["audit", "verify"]);
    assert!(proof.code == 0 && proof.out.starts_with("Intact"), "{}", proof.out);
}

#[test]
fn a_folder_or_a_device_in_the_place_of_the_log_is_a_warning() {
    for device in [false, true] {
        let (desk, code) = Desk::with_incident("t");
        fs::rename(log(&desk), desk.beside("old.jsonl")).unwrap();
        match device {
            true => std::os::unix::fs::symlink("/dev/full", log(&desk)).unwrap(),
            false => fs::create_dir(log(&desk)).unwrap(),
        }
        let ran = desk.run(&["incident", "note", &code, "recorded"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            ran.err.starts_with("warning: Recorded; the audit log follows"),
            "{}",
            ran.err
        );
        assert_eq!(notes(&desk, &code), 1);
        assert_eq!(desk.run(&["profile", "set", "country", "US"]).code, 0);
        assert_eq!(desk.run(&["audit", "verify"]).code, 1);
        let _ = desk.run(&["audit", "repair"]).ok();
        let ran = desk.run(&["audit", "verify"]);
        assert!(ran.code == 0 && ran.out.starts_with("Intact"), "{}", ran.out);
        assert_eq!(aside(&desk).len(), 1);
    }
}

/// Neither an entry nor a repair writes to the file that a link in the log's place leads to.
#[test]
fn a_link_in_the_place_of_the_log_is_not_followed() {
    let (desk, code) = Desk::with_incident("t");
    let victim = desk.beside("victim");
    fs::write(&victim, "mine\n").unwrap();
    fs::rename(log(&desk), desk.beside("old.jsonl")).unwrap();
    std::os::unix::fs::symlink(&victim, log(&desk)).unwrap();
    assert_eq!(desk.run(&["incident", "note", &code, "recorded"]).code, 0);
    let _ = desk.run(&["audit", "repair"]).ok();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine\n");
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

/// That the passphrase came from the environment is told, if not at once.
#[test]
fn a_passphrase_from_the_environment_is_told_later() {
    let (desk, _) = Desk::with_incident("t");
    fs::write(log(&desk), [fs::read(log(&desk)).unwrap(), b"x\n".to_vec()].concat()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
    command
        .env_clear()
        .env("FIREBELL_PASSPHRASE", crate::common::record::SECRET);
    command
        .arg("--data-dir")
        .arg(desk.data())
        .args(["--actor", "dana", "incident", "list"]);
    assert!(command.output().unwrap().status.success());
    let _ = desk.run(&["audit", "repair"]).ok();
    assert!(desk.run(&["audit", "show"]).ok().contains("by environment"));
}

/// A wrong key stays a wrong key.
#[test]
fn a_wrong_key_is_said_although_the_log_cannot_be_told() {
    let (desk, _) = Desk::with_incident("t");
    fs::remove_file(log(&desk)).unwrap();
    fs::create_dir(log(&desk)).unwrap();
    fs::write(desk.beside("pass"), "another\n").unwrap();
    let said = desk.run(&["incident", "list"]).fails(3);
    assert!(
        said.contains("does not open this record") && said.contains("audit log"),
        "{said}"
    );
}

/// A process was killed after it wrote the line and before it emptied the outbox; then many wrong keys were tried.
#[test]
fn a_crash_in_the_outbox_window_never_doubles_a_line() {
    let (desk, code) = Desk::with_incident("t");
    let end = "SELECT value FROM meta WHERE key = 'end_mark'";
    let end_before: String = crate::common::record::database(&desk)
        .query_row(end, [], |row| row.get(0))
        .unwrap();
    let _ = desk.run(&["incident", "note", &code, "once"]).ok();
    let kept = fs::read_to_string(log(&desk)).unwrap();
    let last: serde_json::Value = serde_json::from_str(kept.lines().last().unwrap()).unwrap();
    // The log as it is, the database as it was in between: the line waits, and the end before it is noted.
    let mut waits = last.clone();
    for key in ["n", "prev"] {
        waits.as_object_mut().unwrap().remove(key);
    }
    let before = kept.lines().rev().nth(1).unwrap();
    let digest: String = <sha2::Sha256 as sha2::Digest>::digest(before)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let database = crate::common::record::database(&desk);
    database
        .execute("INSERT INTO outbox (line) VALUES (?1)", [waits.to_string()])
        .unwrap();
    let lines = last["n"].as_u64().unwrap() - 1;
    let note = "UPDATE meta SET value = ?2 WHERE key = ?1";
    database.execute(note, ["audit_lines", &lines.to_string()]).unwrap();
    database.execute(note, ["audit_digest", &digest]).unwrap();
    database.execute(note, ["end_mark", &end_before]).unwrap();
    drop(database);
    // What seventy wrong keys would have left behind.
    let mut text = kept.clone();
    let mut line = kept.lines().last().unwrap().to_owned();
    for n in 0..70 {
        let prev: String = <sha2::Sha256 as sha2::Digest>::digest(&line)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let at = last["n"].as_u64().unwrap() + 1 + n;
        line = format!(
            "{{\"n\":{at},\"at\":\"2026-11-28T00:00:00.000Z\",\"actor\":\"a\",\"host\":\"h\",\"session\":\"s{n}\",\
             \"action\":\"record.unlock\",\"target\":\"record\",\"outcome\":\"failed\",\"locked\":true,\"prev\":\"{prev}\"}}"
        );
        text += &format!("{line}\n");
    }
    fs::write(log(&desk), text).unwrap();
    let ran = desk.run(&["audit", "verify"]);
    assert!(
        ran.code == 0 && ran.out.starts_with("Intact"),
        "{}\n{}",
        ran.out,
        ran.err
    );
    let _ = desk.run(&["incident", "note", &code, "after"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

/// A record that an earlier firebell broke this way can be repaired.
#[test]
fn a_doubled_line_is_set_aside_by_a_repair() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "once"]).ok();
    let kept = fs::read_to_string(log(&desk)).unwrap();
    let line = kept.lines().last().unwrap();
    let mut again: serde_json::Value = serde_json::from_str(line).unwrap();
    let prev: String = <sha2::Sha256 as sha2::Digest>::digest(line)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    again["n"] = (again["n"].as_u64().unwrap() + 1).into();
    again["prev"] = prev.into();
    fs::write(log(&desk), format!("{kept}{again}\n")).unwrap();
    assert_eq!(desk.run(&["audit", "verify"]).code, 1);
    let _ = desk.run(&["audit", "repair"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

/// A backup of a record whose log is damaged is taken all the same.
#[test]
fn a_backup_goes_on_beside_a_damaged_log() {
    let (desk, code) = Desk::with_incident("t");
    let mut bytes = fs::read(log(&desk)).unwrap();
    bytes.extend_from_slice(b"x\n");
    fs::write(log(&desk), bytes).unwrap();
    let backup = desk.beside("backup");
    let ran = desk.run(&["backup", "create", backup.to_str().unwrap()]);
    // The copy is there; that it is as broken as the record itself is the answer.
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("BROKEN") && ran.err.contains("damaged"),
        "{}{}",
        ran.out,
        ran.err
    );
    let bytes = fs::read(log(&desk)).unwrap();
    assert_eq!(fs::read(backup.join("audit.jsonl")).unwrap(), bytes, "copied as it is");
    assert_eq!(desk.run(&["incident", "show", &code]).code, 0);
}
