//! Replacing the key of the database: whatever happens on the way, the record opens with one of the two, and the error says
//! which. A new passphrase for a record of the first format does it; in the second it rewrites the header alone.

use std::fs;
use std::process::Command;

use firebell::store::{Store, StoreError};
use secrecy::SecretString;

use crate::common::record::{Desk, Ran, SECRET};
use crate::faults::{self, EIO, ENOSPC, Fault, Mounted};
use crate::record_formats::{copy, of_the_first};

const NEW: &str = "Marmot-ochre-17-lathe";
const THIRD: &str = "Heron-umber-58-anvil";

fn change(desk: &Desk, to: &str) -> Command {
    let file = desk.write_secret("new", to.as_bytes());
    desk.command(&["key", "change", "--new-passphrase-file", file.to_str().unwrap()])
}

/// Runs a key change under a fault; `None` where the shim cannot be built.
fn faulted(desk: &Desk, fault: Fault<'_>) -> Option<Ran> {
    let command = faults::under(change(desk, NEW), fault, &desk.beside("log"))?;
    Some({ command }.output().unwrap().into())
}

/// Which of some passphrases open the record.
fn that_open<'s>(desk: &Desk, secrets: &[&'s str]) -> Vec<&'s str> {
    let opens = |secret: &&&str| match Store::open(&desk.data(), &SecretString::from(**secret)) {
        Ok(_) => true,
        Err(StoreError::WrongKey) => false,
        Err(error) => panic!("{error}"),
    };
    secrets.iter().filter(opens).copied().collect()
}

fn whole(desk: &Desk, secret: &str) {
    desk.write_secret("pass", secret.as_bytes());
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

fn header(desk: &Desk) -> serde_json::Value {
    serde_json::from_slice(&fs::read(desk.data().join("header.json")).unwrap()).unwrap()
}

#[test]
fn killed_at_every_step_twice_in_a_row_one_passphrase_opens_it() {
    let desk = of_the_first();
    let base = desk.beside("base");
    copy(&desk.data(), &base);
    let all = "write,sync,rename,truncate";
    let (log, path) = (desk.beside("log"), desk.data());
    let step = |at, does| Fault {
        path: path.to_str().unwrap(),
        ops: all,
        at,
        does,
    };
    let Some(ran) = faulted(&desk, step(1, None)) else {
        return;
    };
    let _ = ran.ok();
    let listed = fs::read_to_string(&log).unwrap();
    let steps: Vec<&str> = listed.lines().collect();
    // Of writes to one file in a row, which do the same, the first and the last.
    let turns =
        |at: &usize| *at == 0 || *at + 1 == steps.len() || steps[*at - 1] != steps[*at] || steps[*at + 1] != steps[*at];
    let turns: Vec<usize> = (0..steps.len()).filter(turns).map(|at| at + 1).collect();
    assert!(turns.len() > 10, "{listed}");
    let first_change = steps.iter().position(|step| step.contains("header")).unwrap();
    let critical: Vec<usize> = turns.iter().copied().filter(|at| *at > first_change).collect();
    // Some of them, spread over the whole way; all of them with FIREBELL_EVERY_STEP=1, which takes minutes.
    let every = std::env::var_os("FIREBELL_EVERY_STEP").is_some();
    let stride = if every { 1 } else { critical.len().div_ceil(6) };
    for (n, at) in critical.iter().enumerate().step_by(stride) {
        copy(&base, &desk.data());
        desk.write_secret("pass", SECRET.as_bytes());
        let killed = faulted(&desk, step(*at, Some("kill"))).unwrap();
        assert_eq!(killed.code, -1, "{}", killed.err);
        // The second one comes at once: nothing has opened the record in between but itself.
        let second = critical[(n * 7 + 3) % critical.len()];
        for secret in [SECRET, NEW] {
            desk.write_secret("pass", secret.as_bytes());
            let again = faults::under(change(&desk, THIRD), step(second, Some("kill")), &log).unwrap();
            let _: Ran = { again }.output().unwrap().into();
        }
        let open = that_open(&desk, &[SECRET, NEW, THIRD]);
        assert_eq!(open.len(), 1, "killed at {at} and {second}: {open:?}\n{listed}");
        let left = header(&desk);
        assert!(
            left.get("next").is_none() && left.get("derived").is_none(),
            "the opening settles the header"
        );
        whole(&desk, open[0]);
    }
}

#[test]
fn writes_that_fail_leave_the_old_key_and_say_so() {
    for (ops, error) in [("write", EIO), ("write", ENOSPC), ("sync", EIO)] {
        let desk = of_the_first();
        let fault = Fault {
            path: "firebell.db-wal",
            ops,
            at: 1,
            does: Some(error),
        };
        let Some(ran) = faulted(&desk, fault) else { return };
        let said = ran.fails(4);
        assert!(said.contains("the old one still opens the record"), "{said}");
        assert_eq!(that_open(&desk, &[NEW, SECRET]), [SECRET], "{ops} {error}");
        whole(&desk, SECRET);
    }
}

#[test]
fn a_header_that_cannot_be_finished_leaves_the_new_key_and_says_so() {
    let desk = of_the_first();
    let fault = Fault {
        path: "header.json",
        ops: "rename",
        at: 2,
        does: Some(ENOSPC),
    };
    let Some(ran) = faulted(&desk, fault) else { return };
    let said = ran.fails(4);
    assert!(said.contains("the new one opens the record"), "{said}");
    assert_eq!(that_open(&desk, &[SECRET, NEW]), [NEW]);
    whole(&desk, NEW);
}

#[test]
fn nothing_is_begun_while_another_program_writes() {
    let (desk, code) = (of_the_first(), "2026-001");
    let note = desk.command(&["incident", "note", code, "held up"]);
    let fault = Fault {
        path: "firebell.db-wal",
        ops: "sync",
        at: 1,
        does: Some("delay"),
    };
    let log = desk.beside("log");
    let Some(note) = faults::under(note, fault, &log) else {
        return;
    };
    let mut writer = faults::held(note, &log);
    let ran: Ran = change(&desk, NEW).output().unwrap().into();
    writer.kill().unwrap();
    writer.wait().unwrap();
    let said = ran.fails(4);
    assert!(said.contains("another program"), "{said}");
    assert_eq!(that_open(&desk, &[NEW, SECRET]), [SECRET]);
    whole(&desk, SECRET);
}

#[test]
fn two_key_changes_at_once_leave_one_key() {
    let desk = of_the_first();
    let fault = Fault {
        path: "header.json",
        ops: "rename",
        at: 2,
        does: Some("delay"),
    };
    let log = desk.beside("log");
    let Some(first) = faults::under(change(&desk, NEW), fault, &log) else {
        return;
    };
    let mut first = faults::held(first, &log);
    // The first one is wherever it is between its two headers; the second is refused, or too early to be let in.
    let second: Ran = change(&desk, THIRD).output().unwrap().into();
    assert!([3, 4].contains(&second.code), "{}", second.err);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(that_open(&desk, &[SECRET, NEW, THIRD]).len(), 1);
}

#[test]
fn a_disk_with_too_little_room_is_noticed_before_anything_is_touched() {
    let Some(disk) = Mounted::small(4096) else { return };
    let mut desk = Desk::empty();
    desk.move_data(disk.place().join("data"));
    copy(&of_the_first().data(), &desk.data());
    let _ = desk.run(&["incident", "list"]).ok();
    let before = header(&desk);
    // Filled up until less is free than the database is long.
    let mut filler = fs::File::create(disk.place().join("filler")).unwrap();
    let mut piece = 256 * 1024;
    while piece > 0 {
        use std::io::Write as _;
        if filler.write_all(&vec![1u8; piece]).is_err() {
            piece /= 2;
        }
    }
    drop(filler);
    let length = fs::metadata(disk.place().join("filler")).unwrap().len();
    let filler = fs::OpenOptions::new()
        .write(true)
        .open(disk.place().join("filler"))
        .unwrap();
    filler.set_len(length - 48 * 1024).unwrap();
    let said: Ran = change(&desk, NEW).output().unwrap().into();
    let said = said.fails(4);
    assert!(said.contains("of free space"), "{said}");
    assert_eq!(header(&desk), before);
    assert_eq!(that_open(&desk, &[NEW, SECRET]), [SECRET]);
}

#[test]
fn the_workbench_of_somebody_else_says_that_the_key_was_changed() {
    let desk = of_the_first();
    let open = Store::open(&desk.data(), &SecretString::from(SECRET)).unwrap();
    let _: Ran = change(&desk, NEW).output().unwrap().into();
    let said = open.streams().unwrap_err().to_string();
    assert!(said.contains("its key was changed elsewhere"), "{said}");
}
