//! `firebell letter`: draft, show, change, check, compare, approve, export and merge the letters of an incident.

pub(super) mod args;
mod clauses;
mod compare;
mod done;
mod edit;
pub(super) mod format;
mod mailing;
mod merge;
mod merge_text;
mod packet;
mod redraft;
mod run;
mod templates;
mod text;
mod word;

pub(super) use run::run;
