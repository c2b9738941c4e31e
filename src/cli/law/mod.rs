//! `firebell law`: the rule base to read, search and check.

pub mod args;
mod review;
mod run;
mod text;
mod today;
mod view;

pub use run::run;
