//! How an obligation came to its verdict and its date.

pub mod state;
pub mod text;
