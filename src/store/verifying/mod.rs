//! Verification: the audit log, the events and what was made of them, each held against the others.

pub(super) mod board;
pub(super) mod clock_jumps;
pub(super) mod derived_tables;
pub(super) mod event_walk;
pub(super) mod line_against_event;
pub(super) mod log_walk;
pub(super) mod named_places;
pub(super) mod proof;
pub(super) mod row_marks;
pub(super) mod run;
pub(super) mod search_index;
pub(super) mod tables;
