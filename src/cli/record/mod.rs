//! `firebell init`, `audit`, `key`, `db` and `backup`: the record as a whole.

pub mod args;
mod audit;
mod backup;
mod database;
mod key;
mod proof;
mod set_up;

pub use audit::audit;
pub use backup::backups;
pub use database::db;
pub use key::key;
pub use set_up::{init, set_up};
