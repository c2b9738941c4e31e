//! `firebell dora`: the report on a major ICT-related incident, drafted from the record and checked.

pub(super) mod args;
mod run;

pub(super) use run::run;
