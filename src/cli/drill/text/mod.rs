//! Exercises as text.

pub mod comparison;
pub mod course;
pub mod evaluation;
pub mod facilitator;
pub mod report;
pub mod room;
pub mod scenario;
