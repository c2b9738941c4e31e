//! The audit log: one JSON line per action in a file of its own, what vouches for its end, and its repair.

pub(super) mod damage;
pub(super) mod end;
pub(super) mod event_names;
pub(super) mod file;
pub(super) mod first_format;
pub(super) mod line;
pub(super) mod line_mark;
pub(super) mod outbox;
pub(super) mod repair;
