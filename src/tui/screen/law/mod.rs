//! The rule base: what does the law of a place say?

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod state;
pub(crate) mod text;
