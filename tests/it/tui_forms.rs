//! Forms and questions: what a key changes, what it never does alone, and what is kept.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use firebell::app::assessment::opened_incident::Opened;
use firebell::app::views::incident::DecisionRow;
use firebell::core::facts::FactValue;
use firebell::core::facts::IncidentKind;
use firebell::core::incident::command::Command;
use firebell::core::refusal::Remedy;
use firebell::tui::{Answer, Effect, Event, Form, Model, Overlay, rows, update};

use crate::common::at;
use crate::tui::{at_board, at_incident, incident, press, shown, type_in};

pub(crate) fn control(model: &mut Model, letter: char) -> Vec<Effect> {
    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    update(model, Event::Key(key))
}

pub(crate) fn key(model: &mut Model, letter: char) -> Vec<Effect> {
    update(model, Event::Key(KeyEvent::from(KeyCode::Char(letter))))
}

pub(crate) fn form(model: &Model) -> &Form {
    match model.overlays.last() {
        Some(Overlay::Form(form)) => form,
        other => panic!("{other:?}"),
    }
}

fn asks(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Ask(_)))
}

/// The form of a fact, found by its key.
pub(crate) fn fact(key: &str) -> Model {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, &format!("fact {key}"));
    press(&mut model, KeyCode::Enter);
    let screen = shown(&model, 120, 40);
    assert!(screen.contains(key), "{screen}");
    model
}

#[test]
fn an_empty_choice_takes_its_first_option_first_and_its_last_going_back() {
    for (key, way, chosen) in [
        ("breach.malicious", KeyCode::Right, "yes"),
        ("breach.malicious", KeyCode::Left, "no"),
        ("breach.recipient", KeyCode::Right, "unknown"),
        ("breach.recipient", KeyCode::Char(' '), "unknown"),
    ] {
        let mut model = fact(key);
        assert_eq!(form(&model).value("value"), "");
        press(&mut model, way);
        // Nothing is chosen unseen: a space goes to the row first.
        if way == KeyCode::Char(' ') {
            assert_eq!(form(&model).value("value"), "");
            press(&mut model, way);
        }
        assert_eq!(form(&model).value("value"), chosen, "{key} {way}");
    }
}

#[test]
fn a_recorded_value_is_shown_as_the_option_it_is() {
    let mut model = fact("data.encrypted");
    assert_eq!(form(&model).value("value"), "no");
    press(&mut model, KeyCode::Left);
    assert_eq!(form(&model).value("value"), "yes");
    let model = fact("affected.US-CA");
    assert_eq!(form(&model).value("value"), "400-900");
}

#[test]
fn letters_typed_into_a_list_add_up_and_choose_the_best_fit() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('r'));
    type_in(&mut model, "de");
    assert_eq!(form(&model).value("language"), "de");
    // What was chosen before holds again once the letters are taken back.
    press(&mut model, KeyCode::Backspace);
    press(&mut model, KeyCode::Backspace);
    assert_eq!(form(&model).value("language"), "en");
}

#[test]
fn a_word_that_no_option_fits_changes_nothing_and_says_so() {
    let mut model = fact("breach.recipient");
    press(&mut model, KeyCode::Right);
    assert_eq!(form(&model).value("value"), "unknown");
    type_in(&mut model, "zzzz");
    assert_eq!(form(&model).value("value"), "unknown");
    let screen = shown(&model, 120, 40);
    assert!(screen.contains("no option fits “zzzz”"), "{screen}");
    // The form cannot be handed in over it; Esc clears the letters and not the form.
    assert!(control(&mut model, 's').is_empty());
    press(&mut model, KeyCode::Esc);
    assert_eq!(form(&model).value("value"), "unknown");
}

/// What people call it finds it: no code has to be known, and none is put in by itself.
#[test]
fn plain_words_find_the_codes() {
    for (key, typed, code) in [
        ("data.elements", "password", "online_credentials"),
        ("data.elements", "social security", "ssn"),
        ("data.elements", "birthday", "dob"),
        ("breach.cause", "phishing", "attack"),
        ("organisation.country", "germany", "DE"),
        ("organisation.country", "de", "DE"),
        ("organisation.eu_main_establishment", "bavaria", "DE-BY"),
        ("organisation.eu_main_establishment", "de-by", "DE-BY"),
        ("organisation.eu_main_establishment", "none", "none"),
    ] {
        let mut model = fact(key);
        // Whatever was recorded before gives way to "none of these".
        press(&mut model, KeyCode::Home);
        press(&mut model, KeyCode::Char(' '));
        type_in(&mut model, typed.split(' ').next().unwrap());
        press(&mut model, KeyCode::Enter);
        assert!(
            form(&model).value("value").split(", ").any(|held| held == code),
            "{typed}: {}",
            form(&model).value("value")
        );
    }
}

#[test]
fn boxes_are_checked_and_unchecked_and_none_goes_with_no_other() {
    let mut model = fact("data.elements");
    assert_eq!(form(&model).value("value"), "ssn, any_personal_data");
    type_in(&mut model, "passp");
    press(&mut model, KeyCode::Char(' '));
    assert_eq!(form(&model).value("value"), "ssn, any_personal_data, passport");
    press(&mut model, KeyCode::Char(' '));
    assert_eq!(form(&model).value("value"), "ssn, any_personal_data");
    press(&mut model, KeyCode::Home);
    press(&mut model, KeyCode::Char(' '));
    assert_eq!(form(&model).value("value"), "none");
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Char(' '));
    assert_eq!(form(&model).value("value"), "any_personal_data");
}

/// What was typed to find a box and not checked is not lost without a word.
#[test]
fn a_word_typed_and_not_chosen_is_chosen_or_asked_for() {
    let mut model = fact("data.elements");
    type_in(&mut model, "passp");
    press(&mut model, KeyCode::Tab);
    assert_eq!(form(&model).value("value"), "ssn, any_personal_data, passport");
    let mut model = fact("data.elements");
    type_in(&mut model, "account");
    assert!(control(&mut model, 's').is_empty());
    assert!(
        shown(&model, 120, 40).contains("fits several options"),
        "{}",
        shown(&model, 120, 40)
    );
}

#[test]
fn readline_keys_edit_a_line() {
    let mut model = fact("affected.US-TX");
    let _ = control(&mut model, 'u');
    assert_eq!(form(&model).value("value"), "");
    type_in(&mut model, "one two");
    let _ = control(&mut model, 'w');
    assert_eq!(form(&model).value("value"), "one");
    let _ = control(&mut model, 'a');
    type_in(&mut model, "4");
    let _ = control(&mut model, 'e');
    type_in(&mut model, "5");
    assert_eq!(form(&model).value("value"), "4one 5");
    let _ = control(&mut model, 'a');
    let _ = control(&mut model, 'k');
    assert_eq!(form(&model).value("value"), "");
}

#[test]
fn the_next_stage_is_entered_only_after_a_question_that_names_it() {
    let mut model = at_incident();
    model
        .screens
        .incident_mut()
        .unwrap()
        .opened_mut()
        .unwrap()
        .whole
        .open_criteria
        .clear();
    assert!(key(&mut model, 'S').is_empty());
    let screen = shown(&model, 80, 24);
    assert!(screen.contains("2026-014 · Go to Assessment"), "{screen}");
    assert!(!screen.contains("Shall this be done"), "{screen}");
    // Enter alone presses the button that does nothing.
    assert!(update(&mut model, Event::Key(KeyEvent::from(KeyCode::Enter))).is_empty());
    assert!(model.overlays.is_empty());
    let _ = key(&mut model, 'S');
    let _ = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Left)));
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Enter)));
    assert!(
        matches!(effects.as_slice(), [Effect::Run(_, command)] if matches!(**command, Command::EnterStage { .. })),
        "{effects:?}"
    );
}

#[test]
fn enter_in_a_form_with_one_field_asks_first() {
    let mut model = at_incident();
    let task = |model: &Model| {
        let selected = model.incident().and_then(|open| rows(model).into_iter().nth(open.at));
        selected.is_some_and(|row| format!("{:?}", row.target).starts_with("Task"))
    };
    while !task(&model) {
        press(&mut model, KeyCode::Down);
    }
    // The first step is done once something is logged.
    press(&mut model, KeyCode::Down);
    assert!(task(&model));
    press(&mut model, KeyCode::Char('x'));
    type_in(&mut model, "tty -a");
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Enter)));
    let [Effect::Submitted(form, check)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let Effect::Check { question, .. } = (**check).clone() else {
        panic!("{check:?}")
    };
    let _ = update(
        &mut model,
        Answer::Submitted(*form, Box::new(Answer::Confirm(question))),
    );
    assert!(asks(&model));
    assert!(shown(&model, 80, 24).contains("tty -a"));
    let _ = key(&mut model, 'n');
    assert!(shown(&model, 80, 24).contains("Not recorded yet"));
    // The form is back as it was.
    assert!(matches!(model.overlays.last(), Some(Overlay::Form(_))));
}

/// Whatever single key is pressed on any screen, nothing is recorded by it.
#[test]
fn no_single_key_records_anything() {
    for c in ' '..='~' {
        for tab in ['1', '2', '3', '4', '5'] {
            let mut model = at_incident();
            press(&mut model, KeyCode::Char(tab));
            let effects = key(&mut model, c);
            let recorded = effects
                .iter()
                .any(|effect| matches!(effect, Effect::Run(..) | Effect::Submitted(..)));
            assert!(!recorded, "{c} in {tab}: {effects:?}");
        }
    }
}

fn with_count(value: &str, actor: &str) -> Answer {
    let Answer::Opened(mut opened) = incident(IncidentKind::Real) else {
        unreachable!()
    };
    let opened: &mut Opened = &mut opened;
    let fact = opened
        .facts
        .iter_mut()
        .find(|fact| fact.key == "affected.US-TX")
        .unwrap();
    (fact.seq, fact.actor, fact.value) = (
        13,
        actor.to_owned(),
        Some(FactValue::recorded("affected.US-TX", value, None)),
    );
    Answer::Opened(Box::new(opened.clone()))
}

#[test]
fn a_fact_that_changed_while_its_form_was_open_is_shown_before_it_is_replaced() {
    let mut model = fact("affected.US-TX");
    assert_eq!(form(&model).value("value"), "600");
    type_in(&mut model, "7");
    let _ = update(&mut model, with_count("6000", "carla"));
    let words = "While this form was open, carla recorded 6000";
    assert!(shown(&model, 120, 40).contains(words), "{}", shown(&model, 120, 40));
    // The first time it is only shown; the second time it is replaced knowingly, bound to what was shown.
    assert!(control(&mut model, 's').is_empty());
    let problem = form(&model).problem.as_deref().unwrap();
    assert!(problem.contains("once more to replace it"), "{problem}");
    let effects = control(&mut model, 's');
    let [Effect::Submitted(_, run)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let Effect::Run(_, command) = &**run else {
        panic!("{run:?}")
    };
    let Command::IfUnchanged { basis, .. } = &**command else {
        panic!("{command:?}")
    };
    assert_eq!(basis.entry, Some(13));
}

#[test]
fn a_key_that_means_nothing_says_so() {
    let mut model = at_incident();
    let _ = update(&mut model, Event::Key(KeyEvent::from(KeyCode::F(7))));
    assert!(model.message.contains("F7 does nothing here"), "{}", model.message);
    let _ = key(&mut model, ';');
    assert!(model.message.contains("`;` does nothing here"), "{}", model.message);
}

#[test]
fn letting_a_key_go_is_no_second_press() {
    let mut model = at_board();
    let before = model.board().at;
    let released = |kind| KeyEvent {
        kind,
        ..KeyEvent::from(KeyCode::Down)
    };
    let _ = update(&mut model, Event::Key(released(KeyEventKind::Press)));
    let _ = update(&mut model, Event::Key(released(KeyEventKind::Release)));
    assert_eq!(model.board().at, before + 1);
}

#[test]
fn pasted_text_never_becomes_keys() {
    let pasted = "okay\r\nax\u{1b}yq\u{202e}\ny".repeat(50);
    let mut model = at_incident();
    assert!(update(&mut model, Event::Paste(pasted.clone())).is_empty());
    assert!(model.overlays.is_empty() && !model.quit);
    // Over a question it answers nothing.
    let _ = key(&mut model, 'a');
    assert!(update(&mut model, Event::Paste("y".to_owned())).is_empty());
    assert!(asks(&model));
    // In a field it is text, without control characters.
    let mut model = fact("affected.US-TX");
    let effects = update(&mut model, Event::Paste("1\u{7}2\u{1b}\r\n3".to_owned()));
    assert!(matches!(effects.as_slice(), [Effect::Draft { .. }]), "{effects:?}");
    // What was filled in gives way to it, as it does to typing.
    assert_eq!(form(&model).value("value"), "12 3");
}

/// Without bracketed paste, text comes as keys in one burst: they never answer a question.
#[test]
fn keys_in_a_burst_answer_no_question() {
    let mut model = at_incident();
    let burst = |model: &mut Model, c| update(model, Event::Burst(KeyEvent::from(KeyCode::Char(c))));
    for c in "okay".chars() {
        let effects = burst(&mut model, c);
        assert!(effects.is_empty(), "{effects:?}");
    }
    assert!(asks(&model));
    assert!(model.message.contains("too fast"));
    assert!(matches!(key(&mut model, 'y').as_slice(), [Effect::Run(..)]));
}

#[test]
fn a_draft_kept_by_an_earlier_version_is_found() {
    let mut model = at_incident();
    let draft = "text\u{1f}half a sentence\u{1e}privileged\u{1f}yes".to_owned();
    model.start.drafts.insert("2026-014 Note".to_owned(), draft);
    press(&mut model, KeyCode::Char('n'));
    assert_eq!(form(&model).value("text"), "half a sentence");
    assert_eq!(form(&model).value("privileged"), "yes");
    assert!(form(&model).slot().starts_with("form/2026-014/note"));
    // Once it is recorded both are forgotten.
    let effects = control(&mut model, 's');
    let [Effect::Submitted(form, _)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let recorded = Answer::Recorded {
        about: firebell::tui::Subject::Record,
        words: String::new(),
        opened: None,
        view: None,
    };
    let effects = update(&mut model, Answer::Submitted(*form, Box::new(recorded)));
    assert!(effects.contains(&Effect::Draft {
        slot: "2026-014 Note".to_owned(),
        text: None
    }));
    assert!(model.start.drafts.is_empty());
}

#[test]
fn advice_names_no_flag_and_no_command() {
    let code = || "2026-001".to_owned();
    for remedy in [
        Remedy::Reopen { code: code() },
        Remedy::ExplainStage,
        Remedy::ExplainDisposition,
        Remedy::ExplainClosing,
        Remedy::ExplainLate,
        Remedy::ExplainOrder,
        Remedy::ExplainNoLetter,
        Remedy::FiledEarlier,
        Remedy::FileInitial,
        Remedy::LearnedEarlier,
        Remedy::AnotherPerson,
        Remedy::NameLetter,
        Remedy::NameRole,
        Remedy::ExplainFindings,
        Remedy::DraftLetter { code: code() },
        Remedy::FactHistory { code: code() },
        Remedy::Steps { code: code() },
    ] {
        let advice = remedy.advice();
        assert!(!advice.contains("--") && !advice.contains("firebell"), "{advice}");
    }
}

#[test]
fn the_undo_question_says_what_it_was_and_when() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('u'));
    assert!(
        model.message.contains("recorded nothing here that can be undone"),
        "{}",
        model.message
    );
}

/// Two people in the profile at once: only what was changed is handed in.
#[test]
fn a_profile_hands_in_only_what_was_changed() {
    let mut model = at_board();
    press(&mut model, KeyCode::Char('o'));
    type_in(&mut model, "Nordlicht");
    let effects = control(&mut model, 's');
    let [Effect::Submitted(_, profile)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let name = firebell::tui::ProfileValue {
        key: "organisation.name".to_owned(),
        value: Some(firebell::tui::Given::Literal("\"Nordlicht\"".to_owned())),
    };
    assert_eq!(**profile, Effect::Profile(vec![name]));
}

#[test]
fn a_decision_names_the_one_it_takes_the_place_of() {
    let mut model = at_incident();
    model
        .screens
        .incident_mut()
        .unwrap()
        .opened_mut()
        .unwrap()
        .whole
        .decisions = vec![DecisionRow {
        law: None,
        key: "gdpr_risk".to_owned(),
        value: FactValue::recorded("decisions.gdpr_risk", "\"high\"", None),
        rationale: "financial data".to_owned(),
        decided_by: "carla".to_owned(),
        at: at("2026-11-24T08:30:00Z"),
        keep_until: None,
        working: Vec::new(),
    }];
    press(&mut model, KeyCode::Char('d'));
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, "risk");
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, "pseudonyms only");
    let effects = control(&mut model, 's');
    let [Effect::Submitted(_, check)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let Effect::Check { question, .. } = &**check else {
        panic!("{check:?}")
    };
    assert!(
        question.words.contains("replaces what carla decided"),
        "{}",
        question.words
    );
}
