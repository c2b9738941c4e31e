//! The audit chain: is the record whole?

pub(crate) mod state;
pub(crate) mod text;
