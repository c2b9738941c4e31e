//! Erasing: the words of events, here and in backups; what was signed of it; what a legal hold keeps.

pub mod backups;
pub(super) mod events;
pub(super) mod legal_holds;
mod members_then;
pub(super) mod signed_erasures;
