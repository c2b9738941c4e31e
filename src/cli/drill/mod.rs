//! `firebell drill`: rehearse the breach on the real thing.

pub mod args;
mod run;
mod scenarios;
mod text;

pub use run::run;
