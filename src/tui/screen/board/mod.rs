//! The board: which deadline comes first?

pub mod draw;
pub mod keys;
pub mod state;
