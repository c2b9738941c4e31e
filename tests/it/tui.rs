//! The workbench: screens drawn to a test terminal, random keys, and the real binary in a pty.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent};
use firebell::app::assessed::Assessed;
use firebell::app::incident_views::{self, DeadlineRowView, NextView, RowView};
use firebell::app::record::Loaded;
use firebell::app::{playbook_files, timeline};
use firebell::core::event::{Certainty, Event as Recorded, What};
use firebell::core::fact::IncidentKind;
use firebell::core::incident::{Incident, Organisation, document};
use firebell::tui::{Event, Model, draw, keys_of, update};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::common::{at, facts, rules};
use crate::record_common::Desk;

const NOW: &str = "2026-11-24T09:00:00Z";

fn row(n: u32, title: &str, kind: &'static str, next: Option<&str>) -> RowView {
    RowView {
        code: format!("2026-{n:03}"),
        id: format!("id-{n}"),
        title: title.to_owned(),
        kind,
        stage: "assessment".to_owned(),
        severity: None,
        next: next.map(|strict| NextView {
            strict: strict.to_owned(),
            obligation: "eu-gdpr/regulator".to_owned(),
        }),
        due: 3,
        possible: 5,
        opened_at: NOW.to_owned(),
    }
}

fn board() -> Event {
    let rows = vec![
        row(12, "Laptop left in a taxi", "real", Some("2026-11-24T05:40:00Z")),
        row(
            14,
            "Support credentials stolen from an engineer whose title is very long indeed",
            "real",
            Some("2026-11-24T11:11:00Z"),
        ),
        row(15, "バケットが開いていた 🪣", "real", None),
        row(
            2,
            "Ransomware, two continents",
            "exercise",
            Some("2026-11-27T09:00:00Z"),
        ),
    ];
    let coming = rows.iter().filter_map(|row| {
        let next = row.next.as_ref()?;
        Some(DeadlineRowView {
            code: row.code.clone(),
            title: row.title.clone(),
            kind: row.kind,
            obligation: next.obligation.clone(),
            verdict: "due".to_owned(),
            recipient: "regulator".to_owned(),
            strict: next.strict.clone(),
            zone: "Europe/Berlin".to_owned(),
            provisional: false,
            overdue: false,
        })
    });
    let coming = coming.collect();
    Event::Board(rows, coming)
}

fn incident(kind: IncidentKind) -> Event {
    let what = |seq, what| Recorded {
        seq,
        recorded_at: at("2026-11-24T08:00:00Z"),
        actor: "dana".to_owned(),
        session: "s".to_owned(),
        what,
    };
    let fact = |seq, key: &str, value: &str| {
        let known = What::FactRecorded {
            key: key.to_owned(),
            value: value.to_owned(),
            certainty: Certainty::Confirmed,
            learned_at: at("2026-11-24T08:00:00Z"),
            source: None,
            also: false,
        };
        what(seq, known)
    };
    let opened = What::Opened {
        id: "id-14".to_owned(),
        code: "2026-014".to_owned(),
        title: "Support credentials stolen".to_owned(),
        kind,
        home_zone: "America/Chicago".to_owned(),
    };
    let events = [
        what(1, opened),
        fact(2, "milestones.awareness", "\"2026-11-22T10:00Z\""),
        fact(3, "data.elements", "[\"ssn\", \"any_personal_data\"]"),
        fact(4, "data.encrypted", "false"),
        fact(5, "data.medium", "\"electronic\""),
        fact(6, "data.acquired", "\"confirmed\""),
        fact(7, "breach.types", "[\"confidentiality\"]"),
        fact(8, "affected.US-TX", "600"),
        fact(9, "affected.US-CA", "{ min = 400, max = 900 }"),
        fact(10, "organisation.role", "\"controller\""),
        fact(11, "organisation.profile", "[]"),
        fact(12, "organisation.eu_main_establishment", "\"DE-BY\""),
    ];
    let loaded = Loaded {
        incident: Incident::fold(&events),
        events: Vec::new(),
        organisation: Organisation::default(),
    };
    let now = at(NOW);
    let text = document::document(&loaded.incident, &loaded.organisation, now).text;
    let assessed = Assessed::of(&facts(&text), rules(), now);
    let playbooks = playbook_files::load(None).unwrap().all;
    let whole = incident_views::whole(&loaded, &assessed, &[], &playbooks, now);
    let tasks = incident_views::tasks(&loaded, &playbooks, false);
    Event::Incident(Box::new((whole, tasks, timeline::rows(&loaded))))
}

fn press(model: &mut Model, code: KeyCode) {
    let effects = update(model, Event::Key(KeyEvent::from(code)));
    for effect in effects {
        if matches!(effect, firebell::tui::Effect::Incident(_)) {
            let _ = update(model, incident(IncidentKind::Real));
        }
    }
}

fn shown(model: &Model, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(model, frame)).unwrap();
    terminal.backend().to_string()
}

fn at_board() -> Model {
    let mut model = Model::new(at(NOW));
    let _ = update(&mut model, board());
    model
}

#[test]
fn the_board_says_which_clock_runs_out_first() {
    for (width, height) in [(80, 24), (120, 40)] {
        insta::assert_snapshot!(format!("board_{width}x{height}"), shown(&at_board(), width, height));
    }
    let empty = {
        let mut model = Model::new(at(NOW));
        let _ = update(&mut model, Event::Board(Vec::new(), Vec::new()));
        shown(&model, 80, 24)
    };
    assert!(empty.contains("press n to open an incident"), "{empty}");
}

#[test]
fn an_incident_says_what_next_and_why() {
    let mut model = at_board();
    press(&mut model, KeyCode::Enter);
    for (width, height) in [(80, 24), (120, 40)] {
        insta::assert_snapshot!(format!("incident_{width}x{height}"), shown(&model, width, height));
    }
    press(&mut model, KeyCode::Char('w'));
    insta::assert_snapshot!("why_80x24", shown(&model, 80, 24));
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Tab);
    insta::assert_snapshot!("facts_80x24", shown(&model, 80, 24));
    press(&mut model, KeyCode::Tab);
    insta::assert_snapshot!("steps_80x24", shown(&model, 80, 24));
    press(&mut model, KeyCode::Char('x'));
    insta::assert_snapshot!("ask_80x24", shown(&model, 80, 24));
}

#[test]
fn an_exercise_says_so_on_every_screen() {
    assert!(shown(&at_board(), 80, 24).contains("EXERCISE Ransomware"));
    let mut model = at_board();
    press(&mut model, KeyCode::Enter);
    let _ = update(&mut model, incident(IncidentKind::Exercise));
    for key in [
        KeyCode::Tab,
        KeyCode::Tab,
        KeyCode::Tab,
        KeyCode::Tab,
        KeyCode::Char('w'),
    ] {
        assert!(shown(&model, 80, 24).contains("EXERCISE"), "{}", shown(&model, 80, 24));
        press(&mut model, key);
    }
    assert!(shown(&model, 80, 24).contains("EXERCISE"));
}

#[test]
fn the_search_finds_with_gaps_and_typos_of_case() {
    let mut model = at_board();
    press(&mut model, KeyCode::Char('/'));
    for c in "LAPtaxi".chars() {
        press(&mut model, KeyCode::Char(c));
    }
    let codes: Vec<&str> = model.shown().iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["2026-012"]);
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.shown().len(), 4);
}

#[test]
fn every_key_is_written_once_on_its_screen() {
    for screen in [
        firebell::tui::Screen::Board,
        firebell::tui::Screen::Incident,
        firebell::tui::Screen::Why,
    ] {
        let keys = keys_of(screen);
        for (n, key) in keys.iter().enumerate() {
            assert!(
                keys[n + 1..].iter().all(|other| other.code != key.code),
                "{screen:?} {}",
                key.label
            );
        }
    }
}

fn any_key() -> impl Strategy<Value = KeyCode> {
    prop_oneof![
        Just(KeyCode::Enter),
        Just(KeyCode::Esc),
        Just(KeyCode::Tab),
        Just(KeyCode::BackTab),
        Just(KeyCode::Up),
        Just(KeyCode::Down),
        Just(KeyCode::Backspace),
        proptest::char::range(' ', '~').prop_map(KeyCode::Char),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_keys_never_break_it(keys in prop::collection::vec(any_key(), 1..60), width in 1u16..140, height in 1u16..50) {
        let mut model = at_board();
        for key in keys {
            press(&mut model, key);
            prop_assert!(model.on_board <= model.shown().len());
            prop_assert!(model.on_tab <= model.tab_rows());
            if model.screen == firebell::tui::Screen::Why {
                prop_assert!(model.duty().is_some());
            }
            let _ = shown(&model, width, height);
        }
    }
}

#[test]
fn the_real_binary_in_a_terminal() {
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    let (desk, code) = Desk::with_incident("Mailbox read");
    let size = PtySize {
        rows: 24,
        cols: 80,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let plain = desk.command(&[]);
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_firebell"));
    command.args(plain.get_args());
    command.env_clear();
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let (send, bytes) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut piece = [0u8; 4096];
        while let Ok(read @ 1..) = reader.read(&mut piece) {
            if send.send(piece[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut parser = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
    let mut keys = pair.master.take_writer().unwrap();
    let mut wait_for = |words: &str| {
        let until = Instant::now() + Duration::from_secs(30);
        while !parser.screen().contents().contains(words) {
            assert!(
                Instant::now() < until,
                "`{words}` never came:\n{}",
                parser.screen().contents()
            );
            if let Ok(piece) = bytes.recv_timeout(Duration::from_millis(100)) {
                parser.process(&piece);
            }
        }
    };
    wait_for("Mailbox read");
    let mut type_in = |text: &str| keys.write_all(text.as_bytes()).unwrap();
    type_in("\r");
    wait_for("Find out");
    type_in("a");
    wait_for("became aware now");
    type_in("y");
    wait_for("milestones.awareness");
    type_in("e");
    wait_for("its key and its value");
    type_in("affected.US-TX 600\r");
    wait_for("affected.US-TX = 600");
    type_in("e");
    wait_for("its key and its value");
    type_in("data.elements snn\r");
    wait_for("ssn");
    type_in("q");
    assert!(child.wait().unwrap().success());
    let history = desk.run(&["incident", "fact", "history", &code, "--json"]).json();
    assert_eq!(history.as_array().unwrap().len(), 2);
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Whole"));
}
