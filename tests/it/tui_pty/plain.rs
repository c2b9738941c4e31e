//! The walk line by line: what it says, and what it never says again.

use std::io::Write as _;
use std::process::Stdio;

use crate::common::record::Desk;

#[test]
fn the_plain_walk_needs_no_terminal() {
    let desk = Desk::with_profile();
    let lines = ["n", "Mailbox read", "real", "UTC", "a", "y", "tab", "4", "b", "q"];
    let mut command = desk.command(&["--plain"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let typed = lines.join("\n") + "\n";
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{text}");
    for words in [
        "No incident.",
        "Name of the incident",
        "became aware on",
        "Awareness: ",
        "Part Assessment.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains('\x1b'), "no escape sequences");
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

/// Walks line by line, and gives what was said.
pub(super) fn walked(desk: &Desk, lines: &[&str]) -> String {
    let mut command = desk.command(&["--plain"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let typed = lines.join("\n") + "\n";
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success());
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn only_what_has_changed_is_said_again() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let notes = ["n", "the log shows a sign-in", "", "n", "a second one", ""];
    let parts = ["tab", "tab", "tab", "tab"];
    let lines = [&["1"][..], &notes, &parts, &["q"]].concat();
    let said = walked(&desk, &lines);
    let count = |words: &str| said.matches(words).count();
    // What stays as it was is read once, whatever is recorded meanwhile.
    assert_eq!(count("Preserve logs before they rotate"), 1, "{said}");
    assert_eq!(count("log evidence: name, size"), 1, "{said}");
    // A note is read where it is recorded, and in the part where the log is.
    let (before, log) = said.split_once("Part Log").unwrap();
    assert!(
        before.contains("a second one") && log.contains("a second one"),
        "{said}"
    );
}

#[test]
fn a_choice_that_is_none_is_asked_again_and_nothing_else_is() {
    let desk = Desk::with_profile();
    let said = walked(&desk, &["n", "Mailbox read", "perhaps", "exercise", "UTC", "b", "q"]);
    assert!(said.contains("no option fits “perhaps”"), "{said}");
    assert_eq!(said.matches("Name of the incident").count(), 1, "{said}");
    let listed = desk.run(&["incident", "list"]).ok();
    assert!(listed.contains("X-"), "{listed}");
}

/// A list of hundreds is read in parts, each once, and each only when it is asked for.
#[test]
fn a_long_list_is_read_in_parts() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let said = walked(&desk, &["1", "a", "y", "tab", "tab", "tab", "", "q"]);
    let longest = said.split("> ").map(|part| part.lines().count()).max();
    assert!(longest.is_some_and(|lines| lines <= 60), "{longest:?}");
    assert!(said.contains("more lines; Enter reads on."), "{said}");
    let mut lines: Vec<&str> = said.lines().filter(|line| line.contains("possible")).collect();
    let all = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), all, "{said}");
}
