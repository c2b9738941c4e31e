//! Finding: the search in lists, and people by place.

use firebell::core::incident::command::{Command, FactCommand};

use super::*;

fn selected(model: &Model) -> String {
    let row = rows(model).into_iter().nth(model.incident().unwrap().at).unwrap();
    row.code
}

/// From an open incident: `/`, the letters and Enter are at most five keys, whatever else there is.
#[test]
fn one_obligation_among_hundreds_is_found_with_five_keys() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    assert!(rows(&model).len() > 100, "{}", rows(&model).len());
    press(&mut model, KeyCode::Char('/'));
    type_in(&mut model, "bav");
    press(&mut model, KeyCode::Enter);
    assert_eq!(selected(&model), "eu-gdpr/regulator", "{}", shown(&model, 120, 40));
    looks("found", &mut model);
    // What was found can be gone through, round and round, and is all shown again with Esc.
    press(&mut model, KeyCode::Char('/'));
    for _ in 0..3 {
        press(&mut model, KeyCode::Backspace);
    }
    type_in(&mut model, "texas");
    press(&mut model, KeyCode::Enter);
    let all = rows(&model).iter().filter(|row| row.selectable()).count();
    assert!((2..20).contains(&all), "{all}");
    let first = selected(&model);
    for _ in 0..all {
        press(&mut model, KeyCode::Char('n'));
    }
    assert_eq!(selected(&model), first);
    press(&mut model, KeyCode::Char('N'));
    assert_ne!(selected(&model), first);
    press(&mut model, KeyCode::Esc);
    assert!(rows(&model).len() > 100);
    assert_eq!(model.screen(), ScreenName::Incident);
}

fn form(model: &Model) -> &firebell::tui::Form {
    match model.overlays.last() {
        Some(Overlay::Form(form)) => form,
        other => panic!("{other:?}"),
    }
}

/// The fact that an effect records.
fn recorded(effects: &[Effect]) -> (String, String) {
    let [Effect::Submitted(_, run)] = effects else {
        panic!("{effects:?}")
    };
    let Effect::Run(_, command) = &**run else {
        panic!("{run:?}")
    };
    let Command::IfUnchanged { command, .. } = &**command else {
        panic!("{command:?}")
    };
    let Command::Fact(FactCommand::Set(claim)) = &**command else {
        panic!("{command:?}")
    };
    (claim.key.clone(), claim.value.clone())
}

#[test]
fn people_of_a_place_are_five_keys_and_the_number() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('#'));
    looks("people", &mut model);
    type_in(&mut model, "ny");
    press(&mut model, KeyCode::Enter);
    type_in(&mut model, "3100");
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Enter)));
    assert_eq!(recorded(&effects), ("affected.US-NY".to_owned(), "3100".to_owned()));
    // Once it is recorded the next place is asked for.
    let [Effect::Submitted(id, _)] = effects.as_slice() else {
        unreachable!()
    };
    let done = Answer::Recorded {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: "recorded".to_owned(),
        opened: None,
        view: None,
    };
    let _ = update(&mut model, Answer::Submitted(*id, Box::new(done)));
    assert_eq!(form(&model).value("place"), "");
    assert!(shown(&model, 80, 24).contains("People by place"));
}

#[test]
fn a_pasted_line_or_two_columns_fill_many_places_after_one_question() {
    for pasted in ["TX 3100, CA 2,200", "Texas\t3100\nCalifornia\t2200"] {
        let mut model = at_incident();
        press(&mut model, KeyCode::Char('#'));
        let _ = update(&mut model, Event::Paste(pasted.to_owned()));
        let screen = shown(&model, 120, 40);
        assert!(
            screen.contains("= Texas, United States 3100 · California, United States 2200"),
            "{screen}"
        );
        let save = KeyEvent::new(KeyCode::Char('s'), crossterm::event::KeyModifiers::CONTROL);
        assert!(update(&mut model, Event::Key(save)).is_empty());
        assert!(shown(&model, 120, 40).contains("Record these counts?"));
        let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('y'))));
        let [Effect::Submitted(_, run)] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert!(
            matches!(&**run, Effect::RunAll(_, commands) if commands.len() == 2),
            "{run:?}"
        );
    }
}

/// Without bracketed paste the line ends of a pasted column come as Enter: they record nothing.
#[test]
fn a_pasted_column_without_marks_records_nothing() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('#'));
    for code in ["tx", "3100"].join("\t").chars() {
        let code = if code == '\t' {
            KeyCode::Tab
        } else {
            KeyCode::Char(code)
        };
        let _ = update(&mut model, Event::Burst(KeyEvent::from(code)));
    }
    let effects = update(&mut model, Event::Burst(KeyEvent::from(KeyCode::Enter)));
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(form(&model).value("people"), "3100");
}
