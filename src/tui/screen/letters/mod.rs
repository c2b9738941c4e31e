//! The letter desk: may this go out?

pub mod draw;
pub mod keys;
pub mod layout;
pub mod state;
