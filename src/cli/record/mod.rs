//! `firebell init`, `audit`, `key`, `db` and `backup`.

pub mod args;
pub mod run;

pub use run::{audit, backups, db, init, key, set_up};
