//! Terminals that are small, dumb, or do not mark what is pasted.

use super::{ENTER, SAVE, Screen};
use crate::common::record::Desk;

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
