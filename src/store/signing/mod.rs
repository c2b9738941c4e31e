//! Signatures of members: the signed log of appends, its check, what an export carries of it, and who may have a key.

pub(super) mod batch_check;
pub(super) mod four_eyes;
pub(super) mod last_seen;
pub(super) mod outlines;
pub(super) mod proven_members;
pub(super) mod read_appends;
pub(super) mod signed_export;
pub(super) mod signed_log;
pub(super) mod verified_log;
