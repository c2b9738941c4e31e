//! `firebell customer`: what concerns one customer.

pub(super) mod args;
mod run;
mod text;

pub(super) use run::run;
pub(super) use text::verified;
