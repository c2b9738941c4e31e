//! Law packs: editions of law files that somebody signed. Which pack a file came from, and which edition of the law gave
//! an answer.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::core::ids::Sha256Digest;

/// What a pack is called through all its versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackName(String);

/// Numbers with dots between them, compared from the left: `3`, `2026.12.1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackVersion(Vec<u32>);

/// Why a text names no pack or no version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackNameError {
    #[error("`{0}` is no name of a law pack: small letters, digits and hyphens, at most 64")]
    Name(String),
    #[error("`{0}` is no version of a law pack: numbers with dots between them, such as 3 or 2026.12.1")]
    Version(String),
}

/// A pack in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackLabel {
    pub name: PackName,
    pub version: PackVersion,
}

/// A pack that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawPack {
    pub label: PackLabel,
    /// The digest of the archive.
    pub sha256: Sha256Digest,
    /// The paths of its files, as the rule base names them.
    pub files: BTreeSet<String>,
}

/// Which law gave an answer: the built-in files with everything that is laid over them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The newest review day.
    pub version: String,
    /// The beginning of the digest over all files.
    pub digest: String,
    /// The packs in force, each with its version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<String>,
}

/// How much of a digest tells two editions apart for a reader.
const SHOWN: usize = 12;

impl Edition {
    pub fn new(version: &str, sha256: &str, packs: &[LawPack]) -> Edition {
        Edition {
            version: version.to_owned(),
            digest: sha256.chars().take(SHOWN).collect(),
            packs: packs.iter().map(|pack| pack.label.to_string()).collect(),
        }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule base {} ({})", self.version, self.digest)?;
        match self.packs.is_empty() {
            true => Ok(()),
            false => write!(f, " with {}", self.packs.join(", ")),
        }
    }
}

impl LawPack {
    /// How the rule base names a file of a pack.
    pub fn path(label: &PackLabel, file: &str) -> String {
        format!("{label}/{file}")
    }
}

impl fmt::Display for PackLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

impl fmt::Display for PackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for PackName {
    type Err = PackNameError;

    fn from_str(text: &str) -> Result<PackName, PackNameError> {
        let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = (1..=64).contains(&text.len()) && text.chars().all(sign) && !text.starts_with('-');
        match fits {
            true => Ok(PackName(text.to_owned())),
            false => Err(PackNameError::Name(text.chars().take(80).collect())),
        }
    }
}

impl fmt::Display for PackVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.pad(&parts.join("."))
    }
}

impl FromStr for PackVersion {
    type Err = PackNameError;

    fn from_str(text: &str) -> Result<PackVersion, PackNameError> {
        let wrong = || PackNameError::Version(text.chars().take(80).collect());
        let parts = text.split('.').map(|part| {
            let number: u32 = part.parse().map_err(|_| wrong())?;
            // A second spelling of the same number would be a second name of the same version.
            match number.to_string() == part {
                true => Ok(number),
                false => Err(wrong()),
            }
        });
        let parts: Vec<u32> = parts.collect::<Result<_, _>>()?;
        match parts.len() {
            1..=4 => Ok(PackVersion(parts)),
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for PackName {
    type Error = PackNameError;

    fn try_from(text: String) -> Result<PackName, PackNameError> {
        text.parse()
    }
}

impl From<PackName> for String {
    fn from(name: PackName) -> String {
        name.0
    }
}

impl TryFrom<String> for PackVersion {
    type Error = PackNameError;

    fn try_from(text: String) -> Result<PackVersion, PackNameError> {
        text.parse()
    }
}

impl From<PackVersion> for String {
    fn from(version: PackVersion) -> String {
        version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers_in_one_spelling_and_compare_as_numbers() {
        let version = |text: &str| text.parse::<PackVersion>().unwrap();
        assert!(version("2026.12.1") > version("2026.9.30"));
        assert!(version("10") > version("9.9"));
        assert_eq!(version("2026.12.1").to_string(), "2026.12.1");
        for wrong in [
            "",
            "1.",
            ".1",
            "01",
            "1.2.3.4.5",
            "v1",
            "1.-2",
            "+1",
            " 1",
            "4294967296",
        ] {
            assert!(wrong.parse::<PackVersion>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_is_short_and_plain() {
        assert!("acme-law".parse::<PackName>().is_ok());
        for wrong in ["", "-a", "Acme", "a b", "a/b", "..", "a\u{202e}", &"a".repeat(65)] {
            assert!(wrong.parse::<PackName>().is_err(), "{wrong}");
        }
    }
}
