//! Random keys at random sizes.

use super::*;

pub(crate) fn any_key() -> impl Strategy<Value = KeyCode> {
    prop_oneof![
        Just(KeyCode::Enter),
        Just(KeyCode::Esc),
        Just(KeyCode::Tab),
        Just(KeyCode::BackTab),
        Just(KeyCode::Up),
        Just(KeyCode::Down),
        Just(KeyCode::Backspace),
        proptest::char::range(' ', '~').prop_map(KeyCode::Char),
    ]
}

/// What can never be, whatever is pressed.
fn possible(model: &Model) -> Result<(), TestCaseError> {
    prop_assert!(model.board.at < model.board.shown.len().max(1));
    let rows = model.rows();
    prop_assert!(model.incident.at < rows.len().max(1));
    if let Some(row) = rows.get(model.incident.at) {
        prop_assert!(row.selectable(), "a head is selected");
    }
    prop_assert_eq!(model.screens.first(), Some(&Screen::Board));
    let inside = matches!(model.screen(), Screen::Incident | Screen::Why | Screen::Timeline);
    prop_assert!(
        !inside || model.incident.wanted.is_some(),
        "an incident's screen without an incident"
    );
    if model.screen() == Screen::Why {
        prop_assert!(model.duty_at_hand().is_some());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_keys_never_break_it(keys in prop::collection::vec(any_key(), 1..60), width in 1u16..140, height in 1u16..50) {
        let mut model = at_board();
        for key in keys {
            press(&mut model, key);
            possible(&model)?;
            let _ = shown(&model, width, height);
        }
    }
}
