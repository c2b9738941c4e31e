//! `firebell letter`.

pub mod args;
pub mod edit;
pub mod merge;
pub mod run;

pub use run::run;
