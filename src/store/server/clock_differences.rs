//! How far the clocks of the machines are from the server's, as far as what they recorded last shows: each row has the moment at
//! which it was recorded by its machine's clock, signed, and the server notes when it came.

use std::collections::BTreeMap;

use super::kept_locally;
use super::kept_locally::Kept;
use super::machine_clock::ClockThen;
use super::parcel::Parcel;
use super::row::Row;
use super::sent;
use super::shared::Shared;
use crate::core::member::public_key::MemberId;
use crate::store::{Store, StoreError};

/// As many of the last rows are looked at.
const LAST: u64 = 200;

impl Store {
    /// The clocks of those who recorded something lately, by the last thing that each of them did.
    pub(super) fn clocks_of_machines(&self, shared: &Shared) -> Result<Vec<ClockThen>, StoreError> {
        let Some(kept) = Kept::read(&self.connection)? else {
            return Ok(Vec::new());
        };
        let from = kept_locally::head(&self.connection)?.n.saturating_sub(LAST);
        let stored: BTreeMap<u64, i64> = shared.link.lock().stored_after(from)?.into_iter().collect();
        let mut found: BTreeMap<MemberId, ClockThen> = BTreeMap::new();
        for row in kept_locally::rows_from(&self.connection, from + 1)? {
            if let Some((recorded, stored)) = recorded_at(shared, &kept, &row).zip(stored.get(&row.n)) {
                let (member, n) = (row.signer, row.n);
                let ahead = recorded.saturating_sub(*stored);
                found.insert(member, ClockThen { member, n, ahead });
            }
        }
        Ok(found.into_values().collect())
    }
}

/// When a row was recorded by the clock of its machine, in milliseconds since 1970; `None` where it holds nothing that was
/// recorded, or is void.
fn recorded_at(shared: &Shared, kept: &Kept, row: &Row) -> Option<i64> {
    let record = &shared.log.record;
    let text = kept.key(row.epoch)?.open(record, &row.id, &row.sealed)?;
    let Ok(Parcel::Recorded { changes }) = Parcel::unpacked(&text) else {
        return None;
    };
    let append = sent::appends(&changes).into_iter().next()?;
    (append.appending.signer == row.signer).then_some(append.appending.at)
}
