//! `firebell profile`, `contacts` and `playbooks`.

pub mod args;
pub mod run;

pub use run::{contacts, playbooks, profile};
