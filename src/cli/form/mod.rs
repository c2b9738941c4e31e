//! `firebell form`: the forms of authorities as sheets to copy from.

pub(super) mod args;
mod run;

pub(super) use run::run;
