//! Terminals that are small, dumb, or do not mark what is pasted.

use portable_pty::CommandBuilder;

use super::{ENTER, SAVE, Screen};
use crate::common::record::Desk;

/// A shell with job control, and the line that starts the workbench in it.
fn shell(desk: &Desk) -> (Screen, String) {
    let mut shell = CommandBuilder::new("/bin/sh");
    shell.args(["-i"]);
    let screen = Screen::spawned(shell, &[("PS1", "prompt> "), ("PATH", "/bin:/usr/bin")], (80, 24));
    let workbench = desk.command(&[]);
    let words = std::iter::once(workbench.get_program()).chain(workbench.get_args());
    let words: Vec<String> = words.map(|word| format!("'{}'", word.to_string_lossy())).collect();
    (screen, words.join(" ") + "\r")
}

/// Ctrl-Z, and a SIGTSTP from elsewhere, give the terminal back to the shell; `fg` takes it again, with what was typed.
#[test]
fn a_stop_gives_the_terminal_back_and_fg_goes_on() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let (mut screen, start) = shell(&desk);
    screen.sees("prompt>").types(&start).sees("Mailbox read");
    screen
        .types("n")
        .sees("A new incident")
        .types("half a na")
        .sees("half a na");
    screen.types("\x1a").sees("prompt>").sees_no_more("A new incident");
    // The shell echoes what is typed and reads lines: the terminal is as it was.
    screen.types("echo $((20+3))-after\r").sees("23-after");
    screen.types("fg\r").sees("A new incident").sees("half a na");
    screen.types("me").sees("half a name");
    let workbench = screen.grandchild().expect("the workbench");
    let stop = || {
        std::process::Command::new("kill")
            .args(["-TSTP", &workbench.to_string()])
            .status()
    };
    assert!(stop().unwrap().success());
    screen.sees("prompt>").sees_no_more("A new incident");
    screen.types("echo $((30+4))-after\r").sees("34-after");
    screen.types("fg\r").sees("half a name");
    screen.types("\x1b").sees("Nothing was recorded").types("q");
    // What is typed before it has ended would still be the workbench's.
    let until = std::time::Instant::now() + super::PATIENCE;
    while screen.grandchild().is_some() {
        assert!(std::time::Instant::now() < until, "the workbench does not end");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    screen.types("echo $((40+5))-after\r").sees("45-after").types("exit\r");
    assert_eq!(screen.ends().0, 0);
}

/// Text that is pasted where the terminal does not mark it comes as keys in one burst: line ends record nothing, whatever
/// form they fall into.
#[test]
fn a_paste_without_marks_records_nothing() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[]);
    screen
        .sees("Mailbox read")
        .types(ENTER)
        .sees("When (deadlines start here");
    screen.types(".").sees("A line in the log");
    screen.types("one\ry\rtwo\ry\r").sees("too fast");
    screen.types("\x1b").sees_no_more("A line in the log").types("q");
    let _ = screen.ends();
    let log = desk.run(&["incident", "timeline", &code]).ok();
    assert!(!log.contains("Note:"), "{log}");
}

/// A terminal in which nothing can be read says so, and no key records anything blind.
#[test]
fn a_terminal_of_fourteen_by_five_says_so_and_records_nothing() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::sized(&desk, &[], &[], (14, 5));
    screen.sees("Too small");
    screen.types(ENTER).types("a").types("y");
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
    let log = desk.run(&["incident", "timeline", &code]).ok();
    assert!(!log.contains("awareness"), "{log}");
}

/// A terminal that cannot place text gets lines, without being told.
#[test]
fn a_dumb_terminal_is_walked_line_by_line() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[("TERM", "dumb")]);
    screen
        .sees("A number opens")
        .types("1\r")
        .sees("to do: Preserve logs before they rotate")
        .types("q\r");
    let (code, raw) = screen.ends();
    assert_eq!(code, 0);
    assert!(
        !raw.windows(8).any(|part| part == b"\x1b[?1049h"),
        "no alternate screen"
    );
}

/// Text pasted onto the workbench does nothing, with or without the marks that terminals put around it.
#[test]
fn pasted_text_records_nothing() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[]);
    screen
        .sees("Mailbox read")
        .types(ENTER)
        .sees("When (deadlines start here");
    let text = "ay\rsy\ray ok\u{202e}";
    screen
        .types(&format!("\x1b[200~{text}\x1b[201~"))
        .sees("Text can be pasted only where text is typed");
    // As keys: `a` asks, and `y` in the same burst is no answer.
    screen.types("ay").sees("became aware on").sees("too fast");
    screen.types("n").sees("Nothing was recorded").types("n").sees("A note");
    screen
        .types("\x1b[200~one\x07\ntwo\x1b[201~")
        .sees("two")
        .types(SAVE)
        .sees("Note: one")
        .types("q");
    assert_eq!(screen.ends().0, 0);
    let log = desk.run(&["incident", "timeline", &code]).ok();
    assert!(!log.contains("awareness"), "{log}");
    assert!(!log.contains('\u{7}'), "{log}");
}
