//! Keys ahead of the program at a real terminal: all of them arrive, in their order.

use super::{ENTER, Screen};
use crate::common::record::Desk;

fn notes(desk: &Desk, code: &str) -> Vec<String> {
    let notes = desk.run(&["incident", "notes", code, "--json"]).json();
    let texts = notes
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap().to_owned());
    texts.collect()
}

#[test]
fn lines_of_the_quick_log_in_one_write_are_all_recorded() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[]);
    screen
        .sees("Mailbox read")
        .types(ENTER)
        .sees("When (deadlines start here");
    screen.types(". one\r. two\r. three\r").sees("Note: three");
    screen.sees_no_more("Saving").types("q");
    assert_eq!(screen.ends().0, 0);
    let mut found = notes(&desk, &code);
    found.sort();
    assert_eq!(found, ["one", "three", "two"]);
}

#[test]
fn a_line_that_is_typed_while_the_incident_is_opened_is_its_note() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[]);
    screen
        .sees("Mailbox read")
        .types("\r. the first note\r")
        .sees("Note: the first note");
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
    assert_eq!(notes(&desk, &code), ["the first note"]);
}
