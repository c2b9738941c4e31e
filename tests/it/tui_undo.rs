//! Undo and concurrent edits on a real record: what one person takes back is their own, and named.

use std::path::Path;

use chrono::TimeDelta;
use firebell::app::assessment::opened_incident;
use firebell::app::assessment::opened_incident::{OthersEntry, Undoing};
use firebell::app::files::playbook_files;
use firebell::app::law;
use firebell::app::record::{Actor, NewIncident, Opening, Record, RecordError};
use firebell::core::event::{Certainty, FactClaim, Note};
use firebell::core::facts::IncidentKind;
use firebell::core::incident::command::{Command, FactBasis, FactCommand, PlaybookCommand};
use firebell::core::law::load::load;
use firebell::core::time::WallTime;
use firebell::core::time::Zone;
use secrecy::SecretString;

/// A record with one incident, and a clock that goes on with every entry.
pub(crate) struct Desk {
    pub(crate) home: tempfile::TempDir,
    pub(crate) record: Record,
    pub(crate) now: WallTime,
    pub(crate) code: String,
}

fn secret() -> SecretString {
    SecretString::from("Ocelot-violet-94-staple")
}

fn actor() -> Actor {
    Actor {
        name: "dana".to_owned(),
        host: "host".to_owned(),
        session: "session".to_owned(),
    }
}

/// The record in a folder, opened once more.
pub(crate) fn reopened(data: &Path) -> Record {
    Record::open(Opening {
        folder: data,
        secret: (&secret()).into(),
        rules: load(&law::files::built_in()).rules,
        playbooks: playbook_files::load(None).unwrap().all,
        sign_off: firebell::app::letters::sign_off(None).unwrap(),
        actor: actor(),
        at: crate::common::wall("2026-11-24T09:00:00Z"),
    })
    .unwrap()
}

impl Desk {
    pub(crate) fn new(title: &str) -> Desk {
        let home = tempfile::TempDir::new().unwrap();
        let data = home.path().join("data");
        let now = crate::common::wall("2026-11-24T09:00:00Z");
        Record::create(&data, &secret(), &actor(), now).unwrap();
        let mut record = reopened(&data);
        let opened = record.open_incident(
            NewIncident {
                title,
                kind: IncidentKind::Real,
                zone: &Zone::utc(),
                id: "0192".to_owned(),
            },
            now,
        );
        let code = opened.unwrap().loaded.incident.code.to_string();
        Desk {
            home,
            record,
            now,
            code,
        }
    }

    pub(crate) fn run(&mut self, actor: &str, command: Command) -> Result<(), RecordError> {
        self.now = WallTime::read(self.now.at() + TimeDelta::minutes(1));
        self.record.actor.name = actor.to_owned();
        self.record.run(&self.code.clone(), command, self.now).map(|_| ())
    }

    pub(crate) fn fact(&mut self, actor: &str, key: &str, value: &str, also: bool) {
        let command = Command::Fact(FactCommand::Set(FactClaim {
            key: key.to_owned(),
            value: value.to_owned(),
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: None,
            also,
        }));
        self.run(actor, command).unwrap();
    }

    fn undoing(&mut self, actor: &str) -> Undoing {
        self.record.actor.name = actor.to_owned();
        let opened = opened_incident::opened(&mut self.record, &self.code.clone(), None, self.now);
        opened.unwrap().undo
    }

    /// Takes the newest entry back and gives what it was.
    fn undo(&mut self, actor: &str) -> String {
        let next = self.undoing(actor).next.unwrap();
        self.run(actor, next.undo.command).unwrap();
        next.what
    }

    fn values(&self, key: &str) -> Vec<String> {
        let loaded = self.record.load(&self.code).unwrap();
        let current = loaded.incident.current(key);
        let values = current.iter().filter_map(|entry| entry.value.as_ref());
        values.map(|value| value.literal().to_owned()).collect()
    }
}

#[test]
fn undo_walks_back_through_own_entries_and_never_swings_to_and_fro() {
    let mut desk = Desk::new("Mailbox read");
    desk.fact("dana", "data.medium", "\"paper\"", false);
    desk.fact("dana", "data.medium", "\"electronic\"", false);
    desk.fact("bo", "data.encrypted", "true", false);
    let playbook = "insider".to_owned();
    desk.run("dana", Command::Playbook(PlaybookCommand::Add { playbook }))
        .unwrap();
    assert_eq!(desk.undo("dana"), "Playbook added: insider");
    assert!(desk.record.load(&desk.code).unwrap().incident.playbooks.is_empty());
    assert!(desk.undo("dana").starts_with("Medium: electronic"));
    assert_eq!(desk.values("data.medium"), ["\"paper\""]);
    assert!(desk.undo("dana").starts_with("Medium: paper"));
    assert!(desk.values("data.medium").is_empty());
    assert_eq!(desk.undoing("dana").next, None, "nothing of dana's is left");
    // What somebody else recorded is still there.
    assert_eq!(desk.values("data.encrypted"), ["true"]);
    assert!(desk.undo("bo").starts_with("Encrypted: yes"));
    assert_eq!(desk.undoing("bo").next, None);
}

#[test]
fn what_somebody_else_recorded_is_named_and_left_alone() {
    let mut desk = Desk::new("Mailbox read");
    desk.fact("dana", "affected.US-TX", "5000", false);
    desk.fact("dana", "data.medium", "\"paper\"", false);
    desk.fact("carla", "affected.US-TX", "6000", false);
    let note = Command::AddNote(Note {
        text: "called the provider".to_owned(),
        privileged: false,
    });
    desk.run("dana", note).unwrap();
    desk.fact("carla", "data.encrypted", "false", false);
    let found = desk.undoing("dana");
    assert!(found.next.unwrap().what.starts_with("Medium: "));
    assert_eq!(found.stays.len(), 1, "{:?}", found.stays);
    assert_eq!(found.stays[0].what, "Note: called the provider");
    let OthersEntry { actor: who, what } = found.others.unwrap();
    assert_eq!(who, "carla");
    assert!(what.starts_with("Encrypted: no"), "{what}");
    let _ = desk.undo("dana");
    // Dana's own count stays: Carla has put another in its place.
    let found = desk.undoing("dana");
    assert_eq!(found.next, None);
    assert!(
        found
            .stays
            .iter()
            .any(|stays| stays.why.contains("carla changed the same thing later"))
    );
    assert_eq!(desk.values("affected.US-TX"), ["6000"]);
}

#[test]
fn moments_that_stood_side_by_side_stand_side_by_side_again() {
    let mut desk = Desk::new("Mailbox read");
    let moments = [
        "\"2026-11-24T03:56:00Z\"",
        "\"2026-11-24T04:07:00Z\"",
        "\"2026-11-24T04:20:00Z\"",
    ];
    for moment in moments {
        desk.fact("dana", "milestones.awareness", moment, true);
    }
    let _ = desk.undo("dana");
    assert_eq!(desk.values("milestones.awareness"), moments[..2]);
    let _ = desk.undo("dana");
    assert_eq!(desk.values("milestones.awareness"), moments[..1]);
}

#[test]
fn an_entry_is_not_taken_back_where_something_was_recorded_since_it_was_looked_at() {
    let mut desk = Desk::new("Mailbox read");
    desk.fact("dana", "data.medium", "\"paper\"", false);
    let looked = desk.undoing("dana").next.unwrap();
    desk.fact("carla", "data.medium", "\"both\"", false);
    let refused = desk.run("dana", looked.undo.command);
    assert!(matches!(refused, Err(RecordError::Refused(_))), "{refused:?}");
    assert_eq!(desk.values("data.medium"), ["\"both\""]);
}

#[test]
fn a_fact_that_changed_meanwhile_is_not_replaced_unseen() {
    let mut desk = Desk::new("Mailbox read");
    desk.fact("bo", "affected.US-TX", "5000", false);
    let entry = desk.record.load(&desk.code).unwrap().incident.seq;
    desk.fact("carla", "affected.US-TX", "6000", false);
    let set = |entry| Command::IfUnchanged {
        basis: FactBasis {
            key: "affected.US-TX".to_owned(),
            entry: Some(entry),
        },
        command: Box::new(Command::Fact(FactCommand::Set(FactClaim {
            key: "affected.US-TX".to_owned(),
            value: "5007".to_owned(),
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: None,
            also: false,
        }))),
    };
    let Err(RecordError::Refused(refusal)) = desk.run("bo", set(entry)) else {
        panic!("it was replaced")
    };
    assert!(refusal.message.contains("carla recorded 6000"), "{}", refusal.message);
    assert_eq!(desk.values("affected.US-TX"), ["6000"]);
    desk.run("bo", set(entry + 1)).unwrap();
    assert_eq!(desk.values("affected.US-TX"), ["5007"]);
}

#[test]
fn a_playbook_is_taken_out_again_on_the_command_line() {
    let (desk, code) = crate::common::record::Desk::with_incident("Mailbox read");
    let _ = desk.run(&["incident", "playbook", &code, "insider"]).ok();
    let tasks = |desk: &crate::common::record::Desk| desk.run(&["incident", "tasks", &code]).ok();
    assert!(tasks(&desk).contains("insider/"));
    let remove = [
        "incident",
        "playbook",
        &code,
        "insider",
        "--remove",
        "--reason",
        "it was phishing",
    ];
    let _ = desk.run(&remove).ok();
    assert!(!tasks(&desk).contains("insider/"));
    let log = desk.run(&["incident", "timeline", &code]).ok();
    assert!(log.contains("Playbook removed: insider (it was phishing)"), "{log}");
    let refused = desk
        .run(&["incident", "playbook", &code, "insider", "--remove"])
        .fails(2);
    assert!(refused.contains("does not use the playbook insider"), "{refused}");
}
