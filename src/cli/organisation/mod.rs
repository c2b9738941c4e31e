//! `firebell profile`, `firebell contacts` and `firebell playbooks`: what every incident shares.

pub mod args;
mod contacts;
mod playbooks;
mod profile;

pub use contacts::contacts;
pub use playbooks::playbooks;
pub use profile::profile;
