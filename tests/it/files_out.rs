//! Files that firebell writes for people: for their owner only, new unless forced, never through links or into a record.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::record::{Desk, Ran};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Runs the binary as somebody whose umask lets everybody write.
fn careless(desk: &Desk, args: &[&str]) -> Ran {
    let inner = desk.command(args);
    let mut outer = Command::new("sh");
    outer
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .current_dir(desk.beside(""));
    for (key, value) in inner.get_envs() {
        if let Some(value) = value {
            outer.env(key, value);
        }
    }
    outer.output().unwrap().into()
}

/// An incident with a letter, and each command that writes one file.
fn writers(desk: &Desk, code: &str) -> Vec<(&'static str, Vec<String>)> {
    let _ = desk
        .run(&["letter", "draft", code, "eu/art33-initial", "--id", "a"])
        .ok();
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<String>>();
    vec![
        ("export.json", words(&format!("incident export {code} --output"))),
        ("all.ics", words("deadlines --ics")),
        ("a.md", words(&format!("letter export {code} a --format md --out"))),
        ("a.docx", words(&format!("letter redline {code} a --docx"))),
        ("s.toml", words(&format!("drill replay {code} --nothing-more --output"))),
        ("c.svg", words("drill compare --real --chart")),
    ]
}

fn with(args: &[String], path: &Path) -> Vec<String> {
    let mut all = args.to_vec();
    all.push(path.display().to_string());
    all
}

fn borrowed(args: &[String]) -> Vec<&str> {
    args.iter().map(String::as_str).collect()
}

#[test]
fn every_written_file_is_for_its_owner_and_replaces_only_by_force() {
    let (desk, code) = Desk::with_incident("Where files go");
    for (name, args) in writers(&desk, &code) {
        let path = desk.beside(name);
        let args = with(&args, &path);
        let _ = careless(&desk, &borrowed(&args)).ok();
        assert_eq!(mode(&path), 0o600, "{name}");
        std::fs::write(&path, "mine").unwrap();
        let said = desk.run(&borrowed(&args)).fails(4);
        assert!(said.contains("exists already") && said.contains("--force"), "{said}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine", "{name}");
        let forced = [borrowed(&args), vec!["--force"]].concat();
        let _ = careless(&desk, &forced).ok();
        assert_ne!(std::fs::read(&path).unwrap(), b"mine", "{name}");
        assert_eq!(mode(&path), 0o600, "{name}");
    }
    let left: Vec<PathBuf> = std::fs::read_dir(desk.beside(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "part"))
        .collect();
    assert_eq!(left, Vec::<PathBuf>::new(), "half-written files stay behind");
}

#[test]
fn no_file_is_written_through_a_link_or_into_a_record() {
    let (desk, code) = Desk::with_incident("Where files must not go");
    let target = desk.beside("target");
    std::fs::write(&target, "untouched").unwrap();
    std::fs::create_dir(desk.data().join("deep")).unwrap();
    symlink(desk.data(), desk.beside("door")).unwrap();
    let database = std::fs::read(desk.data().join("firebell.db")).unwrap();
    for (name, args) in writers(&desk, &code) {
        let link = desk.beside(&format!("link-{name}"));
        symlink(&target, &link).unwrap();
        let dangling = desk.beside(&format!("dangling-{name}"));
        symlink(desk.beside("nowhere"), &dangling).unwrap();
        for (path, force) in [(&link, &["--force"][..]), (&dangling, &[])] {
            let args = with(&args, path);
            let said = desk.run(&[borrowed(&args), force.to_vec()].concat()).fails(2);
            assert!(said.contains("symbolic link"), "{name}: {said}");
        }
        for path in ["data/firebell.db", "data/deep/new.txt", "door/new.txt"] {
            let args = with(&args, &desk.beside(path));
            let said = desk.run(&[borrowed(&args), vec!["--force"]].concat()).fails(2);
            assert!(said.contains("contains a record"), "{name}: {said}");
            assert!(!desk.data().join("new.txt").exists());
        }
        let folder = with(&args, &desk.beside("data"));
        let _ = desk.run(&borrowed(&folder)).fails(2);
    }
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "untouched");
    assert!(!desk.beside("nowhere").exists());
    assert_eq!(std::fs::read(desk.data().join("firebell.db")).unwrap().len() % 4096, 0);
    assert!(!database.is_empty());
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn an_export_that_fails_is_not_noted_as_done() {
    let (desk, code) = Desk::with_incident("Not exported");
    let path = desk.beside("no-such-folder/export.json");
    let said = desk
        .run(&["incident", "export", &code, "--output", path.to_str().unwrap()])
        .fails(4);
    assert!(said.contains("the folder must exist"), "{said}");
    let log = std::fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    assert!(!log.contains("incident.export"), "{log}");
}

/// An exercise and a real incident of the same number propose different names, and each says what it is.
#[test]
fn proposed_names_tell_an_exercise_from_a_real_incident() {
    let (desk, real) = Desk::with_incident("A real one");
    let _ = desk.run(&["drill", "start", "ransomware-exfiltration"]).ok();
    let _ = desk.run(&["drill", "go"]).ok();
    let exercise = format!("X-{real}");
    for code in [&real, &exercise] {
        let _ = desk
            .run(&["letter", "draft", code, "eu/art33-initial", "--id", "../a b"])
            .ok();
        let args = ["letter", "export", code, "../a b", "--format", "txt", "--json"];
        let ran: Ran = desk
            .command(&args)
            .current_dir(desk.beside(""))
            .output()
            .unwrap()
            .into();
        let name = ran.json()["written"].as_str().unwrap().to_owned();
        let mark = if code == &exercise { "EXERCISE-" } else { "" };
        assert_eq!(name, format!("{mark}{code}-a-b.txt"));
        assert!(desk.beside(&name).exists());
    }
}
