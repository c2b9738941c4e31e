//! What the file of a record is called, for whoever opens one and whoever must keep out of its folder.

/// Name of the database file.
pub const DATABASE: &str = "firebell.db";
