//! One thing done to several obligations: all of it, or nothing.

use crossterm::event::KeyModifiers;
use firebell::core::event::Disposition;
use firebell::core::incident::command::Command;

use super::*;

fn save(model: &mut Model) -> Vec<Effect> {
    update(
        model,
        Event::Key(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL)),
    )
}

fn picked() -> (Model, Vec<String>) {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    let due: Vec<String> = rows(&model)
        .into_iter()
        .filter(|row| row.mark == "●")
        .map(|row| row.code)
        .collect();
    for _ in 0..3 {
        press(&mut model, KeyCode::Char('v'));
    }
    (model, due[..3].to_vec())
}

fn all(effects: &[Effect]) -> &[Command] {
    match effects {
        [Effect::RunAll(_, commands)] => commands,
        [Effect::Submitted(_, run)] => match &**run {
            Effect::RunAll(_, commands) => commands,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn three_notices_are_filed_with_one_reference() {
    let (mut model, due) = picked();
    looks("several", &mut model);
    press(&mut model, KeyCode::Char('x'));
    assert!(
        shown(&model, 80, 24).contains("Filed: 3 obligations"),
        "{}",
        shown(&model, 80, 24)
    );
    type_in(&mut model, "PORTAL-7");
    assert!(save(&mut model).is_empty());
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('y'))));
    let filed: Vec<(String, Option<String>)> = all(&effects)
        .iter()
        .map(|command| match command {
            Command::Obligation(update) => match &update.disposition {
                Disposition::Filed(filing) => (update.obligation.to_string(), filing.reference.clone()),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        })
        .collect();
    let mut wanted: Vec<_> = due.into_iter().map(|id| (id, Some("PORTAL-7".to_owned()))).collect();
    wanted.sort();
    assert_eq!(filed, wanted);
    // Once it is recorded nothing is selected any more.
    let [Effect::Submitted(form, _)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let done = Answer::Recorded {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: "recorded".to_owned(),
        opened: None,
        view: None,
    };
    let _ = update(&mut model, Answer::Submitted(*form, Box::new(done)));
    assert!(model.incident().unwrap().picked.is_empty());
}

#[test]
fn several_are_given_to_somebody_and_marked_and_let_go_of() {
    let (mut model, _) = picked();
    press(&mut model, KeyCode::Char('A'));
    type_in(&mut model, "Bo");
    press(&mut model, KeyCode::Enter);
    assert!(save(&mut model).is_empty());
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('y'))));
    assert_eq!(all(&effects).len(), 3);
    let (mut model, _) = picked();
    press(&mut model, KeyCode::Char('m'));
    assert!(shown(&model, 80, 24).contains("State of 3 obligations"));
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Esc);
    assert!(model.incident().unwrap().picked.is_empty());
    assert_eq!(model.screen(), ScreenName::Incident, "the first Esc lets go, and stays");
}
