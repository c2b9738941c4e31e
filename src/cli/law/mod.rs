//! `firebell law`: the rule base to read, search and check.

pub(super) mod args;
#[cfg(feature = "record")]
pub(super) mod comparison;
#[cfg(feature = "record")]
mod pack;
#[cfg(feature = "record")]
mod preview;
mod review;
mod run;
mod text;
mod today;
mod view;

pub(super) use run::run;
