//! The key of a fact that would settle something, as an assessment names it thousands of times.

use std::cmp::Ordering;
use std::fmt;

/// A key of the facts file in two parts, so that naming `affected.US-TX` makes no new text. Each key is cut in one place
/// only: before the last name, which is of the law or the facts, or nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wanted<'a> {
    table: &'static str,
    name: &'a str,
}

impl<'a> Wanted<'a> {
    /// The key that begins with `table` and ends with a name of the law or the facts.
    pub fn below(table: &'static str, name: &'a str) -> Wanted<'a> {
        Wanted { table, name }
    }

    /// Whether it is no fact of the file, but an open point of the law itself.
    pub fn is_of_law(&self) -> bool {
        self.table.starts_with("law.")
    }
}

impl From<&'static str> for Wanted<'_> {
    fn from(key: &'static str) -> Self {
        Wanted { table: key, name: "" }
    }
}

impl fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.table, self.name)
    }
}

impl PartialOrd for Wanted<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As the keys read.
impl Ord for Wanted<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let bytes = |key: &Self| key.table.bytes().chain(key.name.bytes());
        bytes(self).cmp(bytes(other))
    }
}
