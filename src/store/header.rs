//! The header file: what makes the key of the database, in the first format, or where it lies sealed, in the second.
//!
//! While the key is being changed a header names two, so that a process killed in between leaves a record that one of
//! the two opens. A header can only be settled on a key that was seen to open the database, so none is ever written that
//! lacks it.

use std::path::Path;

use serde::de::Error as _;
use serde::{Deserialize, Serialize};

use super::database::InForce;
use super::files::Links;
use super::keys::database_key;
use super::keys::database_key::Kdf;
use super::keys::{Candidate, Envelope, FORMAT, Source, Unlock};
use super::{StoreError, files};

/// The form in which a key is made of the passphrase and of nothing else.
const FIRST: u32 = 1;
/// A header is a few hundred bytes; one with many members and key services, some thousands.
const MOST: u64 = 256 * 1024;

/// The header file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Header {
    First(Sets),
    Second(Box<Envelope>),
}

/// The header of the first format: parameters and salt, and another set while the key is being changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sets {
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
    /// A header of the first format.
    pub(super) fn first(kdf: &Kdf) -> Header {
        Header::First(Sets {
            format: FIRST,
            current: kdf.clone(),
            next: None,
        })
    }

    pub(super) fn second(envelope: Envelope) -> Header {
        Header::Second(Box::new(envelope))
    }

    /// Tries every key that may open the database, the likelier one first.
    pub(super) fn open<T>(
        &self,
        unlock: Unlock<'_>,
        open: impl Fn(&Candidate) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            Header::First(Sets { current, next, .. }) => {
                first_that_opens([current].into_iter().chain(next), unlock, &open)
            }
            Header::Second(envelope) => {
                let candidates = envelope.candidates(unlock)?;
                for candidate in &candidates {
                    match open(candidate) {
                        Err(StoreError::WrongKey) => {}
                        result => return result,
                    }
                }
                match (envelope.derived(), candidates.is_empty()) {
                    (Some(kdf), _) => first_that_opens([kdf].into_iter(), unlock, &open),
                    (None, true) => Err(StoreError::WrongKey),
                    (None, false) => Err(StoreError::HeaderOfAnother),
                }
            }
        }
    }

    /// Whether it was written by somebody who had the key. The first format has no mark to tell it by.
    pub(super) fn is_sound(&self, in_force: &InForce) -> Result<bool, StoreError> {
        match (self, in_force.source()) {
            (Header::Second(envelope), Source::Enveloped(holder)) => envelope.is_sound(holder),
            (Header::First(_), _) | (Header::Second(_), Source::Derived(_)) => Ok(true),
        }
    }

    /// Whether a key is one of those that it names.
    pub(super) fn names(&self, in_force: &InForce) -> bool {
        match (self, in_force.source()) {
            (Header::First(sets), Source::Derived(kdf)) => sets.current == *kdf || sets.next.as_ref() == Some(kdf),
            (Header::First(_), Source::Enveloped(_)) => false,
            (Header::Second(envelope), source) => envelope.names(source),
        }
    }

    /// The header that holds once the database was seen to open with this key.
    pub(super) fn settled(&self, in_force: &InForce) -> Result<Header, StoreError> {
        Ok(match (self, in_force.source()) {
            (_, Source::Derived(kdf)) => Header::first(kdf),
            (Header::Second(envelope), Source::Enveloped(holder)) => Header::second(envelope.settled(holder)?),
            (Header::First(_), Source::Enveloped(_)) => return Err(StoreError::HeaderOfAnother),
        })
    }

    pub(super) fn read(path: &Path, links: Links) -> Result<Header, StoreError> {
        let bytes = files::read_small(path, links, MOST)?;
        Header::parse(&bytes, path)
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Header, StoreError> {
        let fail = |source| StoreError::Header {
            path: path.to_owned(),
            source,
        };
        let form: Form = serde_json::from_slice(bytes).map_err(fail)?;
        match form.format {
            FIRST => serde_json::from_slice(bytes).map(Header::First).map_err(fail),
            FORMAT => {
                let read: Envelope = serde_json::from_slice(bytes).map_err(fail)?;
                let bounded = read.bounded().map_err(serde_json::Error::custom);
                bounded.map(Header::second).map_err(fail)
            }
            found => Err(StoreError::HeaderFormat {
                path: path.to_owned(),
                found,
                known: FORMAT,
            }),
        }
    }

    fn bytes(&self, path: &Path) -> Result<Vec<u8>, StoreError> {
        let written = match self {
            Header::First(sets) => serde_json::to_vec_pretty(sets),
            Header::Second(envelope) => serde_json::to_vec_pretty(envelope),
        };
        let mut bytes = written.map_err(|source| StoreError::Header {
            path: path.to_owned(),
            source,
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Writes it, once it was seen to read back as it is.
    pub(super) fn write(&self, path: &Path) -> Result<(), StoreError> {
        let bytes = self.bytes(path)?;
        match Header::parse(&bytes, path)? == *self {
            true => files::write_whole(path, &bytes),
            false => Err(StoreError::HeaderOfAnother),
        }
    }
}

fn first_that_opens<'k, T>(
    sets: impl Iterator<Item = &'k Kdf>,
    unlock: Unlock<'_>,
    open: impl Fn(&Candidate) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    match unlock {
        Unlock::Passphrase(secret) => {
            database_key::first_that_opens(sets, secret, |kdf, raw| open(&Candidate::derived(kdf, raw)))
        }
        Unlock::Key(_) => Err(StoreError::WrongKey),
    }
}
