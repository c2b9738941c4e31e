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

/// What has to be out within a day comes before the steps of a playbook.
#[test]
fn what_is_due_within_a_day_comes_before_the_steps() {
    let next = |now: &str| match incident_at(IncidentKind::Real, now) {
        Answer::Opened(opened) => opened.whole.next_step.to_string(),
        other => panic!("{other:?}"),
    };
    // 72 hours after the awareness of 22 November, 10:00.
    let soon = next("2026-11-24T11:00:00Z");
    assert!(soon.starts_with("eu-gdpr/regulator is due, "), "{soon}");
    let later = next("2026-11-24T09:00:00Z");
    assert!(!later.contains("is due, "), "{later}");
}

/// A fact with an answer is found by its question and by what was answered.
#[test]
fn an_answered_fact_is_found_by_its_question() {
    for (part, words, key) in [
        ('2', "paper", "data.medium"),
        ('2', "electronic", "data.medium"),
        ('2', "how many people", "affected.total"),
        ('1', "when was the breach", "milestones.awareness"),
        ('1', "determined that a breach", "milestones.determination"),
    ] {
        let mut model = at_incident();
        press(&mut model, KeyCode::Char(part));
        press(&mut model, KeyCode::Char('/'));
        type_in(&mut model, words);
        let found = rows(&model);
        assert!(
            found.iter().any(|row| row.target.fact() == Some(key)) || words.starts_with("when"),
            "{words}: {:?}",
            found.iter().map(|row| (&row.left, &row.right)).collect::<Vec<_>>()
        );
        assert!(found.iter().any(|row| row.target.fact().is_some()), "{words}");
    }
}

/// The page that says why asks in words, and leads on: to the answer, and to the letter.
#[test]
fn the_page_of_an_obligation_says_in_words_what_is_missing_and_leads_there() {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    for obligation in &mut opened.whole.assessment.obligations {
        obligation.missing = vec!["data.acquired".to_owned(), "decisions.gdpr_risk".to_owned()];
    }
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('w'));
    let screen = shown(&model, 200, 60);
    assert!(
        screen.contains(
            "How great is the risk to people's rights and freedoms: unlikely, risk or high? (to be decided: d)"
        ),
        "{screen}"
    );
    for code in ["data.acquired", "gdpr_risk"] {
        assert!(!screen.contains(code), "{code}: {screen}");
    }
    press(&mut model, KeyCode::Char('r'));
    assert!(
        shown(&model, 80, 24).contains("Draft the letter to "),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Enter);
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{}", shown(&model, 80, 24))
    };
    assert!(form.note.starts_with("data.acquired"), "{}", form.note);
}

/// A long text is searched while it is read; Enter goes on in it and closes nothing.
#[test]
fn the_help_is_searched_with_a_slash_and_enter_does_not_close_it() {
    let mut model = at_incident();
    let _ = update(&mut model, Event::Resize(80, 24));
    press(&mut model, KeyCode::F(1));
    press(&mut model, KeyCode::Enter);
    assert!(matches!(model.overlays.last(), Some(Overlay::Text { scroll: 1, .. })));
    press(&mut model, KeyCode::Char('/'));
    type_in(&mut model, "handover");
    let scrolled = |model: &Model| match model.overlays.last() {
        Some(Overlay::FindIn { scroll, .. } | Overlay::Text { scroll, .. }) => *scroll,
        other => panic!("{other:?}"),
    };
    let first = scrolled(&model);
    assert!(
        shown(&model, 80, 24).to_lowercase().contains("handover"),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Up);
    type_in(&mut model, " of nothing");
    assert!(model.message.contains("is not in this text"), "{}", model.message);
    // Esc ends the search where it stands, then closes the text.
    let at = scrolled(&model);
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.overlays.last(), Some(Overlay::Text { scroll, .. }) if *scroll == at));
    assert!(first > 0);
    press(&mut model, KeyCode::Esc);
    assert!(model.overlays.is_empty());
    assert_eq!(model.screen(), ScreenName::Incident);
}

/// A letter that is dated after the day it is filed on is told before the filing is recorded.
#[test]
fn a_filing_before_the_date_of_its_letter_says_so_first() {
    for (dated, told) in [("2026-11-26", true), ("2026-11-24", false)] {
        let mut model = at_incident();
        let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
        let mut letter = a_letter();
        letter.approved = Some(letter.written.clone());
        letter.dated = Some(dated.parse().unwrap());
        opened.letters.push(letter);
        press(&mut model, KeyCode::Char('l'));
        let _ = update(&mut model, Answer::Letter(Box::new(an_open_letter())));
        press(&mut model, KeyCode::Char('x'));
        let screen = shown(&model, 80, 24);
        assert!(
            screen.contains("Filed: ") && !screen.contains("Filed: eu-gdpr"),
            "{screen}"
        );
        let note = match model.overlays.last() {
            Some(Overlay::Form(form)) => form.note.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(note.contains("Its letter is dated 26 Nov 2026"), told, "{note}");
        let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
        let effects = update(&mut model, Event::Key(save));
        let asked = format!("{effects:?}");
        assert!(asked.contains("Record that the notice to Bavarian Office"), "{asked}");
        assert_eq!(asked.contains("is dated 26 Nov 2026, a later day"), told, "{asked}");
    }
}

/// What is filed is neither approved nor filed again, and says so.
#[test]
fn a_filed_letter_is_not_approved_again() {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    let mut letter = a_letter();
    letter.approved = Some(letter.written.clone());
    letter.filed = true;
    opened.letters.push(letter);
    press(&mut model, KeyCode::Char('l'));
    let _ = update(&mut model, Answer::Letter(Box::new(an_open_letter())));
    let screen = shown(&model, 120, 30);
    assert!(
        screen.contains("Filed as it stands") && screen.contains("filed, approved by erin"),
        "{screen}"
    );
    assert!(!screen.contains("mark it filed"), "{screen}");
    press(&mut model, KeyCode::Char('x'));
    assert!(model.overlays.is_empty());
    assert!(model.message.contains("r drafts a supplement"), "{}", model.message);
}

/// Most of the people live in Germany: English is what nobody asked for.
#[test]
fn a_letter_to_the_people_of_the_union_is_drafted_in_the_language_of_most() {
    let mut model = at_incident();
    model.start.union.insert("DE".to_owned());
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    let texas = opened
        .facts
        .iter()
        .find(|fact| fact.key == "affected.US-TX")
        .unwrap()
        .clone();
    for place in ["affected.DE", "affected.DE-BY"] {
        let mut there = texas.clone();
        there.key = place.to_owned();
        opened.facts.push(there);
    }
    press(&mut model, KeyCode::Char('4'));
    let at = rows(&model)
        .iter()
        .position(|row| row.code == "eu-gdpr/individuals")
        .unwrap();
    model.screens.incident_mut().unwrap().at = at;
    press(&mut model, KeyCode::Char('r'));
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{:?}", model.overlays)
    };
    assert_eq!(form.value("language"), "de");
}

/// A question that is offered takes its answer: what is said of one law leaves what was said of the others.
#[test]
fn a_question_of_a_sector_law_is_answered_with_yes_or_no() {
    const CERTAIN: &str = "organisation.profile";
    const OPEN: &str = "organisation.profile_unknown";
    let mut model = at_incident();
    for (key, flags) in [
        (CERTAIN, "[\"bank\"]"),
        (OPEN, "[\"insurer\", \"hipaa_business_associate\"]"),
    ] {
        let known = FactValue::recorded(key, flags, None);
        model.start.profile.insert(key.to_owned(), known);
    }
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    let next = views::incident::NextStep::FindOut {
        question: "Do you handle health data under a business associate agreement?".to_owned(),
        fact: "organisation.profile.hipaa_business_associate".to_owned(),
    };
    opened.whole.assessment.open_facts[0].fact = "organisation.profile.hipaa_business_associate".to_owned();
    opened.whole.next_step = next;
    press(&mut model, KeyCode::Char('2'));
    let at = rows(&model).iter().position(|row| row.mark == "?").unwrap();
    let asked = |row: &firebell::tui::Row| format!("{row:?}").contains("hipaa_business_associate");
    let at = rows(&model).iter().position(asked).unwrap_or(at);
    for (answer, certain, open) in [
        ("yes", "[\"bank\", \"hipaa_business_associate\"]", "[\"insurer\"]"),
        ("no", "[\"bank\"]", "[\"insurer\"]"),
    ] {
        model.overlays.clear();
        model.screens.incident_mut().unwrap().at = at;
        press(&mut model, KeyCode::Enter);
        type_in(&mut model, answer);
        let effects = chord(&mut model, 's');
        let [Effect::Submitted(_, effect)] = effects.as_slice() else {
            panic!("{effects:?}: {}", shown(&model, 80, 24))
        };
        let Effect::Profile(values) = &**effect else {
            panic!("{effect:?}")
        };
        let literal = |key: &str| {
            let value = values.iter().find(|value| value.key == key).unwrap();
            format!("{:?}", value.value)
        };
        assert!(
            literal(CERTAIN).contains(&format!("{certain:?}")),
            "{}",
            literal(CERTAIN)
        );
        assert!(literal(OPEN).contains(&format!("{open:?}")), "{}", literal(OPEN));
    }
}

/// Which decision it is stands in the title where its row was opened, and a word that no law asks about is none.
#[test]
fn a_decision_is_the_one_of_its_row_or_one_of_the_list() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('d'));
    let form = |model: &Model| match model.overlays.last() {
        Some(Overlay::Form(form)) => form.clone(),
        other => panic!("{other:?}"),
    };
    assert!(form(&model).fields.iter().any(|field| field.key == "key"));
    for _ in 0..20 {
        press(&mut model, KeyCode::Backspace);
    }
    type_in(&mut model, "drights");
    press(&mut model, KeyCode::Tab);
    press(&mut model, KeyCode::Right);
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, "It was stolen");
    let effects = chord(&mut model, 's');
    let screen = shown(&model, 120, 40);
    assert!(effects.is_empty(), "{effects:?} {screen}");
    assert!(screen.contains("choose one of the list"), "{screen}");
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.whole.assessment.open_facts[0].fact = "decisions.gdpr_risk".to_owned();
    press(&mut model, KeyCode::Char('2'));
    let asked = |row: &firebell::tui::Row| row.mark == "?" && format!("{row:?}").contains("decisions.gdpr_risk");
    let at = rows(&model).iter().position(asked).unwrap();
    model.screens.incident_mut().unwrap().at = at;
    press(&mut model, KeyCode::Enter);
    let own = form(&model);
    assert!(own.fields.iter().all(|field| field.key != "key"), "{:?}", own.fields);
    assert_eq!(own.fields[0].key, "value");
    assert_ne!(own.title, "A decision that the law leaves to a person");
}
