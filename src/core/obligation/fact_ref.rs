//! The key of a fact that would settle something, as an assessment names it thousands of times.

use crate::core::facts::keys;
use std::cmp::Ordering;
use std::fmt;

/// A key of the facts file in two parts, so that naming `affected.US-TX` makes no new text. Each key is cut in one place
/// only: before the last name, which is of the law or the facts, or nowhere. Two keys are compared thousands of times an
/// assessment, which is why the first part is a code and not a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wanted<'a> {
    below: Below,
    name: &'a str,
}

/// The table that a name is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Below {
    /// The name is the whole key.
    Nothing,
    Affected,
    Answers,
    /// Obligations that an authority may have ordered.
    Ordered,
    Decisions,
    /// Decisions of a harm test.
    Harm,
    Marks,
    Profile,
}

impl Below {
    /// How its keys begin.
    fn code(self) -> &'static str {
        match self {
            Below::Nothing => "",
            Below::Affected => keys::affected::BELOW,
            Below::Answers => keys::answers::BELOW,
            Below::Ordered => keys::answers::ORDERED,
            Below::Decisions => keys::decisions::BELOW,
            Below::Harm => keys::decisions::OF_HARM,
            Below::Marks => keys::data::MARKS,
            Below::Profile => keys::organisation::OF_PROFILE,
        }
    }
}

impl<'a> Wanted<'a> {
    /// The key of a name of the law or the facts in a table.
    pub(super) fn below(below: Below, name: &'a str) -> Wanted<'a> {
        Wanted { below, name }
    }

    /// Whether it is no fact of the file, but an open point of the law itself.
    pub fn is_of_law(&self) -> bool {
        self.below == Below::Nothing && self.name.starts_with("law.")
    }
}

impl From<&'static str> for Wanted<'_> {
    fn from(key: &'static str) -> Self {
        Wanted::below(Below::Nothing, key)
    }
}

impl fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.below.code(), self.name)
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
        if self.below == other.below {
            return self.name.cmp(other.name);
        }
        let bytes = |key: &Self| key.below.code().bytes().chain(key.name.bytes());
        bytes(self).cmp(bytes(other))
    }
}
