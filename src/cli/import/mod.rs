//! `firebell import`: what other tools and people wrote, taken in as what it is. Nothing is recorded unless asked for.

pub(super) mod args;
mod run;
mod text;

pub(super) use run::run;
