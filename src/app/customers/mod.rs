//! Customers: their contracts, their names, and what one of them is handed.

pub mod contracts;
pub mod names;
pub mod pack;
