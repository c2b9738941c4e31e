//! The state of the wall clock.

/// The wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wall {
    /// Whether the workbench shows nothing else: somebody who passes the screen can only end it.
    pub only: bool,
}
