//! What if: looked at by the rules of the record, and never recorded.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use firebell::app::assessment::what_if::AsIf;
use firebell::core::event::{Certainty, FactClaim};
use firebell::core::incident::command::Command;
use firebell::core::verdict::Verdict;
use firebell::tui::{Answer, Effect, Event, IncidentRef, Place, Worker, rows, update};

use crate::common::{at, story};
use crate::tui::{at_incident, press, shown, type_in};
use crate::tui_undo::Desk;

fn place() -> Place {
    Place {
        law: firebell::workspace::LawHome::default(),
        silence: firebell::drill::driving::presence::Silence::default(),
        home: firebell::core::time::Zone::utc(),
        notices: None,
        letters: None,
        scenarios: None,
        hooks: Vec::new(),
    }
}

#[test]
fn six_hundred_people_in_texas_are_looked_at_and_not_recorded() {
    let mut desk = Desk::new("Ticket system read");
    for (key, value) in [
        ("milestones.awareness", "\"2026-11-24T08:00:00Z\""),
        ("milestones.determination", "\"2026-11-24T08:00:00Z\""),
        ("data.elements", "[\"ssn\"]"),
        ("data.encrypted", "false"),
        ("data.medium", "\"electronic\""),
        ("data.acquired", "\"confirmed\""),
        ("breach.types", "[\"confidentiality\"]"),
        ("organisation.country", "\"US\""),
        ("organisation.profile", "[]"),
        ("organisation.role", "\"controller\""),
    ] {
        desk.fact("dana", key, value, false);
    }
    let events = desk.record.load(&desk.code).unwrap().events.len();
    let code = IncidentRef::new(desk.code.clone());
    let mut worker = Worker::new(desk.record, place());
    let what = AsIf {
        at: story("2026-12-01T12:00:00Z"),
        commands: vec![Command::set_fact(FactClaim {
            key: "affected.US-TX".to_owned(),
            value: "600".to_owned(),
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: None,
            also: false,
        })],
        words: "600 in Texas".to_owned(),
    };
    let effect = Effect::AsIf {
        code: code.clone(),
        what: Box::new(what),
    };
    let Answer::Opened(opened) = worker.answer(effect) else {
        panic!("not shown")
    };
    let texas = |opened: &firebell::app::assessment::opened_incident::Opened| {
        let all = &opened.whole.assessment.obligations;
        all.iter().find(|o| o.id.as_str() == "us-tx/regulator").unwrap().verdict
    };
    assert_eq!(texas(&opened), Verdict::Due);
    assert_eq!(opened.as_of, Some(at("2026-12-01T12:00:00Z")));
    assert_eq!(opened.as_if.as_deref(), Some("600 in Texas"));
    let so = Effect::Incident {
        code: code.clone(),
        until: None,
    };
    let Answer::Opened(opened) = worker.answer(so) else {
        panic!("not shown")
    };
    assert_eq!(texas(&opened), Verdict::Possible);
    assert_eq!(worker.workspace().record().load(&code).unwrap().events.len(), events);
}

/// Where everybody is placed, more people in one place are more people in all: no place that was ruled out comes back. Where some
/// are not placed, they may be among those: what was recorded of all stays.
#[test]
fn the_number_in_all_changes_only_where_everybody_is_placed() {
    for (total, in_all) in [("100", 1_100), ("700", 700)] {
        let mut desk = Desk::new("Ticket system read");
        for (key, value) in [
            ("affected.IE", "100"),
            ("affected.elsewhere", "0"),
            ("affected.total", total),
        ] {
            if key != "affected.elsewhere" || total == "100" {
                desk.fact("dana", key, value, false);
            }
        }
        let what = AsIf {
            at: story("2026-12-01T12:00:00Z"),
            commands: vec![Command::set_fact(FactClaim {
                key: "affected.US-TX".to_owned(),
                value: if total == "100" { "1000" } else { "600" }.to_owned(),
                certainty: Certainty::Confirmed,
                learned_at: None,
                source: None,
                also: false,
            })],
            words: "more in Texas".to_owned(),
        };
        let effect = Effect::AsIf {
            code: IncidentRef::new(desk.code.clone()),
            what: Box::new(what),
        };
        let Answer::Opened(opened) = Worker::new(desk.record, place()).answer(effect) else {
            panic!("not shown")
        };
        let row = opened.facts.iter().find(|fact| fact.key == "affected.total").unwrap();
        let value = row.value.as_ref().unwrap().as_typed();
        assert_eq!(value, in_all.to_string());
        assert!(
            opened
                .whole
                .assessment
                .people
                .remarks
                .iter()
                .all(|remark| !remark.contains("add up"))
        );
    }
}

/// The screen says so in its first lines, takes no entry, and goes back with Esc.
#[test]
fn as_if_is_plainly_marked_and_takes_no_entry() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('W'));
    assert!(shown(&model, 80, 24).contains("nothing of it is recorded"));
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, "TX 900");
    let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
    let effects = update(&mut model, Event::Key(save));
    let [Effect::AsIf { what, .. }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert!(model.overlays.is_empty());
    assert!(what.words.contains("900 in Texas"), "{}", what.words);
    let moment = what.at.at();
    let words = what.words.clone();
    let Answer::Opened(mut opened) = crate::tui::incident(firebell::core::facts::IncidentKind::Real) else {
        unreachable!()
    };
    opened.as_of = Some(moment);
    opened.as_if = Some(words);
    let _ = update(&mut model, Answer::Opened(opened));
    let screen = shown(&model, 120, 40);
    assert!(
        screen.contains("AS IF, nothing of it is recorded") && screen.contains("900 in Texas"),
        "{screen}"
    );
    press(&mut model, KeyCode::Char('n'));
    assert!(model.overlays.is_empty(), "nothing can be recorded");
    press(&mut model, KeyCode::Esc);
    assert!(!shown(&model, 120, 40).contains("AS IF"));
}

#[test]
fn times_are_shown_in_utc_and_in_local_time_again_with_one_key() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('1'));
    let local = rows(&model);
    press(&mut model, KeyCode::Char('Z'));
    assert!(shown(&model, 120, 40).contains("in UTC"), "{}", shown(&model, 120, 40));
    let utc = rows(&model);
    assert_ne!(local, utc);
    assert!(utc.iter().any(|row| row.right.contains("22 Nov 2026 10:00")), "{utc:?}");
    // What is read again meanwhile is shown the same way.
    let _ = update(
        &mut model,
        crate::tui::incident(firebell::core::facts::IncidentKind::Real),
    );
    assert_eq!(rows(&model), utc);
    press(&mut model, KeyCode::Char('Z'));
    assert_eq!(rows(&model), local);
}
