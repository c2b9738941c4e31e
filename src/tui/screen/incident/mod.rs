//! One incident: where it is, what runs out, what to do and what to find out.

pub mod detail;
pub mod draw;
pub mod keys;
pub mod rows;
pub mod state;
