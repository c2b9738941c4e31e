//! Keys of the team that may open rows.

use std::collections::BTreeMap;

use super::kept_locally::Kept;
use crate::store::events::Digest;
use crate::store::keys::{CircleKey, RecordTag};

/// Keys that may open rows: for each number those that were wrapped for whoever opened the record, whoever wrapped them.
#[derive(Clone, Default)]
pub(super) struct TeamKeys(BTreeMap<u32, Vec<(Digest, CircleKey)>>);

impl TeamKeys {
    /// The keys that this machine has.
    pub(super) fn of(kept: &Kept, record: &RecordTag) -> TeamKeys {
        let mut keys = TeamKeys::default();
        keys.add(kept.keys(), record);
        keys.add(kept.invited_with(), record);
        keys
    }

    pub(super) fn add(&mut self, keys: impl IntoIterator<Item = CircleKey>, record: &RecordTag) {
        for key in keys {
            let all = self.0.entry(key.epoch).or_default();
            let commitment = key.commitment(record);
            if all.iter().all(|(known, _)| *known != commitment) {
                all.push((commitment, key));
            }
        }
    }

    pub(super) fn has(&self, epoch: u32) -> bool {
        self.0.contains_key(&epoch)
    }

    pub(super) fn of_epoch(&self, epoch: u32) -> &[(Digest, CircleKey)] {
        self.0.get(&epoch).map_or(&[], Vec::as_slice)
    }

    pub(super) fn key(&self, epoch: u32, commitment: &Digest) -> Option<&CircleKey> {
        let all = self.of_epoch(epoch).iter();
        all.filter(|(known, _)| known == commitment).map(|(_, key)| key).next()
    }
}
