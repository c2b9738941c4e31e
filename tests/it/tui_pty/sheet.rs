//! An authority's form at the real program: copied, answered and filed.

use super::plain::walked;
use super::{ENTER, SAVE, Screen};
use crate::common::record::Desk;

fn with_texans() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let _ = desk.run(&["profile", "set", "name", "Bluefin Freight"]).ok();
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "600"]).ok();
    for (key, value) in [("data.elements", "ssn"), ("data.acquired", "confirmed")] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    (desk, code)
}

#[test]
fn a_form_is_copied_answered_and_filed_with_its_receipt() {
    let (desk, code) = with_texans();
    let receipt = desk.beside("receipt.txt");
    std::fs::write(&receipt, "received").unwrap();
    let mut screen = Screen::open(&desk, &[("SSH_CONNECTION", "1 2 3 4")]);
    screen
        .sees("Mailbox read")
        .types(ENTER)
        .sees("When (deadlines start here");
    screen
        .types(":")
        .types("form texas")
        .sees("form Texas Attorney General")
        .types(ENTER);
    screen.sees("name of the entity or person").types(";").sees("by hand");
    screen.types(";").sees("to the terminal's clipboard");
    // OSC 52 with the name of the organization.
    assert!(screen.wrote("Qmx1ZWZpbiBGcmVpZ2h0"), "{}", screen.text());
    // The address is open; it is answered here, and stands in the sheet.
    screen
        .types(ENTER)
        .sees("It is in the organization's profile")
        .types("1 Pier Road, Houston TX 77001");
    screen.types(SAVE).sees_no_more("It is in the organization's profile");
    screen.sees("1 Pier Road");
    screen.types("x").sees("Filed: ").types("TX-77");
    for _ in 0..4 {
        screen.types("\t");
    }
    screen.sees("▶ If it was filed without").types("typed into the portal");
    screen.types("\t").types(&receipt.display().to_string());
    screen.types(SAVE).sees("Record a filing").types("y");
    screen.sees_no_more("Filed: ");
    let shown = desk.run(&["form", "show", "us-tx-ag", "--incident", &code]).ok();
    assert!(shown.contains("= 1 Pier Road, Houston TX 77001"), "{shown}");
    let log = desk.run(&["incident", "timeline", &code]).ok();
    assert!(log.contains("TX-77") && log.contains("receipt.txt"), "{log}");
}

#[test]
fn the_plain_walk_reads_a_form_out() {
    let (desk, _) = with_texans();
    let said = walked(&desk, &["1", ":form texas", "", "8", ".", "b", "q"]);
    for words in [
        "Texas Attorney General.",
        " 2 name of the entity or person: Bluefin Freight",
        " 8 kinds of information: SSN",
        "CAUTION: most of this form was written down from memory",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}
