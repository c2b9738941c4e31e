//! What holds on every screen: the mouse, themes, the mark of an exercise, the search, the keys.

use super::*;

#[test]
fn the_mouse_selects_and_opens() {
    use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
    let click = |column, row| {
        Event::Mouse(MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column,
            row,
            modifiers: crossterm::event::KeyModifiers::NONE,
        })
    };
    let mut model = at_board();
    let _ = update(&mut model, Event::Resize(80, 24));
    assert!(update(&mut model, click(10, 4)).is_empty());
    assert_eq!(model.board().selected().unwrap().code, "2026-014");
    let effects = update(&mut model, click(10, 4));
    assert!(matches!(effects.as_slice(), [Effect::Incident { code, .. }] if **code == *"2026-014"));
    let mut model = at_incident();
    let _ = update(&mut model, Event::Resize(80, 24));
    let _ = update(&mut model, click(52, 5));
    assert_eq!(model.incident().unwrap().tab.title(), "Regulatory");
}

#[test]
fn themes_change_looks_and_never_words() {
    let mut model = at_incident();
    let words = shown(&model, 80, 24);
    for theme in Theme::ALL {
        model.theme = theme;
        assert_eq!(shown(&model, 80, 24), words);
    }
}

#[test]
fn an_exercise_says_so_on_every_screen() {
    assert!(shown(&at_board(), 80, 24).contains("EXERCISE Ransomware"));
    let mut model = at_incident();
    let _ = update(&mut model, incident(IncidentKind::Exercise));
    for key in ['1', '2', '3', '4', '5', '4', 'w', '?'] {
        model.overlays.clear();
        let _ = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char(key))));
        let screen = shown(&model, 80, 24);
        assert!(screen.lines().next().unwrap().contains("EXERCISE"), "{screen}");
    }
    for key in ['t', 'n', ':'] {
        model.overlays.clear();
        let _ = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char(key))));
        assert!(shown(&model, 80, 24).contains("EXERCISE"), "{}", shown(&model, 80, 24));
    }
}

#[test]
fn the_search_finds_with_gaps_and_typos_of_case() {
    let mut model = at_board();
    press(&mut model, KeyCode::Char('/'));
    type_in(&mut model, "LAPtaxi");
    let codes: Vec<&str> = model.board().shown().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["2026-012"]);
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.board().shown().count(), 4);
}

#[test]
fn every_key_is_written_once_on_its_screen() {
    for screen in ScreenName::ALL {
        let keys: Vec<_> = keys_of(screen).collect();
        for (n, key) in keys.iter().enumerate() {
            assert!(
                keys[n + 1..].iter().all(|other| other.code != key.code),
                "{screen:?} {}",
                key.label
            );
        }
    }
}
