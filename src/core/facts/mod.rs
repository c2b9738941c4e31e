//! What is known about an incident: the table of facts, how facts are typed, read and written, and the facts themselves.
//!
//! The folder knows neither events nor the engine: text goes in, values come out.

pub mod codes;
mod count;
pub mod decision_key;
mod incident_facts;
pub mod keys;
pub mod kind;
pub mod picture;
pub mod read;
mod recorded;
pub mod reference;
pub mod story;
pub mod table;
pub mod typed;
pub mod value;
pub mod write;

pub use incident_facts::*;
pub use recorded::FactValue;
