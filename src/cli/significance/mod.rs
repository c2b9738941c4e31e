//! `firebell significance`: thresholds as questions, and the answer of a person with its working.

pub(super) mod args;
mod run;

pub(super) use run::run;
