//! The state of the screen on which a scenario is made.

use crate::drill::edit::{Checked, Part, Place};
use crate::drill::readable::readable;
use crate::tui::theme::Tone;
use crate::tui::widget::opener::Target;
use crate::tui::widget::row::Row;

#[derive(Debug)]
pub struct Editor {
    /// The draft as it stands, with what is wrong with it.
    pub checked: Checked,
    /// The row selected.
    pub at: usize,
    /// How far the text beside the list is scrolled.
    pub scroll: u16,
    /// Whether its file is this editor's to replace: it was opened from there, or saved there.
    pub own_file: bool,
    /// Whether something was changed that is not in its file.
    pub changed: bool,
}

impl Editor {
    pub fn new(checked: Checked, own_file: bool) -> Editor {
        Editor {
            checked,
            at: 0,
            scroll: 0,
            own_file,
            changed: !own_file,
        }
    }

    /// The draft after a change; the selection stays where it was, or goes to the part that is new.
    pub fn arrived(&mut self, checked: Checked) {
        let before = self.parts();
        self.checked = checked;
        self.changed = true;
        let parts = self.parts();
        if parts.len() > before.len() {
            let mut known = before.iter().map(|part| &part.words);
            let new = parts.iter().position(|part| known.next() != Some(&part.words));
            (self.at, self.scroll) = (new.unwrap_or(self.at), 0);
        }
        self.at = self.at.min(parts.len().saturating_sub(1));
    }

    pub fn parts(&self) -> Vec<Part> {
        self.checked.draft.outline()
    }

    /// The part selected.
    pub fn part(&self) -> Option<Part> {
        self.parts().into_iter().nth(self.at)
    }

    pub fn rows(&self) -> Vec<Row> {
        let row = |part: Part| {
            let (mark, indent) = match part.place {
                Place::Head => ("■", ""),
                Place::Objective(_) => ("○", ""),
                Place::Inject(_) => ("●", ""),
                Place::Action(..) => ("·", "  "),
            };
            Row::new(
                mark,
                format!("{indent}{}", part.words),
                part.beside,
                Tone::Plain,
                Target::Words,
            )
        };
        self.parts().into_iter().map(row).collect()
    }

    /// The inject of the part selected, as the room will see it.
    pub fn preview(&self) -> String {
        let Some(part) = self.part() else {
            return String::new();
        };
        match part.inject {
            None => readable(&self.checked.draft.head_fields().purpose),
            Some(id) => {
                let known = self.checked.preview.iter().find(|(known, _)| *known == id);
                let text = known.map(|(_, text)| text.clone());
                text.unwrap_or_else(|| "It is shown once the scenario can be read: see what is wrong.".to_owned())
            }
        }
    }

    /// What is wrong, a line each.
    pub fn problems(&self) -> String {
        match self.checked.problems.as_slice() {
            [] => "No problem is left.".to_owned(),
            problems => problems.join("\n"),
        }
    }

    /// What is read out in the plain walk.
    pub fn lines(&self) -> String {
        let parts = self.parts().into_iter().zip(1..);
        let parts: String = parts
            .map(|(part, number)| format!("{number}. {} {}\n", part.words, part.beside))
            .collect();
        format!(
            "{parts}\nAs the room sees it:\n{}\n\nProblems:\n{}",
            self.preview(),
            self.problems()
        )
    }
}
