//! The rule base: what does the law of a place say?

pub mod draw;
pub mod keys;
pub mod state;
pub mod text;
