//! Leaving a screen that has something to lose.

/// Where somebody goes who leaves a scenario in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    Back,
    Quit,
}
