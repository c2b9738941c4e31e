//! Pieces that several screens share: forms and their fields, rows, questions and other overlays, the palette.

mod choice;
pub(super) mod field;
pub(super) mod form;
pub(super) mod found;
pub(super) mod help;
pub(super) mod letter_editor;
pub(super) mod menu;
pub(super) mod opener;
pub(super) mod overlay;
pub(super) mod palette;
pub(super) mod pick;
pub(super) mod prompt;
pub(super) mod row;
pub(super) mod slot;
mod text_place;
mod undo_runs;
