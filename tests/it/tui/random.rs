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
    prop_assert!(model.board().at < model.board().shown.len().max(1));
    if let Some(incident) = model.incident() {
        let rows = rows(model);
        prop_assert!(incident.at < rows.len().max(1));
        if let Some(row) = rows.get(incident.at) {
            prop_assert!(row.selectable(), "a head is selected");
        }
    }
    if model.screen() == ScreenName::Why {
        prop_assert!(obligation_at_hand(model).is_some());
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
