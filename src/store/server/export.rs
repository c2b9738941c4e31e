//! Everything that the server has of a shared record, in one file: to be kept, to be held against a copy of the record, and to be
//! put on another server, row for row.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::address::{AskPassword, HomeAddress};
use super::calls::{KeptKey, KeyChanges, KeyState, WrappedKey};
use super::error::HomeError;
use super::kept_locally;
use super::kept_locally::Kept;
use super::row::{Head, LogName, MOST_SEALED, Row};
use super::shared::link;
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::events::Digest;
use crate::store::keys::Source;
use crate::store::{Store, StoreError};

const BEGINS: &[u8] = b"firebell-team-export-2\n";
/// What a file begins with that has no keys of incidents.
const BEGAN: &[u8] = b"firebell-team-export-1\n";
/// Rows that are asked for at a time.
const PAGE: u32 = 200;
/// A piece is hardly longer than the contents of its row.
const MOST_PIECE: usize = MOST_SEALED + 1024;

/// The file is pieces, each after its length in four bytes.
#[derive(Serialize, Deserialize)]
enum Piece {
    Log {
        home: [u8; 16],
        record: Vec<u8>,
    },
    Row(RowPiece),
    Key {
        epoch: u32,
        holder: [u8; 8],
        wrapped: Vec<u8>,
    },
    /// The last one: a file without it was cut off.
    End {
        rows: u64,
        hash: Digest,
    },
    /// A key of an incident, or the row with which it went.
    IncidentKey {
        id: [u8; 16],
        epoch: u32,
        wrapped: Option<Vec<u8>>,
        gone: Option<u64>,
    },
}

#[derive(Serialize, Deserialize)]
struct RowPiece {
    n: u64,
    id: [u8; 16],
    signer: [u8; 8],
    epoch: u32,
    sealed: Vec<u8>,
    prev: Digest,
    hash: Digest,
    signature: Vec<u8>,
}

/// What a file of a server's rows holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeFile {
    pub rows: u64,
    pub keys: usize,
    /// Digest of the last row, which all before it hang on.
    pub end: String,
    /// How many of its rows this machine has too; all of those are the same.
    pub here: u64,
}

fn put(out: &mut Vec<u8>, piece: &Piece) -> Result<(), StoreError> {
    let bytes = postcard::to_allocvec(piece).map_err(|error| StoreError::Kdf(Box::new(error)))?;
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&bytes);
    Ok(())
}

/// Whether bytes begin as a file of a server's rows does.
pub fn is_home_file(bytes: &[u8]) -> bool {
    [BEGINS, BEGAN].iter().any(|begins| bytes.starts_with(begins))
}

fn broken(why: &str) -> HomeError {
    HomeError::File(why.to_owned())
}

/// A file that was read: its log, rows and keys, with the chain verified.
struct Read {
    log: LogName,
    rows: Vec<Row>,
    keys: Vec<WrappedKey>,
    incident_keys: Vec<KeptKey>,
}

/// Follows a chain, and says where it breaks. Rows that carry nothing may state whatever digest they like.
fn follow((log, void): (&LogName, &BTreeSet<u64>), head: Head, row: &Row) -> Result<Head, HomeError> {
    let follows = row.n == head.n + 1 && row.prev == head.hash;
    match follows && (row.digest(log) == row.hash || void.contains(&row.n)) {
        true => Ok(row.head()),
        false => Err(HomeError::OtherHistory { n: head.n + 1 }),
    }
}

impl Store {
    /// Everything that the server has, with the wrapped keys of its members.
    ///
    /// # Errors
    /// Where the server cannot be reached, or has another history than this machine.
    pub fn export_home(&self) -> Result<(HomeFile, Vec<u8>), StoreError> {
        let shared = self.shared.as_ref().ok_or(HomeError::NotShared)?.reached()?;
        let void = kept_locally::void_numbers(&self.connection)?;
        let mut link = shared.link.lock();
        let mut out = BEGINS.to_vec();
        put(
            &mut out,
            &Piece::Log {
                home: shared.log.home,
                record: shared.log.record.bytes().to_vec(),
            },
        )?;
        let mut head = Head::NONE;
        loop {
            let rows = link.pull(head, PAGE)?;
            let last = rows.len() < PAGE as usize;
            for row in rows {
                head = follow((&shared.log, &void), head, &row)?;
                put(&mut out, &Piece::Row((&row).into()))?;
            }
            if last {
                break;
            }
        }
        let keys = link.all_keys()?;
        for key in &keys {
            put(
                &mut out,
                &Piece::Key {
                    epoch: key.epoch,
                    holder: *key.holder.bytes(),
                    wrapped: key.wrapped.clone(),
                },
            )?;
        }
        if link.keeps_keys()? {
            for key in link.all_incident_keys()? {
                put(&mut out, &Piece::from(key))?;
            }
        }
        let end = Piece::End {
            rows: head.n,
            hash: head.hash,
        };
        put(&mut out, &end)?;
        drop(link);
        let checked = self.check_home_file(&out)?;
        Ok((checked, out))
    }

    /// Holds a file of a server's rows against itself and against what this machine has.
    ///
    /// # Errors
    /// Where it was cut off or changed, is of another record, or tells another history than this machine.
    pub fn check_home_file(&self, bytes: &[u8]) -> Result<HomeFile, StoreError> {
        let read = self.read_home_file(bytes)?;
        let own = kept_locally::signed_rows(&self.connection)?;
        let mut here = 0;
        for (theirs, ours) in read.rows.iter().zip(&own) {
            if theirs.hash != ours.hash {
                return Err(HomeError::OtherHistory { n: ours.n }.into());
            }
            here += 1;
        }
        let end = read.rows.last().map(Row::head).unwrap_or(Head::NONE);
        Ok(HomeFile {
            rows: end.n,
            keys: read.keys.len(),
            end: hex::encode(end.hash),
            here,
        })
    }

    fn read_home_file(&self, bytes: &[u8]) -> Result<Read, StoreError> {
        let mut rest = bytes
            .strip_prefix(BEGINS)
            .or_else(|| bytes.strip_prefix(BEGAN))
            .ok_or_else(|| broken("it is not a file of a team's rows"))?;
        let kept = Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?;
        let void = kept_locally::void_numbers(&self.connection)?;
        let mut read: Option<Read> = None;
        let mut head = Head::NONE;
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
            if length > MOST_PIECE {
                return Err(broken("it was changed").into());
            }
            let (piece, after) = after.split_at_checked(length).ok_or_else(|| broken("it was cut off"))?;
            rest = after;
            let piece: Piece = postcard::from_bytes(piece).map_err(|_| broken("it was changed"))?;
            match (piece, &mut read) {
                (Piece::Log { home, record }, None) => {
                    let Source::Enveloped(holder) = self.in_force.source() else {
                        return Err(HomeError::NotWhileShared("its format is the first").into());
                    };
                    let log = LogName {
                        home,
                        record: holder.record.clone(),
                    };
                    if record != log.record.bytes() || home != kept.home() {
                        return Err(broken("it is of another record").into());
                    }
                    read = Some(Read {
                        log,
                        rows: Vec::new(),
                        keys: Vec::new(),
                        incident_keys: Vec::new(),
                    });
                }
                (Piece::Row(row), Some(read)) => {
                    let row = row.row().ok_or_else(|| broken("it was changed"))?;
                    head = follow((&read.log, &void), head, &row)?;
                    read.rows.push(row);
                }
                (Piece::Key { epoch, holder, wrapped }, Some(read)) => read.keys.push(WrappedKey {
                    home: read.log.home,
                    epoch,
                    holder: MemberId::of(holder),
                    wrapped,
                }),
                (piece @ Piece::IncidentKey { .. }, Some(read)) => {
                    let key = piece.incident_key().ok_or_else(|| broken("it was changed"))?;
                    read.incident_keys.push(key);
                }
                (Piece::End { rows, hash }, Some(_)) if rest.is_empty() && head.n == rows && head.hash == hash => {
                    return read.ok_or_else(|| broken("it was changed").into());
                }
                (
                    Piece::Log { .. }
                    | Piece::Row(_)
                    | Piece::Key { .. }
                    | Piece::IncidentKey { .. }
                    | Piece::End { .. },
                    _,
                ) => {
                    return Err(broken("it was changed").into());
                }
            }
        }
        Err(broken("it was cut off").into())
    }

    /// Puts the rows and keys of a file on a server that does not have them, or not all of them. The record is found there
    /// once its address is set.
    ///
    /// # Errors
    /// As [`Store::check_home_file`]; where the server cannot be reached, refuses, or has another history.
    pub fn import_home(
        &self,
        bytes: &[u8],
        (address, ask): (&HomeAddress, AskPassword),
    ) -> Result<(HomeFile, u64), StoreError> {
        let checked = self.check_home_file(bytes)?;
        let read = self.read_home_file(bytes)?;
        let mut link = link(address, ask)?;
        link.enter(read.log.home);
        let there = link.head()?.unwrap_or(Head::NONE);
        let at = usize::try_from(there.n).unwrap_or(usize::MAX);
        let same = there.n == 0 || read.rows.get(at - 1).is_some_and(|row| row.hash == there.hash);
        if !same {
            return Err(HomeError::OtherHistory { n: there.n }.into());
        }
        let mut put = 0;
        if !read.incident_keys.is_empty() {
            if !link.keeps_keys()? {
                return Err(HomeError::NoPlaceForKeys.into());
            }
            link.put_incident_keys(&read.incident_keys)?;
        }
        for row in read.rows.iter().skip(at) {
            link.append(row, &KeyChanges::default())?;
            put += 1;
        }
        let known = link.all_keys()?;
        let missing: Vec<WrappedKey> = read.keys.into_iter().filter(|key| !known.contains(key)).collect();
        link.hand_out(&missing)?;
        Ok((checked, put))
    }
}

impl From<&Row> for RowPiece {
    fn from(row: &Row) -> RowPiece {
        RowPiece {
            n: row.n,
            id: row.id,
            signer: *row.signer.bytes(),
            epoch: row.epoch,
            sealed: row.sealed.clone(),
            prev: row.prev,
            hash: row.hash,
            signature: row.signature.bytes().to_vec(),
        }
    }
}

impl Piece {
    /// `None` where it is none, or has both, or neither, of what it can have.
    fn incident_key(self) -> Option<KeptKey> {
        let Piece::IncidentKey {
            id,
            epoch,
            wrapped,
            gone,
        } = self
        else {
            return None;
        };
        let state = match (wrapped, gone) {
            (Some(wrapped), None) => KeyState::Wrapped(wrapped),
            (None, Some(n)) => KeyState::Gone(n),
            (Some(_), Some(_)) | (None, None) => return None,
        };
        Some(KeptKey { id, epoch, state })
    }
}

impl From<KeptKey> for Piece {
    fn from(key: KeptKey) -> Piece {
        let KeptKey { id, epoch, state } = key;
        let (wrapped, gone) = match state {
            KeyState::Wrapped(wrapped) => (Some(wrapped), None),
            KeyState::Gone(n) => (None, Some(n)),
        };
        Piece::IncidentKey {
            id,
            epoch,
            wrapped,
            gone,
        }
    }
}

impl RowPiece {
    /// `None` where its signature has another length.
    fn row(self) -> Option<Row> {
        Some(Row {
            n: self.n,
            id: self.id,
            signer: MemberId::of(self.signer),
            epoch: self.epoch,
            sealed: self.sealed,
            prev: self.prev,
            hash: self.hash,
            signature: SignatureBytes::of(self.signature.as_slice().try_into().ok()?),
        })
    }
}
