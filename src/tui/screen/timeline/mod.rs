//! The timeline: where are we between the deadlines?

pub mod draw;
pub mod state;
