//! Pieces that several screens share: forms and their fields, rows, questions and other overlays, the palette.

pub mod field;
pub mod form;
pub mod opener;
pub mod overlay;
pub mod palette;
pub mod prompt;
pub mod row;
pub mod slot;
