//! `firebell incident`: what is typed becomes a command of the record, and its outcome text or JSON.

pub(super) mod args;
mod run;
pub(super) mod text;
mod typed;

pub(super) use run::{run, shown};
