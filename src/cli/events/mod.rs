//! `firebell events`: what was recorded across all incidents, and what is being recorded.

pub(super) mod args;
mod run;

pub(super) use run::run;
