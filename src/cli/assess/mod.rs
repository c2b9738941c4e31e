//! `firebell assess` and `firebell why`: facts in, obligations out, and no record.

pub(super) mod args;
pub(super) mod explained;
mod run;
pub(super) mod text;

pub(super) use run::{run, why};
