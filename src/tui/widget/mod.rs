//! Pieces that several screens share: fields of forms, questions and other overlays, the palette.

pub mod field;
pub mod overlay;
pub mod palette;
