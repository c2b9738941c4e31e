//! A list in which nobody has moved yet: what a key would choose is told before it does.

use super::{Manner, Pick, Picked, codes};

impl Pick {
    /// Whether it is as it was opened: nobody went to a row or typed to find one.
    pub(super) fn is_untouched(&self) -> bool {
        self.manner == Manner::One && self.cursor.is_none() && self.filter.is_empty() && !self.shown.is_empty()
    }

    /// The row that is marked is nobody's choice before somebody has seen that the key would choose it.
    pub(super) fn point_out(&mut self, text: &str) -> Picked {
        self.jump(self.focus(text));
        let words = self
            .at_hand(text)
            .map(|choice| choice.words.clone())
            .unwrap_or_default();
        Picked::Problem(format!("nothing is chosen yet; Enter once more chooses “{words}”"))
    }

    /// Nobody moved to a row yet. Where nothing is checked, the row that is marked is; otherwise it is asked first, so that
    /// nothing that was checked is lost unseen.
    pub(super) fn begin(&mut self, text: &str) -> Picked {
        let row = self.focus(text);
        self.jump(row);
        let Some(choice) = self.at_hand(text).cloned() else {
            return Picked::Moved;
        };
        if self.manner == Manner::Many && codes(text).next().is_none() {
            return Picked::Text(self.turned_over(text, &choice.code));
        }
        self.asked = true;
        let does = match self.manner {
            Manner::Many => "unchecks",
            Manner::One | Manner::OneOrOther => "chooses",
        };
        Picked::Problem(format!("Space once more {does} “{}”", choice.words))
    }
}
