//! An exercise in the workbench: started, run, stopped, jumped, killed half-way and gone on with where it stood.

use std::time::{Duration, Instant};

use crate::common::record::Desk;
use crate::tui_pty::Screen;

const SAVE: &str = "\x13";
const ENTER: &str = "\r";

/// The exercise minute on screen: `T+8:30 of 120`.
fn minute(screen: &Screen) -> u64 {
    let text = screen.text();
    let from = text.find("T+").unwrap_or_else(|| panic!("no clock: {text}")) + 2;
    let digits: String = text[from..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn an_exercise_in_the_workbench_is_paused_jumped_killed_and_ended() {
    let desk = Desk::with_profile();
    impatient(&desk);
    let mut screen = Screen::open(&desk, &[]);
    screen.sees("Incidents: 0 open").types("X");
    screen.sees("Start an exercise");
    screen.types("ransomw").sees("1 of 20 · Ransom note").types(SAVE);
    screen.sees("EXERCISE X-").sees("its clock is paused");
    screen.types("i").sees("Nothing has happened yet");
    // One terminal with a key between the views; the clock is the facilitator's.
    screen.types("F").sees("keep it off any screen").types("y");
    screen.sees("FACILITATOR").sees("PAUSED");
    screen
        .types("P")
        .sees("running 1×")
        .sees("a02 chat: Ransom notes")
        .sees("Just delivered (m, then o calls it back)");
    screen.types("]").sees("Jump to T+8").types("y");
    screen.sees("INJECT by chat").sees("T+8");
    screen.types("P").sees("PAUSED");
    let stood = status(&desk);
    assert_eq!(stood["clock"]["running"], false);
    assert_eq!(
        status(&desk)["clock"]["elapsed"],
        stood["clock"]["elapsed"],
        "time goes on while the clock is paused"
    );
    screen
        .types("n")
        .sees("An observation")
        .types("The clock was asked for")
        .types(SAVE);
    screen.sees("1 observation,");
    // The room goes on in the ordinary workbench, with the story's time.
    screen
        .types("F")
        .sees("Ransom notes on the shares")
        .types("\x1b")
        .sees("When (deadlines start here");
    screen
        .types("n")
        .sees("A note")
        .types("Eleven servers are down")
        .types(SAVE)
        .sees("Note: Eleven servers");
    screen.types("i").sees("newest first").types("F");
    screen.sees("keep it off any screen").types("y").sees("FACILITATOR");
    screen.types("P").sees("running 1×");
    screen.killed();
    // The first command after the crash finds the clock held, delivers nothing and says so.
    let until = Instant::now() + Duration::from_secs(40);
    loop {
        let now = status(&desk);
        assert_eq!(
            now["injects"].as_array().unwrap().len(),
            2,
            "nothing is delivered to nobody"
        );
        if now["clock"]["running"] == false {
            break;
        }
        assert!(Instant::now() < until, "the clock runs on with nobody there");
    }
    gone_on_with(&desk);
}

/// A config in which a workbench that is gone is found out after three seconds.
fn impatient(desk: &Desk) {
    let folder = desk.beside(".config/firebell");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "exercise_silence = { workbench = 3 }\n").unwrap();
}

fn status(desk: &Desk) -> serde_json::Value {
    desk.run(&["drill", "status", "--json"]).json()
}

fn gone_on_with(desk: &Desk) {
    let mut screen = Screen::open(desk, &[]);
    screen
        .sees("EXERCISE Ransom note")
        .types(ENTER)
        .sees("When (deadlines start here");
    screen
        .types("i")
        .sees("Ransom notes on the shares")
        .types("F")
        .sees("keep it off any screen")
        .types("y")
        .sees("FACILITATOR")
        .sees("PAUSED");
    assert_eq!(
        minute(&screen),
        8,
        "the time in which nobody drove does not count: {}",
        screen.text()
    );
    screen
        .types("P")
        .sees("running 1×")
        .types("]")
        .sees("Jump to T+18")
        .types("y")
        .sees("Backups are clean")
        .sees("T+18");
    screen
        .types("J")
        .sees("To which exercise minute?")
        .types("5")
        .types(SAVE)
        .sees("cannot go back");
    screen
        .types("\x1b")
        .sees_no_more("Jump ahead")
        .types("J")
        .sees("To which exercise minute?");
    screen.types("25").types(SAVE).sees("T+25");
    screen
        .types("X")
        .sees("End the exercise for good")
        .types("y")
        .sees("ended");
    screen.types("q");
    let (code, _) = screen.ends();
    assert_eq!(code, 0);
    let report = desk.run(&["drill", "report"]).ok();
    for words in ["T+8", "T+18", "The clock was asked for", "3 delivered", "## Signed"] {
        assert!(report.contains(words), "{words}: {report}");
    }
    let score = desk.run(&["drill", "score", "--json"]).json();
    assert_eq!(score["delivered"], 3);
    assert_eq!(score["ended"], true);
    let log = desk
        .run(&["incident", "timeline", score["code"].as_str().unwrap()])
        .ok();
    assert!(log.contains("nobody was driving the exercise"), "{log}");
    assert!(desk.run(&["audit", "verify"]).ok().contains("agree"));
}

/// Two terminals on one file: what the facilitator hands out on the command line reaches the room by itself.
#[test]
fn the_room_follows_a_facilitator_in_another_terminal() {
    let desk = Desk::with_profile();
    let _ = desk
        .run(&["drill", "start", "ransomware-exfiltration", "--seed", "3"])
        .ok();
    let mut room = Screen::open(&desk, &[]);
    room.sees("EXERCISE Ransom note")
        .types(ENTER)
        .sees("When (deadlines start here");
    room.types("i").sees("Nothing has happened yet");
    let _ = desk.run(&["drill", "go"]).ok();
    room.sees("File servers unreachable");
    let _ = desk.run(&["drill", "jump"]).ok();
    room.sees("INJECT by chat").sees("Ransom notes on the shares");
    // What the room must not see asks first.
    room.types("\x1b")
        .sees("When (deadlines start here")
        .types("F")
        .sees("keep it off any screen");
    room.types("n").sees_no_more("keep it off any screen").types("q");
    assert_eq!(room.ends().0, 0);
}
