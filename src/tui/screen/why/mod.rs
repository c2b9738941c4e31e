//! How an obligation came to its verdict and its date.

pub(crate) mod state;
pub(crate) mod text;
