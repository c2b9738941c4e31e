//! The state of an exercise's view.

/// Whose view it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What was delivered to the room.
    Room,
    /// What comes next and what is right: not for the room.
    Facilitator,
}

#[derive(Debug)]
pub struct ExerciseView {
    /// Whose view it is.
    pub side: Side,
    /// The row selected.
    pub at: usize,
    /// How far the text of the row is scrolled.
    pub scroll: u16,
}
