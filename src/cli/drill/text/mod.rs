//! Exercises as text.

pub mod comparison;
pub mod course;
pub mod evaluation;
pub mod facilitator;
pub mod report;
pub mod room;
pub mod scenario;

use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;

/// In front of every line about an exercise.
pub(in crate::cli::drill) const MARK: &str = IncidentKind::Exercise.mark(MarkPlace::Line);
