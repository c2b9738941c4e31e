//! What every form looks like that a key opens: a new form is drawn here by itself.

use std::collections::BTreeSet;

use firebell::drill::exercise_views::{ClockView, Coming, Facilitator, Room};
use firebell::drill::scenario::InjectChannel;
use firebell::tui::{Action, Gap};

use super::letters::{a_letter, an_open_letter};
use super::*;

fn desk() -> Facilitator {
    let room = Room {
        code: "2026-014".to_owned(),
        title: "Two continents".to_owned(),
        clock: ClockView {
            elapsed: firebell::core::drill::clock::ExerciseTime::START,
            story: at(NOW),
            running: false,
            speed: 1,
            ended: false,
            planned: 120,
        },
        injects: Vec::new(),
    };
    let inject = Coming {
        id: "I-02".to_owned(),
        at: Some(firebell::core::drill::clock::ExerciseTime::at_minute(10)),
        left: Some(chrono::TimeDelta::minutes(10)),
        subject: "Note on a printer".to_owned(),
        channel: InjectChannel::Phone,
        from: "IT".to_owned(),
        kind: "main",
        cue: None,
        text: String::new(),
        held: false,
        branch: None,
        clocks: Vec::new(),
    };
    Facilitator {
        room,
        truth: String::new(),
        coming: vec![inject],
        out_of_turn: Vec::new(),
        actions: Vec::new(),
        proposals: Vec::new(),
        objectives: Vec::new(),
        module: None,
        hot_wash: Vec::new(),
        observations: Vec::new(),
        improvements: 0,
    }
}

fn facilitating() -> Model {
    let mut model = at_incident();
    let Answer::Opened(opened) = incident(IncidentKind::Exercise) else {
        unreachable!()
    };
    let _ = update(&mut model, Answer::Exercise(opened, Box::new(desk())));
    press(&mut model, KeyCode::Char('F'));
    press(&mut model, KeyCode::Char('y'));
    assert_eq!(model.screen(), ScreenName::Facilitator);
    model
}

/// A letter that lacks something of every kind.
fn lacking() -> OpenLetter {
    let gap = |key: &str, asks: &str| Gap {
        key: key.to_owned(),
        asks: asks.to_owned(),
    };
    OpenLetter {
        gaps: vec![
            gap("letter.sent_on", "the day it goes out"),
            gap("identity.address", "the organization's postal address"),
            gap("letter.signer_title.de", "the title of whoever signs, in German"),
            gap("breach.malicious", "whether it was intentional: yes, no or unknown"),
            gap("decisions.gdpr_risk", "how great the risk to people is"),
            gap("person.name", "the name"),
            gap("letter.people_of_customer", "how many of this customer's people"),
        ],
        ..an_open_letter()
    }
}

/// A place from which forms are opened with keys.
fn place(name: &str) -> Model {
    let mut model = match name {
        "board" => at_board(),
        "facilitator" => facilitating(),
        _ => at_incident(),
    };
    match name {
        "facts" => press(&mut model, KeyCode::Char('1')),
        "why" => {
            press(&mut model, KeyCode::Char('4'));
            press(&mut model, KeyCode::Char('w'));
        }
        "obligations" => press(&mut model, KeyCode::Char('4')),
        "letters" => {
            let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
            opened.letters.push(a_letter());
            press(&mut model, KeyCode::Char('l'));
            let _ = update(&mut model, Answer::Letter(Box::new(lacking())));
        }
        _ => {}
    }
    model
}

#[test]
fn every_form_that_a_key_opens_has_its_snapshot() {
    let mut seen = BTreeSet::new();
    for name in ["board", "obligations", "facts", "why", "letters", "facilitator"] {
        let screen = place(name).screen();
        for key in keys_of(screen) {
            let Action::Form(opener) = key.action else { continue };
            let mut model = place(name);
            press(&mut model, key.code);
            if !matches!(model.overlays.last(), Some(Overlay::Form(_))) || !seen.insert(opener.name()) {
                continue;
            }
            let name = opener.name().replace(' ', "-");
            form_looks(&name, &model);
        }
    }
    // This one is opened from a menu.
    let mut model = place("board");
    press(&mut model, KeyCode::F(3));
    press(&mut model, KeyCode::Char('i'));
    form_looks("invite-a-member", &model);
    let all = ScreenName::ALL.into_iter().flat_map(keys_of);
    let openers = all.filter_map(|key| match key.action {
        Action::Form(opener) => Some(opener.name()),
        _ => None,
    });
    let unseen: Vec<&str> = openers.filter(|name| !seen.contains(name)).collect();
    assert!(unseen.is_empty(), "no snapshot of {unseen:?}");
}
