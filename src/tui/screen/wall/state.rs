//! The state of the wall clock.

/// The wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wall {
    /// Whether the workbench shows nothing else: whoever stands in front of the screen can only end it.
    pub only: bool,
}
