//! `firebell due`: the bare calculator, one period or a batch.

pub mod args;
mod batch;
mod count;
mod run;

pub use run::run;
