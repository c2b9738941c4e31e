//! Effects that wait for the worker.

use std::collections::VecDeque;

use crate::tui::effect::Effect;

/// Effects in the order in which they were asked for.
#[derive(Debug, Default)]
pub(super) struct Waiting(VecDeque<Effect>);

impl Waiting {
    pub(super) fn extend(&mut self, effects: impl Iterator<Item = Effect>) {
        self.0.extend(effects);
    }

    /// The next effect that is to be done, and how many before it need not be: each key writes the draft of its form anew, and
    /// of a pasted text only the last is worth a write.
    pub(super) fn next(&mut self) -> Option<(Effect, usize)> {
        let mut passed = 0;
        let mut effect = self.0.pop_front()?;
        while self.0.front().is_some_and(|newer| takes_the_place(newer, &effect)) {
            effect = self.0.pop_front()?;
            passed += 1;
        }
        Some((effect, passed))
    }
}

/// Whether one effect keeps or forgets the draft that another one kept.
fn takes_the_place(newer: &Effect, older: &Effect) -> bool {
    let (Effect::Draft { slot: newer, .. }, Effect::Draft { slot: older, .. }) = (newer, older) else {
        return false;
    };
    newer == older
}

#[cfg(test)]
mod tests {
    use super::Waiting;
    use crate::tui::effect::Effect;

    fn draft(slot: &str, text: Option<&str>) -> Effect {
        Effect::Draft {
            slot: slot.to_owned(),
            text: text.map(str::to_owned),
        }
    }

    #[test]
    fn of_drafts_of_one_form_in_a_row_the_last_is_written() {
        let mut waiting = Waiting::default();
        let asked = [
            draft("note", Some("a")),
            draft("note", Some("ab")),
            draft("call", Some("x")),
            Effect::Audit,
            draft("call", Some("xy")),
            draft("call", None),
        ];
        waiting.extend(asked.into_iter());
        let done: Vec<(String, usize)> = std::iter::from_fn(|| waiting.next())
            .map(|(effect, passed)| (format!("{effect:?}"), passed))
            .collect();
        let expected = [
            (draft("note", Some("ab")), 1),
            (draft("call", Some("x")), 0),
            (Effect::Audit, 0),
            (draft("call", None), 1),
        ];
        let expected = expected.map(|(effect, passed)| (format!("{effect:?}"), passed));
        assert_eq!(done, expected);
    }
}
