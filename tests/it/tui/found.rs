//! What people who had never seen the workbench stumbled over, and what it does now.

use firebell::app::assessment::opened_incident::{Opened, StayingEntry, Undoing};
use firebell::app::views::incident::{DecisionRow, DispositionView, NoteRow};
use firebell::core::event::{Disposition, Filing, FilingKind};

use super::letters::{a_letter, an_open_letter};
use super::*;

fn opened(model: &mut Model) -> &mut Opened {
    model.screens.incident_mut().unwrap().opened_mut().unwrap()
}

/// What was typed at the first start and left with Esc is there when the profile is opened with its key.
#[test]
fn the_first_form_left_with_esc_keeps_its_draft() {
    let mut model = Model::new(WallTime::read(at(NOW)), Zone::utc(), Theme::Plain);
    let _ = update(&mut model, Answer::Board(Vec::new(), Vec::new()));
    let _ = update(&mut model, Answer::Started(Box::default()));
    type_in(&mut model, "Nordlicht");
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Char('n'));
    assert!(model.overlays.is_empty());
    press(&mut model, KeyCode::Char('o'));
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("no form")
    };
    assert_eq!(form.value("name"), "Nordlicht");
}

#[test]
fn a_long_check_is_scrolled() {
    let mut model = at_incident();
    opened(&mut model).letters.push(a_letter());
    press(&mut model, KeyCode::Char('l'));
    let mut open = an_open_letter();
    let finding = open.findings[0].clone();
    open.findings = (0..30)
        .map(|n| Finding {
            rule: format!("rule-{n}"),
            ..finding.clone()
        })
        .collect();
    let _ = update(&mut model, Answer::Letter(Box::new(open)));
    let _ = update(&mut model, Event::Resize(80, 24));
    assert!(!shown(&model, 80, 24).contains("comment by counsel"));
    for _ in 0..200 {
        press(&mut model, KeyCode::Char('>'));
    }
    assert!(shown(&model, 80, 24).contains("comment by counsel"));
    for _ in 0..200 {
        press(&mut model, KeyCode::Char('<'));
    }
    assert!(!shown(&model, 80, 24).contains("comment by counsel"));
}

#[test]
fn undo_says_why_an_own_entry_stays_and_what_can_be_done_instead() {
    let mut model = at_incident();
    opened(&mut model).undo = Undoing {
        next: None,
        stays: vec![StayingEntry {
            what: "Decision: gdpr_risk = high".to_owned(),
            why: "a decision stays on record; record a new one to replace it".to_owned(),
        }],
        others: None,
    };
    press(&mut model, KeyCode::Char('u'));
    assert!(
        model.message.contains("Decision: gdpr_risk = high"),
        "{}",
        model.message
    );
    assert!(model.message.contains("record a new one"), "{}", model.message);
    assert!(!model.message.contains("no entry of yours"), "{}", model.message);
}

/// Whoever presses the key on an older line of the log is told which way there is for that line.
#[test]
fn undo_on_a_line_of_the_log_says_how_it_is_corrected() {
    let mut model = at_incident();
    let own = opened(&mut model);
    own.undo = Undoing {
        next: None,
        stays: Vec::new(),
        others: None,
    };
    own.notes.push(NoteRow {
        seq: 7,
        at: at(NOW),
        actor: "dana".to_owned(),
        privileged: false,
        text: Some("Jonas saw it".to_owned()),
    });
    press(&mut model, KeyCode::Char('5'));
    let place = rows(&model)
        .iter()
        .position(|row| format!("{:?}", row.target) == "Event(7)");
    model.screens.incident_mut().unwrap().at = place.unwrap();
    press(&mut model, KeyCode::Char('u'));
    assert!(
        model
            .message
            .contains("Line #7 of the log stays; e on its row (5) corrects it"),
        "{}",
        model.message
    );
}

#[test]
fn an_obligation_that_was_filed_looks_filed_on_its_page() {
    let mut model = at_incident();
    let filed = DispositionView {
        law: None,
        disposition: Disposition::Filed(Filing::at(FilingKind::Initial, at("2026-11-24T08:30:00Z"))),
        at: at("2026-11-24T08:30:00Z"),
        actor: "dana".to_owned(),
        rationale: None,
    };
    let before = |model: &mut Model| {
        press(model, KeyCode::Char(':'));
        type_in(model, "why eu-gdpr/regulator");
        press(model, KeyCode::Enter);
        assert_eq!(model.screen(), ScreenName::Why);
        shown(model, 120, 40)
    };
    assert!(before(&mut model).contains("DUE "));
    let key = "eu-gdpr/regulator".to_owned();
    opened(&mut model).whole.dispositions.insert(key.into(), filed);
    let page = before(&mut model);
    assert!(page.contains("FILED on Tue 24 Nov 2026 02:30"), "{page}");
    assert!(page.contains("filed by dana"), "{page}");
    assert!(!page.contains("DUE "), "{page}");
}

#[test]
fn the_head_says_whether_the_risk_is_proposed_or_decided() {
    let mut model = at_incident();
    assert!(shown(&model, 80, 24).contains("risk proposed: HIGH"));
    opened(&mut model).whole.decisions.push(DecisionRow {
        law: None,
        key: "gdpr_risk".to_owned(),
        value: FactValue::recorded("decisions.gdpr_risk", "\"risk\"", None),
        rationale: "pseudonyms only".to_owned(),
        decided_by: "carla".to_owned(),
        at: at("2026-11-24T08:30:00Z"),
        keep_until: None,
        working: Vec::new(),
    });
    assert!(shown(&model, 80, 24).contains("risk decided: RISK"));
}

/// Without an approved letter the reason is needed, and the form says so.
#[test]
fn the_reason_for_filing_without_a_letter_is_not_called_optional() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('x'));
    for _ in 0..4 {
        press(&mut model, KeyCode::Tab);
    }
    let form = shown(&model, 120, 40);
    assert!(form.contains("without an approved letter, why? (required)"), "{form}");
}
