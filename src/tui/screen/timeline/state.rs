//! The state of the timeline.

/// The timeline.
#[derive(Debug, Default)]
pub struct Timeline {
    /// The deadline selected.
    pub at: usize,
}
