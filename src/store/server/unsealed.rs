//! Rows as they came from the server, opened with the key of the team on every core at once.

use rayon::prelude::*;

use super::error::HomeError;
use super::parcel::{Change, Parcel, Unpacked};
use super::refused_rows::{Trouble, void};
use super::row::{LogName, Row};
use super::team_keys::TeamKeys;
use crate::store::events::Digest;
use crate::store::keys::CircleKey;

/// A row, and what it holds once the key of the team has opened it.
pub(super) struct Unsealed {
    pub(super) row: Row,
    /// Whether it is what its digest says.
    pub(super) whole: bool,
    /// `None`: the key was not at hand.
    pub(super) parcel: Option<Result<Parcel, Trouble>>,
    /// Which key opened it.
    pub(super) under: Option<Digest>,
}

/// Opens rows.
pub(super) fn unsealed(log: &LogName, keys: &TeamKeys, rows: Vec<Row>) -> Vec<Unsealed> {
    let open = |row: Row| {
        let mut unsealed = Unsealed {
            whole: row.digest(log) == row.hash,
            parcel: None,
            under: None,
            row,
        };
        unsealed.complete(log, keys);
        unsealed
    };
    rows.into_par_iter().map(open).collect()
}

fn parcel(log: &LogName, key: &CircleKey, row: &Row) -> Option<Result<Parcel, Trouble>> {
    let text = key.open(&log.record, &row.id, &row.sealed)?;
    Some(match Parcel::unpacked(&text) {
        Ok(parcel) => Ok(parcel),
        Err(Unpacked::Newer) => Err(Trouble::Store(HomeError::Newer { n: row.n }.into())),
        Err(Unpacked::Broken) => void("it cannot be read"),
    })
}

impl Unsealed {
    /// Opens it with whichever key of its number does, where it is not open.
    pub(super) fn complete(&mut self, log: &LogName, keys: &TeamKeys) {
        if self.under.is_some() || !keys.has(self.row.epoch) {
            return;
        }
        let mut all = keys.of_epoch(self.row.epoch).iter();
        let found = all.find_map(|(commitment, key)| Some((*commitment, parcel(log, key, &self.row)?)));
        (self.under, self.parcel) = match found {
            Some((commitment, parcel)) => (Some(commitment), Some(parcel)),
            None => (None, Some(void("it is sealed under another key"))),
        };
    }

    /// Whether all that is left is to look for its key.
    pub(super) fn lacks_key(&self) -> bool {
        self.parcel.is_none()
    }

    pub(super) fn changes(&self) -> &[Change] {
        match &self.parcel {
            Some(Ok(Parcel::Moved { changes, .. } | Parcel::Recorded { changes })) => changes,
            Some(Err(_)) | None => &[],
        }
    }

    /// Whether events are written over with it: what comes after it is opened with other keys.
    pub(super) fn rewrites(&self) -> bool {
        self.changes()
            .iter()
            .any(|change| matches!(change, Change::Rewritten { .. }))
    }
}
