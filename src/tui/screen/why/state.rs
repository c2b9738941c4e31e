//! The state of an obligation's page.

/// The page of an obligation.
#[derive(Debug)]
pub struct Why {
    pub obligation: String,
    /// How far the page is scrolled.
    pub scroll: u16,
}
