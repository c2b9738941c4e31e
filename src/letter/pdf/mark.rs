//! What a stretch of text belongs to.

/// What the layout carries along with each run of text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Mark {
    /// The link it belongs to, by its number in the text.
    pub(super) link: Option<u16>,
    /// The gap it belongs to, likewise.
    pub(super) gap: Option<u16>,
    /// The stressed stretch it belongs to.
    pub(super) stress: Option<Stress>,
}

/// A stressed stretch of a text, by its number there: heard as such, and not only seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stress {
    Strong(u16),
    Emphasis(u16),
}
