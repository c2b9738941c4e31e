//! The header file: which parameters make the key. It holds no secret.
//!
//! While the key is being changed it holds two sets, so that a process killed in between leaves a record that one of
//! the two opens. A header can only be made from the set that was seen to open the database, so none is ever written
//! that lacks it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::database::InForce;
use super::files::Links;
use super::key::Kdf;
use super::{StoreError, files};

/// The form this firebell writes and reads.
const FORMAT: u32 = 1;
/// A header is a few hundred bytes.
const MOST: u64 = 64 * 1024;

/// The header file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    format: u32,
    current: Kdf,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<Kdf>,
}

/// Read first: whatever else a header of another form holds is not ours to judge.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

impl Header {
    /// The header of a record whose key is not being changed.
    pub(super) fn settled(in_force: &InForce) -> Header {
        Header {
            format: FORMAT,
            current: in_force.kdf().clone(),
            next: None,
        }
    }

    /// The header while the key is being changed: what opens the record now, and what is about to.
    pub(super) fn changing(in_force: &InForce, next: &Kdf) -> Header {
        Header {
            next: Some(next.clone()),
            ..Header::settled(in_force)
        }
    }

    /// The sets that may open the record, the likelier one first.
    pub(super) fn sets(&self) -> impl Iterator<Item = &Kdf> {
        [&self.current].into_iter().chain(&self.next)
    }

    pub(super) fn read(path: &Path, links: Links) -> Result<Header, StoreError> {
        let bytes = files::read_small(path, links, MOST)?;
        let fail = |source| StoreError::Header {
            path: path.to_owned(),
            source,
        };
        let form: Form = serde_json::from_slice(&bytes).map_err(fail)?;
        if form.format != FORMAT {
            return Err(StoreError::HeaderFormat {
                path: path.to_owned(),
                found: form.format,
                known: FORMAT,
            });
        }
        serde_json::from_slice(&bytes).map_err(fail)
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), StoreError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|source| StoreError::Header {
            path: path.to_owned(),
            source,
        })?;
        bytes.push(b'\n');
        files::write_whole(path, &bytes)
    }
}
