//! `firebell law`.

pub mod args;
pub mod run;
pub mod text;

pub use run::run;
