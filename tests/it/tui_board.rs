//! The board: due clocks before possible ones, exercises apart, closed incidents within reach.

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent};
use firebell::app::views::incident::RowStage;
use firebell::app::views::utc;
use firebell::core::facts::IncidentKind;
use firebell::core::incident::command::{Command, PlaybookCommand};
use firebell::core::time::Zone;
use firebell::core::verdict::Verdict;
use firebell::tui::{Answer, Effect, Event, Model, Place, Shown, Theme, Worker, update};

use crate::tui::{at_board, press, row, shown, type_in};
use crate::tui_undo::Desk;

/// An incident whose GDPR clock is overdue while hundreds of possible ones were past before it.
pub(crate) fn overdue() -> Desk {
    let mut desk = Desk::new("Everything leaked");
    let ago = |days: i64| utc(chrono::Utc::now() - TimeDelta::days(days));
    desk.now = firebell::core::time::WallTime::read(chrono::Utc::now());
    desk.fact("dana", "milestones.discovery", &format!("\"{}\"", ago(30)), false);
    desk.fact("dana", "milestones.awareness", &format!("\"{}\"", ago(5)), false);
    in_germany(&mut desk, "[\"any_personal_data\", \"ssn\"]");
    desk
}

/// A German controller's breach of confidentiality, with these elements.
fn in_germany(desk: &mut Desk, elements: &str) {
    for (key, value) in [
        ("data.elements", elements),
        ("breach.types", "[\"confidentiality\"]"),
        ("affected.DE", "1200"),
        ("organisation.country", "\"DE\""),
        ("organisation.role", "\"controller\""),
        ("organisation.eu_main_establishment", "\"DE-BY\""),
    ] {
        desk.fact("dana", key, value, false);
    }
}

fn place() -> Place {
    Place {
        law: firebell::workspace::LawHome::default(),
        silence: firebell::drill::driving::presence::Silence::default(),
        hooks: Vec::new(),
        home: Zone::utc(),
        notices: None,
        letters: None,
        scenarios: None,
    }
}

#[test]
fn an_overdue_clock_is_never_hidden_by_rows_that_are_only_possible() {
    let desk = overdue();
    let now = desk.now;
    let mut worker = Worker::new(desk.record, place());
    let Answer::Board(rows, coming) = worker.answer(Effect::Board) else {
        panic!("no board")
    };
    assert_eq!(coming.first().map(|row| row.verdict), Some(Verdict::Due), "{coming:?}");
    assert!(
        coming
            .iter()
            .any(|row| row.obligation.starts_with("eu-gdpr/regulator") && row.overdue)
    );
    let first_possible = coming
        .iter()
        .position(|row| row.verdict != Verdict::Due)
        .unwrap_or(coming.len());
    assert!(
        coming[first_possible..]
            .iter()
            .all(|row| row.verdict == Verdict::Possible)
    );
    let mut model = Model::new(now, Zone::utc(), Theme::Plain);
    let _ = update(&mut model, Answer::Board(rows, coming));
    let screen = shown(&model, 120, 40);
    let next = screen.lines().nth(1).unwrap();
    assert!(next.contains("Next: eu-gdpr/") && next.contains("OVERDUE"), "{screen}");
}

/// A date that is counted from a stand-in for a milestone that is not known says so wherever it is shown.
#[test]
fn a_provisional_date_is_marked_on_the_board_and_in_the_incident() {
    for (milestones, provisional) in [(&["discovery"][..], true), (&["discovery", "awareness"], false)] {
        let mut desk = Desk::new("Ticket system read");
        desk.now = firebell::core::time::WallTime::read(chrono::Utc::now());
        let known = utc(chrono::Utc::now() - TimeDelta::hours(2));
        for milestone in milestones {
            desk.fact(
                "dana",
                &format!("milestones.{milestone}"),
                &format!("\"{known}\""),
                false,
            );
        }
        in_germany(&mut desk, "[\"any_personal_data\"]");
        let now = desk.now;
        let mut worker = Worker::new(desk.record, place());
        let mut model = Model::new(now, Zone::utc(), Theme::Plain);
        let _ = update(&mut model, worker.answer(Effect::Board));
        let board = shown(&model, 200, 60);
        // Where the pane is narrow the word is cut, and still read.
        assert_eq!(board.contains("eu-gdpr/regulator (provis"), provisional, "{board}");
        for effect in update(&mut model, Event::Key(KeyEvent::from(KeyCode::Enter))) {
            let _ = update(&mut model, worker.answer(effect));
        }
        let _ = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('4'))));
        let incident = shown(&model, 200, 60);
        let of_regulator = |line: &&str| line.contains('●') && line.contains("Art 33(1)");
        let row = incident
            .lines()
            .find(of_regulator)
            .unwrap_or_else(|| panic!("{incident}"));
        assert_eq!(row.contains("(provisional)"), provisional, "{incident}");
    }
}

fn with_closed() -> Model {
    let mut model = at_board();
    let mut closed = row(9, "Invoice sent to the wrong customer", IncidentKind::Real, None);
    closed.closed = true;
    closed.stage = RowStage::Closed;
    let rows = vec![
        row(
            12,
            "Laptop left in a taxi",
            IncidentKind::Real,
            Some("2026-11-24T05:40:00Z"),
        ),
        row(2, "Ransomware, two continents", IncidentKind::Exercise, None),
        closed,
    ];
    let _ = update(&mut model, Answer::Board(rows, Vec::new()));
    model
}

#[test]
fn exercises_are_not_counted_as_open_incidents() {
    let screen = shown(&with_closed(), 80, 24);
    assert!(screen.contains("Incidents: 1 open · 1 exercise"), "{screen}");
    assert!(!screen.contains("Invoice sent"), "{screen}");
}

#[test]
fn a_closed_incident_is_listed_found_and_opened() {
    let mut model = with_closed();
    while model.board().filter != Shown::Closed {
        press(&mut model, KeyCode::Char('f'));
    }
    let screen = shown(&model, 80, 24);
    assert!(
        screen.contains("Incidents: 1 closed") && screen.contains("Invoice sent"),
        "{screen}"
    );
    press(&mut model, KeyCode::Char('f'));
    press(&mut model, KeyCode::Char('f'));
    press(&mut model, KeyCode::Char('/'));
    type_in(&mut model, "invoice");
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.board().selected().unwrap().code, "2026-009");
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "incident 2026-009");
    press(&mut model, KeyCode::Enter);
    assert_eq!(&*model.at_hand().unwrap(), "2026-009");
}

#[test]
fn a_closed_incident_is_opened_again_in_the_workbench() {
    let desk = crate::common::record::Desk::with_profile();
    desk.run(&["incident", "open", "Invoice sent to the wrong customer"])
        .ok();
    desk.run(&["incident", "close", "2026-001", "--rationale", "settled"])
        .ok();
    let mut screen = crate::tui_pty::Screen::open(&desk, &[]);
    screen
        .sees("Incidents: 0 open")
        .types("/")
        .sees("Enter keeps what is found")
        .types("invoice");
    screen
        .sees("Invoice sent")
        .types("\r")
        .sees_no_more("Enter keeps")
        .types("\r");
    screen.sees("CLOSED").types("C").sees("Reopen the incident");
    screen
        .types("another customer has one too")
        .sees("has one too")
        .types("\r");
    screen
        .sees("Record that the incident was reopened")
        .types("y")
        .sees("Reopened");
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
    let shown = desk.run(&["incident", "show", "2026-001", "--json"]).json();
    assert!(shown["closed_at"].is_null(), "{shown}");
}

/// The commands of a closed incident are refused, with the key that opens it again and no shell command.
#[test]
fn a_refusal_in_the_workbench_names_no_shell_command() {
    let mut desk = Desk::new("Mailbox read");
    let rationale = Some("nothing is left to do".to_owned());
    desk.run("dana", Command::Close { rationale }).unwrap();
    let place = Place {
        law: firebell::workspace::LawHome::default(),
        silence: firebell::drill::driving::presence::Silence::default(),
        hooks: Vec::new(),
        home: Zone::utc(),
        notices: None,
        letters: None,
        scenarios: None,
    };
    let code = firebell::tui::IncidentRef::new(desk.code.clone());
    let mut worker = Worker::new(desk.record, place);
    let playbook = "insider".to_owned();
    let run = Effect::Run(code, Box::new(Command::Playbook(PlaybookCommand::Add { playbook })));
    let Answer::Failed(failure) = worker.answer(run) else {
        panic!("it was not refused")
    };
    assert!(
        failure.words.contains("is closed") && failure.words.contains("(C)"),
        "{}",
        failure.words
    );
    assert!(
        !failure.words.contains("firebell ") && !failure.words.contains("--"),
        "{}",
        failure.words
    );
}
