//! The wall clock: what runs out next, for a screen that everybody in the room sees.

pub(crate) mod digits;
pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod state;
