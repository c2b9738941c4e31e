//! An authority's form beside the incident: what do I type into which box?

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod rows;
pub(crate) mod state;
