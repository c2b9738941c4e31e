//! `firebell deadlines`, `watch` and `register`: across all incidents.

pub(super) mod args;
mod calendar;
mod register;
mod rows;
mod run;
mod watch;

pub(super) use register::register;
pub(super) use run::run;
pub(super) use watch::watch;
