//! The timeline: where are we between the deadlines?

pub(crate) mod draw;
pub(crate) mod state;
