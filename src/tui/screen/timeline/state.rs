//! The state of the timeline.

#[derive(Debug, Default)]
pub struct Timeline {
    /// The deadline selected.
    pub at: usize,
}
