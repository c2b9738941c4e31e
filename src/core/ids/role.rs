//! A role in which letters are approved.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A role in which letters are approved, such as `general_counsel`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoleId(String);

/// Not the id of a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a role: expected letters, digits and `_`, such as general_counsel")]
pub struct RoleError(String);

impl RoleId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoleId {
    type Err = RoleError;

    /// `General Counsel` and `general-counsel` are `general_counsel`.
    fn from_str(typed: &str) -> Result<RoleId, RoleError> {
        let id = typed.trim().to_lowercase().replace(['-', ' '], "_");
        let sign = |c: char| c.is_ascii_alphanumeric() || c == '_';
        match !id.is_empty() && id.chars().all(sign) {
            true => Ok(RoleId(id)),
            false => Err(RoleError(typed.to_owned())),
        }
    }
}

impl fmt::Display for RoleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
