//! `firebell due`: the bare calculator, one period or a batch.

pub(super) mod args;
mod batch;
mod count;
mod run;

pub(super) use run::run;
