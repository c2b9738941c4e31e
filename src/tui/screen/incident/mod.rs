//! One incident: where it is, what runs out, what to do and what to find out.

mod coming;
pub(crate) mod detail;
pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod listing;
mod nearness;
pub(crate) mod news;
mod nothing_dated;
pub(crate) mod picking;
pub(crate) mod rows;
pub(crate) mod selection;
pub(crate) mod state;
pub(crate) mod undoing;
mod work;
