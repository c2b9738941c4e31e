//! Processes that are killed, that write at once, that find the disk closed: nothing acknowledged is lost.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, SystemTime};

use crate::common::record::Desk;

fn texts(desk: &Desk, code: &str) -> Vec<String> {
    let notes = desk.run(&["incident", "notes", code, "--json"]).json();
    let notes = notes.as_array().unwrap().iter();
    notes.map(|note| note["text"].as_str().unwrap().to_owned()).collect()
}

/// Names, sizes and times of the files of a record.
fn files(folder: &Path) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    // A file may go while it is looked at.
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let data = entry.metadata().ok()?;
            Some((entry.path(), data.len(), data.modified().ok()))
        })
        .collect();
    found.sort();
    found
}

/// Waits until a process has changed the files of a record so many times, or has ended.
fn until(child: &mut Child, folder: &Path, changes: u64) {
    let (mut seen, mut before) = (0, files(folder));
    while seen < changes && child.try_wait().unwrap().is_none() {
        let now = files(folder);
        seen += u64::from(now != before);
        before = now;
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn killed_at_any_instant() {
    let (desk, code) = Desk::with_incident("t");
    let mut acknowledged = Vec::new();
    let mut killed = 0;
    for n in 0..30u64 {
        let note = format!("note {n}");
        let mut child = desk
            .command(&["incident", "note", &code, &note])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the whole life of the process: before it touches a file, at each change it makes to one, and a
        // little after each.
        until(&mut child, &desk.data(), n % 8);
        std::thread::sleep(Duration::from_millis(n / 8 * 2));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            killed += 1;
        }
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        child.wait().unwrap();
        if said.contains("Note:") {
            acknowledged.push(note);
        }
    }
    let kept = texts(&desk, &code);
    for note in &acknowledged {
        assert!(kept.contains(note), "{note} was acknowledged and is lost");
    }
    let proof = desk.run(&["audit", "verify"]);
    assert_eq!(proof.code, 0, "{}", proof.out);
    assert!(killed > 0, "none was killed in time");
    println!(
        "{killed} killed, {} acknowledged, {} kept",
        acknowledged.len(),
        kept.len()
    );
}

#[test]
fn two_that_write_at_once_lose_nothing() {
    let (desk, code) = Desk::with_incident("t");
    let write = |who: &'static str| {
        let (desk, code) = (&desk, &code);
        move || {
            let mut said = Vec::new();
            for n in 0..8 {
                let note = format!("{who} {n}");
                let _ = desk.run(&["incident", "note", code, &note]).ok();
                said.push(note);
            }
            said
        }
    };
    let said: Vec<String> = std::thread::scope(|scope| {
        let (a, b) = (scope.spawn(write("first")), scope.spawn(write("second")));
        [a.join().unwrap(), b.join().unwrap()].concat()
    });
    assert_eq!(said.len(), 16);
    let kept = texts(&desk, &code);
    assert_eq!(
        kept.iter().collect::<BTreeSet<_>>(),
        said.iter().collect::<BTreeSet<_>>()
    );
    assert_eq!(kept.len(), said.len());
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn a_cut_last_line_of_the_log_is_mended() {
    let (desk, code) = Desk::with_incident("t");
    let path = desk.data().join("audit.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"n\":99,\"at\":\"20");
    std::fs::write(&path, bytes).unwrap();
    let _ = desk.run(&["incident", "note", &code, "after the cut"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn a_full_disk_is_an_error_and_not_a_loss() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "kept"]).ok();
    // A limit on the size of files does what a full disk does: the write fails in the middle.
    let mut command = std::process::Command::new("sh");
    let firebell = desk.command(&["incident", "note", &code, "too much"]);
    let args: Vec<_> = firebell
        .get_args()
        .map(|a| format!("'{}'", a.to_str().unwrap()))
        .collect();
    let line = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} {}",
        env!("CARGO_BIN_EXE_firebell"),
        args.join(" ")
    );
    let output = command
        .arg("-c")
        .arg(line)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(4),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("nothing was recorded"), "{said}");
    assert_eq!(texts(&desk, &code), ["kept"]);
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}
