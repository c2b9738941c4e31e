//! Scenarios as files: where they come from, what is wrong in them, variation, and writing them.

pub mod lint;
pub mod shipped;
pub mod sources;
pub mod tree_text;
pub mod vary;
pub mod write;
