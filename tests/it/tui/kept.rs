//! What somebody wrote is not lost: a save that fails, a read under way while a text is saved, and the lock.

use crossterm::event::KeyModifiers;
use firebell::drill::edit::Draft;
use firebell::drill::scenario_files::sources;
use firebell::tui::{Resume, Subject};

use super::editor::{at_editor, chord, findings, letter, text};
use super::*;

fn recorded() -> Answer {
    Answer::Recorded {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: "Letter revised".to_owned(),
        opened: None,
        view: None,
    }
}

#[test]
fn a_save_that_fails_leaves_the_text_and_its_draft() {
    let mut model = at_editor(findings());
    type_in(&mut model, "Mine ");
    let mine = text(&model);
    let _ = chord(&mut model, 's');
    let failed = Answer::Failed(Failure {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: "the text is too long".to_owned(),
        field: None,
    });
    let _ = update(&mut model, failed);
    assert!(shown(&model, 80, 24).contains("the text is too long"));
    // The letter is read again as it stands, and once more with what somebody else saved.
    for (others, sha256) in [("As it was", "ab"), ("Theirs", "cd")] {
        let mut read = letter(others, &[]);
        read.id.sha256 = sha256.repeat(32).parse().unwrap();
        let effects = update(&mut model, Answer::Letter(Box::new(read)));
        assert_eq!(text(&model), mine);
        assert!(
            effects
                .iter()
                .all(|effect| !matches!(effect, Effect::Draft { text: None, .. })),
            "{effects:?}"
        );
    }
    assert!(shown(&model, 80, 24).contains("Changed, not saved"));
}

#[test]
fn a_read_that_was_under_way_takes_nothing_from_a_text_that_is_saved() {
    let mut model = at_editor(findings());
    type_in(&mut model, "Mine ");
    let mine = text(&model);
    let _ = chord(&mut model, 's');
    let mut before = letter("Theirs", &[]);
    before.id.sha256 = "cd".repeat(32).parse().unwrap();
    let _ = update(&mut model, Answer::Letter(Box::new(before)));
    assert_eq!(text(&model), mine);
    let _ = update(&mut model, recorded());
    // What is read after it was recorded holds both.
    let mut both = letter("Mine and theirs", &[]);
    both.id.sha256 = "ef".repeat(32).parse().unwrap();
    let _ = update(&mut model, Answer::Letter(Box::new(both)));
    assert_eq!(text(&model), "Mine and theirs");
    assert!(!shown(&model, 80, 24).contains("Changed, not saved"));
}

#[test]
fn one_undo_takes_a_word_back_and_after_a_search_the_cursor_is_at_the_beginning() {
    let mut model = at_editor(findings());
    type_in(&mut model, "The log shows ");
    let _ = chord(&mut model, '/');
    assert_eq!(text(&model), format!("The log {}", findings().text));
    let _ = chord(&mut model, '/');
    let _ = chord(&mut model, 'r');
    assert_eq!(text(&model), format!("The log {}", findings().text));
    let _ = chord(&mut model, 'f');
    type_in(&mut model, "scanner");
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Left);
    type_in(&mut model, "!");
    assert!(
        text(&model).contains("a! scanner") || text(&model).contains("a !scanner"),
        "{}",
        text(&model)
    );
}

fn unsaved_scenario() -> Model {
    let mut model = at_incident();
    let file = sources::find("lost-laptop", None).unwrap();
    let draft = Draft::copy(&file, "Our stolen laptop").unwrap();
    let checked = firebell::drill::edit::Checked {
        draft,
        problems: Vec::new(),
        preview: Vec::new(),
    };
    let opened = Answer::Scenario {
        checked: Box::new(checked),
        own_file: Some(false),
        words: String::new(),
    };
    let _ = update(&mut model, opened);
    assert_eq!(model.screen(), ScreenName::Scenario);
    model
}

#[test]
fn changes_to_a_scenario_are_still_there_behind_the_lock() {
    let mut model = unsaved_scenario();
    let resume = Resume::of(&mut model);
    let mut next = at_board();
    let effect = resume.go(&mut next);
    assert!(matches!(effect, Some(Effect::Incident { .. })), "{effect:?}");
    // The incident is on top, the scenario below it.
    press(&mut next, KeyCode::Esc);
    assert_eq!(next.screen(), ScreenName::Scenario, "{}", shown(&next, 80, 24));
    assert!(shown(&next, 120, 40).contains("Our stolen laptop"));
    let quit = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE);
    let _ = update(&mut next, Event::Key(quit));
    assert!(
        shown(&next, 80, 24).contains("Leave the scenario"),
        "{}",
        shown(&next, 80, 24)
    );
}
