//! `firebell dora`: the report on a major ICT-related incident, drafted from the record, filled in and checked.

pub(super) mod args;
mod report_file;
mod run;
mod sheet;
mod text;

pub(super) use run::run;
