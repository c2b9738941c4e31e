//! The two views of an exercise: what the room was given, and what the facilitator sees.

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod rows;
pub(crate) mod state;
