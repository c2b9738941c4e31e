//! The editor of a letter: typed into, saved, found in, led by the findings.

use crossterm::event::KeyModifiers;
use firebell::core::incident::command::{Command, LetterCommand};

use super::letters::{a_letter, an_open_letter};
use super::*;

const TEXT: &str = "# Report\n\nWe utilize a scanner. Measures: [[measures|to follow]]\n\nThe end.";

pub(super) fn letter(text: &str, findings: &[(&str, Weight)]) -> OpenLetter {
    let found = findings.iter().map(|(found, weight)| Finding {
        rule: "a-rule".to_owned(),
        weight: *weight,
        demand: "say it plainly".to_owned(),
        found: (*found).to_owned(),
        cite: "GDPR Art. 33(3)(d)".to_owned(),
    });
    OpenLetter {
        text: text.to_owned(),
        findings: found.collect(),
        ..an_open_letter()
    }
}

pub(super) fn at_editor(letter: OpenLetter) -> Model {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.letters.push(a_letter());
    press(&mut model, KeyCode::Char('l'));
    let _ = update(&mut model, Answer::Letter(Box::new(letter)));
    press(&mut model, KeyCode::Char('e'));
    assert!(matches!(model.overlays.last(), Some(Overlay::Editor(_))));
    model
}

pub(super) fn text(model: &Model) -> String {
    match model.overlays.last() {
        Some(Overlay::Editor(editor)) => editor.text(),
        other => panic!("{other:?}"),
    }
}

pub(super) fn chord(model: &mut Model, letter: char) -> Vec<Effect> {
    update(
        model,
        Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)),
    )
}

pub(super) fn findings() -> OpenLetter {
    letter(
        TEXT,
        &[
            ("open gaps: measures", Weight::Fails),
            ("“utilize”: better “use”", Weight::Warns),
            ("reading ease is 31; 50 or more is plain", Weight::Warns),
        ],
    )
}

#[test]
fn the_editor_shows_text_and_findings_beside_it() {
    let mut model = at_editor(findings());
    looks("letter_editor", &mut model);
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = shown(&model, width, height);
        for words in [
            "We utilize a scanner",
            "FAILS: open gaps: measures",
            "Ctrl-S save",
            "1 FAIL",
        ] {
            assert!(screen.contains(words), "{words}: {screen}");
        }
    }
}

#[test]
fn what_is_typed_is_saved_as_a_revision_of_the_text_it_was_made_of() {
    let mut model = at_editor(findings());
    type_in(&mut model, "Second ");
    assert!(shown(&model, 80, 24).contains("Changed, not saved"));
    let effects = chord(&mut model, 's');
    let [Effect::Run(code, command)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(**code, *"2026-014");
    let Command::Letter(LetterCommand::Revise(revision)) = &**command else {
        panic!("{command:?}")
    };
    assert_eq!(revision.text, format!("Second {TEXT}"));
    assert_eq!(revision.based_on, Some(findings().id.sha256));
    // The record answers; the same text is the letter's now.
    let mut saved = letter(&revision.text, &[]);
    saved.id.sha256 = "cd".repeat(32).parse().unwrap();
    let _ = update(&mut model, Answer::Letter(Box::new(saved.clone())));
    assert!(!shown(&model, 80, 24).contains("Changed, not saved"));
    assert!(shown(&model, 80, 24).contains("Check: nothing found"));
    // The next save is made of it.
    type_in(&mut model, "x");
    let effects = chord(&mut model, 's');
    let [Effect::Run(_, command)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert!(
        matches!(&**command, Command::Letter(LetterCommand::Revise(next)) if next.based_on == Some(saved.id.sha256)),
        "{command:?}"
    );
}

#[test]
fn a_save_of_somebody_else_never_replaces_what_is_typed() {
    let mut model = at_editor(findings());
    type_in(&mut model, "Mine ");
    let mut other = letter("Theirs", &[]);
    other.id.sha256 = "cd".repeat(32).parse().unwrap();
    let _ = update(&mut model, Answer::Letter(Box::new(other)));
    assert_eq!(text(&model), format!("Mine {TEXT}"));
    let effects = chord(&mut model, 's');
    let [Effect::Run(_, command)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    // It is handed in as made of the older text, so that the record joins both.
    assert!(
        matches!(&**command, Command::Letter(LetterCommand::Revise(next)) if next.based_on == Some(findings().id.sha256)),
        "{command:?}"
    );
    let recorded = Answer::Recorded {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: String::new(),
        opened: None,
        view: None,
    };
    let _ = update(&mut model, recorded);
    let _ = update(&mut model, Answer::Letter(Box::new(letter("Both", &[]))));
    assert_eq!(text(&model), "Both");
}

#[test]
fn tab_goes_from_finding_to_finding_and_selects_its_place() {
    let mut model = at_editor(findings());
    press(&mut model, KeyCode::Tab);
    assert!(
        shown(&model, 120, 40).contains("Finding 1 of 3: line 3."),
        "{}",
        shown(&model, 120, 40)
    );
    // What is selected is replaced by what is typed.
    type_in(&mut model, "two firewalls");
    assert!(text(&model).contains("Measures: two firewalls\n"), "{}", text(&model));
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, "use");
    assert!(text(&model).contains("We use a scanner"), "{}", text(&model));
    press(&mut model, KeyCode::Tab);
    assert!(shown(&model, 120, 40).contains("about the whole letter"));
    press(&mut model, KeyCode::BackTab);
    assert!(shown(&model, 120, 40).contains("Finding 2 of 3"));
}

#[test]
fn undo_redo_search_and_a_paste() {
    let mut model = at_editor(findings());
    let _ = update(&mut model, Event::Paste("One\r\ntwo\u{7} ".to_owned()));
    assert!(text(&model).starts_with("One\ntwo # Report"));
    let _ = chord(&mut model, '/');
    assert_eq!(text(&model), TEXT);
    let _ = chord(&mut model, 'r');
    assert!(text(&model).starts_with("One\ntwo "));
    let _ = chord(&mut model, '/');
    let _ = chord(&mut model, 'f');
    type_in(&mut model, "the END");
    press(&mut model, KeyCode::Enter);
    assert!(shown(&model, 120, 40).contains("“the END”: 1 of 1."));
    press(&mut model, KeyCode::Esc);
    type_in(&mut model, "Not ");
    assert!(text(&model).ends_with("\nNot The end."), "{}", text(&model));
}

/// An arrow leaves what is selected at its own end, wherever the cursor is within it.
#[test]
fn arrows_leave_what_is_selected_at_its_ends() {
    for (arrow, ends) in [(KeyCode::Left, "\n!The end."), (KeyCode::Right, "\nThe end!.")] {
        let found = [("“The end”: say what ends", Weight::Warns)];
        let mut model = at_editor(letter(TEXT, &found));
        press(&mut model, KeyCode::Tab);
        press(&mut model, arrow);
        type_in(&mut model, "!");
        assert!(text(&model).ends_with(ends), "{}", text(&model));
    }
}

fn recorded() -> Answer {
    Answer::Recorded {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: "Letter eu-gdpr revised".to_owned(),
        opened: None,
        view: None,
    }
}

fn next_revision(text: &str) -> Answer {
    let mut saved = letter(text, &[]);
    saved.id.sha256 = "cd".repeat(32).parse().unwrap();
    Answer::Letter(Box::new(saved))
}

/// The text that a save hands to the record, and the revision it is made of.
fn handed(effects: &[Effect]) -> (String, Option<String>) {
    let revised = effects.iter().find_map(|effect| match effect {
        Effect::Run(_, command) => match &**command {
            Command::Letter(LetterCommand::Revise(revision)) => Some((
                revision.text.clone(),
                revision.based_on.as_ref().map(ToString::to_string),
            )),
            other => panic!("{other:?}"),
        },
        _ => None,
    });
    revised.unwrap_or_else(|| panic!("{effects:?}"))
}

/// Esc right behind Ctrl-S: whether the text is saved is known only when the record has answered.
#[test]
fn an_editor_that_is_left_while_it_saves_waits_for_the_answer() {
    let saved = format!("Second {TEXT}");
    // The answer comes before the editor is opened again, or after it.
    for first_answer in [true, false] {
        let mut model = at_editor(findings());
        type_in(&mut model, "Second ");
        let _ = chord(&mut model, 's');
        press(&mut model, KeyCode::Esc);
        assert!(
            !shown(&model, 80, 24).contains("Not saved"),
            "{}",
            shown(&model, 80, 24)
        );
        let mut forgotten = Vec::new();
        if first_answer {
            let _ = update(&mut model, recorded());
            forgotten = update(&mut model, next_revision(&saved));
            press(&mut model, KeyCode::Char('e'));
        } else {
            press(&mut model, KeyCode::Char('e'));
            assert!(shown(&model, 80, 24).contains("Saving"), "{}", shown(&model, 80, 24));
            let _ = update(&mut model, recorded());
            // It is saved: nothing beside “revised” says otherwise.
            assert!(shown(&model, 80, 24).contains("Saved."), "{}", shown(&model, 80, 24));
            forgotten.extend(update(&mut model, next_revision(&saved)));
        }
        assert!(
            forgotten
                .iter()
                .any(|effect| matches!(effect, Effect::Draft { text: None, .. })),
            "{forgotten:?}"
        );
        assert!(!model.message.contains("not saved"), "{}", model.message);
        assert_eq!(text(&model), saved);
        type_in(&mut model, "x");
        // What is typed next is made of what was saved: it meets nobody's changes.
        let (_, made_of) = handed(&chord(&mut model, 's'));
        assert_eq!(made_of, Some("cd".repeat(32)));
    }
}

/// A save that is refused leaves the draft.
#[test]
fn an_editor_that_was_left_and_is_refused_keeps_its_draft() {
    let mut model = at_editor(findings());
    type_in(&mut model, "Second ");
    let _ = chord(&mut model, 's');
    press(&mut model, KeyCode::Esc);
    let failure = Failure {
        about: Subject::Incident(IncidentRef::new("2026-014")),
        words: "the disk is full".to_owned(),
        field: None,
    };
    let _ = update(&mut model, Answer::Failed(failure));
    press(&mut model, KeyCode::Char('e'));
    assert!(model.message.contains("not saved yet"), "{}", model.message);
    assert_eq!(text(&model), format!("Second {TEXT}"));
}

/// A second save waits for the first: made of the revision before, it would meet one's own words.
#[test]
fn a_save_behind_a_save_is_made_of_the_first() {
    let mut model = at_editor(findings());
    type_in(&mut model, "One ");
    let (first, _) = handed(&chord(&mut model, 's'));
    type_in(&mut model, "two ");
    assert_eq!(chord(&mut model, 's'), Vec::new());
    let _ = update(&mut model, recorded());
    let (second, made_of) = handed(&update(&mut model, next_revision(&first)));
    assert_eq!(second, format!("One two {TEXT}"));
    assert_eq!(made_of, Some("cd".repeat(32)));
}

/// As after a lock that fell between the save and its answer.
#[test]
fn a_draft_of_what_the_letter_says_already_is_let_go() {
    let mut model = at_editor(findings());
    type_in(&mut model, "Second ");
    press(&mut model, KeyCode::Esc);
    let _ = update(&mut model, next_revision(&format!("Second {TEXT}")));
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('e'))));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Draft { text: None, .. })),
        "{effects:?}"
    );
    assert!(!model.message.contains("not saved"), "{}", model.message);
    assert!(shown(&model, 80, 24).contains("Saved."), "{}", shown(&model, 80, 24));
}

/// A long paragraph is one line of the file and several of the screen.
#[test]
fn long_lines_wrap_at_words() {
    let model = at_editor(letter(&"A sentence of some words. ".repeat(12), &[]));
    let screen = shown(&model, 80, 24);
    let full = screen.lines().filter(|line| line.contains("sentence")).count();
    assert!(full >= 4, "{screen}");
    assert!(
        !screen
            .lines()
            .any(|line| line.trim_end_matches(['│', '"', ' ']).ends_with("sente")),
        "{screen}"
    );
}

#[test]
fn what_is_not_saved_is_kept_once_a_second_and_comes_back() {
    let mut model = at_editor(findings());
    type_in(&mut model, "Half a ");
    model.waiting = 0;
    let now = WallTime::read(at(NOW));
    let effects = update(&mut model, Event::Tick(now));
    let kept = effects.iter().any(
        |effect| matches!(effect, Effect::Draft { text: Some(text), .. } if text.ends_with(&format!("Half a {TEXT}"))),
    );
    assert!(kept, "{effects:?}");
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Letter(firebell::tui::LetterEffect::Check(_)))),
        "{effects:?}"
    );
    model.waiting = 0;
    // Nothing was typed since: nothing is kept or checked again.
    let effects = update(&mut model, Event::Tick(now));
    assert!(
        effects.iter().all(|effect| matches!(effect, Effect::Look { .. })),
        "{effects:?}"
    );
    press(&mut model, KeyCode::Esc);
    assert!(shown(&model, 80, 24).contains("comes back with e"));
    press(&mut model, KeyCode::Char('e'));
    assert_eq!(text(&model), format!("Half a {TEXT}"));
    let _ = chord(&mut model, 'q');
    press(&mut model, KeyCode::Char('e'));
    assert_eq!(text(&model), TEXT);
}

#[test]
fn the_own_editor_is_one_chord_away_and_its_text_comes_back_into_this_one() {
    let mut model = at_editor(findings());
    type_in(&mut model, "New ");
    let effects = chord(&mut model, 'o');
    let [Effect::Terminal(TerminalEffect::Editor { target, text: given })] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(*given, format!("New {TEXT}"));
    let came = Answer::Edited {
        target: target.clone(),
        text: Some("From vi".to_owned()),
    };
    assert!(update(&mut model, came).is_empty());
    assert_eq!(text(&model), "From vi");
    let _ = chord(&mut model, '/');
    assert_eq!(text(&model), format!("New {TEXT}"));
}

#[test]
fn a_click_sets_the_cursor() {
    use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
    let mut model = at_editor(findings());
    let _ = update(&mut model, Event::Resize(80, 24));
    let _ = shown(&model, 80, 24);
    // The third line of the text, behind its second letter.
    let click = MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: 3,
        row: 5,
        modifiers: KeyModifiers::NONE,
    };
    let _ = update(&mut model, Event::Mouse(click));
    type_in(&mut model, "!");
    assert!(text(&model).contains("We! utilize"), "{}", text(&model));
}

/// A finding that names two gaps leads to each of them before the next finding comes.
#[test]
fn a_finding_with_two_places_leads_to_both() {
    let text = "# Report\n\nName: [[dpo.name|who]]\n\nWe utilize it. Measures: [[measures|what]]";
    let found = [
        ("open gaps: dpo.name, measures", Weight::Fails),
        ("“utilize”: better “use”", Weight::Warns),
    ];
    let mut model = at_editor(letter(text, &found));
    let mut said = |code: KeyCode| {
        press(&mut model, code);
        model.message.clone()
    };
    assert_eq!(said(KeyCode::Tab), "Finding 1 of 2, place 1 of 2: line 3.");
    assert_eq!(said(KeyCode::Tab), "Finding 1 of 2, place 2 of 2: line 5.");
    assert_eq!(said(KeyCode::Tab), "Finding 2 of 2: line 5.");
    assert_eq!(said(KeyCode::BackTab), "Finding 1 of 2, place 2 of 2: line 5.");
    assert_eq!(said(KeyCode::BackTab), "Finding 1 of 2, place 1 of 2: line 3.");
}
