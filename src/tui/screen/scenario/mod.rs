//! A scenario in the making: its parts, what is wrong with it, and each inject as the room will see it.

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod state;
