//! The letter desk: may this go out?

pub(crate) mod draw;
pub(crate) mod editor;
pub(crate) mod keys;
pub(crate) mod layout;
mod next;
pub(crate) mod state;
