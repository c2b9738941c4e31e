//! `firebell assess` and `firebell why`.

pub mod args;
pub mod run;

pub use run::{run, why};
