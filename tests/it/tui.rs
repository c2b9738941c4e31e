//! The workbench: screens drawn to a test terminal, random keys, and the real binary in a pty.

mod ahead;
mod cursor;
mod dora;
mod editor;
mod everywhere;
mod find;
mod form_looks;
mod forms;
mod found;
mod kept;
mod key_counts;
mod keys;
mod letters;
mod lists;
mod menus;
mod mouse;
mod names;
mod pictures;
mod quick;
mod random;
mod several;
mod sheet;
mod walked;
mod wall;
mod why;
mod work;

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent};
use firebell::app::assessment::assessed::Assessed;
use firebell::app::assessment::opened_incident;
use firebell::app::assessment::opened_incident::Library;
use firebell::app::files::playbook_files;
use firebell::app::letters::{ByWhom, LetterRow, Remark};
use firebell::app::record::Loaded;
use firebell::app::views;
use firebell::app::views::incident::{DeadlineRowView, NextView, RowStage, RowView};
use firebell::core::contact::{Channel, Contact};
use firebell::core::event::{Certainty, Event as Recorded, FactClaim, Stage, What};
use firebell::core::facts::FactValue;
use firebell::core::facts::IncidentKind;
use firebell::core::incident::{Incident, Organisation, document};
use firebell::core::law::terms::Recipient;
use firebell::core::time::{StoryTime, WallTime, Zone};
use firebell::core::verdict::Verdict;
use firebell::letter::check::{Finding, Weight};
use firebell::store::Stored;
use firebell::tui::{
    Answer, AuditView, Cause, DecisionOffer, EditTarget, Effect, Event, Failure, IncidentRef, LetterRef, Model,
    OpenLetter, Overlay, RevisionRef, ScreenName, Start, Subject, TerminalEffect, Theme, draw, keys_of,
    obligation_at_hand, rows, update,
};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::common::{at, facts, rules};

pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";

pub(crate) fn row(n: u32, title: &str, kind: IncidentKind, next: Option<&str>) -> RowView {
    RowView {
        code: format!("2026-{n:03}"),
        id: format!("id-{n}"),
        title: title.to_owned(),
        kind,
        stage: RowStage::In(Stage::Assessment),
        closed: false,
        severity: None,
        next: next.map(|strict| NextView {
            strict: at(strict),
            obligation: "eu-gdpr/regulator".parse().unwrap(),
        }),
        due: 3,
        possible: 5,
        undated: 0,
        opened_at: at(NOW),
        story: None,
        ended: false,
        not_yet_shared: 0,
    }
}

pub(crate) fn board() -> Answer {
    let rows = vec![
        row(
            12,
            "Laptop left in a taxi",
            IncidentKind::Real,
            Some("2026-11-24T05:40:00Z"),
        ),
        row(
            14,
            "Support credentials stolen from an engineer whose title is very long indeed",
            IncidentKind::Real,
            Some("2026-11-24T11:11:00Z"),
        ),
        row(15, "バケットが開いていた 🪣", IncidentKind::Real, None),
        row(
            2,
            "Ransomware, two continents",
            IncidentKind::Exercise,
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
            verdict: Verdict::Due,
            recipient: Recipient::Regulator,
            strict: next.strict,
            zone: Zone::named("Europe/Berlin").unwrap(),
            provisional: false,
            overdue: false,
            as_of: StoryTime::named(at(NOW)),
            overlay: None,
        })
    });
    let coming = coming.collect();
    Answer::Board(rows, coming)
}

fn stored(event: Recorded) -> Stored {
    Stored {
        event,
        body: Vec::new(),
        hash: [0; 32],
    }
}

/// An organisation with two people to call.
fn organisation() -> Organisation {
    let person = |id: &str, role: &str, order| What::ContactSaved {
        contact: Contact {
            id: id.to_owned(),
            name: format!("On-call {role}"),
            roles: vec![role.to_owned()],
            channels: vec![Channel {
                kind: "phone".to_owned(),
                address: "+1-202-555-0100".to_owned(),
                compromised: order == 2,
            }],
            order,
            escalate_after: 15,
        },
    };
    let events: Vec<Recorded> = [person("legal-1", "legal", 1), person("legal-2", "legal", 2)]
        .into_iter()
        .zip(1..)
        .map(|(what, seq)| Recorded {
            seq,
            recorded_at: at(NOW),
            wall_at: None,
            acted_at: None,
            actor: "dana".to_owned(),
            session: "s".to_owned(),
            what,
        })
        .collect();
    Organisation::fold(&events)
}

fn loaded(kind: IncidentKind) -> Loaded {
    let what = |seq, what| Recorded {
        seq,
        recorded_at: at("2026-11-24T08:00:00Z"),
        wall_at: None,
        acted_at: None,
        actor: "dana".to_owned(),
        session: "s".to_owned(),
        what,
    };
    let fact = |seq, key: &str, value: &str| {
        let known = What::FactRecorded(FactClaim {
            key: key.to_owned(),
            value: value.to_owned(),
            certainty: Certainty::Confirmed,
            learned_at: at("2026-11-24T08:00:00Z"),
            source: None,
            also: false,
        });
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
        fact(2, "milestones.awareness", "\"2026-11-22T10:00:00Z\""),
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
    Loaded {
        incident: Incident::fold(&events).unwrap(),
        events: events.iter().cloned().map(stored).collect(),
        waiting: Vec::new(),
        organisation: organisation(),
    }
}

pub(crate) fn incident(kind: IncidentKind) -> Answer {
    incident_at(kind, NOW)
}

/// The same incident at another moment.
pub(crate) fn incident_at(kind: IncidentKind, now: &str) -> Answer {
    let loaded = loaded(kind);
    let now = StoryTime::named(at(now));
    let text = document::document(&loaded.incident, &loaded.organisation, now).text;
    let assessed = Assessed::of(&facts(&text), rules(), now);
    let playbooks = playbook_files::load(None).unwrap().all;
    let sign_off = firebell::app::letters::sign_off(None).unwrap();
    let library = Library {
        sign_off: &sign_off,
        rules: rules(),
        playbooks: &playbooks,
    };
    Answer::Opened(Box::new(opened_incident::made(&loaded, &assessed, &[], library, now)))
}

/// Presses a key and answers what it asks for as the record would.
pub(crate) fn press(model: &mut Model, code: KeyCode) {
    let effects = update(model, Event::Key(KeyEvent::from(code)));
    for effect in effects {
        let _ = update(model, answered(effect));
    }
}

/// What the record answers.
fn answered(effect: Effect) -> Answer {
    match effect {
        Effect::Submitted(form, effect) => Answer::Submitted(form, Box::new(answered(*effect))),
        Effect::Check { question, .. } => Answer::Confirm(question),
        Effect::Run(code, _) => Answer::Recorded {
            about: Subject::Incident(code),
            words: "recorded".to_owned(),
            opened: None,
            view: None,
        },
        Effect::Incident { until, code } => match (until, incident(IncidentKind::Real)) {
            (None, Answer::Opened(mut opened)) => {
                opened.whole.code = code.to_string();
                Answer::Opened(opened)
            }
            (until, _) => as_of(until),
        },
        Effect::Audit => audit(),
        Effect::Sheet { form, .. } => sheet::laid(form),
        Effect::Regime(id) => Answer::Regime(Box::new(views::law::whole(rules(), rules().regime(&id).unwrap()))),
        Effect::Board => board(),
        _ => Answer::Same,
    }
}

/// The incident as it was at its third entry.
fn as_of(until: Option<DateTime<Utc>>) -> Answer {
    let Answer::Opened(mut opened) = incident(IncidentKind::Real) else {
        unreachable!()
    };
    opened.as_of = until;
    opened.whole.seq = 3;
    Answer::Opened(opened)
}

fn audit() -> Answer {
    Answer::Audit(AuditView {
        state: "Intact: 12 audit lines and 9 events agree".to_owned(),
        whole: true,
        lines: (1..40)
            .rev()
            .map(|n| format!("#{n} 2026-11-24T08:00:00.000Z dana fact.set 2026-014 data.elements ok"))
            .collect(),
    })
}

pub(crate) fn type_in(model: &mut Model, text: &str) {
    for c in text.chars() {
        press(model, KeyCode::Char(c));
    }
}

pub(crate) fn shown(model: &Model, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(model, frame)).unwrap();
    terminal.backend().to_string()
}

pub(crate) fn at_board() -> Model {
    let mut model = Model::new(
        WallTime::read(at(NOW)),
        Zone::named("America/Chicago").unwrap(),
        Theme::Plain,
    );
    let start = Start {
        law: rules().regimes.iter().map(views::law::row).collect(),
        profile: [(
            "organisation.country".to_owned(),
            FactValue::recorded("organisation.country", "\"US\"", None),
        )]
        .into(),
        actor: "dana".to_owned(),
        decisions: rules()
            .decisions
            .values()
            .map(|family| DecisionOffer {
                key: family.id.clone(),
                question: family.question.clone(),
                values: family.values.clone(),
            })
            .collect(),
        causes: vec![Cause {
            id: "phishing".to_owned(),
            title: "Phishing".to_owned(),
            steps: 9,
        }],
        ..Start::default()
    };
    let _ = update(&mut model, Answer::Started(Box::new(start)));
    let _ = update(&mut model, board());
    model
}

pub(crate) fn at_incident() -> Model {
    let mut model = at_board();
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    model
}

/// Snapshots at the smallest size, at a wider one and on a large display, and of the smallest one's colours.
fn looks(name: &str, model: &mut Model) {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let _ = update(model, Event::Resize(width, height));
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), shown(model, width, height));
        pictures::drawn(name, model, (width, height));
    }
    insta::assert_snapshot!(format!("{name}_colours"), pictures::colours(model));
}

/// A snapshot of a form at the smallest size, without the screen behind it.
fn form_looks(name: &str, model: &Model) {
    let screen = shown(model, 80, 24);
    let lines: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let text = |line: &Vec<char>| line[3..79].iter().collect::<String>();
    let last = lines
        .iter()
        .position(|line| text(line).starts_with("└ Tab: next field"))
        .unwrap();
    let first = lines[..last]
        .iter()
        .rposition(|line| text(line).starts_with('┌'))
        .unwrap();
    let form = lines[first..=last].iter().map(text).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(format!("form_{name}"), form);
}

#[test]
fn the_board_says_which_clock_runs_out_first() {
    looks("board", &mut at_board());
    let mut empty = Model::new(WallTime::read(at(NOW)), Zone::utc(), Theme::Plain);
    let _ = update(&mut empty, Answer::Board(Vec::new(), Vec::new()));
    looks("board_empty", &mut empty);
    let mut filtered = at_board();
    press(&mut filtered, KeyCode::Char('f'));
    press(&mut filtered, KeyCode::Char('f'));
    let codes: Vec<&str> = filtered.board().shown().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["2026-012"], "overdue only");
}

#[test]
fn the_first_start_asks_for_the_organisation_and_offers_an_example() {
    let mut model = Model::new(WallTime::read(at(NOW)), Zone::utc(), Theme::Plain);
    let _ = update(&mut model, Answer::Board(Vec::new(), Vec::new()));
    let _ = update(&mut model, Answer::Started(Box::default()));
    looks("first_start", &mut model);
    press(&mut model, KeyCode::Esc);
    assert!(shown(&model, 80, 24).contains("built-in example"));
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('y'))));
    assert_eq!(effects, [Effect::Example]);
}

#[test]
fn each_part_of_an_incident_has_its_screen() {
    let mut model = at_incident();
    for (key, name) in [
        ('1', "detection"),
        ('2', "assessment"),
        ('3', "internal"),
        ('4', "regulatory"),
        ('5', "log"),
        ('6', "work_nobody"),
    ] {
        press(&mut model, KeyCode::Char(key));
        looks(name, &mut model);
    }
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('w'));
    looks("why", &mut model);
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Char('t'));
    looks("timeline", &mut model);
}

#[test]
fn two_hundred_duties_are_listed_and_scrolled() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('2'));
    press(&mut model, KeyCode::Char('z'));
    press(&mut model, KeyCode::End);
    assert!(rows(&model).len() > 200, "{}", rows(&model).len());
    looks("not_due", &mut model);
}

#[test]
fn the_past_is_plainly_marked_and_takes_no_entry() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('5'));
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Char('t'));
    looks("as_of", &mut model);
    press(&mut model, KeyCode::Char('a'));
    assert!(model.overlays.is_empty());
    assert!(shown(&model, 80, 24).contains("Nothing can be recorded while you are viewing the past"));
    press(&mut model, KeyCode::Esc);
    assert!(!shown(&model, 80, 24).contains("AS OF"));
}

#[test]
fn law_and_audit_have_their_screens() {
    let mut model = at_board();
    press(&mut model, KeyCode::Char('L'));
    press(&mut model, KeyCode::Char('/'));
    type_in(&mut model, "texas");
    press(&mut model, KeyCode::Enter);
    let found = model.screens.law_mut().unwrap().selected(&model.start.law).unwrap();
    assert_eq!(found.id, "us-tx");
    looks("law", &mut model);
    press(&mut model, KeyCode::Enter);
    looks("regime", &mut model);
    // Out of the law, out of the search, back to the board.
    for _ in 0..3 {
        press(&mut model, KeyCode::Esc);
    }
    press(&mut model, KeyCode::Char('V'));
    assert_eq!(model.screen(), ScreenName::Audit);
    let _ = update(&mut model, answered(Effect::Audit));
    looks("audit", &mut model);
}
