//! The log of the record: one row for each append, in the order of the record as a whole, signed by whoever made it.
//!
//! A row covers the events of one stream that were recorded in one go. Its digest runs over the row before and over the
//! digest of the last event, which in turn holds all events before it; so one signature holds everything up to there.
//! docs/keys.md has the layout. Events from before the record had members have no row.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use sha2::{Digest as _, Sha256};

use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::events::{Digest, GENESIS};
use crate::store::keys::{RecordTag, Signer};
use crate::store::{StoreError, sql};

/// The events of one append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appending {
    /// The place in the record, from 1 without gaps.
    pub n: u64,
    pub stream: String,
    /// The number of the first event in its stream.
    pub first: u64,
    pub count: u64,
    /// Milliseconds since 1970, by the clock of the machine that wrote it.
    pub at: i64,
    pub signer: MemberId,
}

/// A row as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAppend {
    pub appending: Appending,
    /// Over the row before, and over everything in this one.
    pub hash: Digest,
    pub signature: SignatureBytes,
}

impl Appending {
    /// The digest of the row: `before` is that of the row before, `last` that of its last event.
    pub(crate) fn hash(&self, record: &RecordTag, before: &Digest, last: &Digest) -> Digest {
        let mut hash = Sha256::new();
        hash.update(b"firebell-log-2");
        hash.update(record.bytes());
        hash.update(self.n.to_be_bytes());
        hash.update(u64::try_from(self.stream.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(self.stream.as_bytes());
        hash.update(self.first.to_be_bytes());
        hash.update(self.count.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        hash.update(self.signer.bytes());
        hash.update(before);
        hash.update(last);
        hash.finalize().into()
    }
}

/// What is signed of a row.
pub(crate) fn message(hash: &Digest) -> Vec<u8> {
    [b"firebell 2 append".as_slice(), hash].concat()
}

/// Where the log ends: number and digest of its last row.
pub(crate) fn end(connection: &Connection) -> Result<(u64, Digest), StoreError> {
    let last: Option<(i64, Digest)> = connection
        .prepare_cached("SELECT n, hash FROM log ORDER BY n DESC LIMIT 1")
        .and_then(|mut statement| statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional())
        .map_err(sql("read the end of its log"))?;
    Ok(last.map_or((0, GENESIS), |(n, hash)| (n.unsigned_abs(), hash)))
}

/// Signs an append and writes its row. The number is assigned here, inside the only writing transaction, so that the
/// log has no gaps.
pub(crate) fn put(
    transaction: &Transaction<'_>,
    (record, signer): (&RecordTag, &Signer),
    mut appending: Appending,
    last: &Digest,
) -> Result<(), StoreError> {
    let (n, before) = end(transaction)?;
    appending.n = n + 1;
    let hash = appending.hash(record, &before, last);
    let signature = signer.sign(&message(&hash));
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    transaction
        .prepare_cached(
            "INSERT INTO log (n, stream, first, count, at, signer, hash, sig) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                number(appending.n),
                appending.stream,
                number(appending.first),
                number(appending.count),
                appending.at,
                appending.signer.bytes(),
                hash,
                signature.bytes(),
            ])
        })
        .map(drop)
        .map_err(sql("write its log"))
}
