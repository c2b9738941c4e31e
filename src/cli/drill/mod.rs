//! `firebell drill`: rehearse the breach on the real thing.

pub(super) mod args;
mod compose;
mod run;
mod scenarios;
mod text;

pub(super) use run::{checked, run};
