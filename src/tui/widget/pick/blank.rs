//! A blank in a list: it chooses the row at hand, unless the words of an option go on with it and what is typed next does.

use super::{Manner, Pick, Picked};

impl Pick {
    pub(super) fn spaced(&mut self, text: &str) -> Picked {
        self.asked = false;
        let Some(code) = self.under_cursor().map(str::to_owned) else {
            return match self.manner {
                Manner::One if !self.filter.is_empty() => self.typed(' ', text),
                Manner::OneOrOther => self.typed(' ', text),
                Manner::Many if !self.filter.is_empty() => Picked::Problem(self.none_fits()),
                Manner::One | Manner::Many => self.begin(text),
            };
        };
        match self.manner {
            Manner::One if !self.filter.is_empty() => self.typed(' ', text),
            Manner::OneOrOther => self.typed(' ', text),
            Manner::One => Picked::Text(code),
            Manner::Many if self.may_go_on() => self.typed(' ', text),
            Manner::Many => {
                if !self.filter.is_empty() {
                    self.cleared();
                    self.found = true;
                }
                Picked::Text(self.turned_over(text, &code))
            }
        }
    }

    /// Whether a blank may go on with what is typed, where several rows are still meant: `ransomware was`.
    pub(super) fn may_go_on(&self) -> bool {
        // Whoever went to another row means that row.
        if self.cursor.is_some_and(|row| row > 0) {
            return false;
        }
        let so_far = self.filter.trim_start().to_lowercase() + " ";
        let goes_on = |at: &usize| self.options[*at].words.to_lowercase().contains(&so_far);
        !self.filter.is_empty() && self.shown.len() > 1 && self.shown.iter().any(goes_on)
    }

    /// Whether it has to be told what a blank does with what is typed so far.
    pub fn blank_matters(&self) -> bool {
        self.manner == Manner::Many && (self.blank_is_open() || self.may_go_on())
    }

    /// Whether a blank was typed behind the words, and nothing yet that tells whether it was meant as a choice.
    pub(super) fn blank_is_open(&self) -> bool {
        self.manner == Manner::Many && self.filter.ends_with(' ') && self.cursor.is_some()
    }

    /// Whether a letter behind a blank goes on with the words of no option: the blank was the choice then.
    pub(super) fn checks_by_blank(&self, letter: char) -> bool {
        let typed = format!("{}{letter}", self.filter).trim_start().to_lowercase();
        letter != ' '
            && self.blank_is_open()
            && !self
                .options
                .iter()
                .any(|choice| choice.words.to_lowercase().contains(&typed))
    }

    /// Checks the row at hand and ends the words: what is checked then.
    pub(super) fn check(&mut self, text: &str) -> Option<String> {
        let code = self.under_cursor()?.to_owned();
        self.cleared();
        Some(match self.holds(text, &code) {
            true => text.to_owned(),
            false => self.turned_over(text, &code),
        })
    }
}
