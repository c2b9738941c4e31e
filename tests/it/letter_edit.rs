//! Editing letters: nothing stays in clear however an edit ends, nothing typed is lost, and two editors never overwrite
//! each other without a word.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::common::record::{Desk, Ran};

/// Words that must not be found on disk.
const CLEAR: &str = "Quagga-seven-lilac";
const FIRST: &str = "# Notice\n\nFirst line.\n\nSecond line.\n\nThird line.\n";

struct Editing {
    desk: Desk,
    code: String,
}

impl Editing {
    fn new() -> Editing {
        let (desk, code) = Desk::with_incident("Letters in clear");
        std::fs::create_dir(desk.beside("run")).unwrap();
        std::fs::write(desk.beside("first.md"), FIRST).unwrap();
        let first = desk.beside("first.md").display().to_string();
        let _ = desk
            .run(&[
                "letter",
                "draft",
                &code,
                "eu/art33-initial",
                "--id",
                "a",
                "--from",
                &first,
            ])
            .ok();
        Editing { desk, code }
    }

    /// A script that stands in for an editor; `$1` is its last argument, the file.
    fn script(&self, name: &str, body: &str) -> PathBuf {
        let path = self.desk.beside(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(
            &path,
            format!("#!/bin/sh\nfor last; do :; done\nset -- \"$last\" \"$@\"\n{body}\n"),
        )
        .unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        path
    }

    fn command(&self, editor: &str, args: &[&str]) -> Command {
        self.command_as("dana", editor, args)
    }

    fn command_as(&self, actor: &str, editor: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
        command
            .env_clear()
            .env("HOME", self.desk.beside(""))
            .env("EDITOR", editor)
            .env("PATH", "/usr/bin:/bin")
            .env("XDG_RUNTIME_DIR", self.desk.beside("run"))
            .arg("--data-dir")
            .arg(self.desk.data())
            .args(["--actor", actor, "--passphrase-file"])
            .arg(self.desk.beside("pass"))
            .args(args)
            .stdin(Stdio::null());
        command
    }

    fn edit(&self, editor: &str, more: &[&str]) -> Ran {
        let args = [&["letter", "edit", &self.code, "a"][..], more].concat();
        self.command(editor, &args).output().unwrap().into()
    }

    fn text(&self) -> String {
        self.desk.run(&["letter", "show", &self.code, "a"]).ok()
    }

    /// Starts an edit whose editor has saved `CLEAR` and then does not leave.
    fn hanging(&self) -> Child {
        let ready = self.desk.beside("ready");
        let _ = std::fs::remove_file(&ready);
        let body = format!(
            "printf '{CLEAR}\\n' >> \"$1\"; cp \"$1\" \"$1~\"; : > '{}'; exec sleep 60",
            ready.display()
        );
        let script = self.script("an editor/hang", &body);
        let child = self
            .command(&format!("'{}'", script.display()), &["letter", "edit", &self.code, "a"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        appears(&ready);
        child
    }

    /// Nothing of the text lies on disk, and no folder of an edit is left.
    fn nothing_in_clear(&self) {
        assert_eq!(std::fs::read_dir(self.desk.beside("run")).unwrap().count(), 0);
        for entry in std::fs::read_dir(self.desk.data()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap_or_default();
            let found = bytes.windows(CLEAR.len()).any(|window| window == CLEAR.as_bytes());
            assert!(!found, "{} holds the text", path.display());
        }
    }
}

fn appears(path: &Path) {
    for _ in 0..3000 {
        if path.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{} did not appear", path.display());
}

fn kill(child: &Child, signal: &str) {
    let sent = Command::new("kill").arg(signal).arg(child.id().to_string()).status();
    assert!(sent.unwrap().success());
}

#[test]
fn a_signal_ends_an_edit_without_clear_text_and_without_loss() {
    let at = Editing::new();
    for signal in ["-INT", "-TERM", "-HUP"] {
        let child = at.hanging();
        kill(&child, signal);
        let ran: Ran = child.wait_with_output().unwrap().into();
        let said = ran.fails(1);
        assert!(
            said.contains("interrupted by SIG") && said.contains("--resume"),
            "{signal}: {said}"
        );
        at.nothing_in_clear();
        assert!(!at.text().contains(CLEAR), "{signal}: the letter is as it was");
        let offered = at.edit("true", &[]).fails(1);
        assert!(
            offered.contains("interrupted") && offered.contains("--discard"),
            "{offered}"
        );
        let _ = at.edit("true", &["--discard"]).ok();
    }
    let child = at.hanging();
    kill(&child, "-TERM");
    let _ = child.wait_with_output().unwrap();
    let _ = at.edit("true", &["--resume"]).ok();
    assert!(at.text().contains(CLEAR), "the person's words are in the letter");
    assert!(at.desk.run(&["letter", "unfinished"]).ok().contains("No edit"));
}

#[test]
fn the_text_of_a_killed_edit_is_found_offered_and_removed() {
    let at = Editing::new();
    let child = at.hanging();
    let running: Ran = at
        .command("true", &["letter", "list", &at.code])
        .output()
        .unwrap()
        .into();
    assert!(
        running.err.is_empty(),
        "an edit that goes on is left alone: {}",
        running.err
    );
    kill(&child, "-KILL");
    let _ = child.wait_with_output().unwrap();
    assert_eq!(std::fs::read_dir(at.desk.beside("run")).unwrap().count(), 1);
    // A firebell on another record leaves it where it is.
    for args in [&["init"][..], &["incident", "list"]] {
        let mut other = Command::new(env!("CARGO_BIN_EXE_firebell"));
        other
            .env_clear()
            .env("XDG_RUNTIME_DIR", at.desk.beside("run"))
            .arg("--data-dir")
            .arg(at.desk.beside("other"))
            .arg("--passphrase-file")
            .arg(at.desk.beside("pass"))
            .args(args);
        let _ = Ran::from(other.output().unwrap()).ok();
    }
    let next: Ran = at
        .command("true", &["letter", "list", &at.code])
        .output()
        .unwrap()
        .into();
    assert!(
        next.err.contains("dana's edit of a") && next.err.contains("interrupted"),
        "{}",
        next.err
    );
    at.nothing_in_clear();
    let listed = at.desk.run(&["letter", "unfinished"]).ok();
    assert!(listed.contains("dana") && listed.contains(&at.code), "{listed}");
    assert!(
        at.desk
            .run(&["letter", "unfinished", "--show", "1"])
            .ok()
            .contains(CLEAR)
    );
    let _ = at.edit("true", &["--resume"]).ok();
    assert!(at.text().contains(CLEAR));
}

#[test]
fn a_failed_editor_leaves_the_letter_as_it_was() {
    let at = Editing::new();
    let failing = at.script("fail", "exit 3");
    let said = at.edit(failing.to_str().unwrap(), &[]).fails(1);
    assert!(
        said.contains("the editor failed") && said.contains("unchanged"),
        "{said}"
    );
    assert!(
        at.desk.run(&["letter", "unfinished"]).ok().contains("No edit"),
        "nothing was typed"
    );
    let said = at.edit("'/no/such editor' --flag", &[]).fails(1);
    assert!(
        said.contains("could not be started") && said.contains("EDITOR"),
        "{said}"
    );
    let said = at.edit("'vim", &[]).fails(1);
    assert!(said.contains("quotation mark"), "{said}");
    at.nothing_in_clear();
    assert_eq!(at.text().trim(), FIRST.trim());
}

#[test]
fn editors_get_no_secret_and_keep_no_copies() {
    let at = Editing::new();
    let told = at.desk.beside("told");
    let body = format!(
        "{{ env; printf 'ARG %s\\n' \"$@\"; stat -c 'MODE %a' \"$1\" \"${{1%/*}}\"; }} > '{}'; printf 'new\\n' >> \"$1\"",
        told.display()
    );
    let vim = at.script("bin/vim", &body);
    std::os::unix::fs::symlink(&vim, at.desk.beside("bin/vi")).unwrap();
    let path = format!("{}:/usr/bin:/bin", at.desk.beside("bin").display());
    // No editor is named: vi is looked for, and here it is another name of vim.
    let mut command = at.command("", &["letter", "edit", &at.code, "a"]);
    let ran: Ran = command
        .env("PATH", path)
        .env("FIREBELL_PASSPHRASE", "never to be seen")
        .output()
        .unwrap()
        .into();
    let _ = ran.ok();
    let told = std::fs::read_to_string(told).unwrap();
    assert!(
        !told.contains("FIREBELL_PASSPHRASE") && !told.contains("never to be seen"),
        "{told}"
    );
    for argument in ["ARG -n", "ARG NONE", "noundofile"] {
        assert!(told.contains(argument), "{argument}: {told}");
    }
    assert!(told.contains("MODE 600") && told.contains("MODE 700"), "{told}");
    assert!(at.text().contains("new"));
    at.nothing_in_clear();
}

/// Bob has the letter open while alice saves; then he leaves his editor.
fn both(at: &Editing, alice: &str, bob: &str) -> Ran {
    let (ready, go) = (at.desk.beside("bob-ready"), at.desk.beside("go"));
    let _ = std::fs::remove_file(&ready);
    let _ = std::fs::remove_file(&go);
    std::fs::write(at.desk.beside("bob.md"), bob).unwrap();
    std::fs::write(at.desk.beside("alice.md"), alice).unwrap();
    let body = format!(
        ": > '{}'; while [ ! -e '{}' ]; do sleep 0.05; done; cat '{}' > \"$1\"",
        ready.display(),
        go.display(),
        at.desk.beside("bob.md").display()
    );
    let editor = at.script("bob", &body);
    let mut command = at.command_as("bob", editor.to_str().unwrap(), &["letter", "edit", &at.code, "a"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    appears(&ready);
    let from = at.desk.beside("alice.md").display().to_string();
    let _ = at
        .desk
        .run_as("alice", &["letter", "edit", &at.code, "a", "--from", &from])
        .ok();
    std::fs::write(&go, "").unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn two_editors_of_one_letter_lose_nothing() {
    let at = Editing::new();
    let alice = FIRST.replace("First line.", "First line, by alice.");
    let bob = FIRST.replace("Third line.", "Third line, by bob.");
    let said = both(&at, &alice, &bob).ok();
    assert!(said.contains("alice saved a") && said.contains("merged"), "{said}");
    let text = at.text();
    assert!(text.contains("by alice") && text.contains("by bob"), "{text}");
    assert!(!text.contains("CONFLICT"), "{text}");
}

#[test]
fn a_conflict_keeps_both_texts_and_cannot_be_approved() {
    let at = Editing::new();
    let alice = FIRST.replace("Second", "Alice's");
    let bob = FIRST.replace("Second", "Bob's");
    let ran = both(&at, &alice, &bob);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("cannot be approved"), "{}", ran.out);
    let text = at.text();
    assert!(text.contains("Alice's line") && text.contains("Bob's line"), "{text}");
    assert_eq!(text.matches("CONFLICT").count(), 3, "{text}");
    let approve = ["letter", "approve", &at.code, "a", "--because", "It is urgent"];
    let said = at.desk.run_as("carol", &approve).fails(1);
    assert!(said.contains("two people changed the same words"), "{said}");
    let from = at.desk.beside("bob.md").display().to_string();
    let _ = at.desk.run(&["letter", "edit", &at.code, "a", "--from", &from]).ok();
    let _ = at.desk.run_as("carol", &approve).ok();
}

/// A file made of an earlier text is joined as well, where it says of which.
#[test]
fn a_file_says_which_text_it_was_made_of() {
    let at = Editing::new();
    let shown = at.desk.run(&["letter", "show", &at.code, "a", "--json"]).json();
    let base = shown["sha256"].as_str().unwrap().to_owned();
    let write = |name: &str, text: &str| {
        std::fs::write(at.desk.beside(name), text).unwrap();
        at.desk.beside(name).display().to_string()
    };
    let alice = write("alice.md", &FIRST.replace("First", "Alice's first"));
    let bob = write("bob.md", &FIRST.replace("Third", "Bob's third"));
    let _ = at.desk.run(&["letter", "edit", &at.code, "a", "--from", &alice]).ok();
    let saved = at
        .desk
        .run(&[
            "letter",
            "edit",
            &at.code,
            "a",
            "--from",
            &bob,
            "--based-on",
            &base,
            "--json",
        ])
        .json();
    assert_eq!(saved["saved"], "merged", "{saved}");
    let text = at.text();
    assert!(text.contains("Alice's first") && text.contains("Bob's third"), "{text}");
}

#[test]
fn a_blank_reason_is_no_reason() {
    let at = Editing::new();
    let approve = ["letter", "approve", &at.code, "a", "--because", " "];
    assert!(at.desk.run_as("carol", &approve).fails(2).contains("is empty"));
    assert!(
        at.desk
            .run(&["letter", "comment", &at.code, "a", "\u{a0} "])
            .fails(2)
            .contains("is empty")
    );
    assert!(
        at.desk
            .run(&["incident", "close", &at.code, "--rationale", ""])
            .fails(2)
            .contains("is empty")
    );
}
