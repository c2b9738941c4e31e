//! `firebell letter`: draft, show, change, check, compare, approve, export and merge the letters of an incident.

pub mod args;
mod edit;
mod merge;
mod merge_text;
mod run;
mod templates;
mod text;

pub use run::run;
