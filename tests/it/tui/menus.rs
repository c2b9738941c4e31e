//! Menus: files for people, what is listed, and everything that can be done here.

use firebell::app::letters::Format;
use firebell::workspace::Exported;

use super::letters::{a_letter, an_open_letter};
use super::*;

fn key(model: &mut Model, letter: char) -> Vec<Effect> {
    update(model, Event::Key(KeyEvent::from(KeyCode::Char(letter))))
}

/// From an open incident: letters, export, PDF.
#[test]
fn a_letter_is_a_pdf_in_three_keys() {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.letters.push(a_letter());
    press(&mut model, KeyCode::Char('l'));
    let _ = update(&mut model, Answer::Letter(Box::new(an_open_letter())));
    assert!(key(&mut model, 'E').is_empty());
    looks("export", &mut model);
    let effects = key(&mut model, 'p');
    let [Effect::Export { code, what }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(**code, *"2026-014");
    assert!(
        matches!(
            what,
            Exported::Letter {
                format: Format::Pdf,
                ..
            }
        ),
        "{what:?}"
    );
    assert!(model.overlays.is_empty());
}

/// From an open incident: export, PDF.
#[test]
fn the_situation_report_is_a_pdf_in_two_keys_and_a_burst_writes_nothing() {
    let mut model = at_incident();
    assert!(key(&mut model, 'E').is_empty());
    assert!(update(&mut model, Event::Burst(KeyEvent::from(KeyCode::Char('p')))).is_empty());
    let effects = key(&mut model, 'p');
    assert!(
        matches!(
            effects.as_slice(),
            [Effect::Export {
                what: Exported::Situation(Format::Pdf),
                ..
            }]
        ),
        "{effects:?}"
    );
}

fn heads(model: &Model) -> Vec<String> {
    let rows = rows(model).into_iter().filter(|row| !row.selectable());
    rows.map(|row| row.left).collect()
}

#[test]
fn obligations_are_filtered_and_grouped_with_two_keys() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('f'));
    looks("filter", &mut model);
    press(&mut model, KeyCode::Char('d'));
    assert_eq!(rows(&model).iter().filter(|row| row.selectable()).count(), 5);
    assert_eq!(heads(&model).len(), 1, "{:?}", heads(&model));
    press(&mut model, KeyCode::Char('f'));
    press(&mut model, KeyCode::Char('3'));
    let countries: Vec<String> = heads(&model);
    assert!(
        countries.iter().any(|head| head.starts_with("United States · 3")),
        "{countries:?}"
    );
    press(&mut model, KeyCode::Char('f'));
    press(&mut model, KeyCode::Char('l'));
    assert!(
        rows(&model)
            .iter()
            .all(|row| !row.selectable() || row.right.contains("OVERDUE") || row.left.starts_with("No obligation"))
    );
    press(&mut model, KeyCode::Char('f'));
    press(&mut model, KeyCode::Char('a'));
    press(&mut model, KeyCode::Char('f'));
    press(&mut model, KeyCode::Char('2'));
    let days = heads(&model);
    assert!(days.iter().any(|head| head.starts_with("Within 72 hours")), "{days:?}");
    looks("by_date", &mut model);
}

/// The space bar shows what can be done, in words, and a further key does it.
#[test]
fn the_space_bar_leads_to_everything() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(' '));
    looks("leader", &mut model);
    assert!(key(&mut model, '#').is_empty());
    assert!(matches!(model.overlays.last(), Some(Overlay::Form(_))));
    assert!(shown(&model, 80, 24).contains("People by place"));
}

/// Words that are typed find an item, as in the help; they are no keys.
#[test]
fn the_space_menu_is_searched_by_what_is_typed() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(' '));
    type_in(&mut model, "remind");
    assert!(matches!(model.overlays.last(), Some(Overlay::Menu(_))));
    looks("leader_searched", &mut model);
    press(&mut model, KeyCode::Enter);
    assert!(
        shown(&model, 80, 24).contains("A reminder"),
        "{}",
        shown(&model, 80, 24)
    );
    // One letter is the key of an item before it is the beginning of a word.
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(' '));
    type_in(&mut model, "R");
    press(&mut model, KeyCode::Enter);
    assert!(
        shown(&model, 80, 24).contains("A reminder"),
        "{}",
        shown(&model, 80, 24)
    );
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(' '));
    type_in(&mut model, "zzzz");
    press(&mut model, KeyCode::Enter);
    assert!(
        shown(&model, 80, 24).contains("nothing fits"),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.overlays.last(), Some(Overlay::Menu(_))));
    press(&mut model, KeyCode::Esc);
    assert!(model.overlays.is_empty());
}

#[test]
fn a_setting_of_the_config_file_is_found_and_read() {
    let mut model = at_board();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "idle");
    assert!(
        shown(&model, 80, 24).contains("lock after minutes"),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::Enter);
    assert!(
        shown(&model, 80, 24).contains("idle_minutes"),
        "{}",
        shown(&model, 80, 24)
    );
}

#[test]
fn the_entry_of_one_breach_in_the_register_is_a_pdf_in_two_keys() {
    let mut model = at_incident();
    assert!(key(&mut model, 'E').is_empty());
    let effects = key(&mut model, 'e');
    let one = |effect: &Effect| {
        matches!(
            effect,
            Effect::Export {
                what: Exported::RegisterEntry(Format::Pdf),
                ..
            }
        )
    };
    assert!(matches!(effects.as_slice(), [effect] if one(effect)), "{effects:?}");
}

/// What was said of the keys of a question is gone with it.
#[test]
fn how_to_answer_is_not_said_once_it_is_answered() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('n'));
    type_in(&mut model, "half a sen");
    let drop = KeyEvent::new(KeyCode::Char('q'), crossterm::event::KeyModifiers::CONTROL);
    let _ = update(&mut model, Event::Key(drop));
    press(&mut model, KeyCode::Char('z'));
    assert!(model.message.starts_with("Press y or n"), "{}", model.message);
    press(&mut model, KeyCode::Char('y'));
    assert!(!model.message.starts_with("Press y or n"), "{}", model.message);
}

#[test]
fn control_z_asks_to_be_suspended_whatever_lies_on_top() {
    let suspend = || {
        Event::Key(KeyEvent::new(
            KeyCode::Char('z'),
            crossterm::event::KeyModifiers::CONTROL,
        ))
    };
    let mut model = at_incident();
    assert_eq!(update(&mut model, suspend()), [TerminalEffect::Suspend.into()]);
    press(&mut model, KeyCode::Char('n'));
    type_in(&mut model, "half a sen");
    assert_eq!(update(&mut model, suspend()), [TerminalEffect::Suspend.into()]);
    assert_eq!(update(&mut model, Event::Suspend), [TerminalEffect::Suspend.into()]);
    assert!(shown(&model, 80, 24).contains("half a sen"));
}

#[test]
fn the_mouse_is_given_to_the_terminal_and_taken_back() {
    let mut model = at_board();
    let f2 = || Event::Key(KeyEvent::from(KeyCode::F(2)));
    assert_eq!(update(&mut model, f2()), [TerminalEffect::Mouse(false).into()]);
    assert_eq!(update(&mut model, f2()), [TerminalEffect::Mouse(true).into()]);
}
