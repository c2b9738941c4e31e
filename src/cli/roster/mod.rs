//! `firebell roster`: people counted by place from a file, and nothing of it stored.

pub mod args;
mod run;
mod text;

pub use run::run;
