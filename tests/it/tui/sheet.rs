//! An authority's form beside the incident: opened from its obligation, copied field by field, filed at the end.

use firebell::app::authority_forms::sheet;
use firebell::app::authority_forms::{AuthorityForm, find};

use super::*;

/// The sheet as the record lays it, with the name of the organization in its profile.
pub(super) fn laid(form: &'static AuthorityForm) -> Answer {
    let mut loaded = loaded(IncidentKind::Real);
    let name = FactValue::recorded("organisation.name", "\"Bluefin Freight\"", None);
    loaded.organisation.profile.insert("organisation.name".to_owned(), name);
    Answer::Sheet(Box::new(sheet::of(form, &loaded, None)))
}

/// Selects an obligation of the list by words.
fn selects(model: &mut Model, words: &str) {
    press(model, KeyCode::Char('4'));
    press(model, KeyCode::Char('/'));
    type_in(model, words);
    press(model, KeyCode::Enter);
}

fn at_texas() -> Model {
    let mut model = at_incident();
    selects(&mut model, "us-tx/regulator");
    assert_eq!(obligation_at_hand(&model).unwrap().id, "us-tx/regulator");
    model
}

/// The texts that a key puts on the clipboard.
fn copied(model: &mut Model, code: KeyCode) -> Vec<String> {
    let effects = update(model, Event::Key(KeyEvent::from(code)));
    let texts = effects.into_iter().map(|effect| match effect {
        Effect::Terminal(TerminalEffect::Copy(text)) => text,
        other => panic!("{other:?}"),
    });
    texts.collect()
}

#[test]
fn a_form_is_laid_beside_its_obligation_and_says_what_it_rests_on() {
    let mut model = at_texas();
    press(&mut model, KeyCode::Char(','));
    assert_eq!(model.screen(), ScreenName::Sheet);
    assert!(model.message.contains("from memory"), "{}", model.message);
    looks("sheet", &mut model);
    for _ in 0..7 {
        press(&mut model, KeyCode::Down);
    }
    model.message.clear();
    looks("sheet_options", &mut model);
    let screen = shown(&model, 200, 60);
    assert!(screen.contains("[x] SSN  [ ] driver's licence number"), "{screen}");
    assert!(
        screen.contains("any information about an identifiable person"),
        "{screen}"
    );
}

#[test]
fn a_field_is_copied_with_three_keys_from_its_obligation() {
    let mut model = at_texas();
    press(&mut model, KeyCode::Char(','));
    press(&mut model, KeyCode::Down);
    assert_eq!(copied(&mut model, KeyCode::Char('y')), ["Bluefin Freight"]);
}

/// From the first field to the last with one key; behind it stands the filing, for the obligation one came from.
#[test]
fn one_key_copies_and_goes_on_until_the_form_is_filed() {
    let mut model = at_texas();
    press(&mut model, KeyCode::Char(','));
    let fields = find("us-tx-ag").unwrap().fields.len();
    let mut texts = Vec::new();
    for _ in 0..fields {
        texts.extend(copied(&mut model, KeyCode::Char(';')));
    }
    assert_eq!(texts, ["Bluefin Freight", "SSN", "600"]);
    assert!(copied(&mut model, KeyCode::Char(';')).is_empty());
    assert!(model.message.contains("last field"), "{}", model.message);
    model.message.clear();
    looks("sheet_end", &mut model);
    press(&mut model, KeyCode::Enter);
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{}", shown(&model, 120, 40))
    };
    assert!(
        form.title.starts_with("Filed: ") && !form.title.contains("us-tx/"),
        "{}",
        form.title
    );
    // What was copied stays marked.
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.screen(), ScreenName::Sheet);
    assert!(shown(&model, 120, 40).contains('✓'));
}

#[test]
fn an_open_field_opens_the_form_of_its_fact_and_the_answer_comes_back() {
    let mut model = at_texas();
    press(&mut model, KeyCode::Char(','));
    for _ in 0..4 {
        press(&mut model, KeyCode::Down);
    }
    press(&mut model, KeyCode::Enter);
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{}", shown(&model, 120, 40))
    };
    assert!(form.note.starts_with("milestones.occurrence"), "{}", form.note);
    press(&mut model, KeyCode::Esc);
    // The address is the organization's.
    for _ in 0..2 {
        press(&mut model, KeyCode::Up);
    }
    press(&mut model, KeyCode::Enter);
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{}", shown(&model, 120, 40))
    };
    assert_eq!(form.fields[0].label, "Address");
    press(&mut model, KeyCode::Esc);
    // Nothing answers the first one.
    press(&mut model, KeyCode::Home);
    press(&mut model, KeyCode::Enter);
    assert!(
        model.overlays.is_empty() && model.message.contains("by hand"),
        "{}",
        model.message
    );
    // New facts are read into the sheet that is open.
    let effects = update(&mut model, incident(IncidentKind::Real));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Sheet { first: false, .. })),
        "{effects:?}"
    );
}

#[test]
fn the_palette_finds_a_form_by_its_name_and_by_its_authority() {
    for (words, id) in [
        ("form texas", "us-tx-ag"),
        ("form autoriteit", "nl-ap"),
        ("Dutch Data Protection Authority", "nl-ap"),
        ("us-hhs-ocr", "us-hhs-ocr"),
    ] {
        let mut model = at_incident();
        press(&mut model, KeyCode::Char(':'));
        type_in(&mut model, words);
        let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Enter)));
        let [Effect::Sheet { form, first: true, .. }] = effects.as_slice() else {
            panic!("{words}: {effects:?}")
        };
        assert_eq!(form.id, id);
    }
}

/// An obligation that no form is known for leads to the list of those that are.
#[test]
fn a_recipient_without_a_form_says_so() {
    let mut model = at_incident();
    selects(&mut model, "us-tx/individuals");
    press(&mut model, KeyCode::Char(','));
    assert!(matches!(model.overlays.last(), Some(Overlay::Palette { .. })));
    assert!(model.message.starts_with("No form of"), "{}", model.message);
}

/// The past has other facts, and nothing is sent from it.
#[test]
fn no_form_is_filled_in_from_the_past() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('5'));
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Char('t'));
    assert!(model.looks_back());
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "form texas");
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Enter)));
    assert!(effects.is_empty(), "{effects:?}");
    assert!(model.message.contains("present"), "{}", model.message);
}
