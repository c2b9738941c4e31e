//! The board: which deadline comes first?

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod state;
