//! What leaves the screen: bell, title and notifications of an alert, and the text that is copied.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{ENTER, PATIENCE, Screen};
use crate::common::record::Desk;

/// Sequences that tell the terminal something (OSC), without their frame, and all bytes outside of them.
fn told(raw: &[u8]) -> (Vec<String>, Vec<u8>) {
    let (mut sequences, mut others) = (Vec::new(), Vec::new());
    let mut rest = raw;
    while let Some(byte) = rest.first() {
        let Some(inner) = rest.strip_prefix(b"\x1b]") else {
            others.push(*byte);
            rest = &rest[1..];
            continue;
        };
        let end = inner
            .iter()
            .position(|byte| matches!(byte, 7 | 0x1b))
            .unwrap_or(inner.len());
        sequences.push(String::from_utf8_lossy(&inner[..end]).into_owned());
        rest = inner.get(end + 1..).unwrap_or_default();
    }
    (sequences, others)
}

fn sends(screen: &mut Screen, wanted: impl Fn(&[String], &[u8]) -> bool) {
    let until = Instant::now() + PATIENCE;
    loop {
        let (sequences, others) = told(&screen.raw);
        if wanted(&sequences, &others) {
            return;
        }
        assert!(Instant::now() < until, "{sequences:?}\n{}", screen.text());
        screen.read();
    }
}

fn at_the_incident(screen: &mut Screen) {
    screen
        .sees("Mailbox read")
        .types(ENTER)
        .sees("When (deadlines start here");
}

/// A reminder that is due in a moment.
fn reminds(screen: &mut Screen, about: &str) {
    screen
        .types("R")
        .sees("A reminder")
        .types(about)
        .types("\t")
        .sees("▶ When?");
    let soon = firebell::app::clock::now().at() + chrono::TimeDelta::seconds(4);
    let soon = soon.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    screen.types(&soon).sees(&soon).types(ENTER);
    screen.sees_no_more("▶ When?");
}

/// A program of that name that writes down its arguments, and what it is given.
fn stands_in(folder: &Path, name: &str) -> PathBuf {
    let written = folder.join(format!("{name}.txt"));
    let program = folder.join(name);
    let text = format!(
        "#!/bin/sh\n{{ printf '%s\\n' \"$@\"; /bin/cat; }} > '{}'\n",
        written.display()
    );
    std::fs::write(&program, text).unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    written
}

fn text_of(file: &Path) -> String {
    let until = Instant::now() + PATIENCE;
    loop {
        match std::fs::read_to_string(file) {
            Ok(text) if !text.is_empty() => return text,
            Ok(_) | Err(_) => assert!(Instant::now() < until, "{} was never written", file.display()),
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn an_alert_rings_shows_in_the_title_and_is_a_notification_of_the_terminal() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[]);
    at_the_incident(&mut screen);
    reminds(&mut screen, "call the forensics people back");
    screen.sees("! ").sees("call the forensics people back");
    sends(&mut screen, |sequences, others| {
        let notified = sequences
            .iter()
            .any(|told| told.starts_with("9;") && told.contains("a reminder"));
        let titled = sequences.iter().any(|told| told.starts_with("2;! firebell"));
        notified && titled && others.contains(&7)
    });
    // Others may see a notification: it names neither people nor what it is about.
    let (sequences, _) = told(&screen.raw);
    assert!(!sequences.concat().contains("forensics"), "{sequences:?}");
    // A key takes the sign out of the title; at the end the terminal has its own title again.
    screen.types("j");
    sends(&mut screen, |sequences, _| {
        let mut titles = sequences.iter().filter(|told| told.starts_with("2;"));
        titles.next_back().is_some_and(|title| title.starts_with("2;firebell"))
    });
    screen.types("q");
    let (code, raw) = screen.ends();
    assert_eq!(code, 0);
    assert!(raw.windows(7).any(|part| part == b"\x1b[23;2t"));
}

#[test]
fn a_terminal_that_knows_it_gets_the_other_notification() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[("TERM", "foot")]);
    at_the_incident(&mut screen);
    reminds(&mut screen, "next briefing");
    sends(&mut screen, |sequences, _| {
        sequences.iter().any(|told| told.starts_with("777;notify;firebell;"))
    });
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
}

#[test]
fn a_desktop_at_hand_shows_the_notification_itself() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let folder = desk.beside("programs");
    std::fs::create_dir(&folder).unwrap();
    let written = stands_in(&folder, "notify-send");
    let path = folder.display().to_string();
    let mut screen = Screen::open(&desk, &[("DISPLAY", ":7"), ("PATH", &path)]);
    at_the_incident(&mut screen);
    reminds(&mut screen, "next briefing");
    let said = text_of(&written);
    assert!(
        said.contains("--app-name=firebell") && said.contains("a reminder"),
        "{said}"
    );
    assert!(!said.contains("briefing"), "{said}");
    let (sequences, _) = told(&screen.raw);
    assert!(!sequences.iter().any(|told| told.starts_with("9;")), "{sequences:?}");
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
}

#[test]
fn every_way_of_alerting_can_be_silenced() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[]);
    at_the_incident(&mut screen);
    for way in ["b", "t", "d"] {
        screen.types("!").sees("Alerts: before and at deadlines").types(way);
        screen.sees_no_more("Alerts: before and at deadlines");
    }
    let before = screen.raw.len();
    reminds(&mut screen, "next briefing");
    screen.sees("! ").sees("next briefing");
    // Two more seconds pass, in which it would be told.
    let until = Instant::now() + std::time::Duration::from_secs(2);
    while Instant::now() < until {
        screen.read();
    }
    let (sequences, others) = told(&screen.raw[before..]);
    assert!(
        !sequences
            .iter()
            .any(|told| told.starts_with("9;") || told.starts_with("2;")),
        "{sequences:?}"
    );
    assert!(!others.contains(&7));
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
}

#[test]
fn what_is_copied_goes_to_the_program_of_the_desktop_and_is_said() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let folder = desk.beside("programs");
    std::fs::create_dir(&folder).unwrap();
    let written = stands_in(&folder, "wl-copy");
    let path = folder.display().to_string();
    let mut screen = Screen::open(&desk, &[("WAYLAND_DISPLAY", "wayland-7"), ("PATH", &path)]);
    at_the_incident(&mut screen);
    screen.types("y").sees("Copied 1 line").sees("with wl-copy");
    assert!(!text_of(&written).trim().is_empty());
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
}

/// A program here knows nothing of the clipboard of whoever sits at the other end of the line.
#[test]
fn over_a_line_the_terminal_is_asked_to_take_what_is_copied() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let folder = desk.beside("programs");
    std::fs::create_dir(&folder).unwrap();
    let written = stands_in(&folder, "wl-copy");
    let path = folder.display().to_string();
    let settings = [
        ("WAYLAND_DISPLAY", "wayland-7"),
        ("PATH", path.as_str()),
        ("SSH_CONNECTION", "192.0.2.1 4711 192.0.2.2 22"),
    ];
    let mut screen = Screen::open(&desk, &settings);
    at_the_incident(&mut screen);
    screen.types("y").sees("to the terminal's clipboard (OSC 52)");
    sends(&mut screen, |sequences, _| {
        sequences.iter().any(|told| told.starts_with("52;c;"))
    });
    assert!(!written.exists());
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
}
