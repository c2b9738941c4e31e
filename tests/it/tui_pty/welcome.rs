//! The first start at the real program: one screen for what opens the record and who sets it up, then the organization.

use portable_pty::CommandBuilder;

use super::Screen;
use crate::common::record::Desk;

const WORDS: &str = "velvet anchor mosaic thunder";

#[test]
fn the_first_start_is_a_screen_and_not_a_row_of_prompts() {
    let desk = Desk::new();
    let folder = desk.beside("fresh").display().to_string();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_firebell"));
    command.args(["--data-dir", &folder]);
    let mut screen = Screen::spawned(command, &[("USER", "dana")], (80, 24));
    screen.sees("Welcome to firebell").sees("▶ Passphrase");
    screen.types("short\t").sees("Too weak").sees("▶ Passphrase");
    // Ctrl-U takes it away; nothing of a passphrase is ever on screen.
    screen.types("\x15").types(WORDS).types("\t").sees("▶ The same again");
    screen.types("velvet anchor\t").sees("The two passphrases differ");
    screen.types("\x15").types(WORDS).types("\t").sees("▶ Your name");
    assert!(!screen.text().contains("velvet"), "{}", screen.text());
    screen
        .types("\x15")
        .types("Dana Eve\r")
        .sees("First: your organization");
    screen.types("\x1b").sees("Open the built-in example").types("n");
    screen.sees_no_more("Open the built-in example").types("q");
    let (code, raw) = screen.ends();
    assert_eq!(code, 0);
    assert!(super::given_back(&raw));
    assert!(
        !raw.windows(6).any(|part| part == b"velvet"),
        "the passphrase was written to the terminal"
    );
}

#[test]
fn whoever_leaves_the_first_screen_sets_nothing_up() {
    let desk = Desk::new();
    let folder = desk.beside("fresh");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_firebell"));
    command.args(["--data-dir", &folder.display().to_string()]);
    let mut screen = Screen::spawned(command, &[("USER", "dana")], (80, 24));
    screen.sees("Welcome to firebell").types("\x1b");
    let (code, _) = screen.ends();
    assert_ne!(code, 0);
    assert!(!folder.join("header.json").exists());
}

#[test]
fn a_signal_gives_the_terminal_back_before_anything_is_set_up() {
    let desk = Desk::new();
    let folder = desk.beside("fresh");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_firebell"));
    command.args(["--data-dir", &folder.display().to_string()]);
    let mut screen = Screen::spawned(command, &[("USER", "dana")], (80, 24));
    screen.sees("Welcome to firebell");
    let id = screen.child.process_id().unwrap().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .unwrap();
    assert!(sent.success());
    let (_, raw) = screen.ends();
    assert!(raw.windows(8).any(|part| part == b"\x1b[?1049l"));
    assert!(!folder.join("header.json").exists());
}

#[test]
fn a_mistyped_passphrase_is_asked_for_again_and_what_is_typed_meanwhile_is_neither_shown_nor_taken() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_firebell"));
    command.args(["--data-dir", &desk.data().display().to_string()]);
    let mut screen = Screen::spawned(command, &[("USER", "dana")], (80, 24));
    screen.sees("Passphrase:").types("Quartz-ribbon-02-hollow\r");
    screen.sees("Opening the record").types("velvet\r");
    screen.sees("does not open this record");
    screen.types(&format!("{}\r", crate::common::record::SECRET));
    // No form and no key of the workbench gets what was typed too early.
    screen.types("qanchor").sees("Mailbox read").types("q");
    let (code, raw) = screen.ends();
    assert_eq!(code, 0);
    for words in ["velvet", "anchor", crate::common::record::SECRET] {
        let shown = raw.windows(words.len()).any(|part| part == words.as_bytes());
        assert!(!shown, "{words} was written to the terminal");
    }
}
