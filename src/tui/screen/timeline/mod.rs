//! The timeline: where are we between the deadlines?

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod state;
