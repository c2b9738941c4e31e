//! `firebell deadlines`, `watch` and `register`: across all incidents.

pub mod args;
mod calendar;
mod register;
mod rows;
mod run;
mod watch;

pub use register::register;
pub use run::run;
pub use watch::watch;
