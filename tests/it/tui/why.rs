//! The page of an obligation, and the question about passwords that no obligation asks.

use super::*;

fn at_assessment(elements: &[&str]) -> Model {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    let codes = elements.iter().map(|code| (*code).to_owned()).collect();
    opened.whole.assessment.elements = Some(codes);
    press(&mut model, KeyCode::Char('2'));
    model
}

#[test]
fn whether_passwords_were_hashed_is_asked_while_log_ins_are_recorded() {
    for words in ["hash", "password"] {
        let mut model = at_assessment(&["online_credentials"]);
        press(&mut model, KeyCode::Char('/'));
        type_in(&mut model, words);
        let screen = shown(&model, 120, 40);
        assert!(
            screen.contains("Were the passwords stored as hashes only"),
            "{words}: {screen}"
        );
        press(&mut model, KeyCode::Enter);
        press(&mut model, KeyCode::Enter);
        let Some(Overlay::Form(form)) = model.overlays.last() else {
            panic!("{words}: {}", shown(&model, 120, 40))
        };
        assert!(form.note.starts_with("data.passwords_hashed"), "{words}: {}", form.note);
    }
    let mut model = at_assessment(&["ssn"]);
    press(&mut model, KeyCode::Char('/'));
    type_in(&mut model, "hash");
    let screen = shown(&model, 120, 40);
    assert!(!screen.contains("Were the passwords"), "{screen}");
}

#[test]
fn the_page_lists_what_the_law_covers_and_what_is_recorded() {
    let mut model = at_assessment(&["online_credentials"]);
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('/'));
    type_in(&mut model, "us-tx/regulator");
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Char('w'));
    let screen = shown(&model, 120, 60);
    assert!(screen.contains("Covers"), "{screen}");
    assert!(
        screen.contains("with a name: complete social security number"),
        "{screen}"
    );
    assert!(
        screen.contains("not covered: user name or e-mail address with the"),
        "{screen}"
    );
}
