//! What a member saw of the record when keys were last handed out: how far its log was, and what said who may have them.
//!
//! Whoever has a secret of the record can cut its log off, and chain anew what comes after a gap. What somebody saw is sealed
//! under their own identity, so that nobody else can make it fit. From there on every row is held against the one before, and
//! every signature verified.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::signed_log::{SignedAppend, message};
use super::verified_log::append;
use crate::core::ids::{Sha256Digest, Stream};
use crate::core::member::Members;
use crate::core::member::public_key::VerifyingKey;
use crate::store::events::{Digest, GENESIS};
use crate::store::keys::{Claim, Holder, TOGETHER, Verifier, false_claims};
use crate::store::{Store, StoreError, sql};

/// Number and digest of an event.
pub(crate) type End = (u64, Digest);

/// The last event of streams that says who may have keys.
pub(crate) type Ends = BTreeMap<String, End>;

const ABOUT: &str = "that nothing was taken from the record";
/// A form is never called so.
const SLOT: &str = "what was seen of the record";
/// Rows that are looked at together.
const BATCH: usize = 4096;
/// How many new rows there may be before their end is noted, so that not every opening writes. Rows that were not noted
/// are verified again the next time.
const AGAIN_AFTER: u64 = 256;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// The last row of the log.
    n: u64,
    hash: Sha256Digest,
    ends: BTreeMap<String, (u64, Sha256Digest)>,
}

fn not_proven<T>(why: String) -> Result<T, StoreError> {
    Err(StoreError::NotProven { about: ABOUT, why })
}

/// A row of the log, and the digest of its last event.
struct Row {
    row: SignedAppend,
    last: Option<Digest>,
}

impl Store {
    fn place_of_seen(holder: &Holder) -> String {
        format!("seen {}", holder.member)
    }

    /// What whoever opened the record saw of it; `None` where they saw nothing, or somebody took that away.
    pub(crate) fn seen(&self, holder: &Holder) -> Result<Option<Seen>, StoreError> {
        let kept: Option<String> = self
            .connection
            .query_row(
                "SELECT value FROM meta WHERE key = ?1",
                [Store::place_of_seen(holder)],
                |row| row.get(0),
            )
            .optional()
            .map_err(sql("read what was seen of the record"))?;
        let sealed = kept.and_then(|kept| hex::decode(kept).ok());
        let opened = sealed.and_then(|sealed| holder.open_own(SLOT, &sealed));
        Ok(opened.and_then(|text| serde_json::from_slice(&text).ok()))
    }

    /// Verifies that the record has everything that was seen of it, and that its log goes on from there without a gap.
    pub(crate) fn goes_on_from_what_was_seen(
        &self,
        holder: &Holder,
        members: &Members,
        ends: &Ends,
    ) -> Result<(), StoreError> {
        let seen = self.seen(holder)?;
        if let Some(seen) = &seen {
            for (name, (seq, hash)) in &seen.ends {
                self.still_has(Stream::named(name), *seq, hash.bytes())?;
            }
            if self.hash_of_row(seen.n)? != Some(*seen.hash.bytes()) {
                return not_proven(format!("append {} is not what it was", seen.n));
            }
        }
        let from = seen.as_ref().map_or((0, GENESIS), |seen| (seen.n, *seen.hash.bytes()));
        let until = self.verified_from(holder, members, from)?;
        let known = |(name, end): (&String, &End)| {
            let seen = seen.as_ref().and_then(|seen| seen.ends.get(name));
            seen.is_some_and(|(seq, hash)| (*seq, *hash.bytes()) == *end)
        };
        if ends.iter().all(known) && until.0 < from.0 + AGAIN_AFTER {
            return Ok(());
        }
        let mut all = seen.map(|seen| seen.ends).unwrap_or_default();
        let new = ends.iter();
        all.extend(new.map(|(name, (seq, hash))| (name.clone(), (*seq, Sha256Digest::from(*hash)))));
        self.note_seen(
            holder,
            &Seen {
                n: until.0,
                hash: Sha256Digest::from(until.1),
                ends: all,
            },
        )
    }

    /// Checks that an event that was seen is still there with the same digest. Erasing keeps the digest, so an erased
    /// event passes here; `proven_readers` refuses it, so it lets nobody in.
    fn still_has(&self, stream: Stream<'_>, seq: u64, hash: &Digest) -> Result<(), StoreError> {
        let found: Option<Digest> = self
            .connection
            .query_row(
                "SELECT hash FROM event WHERE stream = ?1 AND seq = ?2",
                params![stream.name(), i64::try_from(seq).unwrap_or(i64::MAX)],
                |row| row.get(0),
            )
            .optional()
            .map_err(sql("read an event"))?;
        match found == Some(*hash) {
            true => Ok(()),
            false => not_proven(format!("event {seq} of {stream} is not what it was, or missing")),
        }
    }

    fn hash_of_row(&self, n: u64) -> Result<Option<Digest>, StoreError> {
        self.connection
            .query_row(
                "SELECT hash FROM log WHERE n = ?1",
                [i64::try_from(n).unwrap_or(i64::MAX)],
                |row| row.get(0),
            )
            .optional()
            .map_err(sql("read its log"))
    }

    /// Verifies the rows of the log after one, and gives the last.
    fn verified_from(
        &self,
        holder: &Holder,
        members: &Members,
        from: (u64, Digest),
    ) -> Result<(u64, Digest), StoreError> {
        let fail = || sql("read its log");
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT log.n, log.stream, log.first, log.count, log.at, log.signer, log.hash, log.sig, event.hash \
                 FROM log LEFT JOIN event ON event.stream = log.stream AND event.seq = log.first + log.count - 1 \
                 WHERE log.n > ?1 ORDER BY log.n",
            )
            .map_err(fail())?;
        let rows = statement
            .query_map([i64::try_from(from.0).unwrap_or(i64::MAX)], |row| {
                Ok(Row {
                    row: append(row)?,
                    last: row.get(8)?,
                })
            })
            .map_err(fail())?;
        let mut end = from;
        let mut claims = Vec::new();
        let mut verifiers: BTreeMap<VerifyingKey, Verifier> = BTreeMap::new();
        for row in rows {
            let Row { row, last } = row.map_err(fail())?;
            let appending = &row.appending;
            let n = appending.n;
            let fits = |last: Digest| appending.hash(&holder.record, &end.1, &last) == row.hash;
            if n != end.0 + 1 || !last.is_some_and(fits) {
                return not_proven(format!("append {n} does not follow on append {}", end.0));
            }
            end = (n, row.hash);
            // Those of the members were verified with the keys of then.
            if Stream::named(&appending.stream) != Stream::Members {
                let Some(signer) = members.by_id(appending.signer) else {
                    return not_proven(format!("append {n} is nobody's"));
                };
                let verifier = verifiers.entry(signer.key).or_insert_with(|| Verifier::of(&signer.key));
                claims.push((
                    n,
                    Claim {
                        verifier: verifier.clone(),
                        message: message(&row.hash),
                        signature: row.signature,
                    },
                ));
            }
            if claims.len() >= BATCH {
                settle(&mut claims)?;
            }
        }
        settle(&mut claims)?;
        Ok(end)
    }

    /// Where it cannot be noted, the next time looks at more.
    fn note_seen(&self, holder: &Holder, seen: &Seen) -> Result<(), StoreError> {
        let text = serde_json::to_vec(seen).map_err(|source| StoreError::Unreadable {
            what: "what was seen of the record".to_owned(),
            source,
        })?;
        let sealed = hex::encode(holder.seal_own(SLOT, &text)?);
        let put = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        if self.can_write() {
            let _ = self
                .connection
                .execute(put, [Store::place_of_seen(holder).as_str(), sealed.as_str()]);
        }
        Ok(())
    }
}

fn settle(claims: &mut Vec<(u64, Claim)>) -> Result<(), StoreError> {
    let bad: Vec<u64> = claims.par_chunks(TOGETHER).flat_map_iter(false_claims).collect();
    claims.clear();
    match bad.first() {
        None => Ok(()),
        Some(n) => not_proven(format!("append {n}: its signature is not that of its signer")),
    }
}
