//! The real binary in a pseudo-terminal: a whole breach, killed half-way and gone on with; signals; the plain walk.

use std::io::{Read as _, Write as _};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::common::record::Desk;

mod ahead;
mod dora;
mod outside;
mod plain;
mod sheet;
mod terminals;
mod welcome;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(40);

/// The program in a terminal of 80 by 24.
pub(crate) struct Screen {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn std::io::Write + Send>,
    bytes: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// The terminal lives as long as the screen does.
    _master: Box<dyn MasterPty + Send>,
}

impl Screen {
    pub(crate) fn open(desk: &Desk, settings: &[(&str, &str)]) -> Screen {
        Screen::running(desk, &[], settings)
    }

    /// A command at a terminal.
    pub(crate) fn running(desk: &Desk, args: &[&str], settings: &[(&str, &str)]) -> Screen {
        Screen::sized(desk, args, settings, (80, 24))
    }

    /// The same in a terminal of so many columns and rows.
    pub(super) fn sized(desk: &Desk, args: &[&str], settings: &[(&str, &str)], size: (u16, u16)) -> Screen {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_firebell"));
        command.args(desk.command(args).get_args());
        Screen::spawned(command, settings, size)
    }

    /// Whatever program at a terminal.
    pub(super) fn spawned(mut command: CommandBuilder, settings: &[(&str, &str)], (cols, rows): (u16, u16)) -> Screen {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env_clear();
        command.env("TZ", "UTC");
        command.env("TERM", "xterm-256color");
        // Nobody is behind this terminal to answer when it is asked for its colours.
        command.env("COLORFGBG", "15;0");
        for (key, value) in settings {
            command.env(key, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, bytes) = channel();
        std::thread::spawn(move || {
            let mut piece = [0u8; 4096];
            while let Ok(read @ 1..) = reader.read(&mut piece) {
                if send.send(piece[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Screen {
            child,
            keys: pair.master.take_writer().unwrap(),
            bytes,
            parser: vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0),
            raw: Vec::new(),
            _master: pair.master,
        }
    }

    /// The process that the program at the terminal has started.
    pub(super) fn grandchild(&self) -> Option<u32> {
        let id = self.child.process_id()?;
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    }

    pub(crate) fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Whether the program has sent the terminal these letters, whatever it shows of them.
    fn wrote(&self, letters: &str) -> bool {
        self.raw.windows(letters.len()).any(|part| part == letters.as_bytes())
    }

    fn read(&mut self) {
        if let Ok(piece) = self.bytes.recv_timeout(Duration::from_millis(50)) {
            self.parser.process(&piece);
            self.raw.extend(piece);
        }
    }

    pub(crate) fn sees(&mut self, words: &str) -> &mut Screen {
        let until = Instant::now() + PATIENCE;
        while !self.text().contains(words) {
            assert!(Instant::now() < until, "`{words}` never came:\n{}", self.text());
            self.read();
        }
        self
    }

    pub(crate) fn sees_no_more(&mut self, words: &str) -> &mut Screen {
        let until = Instant::now() + PATIENCE;
        while self.text().contains(words) {
            assert!(Instant::now() < until, "`{words}` never went:\n{}", self.text());
            self.read();
        }
        self
    }

    pub(crate) fn types(&mut self, text: &str) -> &mut Screen {
        self.keys.write_all(text.as_bytes()).unwrap();
        self
    }

    /// The power goes.
    pub(crate) fn killed(mut self) {
        self.child.kill().unwrap();
        let _ = self.child.wait();
    }

    /// Waits for the end; a program that does not end is killed and the test fails.
    pub(crate) fn ends(mut self) -> (u32, Vec<u8>) {
        let until = Instant::now() + PATIENCE;
        loop {
            self.read();
            if let Some(status) = self.child.try_wait().unwrap() {
                while let Ok(piece) = self.bytes.recv_timeout(Duration::from_millis(200)) {
                    self.raw.extend(piece);
                }
                return (status.exit_code(), self.raw);
            }
            if Instant::now() > until {
                let _ = self.child.kill();
                panic!("it does not end:\n{}", self.text());
            }
        }
    }
}

/// What the write-ahead log of the record is at the moment: its length and when it was last written.
fn wal(desk: &Desk) -> Option<(u64, std::time::SystemTime)> {
    let entry = std::fs::metadata(desk.data().join("firebell.db-wal")).ok()?;
    Some((entry.len(), entry.modified().ok()?))
}

/// The sequences that give a terminal back: the alternate screen is left and the cursor shown.
fn given_back(raw: &[u8]) -> bool {
    let holds = |sequence: &[u8]| raw.windows(sequence.len()).any(|part| part == sequence);
    holds(b"\x1b[?1049l") && holds(b"\x1b[?1000l") && holds(b"\x1b[?2004l")
}

const SAVE: &str = "\x13";
const ENTER: &str = "\r";

#[test]
fn a_whole_breach_is_walked_killed_half_way_and_gone_on_with() {
    let desk = Desk::with_profile();
    let mut screen = Screen::open(&desk, HERE);
    opened_and_aware(&mut screen);
    for (key, value) in FACTS {
        fact(&mut screen, key, value);
    }
    screen.types("4").sees("Data Protection Commission");
    // Something is being typed when the power goes.
    screen.types("n").sees("A note").types("the log shows a sign-in from");
    until_the_draft_is_kept(&desk, &mut screen);
    screen.killed();

    let mut screen = Screen::open(&desk, HERE);
    screen.sees("Mailbox read by a stranger").types(ENTER);
    screen.sees("When (deadlines start here");
    the_note_is_finished(&mut screen);
    on_to_assessment(&mut screen);
    filed_without_a_letter(&mut screen);
    nothing_is_taken_back(&mut screen);
    closed(&mut screen);
    screen.types("q");
    let (code, raw) = screen.ends();
    assert_eq!(code, 0);
    assert!(given_back(&raw));
    let log = desk.run(&["incident", "timeline", "2026-001"]).ok();
    assert!(log.contains("eu-gdpr/regulator: filed"), "{log}");
    assert!(log.contains("undecided: told whom the law names"), "{log}");
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

/// A machine that says where it is: otherwise the zone is chosen, once the profile is read.
const HERE: &[(&str, &str)] = &[("TZ", "Europe/Dublin")];

const FACTS: [(&str, &str); 6] = [
    ("data.elements", "any_personal_data"),
    ("affected.IE", "1200"),
    ("breach.types", "confidentiality"),
    ("organisation.eu_main_establishment", "IE"),
    ("organisation.profile", "none"),
    ("organisation.role", "controller"),
];

fn opened_and_aware(screen: &mut Screen) {
    screen.sees("Incidents: 0 open").types("n").sees("A new incident");
    screen.types("Mailbox read by a stranger").types(SAVE);
    screen.sees("When (deadlines start here").types("a");
    screen.sees("became aware on").types("y");
    screen.sees("Awareness: ").types("5").sees("[5 Log]");
}

/// A draft is in the database when the write-ahead log has grown and grows no more: each letter is kept by itself.
fn until_the_draft_is_kept(desk: &Desk, screen: &mut Screen) {
    let mut seen = wal(desk);
    let until = Instant::now() + PATIENCE;
    let (mut grown, mut quiet) = (false, 0);
    screen.types(" ");
    while !grown || quiet < 20 {
        assert!(Instant::now() < until, "the draft was never kept");
        std::thread::sleep(Duration::from_millis(50));
        screen.read();
        let now = wal(desk);
        match now == seen {
            true => quiet += 1,
            false => (grown, quiet, seen) = (true, 0, now),
        }
    }
}

fn the_note_is_finished(screen: &mut Screen) {
    screen.types("n").sees("What you typed before has been restored");
    screen.sees("the log shows a sign-in from");
    screen.types(" abroad").types(SAVE);
    screen.sees("Note: the log shows a sign-in from").sees("abroad");
}

fn on_to_assessment(screen: &mut Screen) {
    screen.types("S").sees("Go to Assessment");
    screen.types("clocks run").types(SAVE);
    screen.sees("moves on to Assessment with open criteria");
    screen.types("y").sees("Assessment ◐");
}

/// Without an approved letter a reason is asked for before the question, at its own field and without a shell flag.
fn filed_without_a_letter(screen: &mut Screen) {
    screen
        .types("4")
        .sees("[4 Regulatory]")
        .sees("Data Protection Commission");
    screen.types("x").sees("Filed: ").types(SAVE);
    screen.sees("has no letter");
    screen.sees("▶ If it was filed without an approved letter, why?");
    assert!(!screen.text().contains("--without-letter"), "{}", screen.text());
    screen.types("typed into the portal").sees("typed into the portal");
    screen.types(SAVE);
    screen.sees("Record that the notice to Data Protection Commission");
    screen.types("y").sees("Commission: filed");
}

fn nothing_is_taken_back(screen: &mut Screen) {
    screen.types("u").sees("Undo your entry of");
    screen.sees("without an approved letter because").types("n");
    screen.sees("Nothing was recorded");
}

fn closed(screen: &mut Screen) {
    screen.types("C").sees("Close the incident");
    screen.types("told whom the law names").types(SAVE);
    screen.sees("Record that the incident is closed").types("y");
    screen.sees("CLOSED");
}

/// Enters a fact by its key.
fn fact(screen: &mut Screen, key: &str, value: &str) {
    // In the log `e` corrects the entry.
    screen.types("4").sees("[4 Regulatory]");
    screen.types("e").sees("Which fact?").types(key).types("\r");
    screen.sees(&format!("{key} ·")).types(value).types(SAVE);
    let name = firebell::core::facts::table::label(key).replace("IE", "Ireland");
    screen.sees_no_more(&format!("{key} ·"));
    screen.types("5").sees("[5 Log]").sees(&name[1..]);
}

#[test]
fn a_terminal_is_given_back_after_a_signal() {
    for signal in ["TERM", "HUP"] {
        let (desk, _) = Desk::with_incident("Mailbox read");
        let mut screen = Screen::open(&desk, &[]);
        screen.sees("Mailbox read");
        let id = screen.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill")
            .args([format!("-{signal}"), id])
            .status()
            .unwrap();
        assert!(sent.success());
        let (_, raw) = screen.ends();
        assert!(given_back(&raw), "SIG{signal}");
        assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
    }
}

#[test]
fn what_another_process_writes_appears_by_itself() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let mut screen = Screen::open(&desk, &[]);
    screen
        .sees("Mailbox read")
        .types(ENTER)
        .sees("types")
        .types("5")
        .sees("[5 Log]");
    desk.run(&["incident", "affected", &code, "US-TX", "600"]).ok();
    screen.sees("People in Texas: 600").types("q");
    assert_eq!(screen.ends().0, 0);
}

#[test]
fn a_roster_is_counted_from_within() {
    let (desk, _) = Desk::with_incident("Mailbox read");
    let roster = desk.beside("people.csv");
    std::fs::write(&roster, "email,state\na@example.com,Texas\nb@example.com,TX\n").unwrap();
    let mut screen = Screen::open(&desk, &[]);
    screen
        .sees("Mailbox read")
        .types(ENTER)
        .sees("When (deadlines start here");
    screen.types("2").sees("[2 Assessment]");
    let chosen = |screen: &Screen| {
        screen
            .text()
            .lines()
            .any(|line| line.contains('▶') && line.contains("affected-persons list"))
    };
    let until = Instant::now() + PATIENCE;
    while !chosen(&screen) {
        assert!(Instant::now() < until, "{}", screen.text());
        let before = screen.text();
        screen.types("j");
        while screen.text() == before && Instant::now() < until {
            screen.read();
        }
        screen.read();
    }
    screen
        .types(ENTER)
        .sees("Count people from an affected-persons list")
        .types(&roster.display().to_string())
        .types(SAVE);
    screen.sees("2 people in 1 place counted").types("q");
    assert_eq!(screen.ends().0, 0);
}

#[test]
fn a_text_goes_through_the_own_editor_and_leaves_nothing_behind() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let editor = desk.beside("editor.sh");
    std::fs::write(&editor, "#!/bin/sh\nprintf 'written elsewhere' > \"$1\"\n").unwrap();
    let mut screen = Screen::open(
        &desk,
        &[
            ("EDITOR", &format!("/bin/sh {}", editor.display())),
            ("PATH", "/bin:/usr/bin"),
        ],
    );
    screen
        .sees("Mailbox read")
        .types(ENTER)
        .sees("types")
        .types("n")
        .sees("A note")
        .types("\x0f");
    screen
        .sees("written elsewhere")
        .types(SAVE)
        .sees("Note: written elsewhere")
        .types("q");
    assert_eq!(screen.ends().0, 0);
    let notes = desk.run(&["incident", "notes", &code, "--json"]).json();
    assert_eq!(notes[0]["text"], "written elsewhere");
    let left = std::fs::read_dir(desk.data()).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("draft-")
    });
    assert_eq!(left.count(), 0);
}

/// A record with two incidents that each have a letter of the same id.
fn two_letters() -> Desk {
    let desk = Desk::with_profile();
    for (code, title) in [("2026-001", "Alpha"), ("2026-002", "Bravo")] {
        desk.run(&["incident", "open", title]).ok();
        let file = desk.beside(&format!("{title}.md"));
        std::fs::write(&file, format!("# TEXT OF {title}\n")).unwrap();
        let from = file.to_str().unwrap();
        desk.run(&[
            "letter",
            "draft",
            code,
            "eu/art33-initial",
            "--id",
            "report",
            "--from",
            from,
        ])
        .ok();
    }
    desk
}

/// `l` and `e` ahead of the worker: the text that reaches the editor is the letter's own, and comes back to it.
#[test]
fn a_letter_is_never_saved_into_another_incident() {
    let desk = two_letters();
    let editor = desk.beside("editor.sh");
    std::fs::write(&editor, "#!/bin/sh\nprintf 'and more' >> \"$1\"\n").unwrap();
    let settings = [
        ("EDITOR", format!("/bin/sh {}", editor.display())),
        ("PATH", "/bin:/usr/bin".to_owned()),
    ];
    let mut screen = Screen::open(
        &desk,
        &[(settings[0].0, &settings[0].1), (settings[1].0, &settings[1].1)],
    );
    screen
        .sees("Alpha")
        .sees("Bravo")
        .types("/")
        .sees("Enter keeps")
        .types("Alpha")
        .sees("1 of 2")
        .types(ENTER);
    screen
        .sees_no_more("Enter keeps")
        .types(ENTER)
        .sees("When (deadlines start here");
    screen
        .types("l")
        .sees("TEXT OF Alpha")
        .types("\x1b")
        .sees("When (deadlines start here");
    screen
        .types("\x1b")
        .sees("Incidents")
        .types("\x1b")
        .sees("2 open")
        .types("/")
        .sees("Enter keeps");
    screen
        .types("Bravo")
        .sees("1 of 2")
        .types(ENTER)
        .sees_no_more("Enter keeps")
        .types(ENTER);
    screen.sees("Bravo").sees("When (deadlines start here");
    // Both keys at once: the second one waits until the letter was read.
    screen.types("le").sees("TEXT OF Bravo").sees("Text (Markdown)");
    screen.types("\x0f").sees("Back from your editor").sees("and more");
    screen
        .types(SAVE)
        .sees("revised")
        .types("\x1b")
        .sees("As it will look")
        .types("q");
    assert_eq!(screen.ends().0, 0);
    let text = |code: &str| desk.run(&["letter", "show", code, "report"]).ok();
    assert!(
        text("2026-001").contains("TEXT OF Alpha") && !text("2026-001").contains("and more"),
        "{}",
        text("2026-001")
    );
    assert!(
        text("2026-002").contains("TEXT OF Bravo") && !text("2026-002").contains("Alpha"),
        "{}",
        text("2026-002")
    );
}
