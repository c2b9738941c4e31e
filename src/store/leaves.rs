//! The order in which the record got its events, as a list of commitments from which nothing can be guessed.
//!
//! Each event is a leaf of one tree: a digest over the event and sixteen bytes that follow from a key in the database. Whoever
//! is shown an event with its sixteen bytes can make the leaf; whoever is not, learns nothing from the leaf, however well they
//! guess. The root of the tree is what a checkpoint signs, and it stays when an event is erased: its leaf is kept.

use std::sync::mpsc::{self, Receiver, SyncSender};

use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::audit_log::event_names::Naming;
use super::events::{Digest, Stored};
use super::keys::database_key::RawKey;
use super::keys::proof_keys::ProofKey;
use super::keys::{Marker, derive, random_key};
use super::read_event::read_event;
use super::verifying::line_against_event::{NOT_COMPARED, Numbering, Tally};
use super::verifying::proof::Broken;
use super::{Store, StoreError, sql};
use crate::core::event::{Erasure, What};
use crate::core::ids::Stream;
use crate::core::merkle;

/// Noted once every event of the record has a leaf.
const BEGUN: &str = "leaves";
/// Leaves that are read before the tree takes them.
const BATCH: usize = 8192;
/// What hides an event that can be guessed.
type Salt = [u8; 16];

/// How leaves are made.
#[derive(Clone)]
pub(super) struct Commitments(Marker);

/// The commitment to an event: what a leaf is made of.
pub fn commitment(salt: &[u8; 16], stream: Stream<'_>, seq: u64, body: &[u8]) -> Digest {
    let length = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes();
    Sha256::new()
        .chain_update(b"firebell 2 event\0")
        .chain_update(salt)
        .chain_update(length(stream.name().as_bytes()))
        .chain_update(stream.name())
        .chain_update(seq.to_be_bytes())
        .chain_update(length(body))
        .chain_update(body)
        .finalize()
        .into()
}

impl Commitments {
    /// Those of an open record; none in one of the first format.
    pub(super) fn of_record(connection: &Connection) -> Result<Option<Commitments>, StoreError> {
        Ok(match Naming::of_record(connection)? {
            Naming::Plain => None,
            Naming::Keyed(names) => Some(Commitments(Marker::of(&derive(
                names.as_slice(),
                &[],
                "firebell 2 event salts",
            )))),
        })
    }

    pub(super) fn salt(&self, hash: &Digest) -> Salt {
        let mut salt = [0; 16];
        salt.copy_from_slice(&self.0.mark(hash)[..16]);
        salt
    }

    pub(super) fn leaf(&self, stream: Stream<'_>, seq: u64, body: &[u8], hash: &Digest) -> Digest {
        commitment(&self.salt(hash), stream, seq, body)
    }
}

/// Gives a leaf to each event from before leaves were kept, ordered by time, since no other order of them is known.
pub(super) fn begin(connection: &Connection) -> Result<(), StoreError> {
    let fail = || sql("give each event its place");
    let Some(commitments) = Commitments::of_record(connection)? else {
        return Ok(());
    };
    let begun = connection.query_row("SELECT 1 FROM meta WHERE key = ?1", [BEGUN], |_| Ok(()));
    if begun.optional().map_err(fail())?.is_some() {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction().map_err(fail())?;
    let noted = note_begun(&transaction)?;
    // Another program may have done it meanwhile.
    if noted == 1 {
        let mut events = transaction
            .prepare("SELECT stream, seq, body, hash FROM event ORDER BY recorded_at, stream, seq")
            .map_err(fail())?;
        let mut rows = events.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            let (stream, seq): (String, i64) = (row.get(0).map_err(fail())?, row.get(1).map_err(fail())?);
            let (body, hash): (Vec<u8>, Digest) = (row.get(2).map_err(fail())?, row.get(3).map_err(fail())?);
            let made = || commitments.leaf(Stream::named(&stream), seq.unsigned_abs(), &body, &hash);
            put(&transaction, &erased_leaf(&body).unwrap_or_else(made))?;
        }
    }
    transaction.commit().map_err(fail())
}

/// Notes that every event has a leaf, and says how many did not know of it yet: one or none.
pub(super) fn note_begun(connection: &Connection) -> Result<usize, StoreError> {
    connection
        .execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?1, '1')", [BEGUN])
        .map_err(sql("give each event its place"))
}

/// The leaf that an erased event had; `None` where it had none, or was not erased.
fn erased_leaf(body: &[u8]) -> Option<Digest> {
    let event = read_event(body).ok()?;
    let What::Erased(Erasure { leaf: Some(leaf), .. }) = event.what else {
        return None;
    };
    let mut bytes = [0; 32];
    hex::decode_to_slice(&leaf, &mut bytes).ok().map(|()| bytes)
}

pub(super) fn put(connection: &Connection, leaf: &Digest) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO leaf (leaf) VALUES (?1)")
        .and_then(|mut statement| statement.execute(params![leaf]))
        .map(drop)
        .map_err(sql("give an event its place"))
}

/// The state of a record in one number, and how many events it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    pub size: u64,
    pub root: Digest,
}

/// A checkpoint that was made earlier, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    pub head: TreeHead,
    pub note: String,
    /// The answer of a time-stamping authority.
    pub token: Option<Vec<u8>>,
}

/// An event with what shows that it is part of the record.
#[derive(Debug, Clone)]
pub struct Committed {
    pub commitment: Digest,
    pub salt: [u8; 16],
    /// Its place in the record, from 0; none in a record of the first format.
    pub place: Option<Place>,
}

#[derive(Debug, Clone)]
pub struct Place {
    pub index: u64,
    pub path: Vec<Digest>,
}

/// What signs for a record, and what it is called.
pub struct RecordSigner {
    /// The record's name: sixteen random bytes, hexadecimal.
    pub record: String,
    pub seed: RawKey,
    /// How many events the record had when another took its place; `None`: none did.
    pub until: Option<u64>,
}

impl Store {
    /// Roughly the number of events: the number of the last leaf. Only used to reserve memory, and capped, because a
    /// tampered database may contain any number here.
    fn leaf_count(&self) -> Result<usize, StoreError> {
        let last = self
            .connection
            .query_row("SELECT coalesce(max(n), 0) FROM leaf", [], |row| row.get::<_, i64>(0));
        let last = last.map_err(sql("count the places of events"))?;
        Ok(usize::try_from(last).unwrap_or_default().min(1 << 21))
    }

    fn leaves(&self) -> Result<Vec<Digest>, StoreError> {
        let fail = || sql("read the places of events");
        let mut statement = self
            .connection
            .prepare_cached("SELECT leaf FROM leaf ORDER BY n")
            .map_err(fail())?;
        let mut leaves = Vec::with_capacity(self.leaf_count()?);
        let mut rows = statement.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            leaves.push(row.get(0).map_err(fail())?);
        }
        Ok(leaves)
    }

    /// The state of the record now, or as it was after so many events; `None` where it never had so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn tree_head(&self, size: Option<u64>) -> Result<Option<TreeHead>, StoreError> {
        let fail = || sql("read the places of events");
        let mut statement = self
            .connection
            .prepare_cached("SELECT leaf FROM leaf ORDER BY n LIMIT ?1")
            .map_err(fail())?;
        let most = size.map_or(-1, |size| i64::try_from(size).unwrap_or(i64::MAX));
        let mut rows = statement.query([most]).map_err(fail())?;
        let mut tree = merkle::Growing::default();
        while let Some(row) = rows.next().map_err(fail())? {
            let leaf: Digest = row.get(0).map_err(fail())?;
            tree.push(merkle::leaf(&leaf));
        }
        let head = TreeHead {
            size: tree.size(),
            root: tree.root(),
        };
        Ok(size.is_none_or(|size| size == head.size).then_some(head))
    }

    /// How many events the record had when an event had just come to it; `None` in the first format.
    ///
    /// # Errors
    /// What the database says.
    pub fn size_with(&self, stream: Stream<'_>, stored: &Stored) -> Result<Option<u64>, StoreError> {
        let Some(kept) = Commitments::of_record(&self.connection)? else {
            return Ok(None);
        };
        let leaf = kept.leaf(stream, stored.event.seq, &stored.body, &stored.hash);
        let fail = || sql("read the place of an event");
        let place: Option<i64> = self
            .connection
            .query_row("SELECT n FROM leaf WHERE leaf = ?1", [leaf], |row| row.get(0))
            .optional()
            .map_err(fail())?;
        let Some(place) = place else { return Ok(None) };
        let size: i64 = self
            .connection
            .query_row("SELECT count(*) FROM leaf WHERE n <= ?1", [place], |row| row.get(0))
            .map_err(fail())?;
        Ok(Some(size.unsigned_abs()))
    }

    /// What signs for the record, and what did before; the last one does now. None in the first format.
    ///
    /// # Errors
    /// What the database says.
    pub fn signers(&self) -> Result<Vec<RecordSigner>, StoreError> {
        let Naming::Keyed(names) = Naming::of_record(&self.connection)? else {
            return Ok(Vec::new());
        };
        // The name follows from a key that stays, so that it is what it is in every copy of the record.
        let name = derive(names.as_slice(), &[], "firebell 2 name of a record");
        let keys = self.proof_keys()?;
        let seeds = [derive(names.as_slice(), &[], "firebell 2 record signs")]
            .into_iter()
            .chain(keys.iter().map(ProofKey::of_checkpoints));
        let until = keys.iter().map(|key| Some(key.events_before)).chain([None]);
        let signers = seeds.zip(until).map(|(seed, until)| RecordSigner {
            record: hex::encode(&name[..16]),
            seed,
            until,
        });
        Ok(signers.collect())
    }

    /// Events of a stream with what shows that they are part of the record. In a record of the first format they are
    /// hidden by a key of this once.
    ///
    /// # Errors
    /// What the database says.
    pub fn committed(&self, stream: Stream<'_>, events: &[Stored]) -> Result<Vec<Committed>, StoreError> {
        let kept = Commitments::of_record(&self.connection)?;
        let commitments = match &kept {
            Some(kept) => kept.clone(),
            None => Commitments(Marker::of(&random_key()?)),
        };
        let places = match kept {
            Some(_) => Some(self.leaves()?),
            None => None,
        };
        let tree = places
            .as_ref()
            .map(|leaves| merkle::Tree::of(leaves.iter().map(|leaf| merkle::leaf(leaf)).collect()));
        let by_leaf: std::collections::HashMap<&Digest, usize> = places
            .iter()
            .flatten()
            .enumerate()
            .map(|(index, leaf)| (leaf, index))
            .collect();
        let of_event = |stored: &Stored| {
            let salt = commitments.salt(&stored.hash);
            let commitment = commitments.leaf(stream, stored.event.seq, &stored.body, &stored.hash);
            let place = by_leaf.get(&commitment).zip(tree.as_ref());
            let place = place.and_then(|(index, tree)| {
                Some(Place {
                    index: u64::try_from(*index).ok()?,
                    path: tree.path(*index)?,
                })
            });
            Committed {
                commitment,
                salt,
                place,
            }
        };
        Ok(events.iter().map(of_event).collect())
    }

    /// Keeps a checkpoint. One with a time stamp is never replaced: the stamp covers the exact bytes of its note.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_checkpoint(&self, head: &TreeHead, note: &str) -> Result<(), StoreError> {
        let size = i64::try_from(head.size).unwrap_or(i64::MAX);
        let put = self.connection.execute(
            "INSERT INTO checkpoint (size, root, note) VALUES (?1, ?2, ?3) ON CONFLICT (size) DO UPDATE SET note = ?3 \
             WHERE token IS NULL",
            params![size, head.root, note],
        );
        put.map(drop).map_err(sql("keep the checkpoint"))
    }

    /// Keeps the answer of a time-stamping authority to a checkpoint.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_token(&self, head: &TreeHead, note: &str, token: &[u8]) -> Result<(), StoreError> {
        let size = i64::try_from(head.size).unwrap_or(i64::MAX);
        let put = self.connection.execute(
            "INSERT INTO checkpoint (size, root, note, token) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (size) DO UPDATE SET note = ?3, token = ?4",
            params![size, head.root, note, token],
        );
        put.map(drop).map_err(sql("keep the time stamp"))
    }

    /// The checkpoints that were made, in order.
    ///
    /// # Errors
    /// What the database says.
    pub fn checkpoints(&self) -> Result<Vec<KeptCheckpoint>, StoreError> {
        let fail = || sql("read the checkpoints");
        let mut statement = self
            .connection
            .prepare("SELECT size, root, note, token FROM checkpoint ORDER BY size")
            .map_err(fail())?;
        let rows = statement.query_map([], |row| {
            Ok(KeptCheckpoint {
                head: TreeHead {
                    size: row.get::<_, i64>(0)?.unsigned_abs(),
                    root: row.get(1)?,
                },
                note: row.get(2)?,
                token: row.get(3)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(fail())
    }

    /// Why the tree is not that of the events. It has exactly one leaf for each event, and every checkpoint is a state that it
    /// had. Leaves and events are compared as sets, because only the leaves know the order in which events came; the checkpoints
    /// vouch for that order. No record of the first format has a tree.
    ///
    /// What was read grows beside the reading.
    pub(super) fn tree_flaw(&self, expected: &Tally, numbering: Numbering) -> Result<Option<Broken>, StoreError> {
        if Commitments::of_record(&self.connection)?.is_none() {
            return Ok(None);
        }
        let checkpoints = self.checkpoints()?;
        let grown = std::thread::scope(|scope| {
            let (hand_over, batches) = mpsc::sync_channel(1);
            let growing = scope.spawn(move || GrownTree::of(batches, checkpoints, numbering));
            let read = self.hand_leaves_over(&hand_over);
            drop(hand_over);
            let grown = growing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            read.map(|()| grown)
        })?;
        let (places, events) = (grown.leaves.count(), expected.count());
        if places != events {
            return Ok(Some(Broken::Tree(format!(
                "it has {places} leaves for {events} events"
            ))));
        }
        if !grown.leaves.equals(expected) {
            let why = "an event is not the one that was committed to when it was recorded";
            return Ok(Some(Broken::Tree(why.to_owned())));
        }
        Ok(grown.of_another_record.map(Broken::Tree))
    }

    fn hand_leaves_over(&self, hand_over: &SyncSender<Vec<Digest>>) -> Result<(), StoreError> {
        let fail = || sql("read the places of events");
        let mut statement = self
            .connection
            .prepare_cached("SELECT leaf FROM leaf ORDER BY n")
            .map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            while batch.len() < BATCH
                && let Some(row) = rows.next().map_err(fail())?
            {
                batch.push(row.get(0).map_err(fail())?);
            }
            // Whoever takes them takes them all.
            if batch.is_empty() || hand_over.send(batch).is_err() {
                return Ok(());
            }
        }
    }
}

/// A tree that was grown from the leaves of a record.
struct GrownTree {
    leaves: Tally,
    /// Why a checkpoint is no state that the tree had.
    of_another_record: Option<String>,
}

impl GrownTree {
    fn of(batches: Receiver<Vec<Digest>>, checkpoints: Vec<KeptCheckpoint>, numbering: Numbering) -> GrownTree {
        let mut leaves = Tally::default();
        let mut tree = merkle::Growing::default();
        let mut of_another_record = None;
        let mut kept = checkpoints.into_iter().peekable();
        let mut hold_against = |tree: &merkle::Growing| {
            while let Some(checkpoint) = kept.next_if(|kept| kept.head.size == tree.size()) {
                if checkpoint.head.root != tree.root() {
                    let size = checkpoint.head.size;
                    of_another_record
                        .get_or_insert_with(|| format!("the checkpoint of {size} events is none of this record"));
                }
            }
        };
        hold_against(&tree);
        for leaf in batches.into_iter().flatten() {
            leaves.add(numbering, (leaf, NOT_COMPARED));
            tree.push(merkle::leaf(&leaf));
            hold_against(&tree);
        }
        if let Some(checkpoint) = kept.next() {
            let (size, has) = (checkpoint.head.size, tree.size());
            of_another_record
                .get_or_insert_with(|| format!("a checkpoint of {size} events was made, and there are {has}"));
        }
        GrownTree {
            leaves,
            of_another_record,
        }
    }
}
