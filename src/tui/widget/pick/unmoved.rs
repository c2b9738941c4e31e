//! A list in which nobody has moved yet: what a key would choose is told before it does.

use super::{Manner, Pick, Picked, codes};

impl Pick {
    /// Whether it is as it was opened: nobody went to a row or typed to find one.
    pub(super) fn is_untouched(&self) -> bool {
        self.manner != Manner::Many && self.cursor.is_none() && self.filter.is_empty() && !self.shown.is_empty()
    }

    /// Whether Enter goes on and chooses nothing: the field may stay empty, and nobody went to a row.
    pub(super) fn is_passed_by(&self, text: &str, may_be_empty: bool) -> bool {
        let untouched = self.cursor.is_none() && self.filter.is_empty();
        may_be_empty && text.trim().is_empty() && untouched && self.manner != Manner::Many
    }

    /// What is said before a list in which nothing is checked is handed in, where “none of these” is an answer of its own.
    pub fn nothing_checked(&self, text: &str) -> Option<String> {
        let none = self.options.iter().find(|choice| choice.code == super::NONE)?;
        let unanswered = self.manner == Manner::Many && text.trim().is_empty() && self.filter.trim().is_empty();
        unanswered.then(|| {
            format!(
                "nothing is checked here: Space checks a row, also “{}”; the same key again leaves it unanswered",
                none.words
            )
        })
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
