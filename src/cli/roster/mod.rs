//! `firebell roster`.

pub mod args;
pub mod run;

pub use run::run;
