//! What is known about an incident: the facts themselves, how they are read and how they are written.
//!
//! The folder knows neither events nor the engine: text goes in, values come out.

mod known;
pub mod read;
pub mod write;

pub use known::*;
