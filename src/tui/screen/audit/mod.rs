//! The audit chain: is the record whole?

pub mod state;
pub mod text;
