//! What a stretch of text belongs to.

/// What the layout carries along with each run of text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Mark {
    /// The link it belongs to, by its number in the text.
    pub(super) link: Option<u16>,
    /// The gap it belongs to, likewise.
    pub(super) gap: Option<u16>,
}
