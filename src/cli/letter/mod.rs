//! `firebell letter`: draft, show, change, check, compare, approve, export and merge the letters of an incident.

pub(super) mod args;
mod edit;
mod merge;
mod merge_text;
mod redraft;
mod run;
mod templates;
mod text;

pub(super) use run::run;
