//! A report under DORA at the real program: chosen on screen, read by the command line, and the other way round.

use std::time::Instant;

use super::{ENTER, PATIENCE, SAVE, Screen};
use crate::common::record::Desk;

/// The number of the field at hand.
fn at_hand(screen: &Screen) -> Option<String> {
    let number = |after: &str| {
        let number = after.split(' ').next()?;
        number
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| number.to_owned())
    };
    let text = screen.text();
    text.split("▶ ").skip(1).find_map(number)
}

/// Tab by Tab to a field of the form.
fn goes_to(screen: &mut Screen, wanted: &str) {
    for _ in 0..80 {
        let at = at_hand(screen);
        if at.as_deref() == Some(wanted) {
            return;
        }
        screen.types("\t");
        let until = Instant::now() + PATIENCE;
        // A frame may come in two pieces, and no field be at hand between them.
        while at_hand(screen).is_none_or(|now| Some(now) == at) {
            assert!(Instant::now() < until, "{wanted} never came:\n{}", screen.text());
            screen.read();
        }
    }
    panic!("{wanted} never came:\n{}", screen.text());
}

#[test]
fn a_dora_report_is_chosen_on_screen_and_read_by_the_command_line() {
    let (desk, _) = Desk::with_incident("Card payments fail");
    let file = desk.beside("initial.json").display().to_string();
    let mut screen = Screen::open(&desk, &[]);
    screen
        .sees("Card payments fail")
        .types(ENTER)
        .sees("When (deadlines start here");
    screen.types("E").sees("DORA report, field by field").types("d");
    screen.sees("Which report?").types("\t").sees("▶ File");
    screen
        .types(&file)
        .types(ENTER)
        .sees("▶ The report before it")
        .types(ENTER);
    screen.sees("DORA initial notification").sees("1.2 Sender");
    goes_to(&mut screen, "2.7");
    screen.types("staff").sees("staff").types(ENTER);
    screen.types(SAVE).sees("Written to").sees("still missing or wrong");
    screen.types("q");
    let sheet = desk.run(&["dora", "sheet", &file]).ok();
    assert!(sheet.contains("discovered: staff"), "{sheet}");
    // What the command line writes is what the form shows the next time.
    let said = desk.run(&["dora", "set", &file, "2.7=clients", "1.15=EUR"]);
    assert_eq!(said.code, 0, "{}", said.out);
    screen.types("E").sees("DORA report, field by field").types("d");
    screen.sees("Which report?").types("\t").sees("▶ File");
    screen
        .types(&file)
        .types(ENTER)
        .sees("▶ The report before it")
        .types(ENTER);
    screen.sees("DORA initial notification").sees("euro");
    goes_to(&mut screen, "2.7");
    screen.sees("clients");
    screen.types("\x1b").sees("Nothing was recorded").types("q");
    assert_eq!(screen.ends().0, 0);
}
