//! The two views of an exercise: what the room was given, and what the facilitator sees.

pub mod draw;
pub mod keys;
pub mod rows;
pub mod state;
