//! Something typed that cannot be taken, in words for whoever typed it.

/// What is wrong with something typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InputError {
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: String,
}

impl InputError {
    /// What is wrong, and what would be right.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> InputError {
        InputError {
            message: message.into(),
            hint: hint.into(),
        }
    }
}
