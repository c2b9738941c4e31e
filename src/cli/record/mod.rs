//! `firebell init`, `audit`, `key`, `db` and `backup`: the record as a whole.

pub(super) mod args;
mod audit;
mod backup;
mod bundle;
mod checkpoint;
mod database;
mod key;
mod key_list;
mod lasting;
mod member;
pub(super) mod member_args;
mod member_list;
mod proof;
mod set_up;
mod signatures;

pub(super) use audit::audit;
pub(super) use backup::backups;
pub(super) use bundle::verify;
pub(super) use database::db;
pub(super) use key::key;
#[cfg(feature = "workbench")]
pub(super) use member::opens;
pub(super) use member::{grant, invitation_in, join, member, words as role_words};
#[cfg(feature = "workbench")]
pub(super) use set_up::set_up_asking;
pub(super) use set_up::{init, set_up};
