//! Undo by runs: what was typed without a pause, up to the end of a word or a movement, is taken back at once. The text area
//! itself knows every letter as a change of its own.

use std::mem::discriminant;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::TextArea;

/// How many changes of the text area each run has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UndoRuns {
    done: Vec<usize>,
    undone: Vec<usize>,
    /// What the last run is made of, while it may go on.
    open: Option<Run>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    /// Letters that were typed; whether the last of them was a blank.
    Typed {
        blank: bool,
    },
    /// Letters that were taken away one by one.
    Removed,
    Other,
}

/// Whether something is selected, which typing replaces: the area counts that as two changes.
fn replaces(area: &TextArea<'_>) -> usize {
    usize::from(area.selection_range().is_some_and(|(from, to)| from != to))
}

impl UndoRuns {
    /// Takes a key into the area.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    pub(crate) fn input(&mut self, area: &mut TextArea<'_>, key: KeyEvent) {
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let run = match key.code {
            KeyCode::Char(letter) if plain => Run::Typed {
                blank: letter.is_whitespace(),
            },
            KeyCode::Backspace | KeyCode::Delete if plain => Run::Removed,
            _ => Run::Other,
        };
        // Ctrl-M begins a line and Ctrl-Y puts in what was cut, as in a shell.
        let inserts = match key.code {
            KeyCode::Char(letter) => plain || matches!(letter, 'm' | 'y'),
            code => matches!(code, KeyCode::Enter | KeyCode::Tab),
        };
        let replaced = if inserts { replaces(area) } else { 0 };
        match area.input(key) {
            true => self.changed(run, 1 + replaced),
            false => self.pause(),
        }
    }

    /// A text was put in, over what was selected.
    pub(crate) fn insert(&mut self, area: &mut TextArea<'_>, text: &str) {
        let replaced = replaces(area);
        match area.insert_str(text) {
            true => self.changed(Run::Other, 1 + replaced),
            // Nothing took the place of what was selected.
            false => self.changed(Run::Other, replaced),
        }
    }

    /// Something else changed the area, once.
    pub(crate) fn once(&mut self, changed: bool) {
        self.changed(Run::Other, usize::from(changed));
    }

    /// What is typed from now on is a run of its own: nobody typed for a while, or the cursor was moved.
    pub(crate) fn pause(&mut self) {
        self.open = None;
    }

    fn changed(&mut self, run: Run, changes: usize) {
        if changes == 0 {
            return self.pause();
        }
        self.undone.clear();
        let goes_on = match (self.open, run) {
            (Some(Run::Typed { blank: true }), Run::Typed { blank: false }) => false,
            (Some(Run::Other) | None, _) => false,
            (Some(before), run) => discriminant(&before) == discriminant(&run) && changes == 1,
        };
        match self.done.last_mut().filter(|_| goes_on) {
            Some(last) => *last += changes,
            None => self.done.push(changes),
        }
        self.open = Some(run);
    }

    /// Takes the last run back; false: there is none.
    pub(crate) fn undo(&mut self, area: &mut TextArea<'_>) -> bool {
        self.pause();
        let changes = self.done.pop().unwrap_or(1);
        let taken = (0..changes).take_while(|_| area.undo()).count();
        if taken > 0 {
            self.undone.push(taken);
        }
        taken > 0
    }

    /// Brings the run back that was taken back last; false: there is none.
    pub(crate) fn redo(&mut self, area: &mut TextArea<'_>) -> bool {
        self.pause();
        let changes = self.undone.pop().unwrap_or(1);
        let brought = (0..changes).take_while(|_| area.redo()).count();
        if brought > 0 {
            self.done.push(brought);
        }
        brought > 0
    }
}

#[cfg(test)]
mod tests {
    use ratatui_textarea::CursorMove;

    use super::*;

    struct Desk {
        area: TextArea<'static>,
        runs: UndoRuns,
    }

    impl Desk {
        fn types(&mut self, text: &str) {
            for letter in text.chars() {
                self.key(KeyCode::Char(letter));
            }
        }

        fn key(&mut self, code: KeyCode) {
            self.runs.input(&mut self.area, KeyEvent::from(code));
        }

        fn undone(&mut self) -> String {
            self.runs.undo(&mut self.area);
            self.text()
        }

        fn text(&self) -> String {
            self.area.lines().join("\n")
        }
    }

    #[test]
    fn a_run_is_a_word_and_ends_with_a_movement_or_a_pause() {
        let mut desk = Desk {
            area: TextArea::default(),
            runs: UndoRuns::default(),
        };
        desk.types("the log shows");
        assert_eq!(desk.undone(), "the log ");
        assert_eq!(desk.undone(), "the ");
        assert!(desk.runs.redo(&mut desk.area));
        assert_eq!(desk.text(), "the log ");
        // A movement, a pause, and letters taken away begin runs of their own.
        desk.types("of");
        desk.key(KeyCode::Left);
        desk.types("x");
        desk.runs.pause();
        desk.types("y");
        desk.key(KeyCode::Backspace);
        desk.key(KeyCode::Backspace);
        assert_eq!(desk.text(), "the log of");
        for text in ["the log oxyf", "the log oxf", "the log of", "the log ", "the ", ""] {
            assert_eq!(desk.undone(), text);
        }
        assert!(!desk.runs.undo(&mut desk.area));
    }

    #[test]
    fn what_takes_the_place_of_a_selection_is_one_run() {
        let mut desk = Desk {
            area: TextArea::from(["one two"]),
            runs: UndoRuns::default(),
        };
        desk.area.select_all();
        desk.types("three");
        assert_eq!(desk.undone(), "one two");
        desk.area.select_all();
        desk.runs.insert(&mut desk.area, "pasted\ntext");
        assert_eq!(desk.undone(), "one two");
        assert!(desk.runs.redo(&mut desk.area));
        assert_eq!(desk.text(), "pasted\ntext");
        desk.area.move_cursor(CursorMove::Top);
        assert_eq!(desk.undone(), "one two");
        assert!(!desk.runs.undo(&mut desk.area));
    }
}
