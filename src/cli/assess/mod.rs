//! `firebell assess` and `firebell why`: facts in, obligations out, and no record.

pub mod args;
pub mod explained;
mod run;
pub mod text;

pub use run::{run, why};
