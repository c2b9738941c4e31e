//! Keys ahead of the record: they are kept while it is at work, and played in their order where they were meant.

use crossterm::event::KeyModifiers;
use firebell::core::incident::command::Command;
use firebell::tui::{FormId, Resume};

use super::*;

fn recorded(about: &str) -> Answer {
    Answer::Recorded {
        about: Subject::Incident(IncidentRef::new(about)),
        words: "Note recorded.".to_owned(),
        opened: None,
        view: None,
    }
}

/// The form that an effect hands in, and the text of the note in it.
fn note(effects: &[Effect]) -> (FormId, String) {
    let [.., Effect::Submitted(form, effect)] = effects else {
        panic!("{effects:?}")
    };
    let Effect::Run(_, command) = &**effect else {
        panic!("{effect:?}")
    };
    let Command::AddNote(note) = &**command else {
        panic!("{command:?}")
    };
    (*form, note.text.clone())
}

fn submits(effects: Vec<Effect>) -> Vec<Effect> {
    let submits = effects
        .into_iter()
        .filter(|effect| matches!(effect, Effect::Submitted(..)));
    submits.collect()
}

/// Types a text key by key; what is asked of the record is left unanswered.
fn ahead(model: &mut Model, text: &str) -> Vec<Effect> {
    let keys = text.chars().map(|letter| match letter {
        '\r' => KeyCode::Enter,
        letter => KeyCode::Char(letter),
    });
    keys.flat_map(|key| update(model, Event::Key(KeyEvent::from(key))))
        .collect()
}

#[test]
fn what_is_typed_while_a_note_is_saved_is_the_next_note() {
    let mut model = at_incident();
    let code = model.at_hand().unwrap();
    let sent = submits(ahead(&mut model, ". one\r. two\r"));
    let (form, text) = note(&sent);
    assert_eq!((sent.len(), text.as_str()), (1, "one"));
    assert!(model.message.contains("Saving …"), "{}", model.message);
    let sent = submits(update(&mut model, Answer::Submitted(form, Box::new(recorded(&code)))));
    let (form, text) = note(&sent);
    assert_eq!(text, "two");
    // Ctrl-Q discards what waits, and nothing else.
    ahead(&mut model, ". three\r");
    let discard = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::CONTROL);
    assert!(update(&mut model, Event::Key(discard)).is_empty());
    assert!(model.message.contains("discarded"), "{}", model.message);
    let effects = update(&mut model, Answer::Submitted(form, Box::new(recorded(&code))));
    assert!(submits(effects).is_empty() && model.overlays.is_empty());
}

#[test]
fn what_is_typed_behind_a_refused_form_goes_nowhere_and_is_told() {
    let mut model = at_incident();
    let code = model.at_hand().unwrap();
    let (form, _) = note(&submits(ahead(&mut model, ". one\r. two\r")));
    let refused = Answer::Failed(Failure {
        about: Subject::Incident(IncidentRef::new(&*code)),
        words: "not now".to_owned(),
        field: None,
    });
    let effects = update(&mut model, Answer::Submitted(form, Box::new(refused)));
    assert!(effects.is_empty(), "{effects:?}");
    assert!(model.message.contains("6 keys) was not used"), "{}", model.message);
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{:?}", model.overlays)
    };
    assert_eq!(form.value("line"), "one");
}

#[test]
fn a_yes_ahead_of_its_question_is_neither_an_answer_nor_a_command() {
    let mut model = at_incident();
    let code = model.at_hand().unwrap();
    let (form, _) = note(&submits(ahead(&mut model, ". one\ry. two\r")));
    let sent = submits(update(&mut model, Answer::Submitted(form, Box::new(recorded(&code)))));
    assert_eq!(note(&sent).1, "two");
}

#[test]
fn what_is_typed_while_an_incident_is_read_is_for_that_incident() {
    let mut model = at_board();
    let effects = ahead(&mut model, "\r. seen\r");
    assert!(
        matches!(effects.as_slice(), [Effect::Incident { .. }, ..]),
        "{effects:?}"
    );
    assert!(model.overlays.is_empty(), "{:?}", model.overlays);
    let code = model.incident().unwrap().code.clone();
    let Answer::Opened(mut opened) = incident(IncidentKind::Real) else {
        panic!()
    };
    opened.whole.code = code.to_string();
    let sent = submits(update(&mut model, Answer::Opened(opened)));
    assert_eq!(note(&sent).1, "seen");
    // An incident that cannot be read takes its keys with it.
    let mut model = at_board();
    ahead(&mut model, "\r. seen\r");
    let failed = Answer::Failed(Failure {
        about: Subject::Incident(code),
        words: "unreadable".to_owned(),
        field: None,
    });
    assert!(submits(update(&mut model, failed)).is_empty());
    assert!(
        model.overlays.is_empty() && model.message.contains("was not used"),
        "{}",
        model.message
    );
}

/// What is typed behind the lock is a passphrase.
#[test]
fn nothing_behind_the_lock_is_played() {
    let mut model = at_incident();
    let code = model.at_hand().unwrap();
    let (form, _) = note(&submits(ahead(&mut model, ". one\r@. secret words\r")));
    let effects = update(&mut model, Answer::Submitted(form, Box::new(recorded(&code))));
    assert!(model.locked.is_some());
    assert!(submits(effects).is_empty() && model.overlays.is_empty());
    assert!(submits(ahead(&mut model, ". secret words\r")).is_empty() && model.overlays.is_empty());
}

/// Several lines in one burst: a line ends where the next begins with its key; pasted text goes on in the line.
#[test]
fn a_line_of_a_burst_ends_where_the_next_one_begins_with_its_key() {
    let burst = |model: &mut Model, text: &str| -> Vec<Effect> {
        let keys = text.chars().map(|letter| match letter {
            '\r' => KeyEvent::from(KeyCode::Enter),
            letter => KeyEvent::from(KeyCode::Char(letter)),
        });
        keys.flat_map(|key| update(model, Event::Burst(key))).collect()
    };
    let mut model = at_incident();
    let code = model.at_hand().unwrap();
    ahead(&mut model, ".");
    let (form, text) = note(&submits(burst(&mut model, " one\r. two\r. three")));
    assert_eq!(text, "one");
    let end = Event::BurstEnd(KeyEvent::from(KeyCode::Enter));
    assert!(update(&mut model, end).is_empty());
    let (form, text) = note(&submits(update(
        &mut model,
        Answer::Submitted(form, Box::new(recorded(&code))),
    )));
    assert_eq!(text, "two");
    let (_, text) = note(&submits(update(
        &mut model,
        Answer::Submitted(form, Box::new(recorded(&code))),
    )));
    assert_eq!(text, "three");
    let mut model = at_incident();
    ahead(&mut model, ".");
    assert!(submits(burst(&mut model, "pasted\rqd text")).is_empty());
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{:?}", model.overlays)
    };
    assert_eq!(form.value("line"), "pastedqd text");
}

/// `.` on the board is a line in the log of the incident selected; what is typed behind it is that line.
#[test]
fn a_dot_on_the_board_logs_in_the_incident_selected() {
    let mut model = at_board();
    let effects = ahead(&mut model, ". seen from the board\r");
    assert!(
        matches!(effects.as_slice(), [Effect::Incident { .. }, ..]),
        "{effects:?}"
    );
    let code = model.incident().unwrap().code.clone();
    let Answer::Opened(mut opened) = incident(IncidentKind::Real) else {
        panic!()
    };
    opened.whole.code = code.to_string();
    let sent = submits(update(&mut model, Answer::Opened(opened)));
    assert_eq!(note(&sent).1, "seen from the board");
    // Without an incident it says so, and what follows is no log line of anything.
    let mut model = at_board();
    let _ = update(&mut model, Answer::Board(Vec::new(), Vec::new()));
    assert!(ahead(&mut model, ".").is_empty());
    assert!(model.message.contains("nothing to open"), "{}", model.message);
}

/// Enter on an entry reads it in full; from there it is corrected, and both entries tell of each other.
#[test]
fn an_entry_is_read_in_full_and_corrected() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('5'));
    press(&mut model, KeyCode::Enter);
    let Some(Overlay::Text { title, text, .. }) = model.overlays.last() else {
        panic!("{}", shown(&model, 80, 24))
    };
    let seq: u64 = title.trim_start_matches("entry #").parse().unwrap();
    assert!(text.contains("t: the incident as of this moment"), "{text}");
    press(&mut model, KeyCode::Char('e'));
    ahead(&mut model, "it was 9:20");
    let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
    let effects = submits(update(&mut model, Event::Key(save)));
    if let [Effect::Submitted(..)] = effects.as_slice() {
        assert_eq!(note(&effects).1, format!("Correction of entry #{seq}: it was 9:20"));
    } else {
        panic!("{effects:?} {}", shown(&model, 80, 24));
    }
    // As it was then, from the text of the entry.
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('5'));
    press(&mut model, KeyCode::Enter);
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('t'))));
    assert!(
        matches!(effects.as_slice(), [Effect::Incident { until: Some(_), .. }]),
        "{effects:?}"
    );
}

/// Whoever comes back behind the lock sees what others recorded meanwhile.
#[test]
fn behind_the_lock_what_others_recorded_is_news() {
    let mut model = at_incident();
    let code = model.at_hand().unwrap();
    let resume = Resume::of(&mut model);
    let mut next = at_board();
    next.started = false;
    next.start.drafts.clear();
    assert!(resume.go(&mut next).is_some());
    let _ = update(&mut next, incident(IncidentKind::Real));
    let mut start = at_board().start;
    start.actor = "somebody else".to_owned();
    let seen = format!("seen/somebody else/{code}");
    start.drafts.insert(seen, "1".to_owned());
    let _ = update(&mut next, Answer::Started(Box::new(start)));
    press(&mut next, KeyCode::Char('*'));
    let screen = shown(&next, 80, 24);
    assert!(!screen.contains("Nobody else") && screen.contains("Log ·"), "{screen}");
}
