//! What stands under the mouse in whatever lies over a screen.

use ratatui::layout::Rect;

use super::form::{self, FormHit};
use super::layout::areas;
use super::letters::editor;
use super::overlay::{button_at, help_grid, menu_grid, palette_grid};
use crate::tui::effect::Button;
use crate::tui::model::Model;
use crate::tui::widget::help::{self, HelpLine};
use crate::tui::widget::overlay::Overlay;

/// Something over a screen that can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Button(Button),
    /// An item of a menu, an entry of the palette or a key of the help, by its place.
    Item(usize),
    /// A field of a form.
    Field(usize),
    /// An option of the list at hand, by its place among those that fit.
    Choice(usize),
    /// The text of the editor, by the column and the row of the part it is drawn in.
    Text(u16, u16),
}

/// How many lines of the help there are on a page.
pub(crate) fn help_page(whole: Rect, lines: &[HelpLine]) -> usize {
    let (_, grid) = help_grid(whole, lines, 0);
    grid.rows * grid.beside
}

/// What stands in a cell of the terminal.
pub(crate) fn over(model: &Model, column: u16, row: u16) -> Option<Over> {
    let whole = Rect::new(0, 0, model.size.0, model.size.1);
    match model.overlays.last()? {
        Overlay::Ask(question) => button_at(whole, question, column, row).map(Over::Button),
        Overlay::Menu(menu) => {
            let at = menu_grid(whole, menu).at(column, row)?;
            (at < menu.shown().len()).then_some(Over::Item(at))
        }
        Overlay::Palette { .. } => palette_grid(whole).at(column, row).map(Over::Item),
        Overlay::Help { text, at } => {
            let lines = help::lines(model, text);
            let place = help_grid(whole, &lines, *at).1.at(column, row)?;
            let is_key = |line: &HelpLine| matches!(line, HelpLine::Key(_));
            let before = lines.iter().take(place).filter(|line| is_key(line)).count();
            lines.get(place).is_some_and(is_key).then_some(Over::Item(before))
        }
        Overlay::Form(form) => Some(match form::hit(model, whole, form, column, row)? {
            FormHit::Field(at) => Over::Field(at),
            FormHit::Choice(at) => Over::Choice(at),
        }),
        Overlay::Editor(_) => editor::text_at(areas(model, whole).body, column, row).map(|(x, y)| Over::Text(x, y)),
        Overlay::Reached { .. } | Overlay::Text { .. } | Overlay::FindIn { .. } | Overlay::Find { .. } => None,
    }
}
