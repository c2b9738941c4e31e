//! `firebell profile`, `firebell contacts` and `firebell playbooks`: what every incident shares.

pub(super) mod args;
mod contacts;
mod playbooks;
mod profile;

pub(super) use contacts::contacts;
pub(super) use playbooks::playbooks;
pub(super) use profile::profile;
