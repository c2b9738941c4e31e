//! The workbench of one member while somebody else joins.

use firebell::tui::{Answer, Effect, Place, Start, Worker};

use super::Team;
use crate::tui_pty::Screen;

/// What the workbench starts with, where an answer brings it.
fn start(answer: Answer) -> Option<Box<Start>> {
    match answer {
        Answer::Started(start) => Some(start),
        Answer::Team(answer, _) | Answer::Warned(answer, _) => start(*answer),
        _ => None,
    }
}

#[test]
fn somebody_who_joins_meanwhile_can_be_given_work() {
    let team = Team::new();
    let place = Place {
        law: firebell::workspace::LawHome::default(),
        silence: firebell::drill::driving::presence::Silence::default(),
        home: firebell::core::time::Zone::utc(),
        notices: None,
        letters: None,
        scenarios: None,
        hooks: Vec::new(),
    };
    let mut worker = Worker::new(crate::common::record::record(&team.desk), place);
    let alone = start(worker.answer(Effect::Start)).unwrap();
    assert_eq!(alone.members.len(), 1);
    let look = || Effect::Look {
        code: None,
        letter: None,
        force: false,
    };
    let team = team.with("lee", &["responder"]);
    let both = start(worker.answer(look())).unwrap();
    assert!(both.members.iter().any(|name| name == "lee"), "{:?}", both.members);
    // It is said once.
    assert!(start(worker.answer(look())).is_none());
    drop(team);
}

#[test]
fn an_invitation_that_lies_at_hand_is_named_at_the_lock_and_an_empty_answer_is_asked_again() {
    let team = Team::new();
    let _ = team.incident("dana");
    let home = team.desk.beside("");
    let at_home = [("HOME", home.to_str().unwrap())];
    let mut screen = Screen::open(&team.desk, &at_home);
    screen.sees("a laptop is gone").types("@").sees("To continue");
    screen.types("\r").sees("File of the invitation: ").types("\r");
    screen.sees("Type where the file lies");
    screen.killed();
    let (file, code) = team.invite("lee", &["responder"]);
    std::fs::rename(file, team.desk.beside("lee.invite")).unwrap();
    let code = std::fs::read_to_string(code).unwrap();
    let mut screen = Screen::open(&team.desk, &at_home);
    screen.sees("a laptop is gone").types("@").sees("To continue");
    screen
        .types("\r")
        .sees("lee.invite]: ")
        .types("\r")
        .sees("Code of the invitation");
    screen
        .types(&format!("{}\r", code.trim()))
        .sees("a passphrase of your own");
    screen.killed();
}
