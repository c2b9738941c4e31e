//! An obligation as it was named, whether or not the law in force has one of that name.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::ObligationId;

/// What a person, a script or an event calls an obligation. An event keeps it as it was written, also when the law has
/// changed or the event came from another record; a command is decided against the obligations that there are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObligationName(String);

impl ObligationName {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The regime it names; the whole of a name that has no other part.
    pub fn regime(&self) -> &str {
        self.split_once('/').map_or(self, |(regime, _)| regime)
    }

    /// Whether it names an obligation: that one itself, or one of the places it fans out to.
    pub fn covers(&self, obligation: &str) -> bool {
        let rest = obligation.strip_prefix(self.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('@'))
    }
}

impl From<String> for ObligationName {
    fn from(name: String) -> ObligationName {
        ObligationName(name)
    }
}

impl From<&str> for ObligationName {
    fn from(name: &str) -> ObligationName {
        ObligationName(name.to_owned())
    }
}

impl From<ObligationId> for ObligationName {
    fn from(id: ObligationId) -> ObligationName {
        ObligationName(id.into())
    }
}

impl fmt::Display for ObligationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Deref for ObligationName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ObligationName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ObligationName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
