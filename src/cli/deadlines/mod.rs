//! `firebell deadlines`, `watch` and `register`.

pub mod args;
pub mod run;

pub use run::{register, run, watch};
