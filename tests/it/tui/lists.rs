//! Lists, moments and counts in forms: what a key does is what the hint says, and what is wrong is said at once.

use firebell::tui::{Form, Kind};

use super::*;

fn form(model: &Model) -> &Form {
    match model.overlays.last() {
        Some(Overlay::Form(form)) => form,
        other => panic!("{other:?}"),
    }
}

fn chord(model: &mut Model, letter: char) -> Vec<Effect> {
    let key = KeyEvent::new(KeyCode::Char(letter), crossterm::event::KeyModifiers::CONTROL);
    update(model, Event::Key(key))
}

fn fact(key: &str) -> Model {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, &format!("fact {key}"));
    press(&mut model, KeyCode::Enter);
    model
}

#[test]
fn one_space_checks_the_row_that_is_marked_where_nothing_is_checked() {
    let mut model = fact("data.sets");
    assert_eq!(form(&model).value("value"), "");
    let screen = shown(&model, 80, 24);
    assert!(screen.contains("▶[ ] none of these"), "{screen}");
    press(&mut model, KeyCode::Char(' '));
    assert_eq!(form(&model).value("value"), "none");
    // Where something is checked and nobody moved, it is asked first, and a save does not go over the question.
    let mut model = fact("data.elements");
    let before = form(&model).value("value");
    press(&mut model, KeyCode::Char(' '));
    assert_eq!(form(&model).value("value"), before);
    assert!(shown(&model, 80, 24).contains("Space once more unchecks"));
    assert!(chord(&mut model, 's').is_empty());
    assert!(
        shown(&model, 80, 24).contains("is left as it was"),
        "{}",
        shown(&model, 80, 24)
    );
    assert!(!chord(&mut model, 's').is_empty());
}

#[test]
fn down_goes_on_from_the_choice_that_is_made() {
    let mut model = fact("data.encrypted");
    assert_eq!(form(&model).value("value"), "no");
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    assert_eq!(form(&model).value("value"), "not yet known");
}

/// The row a list begins at is marked, Down goes on from it, and neither chooses anything.
#[test]
fn a_list_with_nothing_chosen_begins_at_its_first_row_and_chooses_nothing_by_itself() {
    let mut model = fact("data.accessed");
    assert_eq!(form(&model).value("value"), "");
    let options = |model: &Model| match &form(model).fields[0].kind {
        Kind::Pick(pick) => pick.options().iter().map(|one| one.code.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let codes = options(&model);
    assert!(shown(&model, 80, 24).contains("▶( )"), "{}", shown(&model, 80, 24));
    press(&mut model, KeyCode::Down);
    assert_eq!(form(&model).value("value"), "");
    press(&mut model, KeyCode::Enter);
    assert_eq!(form(&model).value("value"), codes[1]);
    // Enter chooses the row that is marked, also where nobody has moved, and goes on; saving alone chooses nothing.
    let mut model = fact("data.accessed");
    assert!(chord(&mut model, 's').is_empty());
    assert_eq!((form(&model).at, form(&model).value("value")), (0, String::new()));
    assert!(
        shown(&model, 80, 24).contains("this is required"),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::Enter);
    assert_eq!((form(&model).at, form(&model).value("value")), (1, codes[0].clone()));
    // Up goes on from the row that is chosen, as Down does.
    let mut model = fact("data.accessed");
    type_in(&mut model, codes[1].as_str());
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::BackTab);
    assert_eq!((form(&model).at, form(&model).value("value")), (0, codes[1].clone()));
    press(&mut model, KeyCode::Up);
    press(&mut model, KeyCode::Enter);
    assert_eq!(form(&model).value("value"), codes[0]);
}

/// A list that may stay empty marks no row that Enter would pass by: the row it goes to first is the first one.
#[test]
fn a_list_that_may_stay_empty_marks_no_row_before_somebody_goes_to_one() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('#'));
    let screen = shown(&model, 80, 24);
    assert!(
        screen.contains("nothing is chosen") && !screen.contains("▶("),
        "{screen}"
    );
    press(&mut model, KeyCode::Down);
    let screen = shown(&model, 80, 24);
    assert!(screen.contains("▶( ) all people"), "{screen}");
}

/// A blank checks the row, unless the next letter goes on with the words of an option.
#[test]
fn a_blank_checks_the_row_unless_the_words_go_on() {
    let codes = |model: &Model| {
        let value = form(model).value("value");
        value.split(", ").map(str::to_owned).collect::<Vec<_>>()
    };
    // Nothing is checked in it before, and two of its words have a blank in common.
    let listed = |model: &Model| match &form(model).fields[0].kind {
        Kind::Pick(pick) => pick.at_hand("").unwrap().code.clone(),
        other => panic!("{other:?}"),
    };
    let mut model = fact("data.elements");
    let before = codes(&model);
    type_in(&mut model, "name");
    let first = listed(&model);
    type_in(&mut model, " passport ");
    let turned: Vec<String> = match before.contains(&first) {
        true => before.clone(),
        false => before.iter().cloned().chain([first.clone()]).collect(),
    };
    let expected: Vec<String> = turned.iter().cloned().chain(["passport".to_owned()]).collect();
    assert_eq!(codes(&model), expected, "{}", shown(&model, 80, 24));
    for checks in [KeyCode::Char(' '), KeyCode::Tab] {
        let mut model = fact("data.elements");
        type_in(&mut model, "name ");
        let screen = shown(&model, 80, 24);
        assert!(screen.contains("Space, Enter or Tab checks the row"), "{screen}");
        press(&mut model, checks);
        // Leaving the list keeps a row that is checked; Space turns it over.
        let is = before.contains(&first) != (checks == KeyCode::Char(' ')) || !before.contains(&first);
        assert_eq!(
            codes(&model).contains(&first),
            is,
            "{checks:?}: {}",
            shown(&model, 80, 24)
        );
    }
}

/// Where “none of these” is an answer, a list that is handed in without one says so, once.
#[test]
fn a_check_list_with_nothing_checked_says_so_before_it_is_handed_in() {
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
    type_in(&mut model, "Acme GmbH");
    for _ in 0..4 {
        press(&mut model, KeyCode::Tab);
    }
    let effects = chord(&mut model, 's');
    let screen = shown(&model, 80, 24);
    assert!(
        effects.is_empty() && screen.contains("nothing is checked here"),
        "{screen}"
    );
    let effects = chord(&mut model, 's');
    assert!(matches!(effects.as_slice(), [Effect::Submitted(..)]), "{effects:?}");
}

/// Enter takes the letters away with the row it checks: an Esc that was meant for them closes nothing.
#[test]
fn an_esc_behind_a_row_that_was_found_and_checked_leaves_the_form_open() {
    for checks in [KeyCode::Enter, KeyCode::Char(' ')] {
        let mut model = fact("data.elements");
        type_in(&mut model, "passport");
        press(&mut model, checks);
        assert!(
            form(&model).value("value").contains("passport"),
            "{}",
            form(&model).value("value")
        );
        press(&mut model, KeyCode::Esc);
        assert!(
            shown(&model, 80, 24).contains("Esc once more closes the form"),
            "{}",
            shown(&model, 80, 24)
        );
        type_in(&mut model, "driver");
        // With letters typed it clears them, as everywhere.
        press(&mut model, KeyCode::Esc);
        assert!(form(&model).value("value").contains("passport"));
        press(&mut model, KeyCode::Esc);
        assert!(model.overlays.is_empty());
    }
}

/// The answer is what tells a field that is filled from one that is not.
#[test]
fn a_long_label_leaves_room_for_its_answer() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('.'));
    let Some(Overlay::Form(form)) = model.overlays.last_mut() else {
        panic!("no form")
    };
    let label = "How it was discovered, and by whom for authorities, in German (to follow)";
    let mut long = form.fields[0].clone().labelled(label);
    long.set("Jonas saw the bucket");
    form.fields.push(long);
    let screen = shown(&model, 80, 24);
    assert!(
        screen.contains("How it was discovered, and by whom") && screen.contains("Jonas saw the bucket"),
        "{screen}"
    );
}

#[test]
fn people_find_elements_by_what_they_call_them_and_read_them_in_full() {
    for word in ["names", "name", "address", "email", "phone"] {
        let mut model = fact("data.elements");
        type_in(&mut model, word);
        let screen = shown(&model, 80, 24);
        assert!(
            screen.contains("any information about an identifiable person"),
            "{word}: {screen}"
        );
    }
    let mut model = fact("data.elements");
    type_in(&mut model, "hashes");
    let screen = shown(&model, 80, 24);
    for words in ["gives access to the account", "for counsel to decide"] {
        assert!(screen.replace("│\n│", " ").contains(words), "{words}: {screen}");
    }
}

#[test]
fn a_moment_that_is_none_is_told_as_soon_as_its_field_is_left() {
    for (typed, words) in [
        ("31.11.2026", "November has 30 days"),
        ("2026-11-31 14:00", "November has 30 days"),
        ("2026-11-20", "has no time of day"),
    ] {
        let mut model = fact("milestones.discovery");
        let at = form(&model).at;
        type_in(&mut model, typed);
        press(&mut model, KeyCode::Enter);
        assert_eq!(form(&model).at, at);
        assert!(
            form(&model).fields[at].problem.as_ref().unwrap().contains(words),
            "{typed}"
        );
        // It was said: the field can be left as it is.
        press(&mut model, KeyCode::Tab);
        assert_eq!(form(&model).at, at + 1);
    }
}

#[test]
fn one_place_typed_again_takes_the_place_of_the_one_before() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('#'));
    for typed in ["Texas 31000", "Texas 3100"] {
        // Back to the list of places, whatever field is at hand.
        press(&mut model, KeyCode::BackTab);
        type_in(&mut model, typed);
        press(&mut model, KeyCode::Enter);
        let filled = (
            form(&model).value("place"),
            form(&model).value("people"),
            form(&model).value("several"),
        );
        let number = typed.split(' ').next_back().unwrap().to_owned();
        assert_eq!(filled, ("US-TX".to_owned(), number, String::new()));
    }
    // A draft that holds both ways is brought back with one of them.
    press(&mut model, KeyCode::Esc);
    let (slot, draft) = model
        .start
        .drafts
        .iter()
        .next()
        .map(|(slot, draft)| (slot.clone(), draft.clone()))
        .unwrap();
    let both = draft.replace("several\u{1f}", "several\u{1f}CA 2200");
    assert_ne!(both, draft);
    model.start.drafts.insert(slot, both);
    press(&mut model, KeyCode::Char('#'));
    assert_eq!(
        (form(&model).value("place"), form(&model).value("people")),
        Default::default()
    );
    assert_eq!(form(&model).value("several"), "US-TX 3100\nCA 2200");
}

/// A place that was chosen and has no number says nothing beside several that were typed.
#[test]
fn a_place_without_a_number_does_not_stand_in_the_way_of_several() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('#'));
    type_in(&mut model, "Texas");
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Tab);
    assert_eq!((form(&model).value("place"), form(&model).at), ("US-TX".to_owned(), 2));
    type_in(&mut model, "TX 3100, CA 2200, total 6000");
    let _ = chord(&mut model, 's');
    let screen = shown(&model, 80, 24);
    assert!(screen.contains("Record these counts?"), "{screen}");
    // And it can be taken back.
    press(&mut model, KeyCode::Esc);
    for _ in 0..2 {
        press(&mut model, KeyCode::BackTab);
    }
    press(&mut model, KeyCode::Backspace);
    assert_eq!(form(&model).value("place"), "");
}

#[test]
fn no_to_a_question_goes_back_to_the_form_and_says_how_it_is_recorded() {
    let mut model = at_board();
    press(&mut model, KeyCode::Char('n'));
    type_in(&mut model, "Mailbox read");
    for _ in 0..3 {
        press(&mut model, KeyCode::Enter);
    }
    assert!(
        matches!(model.overlays.last(), Some(Overlay::Ask(_))),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::Enter);
    let screen = shown(&model, 80, 24);
    assert!(
        screen.contains("! Not recorded yet. In the question y records it"),
        "{screen}"
    );
}

#[test]
fn an_answer_to_no_question_is_no_command() {
    let mut model = at_incident();
    model.message = "4 values recorded.".to_owned();
    let key = KeyEvent::from(KeyCode::Char('y'));
    assert!(update(&mut model, Event::TooSoon(key)).is_empty());
    assert_eq!(
        model.message,
        "4 values recorded. Nothing was asked: the key did nothing."
    );
}

#[test]
fn a_long_text_says_how_much_is_below_and_end_goes_there() {
    let mut model = at_incident();
    let text = (1..80).map(|n| format!("Line {n}\n")).collect::<String>();
    let answer = Answer::Text {
        about: Subject::Record,
        title: "Handover".to_owned(),
        text,
    };
    let _ = update(&mut model, Event::Resize(80, 24));
    let _ = update(&mut model, answer);
    assert!(
        shown(&model, 80, 24).contains("57 more below"),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::End);
    let screen = shown(&model, 80, 24);
    assert!(screen.contains("Line 79") && !screen.contains("more below"), "{screen}");
}

#[test]
fn the_form_of_the_organization_has_the_sender_and_is_found_by_its_words() {
    for word in ["telephone", "postal address", "website"] {
        let mut model = at_incident();
        press(&mut model, KeyCode::Char(':'));
        type_in(&mut model, word);
        assert!(
            shown(&model, 120, 40).contains("organization profile"),
            "{word}: {}",
            shown(&model, 120, 40)
        );
    }
    let mut model = at_board();
    press(&mut model, KeyCode::Char('o'));
    let screen = shown(&model, 80, 14);
    assert!(screen.contains("more below"), "{screen}");
    let at = form(&model)
        .fields
        .iter()
        .position(|field| field.key == "identity.address")
        .unwrap();
    for _ in 0..at {
        press(&mut model, KeyCode::Tab);
    }
    type_in(&mut model, "1 Main St, 60601 Chicago");
    let effects = chord(&mut model, 's');
    let [Effect::Submitted(_, effect)] = effects.as_slice() else {
        panic!("{effects:?}: {}", shown(&model, 80, 24))
    };
    let Effect::Profile(values) = &**effect else {
        panic!("{effect:?}")
    };
    assert_eq!(values.len(), 1);
    assert_eq!(values[0].key, "identity.address");
}

/// Entries of one command were recorded at one moment: one step back goes past all of them.
#[test]
fn a_step_back_in_time_does_not_stick_at_the_entries_of_one_command() {
    let mut model = at_incident();
    let incident = model.screens.incident_mut().unwrap();
    let seq = incident.opened().unwrap().whole.seq;
    let (first, last) = (at("2026-11-20T10:00:00Z"), at("2026-11-20T11:00:00Z"));
    incident.moments = (1..=seq).map(|n| (n, if n == 1 { first } else { last })).collect();
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('['))));
    assert!(
        matches!(effects.as_slice(), [Effect::Incident { until: Some(until), .. }] if *until == first),
        "{effects:?}"
    );
}
