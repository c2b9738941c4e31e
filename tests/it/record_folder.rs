//! The folder of a record: made for its owner alone, never half-made, and nobody else's files are touched.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::common::record::{Desk, Ran};
use crate::faults::{self, ENOTSUP, Fault};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_folder_with_other_files_keeps_its_mode() {
    let desk = Desk::empty();
    fs::create_dir(desk.data()).unwrap();
    fs::write(desk.data().join("theirs"), "x").unwrap();
    fs::set_permissions(desk.data(), fs::Permissions::from_mode(0o755)).unwrap();
    let _ = desk.run(&["init"]).ok();
    assert_eq!(mode(&desk.data()), 0o755);
    // Nor through a link.
    let mut linked = Desk::empty();
    let there = linked.beside("there");
    fs::create_dir(&there).unwrap();
    fs::set_permissions(&there, fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink(&there, linked.beside("link")).unwrap();
    linked.move_data(linked.beside("link"));
    let _ = linked.run(&["init"]).ok();
    assert_eq!(mode(&there), 0o755);
}

#[test]
fn a_file_system_without_locks_is_named_and_leaves_nothing_behind() {
    let desk = Desk::empty();
    let fault = Fault {
        path: "firebell.db",
        ops: "lock",
        at: 1,
        does: Some(ENOTSUP),
    };
    let Some(mut init) = faults::under(desk.command(&["init"]), fault, &desk.beside("log")) else {
        return;
    };
    let ran: Ran = init.output().unwrap().into();
    let said = ran.fails(4);
    assert!(said.contains("hint: keep the record in a local folder"), "{said}");
    assert!(!desk.data().exists());
    let _ = desk.run(&["init"]).ok();
}

#[test]
fn an_init_that_was_killed_is_done_again() {
    let desk = Desk::empty();
    for (ops, path) in [
        ("sync", "firebell.db"),
        ("rename", "/data/firebell.db"),
        ("rename", "/data/header.json"),
    ] {
        let fault = Fault {
            path,
            ops,
            at: 1,
            does: Some("kill"),
        };
        let Some(mut init) = faults::under(desk.command(&["init"]), fault, &desk.beside("log")) else {
            return;
        };
        let killed: Ran = init.output().unwrap().into();
        assert_eq!(killed.code, -1, "{}", killed.err);
        let _ = desk.run(&["incident", "list"]).fails(2);
    }
    let _ = desk.run(&["init"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn the_new_header_is_not_written_through_a_link() {
    let (desk, _) = Desk::with_incident("t");
    let victim = desk.write_secret("victim", b"mine");
    std::os::unix::fs::symlink(&victim, desk.data().join("header.new")).unwrap();
    let new = desk.write_secret("new", b"Marmot-ochre-17-lathe\n");
    let _ = desk
        .run(&["key", "change", "--new-passphrase-file", new.to_str().unwrap()])
        .ok();
    assert_eq!(fs::read(&victim).unwrap(), b"mine");
}

#[test]
fn the_usual_folder_is_private_under_any_umask_and_a_relative_one_is_ignored() {
    let desk = Desk::empty();
    let home = desk.beside("home");
    fs::create_dir(&home).unwrap();
    let line = format!(
        "umask 000; cd '{}' && exec '{}' --passphrase-file '{}' init",
        home.display(),
        env!("CARGO_BIN_EXE_firebell"),
        desk.beside("pass").display()
    );
    let mut command = Command::new("sh");
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", &home)
        .env("XDG_DATA_HOME", "relative");
    let ran: Ran = command.args(["-c", &line]).output().unwrap().into();
    let _ = ran.ok();
    assert!(!home.join("relative").exists());
    let folder = home.join(".local/share/firebell");
    for folder in [home.join(".local"), home.join(".local/share"), folder.clone()] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
    }
    for name in ["firebell.db", "header.json", "audit.jsonl"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
}

#[test]
fn somebody_else_s_record_is_named_with_its_owner() {
    use std::os::unix::process::CommandExt as _;
    let (desk, _) = Desk::with_incident("t");
    fs::set_permissions(desk.beside(""), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(desk.beside("pass"), fs::Permissions::from_mode(0o644)).unwrap();
    // Only root can become somebody else; and that one must be able to run the binary.
    let Ok(ran) = desk.command(&["incident", "list"]).uid(65534).output() else {
        println!("skipped: this user cannot run the binary as another one");
        return;
    };
    let said = Ran::from(ran);
    assert_eq!(said.code, 4, "{}", said.err);
    assert!(said.err.contains("belongs to root"), "{}", said.err);
}

#[test]
fn a_clock_before_1970_is_an_answer_and_not_a_crash() {
    let (desk, code) = Desk::with_incident("t");
    let Some(shim) = faults::shim() else { return };
    for args in [
        &["incident", "list"][..],
        &["incident", "note", &code, "x"],
        &["deadlines"],
    ] {
        let mut command = desk.command(args);
        command.env("LD_PRELOAD", &shim).env("FAULT_CLOCK", "-86400000");
        let ran: Ran = command.output().unwrap().into();
        assert!([0, 1, 2].contains(&ran.code), "{}", ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }
}
