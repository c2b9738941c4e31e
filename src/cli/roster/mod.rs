//! `firebell roster`: people counted by place from a file, and nothing of it stored.

pub(super) mod args;
mod run;
mod text;

pub(super) use run::run;
