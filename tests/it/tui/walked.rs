//! What people who had never seen the workbench stumbled over.

use crossterm::event::KeyModifiers;

use super::letters::{a_letter, an_open_letter};
use super::*;

fn chord(model: &mut Model, letter: char) -> Vec<Effect> {
    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    update(model, Event::Key(key))
}

/// Nobody is led through a form and a question to a refusal.
#[test]
fn whoever_wrote_a_text_is_told_at_once_who_can_approve_it() {
    let mut model = at_incident();
    let mut own = a_letter();
    own.written.actor = "somebody else".to_owned();
    // Whoever wrote any part of it may not approve the whole.
    own.hands = vec!["dana".to_owned(), "somebody else".to_owned()];
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.letters.push(own);
    press(&mut model, KeyCode::Char('l'));
    let _ = update(&mut model, Answer::Letter(Box::new(an_open_letter())));
    press(&mut model, KeyCode::Char('x'));
    assert!(model.overlays.is_empty());
    let screen = shown(&model, 120, 40);
    assert!(screen.contains("F3, then i"), "{screen}");
}

#[test]
fn who_is_at_the_keyboard_stands_at_the_bottom_right() {
    let mut model = at_incident();
    model.start.roles = vec![firebell::core::member::MemberRole::Counsel];
    model.start.record = "acme".to_owned();
    let last = |model: &Model, width| {
        let screen = shown(model, width, 40);
        screen.lines().last().unwrap().trim_matches('"').to_owned()
    };
    assert!(last(&model, 80).ends_with("dana · counsel"), "{}", last(&model, 80));
    let wide = last(&model, 140);
    assert!(wide.ends_with("dana · counsel · America/Chicago · acme"), "{wide}");
}

/// The first row of a list is seldom what is meant, and "none of these" rules obligations out.
#[test]
fn a_space_without_a_row_changes_nothing_and_none_of_these_is_asked_about() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "fact breach.types");
    press(&mut model, KeyCode::Enter);
    let value = |model: &Model| match model.overlays.last() {
        Some(Overlay::Form(form)) => form.value("value"),
        other => panic!("{other:?}"),
    };
    let before = value(&model);
    press(&mut model, KeyCode::Char(' '));
    assert_eq!(value(&model), before);
    assert!(
        shown(&model, 80, 24).contains("Space once more"),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::Home);
    press(&mut model, KeyCode::Char(' '));
    assert_eq!(value(&model), "none");
    let effects = chord(&mut model, 's');
    let [Effect::Submitted(_, wish)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert!(matches!(&**wish, Effect::Check { .. }), "{wish:?}");
}

#[test]
fn enter_checks_a_row_and_goes_on_from_one_that_is_checked() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "fact breach.types");
    press(&mut model, KeyCode::Enter);
    let at = |model: &Model| match model.overlays.last() {
        Some(Overlay::Form(form)) => (form.value("value"), form.at),
        other => panic!("{other:?}"),
    };
    assert_eq!(at(&model), ("confidentiality".to_owned(), 0));
    press(&mut model, KeyCode::End);
    press(&mut model, KeyCode::Enter);
    let (checked, field) = at(&model);
    assert!(
        checked.starts_with("confidentiality, ") && field == 0,
        "{checked} {field}"
    );
    press(&mut model, KeyCode::Enter);
    assert_eq!(at(&model), (checked, 1));
}

#[test]
fn f1_in_a_form_explains_it_and_goes_back_to_it() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('n'));
    type_in(&mut model, "half a note");
    press(&mut model, KeyCode::F(1));
    let screen = shown(&model, 80, 24);
    assert!(screen.contains("Ctrl-Q closes the form"), "{screen}");
    press(&mut model, KeyCode::Esc);
    assert!(shown(&model, 80, 24).contains("half a note"));
}

#[test]
fn a_chord_never_types_its_letter_into_a_search() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "invite");
    let _ = chord(&mut model, 'u');
    type_in(&mut model, "texas law");
    let _ = chord(&mut model, 'w');
    let Some(Overlay::Palette { text, .. }) = model.overlays.last() else {
        panic!("{:?}", model.overlays)
    };
    assert_eq!(text, "texas ");
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Char('?'));
    type_in(&mut model, "log");
    let _ = chord(&mut model, 'u');
    assert!(matches!(model.overlays.last(), Some(Overlay::Help { text, .. }) if text.is_empty()));
}

/// A line that was filled in gives way to what is typed; a key that moves keeps it.
#[test]
fn a_prefilled_line_is_replaced_by_typing_and_kept_by_the_arrows() {
    let typed = |keys: &[KeyCode]| {
        let mut model = at_incident();
        press(&mut model, KeyCode::Char('R'));
        let Some(Overlay::Form(form)) = model.overlays.last_mut() else {
            panic!("no form")
        };
        form.at = form.fields.iter().position(|field| field.text() == "+15m").unwrap();
        for key in keys {
            press(&mut model, *key);
        }
        let Some(Overlay::Form(form)) = model.overlays.last() else {
            panic!("no form")
        };
        form.fields[form.at].text()
    };
    assert_eq!(typed(&[KeyCode::Char('2'), KeyCode::Char('h')]), "2h");
    assert_eq!(typed(&[KeyCode::Left, KeyCode::Char('2')]), "+152m");
}
