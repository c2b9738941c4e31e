//! The quick log, the sectors, and what the keys of a form do.

use crossterm::event::KeyModifiers;
use firebell::core::incident::command::Command;
use firebell::tui::{Given, ProfileValue};

use super::*;

fn noted(model: &mut Model, line: &str) -> String {
    noted_with(model, KeyCode::Char('.'), line, KeyEvent::from(KeyCode::Enter))
}

/// The note that a key's form records, with the key that saves it.
fn noted_with(model: &mut Model, opens: KeyCode, line: &str, saves: KeyEvent) -> String {
    press(model, opens);
    type_in(model, line);
    let effects = update(model, Event::Key(saves));
    let [Effect::Submitted(id, run)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let Effect::Run(_, command) = &**run else {
        panic!("{run:?}")
    };
    let Command::AddNote(note) = &**command else {
        panic!("{command:?}")
    };
    assert!(!note.privileged);
    let done = Answer::Recorded {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: "recorded".to_owned(),
        opened: None,
        view: None,
    };
    let _ = update(model, Answer::Submitted(*id, Box::new(done)));
    assert!(model.overlays.is_empty());
    note.text.clone()
}

/// One key, the text, Enter.
#[test]
fn a_line_is_logged_with_one_key_and_enter() {
    let mut model = at_incident();
    assert_eq!(noted(&mut model, "called Okta"), "called Okta");
    assert_eq!(
        noted(&mut model, "! no ransom is paid -20m @carla #legal"),
        "Decision: no ransom is paid @carla #legal (Tue 24 Nov 2026 02:40 -06:00)"
    );
}

/// A day before the time is read as forms read moments, and what will be recorded is shown while one types.
#[test]
fn a_line_of_another_day_says_while_it_is_typed_what_is_recorded() {
    let mut model = at_incident();
    for (typed, told) in [
        (
            "Sat 14:10 Jonas saw it",
            "= Sat 21 Nov 2026 14:10 -06:00 · Jonas saw it",
        ),
        (
            "19 Nov 14:10 Jonas saw it",
            "= Thu 19 Nov 2026 14:10 -06:00 · Jonas saw it",
        ),
        (
            "! no ransom -20m",
            "= Tue 24 Nov 2026 02:40 -06:00 · Decision: no ransom",
        ),
        ("32 Nov 14:10 Jonas saw it", "32 Nov 14:10 Jonas saw it"),
    ] {
        press(&mut model, KeyCode::Char('.'));
        type_in(&mut model, typed);
        assert!(shown(&model, 80, 24).contains(told), "{}", shown(&model, 80, 24));
        let _ = update(
            &mut model,
            Event::Key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)),
        );
        press(&mut model, KeyCode::Esc);
    }
    assert_eq!(
        noted(&mut model, "Sat 14:10 Jonas saw it"),
        "Jonas saw it (Sat 21 Nov 2026 14:10 -06:00)"
    );
}

/// From this line the next handover counts, and it heads it.
#[test]
fn the_end_of_a_shift_is_one_field() {
    let mut model = at_incident();
    let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
    let text = noted_with(&mut model, KeyCode::Char('b'), "Okta calls back at six", save);
    assert_eq!(text, "Okta calls back at six #handover");
}

/// Pasted without marks, a line end records nothing.
#[test]
fn a_line_end_in_a_burst_logs_nothing() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('.'));
    type_in(&mut model, "called Okta");
    assert!(update(&mut model, Event::Burst(KeyEvent::from(KeyCode::Enter))).is_empty());
    assert!(model.message.contains("too fast"), "{}", model.message);
}

#[test]
fn none_of_the_special_sectors_is_one_answer_and_comes_first() {
    let mut model = at_board();
    model.start.flags = rules()
        .flags
        .values()
        .map(|flag| firebell::tui::Offer {
            id: flag.id.clone(),
            words: flag.means.clone(),
        })
        .collect();
    press(&mut model, KeyCode::Char('o'));
    for _ in 0..4 {
        press(&mut model, KeyCode::Tab);
    }
    type_in(&mut model, "none");
    press(&mut model, KeyCode::Enter);
    let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
    let effects = update(&mut model, Event::Key(save));
    let [Effect::Submitted(_, profile)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let Effect::Profile(values) = &**profile else {
        panic!("{profile:?}")
    };
    let [ProfileValue { key, value }, unknown] = values.as_slice() else {
        panic!("{values:?}")
    };
    let literal = |value: &Option<Given>| match value {
        Some(Given::Literal(literal)) => literal.clone(),
        Some(Given::PictureIn(_)) | None => panic!("{value:?}"),
    };
    assert_eq!((key.as_str(), literal(value).as_str()), ("organisation.profile", "[]"));
    // What is no sector stays open.
    assert_eq!(unknown.key, "organisation.profile_unknown");
    assert!(literal(&unknown.value).contains("turnover_over_aud_3m"));
    assert!(!literal(&unknown.value).contains("bank"));
}

/// Once the sectors are known the question for all of them is gone, whatever else is still open.
#[test]
fn the_question_for_all_sectors_goes_once_it_is_answered() {
    let asked = |model: &Model| {
        rows(model)
            .iter()
            .any(|row| row.left.starts_with("None of the special sectors"))
    };
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.facts.retain(|fact| fact.key != "organisation.profile");
    for obligation in &mut opened.whole.assessment.obligations {
        obligation.missing.push("organisation.profile.bank".to_owned());
    }
    press(&mut model, KeyCode::Char('2'));
    assert!(asked(&model));
    let known = FactValue::recorded("organisation.profile", "[]", None);
    model.start.profile.insert("organisation.profile".to_owned(), known);
    assert!(!asked(&model));
}
