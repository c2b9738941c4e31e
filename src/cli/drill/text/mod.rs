//! Exercises as text.

pub(super) mod comparison;
pub(super) mod course;
pub(super) mod evaluation;
pub(super) mod facilitator;
pub(super) mod report;
pub(super) mod room;
pub(super) mod scenario;

use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;

/// In front of every line about an exercise.
pub(in crate::cli::drill) const MARK: &str = IncidentKind::Exercise.mark(MarkPlace::Line);
