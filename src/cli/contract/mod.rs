//! `firebell contract`: what customers' contracts ask for after a breach.

pub(super) mod args;
mod run;

pub(super) use run::run;
