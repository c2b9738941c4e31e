//! What happens elsewhere while a workbench is open: a contract that another program adds, an exercise that ends.

use firebell::app::customers::contracts::Contracts;
use firebell::app::law::layers::{Layers, own_law};
use firebell::core::contract::ContractDraft;
use firebell::core::member::MemberRole;
use firebell::core::time::Zone;
use firebell::tui::{Answer, Effect, Event, ExerciseEffect, Model, Place, Start, Theme, Worker, update};

use crate::tui_undo::{Desk, reopened};

fn place() -> Place {
    Place {
        law: firebell::workspace::LawHome::default(),
        silence: firebell::drill::driving::presence::Silence::default(),
        home: Zone::utc(),
        notices: None,
        letters: None,
        scenarios: None,
        hooks: Vec::new(),
    }
}

fn draft() -> ContractDraft {
    let text = |text: &str| Some(text.to_owned());
    ContractDraft {
        customer: text("acme"),
        name: text("Acme GmbH"),
        within: text("24h"),
        from: text("awareness"),
        contact: text("Security desk"),
        at: text("security@acme.example"),
        clause: text("clause 7.2"),
        breach: text("personal-data"),
        place: text("DE"),
        zone: text("Europe/Berlin"),
        ..ContractDraft::default()
    }
}

fn look(worker: &mut Worker) -> Answer {
    worker.answer(Effect::Look {
        code: None,
        letter: None,
        force: false,
    })
}

fn started(answer: Answer) -> (Start, Vec<String>) {
    match answer {
        Answer::Warned(answer, words) => (started(*answer).0, words),
        Answer::Started(start) => (*start, Vec::new()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_contract_that_is_added_elsewhere_is_seen_with_the_next_look() {
    let desk = Desk::new("Ticket system read");
    let folder = desk.record.folder().to_owned();
    let mut worker = Worker::new(desk.record, place());
    let _ = worker.answer(Effect::Board);
    assert!(matches!(look(&mut worker), Answer::Same));
    let elsewhere = Contracts {
        layers: &Layers::default(),
        rules: crate::common::rules(),
        folder: own_law(&folder),
    };
    let today = desk.now.at().date_naive();
    let saved = elsewhere.add(&draft(), today).unwrap();
    let (start, words) = started(look(&mut worker));
    assert!(
        start.customers.iter().any(|offer| offer.id == "acme"),
        "{:?}",
        start.customers
    );
    assert!(words[0].contains("changed elsewhere"), "{words:?}");
    // What is on screen is read by the new law with the look after that, and then all is quiet.
    assert!(matches!(look(&mut worker), Answer::Board(..)));
    assert!(matches!(look(&mut worker), Answer::Same));
    assert!(worker.workspace().record().rules.regime("contract-acme").is_some());
    let taken = Contracts {
        layers: &Layers::of_folders(&[own_law(&folder)]),
        rules: &worker.workspace().record().rules,
        folder: own_law(&folder),
    };
    assert_eq!(taken.remove("acme").unwrap(), saved);
    let (start, _) = started(look(&mut worker));
    assert!(start.customers.iter().all(|offer| offer.id != "acme"));
}

#[test]
fn a_faulty_file_of_law_that_is_saved_elsewhere_is_named() {
    let desk = Desk::new("Ticket system read");
    let folder = own_law(desk.record.folder());
    let mut worker = Worker::new(desk.record, place());
    let _ = worker.answer(Effect::Board);
    assert!(matches!(look(&mut worker), Answer::Same));
    let elsewhere = Contracts {
        layers: &Layers::default(),
        rules: crate::common::rules(),
        folder: folder.clone(),
    };
    let _ = elsewhere.add(&draft(), desk.now.at().date_naive()).unwrap();
    std::fs::create_dir_all(folder.join("regimes")).unwrap();
    std::fs::write(folder.join("regimes/faulty.toml"), "[regime").unwrap();
    let (start, words) = started(look(&mut worker));
    assert!(start.customers.iter().any(|offer| offer.id == "acme"));
    let words = words.join("\n");
    assert!(words.contains("without those that are faulty"), "{words}");
    assert!(
        words.contains("Left out of the law: ") && words.contains("faulty.toml"),
        "{words}"
    );
}

#[test]
fn somebody_who_is_asked_in_elsewhere_is_seen_with_the_next_look() {
    let desk = Desk::new("Ticket system read");
    let folder = desk.record.folder().to_owned();
    let home = Zone::named("Europe/Berlin").unwrap();
    let mut worker = Worker::new(desk.record, Place { home, ..place() });
    let _ = worker.answer(Effect::Board);
    assert!(matches!(look(&mut worker), Answer::Same));
    let mut elsewhere = reopened(&folder);
    let week = chrono::TimeDelta::days(7);
    let _ = elsewhere
        .invite("Theo", vec![MemberRole::Counsel], week, desk.now)
        .unwrap();
    let (start, _) = started(look(&mut worker));
    let theo = start.member_rows.iter().find(|row| row.name == "Theo").unwrap();
    assert!(theo.words.starts_with("counsel, invited until "), "{}", theo.words);
    assert!(theo.words.contains("+01:00"), "in the home zone: {}", theo.words);
    assert!(matches!(look(&mut worker), Answer::Board(..)));
    assert!(matches!(look(&mut worker), Answer::Same));
}

#[test]
fn an_exercise_that_has_ended_leaves_the_open_part_of_the_board() {
    let desk = Desk::new("Ticket system read");
    let now = desk.now;
    let mut worker = Worker::new(desk.record, place());
    let start = ExerciseEffect::Start {
        scenario: "lost-laptop".to_owned(),
        own: None,
        seed: Some(1),
    };
    let Answer::Recorded { opened: Some(code), .. } = worker.answer(Effect::Exercise(start)) else {
        panic!("not started")
    };
    let mut model = Model::new(now, Zone::utc(), Theme::Plain);
    let mut open = |worker: &mut Worker| -> Vec<String> {
        let _ = update(&mut model, Event::from(worker.answer(Effect::Board)));
        model.board().shown().map(|row| row.code.clone()).collect()
    };
    assert!(open(&mut worker).contains(&code.to_string()));
    let _ = worker.answer(Effect::Exercise(ExerciseEffect::End(code.clone())));
    assert_eq!(open(&mut worker), [desk.code]);
}
