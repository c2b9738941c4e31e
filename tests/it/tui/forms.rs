//! Forms, questions, and what is typed into them.

use super::*;

#[test]
fn forms_questions_keys_and_the_palette_lie_over_the_screen() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('?'));
    looks("keys", &mut model);
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "timel");
    looks("palette", &mut model);
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.screen(), ScreenName::Timeline);
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('x'));
    looks("filing", &mut model);
}

#[test]
fn a_moment_is_read_back_in_full_and_a_skipped_one_is_a_question() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Enter);
    type_in(&mut model, "2026-11-20 14:00");
    assert!(
        shown(&model, 120, 40).contains("= Fri 20 Nov 2026 14:00 -06:00 (2026-11-20T20:00:00Z)"),
        "{}",
        shown(&model, 120, 40)
    );
    // What was typed stays with the form until it is dropped.
    let drop = KeyEvent::new(KeyCode::Char('q'), crossterm::event::KeyModifiers::CONTROL);
    let _ = update(&mut model, Event::Key(drop));
    press(&mut model, KeyCode::Char('y'));
    press(&mut model, KeyCode::Enter);
    type_in(&mut model, "2026-03-08 02:30");
    assert!(
        shown(&model, 120, 40).contains("`2026-03-08 02:30` does not exist in America/Chicago"),
        "{}",
        shown(&model, 120, 40)
    );
    // The first one is told about the moment, the last one hands the form in.
    for _ in 0..5 {
        press(&mut model, KeyCode::Enter);
    }
    // It is not kept: the form still stands there, with the question beside the field.
    assert!(matches!(model.overlays.last(), Some(Overlay::Form(form)) if form.fields[form.at].problem.is_some()));
}

#[test]
fn weighty_entries_ask_once_in_words_that_say_what_is_recorded() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('x'));
    let control = KeyEvent::new(KeyCode::Char('s'), crossterm::event::KeyModifiers::CONTROL);
    // The record is asked whether it may be done before the person is.
    let effects = update(&mut model, Event::Key(control));
    let [Effect::Submitted(form, check)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let Effect::Check { code, question, .. } = (**check).clone() else {
        panic!("{check:?}")
    };
    assert_eq!(*code, *"2026-014");
    let _ = update(
        &mut model,
        Answer::Submitted(*form, Box::new(Answer::Confirm(question))),
    );
    let asked = shown(&model, 120, 40);
    assert!(
        asked.contains("Record that the notice to Bavarian Office")
            && asked.contains("was filed (initial) on Tue 24 Nov 2026"),
        "{asked}"
    );
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('y'))));
    assert!(
        matches!(effects.as_slice(), [Effect::Submitted(_, run)]
            if matches!(&**run, Effect::Run(code, _) if **code == *"2026-014")),
        "{effects:?}"
    );
    // A refusal comes back into the form at the field that has to change, and what was typed is still there.
    let refused = Answer::Failed(Failure {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: "say why it is late".to_owned(),
        field: Some("late"),
    });
    let _ = update(&mut model, Answer::Submitted(*form, Box::new(refused)));
    let shown = shown(&model, 80, 24);
    assert!(shown.contains("! say why it is late"), "{shown}");
    assert!(shown.contains("▶ If it is late, why?"), "{shown}");
}

#[test]
fn what_is_typed_is_kept_until_it_is_recorded() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('n'));
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('h'))));
    let [Effect::Draft { slot, text: Some(text) }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let mut again = at_incident();
    again.start.drafts.insert(slot.clone(), text.clone());
    press(&mut again, KeyCode::Char('n'));
    assert!(shown(&again, 80, 24).contains("What you typed before has been restored"));
    // Leaving keeps it, and says so; only dropping it forgets it, after a question.
    press(&mut again, KeyCode::Esc);
    assert!(shown(&again, 80, 24).contains("What you typed is kept"));
    assert_eq!(again.start.drafts.get(slot), Some(text));
    press(&mut again, KeyCode::Char('n'));
    let drop = KeyEvent::new(KeyCode::Char('q'), crossterm::event::KeyModifiers::CONTROL);
    let _ = update(&mut again, Event::Key(drop));
    assert!(shown(&again, 80, 24).contains("Discard what is typed"));
    let effects = update(&mut again, Event::Key(KeyEvent::from(KeyCode::Char('y'))));
    assert_eq!(
        effects,
        [Effect::Draft {
            slot: slot.clone(),
            text: None
        }]
    );
    assert!(again.start.drafts.is_empty() && again.overlays.is_empty());
}
