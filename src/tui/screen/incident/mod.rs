//! One incident: where it is, what runs out, what to do and what to find out.

pub(crate) mod detail;
pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod listing;
pub(crate) mod rows;
pub(crate) mod state;
