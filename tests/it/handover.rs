//! The handover from one shift to the next, from a real record.

use firebell::core::event::{Note, ObligationAssignment, Reminder};
use firebell::core::incident::command::{Command, ReminderCommand};
use firebell::core::time::Zone;
use firebell::tui::{Answer, Effect, IncidentRef, Place, Worker};

use crate::common::at;
use crate::tui_undo::Desk;

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

fn note(text: &str) -> Command {
    Command::AddNote(Note {
        text: text.to_owned(),
        privileged: false,
    })
}

/// The lines below a head, up to the next one.
fn below<'t>(text: &'t str, head: &str) -> Vec<&'t str> {
    let lines = text.lines().skip_while(|line| *line != head).skip(1);
    let lines = lines.skip_while(|line| line.is_empty());
    lines.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn whoever_comes_next_reads_what_is_open_and_what_this_shift_has_done() {
    let mut desk = Desk::new("Ticket system read");
    for (key, value) in [
        ("milestones.awareness", "\"2026-11-24T08:00:00Z\""),
        ("data.elements", "[\"any_personal_data\"]"),
        ("breach.types", "[\"confidentiality\"]"),
        ("affected.DE", "1200"),
        ("organisation.country", "\"DE\""),
        ("organisation.role", "\"controller\""),
        ("organisation.eu_main_establishment", "\"DE-BY\""),
    ] {
        desk.fact("dana", key, value, false);
    }
    desk.run("dana", note("early shift ends #handover to Bo")).unwrap();
    desk.run("bo", note("called Okta")).unwrap();
    desk.fact("bo", "data.encrypted", "false", false);
    let given = ObligationAssignment {
        obligation: "eu-gdpr/regulator".into(),
        owner: "Bo".to_owned(),
        due: Some(at("2026-11-25T09:00:00Z")),
    };
    desk.run("bo", Command::Assign(given)).unwrap();
    let remind = Reminder {
        at: at("2030-01-01T00:00:00Z"),
        about: "next briefing".to_owned(),
        owner: None,
    };
    desk.run("bo", Command::Remind(ReminderCommand::Set(remind))).unwrap();
    let code = IncidentRef::new(desk.code.clone());
    let mut worker = Worker::new(desk.record, place());
    let answer = worker.answer(Effect::Handover(code));
    let Answer::Text { text, .. } = answer else {
        panic!("{answer:?}")
    };
    assert!(text.contains("the last line of the log with #handover"), "{text}");
    let deadlines = below(&text, "Next deadlines");
    assert!(
        deadlines[0].contains("(Art 33(1), 33(3)), Bo by") && !text.contains("eu-gdpr/"),
        "{text}"
    );
    assert!(
        below(&text, "Waiting for an answer")
            .iter()
            .any(|line| line.contains("next briefing")),
        "{text}"
    );
    assert!(
        below(&text, "Open")
            .iter()
            .any(|line| line.contains("(Art 33(1), 33(3)), Bo")),
        "{text}"
    );
    let done = below(&text, "Done in this shift").join("\n");
    assert!(
        done.contains("bo: Note: called Okta") && !done.contains("early shift"),
        "{text}"
    );
    let word = below(&text, "From the shift before").join("\n");
    assert!(word.contains("dana: early shift ends to Bo"), "{text}");
    let before = text.split_once("In the shift before").unwrap().1;
    assert!(
        before.contains("People in Germany: 1200") && !before.contains("called Okta"),
        "{text}"
    );
    let changed = below(&text, "What changed").join("\n");
    assert!(
        changed.contains("Encrypted: no") && !changed.contains("Data elements:"),
        "{text}"
    );
}

/// What cannot be is refused: an obligation nobody has, a reminder in the past, an end of none.
#[test]
fn work_is_given_and_reminders_are_set_by_the_rules_of_the_record() {
    let mut desk = Desk::new("Ticket system read");
    let given = ObligationAssignment {
        obligation: "eu-gdpr/regulater".into(),
        owner: "Bo".to_owned(),
        due: None,
    };
    let refused = desk.run("bo", Command::Assign(given)).unwrap_err();
    assert!(refused.to_string().contains("unknown obligation"), "{refused}");
    let past = Reminder {
        at: at("2026-11-24T08:00:00Z"),
        about: "next briefing".to_owned(),
        owner: None,
    };
    let refused = desk
        .run("bo", Command::Remind(ReminderCommand::Set(past.clone())))
        .unwrap_err();
    assert!(refused.to_string().contains("past"), "{refused}");
    assert!(desk.run("bo", Command::Remind(ReminderCommand::End(1))).is_err());
    let later = Reminder {
        at: at("2026-11-25T08:00:00Z"),
        ..past
    };
    desk.run("bo", Command::Remind(ReminderCommand::Set(later))).unwrap();
    let code = desk.code.clone();
    let set = desk.record.load(&code).unwrap().incident.reminders;
    assert!(!set[0].ended);
    desk.run("bo", Command::Remind(ReminderCommand::End(set[0].set.seq)))
        .unwrap();
    assert!(desk.record.load(&code).unwrap().incident.reminders[0].ended);
    assert!(
        desk.run("bo", Command::Remind(ReminderCommand::End(set[0].set.seq)))
            .is_err()
    );
}
