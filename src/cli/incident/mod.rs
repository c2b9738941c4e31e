//! `firebell incident`: what is typed becomes a command of the record, and its outcome text or JSON.

pub mod args;
mod run;
pub mod text;
mod typed;

pub use run::run;
