//! The mouse over forms, questions, menus and the palette.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use firebell::core::incident::command::Command;

use super::*;

/// Clicks the first place where some words stand.
fn click(model: &mut Model, words: &str) -> Vec<Effect> {
    let _ = update(model, Event::Resize(80, 24));
    let screen = shown(model, 80, 24);
    let mut lines = screen.lines().enumerate();
    let found = lines.find_map(|(row, line)| {
        let cells: Vec<char> = line.trim_matches('"').chars().collect();
        let wanted: Vec<char> = words.chars().collect();
        let column = cells.windows(wanted.len()).position(|part| part == wanted)?;
        Some((column, row))
    });
    let (column, row) = found.unwrap_or_else(|| panic!("`{words}` is not there:\n{screen}"));
    let event = MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: u16::try_from(column).unwrap(),
        row: u16::try_from(row).unwrap(),
        modifiers: KeyModifiers::NONE,
    };
    update(model, Event::Mouse(event))
}

#[test]
fn a_click_presses_the_button_of_a_question() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('a'));
    assert!(click(&mut model, "n no").is_empty());
    assert!(model.overlays.is_empty(), "the no closes it");
    press(&mut model, KeyCode::Char('a'));
    let effects = click(&mut model, "y Record it");
    // Awareness is recorded as it was when the question was asked.
    let is_fact = |command: &Command| matches!(command, Command::IfUnchanged { command, .. } if matches!(**command, Command::Fact(_)));
    assert!(
        matches!(effects.as_slice(), [Effect::Run(_, command)] if is_fact(command)),
        "{effects:?}"
    );
}

#[test]
fn a_click_runs_an_item_of_a_menu_the_palette_and_the_help() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('f'));
    let _ = click(&mut model, "show possible");
    assert!(model.message.contains("Showing possible"), "{}", model.message);
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "timeline");
    let _ = click(&mut model, "timeline  ");
    assert_eq!(model.screen(), ScreenName::Timeline);
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Char('?'));
    let _ = click(&mut model, "letters");
    assert_eq!(model.screen(), ScreenName::Letters);
}

#[test]
fn a_click_goes_to_a_field_and_chooses_an_option() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('x'));
    let _ = click(&mut model, "Which filing?");
    let _ = click(&mut model, "final");
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{}", shown(&model, 80, 24))
    };
    assert_eq!(form.fields[0].text(), "final");
}

/// The help searches, and runs what it lists.
#[test]
fn the_help_is_searched_and_runs_what_it_lists() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('?'));
    looks("help", &mut model);
    type_in(&mut model, "people");
    assert!(shown(&model, 80, 24).contains("people by place"));
    press(&mut model, KeyCode::Enter);
    assert!(shown(&model, 80, 24).contains("People by place"));
}
