//! The state of the timeline.

#[derive(Debug, Default)]
pub struct Timeline {
    /// The clock selected.
    pub at: usize,
    /// How often the time that is shown was halved; below zero: doubled.
    pub zoom: i8,
}
